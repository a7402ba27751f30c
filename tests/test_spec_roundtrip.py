"""Random valid specs survive YAML, and the layout accepts them."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from careers_workbook.core.problems import SpecError
from careers_workbook.layout.plan import plan
from careers_workbook.spec import yaml_text
from careers_workbook.spec.identity import Less, as_yaml, flattened, without
from careers_workbook.spec.load import check, load, shipped
from careers_workbook.spec.model import Spec
from tests.support.spec_text import GOOD
from tests.support.specs import AWKWARD, specs
from tests.support.sweep import tries


@pytest.mark.slow
@tries(15, many=300)
@given(spec=specs())
def test_a_random_spec_survives_yaml(spec: Spec, tmp_path: Path) -> None:
    path = tmp_path / "random.yaml"
    path.write_text(as_yaml(spec), encoding="utf-8")
    assert [str(problem) for problem in check(path)] == []
    assert load(str(path)) == spec == without(flattened(spec), Less(), {})


@pytest.mark.slow
@tries(10, many=200)
@given(spec=specs())
def test_the_layout_accepts_a_random_spec(spec: Spec) -> None:
    layout = plan(spec)
    keys = [(slot.ref, slot.column) for slot in layout.slots]
    assert len(keys) == len(set(keys))
    titles = [sheet.title.casefold() for sheet in layout.sheets]
    assert len(titles) == len(set(titles))
    names = [block.name.casefold() for sheet in layout.sheets for block in sheet.blocks]
    assert len(names) == len(set(names))


AWKWARD_LINES = (
    *("", "  ", "- ", "a: b", "    - {}", "    - []", "sheets:", "lists: 3", "kind: tracker", "    columns: *x"),
    *("x: &x y", "      - {ref: A1, text: ~}", "\t", "? q", "---", "  completed: {a: b}", "- [[", "<<: 1", "start: x"),
    *("    sections: {a: [b]}", "extends: send-careers-checklist", "add: [{items: 3}]", "renamed: [A1]"),
    *("reword: {A1: {text: [1]}}", "rephrase: {a: {b: c}}", "terms: 1", "        items: 3", "    fields: {a: 1}"),
)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """The small good spec with lines lost, doubled, moved, swapped for others or cut."""
    lines = GOOD.splitlines()
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["lose", "double", "swap", "indent", "cut", "word"])):
            case "lose":
                del lines[at]
            case "double":
                lines.insert(draw(st.integers(0, len(lines))), lines[at])
            case "swap":
                lines[at] = draw(st.sampled_from(AWKWARD_LINES))
            case "indent":
                lines[at] = draw(st.sampled_from(["  ", "    ", ""])) + lines[at].lstrip()
            case "cut":
                lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
            case "word":
                words = lines[at].split(" ")
                words[draw(st.integers(0, len(words) - 1))] = draw(st.sampled_from(AWKWARD))
                lines[at] = " ".join(words)
    return "\n".join(lines)


@tries(60, many=1000)
@given(text=damaged())
def test_a_damaged_spec_is_reported_or_can_be_planned(text: str, tmp_path: Path) -> None:
    path = tmp_path / "damaged.yaml"
    path.write_text(text, encoding="utf-8")
    problems = check(path)
    assert all(problem.message and problem.advice is not None for problem in problems)
    if any(problem.severity == "error" for problem in problems):
        with pytest.raises(SpecError):
            load(str(path))
    else:
        assert plan(load(str(path))).sheets


def test_the_slow_loader_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    fast = {name: load(name) for name in shipped()}
    monkeypatch.setattr(yaml_text, "_LOADER", yaml.SafeLoader)
    assert {name: load(name) for name in shipped()} == fast
