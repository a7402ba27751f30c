"""The tables of the store: the numbered steps that made them, and `StoredReturn` values as their rows, and back.

Enters: values, or rows as mappings. Leaves: the other: a round trip gives an equal value. A step that has been released
never changes: a change is a further step. Must not know: how SQL is run.
"""

import datetime as dt
import itertools
import json
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import lru_cache
from typing import Any, TypeVar, get_args

from careers_workbook import __version__
from careers_workbook.core.kept import kept
from careers_workbook.core.problems import RANK, Outcome, Place
from careers_workbook.core.text import Raw
from careers_workbook.figures.answer_summary import AnswerSummary, summary_of
from careers_workbook.figures.leaver_counts import Checkpoint, Cohort, Destinations
from careers_workbook.figures.leaver_summary import mark_of, years_of
from careers_workbook.figures.quality import Finding
from careers_workbook.hub.store.receipts import Receipt
from careers_workbook.hub.store.stored_return import StoredReturn
from careers_workbook.returns.submission import Answer, MatchedBy, OwnRow, OwnSpec, State, Submission
from careers_workbook.spec.sent_answers import Origin

StoredRow = Mapping[str, Any]
T = TypeVar("T", bound=Hashable)
TABLES: dict[str, tuple[str, ...]] = {
    "answers": ("number",),
    "own_rows": ("number",),
    "problems": ("number",),
    "trackers": ("number",),
    "cohorts": ("tracker", "number"),
    "checkpoints": ("tracker", "cohort", "number"),
}
"""The tables that say what is in a file, and the columns that keep their rows in order."""
OF_LEAVERS = ("trackers", "cohorts", "checkpoints")
"""Those of them that count leavers."""
QUESTION = ("kind", "sheet", "ref", "item", "column_id", "column_label")
"""The columns of an answer that say what was asked; they stand in a table of their own, each question once."""
MISTAKES = (ValueError, TypeError, LookupError, OverflowError, RecursionError)
"""What a row raises of which a value makes no sense."""
_SAME = "same"
SAID = ("state", "value", "value_kind", "raw", "raw_kind", "found_sheet", "cell", "matched_by", "origin")
"""The columns of an answer that say what stands there, in the order in which `as_answer` takes them."""
_FINDING = (
    "code", "severity", "title", "message", "advice", "count", "place", "sheet", "cell", "ref", "item", "column_label",
)  # fmt: skip
"""The columns of a finding, in the order in which `_finding` gives them."""
_STATES, _ORIGINS, _OUTCOMES = (frozenset(get_args(one)) for one in (State, Origin, Outcome))
_KEPT, _KEPT_ROWS = 16_384, 4_096
"""Answers that are kept, and rows of answers: most cells of most schools hold what the same cell of another holds."""
_KEPT_DETAILS = 256
"""The same of details: half of them are of one school only."""
_KEPT_FINDINGS = 1_024
"""The same of findings: many are found at many schools."""
_COUNTED_BY = f"{__version__}/1"
SUMMARISED = f'{{"by": "{_COUNTED_BY}"'
"""How a summary begins that this version of the program made: another may have counted otherwise."""
_OWN = ("id", "version", "fingerprint", "mark", "carried")
"""What is kept of the spec of a workbook itself, in the order of `OwnSpec`."""
_COUNTS = ("answered", "asked", "changed", "filled", "waiting")
"""What is counted of answers, in the order of the row."""


def of_file(one: StoredReturn) -> StoredRow:
    """The row of a file."""
    receipt, submission = one.receipt, one.submission
    return {
        "collection": receipt.round,
        "source": _clean(receipt.source),
        "hash": receipt.hash,
        "size": receipt.size,
        "received": receipt.received.isoformat(),
        "sent": receipt.sent.isoformat() if receipt.sent else None,
        "said_urn": receipt.urn,
        "sender": receipt.sender,
        "read_by": one.read_by,
        "outcome": submission.outcome,
        "spec": submission.spec_id,
        "version": submission.version,
        "urn": submission.urn,
        "school": _clean(submission.school),
        "built_on": submission.built_on.isoformat() if submission.built_on else None,
        "school_year": submission.school_year,
        "confirmed": int(submission.confirmed),
        "missing_sheets": json.dumps(submission.missing_sheets, ensure_ascii=False),
        "summary": as_json(summary_of(submission.answers), one.destinations),
        "own": _own(one),
    }


