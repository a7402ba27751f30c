"""Whatever is wrong with a spec is said at once, each with its line, what is wrong and what to do."""

from pathlib import Path

import pytest

from careers_workbook.core.problems import SpecError
from careers_workbook.spec.load import check, load
from careers_workbook.spec.sheets.list import TrackerSheet
from tests.support.spec_text import GOOD, changed, expected, found, write

A1 = "          - {ref: A1, text: One statement., benchmarks: [1, 8]}\n"
A2 = "          - {ref: A2, text: Another statement.}\n"
DEADLINE = "      - {id: deadline, label: Deadline, answer: date}\n"
COMPLETED = "      - {id: completed, label: Action completed, answer: choice, list: completed}\n"
AUTUMN = "      - {id: autumn, label: Autumn, answer: choice, list: places}\n"
NAME = "      - {ref: D1, id: name, label: Name, prefill: name}\n"
PUPILS = "      - {ref: D2, id: pupils, label: Pupils, counts_people: false, answer: whole number, minimum: 1, maximum: 99}\n"  # noqa: E501 - as it stands there
WORK = "    - {label: Work, group: employment, aliases: [job]}\n"

CASES = {
    # SPEC-001: the text
    "second colon": changed(("title: Small checklist", "title: Small: checklist  #! SPEC-001")),
    "open quote": changed(("title: Small checklist", 'title: "Small checklist #! SPEC-001')),
    "quote left open": changed(("A note.", '"A note. #! SPEC-001')),
    "open bracket": changed(
        ("prefill: name}\n", "prefill: name\n"), ("Pupils, counts", "Pupils, #! SPEC-001\n      counts")
    ),
    "tab": changed(("  what: What it is.", "\twhat: What it is. #! SPEC-001")),
    "tag": changed(("title: Small checklist", "title: !!python/object:os.system ls  #! SPEC-001")),
    "own tag": changed(("title: Small checklist", "title: !include other.yaml  #! SPEC-001")),
    "unknown alias": changed(("  what: What it is.", "  what: *nothing  #! SPEC-001")),
    "second document": GOOD + "---  #! SPEC-001\nid: other\n",
    "list as key": changed(("title: Small checklist", "title: Small checklist\n? [a, b]  #! SPEC-001\n: c")),
    "merged text": changed(("  who: For whom it is.", "  who: For whom it is.\n  <<: words  #! SPEC-001")),
    # SPEC-002: keys
    "unknown key": changed(("title: Small checklist", "titel: Small checklist  #! SPEC-002\ntitle: Small checklist")),
    "unknown key of an item": changed((A1, A1.replace("}\n", ", benchmark: [2]}  #! SPEC-002\n"))),
    "unknown key of a sheet": changed(("    title: Checks", "    title: Checks\n    intor: Hello  #! SPEC-002")),
    "unknown key of an option": changed((WORK, WORK.replace("}\n", ", nccis: x}  #! SPEC-002\n"))),
    # SPEC-003: missing
    "no version": GOOD.replace('id: small\nversion: "1"\n', "id: small  #! SPEC-003\n"),
    "no text": changed((A2, "          - {ref: A2}  #! SPEC-003\n")),
    "no kind": changed(("  - kind: form\n    title: Details", "  - title: Details  #! SPEC-003")),
    "choice without list": changed((COMPLETED, COMPLETED.replace(", list: completed}\n", "}  #! SPEC-003\n"))),
    # SPEC-004: kinds of value
    "list at the top": "- id: small  #! SPEC-004\n",
    "text at the top": "just words  #! SPEC-004\n",
    "answer": changed((DEADLINE, DEADLINE.replace("date}", "dat}  #! SPEC-004"))),
    "kind": changed(("  - kind: guidance", "  - kind: guide  #! SPEC-004")),
    "ref": changed((A2, A2.replace("A2", "a2").replace("}\n", "}  #! SPEC-004\n"))),
    "id": changed((NAME, NAME.replace("id: name", "id: Name").replace("}\n", "}  #! SPEC-004\n"))),
    "quoted number": changed((PUPILS, PUPILS.replace("maximum: 99}", 'maximum: "99"}  #! SPEC-004'))),
    "number in words": changed((PUPILS, PUPILS.replace("maximum: 99}", "maximum: many}  #! SPEC-004"))),
    "date": changed(("lists:", "dates:\n  earliest: 31/12/2020  #! SPEC-004\nlists:")),
    "dates the wrong way round": changed(
        ("lists:", "dates:\n  earliest: 2030-01-01\n  latest: 2020-01-01  #! SPEC-004\nlists:")
    ),
    "before Excel's calendar": changed(("lists:", "dates:\n  earliest: 1899-01-01  #! SPEC-004\nlists:")),
    "flag": changed((NAME, NAME.replace("prefill: name}", "required: maybe}  #! SPEC-004"))),
    "no steps": changed(("  steps:\n    - Fill it in by {due}.", "  steps: []  #! SPEC-004")),
    "steps in one line": changed(("  steps:\n    - Fill it in by {due}.", "  steps: Fill it in.  #! SPEC-004")),
    "unknown gap": changed(("    - Fill it in by {due}.", "    - Fill it in by {deu}.  #! SPEC-004")),
    "gap outside the steps": changed(("  who: For whom it is.", "  who: Send it by {due}.  #! SPEC-004")),
    "list on a text": changed(
        (NAME, NAME.replace("prefill", "list: completed, prefill").replace("}\n", "}  #! SPEC-004\n"))
    ),
    "bounds of a text": changed((NAME, NAME.replace("}\n", ", minimum: 3}  #! SPEC-004\n"))),
    "bounds the wrong way round": changed(
        (PUPILS, PUPILS.replace("minimum: 1", "minimum: 100").replace("}\n", "}  #! SPEC-004\n"))
    ),
    "prefilled number": changed((PUPILS, PUPILS.replace("99}\n", "99, prefill: ages}  #! SPEC-004\n"))),
    "five thousand digits": changed((PUPILS, PUPILS.replace("99}\n", f"{'9' * 5000}}}  #! SPEC-004\n"))),
    "sixteen digits": changed((PUPILS, PUPILS.replace("99}\n", "9999999999999999}  #! SPEC-004\n"))),
    "benchmark twice": changed((A1, A1.replace("[1, 8]}", "[1, 8, 1]}  #! SPEC-004"))),
    "text that counts people": changed((NAME, NAME.replace("prefill: name}", "counts_people: true}  #! SPEC-004"))),
    "sensitive text to read": changed(("    title: Notes", "    title: Notes\n    sensitive: true  #! SPEC-004")),
    "perhaps sensitive": changed((NAME, NAME.replace("prefill: name}", "sensitive: perhaps}  #! SPEC-004"))),
    "two progress sheets": GOOD + "  - kind: progress  #! SPEC-004\n    title: More progress\n",
    "progress of nothing": changed(
        (DEADLINE, ""),
        ("label: Action needed}", "label: Action needed}  #! SPEC-024"),
        ("  - kind: progress", "  - kind: progress  #! SPEC-004"),
    ),
    "invisible character": changed(("title: Small checklist", 'title: "Small\\u0007 checklist"  #! SPEC-004')),
    "spaces only": changed((A2, '          - {ref: A2, text: "  "}  #! SPEC-004\n')),
    "line break in a label": changed(
        (NAME, NAME.replace("label: Name", 'label: "Na\\nme"').replace("}\n", "}  #! SPEC-004\n"))
    ),
    "space at the end of an option": changed(('    - "No"', '    - "No "  #! SPEC-004')),
    "option like a formula": changed(
        (WORK, WORK.replace("label: Work", "label: =Work").replace("}\n", "}  #! SPEC-004\n"))
    ),
    "renamed without extends": GOOD + "renamed:\n  A9: A1  #! SPEC-004\n",
    "list with a space at its end": changed(
        (
            "  places:\n    - {label: College, group: education}",
            '  "places ":\n    - {label: College, group: education}  #! SPEC-004',
        ),
        ("list: places}", 'list: "places "}'),
    ),
    # SPEC-005 on
    "ref twice": changed((A2, A2.replace("A2", "A1").replace("}\n", "}  #! SPEC-005\n"))),
    "ref twice on two sheets": changed((A2, A2.replace("A2", "D2").replace("}\n", "}  #! SPEC-005\n"))),
    "ref with a nought": changed((A2, A2.replace("A2", "A01").replace("}\n", "}  #! SPEC-005\n"))),
    "unknown list": changed((COMPLETED, COMPLETED.replace("list: completed}", "list: complete}  #! SPEC-006"))),
    "title too long": changed(("title: Notes", f"title: {'N' * 32}  #! SPEC-007")),
    "title with a slash": changed(("title: Notes", "title: Notes / more  #! SPEC-007")),
    "title with an apostrophe": changed(("title: Notes", "title: \"'Notes'\"  #! SPEC-007")),
    "title that Excel keeps": changed(("title: Notes", "title: History  #! SPEC-007")),
    "title with emoji counts two": changed(("title: Notes", f"title: {'😀' * 16}  #! SPEC-007")),
    "hint too long": changed((NAME, NAME.replace("}\n", f", hint: {'h' * 256}}}  #! SPEC-008\n"))),
    "short name too long": changed(
        (
            "      - heading: First section\n",
            f"      - heading: First section\n        short: {'s' * 29}  #! SPEC-008\n",
        )
    ),
    "heading too long": changed(("First section", f"{'h' * 256}  #! SPEC-008")),
    "option too long": changed(("    - In progress", f"    - {'o' * 256}  #! SPEC-008, SPEC-015")),
    "statement too long": changed(
        (A2, A2.replace("Another statement.", "s" * 2001).replace("}\n", "}  #! SPEC-008\n"))
    ),
    "bare yes": changed(('    - "Yes"', "    - Yes  #! SPEC-009")),
    "bare no and off": changed(('    - "No"', "    - No  #! SPEC-009"), ("A note.", "Off  #! SPEC-009")),
    "benchmark nine": changed((A1, A1.replace("[1, 8]}", "[0, 9]}  #! SPEC-012, SPEC-012"))),
    "own sheet's title": changed(("title: Notes", "title: start HERE  #! SPEC-013")),
    "title twice": changed(("title: Notes", "title: checks  #! SPEC-013")),
    "id twice": changed((AUTUMN, f"{AUTUMN}      - {{id: autumn, label: Year 1}}  #! SPEC-014\n")),
    "id of a form twice": changed(
        (PUPILS, PUPILS.replace("id: pupils", "id: name").replace("}\n", "}  #! SPEC-014\n"))
    ),
    "id of an option twice": changed(
        (WORK, WORK.replace("{label", "{id: college, label").replace("}\n", "}  #! SPEC-014\n"))
    ),
    "id that every sheet has": changed(("{id: autumn,", "{id: status,")).replace(
        "list: places}", "list: places}  #! SPEC-014"
    ),
    "option without meaning": changed(("    - In progress", "    - Perhaps  #! SPEC-015")),
    "option twice": changed((WORK, "    - {id: again, label: college., group: other}  #! SPEC-016\n")),
    "alias that is another option": changed((WORK, WORK.replace("[job]}", "[college]}  #! SPEC-016"))),
    "key twice": changed(("title: Small checklist", "title: Small checklist\ntitle: Large checklist  #! SPEC-018")),
    "prefix of a ref": changed(("    title: Leavers", "    title: Leavers\n    prefix: A  #! SPEC-020")),
    "prefix of another tracker": GOOD
    + "  - kind: leavers  #! SPEC-020\n    title: More leavers\n    columns:\n      - {id: autumn, label: Autumn}\n",
    "older word for leavers": changed(("  - kind: leavers", "  - kind: tracker  #! SPEC-026")),
    "older word for a list": changed(("  - kind: leavers", "  - kind: tracker  #! SPEC-026")).replace(
        "id: autumn", "id: note"
    ),
    "list about leavers": changed(("  - kind: leavers", "  - kind: list  #! SPEC-004")),
    "list that asks for the year of leaving": changed(("  - kind: leavers", "  - kind: list  #! SPEC-004")).replace(
        "id: autumn, label: Autumn,", "id: leaving_year, label: Left in,"
    ),
    "statement twice": changed(
        (A2, A2.replace("Another statement.", "ONE statement").replace("}\n", "}  #! SPEC-021\n"))
    ),
    "heading twice": changed(("Second section", "First section  #! SPEC-021")),
    "label twice": changed((PUPILS, PUPILS.replace("label: Pupils", "label: Name").replace("}\n", "}  #! SPEC-021\n"))),
    "column heading twice": changed(
        (DEADLINE, DEADLINE.replace("label: Deadline", "label: action NEEDED").replace("}\n", "}  #! SPEC-022\n"))
    ),
    "column heading of every sheet": changed(
        (DEADLINE, DEADLINE.replace("label: Deadline", "label: status").replace("}\n", "}  #! SPEC-022\n"))
    ),
    "other words for a heading that mean another column": changed(
        (DEADLINE, DEADLINE.replace("}\n", ", aliases: [ACTION needed.]}  #! SPEC-022\n"))
    ),
    "attribute like a heading": changed(
        (WORK, WORK.replace("aliases: [job]}", "attributes: {OPTION: x}}  #! SPEC-022"))
    ),
    "deadline that is no date": changed(
        (DEADLINE, DEADLINE.replace("date}", "text}")),
        ("label: Action needed}", "label: Action needed}  #! SPEC-024"),
        ("  - kind: progress", "  - kind: progress  #! SPEC-004"),
    ),
    "destination without group": changed(
        (WORK, "    - {label: Work, group: labour}  #! SPEC-025\n    - Rest  #! SPEC-025\n")
    ),
    "number of young people of which nothing is decided": changed(
        (PUPILS, PUPILS.replace("counts_people: false, ", "").replace("}\n", "}  #! SPEC-027\n"))
    ),
    "numbers of staff": changed((PUPILS, PUPILS.replace("Pupils, counts_people: false", "Staff"))).replace(
        "title: Small checklist", "titel: Small checklist  #! SPEC-002\ntitle: Small checklist"
    ),
    "numbers of young people on a sheet that decides": changed(
        (PUPILS, PUPILS.replace("counts_people: false, ", "")),
        ("    title: Details", "    title: Details\n    sensitive: false"),
        ("title: Small checklist", "titel: Small checklist  #! SPEC-002\ntitle: Small checklist"),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_mistake_is_found_in_its_line(case: str, tmp_path: Path) -> None:
    text = CASES[case]
    assert expected(text), "the case says nowhere what is wrong"
    assert found(write(tmp_path, text)) == expected(text)


def test_the_good_spec_is_good(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    assert check(path) == ()
    assert load(str(path)).id == "small"


@pytest.mark.parametrize("case", CASES)
def test_every_message_is_whole_and_says_what_to_do(case: str, tmp_path: Path) -> None:
    for problem in check(write(tmp_path, CASES[case])):
        assert problem.message.strip()
        assert "{" not in str(problem).replace("{deu}", "").replace("{due}", "")
        assert str(problem).startswith(f"{tmp_path / 'small.yaml'}, line ")


TEN = changed(
    ("title: Small checklist", "titel: Small checklist  #! SPEC-002\ntitle: Small checklist"),
    ('    - "Yes"', "    - Yes  #! SPEC-009"),
    (PUPILS, PUPILS.replace("id: pupils", "id: Pupils").replace("}\n", "}  #! SPEC-004\n")),
    ("    title: Checks", "    title: Checks, and a title that is far too long  #! SPEC-007"),
    (COMPLETED, COMPLETED.replace("list: completed}", "list: complete}  #! SPEC-006")),
    (A1, A1.replace("[1, 8]}", "[1, 9]}  #! SPEC-012")),
    (A2, A2.replace("A2", "A1").replace("}\n", "}  #! SPEC-005\n")),
    ("{ref: B1, text: A third statement.}", "{ref: B1}  #! SPEC-003"),
    ("    title: Notes", "    title: progress  #! SPEC-013"),
    ("      - A note.", f"      - {'n' * 2001}  #! SPEC-008"),
)


def test_ten_different_mistakes_are_all_said_at_once(tmp_path: Path) -> None:
    path = write(tmp_path, TEN)
    assert len(expected(TEN)) == len({code for _, code in expected(TEN)}) == 10
    assert found(path) == expected(TEN)
    lines = [problem.place.line or 0 for problem in check(path)]
    assert lines == sorted(lines)


def test_loading_it_raises_all_errors_and_no_warning(tmp_path: Path) -> None:
    with pytest.raises(SpecError) as caught:
        load(str(write(tmp_path, TEN)))
    codes = [problem.code for problem in caught.value.problems]
    assert sorted(codes) == sorted({code for _, code in expected(TEN)} - {"SPEC-009"})


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("unknown key", 'line 3: "titel" is not a key that can stand here. Did you mean "title"?'),
        ("unknown key of an item", 'line 34: "benchmark" is not a key that can stand here. Did you mean "benchmarks"?'),
        ("no version", 'line 1: "version" is missing. Add it.'),
        (
            "answer",
            'line 28: "answer": "dat" is not one of text, date, choice, whole number, yes/no. Did you mean "date"?',
        ),
        (
            "kind",
            'line 45: "kind": "guide" is not one of form, checklist, leavers, list, guidance, progress, destinations. ',
        ),
        ("ref twice", "line 35: The ref A1 is used already, in line 34. Give each question its own ref: A2 is free."),
        ("unknown list", 'line 30: There is no list called "complete". Did you mean "completed"?'),
        ("title too long", f'line 46: The sheet title "{"N" * 32}" has 32 characters. Use 1 to 31 characters'),
        ("hint too long", "line 22: The hint has 256 characters; at most 255 can be shown. Shorten it."),
        (
            "bare yes",
            "line 11: Yes without quotes is read as true or false by many YAML tools; it was read as text here.",
        ),
        ("tab", "line 5: This is not valid YAML: a tab is used for the indentation; use spaces."),
        ("key twice", 'line 4: "title" stands here twice; the first is in line 3. Remove one of them.'),
        ("quoted number", '"maximum": a whole number was expected here, without quotes.'),
        ("older word for leavers", 'line 39: "kind: tracker" is understood, and written "kind: leavers" now. Nothing'),
        ("older word for a list", '"kind: tracker" is understood, and written "kind: list" now.'),
        (
            "list about leavers",
            '"kind": a list has no column "autumn", which is about people who left. Write kind: leavers.',
        ),
        ("unknown gap", 'nothing is known to put in place of {deu}. Did you mean "due"?'),
    ],
)
def test_what_is_said_is_plain(case: str, said: str, tmp_path: Path) -> None:
    (problem,) = check(write(tmp_path, CASES[case]))
    assert said in str(problem)


MORE_CHECKS = """\
  - kind: checklist
    title: More checks
    columns: *same
    sections:
      - heading: Third section
        items:
          - {ref: A1, text: A fourth statement.}  #! SPEC-005
  - kind: progress
"""
ALIASED = changed(
    ("    columns:\n      - {id: action,", "    columns: &same\n      - {id: action,"),
    (DEADLINE, DEADLINE.replace("answer: date}", "answer: date, width: 9}  #! SPEC-002")),
    ("  - kind: progress\n", MORE_CHECKS),
)


def test_a_mistake_in_shared_columns_is_said_once_where_they_stand(tmp_path: Path) -> None:
    assert found(write(tmp_path, ALIASED)) == expected(ALIASED)


def test_the_same_items_in_two_sections_are_noticed(tmp_path: Path) -> None:
    text = changed(
        ("      - heading: First section\n        items:\n", "      - heading: First section\n        items: &same\n"),
        ("        items:\n          - {ref: B1, text: A third statement.}", "        items: *same"),
    )
    codes = {code for _, code in found(write(tmp_path, text))}
    assert codes == {"SPEC-005", "SPEC-021"}


def test_merged_keys_are_read(tmp_path: Path) -> None:
    text = changed(
        (DEADLINE, DEADLINE.replace("- {id", "- &date {id")),
        (AUTUMN, f"{AUTUMN}      - {{<<: *date, id: seen, label: Last seen}}\n"),
    )
    path = write(tmp_path, text)
    assert check(path) == ()
    seen = next(load(str(path)).of(TrackerSheet)).columns[1]
    assert (seen.id, seen.label, seen.answer) == ("seen", "Last seen", "date")
