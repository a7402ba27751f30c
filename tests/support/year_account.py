"""A year of a made-up Hub as whoever watched it would tell it: who did what, and what must therefore be said.

Enters: nothing; everything stands in the tables below. Leaves: of each school on each day its state, its letter, words
of that letter, and figures counted by hand. It shares no code with the program: it knows no spec, no layout, no store.
"""

import copy
import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

CHECKLIST = {"CL": 6, "SP": 15, "GB": (2,), "CG": 3, "CE": 10, "SR": (2, 3, 4), "SA": 12}
"""The Refs of the statements, sheet by sheet: so many of each prefix, or those numbers."""
REFS = [
    f"{prefix}{number}"
    for prefix, numbers in CHECKLIST.items()
    for number in (numbers if isinstance(numbers, tuple) else range(1, numbers + 1))
]
DUE_SOON = dt.timedelta(days=28)


def name_of(urn: str) -> str:
    return f"School {urn[4:]} of Northmoor"


def secret(urn: str) -> str:
    """A word that stands in answers of this school and nowhere else."""
    return f"Grebe{urn}"


@dataclass(frozen=True)
class Turn:
    """Where a school is on a day: what it did since the day before, its state and its letter."""

    urn: str
    did: str
    state: str
    letter: str


@dataclass(frozen=True)
class Day:
    """A day on which the Hub collects and writes; a line a school."""

    round: str
    due: dt.date
    day: dt.date
    turns: Sequence[Turn]
    number: int = 0
    """Of the round."""

    @property
    def is_tidy(self) -> bool:
        """Whether the Hub has put away by then what nobody sent."""
        return f"{self.day}" == "2027-03-22"

    @property
    def expected(self) -> Sequence[Turn]:
        """The schools that are not excused."""
        return [turn for turn in self.turns if turn.state != "excused"]


