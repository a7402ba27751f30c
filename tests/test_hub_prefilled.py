"""A round's workbooks begin with the last answers of their schools, of each school its own."""

import datetime as dt
from pathlib import Path

import pytest

from careers_workbook.core.file_names import file_name
from careers_workbook.core.school import School
from careers_workbook.hub.store.settings import HubSettings, RoundSettings
from careers_workbook.returns.read import read_file
from careers_workbook.returns.submission import Submission
from careers_workbook.spreadsheet.read.locked import lock, unlock
from tests.support.hub_folder import BRANNOC, LEAVERS, OAK, WOOD_A, WOOD_B, copied, drop, hub, workbook
from tests.support.letters import body, parsed
from tests.support.program import Ran, run
from tests.support.schools import words_in

LAST, NOW, NEXT_YEAR = "2026-12-20", "2027-01-10", "2027-09-10"
SUMMER, AUTUMN_AFTER = "Summer 2027", "Autumn 2027"
MORE = f"""\
  - {{name: {SUMMER}, opens: 2027-04-10, due: 2027-07-31}}
  - {{name: {AUTUMN_AFTER}, opens: 2027-09-06, due: 2027-12-31}}
"""
DAY = dt.date(2027, 3, 31)
SECRET = "Grebe{}"
WITHOUT = "1 workbook is without the lines of leavers, because collection.yaml does not say carry_leavers: yes."


def answers(school: School) -> dict[tuple[str, str], object]:
    own = SECRET.format(school.urn)
    return {
        ("CL1", "completed"): "Yes",
        ("CL1", "deadline"): DAY,
        ("CL1", "review"): f"{own} minutes",
        ("CL2", "action"): f"{own} asks governors",
        ("CL2", "completed"): "In progress",
    }


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> HubSettings:
    """Of four schools three returned in the autumn, one with leavers."""
    where = hub(tmp_path_factory.mktemp("prefilled") / "hub", MORE)
    for school in (OAK, WOOD_A, WOOD_B):
        leavers = LEAVERS if school is OAK else ()
        drop(where, f"{school.urn}.xlsx", workbook(school, answers(school), leavers))
    ran = run("collect", "--today", LAST, cwd=where.root)
    assert ran.code == 0, ran.out + ran.err
    return where


def built(where: HubSettings, *words: str, today: str = NOW, name: str = "Spring 2027") -> tuple[Ran, Path]:
    ran = run("build", *words, "--today", today, cwd=where.root)
    return ran, where.folders["blank"] / name


def carry_leavers(where: HubSettings) -> None:
    settings = where.root / "collection.yaml"
    settings.write_text(f"carry_leavers: yes\n{settings.read_text(encoding='utf-8')}", encoding="utf-8")


def read(folder: Path, school: School) -> Submission:
    return read_file(folder / file_name(school))


def typed(submission: Submission) -> dict[tuple[str, str], object]:
    found = {key: answer.value for key, answer in submission.by_key().items() if answer.value is not None}
    return {key: value for key, value in found.items() if key[0].startswith("CL")}


def test_within_a_year_all_stays_as_it_is_and_no_school_gets_anothers_words(given: HubSettings, tmp_path: Path) -> None:
    where = copied(given, tmp_path / "hub")
    ran, folder = built(where, "--mail")
    assert ran.code == 0
    letters = where.folders["output"] / "letters" / "Spring 2027"
    assert "With the answers of last time: 3 of Autumn 2026." in ran.out
    assert BRANNOC.urn in ran.out.partition("nothing counts of them yet")[2]
    for school in (OAK, WOOD_A, WOOD_B):
        assert typed(read(folder, school)) == answers(school)
    assert typed(read(folder, BRANNOC)) == {}
    for school in (OAK, BRANNOC, WOOD_A, WOOD_B):
        message = parsed((letters / f"{school.urn} {school.name} - blank.eml").read_bytes())
        (attached,) = message.iter_attachments()
        assert attached.get_payload(decode=True) == (folder / file_name(school)).read_bytes()
        words = words_in(folder / file_name(school)) + body(message) + str(message.items())
        assert (SECRET.format(school.urn) in words) == (school is not BRANNOC), "what is looked for can be found"
        others = [other for other in (OAK, BRANNOC, WOOD_A, WOOD_B) if other is not school]
        assert not [other for other in others if SECRET.format(other.urn) in words or other.urn in words]
    drop(where, "again.xlsx", (folder / file_name(OAK)).read_bytes())
    run("collect", "--today", NOW, cwd=where.root)
    assert "unchanged" in run("status", "--today", NOW, cwd=where.root).out


