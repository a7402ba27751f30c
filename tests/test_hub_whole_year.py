"""A Hub of twenty-five schools through a whole year: what it says of each is what whoever watched them would say."""

import ast
import copy
import csv
import io
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support import year_account
from tests.support.letters import body, read_draft
from tests.support.program import Ran, run
from tests.support.year_account import AUTUMN, NOBODY, Account, Day, name_of, told
from tests.support.year_post import Schools

pytestmark = pytest.mark.slow
OPENS = "2026-10-01"
DAYS = tuple(told(AUTUMN))
SCHOOLS = tuple(turn.urn for turn in DAYS[0].turns)
STATES = ("in order", "look at", "put right", "unchanged", "blank", "not readable", "not returned")
OPEN = ("overdue", "due_soon", "on_track", "no_deadline", "not_started")
COUNTED = ("done", "in_progress", "not_done", "not_applicable", "no_answer", "missing")


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
    """The Hub's folder on its way through the days."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.schools, self.seen = folder / "hub", Schools(folder / "hub"), list[Seen]()
        words = ("--hub", "Northmoor Careers Hub", "--return-to", "hub@northmoor.example", "--due", "2026-12-31")
        run("init", "hub", *words, "--today", OPENS, cwd=folder, code=0)
        lines = [f"{urn},{name_of(urn)},head@{urn}.example,{'AB'[int(urn) % 2]}" for urn in SCHOOLS]
        text = "\n".join(["URN,Name,E-mail,Caseload", *lines]) + "\n"
        (self.folder / "register.csv").write_text(text, encoding="utf-8")

    def live(self) -> None:
        """All of it."""
        account = Account()
        self.hub("build", "--mail", today=OPENS)
        for day in DAYS:
            self.schools.do(day)
            for turn in day.turns:
                account.hears(turn, day.day)
            self.seen.append(self._look(day, copy.deepcopy(account)))
            self.hub("sent", today=str(day.day))
            for turn in day.turns:
                account.writes(turn, day.day)

    def hub(self, *words: object, today: str) -> Ran:
        ran = run(*words, "--today", today, cwd=self.folder)
        assert ran.code in (0, 1), ran
        return ran

    def _look(self, day: Day, account: Account) -> Seen:
        today, output = str(day.day), self.folder / "output"
        self.hub("collect", today=today)
        said = {form: self.hub("status", "--format", form, today=today).out for form in ("table", "csv", "json")}
        chased = self.hub("status", "--chase", today=today)
        self.hub("consolidate", today=today)
        tables = output / "consolidated" / day.round / "tables"
        return Seen(
            day,
            account,
            " ".join(said["table"].split()),
            _rows(said["csv"], "URN"),
            json.loads(said["json"]),
            _letters(output / "letters" / day.round),
            chased,
            _rows((tables / "schools.csv").read_text(encoding="utf-8-sig"), "urn"),
            _rows((tables / "items.csv").read_text(encoding="utf-8-sig"), "ref"),
        )


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


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    lived = Year(tmp_path_factory.mktemp("year"))
    lived.live()
    return lived


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


def test_each_school_stands_as_whoever_watched_it_would_say(seen: Seen) -> None:
    """In the CSV and the JSON of status, in the table of schools, and counted on the page."""
    meant = {turn.urn: turn.state for turn in seen.day.turns}
    assert {urn: row["State"] for urn, row in seen.rows.items()} == meant
    assert {one["urn"]: one["state"] for one in seen.document["schools"]} == meant
    assert {urn: row["state"] for urn, row in seen.schools.items()} == meant
    counts = Counter(meant.values())
    returned = len(meant) - counts["not returned"] - counts["not readable"] - counts["blank"]
    said = {state: seen.document["counts"][state.replace(" ", "_")] for state in STATES}
    assert said == {state: counts[state] for state in STATES}
    assert seen.document["counts"]["returned"] == returned
    words = ", ".join(f"{counts[state]} {state}" for state in STATES if counts[state]).replace("look", "to look")
    assert f"{len(meant)} schools, {returned} returned: {words.replace('put', 'to put')}." in seen.page


def test_each_school_gets_the_letter_that_is_true_of_it_and_no_other(seen: Seen) -> None:
    meant = {turn.urn: [turn.letter] if turn.letter else [] for turn in seen.day.turns}
    assert {urn: [kind for kind, _ in seen.letters.get(urn, [])] for urn in meant} == meant
    assert {urn: row["Letter"] for urn, row in seen.rows.items()} == {urn: "".join(kind) for urn, kind in meant.items()}
    for urn, kinds in meant.items():
        assert kinds or f"({urn}) gets no letter" in " ".join(seen.chased.err.split())
    assert f"inbox/{NOBODY}" in " ".join(seen.chased.err.split())


def test_the_words_of_a_letter_are_true(seen: Seen) -> None:
    for turn in seen.day.turns:
        for _, text in seen.letters.get(turn.urn, []):
            assert [words for words in seen.true.words(turn, seen.day) if words not in text] == [], (turn, text)
            if seen.true.written.get(turn.urn, ("",))[0] != turn.letter:
                assert "we wrote to you" not in text
            assert ("Everything could be read" in text) == (turn.letter == "thank you" and turn.state == "in order")


def test_filled_in_is_what_each_school_said(seen: Seen) -> None:
    meant = {urn: seen.true.filled(urn) for urn in SCHOOLS if urn in seen.true.returns}
    of_document = {one["urn"]: (one["filled_in"], one["statements"]) for one in seen.document["schools"]}
    assert {urn: of_document[urn] for urn in meant} == meant
    assert {urn: (int(seen.rows[urn]["Filled in"]), int(seen.rows[urn]["Statements"])) for urn in meant} == meant


def test_the_figures_of_each_school_are_those_counted_by_hand(seen: Seen) -> None:
    """A workbook in which nothing is filled in has none."""
    for urn in (urn for urn, one in seen.true.returns.items() if one.said):
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
        assert float(row["percent_done"]) == round(100 * meant["done"] / applies, 1)
