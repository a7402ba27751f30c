"""A small good spec as text, and texts that say themselves where they are wrong: a line ends with `#! SPEC-005`."""

import re
from pathlib import Path

from careers_workbook.spec.load import check

GOOD = """\
id: small
version: "1"
title: Small checklist
start:
  what: What it is.
  who: For whom it is.
  steps:
    - Fill it in by {due}.
lists:
  completed:
    - "Yes"
    - In progress
    - "No"
    - Not applicable
  places:
    - {label: College, group: education}
    - {label: Work, group: employment, aliases: [job]}
sheets:
  - kind: form
    title: Details
    fields:
      - {ref: D1, id: name, label: Name, prefill: name}
      - {ref: D2, id: pupils, label: Pupils, counts_people: false, answer: whole number, minimum: 1, maximum: 99}
  - kind: checklist
    title: Checks
    columns:
      - {id: action, label: Action needed}
      - {id: deadline, label: Deadline, answer: date}
      - {id: review, label: Review}
      - {id: completed, label: Action completed, answer: choice, list: completed}
    sections:
      - heading: First section
        items:
          - {ref: A1, text: One statement., benchmarks: [1, 8]}
          - {ref: A2, text: Another statement.}
      - heading: Second section
        items:
          - {ref: B1, text: A third statement.}
  - kind: leavers
    title: Leavers
    columns:
      - {id: autumn, label: Autumn, answer: choice, list: places}
  - kind: progress
    title: Progress
  - kind: guidance
    title: Notes
    paragraphs:
      - A note.
"""

_MARK = re.compile(r"#! (SPEC-\d{3}(?:, SPEC-\d{3})*)")


def changed(*pairs: tuple[str, str], text: str = GOOD) -> str:
    """A spec, GOOD where none is given, with each first text replaced by the second; it must be there exactly once."""
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def edit(path: Path, *pairs: tuple[str, str]) -> None:
    """The same of a file."""
    path.write_text(changed(*pairs, text=path.read_text(encoding="utf-8")), encoding="utf-8")


def expected(text: str) -> list[tuple[int, str]]:
    """Line and code of every mark, in line order."""
    return sorted(
        (number, code)
        for number, line in enumerate(text.splitlines(), 1)
        for found in _MARK.findall(line)
        for code in found.split(", ")
    )


def write(folder: Path, text: str, name: str = "small.yaml") -> Path:
    """The text as a file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def found(path: Path) -> list[tuple[int, str]]:
    """Line and code of every problem of a spec file."""
    return sorted((problem.place.line or 0, problem.code) for problem in check(path))
