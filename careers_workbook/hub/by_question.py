"""A round question by question: how many schools said what to each; and to one question, what every school said.

Enters: a `Round`. Leaves: `CountedQuestion`s with the figures of the tables; an `AcrossSchools` with answers and where
they stand, for the Hub's own eyes. What the store holds in the words of today's checklist is read out of it as it is:
all other returns are carried over. Rows about young people are never shown, only counted; lines of evidence are both.
Must not know: pages.
"""

import contextlib
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from careers_workbook.core.frozen import frozen
from careers_workbook.figures.checklist_progress import BY_GROUP, COMPLETED, Completed, ItemRow, row_of
from careers_workbook.figures.evidence import Evidence, TrackerRow, count_lines, rows_saying_something
from careers_workbook.figures.leaver_summary import years_of
from careers_workbook.figures.quality import Finding
from careers_workbook.hub.rounds.migrated import as_stored, migrated
from careers_workbook.hub.rounds.rounds import Round, SchoolRound
from careers_workbook.hub.store.store import AskedAs, Store
from careers_workbook.returns.submission import Answer, State
from careers_workbook.spec import status
from careers_workbook.spec.model import CompletedGroup, DeclaredTable, Sheet, Spec
from careers_workbook.spec.sheets.checklist import ChecklistSheet, completed_groups, has_status
from careers_workbook.spec.sheets.list import ListSheet, evidence_sheets

QuestionOutcome = Completed | State
STATES: tuple[State, ...] = ("answered", "blank", "unreadable", "missing", "not asked")
"""What is counted of a question without a Status, the best of its cells first."""
_OLDER = "FILE-023"
"""Said of a return that answers an older checklist."""
_COMPLETED, _DEADLINE, _REVIEW = "completed", "deadline", "review"


@frozen
class CountedQuestion:
    """One question, and how many schools said what: `counts` by COMPLETED where it has a Status, else by STATES.

    They come to `schools`, together with those that were not asked. `overdue` counts deadlines that have passed,
    `without_review` schools where it is done and nothing says where the evidence is.
    """

    sheet: str
    section: str
    ref: str
    words: str
    has_status: bool
    about_people: bool
    counts: Mapping[str, int]
    schools: int
    overdue: int = 0
    without_review: int = 0

    @property
    def percent_done(self) -> float | None:
        """Done as a percentage of the schools to which it applies; None where it applies to none."""
        out = sum(self.counts.get(one, 0) for one in ("not_applicable", "not asked"))
        return 100 * self.counts.get("done", 0) / (self.schools - out) if self.schools > out else None


@frozen
class SchoolAnswers:
    """What one school said: an answer a column, none where nothing of it counts; `row` where there is a Status.

    `findings` are the problems in these cells.
    """

    school: SchoolRound
    answers: tuple[Answer, ...] = ()
    row: ItemRow | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def is_without_review(self) -> bool:
        """Whether it is done, and nothing says where the evidence is."""
        return self.row is not None and self.row.is_without_review

    def outcome(self) -> QuestionOutcome:
        """What it counts as."""
        if self.row:
            return self.row.outcome
        return _best([answer.state for answer in self.answers])


@frozen
class AcrossSchools:
    """One question with what every school said that is expected, in the order of the register. `columns`: id, label."""

    question: CountedQuestion
    columns: tuple[tuple[str, str], ...]
    schools: tuple[SchoolAnswers, ...]


@frozen
class ListedLeavers:
    """How many leavers each school lists on one sheet, by URN: in all, and by leaving year; None: the sheet is gone."""

    sheet: str
    years: tuple[str, ...]
    schools: Mapping[str, tuple[int, Mapping[str, int]] | None]


@frozen
class SchoolEvidence:
    """What one school lists on a sheet of evidence, counted and line by line.

    `counted` is None where nothing of it counts, or where an older checklist that it filled in says nothing of it
    (`not_asked`).
    """

    school: SchoolRound
    counted: Evidence | None = None
    lines: tuple[TrackerRow, ...] = ()
    not_asked: bool = False


@frozen
class ListedEvidence:
    """One sheet of evidence with what every school lists that is expected, in the order of the register.

    `columns`: id, label.
    """

    sheet: str
    columns: tuple[tuple[str, str], ...]
    schools: tuple[SchoolEvidence, ...]

    @property
    def counted(self) -> tuple[Evidence, ...]:
        """Those that were asked and returned."""
        return tuple(one.counted for one in self.schools if one.counted)

    @property
    def lines(self) -> int:
        """How many lines there are in all."""
        return sum(one.lines for one in self.counted)

    @property
    def themes(self) -> Mapping[str, tuple[int, int]]:
        """Lines of each theme, and schools with at least one."""
        numbers = defaultdict[str, list[int]](list)
        for one in self.counted:
            for name, number in one.themes:
                numbers[name].append(number)
        return {name: (sum(those), sum(map(bool, those))) for name, those in numbers.items()}


