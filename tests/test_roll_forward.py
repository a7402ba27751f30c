"""Next year's workbook from last year's return: what stays, what is said, and that no school gets another's words."""

import datetime as dt
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from careers_workbook.blanks.page import Order
from careers_workbook.core.catalogue import CATALOGUE
from careers_workbook.core.file_names import file_name
from careers_workbook.core.output import OutputFolder
from careers_workbook.hub.rollover import carried, roll
from careers_workbook.hub.rollover.roll import CarriedWorkbook, Rolled, next_year, roll_all
from careers_workbook.layout.plan import plan
from careers_workbook.returns.context import Context
from careers_workbook.returns.extraction.versions import spec_of
from careers_workbook.returns.read import read_file
from careers_workbook.returns.submission import Submission
from careers_workbook.spec import review_notes
from careers_workbook.spec.answers.answer_kind import AnswerValue
from careers_workbook.spec.answers.text import MAX_TEXT
from careers_workbook.spec.load import lineage, load
from careers_workbook.spec.model import Spec
from tests.support.built import opened
from tests.support.filled import changed, codes, sheet
from tests.support.office import Office
from tests.support.package import differences
from tests.support.program import run
from tests.support.schools import SENT, SPEC, Key, answers, school, sentinel, words_in, write_return
from tests.support.submissions import values
from tests.support.truth import FIRST_SPEC, SCHOOL, truth

NEWER = "send-careers-checklist-2025"
NEXT = Order(dt.date(2027, 9, 6), dt.date(2028, 3, 31), "the Careers Hub")
OAK = school(1)
DONE = "[Done in 2026/27. Still so? Then choose Yes.]"


def read(path: Path, carry_to: str = "") -> Submission:
    return read_file(path, context=Context(carry_to=lineage(carry_to) if carry_to else ()))


def rolled(
    folder: Path, given: dict[Key, AnswerValue], order: Order = NEXT, **made: object
) -> tuple[CarriedWorkbook, Submission]:
    """The workbook that follows a return with these answers, and what is read from it."""
    path = write_return(folder / "return.xlsx", OAK, given)
    return again(folder, path, order, **made)


def again(folder: Path, path: Path, order: Order = NEXT, to: str = "") -> tuple[CarriedWorkbook, Submission]:
    """The same for a return that is there already."""
    submission = read(path, to)
    made = next_year(submission, spec_of(submission), order)
    (folder / "next.xlsx").write_bytes(made.data)
    return made, read(folder / "next.xlsx")


def test_refs_that_follow_each_other_are_said_as_a_span() -> None:
    assert roll._spans(["L01", "L02", "L03", "L07"]) == "L01 to L03, L07"
    assert roll._spans(["CL6", "SP1", "SP2", "T"]) == "CL6, SP1 to SP2, T"
    assert not roll._spans([])


def item(submission: Submission, ref: str) -> dict[str, AnswerValue]:
    return {column: value for (other, column), value in values(submission).items() if other == ref}


def said(made: CarriedWorkbook) -> str:
    return "\n".join(f"{where}: {what}" for where, what in (*made.found, *made.to_check))


# statements

