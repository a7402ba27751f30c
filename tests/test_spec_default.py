"""The default spec is the checklist that schools know, word for word; the 2025 spec says how it differs."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from careers_workbook.core.text import fold, same_words
from careers_workbook.core.vocabulary import years_after
from careers_workbook.spec.load import check, load, shipped
from careers_workbook.spec.model import Spec
from careers_workbook.spec.ref_history import words
from careers_workbook.spec.semantic_ids import CHECKPOINTS, DESTINATION_GROUPS
from careers_workbook.spec.sheets.checklist import SHORT_LIMIT, ChecklistSheet, Item, has_status, short_names
from careers_workbook.spec.sheets.form import FormSheet
from careers_workbook.spec.sheets.guidance import GuidanceSheet
from careers_workbook.spec.sheets.list import TrackerSheet
from tests.support.spec_text import GOOD, write
from tests.support.truth import FIRST_SPEC

DATA = Path(__file__).parent / "data"
TEXT = (DATA / "checklist_2020_text.txt").read_text(encoding="utf-8")
NO_MARKS = dict.fromkeys(map(ord, ",;"))
REGISTER_FIELDS = {"SD10", "SD11", "SD12"}


@pytest.fixture(scope="module")
def spec() -> Spec:
    return load(FIRST_SPEC)


@pytest.fixture(scope="module")
def newer() -> Spec:
    return load("send-careers-checklist-2025")


def details(spec: Spec) -> FormSheet:
    return next(spec.of(FormSheet))


def items(spec: Spec) -> dict[str, Item]:
    return {item.ref: item for sheet in spec.of(ChecklistSheet) for section in sheet.sections for item in section.items}


def notes(spec: Spec) -> tuple[str, ...]:
    return next(sheet for sheet in spec.sheets if isinstance(sheet, GuidanceSheet)).paragraphs


def test_every_word_of_the_original_is_there_in_its_order(spec: Spec) -> None:
    words = [field.label for field in details(spec).fields if field.ref not in REGISTER_FIELDS]
    for sheet in spec.of(ChecklistSheet):
        words += ["Item", *(column.label for column in sheet.columns)]
        for section in sheet.sections:
            words += [section.heading, *(item.text for item in section.items)]
    *note, toolkit = notes(spec)
    words += [toolkit, "Note", *(re.sub(r"^- ", "· ", paragraph) for paragraph in note)]
    # The Word export left a lone bracket before the second table and a page number after the toolkit's address.
    original = TEXT.replace("\n (\n", "\n").replace("careersandenterprise.co.uk\t5", "careersandenterprise.co.uk")
    assert " ".join(words).split() == original.split()


def test_every_statement_and_label_stands_in_one_piece(spec: Spec) -> None:
    original = " ".join(TEXT.split())
    for item in items(spec).values():
        assert item.text in original
        assert item.text == " ".join(item.text.split())
    for field in details(spec).fields:
        assert field.ref in REGISTER_FIELDS or field.label in original


def test_nine_details_fifty_items_seven_sections(spec: Spec) -> None:
    fields = details(spec).fields
    assert [field.ref for field in fields] == [f"SD{n}" for n in range(1, 13)]
    assert len([f for f in fields if f.ref not in REGISTER_FIELDS]) == 9
    sizes = {s.heading: len(s.items) for sheet in spec.of(ChecklistSheet) for s in sheet.sections}
    assert list(sizes.values()) == [6, 15, 1, 3, 10, 3, 12]
    refs = list(items(spec))
    assert len(refs) == len(set(refs)) == 50
    assert refs[:6] == [f"CL{n}" for n in range(1, 7)]
    assert refs[-12:] == [f"SA{n}" for n in range(1, 13)]


def test_sheets_in_order(spec: Spec) -> None:
    assert [sheet.title for sheet in spec.sheets] == [
        *("School details", "Careers leadership", "Strategy and programme", "Guidance and experience"),
        *("SEND considerations", "Destinations", "Destinations by year", "Progress", "Inspection notes"),
    ]
    assert [sheet.kind for sheet in spec.sheets] == [
        *("form", *["checklist"] * 4, "leavers", "destinations", "progress", "guidance"),
    ]


def test_every_checklist_has_a_status(spec: Spec) -> None:
    for sheet in spec.of(ChecklistSheet):
        assert [c.label for c in sheet.columns] == ["Action needed", "Deadline", "Review", "Action completed"]
        assert has_status(sheet)
        assert all(column.hint for column in sheet.columns)


def test_prefilled_details(spec: Spec) -> None:
    prefills = {field.ref: field.prefill for field in details(spec).fields if field.prefill}
    assert prefills == {
        "SD3": "name",
        "SD4": "type",
        "SD10": "urn",
        "SD11": "local_authority",
        "SD12": "ages",
    }


def test_benchmarks_cover_all_eight(spec: Spec) -> None:
    counts = Counter(number for item in items(spec).values() for number in item.benchmarks)
    assert set(counts) == set(range(1, 9))
    assert items(spec)["GB1"].benchmarks == tuple(range(1, 9))


def test_destinations_carry_codes_that_exist(spec: Spec) -> None:
    with (DATA / "nccis_activity_codes.csv").open(encoding="utf-8", newline="") as file:
        codes = {row["code"]: row for row in csv.DictReader(file)}
    given = {o.id: o.attributes["NCCIS code"] for o in spec.lists["destinations"] if o.attributes}
    assert len(given) == len(set(given.values())) == 10
    names = {identity: codes[code]["name"] for identity, code in given.items()}
    assert names["specialist_college"] == "Special post-16 institution"
    assert names["supported_internship"] == "Supported internship"
    assert names["apprenticeship"] == "Apprenticeship"
    assert names["school"].endswith("school sixth form")
    assert names["sixth_form_college"].endswith("sixth-form college")
    assert names["fe_college"].endswith("further education")
    assert names["not_known"] == "Current situation not known"
    assert not any("DISPUTED" in codes[code]["group"] for code in given.values())


def test_destinations_use_every_group_and_no_other(spec: Spec) -> None:
    groups = [option.group for option in spec.lists["destinations"]]
    assert set(groups) == set(DESTINATION_GROUPS)


def test_the_tracker_follows_leavers_for_four_years_without_personal_data(spec: Spec) -> None:
    tracker = next(spec.of(TrackerSheet))
    ids = [column.id for column in tracker.columns]
    assert ids == ["leaving_year", "left_at_end_of", *CHECKPOINTS]
    assert {column.answer for column in tracker.columns} == {"choice"}
    assert tracker.rows == 100
    for word in ("No names", "no UPN", "no dates of birth"):
        assert word in tracker.intro
    assert [option.label for option in spec.lists["leaving_years"]] == [
        *("2022/23", "2023/24", "2024/25", "2025/26", "2026/27")
    ]


def test_the_start_has_gaps_for_the_due_date_and_the_address(spec: Spec) -> None:
    steps = " ".join(spec.start.steps)
    assert "{due}" in steps
    assert "{return_to}" in steps
    assert not any(re.match(r"\d", step) for step in spec.start.steps), "the builder numbers the steps"


def test_every_sheet_has_an_introduction(spec: Spec) -> None:
    assert all(sheet.intro for sheet in spec.sheets)


@pytest.mark.parametrize("name", sorted(shipped()))
def test_shipped_specs_are_clean_and_named_by_their_id(name: str) -> None:
    assert check(shipped()[name]) == ()
    spec = load(name)
    assert name in (spec.id, f"{spec.id}.{spec.version.rpartition('.')[2]}")


def test_2025_inherits_and_rewords_only_what_is_stale(spec: Spec) -> None:
    newer = load("send-careers-checklist-2025.1")
    old, new = items(spec), items(newer)
    assert newer.extends == spec.id
    assert newer.renamed == {"GB1": "GB2"}
    assert set(newer.dropped) == {"SR1"}
    assert set(old) - set(new) == {"GB1", "SR1"}
    assert set(new) - set(old) == {"GB2", "SR4"}
    assert len(new) == 50
    assert {ref for ref in old if ref in new and old[ref] != new[ref]} == {"SP8"}
    assert {name: options for name, options in newer.lists.items() if name != "golden_thread"} == spec.lists
    assert next(newer.of(FormSheet)) == next(spec.of(FormSheet))
    titles = [sheet.title for sheet in newer.sheets if sheet.title != "Golden thread"]
    assert titles == [sheet.title for sheet in spec.sheets]


def test_2025_2_mends_commas_and_semicolons_and_no_word(newer: Spec) -> None:
    before = load("send-careers-checklist-2025.1")
    there, here = words(before), words(newer)
    assert there.keys() == here.keys()
    mended = {ref for ref in there if there[ref] != here[ref]}
    assert len(mended) == 18
    for ref in mended:
        assert there[ref].translate(NO_MARKS) == here[ref].translate(NO_MARKS)
        assert same_words(there[ref], here[ref])
    assert not [ref for ref, text in here.items() if text.rstrip().endswith((",", ";"))]
    assert not same_words(there["CG2"], there["CG3"])


def test_2025_2_says_how_long_after_leaving_and_understands_year_1(newer: Spec) -> None:
    tracker = next(sheet for sheet in newer.of(TrackerSheet) if sheet.title == "Destinations")
    columns = {column.id: column for column in tracker.columns}
    assert [columns[f"year_{n}"].label for n in range(1, 5)] == [years_after(n) for n in range(1, 5)]
    assert all(f"Year {n}" in columns[f"year_{n}"].aliases for n in range(1, 5))


def test_2025_says_nothing_stale(newer: Spec) -> None:
    words = fold(" ".join([*(item.text for item in items(newer).values()), *notes(newer)]))
    for stale in ("september 2020", "compass for special schools", "compass +", "send gatsby", "send toolkit"):
        assert stale not in words


def test_2025_keeps_the_place_and_benchmarks_of_the_renamed_item(newer: Spec) -> None:
    section = next(s for sheet in newer.of(ChecklistSheet) for s in sheet.sections if s.heading == "Gatsby Benchmarks")
    assert [item.ref for item in section.items] == ["GB2"]
    assert section.items[0].benchmarks == tuple(range(1, 9))


def test_sections_have_short_names_that_fit_at_the_head_of_a_column() -> None:
    for name in shipped():
        names = list(short_names(load(name)).values())
        assert len(set(names)) == len(names)
        assert all(len(one) <= SHORT_LIMIT and "…" not in one for one in names)
        assert max(len(word) for one in names for word in one.split()) < len("Considerations")


@pytest.mark.parametrize(
    ("heading", "short"),
    [
        ("Careers Guidance", "Careers Guidance"),
        ("Work experience (all of it, whether by day or by week)", "Work experience"),
        ("What the school has done of late for its leavers", "What the school has done of…"),
        ("Alternatives: work experience for those who cannot go out", "Alternatives"),
    ],
)
def test_a_section_without_a_short_name_gets_one(heading: str, short: str, tmp_path: Path) -> None:
    text = GOOD.replace("First section", f'"{heading}"').replace("Second section", f'"{heading} again"')
    first, second = short_names(load(str(write(tmp_path, text)))).values()
    assert first == short
    assert second != first
    assert len(second) <= SHORT_LIMIT + len(" (2)")