@frozen
class _Asked:
    """A question as its table declares it."""

    sheet: Sheet
    table: DeclaredTable
    ref: str
    words: str

    @property
    def keys(self) -> tuple[AskedAs, ...]:
        """Its cells."""
        return tuple((row.ref, column.id) for row, column, _ in self.table.asked() if row.ref == self.ref)

    @property
    def has_status(self) -> bool:
        """Whether it is counted by what became of it."""
        return isinstance(self.sheet, ChecklistSheet) and has_status(self.sheet)

    @property
    def about_people(self) -> bool:
        """Whether nobody but its school and the Hub may see what a school says."""
        return any(self.sheet.says_of_people(asked) for row, _, asked in self.table.asked() if row.ref == self.ref)


def counted_questions(found: Round) -> tuple[CountedQuestion, ...]:
    """Every question that all schools are asked alike, in the order of the checklist, over all that returned."""
    asked = _asked(found.spec)
    with _reading(found) as reading:
        said = _said(reading, [key for one in asked if len(keys := _counted(one)) == 1 for key in keys])
        with_status = [one for one in asked if one.has_status]
        late, bare = _late_and_bare(reading, with_status)
        return tuple(_count(one, reading, said, (late[one.ref], bare[one.ref])) for one in asked)


def across_schools(found: Round, ref: str) -> AcrossSchools | None:
    """What every school said to one question; None where there is none of this ref."""
    one = next((one for one in _asked(found.spec) if one.ref == ref), None)
    if one is None:
        return None
    with _reading(found) as reading:
        said = reading.answers(one.keys)
    schools = tuple(_of_school(school, said.get(school.listed.school.urn), one, found) for school in found.schools)
    counts = Counter(school.outcome() for school in schools if school.school.listed.school.urn in said)
    late = sum(school.row is not None and school.row.status == status.OVERDUE for school in schools)
    bare = sum(school.is_without_review for school in schools)
    labels = {column.id: column.label for row, column, _ in one.table.asked() if row.ref == ref}
    return AcrossSchools(_question(one, counts, len(said), (late, bare)), tuple(labels.items()), schools)


def leaver_numbers(found: Round) -> tuple[ListedLeavers, ...]:
    """What is counted on each sheet about leavers, for the Hub's own eyes."""
    return tuple(_leavers(found, sheet.title) for sheet, _ in found.spec.declared if sheet.about_people)


def evidence_lines(found: Round) -> tuple[tuple[str, int, int], ...]:
    """Each sheet of evidence with its lines, and with the schools that list some, over all that returned."""
    sheets = evidence_sheets(found.spec)
    if not sheets:
        return ()
    with _reading(found) as reading:
        numbers = [
            (sheet.title, reading.lines(sheet.title, [column.id for column in sheet.columns])) for sheet in sheets
        ]
    return tuple((title, sum(those), sum(map(bool, those))) for title, those in numbers)


def listed_evidence(found: Round) -> tuple[ListedEvidence, ...]:
    """What every school lists on each sheet of evidence, which says how it is counted: by theme, never scored."""
    sheets = evidence_sheets(found.spec)
    if not sheets:
        return ()
    with _reading(found) as reading:
        return tuple(_evidence(found, reading, sheet) for sheet in sheets)


def _asked(spec: Spec) -> list[_Asked]:
    return [
        _Asked(sheet, table, row.ref, row.text)
        for sheet, tables in spec.fixed()
        for table in tables
        for row in table.rows
        if any(asking.ref == row.ref for asking, _, _ in table.asked())
    ]


def _counted(one: _Asked) -> tuple[AskedAs, ...]:
    """The cells that its counts rest on."""
    return ((one.ref, _COMPLETED),) if one.has_status else one.keys