def _own(one: StoredReturn) -> str:
    """What is known of how it was read by the spec of its own."""
    if (own := one.submission.own) is None:
        return ""
    said = {name: getattr(own, name) for name in _OWN} | {"alone": one.alone, "private": one.private}
    return _clean(json.dumps(said, ensure_ascii=False))


@lru_cache(_KEPT_ROWS)
def _as_own(told: str) -> tuple[OwnSpec, tuple[int, ...], tuple[str, ...]]:
    said = json.loads(told)
    spec_id, version, fingerprint, mark = (_is_text(said[name]) for name in _OWN[:-1])
    alone, private = (int(number) for number in said["alone"]), map(_is_text, said["private"])
    return OwnSpec(spec_id, version, fingerprint, mark, bool(said[_OWN[-1]])), tuple(alone), tuple(private)


def as_json(found: AnswerSummary, destinations: Sequence[Destinations]) -> str:
    """Summaries of answers and of leavers as the row of a file has them."""
    years = [
        [one.sheet, one.missing, one.leavers, [[c.year, c.year_state, c.leavers, c.sustained] for c in one.cohorts]]
        for one in years_of(destinations)
    ]
    of_leavers = json.dumps({"years": years, "mark": mark_of(destinations)}, ensure_ascii=False)
    return f"{_summary_as_json(found)[:-1]}, {_clean(of_leavers)[1:]}"


@kept(most=2)
def _summary_as_json(found: AnswerSummary) -> str:
    """That of answers alone: it goes into the store, and beside the receipt."""
    details = [*map(_answer, found.details)]
    counts = {name: getattr(found, name) for name in _COUNTS}
    by = {"by": _COUNTED_BY, "counts": counts, "titles": found.titles, "marks": found.marks, "details": details}
    return _clean(json.dumps(by, ensure_ascii=False))


def as_summaries(told: str) -> tuple[AnswerSummary, tuple[Destinations, ...], str]:
    """The summaries again, and the mark of that of leavers."""
    said = json.loads(told)
    details = tuple([_as_detail(*one) for one in said["details"]])
    titles = _shared(tuple((_is_text(found), _is_text(sheet)) for found, sheet in said["titles"]))
    marks = {_shared(_is_text(sheet)): _shared(_is_text(mark)) for sheet, mark in said["marks"].items()}
    counts = {name: int(said["counts"][name]) for name in _COUNTS}
    answers = AnswerSummary(**counts, titles=titles, marks=marks, details=details)
    return answers, tuple(_as_years(*one) for one in said["years"]), _is_text(said["mark"])


@lru_cache(_KEPT_ROWS)
def _day(told: str) -> dt.date:
    return dt.date.fromisoformat(told)


@lru_cache(_KEPT_ROWS)
def _shared(found: T) -> T:
    """What is equal is the same object: most of what is counted of a school is what it is of another."""
    return found


@lru_cache(_KEPT_DETAILS, typed=True)
def _as_detail(*words: Any) -> Answer:  # noqa: ANN401 - whatever the columns of an answer hold
    return _as_answer(*(_shared(word) if type(word) is str else word for word in words))


def _as_years(sheet: object, missing: object, leavers: int, years: Sequence[Sequence[Any]]) -> Destinations:
    cohorts = tuple([_as_year(*one) for one in years])
    return Destinations(_shared(_is_text(sheet)), bool(missing), int(leavers), cohorts)


@lru_cache(_KEPT_ROWS, typed=True)
def _as_year(year: object, state: object, leavers: int, sustained: int | None) -> Cohort:
    return Cohort(_is_text(year), _one_of(state, _STATES), int(leavers), (), sustained)