AUTUMN = """
Autumn 2026, due 2026-12-31
2026-11-20
990001 | everything             | in order     | thank you
990002 | everything             | in order     | thank you
990003 | everything             | in order     | thank you
990004 | everything, by e-mail  | in order     | thank you
990005 | everything, in a zip   | in order     | thank you
990006 | everything             | in order     | thank you
990007 | 2 statements           | in order     | thank you
990008 | month before day       | look at      | thank you
990009 | no such day            | put right    | please fix
990010 | no such day            | put right    | please fix
990011 | nothing filled in      | blank        | please send again
990012 | nothing filled in      | blank        | please send again
990013 | locked                 | not readable | please send again
990014 | locked                 | not readable | please send again
990015 | a PDF                  | not readable | please send again
990016 | a Word file            | not readable | please send again
990017 | a sheet as CSV         | put right    | please fix
990018 | last year's workbook   | look at      | please send again
990019 | in that of 990020      | look at      | thank you
990020 |                        | not returned | not returned
990021 | names 990022           | not returned |
990022 | tells 2                | not returned |
990023 | in a file of 990024    | look at      |
990024 |                        | not returned |
990025 |                        | not returned | not returned
2027-01-04
990003 | everything once more   | in order     | thank you
990005 | nothing filled in      | in order     | thank you
990006 | locked once more       | in order     | thank you
990009 | puts it right          | in order     | thank you
990010 | tells the day          | in order     | thank you
990011 | everything             | in order     | thank you
990014 | tells the password     | in order     | thank you
990015 | everything             | in order     | thank you
990016 | tells 2, that is all   | in order     | thank you
990020 | tells 2                | not returned | not returned
990021 | the Hub says whose     | look at      | thank you
990022 | everything             | look at      | thank you
990025 | asks for 15 January    | not returned | not returned
"""
SPRING = """
Spring 2027, due 2027-03-31
2027-03-01
990001 | as it was              | unchanged    | please confirm
990002 | as it was, says so     | in order     | thank you
990003 | 3 more                 | in order     | thank you
990004 | as it was              | unchanged    | please confirm
990005 | 3 more, by e-mail      | in order     | thank you
990006 | 3 more                 | in order     | thank you
990007 | everything             | in order     | thank you
990008 | last time's file       | unchanged    | please confirm
990009 | no such day            | put right    | please fix
990010 | 3 more                 | in order     | thank you
990011 |                        | not returned | not returned
990012 | everything             | in order     | thank you
990013 | locked                 | not readable | please send again
990014 | as it was, says so     | in order     | thank you
990015 | a PDF                  | not readable | please send again
990016 | everything             | in order     | thank you
990017 | everything             | in order     | thank you
990018 | everything             | in order     | thank you
990019 | 3 more                 | in order     | thank you
990020 | as it was              | unchanged    | please confirm
990021 | 3 more                 | in order     | thank you
990022 | 3 more                 | in order     | thank you
990023 | everything             | in order     | thank you
990024 | is excused             | excused      |
990025 | everything             | in order     | thank you
2027-03-22
990001 | tells the Hub          | in order     | thank you
990004 | 3 more                 | in order     | thank you
990008 | as it was, says so     | in order     | thank you
990020 | everything             | in order     | thank you
990024 | is expected again      | not returned | not returned
"""
SUMMER = """
Summer 2027, due 2027-07-31
2027-07-01
990001 | 3 more                 | in order     | thank you
990002 | 3 more                 | in order     | thank you
990003 | as it was              | unchanged    | please confirm
990004 |                        | not returned | not returned
990005 | everything             | in order     | thank you
990007 | 3 more                 | in order     | thank you
990008 |                        | not returned | not returned
990009 | 3 more                 | put right    | please fix
990010 |                        | not returned | not returned
990011 | 3 more                 | in order     | thank you
990012 |                        | not returned | not returned
990013 | everything             | in order     | thank you
990014 |                        | not returned | not returned
990015 | everything             | in order     | thank you
990016 |                        | not returned | not returned
990017 |                        | not returned | not returned
990018 | as it was              | unchanged    | please confirm
990019 |                        | not returned | not returned
990020 |                        | not returned | not returned
990021 |                        | not returned | not returned
990022 |                        | not returned | not returned
990023 |                        | not returned | not returned
990024 |                        | not returned | not returned
990025 |                        | not returned | not returned
"""
NEXT_YEAR = """
Autumn 2027, due 2027-12-31
2027-11-20
990001 | 3 more                 | in order     | thank you
990002 | everything             | in order     | thank you
990003 | as it was              | unchanged    | please confirm
990004 |                        | not returned | not returned
990005 | everything             | in order     | thank you
990007 | everything             | in order     | thank you
990008 |                        | not returned | not returned
990009 |                        | not returned | not returned
990010 |                        | not returned | not returned
990011 | that of the summer     | look at      | please send again
990012 |                        | not returned | not returned
990013 |                        | not returned | not returned
990014 |                        | not returned | not returned
990015 |                        | not returned | not returned
990016 |                        | not returned | not returned
990017 |                        | not returned | not returned
990018 | 3 more                 | in order     | thank you
990019 |                        | not returned | not returned
990020 |                        | not returned | not returned
990021 |                        | not returned | not returned
990022 |                        | not returned | not returned
990023 |                        | not returned | not returned
990024 |                        | not returned | not returned
990025 |                        | not returned | not returned
"""
CLOSED = "990006"
"""The school that closes before the summer."""
ADDED = "CL7"
"""The statement that is asked from the summer on, below CL3."""
LEAVERS = {"990001": 3, "990002": 4}
"""Who tells of leavers in the first round; they go along from then on."""


def told(story: str, number: int) -> Iterator[Day]:
    """The days of a round. A school without a line does nothing more, and stays where it was."""
    head, *lines = story.strip().splitlines()
    name, due = head.split(", due ")
    turns: dict[str, Turn] = {}
    for line, after in pairwise((*lines, "")):
        if "|" in line:
            urn, *cells = (cell.strip() for cell in line.split("|"))
            turns[urn] = Turn(urn, *cells)
        else:
            day = dt.date.fromisoformat(line)
            turns = {urn: replace(turn, did="") for urn, turn in turns.items()}
        if "|" not in after:
            yield Day(name, dt.date.fromisoformat(due), day, tuple(turns.values()), number)


