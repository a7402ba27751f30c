"""What a spec came to when it was checked is believed as long as everything is as it was then, and never otherwise."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from careers_workbook.spec import compiled, load, spec_files
from careers_workbook.spec.checked import load_checked
from careers_workbook.spec.compiled import ReadFile, packed, unpacked
from careers_workbook.spec.model import Spec, unregister
from tests.support.contacts import ContactsSheet
from tests.support.spec_text import GOOD, write
from tests.support.specs import specs
from tests.support.sweep import tries

unregister(ContactsSheet)  # the module registers it; other tests must not find it

CHILD = """
id: child
version: "2"
extends: small
title: A child
dropped: {D1: not asked any more}
terms: [{name: Summer, ends: 2027-07-20}]
"""
Change = Callable[[Path], object]


def kept(path: Path) -> bytes:
    loaded = load_checked(path)
    assert loaded.spec
    made = packed(loaded.spec, loaded.read)
    assert made
    return made


@pytest.fixture
def child(tmp_path: Path) -> Path:
    write(tmp_path, GOOD)
    path = tmp_path / "child.yaml"
    path.write_text(CHILD, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", sorted(load.shipped()))
def test_what_is_shipped_is_what_its_yaml_comes_to(name: str) -> None:
    """`make docs` makes it anew."""
    path = load.shipped()[name]
    data = (path.parent / load.COMPILED / f"{name}.spec").read_bytes()
    assert data == dict(load.compiled_shipped())[f"{name}.spec"]
    found = unpacked(data, path)
    assert found
    assert found[0] == load_checked(path).spec


def test_it_is_the_same_spec(child: Path) -> None:
    found = unpacked(kept(child), child)
    assert found
    assert found[0] == load_checked(child).spec
    assert [one.path.name for one in found[1]] == ["child.yaml", "small.yaml"]


@tries(30)
@given(specs())
def test_any_spec_comes_back(spec: Spec) -> None:
    data = packed(spec, [ReadFile(Path("none.yaml"), b"")])
    assert data
    found = unpacked(data, Path("none.yaml"))
    assert found
    assert found[0] == spec


@pytest.mark.parametrize(
    "change",
    [
        lambda at: at.write_text(CHILD.replace("A child", "Another"), encoding="utf-8"),
        lambda at: at.unlink(),
        lambda at: write(at.parent, GOOD.replace("Small checklist", "Smaller checklist")),
        lambda at: (at.parent / "small.yaml").unlink(),
    ],
    ids=["edited", "gone", "base edited", "base gone"],
)
def test_another_file_is_read_anew(child: Path, change: Change) -> None:
    data = kept(child)
    change(child)
    assert unpacked(data, child) is None


def test_another_program_checks_for_itself(child: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = kept(child)
    monkeypatch.setattr(compiled, "__version__", "0.1.9")
    assert unpacked(data, child) is None


def signed(data: bytes, body: object) -> bytes:
    """Something else by somebody who knows how it is written."""
    head, text = json.loads(data.partition(b"\n")[0]), json.dumps(body).encode()
    return json.dumps([*head[:3], compiled._hash(text)]).encode() + b"\n" + text


@pytest.mark.parametrize(
    "body",
    [
        ["Path", {"kind": "x"}],
        ["Choice", {"id": "a", "label": "A"}],
        ["Spec", {"id": "a"}],
        ["Spec", {"no_such_key": 1}],
        ["os.system", "ls"],
        ["__reduce__", {}],
        [{}, {}],
        [1, 2, 3],
        {"": "yesterday"},
        None,
    ],
)
def test_what_is_no_spec_is_nothing(child: Path, body: object) -> None:
    assert unpacked(signed(kept(child), body), child) is None


@pytest.mark.parametrize("cut", [0, 10, 200, -5])
def test_a_part_of_it_is_nothing(child: Path, cut: int) -> None:
    assert unpacked(kept(child)[:cut], child) is None
    assert unpacked(kept(child)[:cut] + b"\0" * 4, child) is None


def test_a_kind_of_another_program_is_not_kept() -> None:
    spec = load.load(load.DEFAULT_SPEC)
    theirs = ContactsSheet(kind="contacts", title="People to ring")
    assert packed(spec, ()) is not None
    assert packed(replace(spec, sheets=(*spec.sheets, theirs)), ()) is None


def test_a_copy_of_a_spec_of_the_program_need_not_be_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = Path(shutil.copy(load.shipped()[load.DEFAULT_SPEC], tmp_path / "spec.yaml"))
    monkeypatch.setattr(load, "_load_anew", None)
    assert load.load(str(path)) == load.load(load.DEFAULT_SPEC)
    path.write_bytes(path.read_bytes().replace(b"Careers", b"The careers", 1))
    with pytest.raises(TypeError):
        load.load(str(path))


def test_an_edited_spec_of_the_program_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = shutil.copytree(next(iter(load.shipped().values())).parent, tmp_path / "specs")
    monkeypatch.setattr(spec_files, "_PACKAGE", tmp_path)
    path = folder / "send-careers-checklist.yaml"
    assert load.shipped()["send-careers-checklist"] == path
    before = load.load("send-careers-checklist-2025")
    path.write_text(
        path.read_text(encoding="utf-8").replace("A Careers Leader", "One Careers Leader"), encoding="utf-8"
    )
    assert load.load("send-careers-checklist-2025") != before