DAY = dt.date(2027, 3, 1)
CASES: dict[str, tuple[dict[str, AnswerValue], dict[str, AnswerValue]]] = {
    "open, with everything": (
        {"action": "Ask governors", "deadline": DAY, "review": "Two asked", "completed": "In progress"},
        {"action": "Ask governors", "deadline": DAY, "review": "[From 2026/27] Two asked", "completed": "In progress"},
    ),
    "open, only an action": ({"action": "Ask governors"}, {"action": "Ask governors", "review": "[From 2026/27]"}),
    "open, only a deadline": ({"deadline": DAY}, {"deadline": DAY, "review": "[From 2026/27]"}),
    "open, only a review": ({"review": "Begun"}, {"review": "[From 2026/27] Begun"}),
    "in progress and nothing else": (
        {"completed": "In progress"},
        {"completed": "In progress", "review": "[From 2026/27]"},
    ),
    "not begun": ({}, {}),
    "No and nothing else is not begun": ({"completed": "No"}, {"completed": "No"}),
    "done": (
        {"action": "Ask governors", "deadline": DAY, "review": "Minutes of May", "completed": "Yes"},
        {"action": "Ask governors", "review": f"{DONE} Minutes of May"},
    ),
    "done without a word": ({"completed": "Yes"}, {"review": DONE}),
    "does not apply": (
        {"review": "No sixth form", "completed": "Not applicable"},
        {"review": "No sixth form", "completed": "Not applicable"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_statement_begins_the_new_year(name: str, tmp_path: Path) -> None:
    typed, expected = CASES[name]
    others: dict[Key, AnswerValue] = {("CL1", "action"): "Another"}  # else the return would be blank
    _, read_back = rolled(tmp_path, {**others, **{("SP4", column): value for column, value in typed.items()}})
    assert item(read_back, "SP4") == expected


def test_what_was_carried_over_is_counted_on_the_first_sheet(tmp_path: Path) -> None:
    given = {("SP4", column): value for column, value in CASES["open, with everything"][0].items()}
    given |= {("SP5", "completed"): "Yes", ("SP6", "completed"): "Yes"}
    made, _ = rolled(tmp_path, given)
    start = "\n".join(str(cell.value) for row in opened(made.data)["Start here"].iter_rows() for cell in row)
    assert "Carried over from 2026/27" in start
    assert '1 action is carried over as it was. Its Review begins with "[From 2026/27]".' in start
    assert (
        f'2 statements were done in 2026/27. Action completed is empty again and Review begins with "{DONE}"' in start
    )
    assert made.to_check == ()


def test_a_second_roll_stacks_no_notes(tmp_path: Path) -> None:
    typed: dict[Key, AnswerValue] = {
        ("CL1", "action"): "Open twice",
        ("CL2", "completed"): "Yes",
        ("CL2", "review"): "Evidence",
        ("CL3", "completed"): "Yes",
        ("CL4", "completed"): "Yes",
        ("CL5", "action"): "Then does not apply",
    }
    _, second = rolled(tmp_path, typed)
    assert second.by_key()["CL3", "review"].value == DONE
    in_2027 = values(second) | {
        ("CL2", "completed"): "Yes",
        ("CL4", "completed"): "No",
        ("CL5", "completed"): "Not applicable",
        ("CL6", "action"): "New",
    }
    path = write_return(tmp_path / "second.xlsx", OAK, in_2027, sent=dt.date(2027, 9, 6))
    _, third = again(tmp_path, path, Order(dt.date(2028, 9, 4)))
    assert {ref: third.by_key()[ref, "review"].value for ref in ("CL1", "CL2", "CL3", "CL4", "CL5", "CL6")} == {
        "CL1": "[From 2026/27]",
        "CL2": "[Done in 2027/28. Still so? Then choose Yes.] Evidence",
        "CL3": DONE,  # nobody has confirmed it
        "CL4": "[From 2027/28]",  # not so any more
        "CL5": None,
        "CL6": "[From 2027/28]",
    }
    assert third.by_key()["CL2", "completed"].state == "blank"


_TEXTS = st.text(st.characters(exclude_characters="[]"), max_size=60).map(str.strip)
_YEARS = st.sampled_from(["2024/25", "2026/27", "2027/28"])


@given(_TEXTS, _YEARS, _YEARS)
def test_a_note_is_added_once_and_comes_off_whole(review: str, first: str, later: str) -> None:
    as_open = review_notes.as_open(review, first, reopened=False)
    assert as_open.startswith(review_notes.from_year(first))
    assert review_notes.as_open(as_open, later, reopened=True) == as_open
    as_done = review_notes.as_done(as_open, later, "Yes")
    assert as_done.count("[") == 1
    assert review_notes.as_open(as_done, first, reopened=False) == as_done
    assert review_notes.as_open(as_done, first, reopened=True) == as_open
    assert {review_notes.without_note(text) for text in (as_open, as_done, review)} == {review}


def test_brackets_of_the_schools_own_stay() -> None:
    assert (
        review_notes.as_done("[see folder 3] [From Mrs Hall]", "2026/27", "Yes")
        == f"{DONE} [see folder 3] [From Mrs Hall]"
    )


def test_a_cell_that_is_full_takes_no_note() -> None:
    full = "x" * MAX_TEXT
    assert review_notes.as_open(full, "2026/27", reopened=False) == full


# details


def test_details_stay_and_what_is_about_one_year_is_asked_anew(tmp_path: Path) -> None:
    given: dict[Key, AnswerValue] = {
        ("SD1", "answer"): "Enterprise Coordinator",
        ("SD3", "answer"): "Alder01 Academy School",
        ("SD5", "answer"): "120 pupils, 11-19",
        ("SD8", "answer"): 14,
        ("SD9", "answer"): "Nine to college",
    }
    made, read_back = rolled(tmp_path, given)
    expected = {**given, ("SD10", "answer"): OAK.urn, ("SD11", "answer"): OAK.local_authority}
    expected |= {("SD4", "answer"): OAK.type, ("SD12", "answer"): OAK.ages}
    del expected["SD8", "answer"], expected["SD9", "answer"]
    assert values(read_back) == expected
    assert "Number of leavers in current year; Destinations of leavers in the previous year" in said(made)
    assert (made.school.urn, made.school.name) == (OAK.urn, "Alder01 Academy School")
    assert (read_back.urn, read_back.school) == (OAK.urn, "Alder01 Academy School")


# nothing is lost in silence


@pytest.mark.parametrize("to", [FIRST_SPEC, NEWER])
def test_every_answer_is_in_the_new_workbook_or_is_said(to: str, tmp_path: Path) -> None:
    given = truth(SPEC)
    submission = read(write_return(tmp_path / "return.xlsx", SCHOOL, given), to)
    assert codes(submission) == ([] if to == FIRST_SPEC else ["FILE-023", "ROW-014"])
    made = next_year(submission, spec_of(submission), NEXT)
    (tmp_path / "next.xlsx").write_bytes(made.data)
    there = values(read(tmp_path / "next.xlsx"))
    completed = {answer.ref: answer.value for answer in submission.answers if answer.column_id == "completed"}
    year = {answer.ref: answer.value for answer in submission.answers if answer.column_id == "leaving_year"}
    renamed = {"GB1": "GB2"} if to == NEWER else {}
    for (old, column), value in given.items():
        ref = renamed.get(old, old)
        to_confirm = completed.get(ref) == "Yes" and column in ("completed", "deadline")
        if to_confirm or ref in ("SD8", "SD9") or year.get(ref) == "2022/23" or (to == NEWER and ref == "SR1"):
            assert (ref, column) not in there
        elif column == "review" and completed.get(ref) != "Not applicable":
            assert str(there[ref, column]).endswith(str(value))
        else:
            assert there[ref, column] == value
    if to == NEWER:
        assert "SEND considerations, SR1: No longer asked: The separate SEND toolkit has been replaced" in said(made)
        assert "SEND considerations: New, and blank here: SR4." in said(made)
    there_now = "has other words now: {}. Please see that your last answer still fits."
    assert ("Strategy and programme", f"This question {there_now.format('SP8')}") in made.found or to == FIRST_SPEC
    assert ("other words" in said(made)) == (to == NEWER)


def test_a_question_in_other_words_that_had_no_answer_needs_no_look(tmp_path: Path) -> None:
    submission = read(write_return(tmp_path / "return.xlsx", SCHOOL, {("SP8", "action"): "Ask"}), NEWER)
    made = next_year(submission, spec_of(submission), NEXT)
    assert [where for where, what in made.found if "other words" in what] == ["Strategy and programme"]


def test_words_that_were_no_answer_stand_as_they_were_and_are_pointed_at(tmp_path: Path) -> None:
    given: dict[Key, AnswerValue] = {
        ("CL3", "deadline"): "end of term",
        ("CL4", "completed"): "Nearly",
        ("SD5", "answer"): "120",
        ("CL5", "completed"): "Yes",
    }
    made, read_back = rolled(tmp_path, given)
    assert [where for where, _ in made.to_check] == [
        "Careers leadership, CL3, Deadline",
        "Careers leadership, CL4, Action completed",
    ]
    assert all("It stands here as it was typed." in what for _, what in made.to_check)
    assert read_back.by_key()["CL3", "deadline"].raw == "end of term"
    assert read_back.by_key()["CL4", "completed"].raw == "Nearly"
    start = "\n".join(str(cell.value) for row in opened(made.data)["Start here"].iter_rows() for cell in row)
    assert '"end of term" is not a date.' in start


def damage(book: Workbook) -> None:
    """A row gone, a row of the school's own, an Excel error, a column gone, a sheet gone."""
    one = sheet(book, "Careers leadership")
    for row in one.iter_rows():
        if row[0].value == "CL2":
            for cell in row:
                cell.value = None
        if row[0].value == "CL3":
            row[2].value = "#REF!"
            row[2].data_type = "e"
    last = one.max_row + 3
    one.cell(last, 2).value, one.cell(last, 3).value = "Our own statement", "Our own action"
    two = sheet(book, "Strategy and programme")
    for cells in two.iter_rows():
        for cell in cells[3:4]:
            cell.value = None
    del book["Destinations"]
    book.create_sheet("Our trips").cell(1, 1).value = "Trip to the zoo"


def test_what_is_gone_or_the_schools_own_is_said_line_by_line(tmp_path: Path) -> None:
    path = write_return(tmp_path / "return.xlsx", OAK, answers(1))
    path.write_bytes(changed(path.read_bytes(), damage))
    made, read_back = again(tmp_path, path)
    told = said(made)
    assert (
        "Careers leadership, CL2: This was not in the last workbook: Action needed, Deadline, Review, Action completed."
        in told
    )
    assert 'Your own row "Our own statement" was not carried over.' in told
    assert 'Our trips: Your own sheet "Our trips" was not carried over.' in told
    assert "Careers leadership, CL3, Action needed: The cell shows an Excel error" in told
    assert "Strategy and programme, Deadline: This column was not in the last workbook." in told
    assert "Destinations: This sheet was not in the last workbook." in told
    assert item(read_back, "CL2") == {}
    assert ("CL3", "action") not in values(read_back)
    assert not [key for key in values(read_back) if key[0].startswith("L") and key[0][1:].isdigit()]


def test_every_text_about_a_loss_fits_its_problem() -> None:
    for code, text in (carried._LEFT_OUT | carried._NO_LONGER_ASKED).items():
        entry = CATALOGUE[code]
        known = {gap for _, gap, _, _ in Formatter().parse(entry.message + entry.advice) if gap}
        assert {gap for _, gap, _, _ in Formatter().parse(text) if gap} <= known, code


# leavers

YEARS = ("2022/23", "2023/24", "2024/25", "2025/26", "2026/27")


def leavers(*rows: tuple[str, str]) -> dict[Key, AnswerValue]:
    found: dict[Key, AnswerValue] = {("CL1", "action"): "Ask"}
    for ref, year in rows:
        found[ref, "autumn"] = "Specialist college"
        if year:
            found[ref, "leaving_year"] = year
    return found


def refs(path: Path) -> list[str]:
    """The prepared references of a workbook, in order."""
    rows = opened(path.read_bytes())["Destinations"].iter_rows(values_only=True)
    return [str(row[0]) for row in rows if str(row[0])[:1] == "L" and str(row[0])[1:].isdigit()]


def test_leavers_stay_for_four_years_under_their_reference(tmp_path: Path) -> None:
    given = leavers(*((f"L{n:02d}", year) for n, year in enumerate(YEARS, 1)), ("L06", ""), ("L07", YEARS[0]))
    given["L05", "year_1"] = "Employment (paid work, with or without support)"
    made, read_back = rolled(tmp_path, given)
    kept = {ref: item(read_back, ref).get("leaving_year") for ref in ("L02", "L03", "L04", "L05", "L06")}
    assert kept == {"L02": "2023/24", "L03": "2024/25", "L04": "2025/26", "L05": "2026/27", "L06": None}
    assert item(read_back, "L05")["year_1"] == "Employment (paid work, with or without support)"
    assert item(read_back, "L01") == item(read_back, "L07") == {}
    assert refs(tmp_path / "next.xlsx")[:7] == ["L02", "L03", "L04", "L05", "L06", "L08", "L09"]
    told = said(made)
    assert "2 leavers of 2022/23 left four years ago or more and are no longer listed." in told
    assert "2 of them had no answer for the fourth year." in told
    assert "5 leavers are carried over under the same reference. New leavers go on from L08." in told
    assert "Destinations, L06: No leaving year is given. Please choose it." in told


def test_no_reference_is_ever_given_to_another_leaver(tmp_path: Path) -> None:
    """Six years on end, four new leavers each year in the first free rows: no number comes twice."""
    path = write_return(tmp_path / "return.xlsx", OAK, leavers(*((f"L{n:02d}", "2026/27") for n in range(1, 5))))
    owner = {f"L{n:02d}": "2026/27" for n in range(1, 5)}
    for year in range(2027, 2033):
        made, read_back = again(tmp_path, path, Order(dt.date(year, 9, 6)))
        label = f"{year}/{year - 1999:02d}"
        there = {a.ref: a.value for a in read_back.answers if a.column_id == "leaving_year" and a.kind == "tracker"}
        assert all(owner[ref] == value for ref, value in there.items())
        free = [ref for ref in refs(tmp_path / "next.xlsx") if ref not in there][:4]
        assert not set(free) & set(owner)
        owner |= dict.fromkeys(free, label)

        def add(book: Workbook, free: list[str] = free, label: str = label) -> None:
            for row in sheet(book, "Destinations").iter_rows():
                if row[0].value in free:
                    row[1].value = label
                    row[2].value = "Year 11"

        path.write_bytes(changed(made.data, add))
    assert len(owner) == 4 * 7


def test_a_workbook_with_high_references_reads_without_a_word(tmp_path: Path) -> None:
    given = leavers(*((f"L{n:02d}", YEARS[1 + n % 4]) for n in range(1, 100)))
    path = write_return(tmp_path / "return.xlsx", OAK, given)

    def higher(book: Workbook) -> None:
        for row in sheet(book, "Destinations").iter_rows():
            if str(row[0].value).startswith("L") and str(row[0].value)[1:].isdigit():
                row[0].value = f"L{int(str(row[0].value)[1:]) + 900}"

    path.write_bytes(changed(path.read_bytes(), higher))
    made, read_back = again(tmp_path, path)
    assert codes(read_back) == ["FILE-046"]
    assert len([a for a in read_back.of_kind("tracker") if a.column_id == "leaving_year"]) == 99
    assert refs(tmp_path / "next.xlsx")[:2] == ["L901", "L902"]
    assert "99 leavers are carried over" in said(made)
    assert len(refs(tmp_path / "next.xlsx")) == 149


def test_nothing_that_may_be_a_name_goes_further(tmp_path: Path) -> None:
    path = write_return(tmp_path / "return.xlsx", OAK, leavers(("L01", YEARS[4]), ("L02", YEARS[4]), ("L03", YEARS[4])))

    def names(book: Workbook) -> None:
        for row in sheet(book, "Destinations").iter_rows():
            if row[0].value == "L01":
                row[0].value = "Fred Nemo"
            elif row[0].value == "L02":
                row[4].value = "Fred Nemo went to Tesco"
            elif row[0].value == "L03":
                row[0].value = "L02"

    path.write_bytes(changed(path.read_bytes(), names))
    made, read_back = again(tmp_path, path)
    assert "Nemo" not in words_in(tmp_path / "next.xlsx") + said(made)
    told = said(made)
    assert "had no running reference of their own" in told
    assert "Destinations, L02, Autumn after leaving: What stood there could not be read and was left out." in told
    assert sorted({a.ref for a in read_back.of_kind("tracker")}) == ["L02", "L03", "L04"]
    assert codes(read_back) == ["FILE-046"]


def test_years_that_the_spec_lists_one_by_one_are_asked_for(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text(
        f'id: ours\nversion: "1"\nextends: {FIRST_SPEC}\nlists:\n  leaving_years: ["2025/26", "2026/27"]\n',
        encoding="utf-8",
    )
    write_return(tmp_path / "return.xlsx", OAK, leavers(("L01", "2024/25"), ("L02", "2025/26")))
    ran = run("roll-forward", "return.xlsx", "--spec", "ours.yaml", "--today", "2027-09-06", cwd=tmp_path, code=1)
    assert 'The list "leaving_years" of ours 1 does not offer 2027/28.' in ran.err
    assert "{school_years: 5, until: 2027/28}" in ran.err
    next_one = tmp_path / "output" / "next-year" / file_name(OAK, "2027/28")
    read_back = read_file(next_one, load(str(tmp_path / "ours.yaml")))
    assert item(read_back, "L02")["leaving_year"] == "2025/26"


def test_numbers_of_leavers_are_carried_where_a_hub_wants_no_rows(tmp_path: Path) -> None:
    ours = tmp_path / "ours.yaml"
    ours.write_text(
        f'id: ours\nversion: "1"\nextends: {FIRST_SPEC}\ndetail: {{Destinations: counts}}\n', encoding="utf-8"
    )
    spec = load(str(ours))
    keys = [(slot.ref, slot.column) for slot in plan(spec).slots if slot.kind == "counts"]
    given: dict[Key, AnswerValue] = {key: number % 7 for number, key in enumerate(keys)} | {("CL1", "action"): "Ask"}
    path = write_return(tmp_path / "return.xlsx", OAK, given, spec)
    submission = read(path, str(ours))
    made = next_year(submission, spec_of(submission, [spec]), NEXT)
    assert made.to_check == ()
    assert ("Destinations", "Those who left in 2022/23 are no longer asked about.") in made.found
    (tmp_path / "next.xlsx").write_bytes(made.data)
    again = read(tmp_path / "next.xlsx", str(ours))
    there = {key: value for key, value in values(again).items() if key in given}
    assert there == {key: value for key, value in given.items() if not key[0].startswith("2022/23")}
    assert {code.partition("-")[0] for code in codes(again) if code != "FILE-046"} <= {
        "DEST"
    }  # numbers by chance do not add up


def test_rows_do_not_become_numbers_and_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text(
        f'id: ours\nversion: "1"\nextends: {FIRST_SPEC}\ndetail: {{Destinations: counts}}\n', encoding="utf-8"
    )
    write_return(tmp_path / "return.xlsx", OAK, leavers(*((f"L{n:02d}", "2025/26") for n in range(1, 4))))
    ran = run("roll-forward", "return.xlsx", "--spec", "ours.yaml", "--today", "2027-09-06", cwd=tmp_path)
    assert "Destinations: Column no longer asked (3 rows): this was not carried over." in " ".join(ran.out.split())
    assert "L02" not in ran.out


# the year


@pytest.mark.parametrize(
    ("sent", "today", "year"),
    [
        (dt.date(2026, 9, 14), dt.date(2027, 9, 6), 2027),
        (dt.date(2026, 9, 14), dt.date(2027, 7, 20), 2027),  # in the holidays, for the year that comes
        (dt.date(2027, 5, 1), dt.date(2027, 9, 6), 2027),
        (dt.date(2026, 9, 14), dt.date(2029, 10, 1), 2029),  # two years were missed
    ],
)
def test_the_new_workbook_is_for_the_year_that_comes(sent: dt.date, today: dt.date, year: int, tmp_path: Path) -> None:
    path = write_return(tmp_path / "return.xlsx", OAK, {("CL1", "action"): "Ask"}, sent=sent)
    made, read_back = again(tmp_path, path, Order(today))
    assert (made.year, read_back.school_year) == (year, year)
    assert read_back.built_on == today
    assert read_back.by_key()["CL1", "review"].value == "[From 2026/27]"


def test_the_same_return_gives_the_same_bytes(tmp_path: Path) -> None:
    path = write_return(tmp_path / "return.xlsx", SCHOOL, truth(SPEC))
    first, second = again(tmp_path, path)[0].data, again(tmp_path, path)[0].data
    assert first == second
    assert differences(first, second) == []


@pytest.mark.office
@pytest.mark.slow
def test_libreoffice_opens_it_and_reads_the_same(tmp_path: Path, office: Office) -> None:
    path = write_return(tmp_path / "return.xlsx", SCHOOL, truth(SPEC))
    _, before = again(tmp_path, path, to=NEWER)
    (saved,) = office.calculated([tmp_path / "next.xlsx"], tmp_path / "saved")
    assert values(read(saved)) == values(before)


# many schools


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten schools that answered, and in between what schools send besides."""
    folder = tmp_path_factory.mktemp("many") / "returned"
    folder.mkdir()
    made = [write_return(folder / f"{n:02d}.xlsx", school(n), answers(n)) for n in range(10)]
    (folder / "01a broken.xlsx").write_bytes(made[1].read_bytes()[:2000])
    (folder / "02a photo.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    write_return(folder / "03a blank.xlsx", school(40), {})
    twin = answers(5) | {("CL1", "action"): f"Another {sentinel(5)}"}
    write_return(folder / "05a again.xlsx", school(5), twin)

    def two_schools(book: Workbook) -> None:
        for row in sheet(book, "School details").iter_rows():
            if row[0].value == "SD10":
                row[2].value = school(8).urn

    def nameless(book: Workbook) -> None:
        del book["About this workbook"]
        for row in sheet(book, "School details").iter_rows():
            if row[0].value == "SD10":
                row[2].value = None

    made[6].write_bytes(changed(made[6].read_bytes(), two_schools))
    made[7].write_bytes(changed(made[7].read_bytes(), nameless))
    return folder


KEPT = [n for n in range(10) if n not in (5, 6, 7)]


def check_batch(made: dict[int, Path]) -> None:
    assert sorted(made) == KEPT
    for number, path in made.items():
        words = words_in(path)
        assert sentinel(number) in words
        assert school(number).name in words
        strangers = [n for n in (*range(10), 40) if n != number]
        assert not [n for n in strangers if sentinel(n) in words]
        for other in map(school, strangers):
            assert not [fact for fact in (other.urn, other.name, other.local_authority, other.type) if fact in words], (
                path
            )
        submission = read(path)
        assert (submission.urn, submission.school) == (school(number).urn, school(number).name)
        found = [str(answer.value) for answer in submission.answers if "sentinel" in str(answer.value)]
        assert len(found) > 100
        assert all(text.count("sentinel") == text.count(sentinel(number)) for text in found)


@pytest.mark.slow
def test_nothing_of_one_school_reaches_another(returned: Path, tmp_path: Path) -> None:
    """One process, ten schools and seven failures in between, twice, forwards and backwards."""
    returns = [read(path) for path in sorted(returned.iterdir())]
    for order, folder in ((1, tmp_path / "one"), (-1, tmp_path / "two")):
        results = list(roll_all(returns[::order], spec_of, NEXT, OutputFolder(folder)))
        if order == 1:  # the other way round the files are the same, see below
            check_batch({int(Path(one.submission.file).stem): one.path for one in results if one.path})
        problems = {Path(one.submission.file).name: one.problems[0].code for one in results if one.problems}
        assert problems == {
            "01a broken.xlsx": "FILE-006",
            "02a photo.xlsx": "FILE-004",
            "03a blank.xlsx": "HUB-009",
            "05.xlsx": "HUB-011",
            "05a again.xlsx": "HUB-011",
            "06.xlsx": "HUB-012",
            "07.xlsx": "HUB-010",
        }
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


@pytest.mark.slow
def test_a_whole_folder_from_the_command_line(returned: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in returned.iterdir()}
    ran = run(
        *("roll-forward", "--all", returned, "--spec", NEWER, "--today", "2027-09-06", "-o", "next"),
        cwd=tmp_path,
        code=1,
    )
    names = {file_name(school(n), "2027/28"): n for n in KEPT}
    assert sorted(path.name for path in (tmp_path / "next").iterdir()) == sorted(names)
    check_batch({names[path.name]: path for path in (tmp_path / "next").iterdir()})
    assert ran.out.splitlines()[-1] == "7 workbooks for 2027/28 in next; 7 returns left out."
    assert len(ran.err.splitlines()) == 7
    assert {path: path.read_bytes() for path in returned.iterdir()} == before
    assert "Zq" not in ran.err


# what is refused


def results(folder: Path, *files: Path, force: bool = False) -> list[Rolled]:
    return list(roll_all([read(path) for path in files], spec_of, NEXT, OutputFolder(folder, force)))


def test_a_blank_return_has_nothing_to_carry_over(tmp_path: Path) -> None:
    write_return(tmp_path / "return.xlsx", OAK, {})
    ran = run("roll-forward", "return.xlsx", "--today", "2027-09-06", cwd=tmp_path, code=2)
    assert "HUB-009" not in ran.said
    assert ran.err == (
        "return.xlsx: Nothing has been filled in beyond what was there when the workbook was sent. There is nothing to "
        "take into next year: make a blank workbook with build.\n"
    )
    assert ran.out == "No workbook was made; 1 return left out.\n"


def test_another_schools_name_in_the_details_stops_it(tmp_path: Path) -> None:
    path = write_return(tmp_path / "return.xlsx", OAK, {("SD3", "answer"): "Quite Another Place"})
    (result,) = results(tmp_path / "next", path)
    assert [problem.code for problem in result.problems] == ["HUB-012"]
    assert 'The details name "Quite Another Place", but the workbook was made for "Birch01 School".' in str(
        result.problems[0]
    )


def test_a_workbook_that_exists_stays_unless_forced(tmp_path: Path) -> None:
    path = write_return(tmp_path / "return.xlsx", OAK, answers(1))
    (first,) = results(tmp_path / "next", path)
    assert first.path is not None
    first.path.write_bytes(b"filled in already")
    (second,) = results(tmp_path / "next", path)
    assert [problem.code for problem in second.problems] == ["FILE-021"]
    assert first.path.read_bytes() == b"filled in already"
    (third,) = results(tmp_path / "next", path, force=True)
    assert third.path == first.path
    assert third.path.read_bytes() != b"filled in already"


def test_not_even_force_replaces_a_return(tmp_path: Path) -> None:
    path = write_return(tmp_path / file_name(OAK, "2027/28"), OAK, answers(1))
    before = path.read_bytes()
    (result,) = results(tmp_path, path, force=True)
    assert [problem.code for problem in result.problems] == ["FILE-021"]
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ([], "Say which returns: name the files, or give their folder with --all FOLDER"),
        (["a.xlsx", "--all", "."], "--all takes every return in its folder: name no files besides."),
        (["a.xlsx", "--due", "2027-01-01", "--today", "2027-09-06"], "--due 01/01/2027 has passed"),
        (["a.xlsx", "--spec", "nonsense"], 'There is no spec "nonsense".'),
        (["nobody.xlsx"], "There is no such file."),
    ],
)
def test_wrong_usage_is_one_sentence(words: list[str], answer: str, tmp_path: Path) -> None:
    ran = run("roll-forward", *words, cwd=tmp_path, code=2)
    assert answer in ran.err
    assert len(ran.err.splitlines()) == 1


def test_the_files_are_named_by_school_and_year() -> None:
    assert file_name(OAK, "2027/28") == "990101 Birch01 School - careers checklist 2027-28.xlsx"
    assert file_name(OAK) == "990101 Birch01 School - careers checklist.xlsx"


def test_the_plan_of_a_spec_is_not_changed_by_what_is_carried_over(tmp_path: Path) -> None:
    """What one workbook takes over must not stay behind in the plan that the next is made by."""
    spec: Spec = load(FIRST_SPEC)
    first = rolled(tmp_path, leavers(("L01", YEARS[0]), ("L02", YEARS[1])))[0]
    assert "L02" in words_in(tmp_path / "next.xlsx")
    second = rolled(tmp_path, {("CL1", "action"): "Ask"})[0]
    assert refs(tmp_path / "next.xlsx")[0] == "L01"
    assert first.data != second.data
    assert spec == SPEC
    assert dt.date(2026, 9, 14) == SENT