NOBODY = "scan of {}.pdf"
"""What came besides, and is nobody's yet."""
WHY, NOTE = "as agreed by telephone", "Heron rings after three"
"""Why the Hub does without a file or a return, and what it writes down for its own eyes."""
OF_THE_HUB = ("asks for 15 January", "is excused", "is expected again", "tells 2")
"""With which nothing came: the Hub writes it down."""


@dataclass(frozen=True)
class Round:
    """A round: its story, the day on which it opens, the year that has begun, the statements that are asked."""

    story: str
    opens: str
    year: int
    asked: Sequence[str]


_WITH_ADDED = [*REFS[:3], ADDED, *REFS[3:]]
ROUNDS = (
    Round(AUTUMN, "2026-10-01", 2026, REFS),
    Round(SPRING, "2027-01-08", 2026, REFS),
    Round(SUMMER, "2027-04-12", 2026, _WITH_ADDED),
    Round(NEXT_YEAR, "2027-09-06", 2027, _WITH_ADDED),
)


@dataclass(frozen=True)
class Said:
    """What stands at one statement."""

    completed: str = ""
    action: str = ""
    deadline: dt.date | str = ""
    review: str = ""

    def adds_to(self, before: "Said") -> bool:
        """Whether it says something that was not there; what was only cleared says nothing."""
        return any(now and now != was for now, was in zip(self._cells(), before._cells(), strict=True))

    def over(self, own: "Said") -> "Said":
        """What was told by telephone, where a workbook that came since says nothing."""
        return Said(*(now or was for now, was in zip(own._cells(), self._cells(), strict=True)))  # type: ignore[arg-type]

    def _cells(self) -> tuple[object, ...]:
        return self.completed, self.action, self.deadline, self.review


def says(urn: str, refs: Sequence[str], turn: int = 0) -> dict[str, Said]:
    """What a school types at these statements, each time something else."""
    school = int(urn[4:])
    year = 2027 + (turn > 2)
    return {ref: _answer(urn, ref, school + number * (school % 3 + 1) + turn, year) for number, ref in enumerate(refs)}


def by_telephone(urn: str) -> dict[str, Said]:
    """What a school tells that tells of two statements."""
    return says(urn, REFS[:2], 1)


def _answer(urn: str, ref: str, number: int, year: int) -> Said:
    word = ("Yes", "In progress", "No", "Yes", "Not applicable", "In progress", "Yes")[number * number % 11 % 7]
    if word == "Yes":
        return Said(word, review=f"{secret(urn)} minutes" if number % 3 else "")
    if word == "Not applicable":
        return Said(word, review="Not for our pupils")
    deadline = dt.date(year, 2 + number % 6, 11 + number % 17) if number % 4 else ""
    return Said(word, f"{secret(urn)} sees to {ref}", deadline)


MORE = ("SP1", "SP2", "SP3")
LATE, NO_DAY, MARCH = "CL3", "31/02/2027", "03/31/2027"
TOLD_DAY = dt.date(2027, 2, 28)


@dataclass
class Return:
    """What a school returned, as it was meant: statements by Ref. `new` are those that it said something at.

    `missing` are those that are gone, `lost` those whose deadline nobody can read; `year` began in that autumn.
    """

    came: dt.date
    said: dict[str, Said]
    new: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    lost: frozenset[str] = frozenset()
    year: int = 0


def carried(one: Return, year: int) -> dict[str, Said]:
    """What a workbook begins with after this return: all of it, or what a new school year leaves of it."""
    if one.year == year:
        return dict(one.said)
    label = f"{one.year}/{one.year % 100 + 1}"
    return {ref: _in_a_new_year(said, label) for ref, said in one.said.items() if said != Said()}


