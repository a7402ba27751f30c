"""Files that are no specs, or mean harm: one clear sentence each, quickly, and nothing in them is run."""

import os
import time
from pathlib import Path

import pytest

from careers_workbook.core.problems import SpecError
from careers_workbook.spec.load import check, load
from careers_workbook.spec.yaml_text import MAX_BYTES
from tests.support.spec_text import GOOD

BOMB = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)
)

CASES: dict[str, tuple[bytes, str, int | None, str]] = {
    "empty": (b"", "SPEC-019", None, "it is empty"),
    "comments only": (b"# nothing\n\n", "SPEC-019", None, "it is empty"),
    "ten megabytes": (b"a: " + b"x" * 10_000_000, "SPEC-019", None, "10,000,003 bytes"),
    "not UTF-8": ("id: small\ntitle: Café\n".encode("latin-1"), "SPEC-019", 2, "not saved as UTF-8"),
    "UTF-16": (GOOD.encode("utf-16"), "SPEC-019", 1, "UTF-16"),
    "a workbook": (b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00", "SPEC-001", 1, "invisible control character"),
    "null characters": (b"id: sm\x00all\n", "SPEC-001", 1, "invisible control character"),
    "billion laughs": (BOMB.encode(), "SPEC-001", 6, "aliases unfold to more than 200,000 values"),
    "an alias of itself": (b"id: &a [*a]\n", "SPEC-001", 1, 'there is no "&a" above'),
    "deep": (b"a: " + b"[" * 100_000, "SPEC-001", 1, "nested more than 40 deep"),
    "deep blocks": ("\n".join(" " * n + "a:" for n in range(60)).encode(), "SPEC-001", 41, "nested more than 40 deep"),
    "two documents": (b"id: a\n---\nid: b\n", "SPEC-001", 2, "a second document"),
    "unclosed": (b"id: [a, b\n", "SPEC-001", 2, "a bracket is not closed"),
}


@pytest.mark.parametrize("case", CASES)
def test_one_clear_sentence(case: str, tmp_path: Path) -> None:
    content, code, line, words = CASES[case]
    path = tmp_path / "hostile.yaml"
    path.write_bytes(content)
    started = time.process_time()
    (problem,) = check(path)
    assert time.process_time() - started < 2
    assert (problem.code, problem.place.line) == (code, line)
    assert words in problem.message
    with pytest.raises(SpecError) as caught:
        load(str(path))
    assert caught.value.problems == (problem,)


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.system [touch BEEN_HERE]", "!!python/name:os.system ''", "!!binary aGVsbG8="]
)
def test_nothing_in_a_spec_is_run(tag: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "tag.yaml"
    path.write_text(f"id: {tag}\n", encoding="utf-8")
    assert "cannot be used; a spec holds plain text only" in str(check(path)[0])
    assert [p.name for p in tmp_path.iterdir()] == ["tag.yaml"]


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert check(path) == ()


def test_a_folder_a_missing_file_and_something_that_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    cases = ((".", "it is a folder"), ("no.yaml", "there is no such file"), ("pipe.yaml", "it is not an ordinary file"))
    for name, words in cases:
        (problem,) = check(tmp_path / name)
        assert problem.code == "SPEC-019"
        assert words in problem.message
    with pytest.raises(SpecError, match="there is no such file"):
        load(str(tmp_path / "no.yaml"))


@pytest.mark.parametrize("name", ["a\0.yaml", "a" * 300 + ".yaml"])
def test_a_name_that_no_file_can_have_is_refused(name: str, tmp_path: Path) -> None:
    assert [problem.code for problem in check(tmp_path / name)] == ["SPEC-019"]


def test_a_megabyte_of_plain_text_is_read_quickly(tmp_path: Path) -> None:
    items = "".join(f"          - {{ref: C{n}, text: Statement number {n}.}}\n" for n in range(1000))
    text = GOOD.replace("          - {ref: B1, text: A third statement.}\n", items)
    path = tmp_path / "large.yaml"
    path.write_text(text + "#" * (MAX_BYTES - len(text.encode())), encoding="utf-8")
    started = time.process_time()
    assert check(path) == ()
    assert time.process_time() - started < 5
