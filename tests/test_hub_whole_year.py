"""A Hub of twenty-five schools through a whole year: what it says of each is what whoever watched them would say."""

import ast
import csv
import io
import json
import shutil
import zipfile
from collections import Counter
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from unittest.mock import patch

import pytest

from careers_workbook.hub.handover import sealed_file
from careers_workbook.hub.hub import RoundView, open_hub
from careers_workbook.reports.status import status_data, status_page
from tests.support import searched, year_account
from tests.support.hostile import PASSWORD
from tests.support.letters import body, read_draft
from tests.support.program import Ran, run
from tests.support.year_account import (
    BECAUSE,
    CLOSED,
    LEAVERS,
    NOBODY,
    NOTE,
    ROUNDS,
    WHY,
    Account,
    Day,
    Round,
    Said,
    name_of,
    secret,
    whole_year,
)
from tests.support.year_post import Schools, leavers_in, said_in

pytestmark = pytest.mark.slow
BEGUN, LIVED = whole_year()
DAYS = [day for day, _ in LIVED]
SCHOOLS = tuple(turn.urn for turn in DAYS[0].turns)
STATES = ("in order", "look at", "put right", "unchanged", "blank", "not readable", "not returned")
NOT_RETURNED = ("unchanged", "blank", "not readable", "not returned")
OPEN = ("overdue", "due_soon", "on_track", "no_deadline", "not_started")
KEEP_UNTIL = "keep_until: {leavers: 8 months, originals: 3 years, rounds: 6 years}\n"
COUNTED = ("done", "in_progress", "not_done", "not_applicable", "no_answer", "missing")


@dataclass
class Begun:
    """The workbooks of a round on the day on which they went out."""

    true: Account
    ran: Ran
    papers: dict[str, dict[str, Said]]
    mailed: set[str]


@dataclass
class Seen:
    """What the Hub said on one day, beside what is true on it."""

    day: Day
    true: Account
    page: str
    rows: dict[str, dict[str, str]]
    document: dict
    letters: dict[str, list[tuple[str, str]]]
    chased: Ran
    schools: dict[str, dict[str, str]]
    statements: dict[str, dict[str, str]]