def _in_a_new_year(said: Said, label: str) -> Said:
    """What is done has to be confirmed; what is open says from which year it comes."""
    if said.completed == "Yes":
        return Said(action=said.action, review=f"[Done in {label}. Still so? Then choose Yes.] {said.review}".strip())
    if said.completed == "Not applicable":
        return said
    return replace(said, review=f"[From {label}] {said.review}".strip())


SAID = ("tells the password", "the Hub says whose", "tells the Hub", "tells the day")
"""With which nothing came that had not come before."""
BEHIND = ("nothing filled in", "locked once more")
"""What does not count where something counts already."""
BECAUSE = {
    "month before day": f'"{MARCH}" can only be month/day/year; it was read as 31/03/2027.',
    "no such day": f'answer of yours is lost: - Careers leadership, cell D8 (CL3, Deadline): "{NO_DAY}" is not a date.',
    "a sheet as CSV": "A new workbook with your answers is attached",
    "in that of 990020": "the workbook that was made for School 20 of Northmoor; we have taken them as yours",
    "nothing filled in": "Nothing is filled in yet",
    "locked": "locked with a password",
    "a PDF": "This is a PDF",
    "a Word file": "is damaged and cannot be opened",
    "as it was": "Every answer in it is as it was when we sent it to you, and nothing is new.",
    "last time's file": "It is the file that was sent for Autumn 2026, once more.",
    "that of the summer": "The workbook was made for 2026/27, and now we ask about 2027/28.",
    "last year's workbook": "The workbook was made for 2025/26, and now we ask about 2026/27.",
}
"""What a letter says of what a school did."""


