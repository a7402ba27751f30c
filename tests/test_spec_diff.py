"""What changed between two specs, as a person reads it."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careers_workbook.spec.describe import diff, word_changes
from careers_workbook.spec.load import lineage, load
from careers_workbook.spec.model import Spec
from careers_workbook.spec.records import made_of
from careers_workbook.spec.strict import plain
from tests.support.program import run
from tests.support.truth import FIRST_SPEC

OLD = load(FIRST_SPEC)
NEW = "send-careers-checklist-2025"


def shown(new: Spec, old: Spec = OLD, width: int = 80) -> list[str]:
    """The lines of a diff, each with its spaces made single."""
    text = diff(old, new, width=width)
    assert all(len(line) <= width for line in text.splitlines())
    return [" ".join(line.split()) for line in text.splitlines()]


def edited(*edits: tuple[str, str]) -> Spec:
    """The default spec with some of its JSON replaced, as a version of its own."""
    text = json.dumps(plain(OLD), ensure_ascii=False, separators=(",", ":"))
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new)
    renewed = {**json.loads(text), "version": "2030.1", "extends": OLD.id}
    return made_of(Spec, renewed)


def test_the_shipped_versions() -> None:
    lines = diff(OLD, load(NEW), lineage(NEW)).splitlines()
    assert lines[0] == "send-careers-checklist 2020.1 -> send-careers-checklist-2025 2025.2"
    headings = {line for line in lines[2:] if line and not line.startswith(" ")}
    assert headings >= {
        "Asked for the first time (1)", "No longer asked (1)", "Under another ref (1)", "Reworded (20)",
    }  # fmt: skip
    text = " ".join(" ".join(lines).split())
    assert "GB1: is GB2 now" in text
    assert "SR1 The school has utilised" in text
    assert "Why: The separate SEND toolkit has been replaced" in text
    assert "The school uses Compass [-or Compass for Special Schools or Compass +-] to assess progress" in text
    assert "was: All schools must meet all benchmarks by September 2020." in text


def test_a_spec_and_itself() -> None:
    assert diff(OLD, OLD) == "send-careers-checklist 2020.1 -> send-careers-checklist 2020.1\n\nNothing differs.\n"


def test_strangers_are_called_strangers() -> None:
    assert "Neither builds on the other" in diff(load(NEW), OLD)


REVIEW, NOTES = '"id":"review","label":"Review"', '"id":"notes","label":"Notes"'
CARE, OTHER_CARE = '{"id":"residential_care","label":"Residential care"', '{"id":"care","label":"Care"'
STAYED = "Stayed at school or school sixth form"
CHANGES = (
    ('"label":"Deadline"', '"label":"By when"', "column renamed: Deadline -> By when"),
    (REVIEW, NOTES, "column gone: Review"),
    (REVIEW, NOTES, "column new: Notes"),
    ('needed","answer":"text"', 'needed","answer":"date"', "Action needed: answer: text -> date"),
    (f'"label":"{STAYED}"', '"label":"Stayed on"', f"destinations: option renamed: {STAYED} -> Stayed on"),
    (CARE, OTHER_CARE, "option gone: Residential care"),
    (CARE, OTHER_CARE, "option new: Care"),
    ('away","group":"not known"', 'away","group":"other"', "destinations: Moved away: group: not known -> other"),
    ('"due_soon_days":28', '"due_soon_days":14', "due soon days: 28 -> 14"),
    ('"rows":100', '"rows":50', "Destinations: rows: 100 -> 50"),
    ('"title":"Careers leadership"', '"title":"Who leads"', 'Careers leadership: is called "Who leads" now'),
    ('"heading":"Careers Guidance"', '"heading":"Guidance"', "section new: Guidance"),
    ('"maximum":999}', '"maximum":99}', "SD8: maximum: 999 -> 99"),
    ('meaningful way.","benchmarks":[1]', 'meaningful way.","benchmarks":[1,3]', "CL1: benchmarks: 1 -> 1, 3"),
    ('"paragraphs":["', '"paragraphs":["A new first line.","', "Inspection notes: new: A new first line."),
    ("2040-12-31", "2045-12-31", "dates: 01/01/2015 to 31/12/2040 -> 01/01/2015 to 31/12/2045"),
    ('"terms":[]', '"terms":[{"name":"Summer","ends":"2027-07-21"}]', "terms: none -> Summer (until 21/07/2027)"),
)


@pytest.mark.parametrize(("old", "new", "line"), CHANGES, ids=[line for *_, line in CHANGES])
def test_every_kind_of_change_is_said(old: str, new: str, line: str) -> None:
    assert line in shown(edited((old, new)), width=120)


def test_the_same_change_on_several_sheets_is_said_once() -> None:
    lines = shown(edited(('"label":"Deadline"', '"label":"By when"')))
    assert "Careers leadership; Strategy and programme; Guidance and experience; SEND" in lines
    assert sum("column renamed" in line for line in lines) == 1


def test_lists_and_sheets_that_came_and_went(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(
        f'id: ours\nversion: "1"\nextends: {FIRST_SPEC}\nlists: {{colours: [Red, Green]}}\n'
        "dropped: {SR1: Old., SR2: Old., SR3: Old.}\n"
        "add:\n  - sheets: [{kind: guidance, title: More to read, paragraphs: [Read more.]}]\n"
        "  - {after: CL2, items: [{ref: CL20, text: Something new is asked.}]}\n",
        encoding="utf-8",
    )
    lines = [" ".join(line.split()) for line in diff(OLD, load(str(path)), lineage(str(path)), 100).splitlines()]
    assert "colours: is new: Red, Green" in lines
    assert "More to read: is new (guidance)" in lines
    assert "section gone: Considerations for young people with SEND – show evidence that you have" in " ".join(lines)
    assert lines[lines.index("CL20") + 1 : lines.index("CL20") + 3] == [
        "Something new is asked.",
        "(Careers leadership)",
    ]
    back = diff(load(str(path)), OLD)
    assert "colours: is gone" in back
    assert "More to read: is gone (guidance)" in back


def test_a_question_on_another_sheet() -> None:
    data = json.loads(json.dumps(plain(OLD)))
    checklists = [sheet for sheet in data["sheets"] if sheet["kind"] == "checklist"]
    checklists[1]["sections"][0]["items"].append(checklists[0]["sections"][0]["items"].pop())
    moved = made_of(Spec, {**data, "version": "2030.1", "extends": OLD.id})
    lines = shown(moved)
    at = lines.index("CL6")
    assert lines[at : at + 3] == [
        "CL6",
        "from Careers leadership, Careers Leadership",
        "to Strategy and programme, Careers Strategy and Programme",
    ]


WORDS = st.lists(
    st.sampled_from(["the", "school", "has", "a", "plan", "Compass", "toolkit", "."]), min_size=1, max_size=12
)


@given(WORDS, WORDS)
def test_both_texts_can_be_told_from_the_changes(old: list[str], new: list[str]) -> None:
    lines = word_changes(" ".join(old), " ".join(new))
    if len(lines) == 2:
        assert lines == [f"was: {' '.join(old)}", f"now: {' '.join(new)}"]
        return
    assert told(lines[0], "[-", "-]", "{+", "+}") == old
    assert told(lines[0], "{+", "+}", "[-", "-]") == new


def told(line: str, keep: str, keep_end: str, drop: str, drop_end: str) -> list[str]:
    """The words of one side: marks of that side taken off, the other side's words left out."""
    words: list[str] = []
    dropping = False
    for word in line.split():
        dropping = dropping or word.startswith(drop)
        if not dropping:
            words.append(word.removeprefix(keep).removesuffix(keep_end))
        dropping = dropping and not word.endswith(drop_end)
    return words


def test_the_command(tmp_path: Path) -> None:
    out = run("spec", "diff", FIRST_SPEC, NEW, cwd=tmp_path, code=0).out
    assert out.startswith("send-careers-checklist 2020.1 -> send-careers-checklist-2025 2025.2\n")
    assert max(map(len, out.splitlines())) <= 80
    run("spec", "diff", FIRST_SPEC, NEW, "-o", "diff.txt", cwd=tmp_path, code=0)
    assert (tmp_path / "diff.txt").read_text(encoding="utf-8").split() == out.split()
    assert "Did you mean" in run("spec", "diff", FIRST_SPEC, "send-careers-checklist-2026", cwd=tmp_path, code=2).err


def test_the_command_follows_a_chain_of_files(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(f'id: a\nversion: "1"\nextends: {FIRST_SPEC}\nrenamed: {{CL1: CL11}}\n')
    (tmp_path / "b.yaml").write_text('id: b\nversion: "1"\nextends: a\nrenamed: {CL11: CL12}\n')
    out = run("spec", "diff", FIRST_SPEC, "b.yaml", cwd=tmp_path, code=0).out
    assert "CL1: is CL12 now" in out
    assert "Neither builds" not in out