def of_contents(one: StoredReturn) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of what is in a file but for its answers, each with its table."""
    for number, own in enumerate(one.submission.own_rows):
        pairs = json.dumps(own.answers, ensure_ascii=False)
        row = {"sheet": own.sheet, "cell": own.cell, "said": own.text, "answers": pairs}
        yield "own_rows", {"number": number, **_cleaned(row)}
    for number, finding in enumerate(one.findings):
        yield "problems", {"number": number, **_finding(finding)}
    for tracker, found in enumerate(one.destinations):
        numbers = {"missing": int(found.missing), "leavers": found.leavers}
        yield "trackers", {"number": tracker, "sheet": found.sheet, **numbers}
        for number, cohort in enumerate(found.cohorts):
            counted = {name: getattr(cohort, name) for name in ("year", "year_state", "leavers", "sustained")}
            yield "cohorts", {"tracker": tracker, "number": number, **counted}
            for place, point in enumerate(cohort.checkpoints):
                yield "checkpoints", {"tracker": tracker, "cohort": number, "number": place, **_point(point)}


def as_receipt(file: StoredRow) -> Receipt:
    """How a file came, out of its row. Like all that follow: one of MISTAKES where a value makes no sense."""
    sent = file["sent"]
    return Receipt(
        file["source"],
        file["hash"],
        file["size"],
        _day(file["received"]),
        dt.datetime.fromisoformat(sent) if sent else None,
        _shared(file["collection"]),
        file["said_urn"],
        str(file.get("sender", "")),
    )


def as_stored_return(
    file: StoredRow,
    contents: Mapping[str, Sequence[StoredRow]],
    answers: Sequence[Answer],
    destinations: Sequence[Destinations] | None = None,
) -> StoredReturn:
    """The value again. `contents` holds the rows of each of TABLES in their order, but of what is here already."""
    built_on = file["built_on"]
    own, alone, private = _as_own(file["own"]) if file.get("own") else (None, (), ())
    submission = Submission(
        file["source"],
        _shared(_one_of(file["outcome"], _OUTCOMES)),
        _shared(file["spec"]),
        _shared(file["version"]),
        file["urn"],
        file["school"],
        _day(built_on) if built_on else None,
        answers,
        (),
        tuple(_is_text(title) for title in json.loads(file["missing_sheets"])),
        tuple(_as_own_row(row) for row in contents["own_rows"]),
        file["school_year"],
        bool(file.get("confirmed")),
        own=own,
    )
    findings = tuple(_as_finding(*(row[name] for name in _FINDING)) for row in contents["problems"])
    counted = as_destinations(contents) if destinations is None else destinations
    return StoredReturn(as_receipt(file), submission, findings, counted, _shared(file["read_by"]), alone, private)


@kept(most=2)
def of_answers(answers: Sequence[Answer]) -> tuple[tuple[Any, ...], ...]:
    """The rows of answers: what QUESTION and SAID name. They go into the store, and beside the receipt."""
    return tuple(map(_row, answers))


def answers_as_json(answers: Sequence[Answer]) -> str:
    """The same as a list of objects, each with its number."""
    told = ", ".join([f'{{"number": {at}, {_row_as_json(row)}}}' for at, row in enumerate(of_answers(answers))])
    return f"[{told}]"


@kept(_KEPT_ROWS)
def _row(answer: Answer) -> tuple[Any, ...]:
    """The row of an answer: of most the very object came with the return before."""
    return _kept_answer(type(answer.value), type(answer.raw), answer)  # type: ignore[arg-type]


@lru_cache(_KEPT_ROWS)
def _kept_answer(_value: type, _raw: type, answer: Answer) -> tuple[Any, ...]:
    """The row of an answer with a value and content of these types: 1, 1.0 and True are equal."""
    return _answer(answer)


@kept(_KEPT_ROWS)
def _row_as_json(row: tuple[Any, ...]) -> str:
    return json.dumps(dict(zip((*QUESTION, *SAID), row, strict=True)), ensure_ascii=False)[1:-1]


def _answer(answer: Answer) -> tuple[Any, ...]:
    value, value_kind = _stored(answer.value)
    raw, raw_kind = _stored(answer.raw)
    if raw is not None and raw == value and raw_kind == value_kind:
        raw, raw_kind = None, _SAME
    return (
        _clean(answer.kind),
        _clean(answer.sheet),
        _clean(answer.ref),
        _clean(answer.item),
        _clean(answer.column_id),
        _clean(answer.column),
        answer.state,
        _clean(value) if value_kind == "text" else value,
        value_kind,
        raw if raw is None else _clean(str(raw)),
        raw_kind,
        None if answer.found_sheet == answer.sheet else _clean(answer.found_sheet),
        _clean(answer.cell),
        answer.matched_by,
        answer.origin,
    )


def as_answers(found: Sequence[StoredRow]) -> tuple[Answer, ...]:
    """Answers out of their rows with their questions, which are in order."""
    return tuple(as_answer(*(row[name] for name in (*QUESTION, *SAID[:-1])), row.get("origin", "")) for row in found)


def _as_answer(  # noqa: PLR0913, PLR0917 - one for each column
    kind: str,
    sheet: str,
    ref: str,
    item: str,
    column_id: str,
    column: str,
    state: str,
    value: Raw,
    value_kind: str,
    raw: str | None,
    raw_kind: str,
    found_sheet: str | None,
    cell: str,
    matched_by: MatchedBy | None,
    origin: str = "",
) -> Answer:
    """An answer out of what QUESTION and SAID name. What is equal is the same object."""
    for text in (kind, sheet, ref, item, column_id, column, cell, found_sheet or "", matched_by or ""):
        _is_text(text)
    found = _restored(value, value_kind)
    quoted = found if raw_kind == _SAME else _restored(raw, raw_kind)
    where = sheet if found_sheet is None else found_sheet
    said = _one_of(state, _STATES), found, quoted, where, cell, matched_by, _one_of(origin, _ORIGINS)
    return Answer(kind, sheet, ref, item, column_id, column, *said)


as_answer = lru_cache(_KEPT, typed=True)(_as_answer)


def _as_own_row(row: StoredRow) -> OwnRow:
    answers = tuple((_is_text(label), _is_text(text)) for label, text in json.loads(row["answers"]))
    return OwnRow(row["sheet"], row["cell"], row["said"], answers)


def _finding(finding: Finding) -> dict[str, Any]:
    place = finding.place
    return _cleaned(
        {
            **{name: getattr(finding, name) for name in ("code", "severity", "title", "message", "advice", "count")},
            "place": finding.where,
            **{name: getattr(place, name) for name in ("sheet", "cell", "ref", "item")},
            "column_label": place.column,
        }
    )


def findings_as_json(found: Mapping[str, Sequence[Finding]]) -> str:
    """Findings of schools, by URN: each once, because many are found at many schools."""
    every = {one: place for place, one in enumerate(dict.fromkeys(itertools.chain.from_iterable(found.values())))}
    told = {urn: [every[one] for one in those] for urn, those in found.items()}
    return json.dumps({"findings": [list(_finding(one).values()) for one in every], "of": told}, ensure_ascii=False)


def as_findings(told: str) -> dict[str, tuple[Finding, ...]]:
    """The same again."""
    said = json.loads(told)
    every = [_as_finding(*one) for one in said["findings"]]
    return {_is_text(urn): _shared(tuple([every[place] for place in those])) for urn, those in said["of"].items()}


@lru_cache(_KEPT_FINDINGS, typed=True)
def _as_finding(*said: Any) -> Finding:  # noqa: ANN401 - what the columns of a finding hold
    row = dict(zip(_FINDING, said, strict=True))
    place = Place("", row["sheet"], row["cell"], row["ref"], row["item"], row["column_label"])
    words = (_one_of(row["severity"], RANK), row["code"], row["title"], row["place"], row["message"], row["advice"])
    return Finding(*words, row["count"], place)


def _point(point: Checkpoint) -> dict[str, Any]:
    found = {field.name: getattr(point, field.name) for field in fields(point)}
    found["checkpoint"] = found.pop("id")
    found["groups"] = json.dumps(point.groups, ensure_ascii=False)
    return {name: int(value) if isinstance(value, bool) else value for name, value in found.items()}


def as_destinations(contents: Mapping[str, Sequence[StoredRow]]) -> tuple[Destinations, ...]:
    """Destinations out of the rows of their tables, which are in order."""
    return tuple(_as_destinations(contents))


def _as_destinations(contents: Mapping[str, Sequence[StoredRow]]) -> Iterator[Destinations]:
    for tracker in contents["trackers"]:
        cohorts = (row for row in contents["cohorts"] if row["tracker"] == tracker["number"])
        found = tuple(_as_cohort(row, contents["checkpoints"]) for row in cohorts)
        yield Destinations(tracker["sheet"], bool(tracker["missing"]), tracker["leavers"], found)


def _as_cohort(row: StoredRow, checkpoints: Sequence[StoredRow]) -> Cohort:
    key = (row["tracker"], row["number"])
    points = tuple(_as_point(point) for point in checkpoints if (point["tracker"], point["cohort"]) == key)
    return Cohort(row["year"], _one_of(row["year_state"], _STATES), row["leavers"], points, row["sustained"])


def _as_point(row: StoredRow) -> Checkpoint:
    counts = {name: row[name] for name in ("blank", "unreadable", "missing", "not_asked", "in_touch", "in_eet")}
    groups = _as_groups(row["groups"])
    flags = {name: bool(row[name]) for name in ("not_due", "too_early")}
    return Checkpoint(row["checkpoint"], row["label"], groups, **counts, **flags)


@lru_cache(_KEPT_ROWS)
def _as_groups(told: str) -> tuple[tuple[str, int], ...]:
    return tuple((_is_text(group), int(number)) for group, number in json.loads(told))


def _stored(value: Raw) -> tuple[Any, str]:
    """What SQLite can hold, and what it was."""
    if value is None:
        return None, ""
    kind, stored = _BY_TYPE[type(value)]
    return stored(value), kind


def _restored(value: Any, kind: str) -> Any:  # noqa: ANN401 - whatever it was
    return _VALUES[kind][2](value) if kind else None


def _as_it_is(value: Any) -> Any:  # noqa: ANN401 - SQLite holds it
    return value


def _one_of(value: Any, known: Collection[Any]) -> Any:  # noqa: ANN401 - a word, typed as its field is
    if value not in known:
        raise ValueError(value)
    return value


def _is_text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


_VALUES: dict[str, tuple[type, Callable[[Any], Any], Callable[[Any], Any]]] = {
    "text": (str, _as_it_is, _is_text),
    "yes/no": (bool, _as_it_is, lambda value: str(value) in ("True", "1")),
    "number": (int, _as_it_is, int),
    "decimal": (float, _as_it_is, float),
    "moment": (dt.datetime, dt.datetime.isoformat, dt.datetime.fromisoformat),
    "date": (dt.date, dt.date.isoformat, dt.date.fromisoformat),
    "time": (dt.time, dt.time.isoformat, dt.time.fromisoformat),
    "duration": (dt.timedelta, dt.timedelta.total_seconds, lambda value: dt.timedelta(seconds=float(value))),
}
"""The kinds of values: their types, what SQLite holds of them, and the way back."""
_BY_TYPE = {of: (kind, stored) for kind, (of, stored, _) in _VALUES.items()}


def _cleaned(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _clean(value) if isinstance(value, str) else value for name, value in row.items()}


def _clean(text: str) -> str:
    """Half of a character pair, which a file may hold, cannot be stored."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