@dataclass
class Account:
    """What is true of the Hub's schools in one round.

    `sent` is what the workbook of each begins with, `before` that of the round before; `came` is what came last from
    each, and when; `written` the letter that it was sent last, and when; `until` another day that was agreed; `told`
    what each said by telephone.
    """

    asked: Sequence[str] = tuple(REFS)
    year: int = 2026
    sent: dict[str, dict[str, Said]] = field(default_factory=dict)
    before: dict[str, dict[str, Said]] = field(default_factory=dict)
    last: dict[str, Return] = field(default_factory=dict)
    returns: dict[str, Return] = field(default_factory=dict)
    came: dict[str, tuple[str, dt.date]] = field(default_factory=dict)
    written: dict[str, tuple[str, dt.date]] = field(default_factory=dict)
    until: dict[str, dt.date] = field(default_factory=dict)
    told: dict[str, dict[str, Said]] = field(default_factory=dict)

    def next_round(self, after: Day, asked: Sequence[str], year: int) -> "Account":
        """A round begins, after that day: each school's workbook with what it returned last.

        What is blank is not carried on, nor what may be another school's.
        """
        sure = {turn.urn for turn in after.turns if turn.letter}
        filled = {urn: one for urn, one in self.returns.items() if urn in sure and _says_something(one)}
        last = {**self.last, **filled}
        sent = {urn: carried(one, year) for urn, one in last.items()}
        only = {urn: {**sent.get(urn, {}), **said} for urn, said in self.told.items() if urn not in filled}
        return Account(asked, year, {**sent, **only}, self.sent, last)

    def hears(self, turn: Turn, day: dt.date, number: int = 0) -> None:
        """A school did something in the round of this number."""
        urn, everything = turn.urn, says(turn.urn, self.asked, 2 * number)
        if turn.did == "asks for 15 January":
            self.until[urn] = dt.date(2027, 1, 15)
        elif turn.did == "tells 2":
            self.told[urn] = by_telephone(urn)
        elif turn.did not in ("", *OF_THE_HUB) and not (turn.did in BEHIND and urn in self.returns):
            day = self.came[urn][1] if turn.did in SAID else day
            self.came[urn] = turn.did, day
        match turn.did.removesuffix(", by e-mail").removesuffix(", in a zip"):
            case "" | "locked" | "locked once more" | "a PDF" | "a Word file" | "names 990022":
                pass
            case did if did in OF_THE_HUB:
                pass
            case "tells 2, that is all":
                self.told[urn] = by_telephone(urn)
                self.returns[urn] = Return(day, self.told[urn], frozenset(self.told[urn]), year=self.year)
            case "tells the day":
                one = self.returns[urn]
                one.said[LATE], one.lost = replace(one.said[LATE], deadline=TOLD_DAY), frozenset()
            case "nothing filled in" | "as it was":
                self.returns.setdefault(urn, Return(day, self.sent.get(urn, {}), year=self.year))
            case "as it was, says so" | "tells the Hub":
                self._takes(urn, day, {})
                self.returns[urn].new = frozenset(self.returns[urn].said)
            case "last time's file":
                self.returns[urn] = replace(self.last[urn], came=day, new=frozenset())
            case "2 statements":
                self._takes(urn, day, says(urn, self.asked[:2]))
            case "3 more":
                self._takes(urn, day, says(urn, MORE, 2 * number))
            case "month before day":
                self._takes(urn, day, {**everything, LATE: replace(everything[LATE], deadline=dt.date(2027, 3, 31))})
            case "no such day":
                self._takes(urn, day, {**everything, LATE: replace(everything[LATE], deadline=NO_DAY)})
            case "puts it right":
                self._takes(urn, day, {**everything, LATE: replace(everything[LATE], deadline=dt.date(2027, 2, 28))})
            case "a sheet as CSV":
                self._takes(urn, day, {ref: one for ref, one in everything.items() if ref.startswith("CL")})
                self.returns[urn].missing = frozenset(ref for ref in self.asked if not ref.startswith("CL"))
            case "everything once more":
                self._takes(urn, day, says(urn, self.asked, 1))
            case "last year's workbook" | "that of the summer":
                self._takes(urn, day, everything, self.before.get(urn, {}))
                self.returns[urn].year = self.year - 1
            case _:
                self._takes(urn, day, everything)

    def _takes(self, urn: str, day: dt.date, typed: Mapping[str, Said], sent: Mapping[str, Said] | None = None) -> None:
        sent = self.sent.get(urn, {}) if sent is None else sent
        new = frozenset(ref for ref, one in typed.items() if one.adds_to(sent.get(ref, Said())))
        said = {**sent, **typed}
        said |= {ref: one.over(said.get(ref, Said())) for ref, one in self.told.get(urn, {}).items()}
        lost = frozenset(ref for ref, one in said.items() if one.deadline == NO_DAY)
        self.returns[urn] = Return(day, said, new, lost=lost, year=self.year)

    def writes(self, turn: Turn, day: dt.date) -> None:
        """The Hub sends its letter to a school."""
        if turn.letter:
            self.written[turn.urn] = turn.letter, day

    def words(self, turn: Turn, on: Day) -> Iterator[str]:
        """What the letter of a school must say."""
        urn = turn.urn
        due, again = self.until.get(urn, on.due), self.written.get(urn, ("", on.day))
        yield name_of(urn)
        if turn.letter == "not returned":
            is_due = f"{'was' if due < on.day else 'is'} due on {_long(due)}"
            first = f"{is_due}, in {(due - on.day).days} days. It has not reached us yet."
            yield f"{is_due}, and it has still not reached us." if again[0] == turn.letter else first
            yield "has written down of what you told us" if urn in self.told else ""
        elif self.only_told(urn):
            yield f"thank you for telling us how {name_of(urn)} stands with the careers checklist."
            yield f'- CL1.completed: "{self.told[urn]["CL1"].completed}" (telephone, {_long(self._came(urn))})'
        else:
            yield from self.because(urn)
            yield f"us on {_long(self._came(urn))}"
        if again[0] == turn.letter in ("not returned", "please send again"):
            yield f"we wrote to you {'about this ' * (turn.letter != 'not returned')}on {_long(again[1])}"
        if turn.letter == "thank you":
            done, applies = self.done(urn)
            yield f"{done} of {applies} statements are done ({_percent(done, applies)})."
            filled, asked = self.filled(urn)
            yield f"Something is filled in at {filled} of {asked} statements." if filled < asked else ""
            yield "" if turn.state == "look at" or self.only_told(urn) else "Everything could be read."

    def because(self, urn: str) -> Iterator[str]:
        """What its letter says of what it did, and no other letter does."""
        did = self.came.get(urn, ("", None))[0]
        lost = self.returns[urn].lost if urn in self.returns else ()
        if lost or did in BECAUSE:
            yield BECAUSE["no such day" if lost else did]

    def only_told(self, urn: str) -> bool:
        """Whether nothing counts of a school but what it said by telephone."""
        return self.came.get(urn, ("",))[0] == "tells 2, that is all"

    def _came(self, urn: str) -> dt.date:
        return self.returns[urn].came if urn in self.returns else self.came[urn][1]

    def filled(self, urn: str) -> tuple[int, int]:
        """At how many statements of how many the school says something that it was not sent with."""
        one = self.returns.get(urn)
        return (len(one.new), len(self.asked)) if one else (0, 0)

    def counting(self) -> list[str]:
        """The schools whose answers are counted: not those who said nothing, or nothing new."""
        return [urn for urn, one in self.returns.items() if one.new]

    def counts(self, urn: str) -> Counter[str]:
        """Statements by what stands at Action completed, in the words of the table of schools."""
        one = self.returns[urn]
        return Counter("missing" if ref in one.missing else _word(self._at(urn, ref)) for ref in self.asked)

    def of_statement(self, ref: str) -> Counter[str]:
        """Schools that filled something in, by what they say of one statement, in the words of that table."""
        found = Counter[str]()
        for urn in self.counting():
            found["schools"] += 1
            found["missing" if ref in self.returns[urn].missing else _word(self._at(urn, ref))] += 1
        return found

    def statuses(self, urn: str, today: dt.date) -> Counter[str]:
        """Statements by their Status, those that are open."""
        one, found = self.returns[urn], Counter[str]()
        for ref in self.asked:
            said = self._at(urn, ref)
            if ref not in one.missing and said.completed not in ("Yes", "Not applicable"):
                found[_status(said, today, lost=ref in one.lost)] += 1
        return found

    def done(self, urn: str) -> tuple[int, int]:
        """How many statements are done, of how many that apply."""
        counts = self.counts(urn)
        return counts["done"], counts.total() - counts["not_applicable"]

    def _at(self, urn: str, ref: str) -> Said:
        return self.returns[urn].said.get(ref, Said())