class Year:
    """The Hub's folder on its way through the rounds."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.successor = folder / "hub", folder / "another computer" / "hub"
        self.schools, self.begun, self.seen = Schools(self.folder), list[Begun](), list[Seen]()
        words = ("--hub", "Northmoor Careers Hub", "--return-to", "hub@northmoor.example", "--due", "2026-12-31")
        run("init", "hub", *words, "--carry-leavers", "--today", ROUNDS[0].opens, cwd=folder, code=0)
        self.register()

    def register(self, closed: str = "") -> None:
        """Write the list of schools, of which one may have closed."""
        lines = [
            f"{urn},{name_of(urn)},{_address(urn)},{'AB'[int(urn) % 2]},{'2027-03-20' if urn == closed else ''}"
            for urn in SCHOOLS
        ]
        text = "\n".join(["URN,Name,E-mail,Caseload,Closed", *lines]) + "\n"
        (self.folder / "register.csv").write_text(text, encoding="utf-8")

    def live(self) -> None:
        """All of it."""
        for number, one in enumerate(ROUNDS):
            days = [day for day in DAYS if day.number == number]
            if number:
                self._opens(days[0], one)
            self._sends(days[0], one)
            for day in days:
                self.schools.do(day)
                self.seen.append(self._look(day))
                self.hub("sent", today=day.day)
        self._is_handed_over()

    def hub(self, *words: object, today: object = "", at: Path | None = None) -> Ran:
        ran = run(*words, *(("--today", today) if today else ()), cwd=at or self.folder)
        assert ran.code in (0, 1), ran
        return ran

    def rounds(self, folder: Path) -> dict[str, dict]:
        """How each round stands on the last day."""
        return {day.round: _document(open_hub(folder, DAYS[-1].day, day.round).view()) for day in DAYS}

    def _is_handed_over(self) -> None:
        """To another computer; there a school is forgotten, what was kept long enough goes, and all is made anew."""
        word = self.folder.parent / "word.txt"
        word.write_text(PASSWORD * 2, encoding="utf-8")
        last, settings = DAYS[-1].day, self.successor / "collection.yaml"
        with patch.object(sealed_file, "_WORK", 4):
            self.hub("backup", "../hub.backup", "--password-file", word)
            self.successor.parent.mkdir()
            run("restore", "../hub.backup", "hub", "--password-file", word, cwd=self.successor.parent, code=0)
        self.before, self.restored = self.rounds(self.folder), self.rounds(self.successor)
        self.forgotten = self.hub("forget", CLOSED, "--yes", "--why", WHY, at=self.successor)
        self.left = searched.found(self.successor, [secret(CLOSED)]).get(secret(CLOSED), set())
        settings.write_text(settings.read_text(encoding="utf-8") + KEEP_UNTIL, encoding="utf-8")
        self.thinned = self.hub("tidy-up", "--yes", today=last, at=self.successor)
        self.hub("collect", "--rebuild", today=last, at=self.successor)
        self.rebuilt = self.rounds(self.successor)

    def _opens(self, day: Day, one: Round) -> None:
        settings = self.folder / "collection.yaml"
        lines = settings.read_text(encoding="utf-8").partition("# The next one.")[0]
        more = f"  - name: {day.round}\n    opens: {one.opens}\n    due: {day.due:%d/%m/%Y}\n# The next one.\n"
        settings.write_text(lines + more, encoding="utf-8")

    def _sends(self, day: Day, one: Round) -> None:
        """The workbooks go out; within the year a question is added, and a school closes."""
        if day.round == "Spring 2027":
            self.hub("address", "990001", _address("990001"))
        if day.round == "Summer 2027":
            self.register(CLOSED)
            self.closed = _document(open_hub(self.folder, DAYS[3].day, DAYS[3].round).view())
        more = ("--password", PASSWORD) if day.round == "Summer 2027" else ()
        ran = self.hub("build", "--mail", *more, today=one.opens)
        there = (self.folder / "blank" / day.round).iterdir()
        papers = {path.name[:6]: said_in(path.read_bytes()) for path in there}
        mailed = {path.name[:6] for path in (self.folder / "output" / "letters" / day.round).glob("* - blank.eml")}
        self.begun.append(Begun(BEGUN[day.number], ran, papers, mailed))
        if day.round == "Spring 2027":
            self.hub("address", "990002", _address("990002"))
            words = ("Every pupil has met an employer.", "--after", "CL3", "--yes")
            self.hub("question", "add", *words, today="2027-02-15")

    def _look(self, day: Day) -> Seen:
        today, output = day.day, self.folder / "output"
        self.hub("collect", today=today)
        chased = self.hub("status", "--chase", today=today)
        self.hub("consolidate", today=today)
        view = open_hub(self.folder, today).view()
        tables = output / "consolidated" / day.round / "tables"
        return Seen(
            *LIVED[len(self.seen)],
            " ".join(" ".join(status_page.lines(view.for_others, view.doubts, 80)).split()),
            _rows("".join(status_data.table(view.for_others)), "URN"),
            _document(view),
            _letters(output / "letters" / day.round),
            chased,
            _rows((tables / "schools.csv").read_text(encoding="utf-8-sig"), "urn"),
            _rows((tables / "items.csv").read_text(encoding="utf-8-sig"), "ref"),
        )


def _document(view: RoundView) -> dict:
    """What `status --format json` says."""
    found: dict = json.loads(json.dumps(status_data.status_document(view.for_others, view.doubts), default=list))
    return found


def _of_others(document: dict) -> list[dict]:
    """The schools but the one that is forgotten; without what is only noted of them."""
    others = (one for one in document["schools"] if one["urn"] != CLOSED)
    return [{**one, "findings": [two for two in one["findings"] if two["severity"] != "note"]} for one in others]


def _address(urn: str) -> str:
    return f"head@s{urn}.example"


def _rows(text: str, key: str) -> dict[str, dict[str, str]]:
    return {row[key]: row for row in csv.DictReader(io.StringIO(text.lstrip("\ufeff")))}


def _letters(folder: Path) -> dict[str, list[tuple[str, str]]]:
    """By URN the kind and the words of each letter, but for those with which workbooks go out."""
    found: dict[str, list[tuple[str, str]]] = {}
    for path in sorted(folder.glob("*.eml")):
        who, _, kind = path.stem.rpartition(" - ")
        if kind != "blank":
            found.setdefault(who[:6], []).append((kind, " ".join(body(read_draft(path.read_bytes())).split())))
    return found


def _all_words(message: EmailMessage) -> str:
    """What stands in a letter and in what is attached to it; but for what is locked."""
    found = [body(message), str(message.items())]
    for part in message.iter_attachments():
        data = part.get_payload(decode=True)
        assert isinstance(data, bytes)
        if data.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                found += [package.read(name).decode("utf-8", "replace") for name in package.namelist()]
        elif not data.startswith(b"\xd0\xcf\x11\xe0"):
            found.append(data.decode("utf-8", "replace"))
    return " ".join(found)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    lived = Year(tmp_path_factory.mktemp("year"))
    lived.live()
    return lived


@pytest.fixture(params=range(len(ROUNDS)), ids=[one.opens for one in ROUNDS])
def begun(request: pytest.FixtureRequest, year: Year) -> Begun:
    return year.begun[request.param]


@pytest.fixture(params=range(len(DAYS)), ids=[f"{day.day}" for day in DAYS])
def seen(request: pytest.FixtureRequest, year: Year) -> Seen:
    return year.seen[request.param]


def test_the_account_shares_no_code_with_the_program() -> None:
    code = ast.parse(Path(year_account.__file__).read_text(encoding="utf-8"))
    imported = [node for node in ast.walk(code) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert {name for node in imported for name in (getattr(node, "module", "") or "",)} <= {
        "collections",
        "collections.abc",
        "dataclasses",
        "itertools",
        "",
    }


def test_each_workbook_begins_with_what_its_school_returned_last(begun: Begun) -> None:
    for urn, paper in begun.papers.items():
        sent = begun.true.sent.get(urn, {})
        assert {ref: said for ref, said in paper.items() if said != Said()} == {
            ref: said for ref, said in sent.items() if said != Said()
        }, urn
        assert list(paper) == list(begun.true.asked)


def test_each_school_stands_as_whoever_watched_it_would_say(seen: Seen) -> None:
    """In the CSV and the JSON of status, in the table of schools, and counted on the page."""
    meant = {turn.urn: turn.state for turn in seen.day.expected}
    assert {urn: row["State"] for urn, row in seen.rows.items()} == meant
    assert {one["urn"]: one["state"] for one in seen.document["schools"]} == meant
    assert {urn: row["state"] for urn, row in seen.schools.items()} == meant
    counts = Counter(meant.values())
    returned = sum(number for state, number in counts.items() if state not in NOT_RETURNED)
    said = {state: seen.document["counts"][state.replace(" ", "_")] for state in STATES}
    assert said == {state: counts[state] for state in STATES}
    assert seen.document["counts"]["returned"] == returned
    words = ", ".join(f"{counts[state]} {state}" for state in STATES if counts[state]).replace("look", "to look")
    assert f"{len(meant)} schools, {returned} returned: {words.replace('put', 'to put')}." in seen.page


def test_each_school_gets_the_letter_that_is_true_of_it_and_no_other(seen: Seen) -> None:
    meant = {turn.urn: [turn.letter] if turn.letter else [] for turn in seen.day.expected}
    assert {urn: [kind for kind, _ in seen.letters.get(urn, [])] for urn in meant} == meant
    assert {urn: row["Letter"] for urn, row in seen.rows.items()} == {urn: "".join(kind) for urn, kind in meant.items()}
    for urn, kinds in meant.items():
        assert kinds or f"({urn}) gets no letter" in " ".join(seen.chased.err.split())
    of_nobody = f"inbox/{NOBODY.format(seen.day.round)}"
    assert (of_nobody in " ".join(seen.chased.err.split())) != seen.day.is_tidy
    assert (f"Dismissed (1): {of_nobody}: {WHY}" in seen.page) == seen.day.is_tidy


def test_what_the_hub_notes_is_for_its_own_eyes(year: Year) -> None:
    word = NOTE.split()[0]
    assert searched.found(year.folder, [word]) == {word: {"returns/journal.jsonl"}}


def test_an_excused_school_is_in_no_count_until_it_is_expected_again(year: Year) -> None:
    excused = [[turn.urn for turn in seen.day.turns if turn not in seen.day.expected] for seen in year.seen]
    assert [[one["urn"] for one in seen.document["excused"]] for seen in year.seen] == excused
    assert any(excused)


def test_the_words_of_a_letter_are_true(seen: Seen) -> None:
    for turn in seen.day.turns:
        for _, text in seen.letters.get(turn.urn, []):
            assert [words for words in seen.true.words(turn, seen.day) if words not in text] == [], (turn, text)
            others = {*BECAUSE.values()} - {*seen.true.because(turn.urn)}
            assert [words for words in others if words in text] == [], (turn, text)
            if seen.true.written.get(turn.urn, ("",))[0] != turn.letter:
                assert "we wrote to you" not in text
            assert ("Everything could be read" in text) == (
                turn.letter == "thank you" and turn.state == "in order" and not seen.true.only_told(turn.urn)
            )


def test_filled_in_is_what_each_school_said(seen: Seen) -> None:
    meant = {urn: seen.true.filled(urn) for urn in seen.true.returns}
    of_document = {one["urn"]: (one["filled_in"], one["statements"]) for one in seen.document["schools"]}
    assert {urn: of_document[urn] for urn in meant} == meant
    assert {urn: (int(seen.rows[urn]["Filled in"]), int(seen.rows[urn]["Statements"])) for urn in meant} == meant


def test_the_figures_of_each_school_are_those_counted_by_hand(seen: Seen) -> None:
    for urn in seen.true.counting():
        row = seen.schools[urn]
        assert {name: int(row[name] or 0) for name in COUNTED} == {
            name: seen.true.counts(urn)[name] for name in COUNTED
        }, urn
        statuses = seen.true.statuses(urn, seen.day.day)
        assert {name: int(row[name] or 0) for name in OPEN} == {name: statuses[name] for name in OPEN}, urn


def test_the_figures_of_each_statement_are_those_counted_by_hand(seen: Seen) -> None:
    """A workbook in which nothing is filled in is in none of them."""
    for ref in seen.true.asked:
        row, meant = seen.statements[ref], seen.true.of_statement(ref)
        row["no_answer"] = row["blank"]
        assert {name: int(row[name] or 0) for name in ("schools", *COUNTED)} == {
            name: meant[name] for name in ("schools", *COUNTED)
        }, ref
        applies = meant["schools"] - meant["not_applicable"]
        assert row["percent_done"] == (f"{100 * meant['done'] / applies:.1f}" if applies else "")


def test_a_successor_has_the_same_hub(year: Year) -> None:
    assert year.restored == year.before


def test_made_anew_from_the_originals_everything_is_as_it_was(year: Year) -> None:
    """All but that a school is forgotten, and that of some files only that is known which was read of them once."""
    for name, before in year.before.items():
        assert _of_others(year.rebuilt[name]) == _of_others(before), name
        assert {one["state"] for one in year.rebuilt[name]["schools"] if one["urn"] == CLOSED} <= {"not returned"}


def test_a_school_that_closed_is_counted_apart_and_gets_no_workbook(year: Year) -> None:
    assert year.closed["counts"]["closed_returned"] == 1
    assert year.closed["counts"]["schools"] == len(SCHOOLS) - 1 == sum(c["schools"] for c in year.closed["caseloads"])
    assert sum(c["returned"] for c in year.closed["caseloads"]) == year.closed["counts"]["returned"]
    assert [CLOSED in begun.papers for begun in year.begun] == [True, True, False, False]


def test_workbooks_with_leavers_go_to_confirmed_addresses_only(year: Year) -> None:
    first, spring, summer, _ = year.begun
    assert first.mailed == set(SCHOOLS)
    assert spring.mailed == set(SCHOOLS) - {"990002"}
    assert summer.mailed == set(SCHOOLS) - {CLOSED}
    for urn, number in LEAVERS.items():
        assert (
            f"{urn} {name_of(urn)}: {number} leavers, to {_address(urn)}" in spring.ran.out.partition("No letter")[0]
        ) == (urn == "990001")


def test_no_letter_holds_the_words_of_another_school(year: Year) -> None:
    letters = [*(year.folder / "output" / "letters").rglob("*.eml")]
    assert len(letters) > 100
    for path in letters:
        words = _all_words(read_draft(path.read_bytes()))
        assert [urn for urn in SCHOOLS if urn != path.name[:6] and secret(urn) in words] == [], path


def test_the_school_that_closed_is_forgotten_and_no_other(year: Year) -> None:
    said = " ".join(year.forgotten.out.split())
    assert f"({CLOSED}) is forgotten" in said
    assert [place for place in year.left if place not in said] == []
    found = searched.found(year.successor, [secret(CLOSED), secret(SCHOOLS[0])])
    assert found.get(secret(CLOSED), set()) == year.left
    assert found[secret(SCHOOLS[0])]


def test_lines_of_leavers_go_when_they_were_kept_long_enough(year: Year) -> None:
    """Those of the first round; of what cannot be opened any more it is said."""
    assert "Autumn 2026: the lines of leavers in the originals, due since 31/08/2027" in year.thinned.out
    assert [line[: len("inbox/990014")] for line in year.thinned.err.splitlines()] == ["inbox/990014"]
    before, after = (
        sum(bool(leavers_in(path.read_bytes())) for path in (folder / "returns" / "originals").glob("*/*.xlsx"))
        for folder in (year.folder, year.successor)
    )
    assert after == before - len(LEAVERS) > 0


def test_in_the_end_only_the_last_round_is_left_and_find_says_where(year: Year, tmp_path: Path) -> None:
    folder, urn = tmp_path / "hub", SCHOOLS[0]
    shutil.copytree(year.successor, folder)
    run("tidy-up", "--yes", "--today", "2033-09-01", cwd=folder, code=0)
    left = searched.found(folder, [*map(secret, SCHOOLS)])
    assert {place.partition("-")[0] for place in set().union(*left.values()) if place.startswith("returns/sent")} == {
        f"returns/sent/{one} 2027" for one in SCHOOLS if secret(one) in left
    }
    last = ("blank/Autumn 2027/", "returns/readings/", "returns/sent/", "hub.sqlite", "answers.csv")
    assert [place for place in set().union(*left.values()) if not place.startswith(last)] == []
    said = run("find", secret(urn), cwd=folder, code=1).out.partition("Not looked through")[0]
    assert f"blank/Autumn 2027/{urn} {name_of(urn)} - careers checklist.xlsx:" in said
    assert [other for other in SCHOOLS if other != urn and other in said] == []