STEPS: tuple[str, ...] = (
    """
    -- One row a file, whatever became of it. hash is '' where its bytes could not be had.
    CREATE TABLE files (
        id INTEGER PRIMARY KEY,
        collection TEXT NOT NULL,
        source TEXT NOT NULL,       -- where it lay, seen from the Hub's folder
        hash TEXT NOT NULL,         -- SHA-256 of its bytes, in hex
        size INTEGER NOT NULL,      -- bytes
        received TEXT NOT NULL,     -- YYYY-MM-DD
        sent TEXT,                  -- when it was sent, or last saved: UTC
        said_urn TEXT NOT NULL,     -- the school that the Hub says it is from, usually ''
        read_by TEXT NOT NULL,      -- the spec by which it was to be read
        outcome TEXT NOT NULL,      -- accepted, problems, refused
        spec TEXT NOT NULL,         -- the spec by which its answers are named
        version TEXT NOT NULL,
        urn TEXT NOT NULL,          -- what the workbook itself says
        school TEXT NOT NULL,
        built_on TEXT,
        school_year INTEGER,        -- the year that the workbook is for: 2026 for 2026/27
        missing_sheets TEXT NOT NULL,  -- titles, as a JSON list
        UNIQUE (collection, source, hash)
    );
    -- What was asked, once for all files.
    CREATE TABLE questions (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,         -- form, checklist, tracker, counts
        sheet TEXT NOT NULL,
        ref TEXT NOT NULL,
        item TEXT NOT NULL,
        column_id TEXT NOT NULL,
        column_label TEXT NOT NULL,
        UNIQUE (kind, sheet, ref, item, column_id, column_label)
    );
    -- One row an answer of forms and checklists, of leavers only if keep_leaver_rows is set.
    CREATE TABLE answers (
        file INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,    -- in the order of the workbook
        question INTEGER NOT NULL REFERENCES questions (id),
        state TEXT NOT NULL,        -- answered, blank, not asked, missing, unreadable
        value,                      -- a date as YYYY-MM-DD
        value_kind TEXT NOT NULL,   -- text, date, number, '' if there is none
        raw TEXT,                   -- what stood in the cell
        raw_kind TEXT NOT NULL,     -- 'same' where that is the value
        found_sheet TEXT,           -- the title in the file, NULL where it is that of the question
        cell TEXT NOT NULL,
        matched_by TEXT,
        PRIMARY KEY (file, number)
    ) WITHOUT ROWID;
    -- Rows that a school added to its workbook.
    CREATE TABLE own_rows (
        file INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        sheet TEXT NOT NULL,
        cell TEXT NOT NULL,
        said TEXT NOT NULL,
        answers TEXT NOT NULL,      -- column and text, as a JSON list of pairs
        PRIMARY KEY (file, number)
    ) WITHOUT ROWID;
    -- What is wrong in a file. In the rows of leavers put together: count says how many, and no cell is quoted.
    CREATE TABLE problems (
        file INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,    -- worst first
        code TEXT NOT NULL,
        severity TEXT NOT NULL,     -- error, warning, note
        title TEXT NOT NULL,
        place TEXT NOT NULL,        -- in one short phrase
        sheet TEXT NOT NULL,
        cell TEXT NOT NULL,
        ref TEXT NOT NULL,
        item TEXT NOT NULL,
        column_label TEXT NOT NULL,
        message TEXT NOT NULL,
        advice TEXT NOT NULL,
        count INTEGER NOT NULL,
        PRIMARY KEY (file, number)
    ) WITHOUT ROWID;
    -- Sheets about leavers.
    CREATE TABLE trackers (
        file INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        sheet TEXT NOT NULL,
        missing INTEGER NOT NULL,   -- 1 if the sheet is not in the file
        leavers INTEGER NOT NULL,
        PRIMARY KEY (file, number)
    ) WITHOUT ROWID;
    -- Leavers of one leaving year: counts, never a row about anybody.
    CREATE TABLE cohorts (
        file INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
        tracker INTEGER NOT NULL,
        number INTEGER NOT NULL,
        year TEXT NOT NULL,         -- '' unless year_state is answered
        year_state TEXT NOT NULL,
        leavers INTEGER NOT NULL,
        sustained INTEGER,
        PRIMARY KEY (file, tracker, number)
    ) WITHOUT ROWID;
    -- Where the leavers of a cohort were at one time, by group.
    CREATE TABLE checkpoints (
        file INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
        tracker INTEGER NOT NULL,
        cohort INTEGER NOT NULL,
        number INTEGER NOT NULL,
        checkpoint TEXT NOT NULL,
        label TEXT NOT NULL,
        groups TEXT NOT NULL,       -- group and count, as a JSON list of pairs
        blank INTEGER NOT NULL,
        unreadable INTEGER NOT NULL,
        missing INTEGER NOT NULL,
        not_asked INTEGER NOT NULL,
        not_due INTEGER NOT NULL,
        too_early INTEGER NOT NULL,
        in_touch INTEGER NOT NULL,
        in_eet INTEGER,
        PRIMARY KEY (file, tracker, cohort, number)
    ) WITHOUT ROWID;
    -- Whose each file is and whether it counts, as of the last command that collected.
    CREATE TABLE decisions (
        file INTEGER PRIMARY KEY REFERENCES files (id) ON DELETE CASCADE,
        urn TEXT NOT NULL,          -- the school in the register, '' if unknown
        school TEXT NOT NULL,
        standing TEXT NOT NULL,
        reason TEXT NOT NULL
    );
    -- To look at: every answer with its question and its file.
    CREATE VIEW all_answers AS
        SELECT collection, urn, school, source, sheet, ref, item, column_label, state, value,
            CASE raw_kind WHEN 'same' THEN value ELSE raw END AS raw, coalesce(found_sheet, sheet) AS found_sheet, cell
        FROM answers
        JOIN files ON files.id = answers.file
        JOIN questions ON questions.id = answers.question
        ORDER BY collection, urn, source, number;
    """,
    """
    -- 1 if the school says that nothing has changed since its workbook was sent.
    ALTER TABLE files ADD COLUMN confirmed INTEGER NOT NULL DEFAULT 0;
    -- as sent, changed, new. '' where nobody knows, where nothing stands, and for details of the school.
    ALTER TABLE answers ADD COLUMN origin TEXT NOT NULL DEFAULT ''
    """,
    """
    -- The school that the e-mail came from: its URN, with ? behind it where only the part behind the @ says so.
    ALTER TABLE files ADD COLUMN sender TEXT NOT NULL DEFAULT ''
    """,
    """
    -- What is counted of its answers (JSON), so that status need not look at each. '' where nobody has counted yet.
    ALTER TABLE files ADD COLUMN summary TEXT NOT NULL DEFAULT '';
    -- Files on the disk as they lay when they were collected, with what came of each: as long as nothing of a file has
    -- changed, it is not opened again.
    CREATE TABLE places (
        place TEXT NOT NULL,        -- where it lies, seen from the Hub's folder
        file INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
        gave INTEGER NOT NULL,      -- so many rows has the place: the files of a zip folder or an e-mail
        looks TEXT NOT NULL,        -- its size, its times and its number on the disk
        PRIMARY KEY (place, file)
    ) WITHOUT ROWID;
    CREATE INDEX places_of_files ON places (file);
    CREATE INDEX files_by_hash ON files (hash)
    """,
    """
    -- What only the comparison with the round before shows of the schools of a round (JSON). known_by is a hash of all
    -- that it was worked out from.
    CREATE TABLE compared (
        collection TEXT PRIMARY KEY,
        known_by TEXT NOT NULL,
        findings TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    """
    -- What collect had to say of a round, and by what: as long as nothing of that has changed it says so again.
    CREATE TABLE remembered (
        collection TEXT PRIMARY KEY,
        specs TEXT NOT NULL,        -- files that the checklist is made of, one a line
        thorough INTEGER NOT NULL,  -- 1 if something was forgotten, which may come back
        mark TEXT NOT NULL,         -- SHA-256 of all that it depends on
        changes INTEGER NOT NULL,   -- how often the file of the store had been changed
        said TEXT NOT NULL          -- as JSON
    ) WITHOUT ROWID
    """,
    """
    -- How the files here, their receipts, what was read of them and the journal were when each had what the others
    -- have: as long as nothing of that has changed nobody looks through them.
    CREATE TABLE agreement (
        mark TEXT PRIMARY KEY       -- bytes of the journal, and SHA-256 of all of it
    ) WITHOUT ROWID
    """,
    """
    -- By which spec of its own a file was read, and what its problems are like (JSON): so its answers can be carried
    -- over to another spec without it. '' where that is not known.
    ALTER TABLE files ADD COLUMN own TEXT NOT NULL DEFAULT ''
    """,
)