@frozen
class _Reading:
    """The returns that count: by URN the numbers of those that the store holds as answers to today's checklist.

    `carried` are the answers of all others, by URN.
    """

    found: Round
    store: Store | None
    files: Mapping[str, int]
    carried: Mapping[str, Mapping[AskedAs, Answer]]

    def counted(self, keys: Collection[AskedAs]) -> Iterator[tuple[AskedAs, State, object, int]]:
        """How often what is said in some cells."""
        if self.store:
            yield from self.store.counted(self.files.values(), keys)
        yield from (
            (k, one.state, one.value, 1) for said in self.carried.values() for k in keys if (one := said.get(k))
        )

    def told(
        self, keys: Collection[AskedAs], *, passed: bool = False
    ) -> Iterator[tuple[int | str, AskedAs, State, object]]:
        """What each says there; only days that have `passed`, if that is wanted."""
        today = self.found.today
        if self.store:
            yield from self.store.told(self.files.values(), keys, today if passed else None)
        for urn, said in self.carried.items():
            for one in (said[key] for key in keys if key in said):
                if not passed or (isinstance(one.value, dt.date) and one.value < today):
                    yield urn, (one.ref, one.column_id), one.state, one.value

    def blank(self, keys: Collection[AskedAs]) -> Iterator[tuple[int | str, AskedAs]]:
        """Which of some cells are there and blank in each."""
        if self.store:
            yield from self.store.blank(self.files.values(), keys)
        for urn, said in self.carried.items():
            yield from ((urn, key) for key in keys if key in said and said[key].state == "blank")

    def answers(self, keys: Collection[AskedAs]) -> dict[str, Mapping[AskedAs, Answer]]:
        """The answers in some cells, by URN, of all that returned."""
        there = self.store.answers_to(self.files.values(), keys) if self.store else {}
        stored = {urn: {(one.ref, one.column_id): one for one in there.get(n, ())} for urn, n in self.files.items()}
        return {**stored, **self.carried}

    def on_sheet(self, sheet: str, columns: Collection[str]) -> dict[str, Sequence[Answer]]:
        """The answers in some columns of a sheet that grows, by URN."""
        keys = self.store.questions_on(sheet, columns) if self.store else ()
        there = self.store.answers_to(self.files.values(), keys) if self.store else {}
        stored = {urn: there.get(number, []) for urn, number in self.files.items()}
        carried = {urn: [one for one in said.values() if one.sheet == sheet] for urn, said in self.carried.items()}
        return {**stored, **carried}

    def lines(self, sheet: str, columns: Collection[str]) -> list[int]:
        """How many lines of a sheet that grows say something, return by return where there are some."""
        keys = self.store.questions_on(sheet, columns) if self.store else ()
        there = self.store.lines(self.files.values(), keys) if self.store else {}
        carried = (
            len(rows_saying_something(one for one in said.values() if one.sheet == sheet))
            for said in self.carried.values()
        )
        return [*there.values(), *carried]

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self.files) + len(self.carried)


@contextlib.contextmanager
def _reading(found: Round) -> Iterator[_Reading]:
    with contextlib.ExitStack() as at_end:
        store = at_end.enter_context(Store(found.hub.store)) if found.hub.store.exists() else None
        there = store.numbers(found.settings.name) if store else {}
        known = {school.listed.school.urn: as_stored(school, found) for school in found.returned}
        files = {urn: there[file] for urn, file in known.items() if file in there}
        others = (school for school in found.returned if school.listed.school.urn not in files)
        read = (migrated(found, school, found.specs, found.today) for school in others)
        carried = {one.urn: one.submission.by_key() for one in read}
        yield _Reading(found, store, files, carried)


_Counts = Mapping[AskedAs, Mapping[tuple[State, object], int]]
"""How often a state and a value stand in a cell."""


def _said(reading: _Reading, keys: Collection[AskedAs]) -> _Counts:
    found = defaultdict[AskedAs, Counter[tuple[State, object]]](Counter)
    for key, state, value, number in reading.counted(keys):
        found[key][state, value] += number
    return found


def _late_and_bare(reading: _Reading, asked: Sequence[_Asked]) -> tuple[Counter[str], Counter[str]]:
    """How many schools are overdue with each statement, and how many have done it without a review, by ref."""
    refs, today = [one.ref for one in asked], reading.found.today
    passed = {(who, key[0]) for who, key, _, _ in reading.told([(ref, _DEADLINE) for ref in refs], passed=True)}
    blank = {(who, key[0]) for who, key in reading.blank([(ref, _REVIEW) for ref in refs])}
    groups = {one.ref: _groups(one, reading.found.spec) for one in asked}
    is_open = {one: status.status_of(_passed(one), today, 0) == status.OVERDUE for one in BY_GROUP}
    late, bare = Counter[str](), Counter[str]()
    for who, (ref, _), state, value in reading.told([(ref, _COMPLETED) for ref in refs]):
        if state not in ("missing", "not asked"):
            group = groups[ref].get(str(value)) if state == "answered" else None
            late[ref] += (who, ref) in passed and is_open[group]
            bare[ref] += (who, ref) in blank and group == "done"
    return late, bare


