"""Random valid specs survive YAML, and the layout accepts them."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from careers_workbook.layout import plan
from careers_workbook.spec.load import check, load, shipped
from careers_workbook.spec.model import Spec
from tests.support.specs import specs, to_yaml

_SLOW_IS_FINE = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


@settings(max_examples=60, deadline=None, suppress_health_check=_SLOW_IS_FINE)
@given(spec=specs())
def test_a_random_spec_survives_yaml(spec: Spec, tmp_path: Path) -> None:
    path = tmp_path / "random.yaml"
    path.write_text(to_yaml(spec), encoding="utf-8")
    assert [str(problem) for problem in check(path)] == []
    assert load(str(path)) == spec


@settings(max_examples=40, deadline=None, suppress_health_check=_SLOW_IS_FINE)
@given(spec=specs())
def test_the_layout_accepts_a_random_spec(spec: Spec) -> None:
    layout = plan(spec)
    keys = [(slot.ref, slot.column) for slot in layout.slots]
    assert len(keys) == len(set(keys))
    titles = [sheet.title.casefold() for sheet in layout.sheets]
    assert len(titles) == len(set(titles))
    names = [block.name.casefold() for sheet in layout.sheets for block in sheet.blocks]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", sorted(shipped()))
def test_a_shipped_spec_written_out_whole_loads_as_the_same(name: str, tmp_path: Path) -> None:
    spec = load(name).model_copy(update={"extends": None, "renamed": {}, "dropped": {}})
    path = tmp_path / "whole.yaml"
    path.write_text(to_yaml(spec), encoding="utf-8")
    assert load(str(path)) == spec