def test_leavers_are_left_out_unless_the_settings_say_so(given: HubSettings, tmp_path: Path) -> None:
    where = copied(given, tmp_path / "hub")
    ran, folder = built(where)
    without = read(folder, OAK)
    assert not [answer for answer in without.answers if answer.in_running_row and answer.value is not None]
    assert "your Hub does not send such lines" in words_in(folder / file_name(OAK))
    assert (
        "1 workbook is without the lines of leavers, because collection.yaml does not say carry_leavers: yes."
        in " ".join(ran.out.split())
    )
    carry_leavers(where)
    ran, _ = built(where, "--force")
    assert "carry_leavers" not in ran.out
    rows = {a.ref for a in read(folder, OAK).answers if a.in_running_row and a.value is not None}
    assert len(rows) == len(LEAVERS)


def test_a_blank_round_has_no_answers(given: HubSettings, tmp_path: Path) -> None:
    where = copied(given, tmp_path / "hub")
    ran, folder = built(where, "--blank")
    assert typed(read(folder, OAK)) == {}
    assert "answers of last time" not in ran.out


def test_lines_of_leavers_go_to_a_confirmed_address_only(given: HubSettings, tmp_path: Path) -> None:
    where = copied(given, tmp_path / "hub")
    carry_leavers(where)
    letters = where.folders["output"] / "letters" / "Spring 2027"
    mine, address = letters / f"{OAK.urn} {OAK.name} - blank.eml", f"{OAK.urn}@schools.example"
    ran, folder = built(where, "--mail")
    assert ran.code == 1
    said = " ".join(ran.out.split()).partition("nobody has confirmed the address")[2]
    assert f"(1): {OAK.urn} {OAK.name}: {len(LEAVERS)} leavers, to {address}" in said
    assert len(list(letters.iterdir())) == 3
    assert not mine.exists()
    assert run("address", OAK.urn, "other@schools.example", cwd=where.root).code == 2
    assert run("address", OAK.urn, address, cwd=where.root).code == 0
    assert built(where, "--mail", "--password", "")[0].code == 2
    ran, _ = built(where, "--mail", "--password", "Heron 7")
    assert ran.code == 0
    assert f"{OAK.urn} {OAK.name}: {len(LEAVERS)} leavers, to {address}" in " ".join(ran.out.split())
    message = parsed(mine.read_bytes())
    (attached,) = message.iter_attachments()
    assert unlock(attached.get_payload(decode=True), "Heron 7") == (folder / file_name(OAK)).read_bytes()
    assert "your answers of last time" in " ".join(body(message).split())
    for path in letters.iterdir():
        said = path.read_bytes().decode("ascii", "replace")
        assert path == mine or OAK.urn not in said
    assert f"{address} is the address of {OAK.urn}" in " ".join(run("history", cwd=where.root).out.split())
    run("undo", cwd=where.root, code=0)
    assert not mine.exists(), "the letter that must not go any more"
    mine.write_bytes(b"changed by somebody")
    ran, _ = built(where, "--mail")
    assert mine.read_bytes() == b"changed by somebody"
    assert "Do not send it." in ran.err


@pytest.mark.slow
def test_a_school_that_missed_a_round_goes_on_from_the_one_before_and_is_named(
    given: HubSettings, tmp_path: Path
) -> None:
    where = copied(given, tmp_path / "hub")
    drop(where, "second.xlsx", workbook(WOOD_A, {("CL1", "action"): "Ask again"}))
    drop(where, "taken over.xlsx", workbook(School("990099", "Hill House School"), answers(BRANNOC)))
    run("collect", "inbox/second.xlsx", "--today", "2027-03-20", cwd=where.root)
    run("collect", "inbox/taken over.xlsx", "--urn", BRANNOC.urn, "--today", "2027-03-20", cwd=where.root)
    ran, folder = built(where, today="2027-04-20", name=SUMMER)
    said = " ".join(ran.out.split())
    assert "2 of Autumn 2026" in said
    assert "2 of Spring 2027" in said
    named = said.partition("from an earlier round (2):")[2]
    assert f"{OAK.urn} {OAK.name}: Autumn 2026" in named
    assert f"{WOOD_B.urn} {WOOD_B.name}: Autumn 2026" in named
    assert typed(read(folder, WOOD_A)) == {("CL1", "action"): "Ask again"}
    assert typed(read(folder, BRANNOC)) == answers(BRANNOC)
    words = words_in(folder / file_name(BRANNOC))
    assert "Hill House" not in words
    assert "990099" not in words
    assert BRANNOC.urn in words


