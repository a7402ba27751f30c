"""What made-up schools say about statements and details, and how it changes from one collection to the next.

Enters: what a school said last time, a day, chance. Leaves: what it says now, by (ref, column id); a question that is
not there is blank. Words come from the demo's phrases, and some from people who type = + - @ first.
"""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from careers_workbook.core.school import School
from careers_workbook.demo.fill import phrases
from careers_workbook.spec.load import load
from careers_workbook.spec.sheets.checklist import ChecklistSheet

Key = tuple[str, str]
Row = dict[str, object]
YES, UNDER_WAY, NO, NOT_APPLICABLE = "Yes", "In progress", "No", "Not applicable"
WORDS = (YES, UNDER_WAY, NO, NOT_APPLICABLE, "")
ODD = (
    "=1+1", '=HYPERLINK("https://example.invalid/","open me")', "@SUM(A1:A9)", "+1 day a week for the job coach",
    "-2 hours: cover needed", "=cmd|' /C calc'!A0", 'Line one\nLine two, with "quotes"; and; semicolons',
    "<b>Ask governors</b> & the trust", "[c]", "Café visit – 5 % of Year 11 👩‍🏫", "007", "1-2", "TRUE", "31/02/2027",
    "The governors looked at the plan and asked for costs, dates and cover. " * 8 + "Next term.",
)  # fmt: skip
_ODD_SHARE, _SLIP, _REWORD = 0.03, 0.03, 0.25
_SOON, _FAR = 6, 260
"""Days from a collection to a deadline that is set in it."""
_TOOLS = ("Careers passport", "Employer log", "Destinations wall", "Governors' minutes")


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a school is: weights of Yes, In progress, No, Not applicable and blank, and how fast it goes on."""

    weights: tuple[int, int, int, int, int]
    pace: float


STAGES = (
    Stage((62, 22, 6, 6, 4), 0.5),
    Stage((40, 36, 12, 4, 8), 0.4),
    Stage((24, 34, 24, 4, 14), 0.3),
    Stage((18, 22, 30, 18, 12), 0.2),
    Stage((8, 18, 24, 10, 40), 0.5),
    Stage((34, 20, 16, 22, 8), 0.1),
    Stage((80, 12, 2, 6, 0), 0.3),
)


@cache
def items(spec: str) -> tuple[str, ...]:
    """The refs of every statement of a shipped spec, in order."""
    sheets = load(spec).of(ChecklistSheet)
    return tuple(item.ref for sheet in sheets for section in sheet.sections for item in section.items)


@dataclass(frozen=True, slots=True)
class Hand:
    """Who fills in, on which day. `spec` is the name of a shipped one."""

    spec: str
    stage: Stage
    today: dt.date
    chance: random.Random

    def first(self) -> dict[str, Row]:
        """Every statement on which something is said, by ref: the first time."""
        rows = ((ref, self._begun(ref, self.chance.choices(WORDS, self.stage.weights)[0])) for ref in items(self.spec))
        return {ref: row for ref, row in rows if row}

    def next(self, before: dict[str, Row]) -> dict[str, Row]:
        """The same some months later."""
        rows = ((ref, self._later(ref, before.get(ref, {}))) for ref in items(self.spec))
        return {ref: row for ref, row in rows if row}

    def details(self, school: School, leavers: int) -> dict[Key, object]:
        """The sheet School details, with what it was sent with."""
        facts = {"SD3": school.name, "SD4": school.type, "SD10": school.urn, "SD11": school.local_authority}
        facts |= {"SD12": school.ages, "SD8": leavers, "SD5": f"{40 + int(school.urn) % 160} pupils, {school.ages}"}
        words = phrases()["details"]
        for ref, name in (("SD1", "interviewer"), ("SD2", "interviewee"), ("SD6", "pupil_profile")):
            facts[ref] = self.chance.choice(words[name])
        for ref, name in (("SD7", "careers_team"), ("SD9", "leavers_destinations")):
            if self._maybe(0.7):
                facts[ref] = self._text(words[name])
        return {(ref, "answer"): value for ref, value in facts.items()}

    def evidence(self) -> dict[Key, object]:
        """A few rows of the Golden thread, for specs that ask for it."""
        found: dict[Key, object] = {}
        for number in range(1, self.chance.randint(0, 4) + 1):
            found[f"GT{number:02d}", "theme"] = self.chance.choice(("Curriculum", "Annual reviews"))
            found[f"GT{number:02d}", "evidence"] = self.chance.choice(_TOOLS)
            found[f"GT{number:02d}", "date"] = self.today - dt.timedelta(days=self.chance.randint(1, 90))
        return found

    def _begun(self, ref: str, word: str) -> Row:
        bank = _bank(ref)
        if word == YES:
            row = {"review": self._perhaps(bank["done"], 0.7), "deadline": self._day(-300, -10, 0.5)}
        elif word == NOT_APPLICABLE:
            row = {"review": self._perhaps(phrases()["not_applicable"], 1.0)}
        elif word == UNDER_WAY:
            row = {"action": self._perhaps(bank["actions"], 0.9), "deadline": self._day(_SOON, _FAR, 0.85)}
            row |= {"review": self._perhaps(bank["under_way"], 0.6)}
        elif word == NO and self._maybe(0.6):
            row = {"action": self._perhaps(bank["actions"], 0.9), "deadline": self._day(_SOON, _FAR, 0.8)}
        else:
            row = {}
        return {name: value for name, value in {**row, "completed": word}.items() if value}

    def _later(self, ref: str, row: Row) -> Row:
        word, pace = row.get("completed", ""), self.stage.pace
        if word == YES:
            return self._slipped(ref, row) if self._maybe(_SLIP) else row
        if word == NOT_APPLICABLE:
            return row if self._maybe(0.97) else self._begun(ref, NO)
        if word == UNDER_WAY and self._maybe(pace):
            return {**row, "completed": YES, "review": self._text(_bank(ref)["done"])}
        if word != UNDER_WAY and self._maybe(pace):
            return row | self._begun(ref, UNDER_WAY)
        return self._worked_on(ref, row) if row else row

    def _slipped(self, ref: str, row: Row) -> Row:
        bank = _bank(ref)
        again = {"completed": self.chance.choice((UNDER_WAY, NO)), "action": self._text(bank["actions"])}
        return row | again | {"deadline": self._day(_SOON, _FAR, 1.0)}

    def _worked_on(self, ref: str, row: Row) -> Row:
        """Still open: a deadline that has passed is often moved, words are put differently."""
        row, day = dict(row), row.get("deadline")
        if isinstance(day, dt.date) and self._maybe(0.5 if day < self.today else 0.05):
            row["deadline"] = self._day(_SOON, _FAR, 1.0)
        for name, bank in (("action", "actions"), ("review", "under_way")):
            if row.get(name) and self._maybe(_REWORD):
                row[name] = self._text(_bank(ref)[bank])
        return row

    def _maybe(self, likely: float) -> bool:
        return self.chance.random() < likely

    def _perhaps(self, words: list[str], likely: float) -> str:
        return self._text(words) if self._maybe(likely) else ""

    def _text(self, words: list[str]) -> str:
        return self.chance.choice(ODD if self._maybe(_ODD_SHARE) else words)

    def _day(self, first: int, last: int, likely: float) -> dt.date | None:
        return self.today + dt.timedelta(days=self.chance.randint(first, last)) if self._maybe(likely) else None


def flat(rows: dict[str, Row]) -> Iterator[tuple[Key, object]]:
    """Statements by (ref, column id)."""
    return (((ref, name), value) for ref, row in rows.items() for name, value in row.items())


@cache
def _bank(ref: str) -> dict[str, list[str]]:
    banks = phrases()["banks"]
    return next((bank for bank in banks if ref in bank["refs"]), banks[0])