def _passed(group: CompletedGroup | None) -> status.Facts:
    return status.Facts(has_action=False, deadline=dt.date.min, has_review=False, completed=group)


def _groups(one: _Asked, spec: Spec) -> Mapping[str, CompletedGroup]:
    return completed_groups(spec, one.sheet) if isinstance(one.sheet, ChecklistSheet) else {}


def _count(one: _Asked, reading: _Reading, said: _Counts, of_status: tuple[int, int]) -> CountedQuestion:
    keys, counts = _counted(one), Counter[QuestionOutcome]()
    groups = _groups(one, reading.found.spec) if one.has_status else {}
    if len(keys) == 1:
        for (state, value), number in said.get(keys[0], {}).items():
            counts[_outcome(state, groups.get(str(value))) if one.has_status else state] += number
    else:
        cells = defaultdict[int | str, list[State]](list)
        for who, _, state, _ in reading.told(keys):
            cells[who].append(state)
        counts.update(map(_best, cells.values()))
    counts["missing"] += reading.number - counts.total()  # what a return does not mention is not in it
    return _question(one, counts, reading.number, of_status)


def _outcome(state: State, group: CompletedGroup | None) -> QuestionOutcome:
    if state in ("answered", "unreadable"):
        return BY_GROUP[group if state == "answered" else None]
    return state


def _best(states: Collection[State]) -> State:
    return min(states, key=STATES.index, default="not asked")


def _question(
    one: _Asked, counts: Mapping[QuestionOutcome, int], schools: int, of_status: tuple[int, int]
) -> CountedQuestion:
    """`of_status`: how many are overdue, and done without a review."""
    kinds: tuple[QuestionOutcome, ...] = (*COMPLETED, "not asked") if one.has_status else STATES
    every: dict[str, int] = {kind: counts.get(kind, 0) for kind in kinds}
    heading = one.table.heading
    return CountedQuestion(
        one.sheet.title, heading, one.ref, one.words, one.has_status, one.about_people, every, schools, *of_status
    )


def _of_school(school: SchoolRound, said: Mapping[AskedAs, Answer] | None, one: _Asked, found: Round) -> SchoolAnswers:
    if said is None or not school.counts:
        return SchoolAnswers(school)
    row = None
    if one.has_status and isinstance(one.sheet, ChecklistSheet):
        row = row_of(one.sheet, one.ref, said, found.spec, found.today)
    findings = tuple(finding for finding in school.counts.findings if finding.place.ref == one.ref)
    return SchoolAnswers(school, tuple(said[key] for key in one.keys if key in said), row, findings)


def _leavers(found: Round, title: str) -> ListedLeavers:
    schools: dict[str, tuple[int, Mapping[str, int]] | None] = {}
    for school in found.returned:
        assert school.counts  # noqa: S101 - it returned
        sheets = {one.sheet: one for one in years_of(school.counts.stored.destinations)}
        if (one := sheets.get(title)) is not None:
            years = {cohort.year: cohort.leavers for cohort in one.cohorts if cohort.year}
            schools[school.listed.school.urn] = None if one.missing else (one.leavers, years)
    listed = sorted({year for one in schools.values() if one for year in one[1]})
    return ListedLeavers(title, tuple(listed), schools)


def _evidence(found: Round, reading: _Reading, sheet: ListSheet) -> ListedEvidence:
    columns = tuple((column.id, column.label) for column in sheet.columns)
    said = reading.on_sheet(sheet.title, [name for name, _ in columns])
    schools = (_of_sheet(school, said.get(school.listed.school.urn, ()), sheet, found) for school in found.schools)
    return ListedEvidence(sheet.title, columns, tuple(schools))


def _of_sheet(school: SchoolRound, said: Sequence[Answer], sheet: ListSheet, found: Round) -> SchoolEvidence:
    if not school.counts:
        return SchoolEvidence(school)
    lines, missing = tuple(rows_saying_something(said)), sheet.title in school.counts.stored.submission.missing_sheets
    is_older = any(finding.code == _OLDER for finding in school.counts.findings)
    if is_older and not lines and not missing:
        return SchoolEvidence(school, not_asked=True)
    return SchoolEvidence(school, count_lines(lines, sheet, found.spec, missing=missing), lines)