@pytest.mark.slow
def test_a_return_that_may_be_anothers_is_carried_into_nobodys_workbook(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub")
    drop(where, f"{BRANNOC.urn} {BRANNOC.name}.xlsx", workbook(OAK, answers(OAK)))
    run("collect", "--today", LAST, cwd=where.root)
    _, folder = built(where)
    assert typed(read(folder, OAK)) == typed(read(folder, BRANNOC)) == {}
    run("collect", f"inbox/{BRANNOC.urn} {BRANNOC.name}.xlsx", "--urn", OAK.urn, "--today", LAST, cwd=where.root)
    built(where, "--force")
    assert typed(read(folder, OAK)) == answers(OAK)


@pytest.mark.parametrize(
    ("opens", "due", "year"),
    [
        ("2027-07-05", "2027-12-31", 2027),
        ("2027-06-01", "2027-09-15", 2026),
        ("2027-09-06", "2027-09-24", 2027),
        ("2027-01-04", "2027-03-31", 2026),
    ],
)
def test_a_workbook_is_of_the_school_year_of_the_last_month_of_its_round(opens: str, due: str, year: int) -> None:
    assert RoundSettings("Any", dt.date.fromisoformat(opens), dt.date.fromisoformat(due)).year == year


def test_a_round_that_opens_in_july_begins_as_with_roll_forward(given: HubSettings, tmp_path: Path) -> None:
    where = copied(given, tmp_path / "hub")
    settings = where.root / "collection.yaml"
    text = settings.read_text(encoding="utf-8").replace("opens: 2027-09-06", "opens: 2027-07-05")
    settings.write_text(text.replace("due: 2027-07-31", "due: 2027-07-04"), encoding="utf-8")
    ran, folder = built(where, today="2027-07-06", name=AUTUMN_AFTER)
    assert read(folder, OAK).school_year == read(folder, BRANNOC).school_year == 2027
    begun = typed(read(folder, OAK))
    assert ("CL1", "completed") not in begun
    assert str(begun["CL1", "review"]).startswith("[Done in 2026/27.")
    assert begun["CL2", "review"] == "[From 2026/27]"
    assert "from an earlier round (3)" in " ".join(ran.out.split())


@pytest.mark.slow
def test_a_locked_return_is_opened_with_a_word_of_its_own(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub", "carry_leavers: yes\n")
    drop(where, "locked.xlsx", lock(workbook(OAK, answers(OAK), LEAVERS), "Heron 7"))
    run("collect", "--password", "Heron 7", "--today", LAST, cwd=where.root)
    ran, folder = built(where)
    assert ran.code == 1
    assert "Leavers are missing" in ran.out
    assert typed(read(folder, OAK)) == answers(OAK)
    assert "Leavers are missing here" in words_in(folder / file_name(OAK))
    assert "--password" not in ran.err, "which locks what is attached"
    (folder / file_name(OAK)).unlink()
    ran, _ = built(where, "--unlock", "Heron 7")
    assert "Leavers are missing" not in ran.out
    rows = {a.ref for a in read(folder, OAK).answers if a.in_running_row and a.value is not None}
    assert len(rows) == len(LEAVERS)


def test_a_return_that_is_named_is_rolled_forward_by_the_rules_of_the_hub(given: HubSettings, tmp_path: Path) -> None:
    where = copied(given, tmp_path / "hub")
    ran = run("roll-forward", f"inbox/{OAK.urn}.xlsx", "--today", NEXT_YEAR, cwd=where.root)
    assert (
        "1 workbook is without the lines of leavers, because collection.yaml does not say carry_leavers: yes."
        in " ".join(ran.out.split())
    )
    (made,) = (where.folders["output"] / "next-year").iterdir()
    assert not [answer for answer in read_file(made).answers if answer.in_running_row and answer.value is not None]
    assert [path for path in (where.folders["returns"] / "sent").iterdir() if path.name.startswith(OAK.urn)]


def test_a_school_with_two_addresses_is_asked_about_both(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub", rows=['990005,"Hill School",head@hill.example; Careers <careers@hill.example>,,,'])
    run("address", "990005", "head@hill.example", cwd=where.root, code=2)
    said = run("address", "990005", "careers@hill.example", "Head@hill.example", cwd=where.root, code=0).out
    assert said == "990005 Hill School: careers@hill.example and Head@hill.example are confirmed.\n"