def _says_something(one: Return) -> bool:
    return any(said != Said() for said in one.said.values())


def _word(said: Said) -> str:
    words = {"Yes": "done", "In progress": "in_progress", "No": "not_done", "Not applicable": "not_applicable"}
    return words.get(said.completed, "no_answer")


def _long(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def _percent(part: int, whole: int) -> str:
    return f"{int(100 * part / whole + 0.5)}%"


def _status(said: Said, today: dt.date, *, lost: bool) -> str:
    if isinstance(said.deadline, dt.date) and not lost:
        if said.deadline < today:
            return "overdue"
        return "due_soon" if said.deadline <= today + DUE_SOON else "on_track"
    return "no_deadline" if said.action or said.review or said.completed == "In progress" else "not_started"


def whole_year() -> tuple[list[Account], list[tuple[Day, Account]]]:
    """What is true on the day on which each round opens, and on each day of the story."""
    account, days = Account(), list[tuple[Day, Account]]()
    begun = [account]
    for number, one in enumerate(ROUNDS):
        if number:
            account = account.next_round(days[-1][0], one.asked, one.year)
            begun.append(account)
        for day in told(one.story, number):
            for turn in day.turns:
                account.hears(turn, day.day, number)
            days.append((day, copy.deepcopy(account)))
            for turn in day.turns:
                account.writes(turn, day.day)
    return begun, days
