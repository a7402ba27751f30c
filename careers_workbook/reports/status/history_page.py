"""What was done in a Hub, in words: a line each on a page, newest last; and every entry for other programs.

Must not know: how the journal is kept.
"""

import datetime as dt
import json
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby

from careers_workbook.core.csv_safety import csv_text
from careers_workbook.core.frozen import frozen
from careers_workbook.core.text import many, show_date
from careers_workbook.hub.rounds.by_hand import HandAnswers
from careers_workbook.hub.store.decisions import KINDS, last
from careers_workbook.hub.store.journal import FORGOTTEN, JournalEntry
from careers_workbook.reports.status.by_hand_page import said
from careers_workbook.reports.words import clean, shorten_at_word
from careers_workbook.reports.wrapping import wrap

FORMAT = "careers-workbook-history/1"
_UNDO = "(can be taken back: careers-workbook undo)"
_WHEN, _WORDS_SHOWN = 16, 100
_OF_DROPPED = re.compile(r"^\S*?received/(?:[^/]+/)?[0-9a-f]{12}/")
"""The folder that a file gets in which it lies once it was dropped on the desk."""
_KEPT: dict[str, tuple[str, str]] = {
    "blank": ("workbook to send", "workbooks to send"),
    "letter": ("letter drafted", "letters drafted"),
    "marked": ("marked copy", "marked copies"),
    "report": ("report", "reports"),
    "consolidated": ("file of the whole round", "files of the whole round"),
    "record": ("record of what was published", "records of what was published"),
    "asked": ("list of the questions that were sent", "lists of the questions that were sent"),
    "sent": ("list of answers that a workbook was sent with", "lists of answers that workbooks were sent with"),
    "next year": ("workbook for the next school year", "workbooks for the next school year"),
}
"""Why a file was made -> what it is."""
LINE_FIELDS = {"name": "name", "email": "e-mail", "caseload": "caseload", "replaces": "Replaces", "closed": "Closed"}
"""What of a line of the register can be changed, and what it is called."""
_HIDDEN: dict[str, tuple[str, ...]] = {
    "note": ("words",),
    "edit": ("text", "before"),
    "settings": ("text", "before"),
    "line": ("text", "before"),
}
"""Details that are for the Hub's own eyes, by what was done."""


def for_people(entries: Sequence[JournalEntry]) -> tuple[JournalEntry, ...]:
    """Without what goes with each workbook that is made: the list of its answers."""
    return tuple(one for one in entries if (one.what, one.text("why")) != ("keep", "sent"))


def text(entries: Sequence[JournalEntry], width: int) -> str:
    """The page. What was done several times one after the other is one line."""
    rows = []
    for one in lines(entries):
        more = f" {_UNDO}" if one.can_be_undone else ""
        said = clean(f"{one.who} on {one.where}: {one.said}{more}")
        rows += wrap(said, width, f"{one.when:%d/%m/%Y %H:%M}  ", " " * (_WHEN + 2))
    return "\n".join(rows) or "Nothing was written down yet."


@frozen
class HistoryLine:
    """What was done, several times perhaps: when for the last time, by whom and where."""

    when: dt.datetime
    who: str
    where: str
    said: str
    can_be_undone: bool


def lines(entries: Sequence[JournalEntry]) -> list[HistoryLine]:
    """What was done, oldest first; what was done several times one after the other is one line."""
    undoable, found = last(entries), []
    for _, group in groupby(for_people(entries), key=_together):
        same = tuple(group)
        one = same[-1]
        found.append(HistoryLine(one.when, one.who, one.where, clean(_said(same)), undoable in same))
    return found


def last_decision(entries: Sequence[JournalEntry]) -> str:
    """What would be taken back next, in a sentence; "" where there is nothing."""
    found = last(entries)
    return told(found) if found else ""


def told(entry: JournalEntry) -> str:
    """One entry in a sentence."""
    return clean(_said([entry]))


def damaged(number: int) -> str:
    """That some lines cannot be read."""
    return f"{many(number, 'line')} of the journal cannot be read: a computer was switched off, or somebody changed it."


def table(entries: Sequence[JournalEntry]) -> str:
    """CSV, a line an entry."""
    head = ("Number", "When", "Who", "Computer", "What", "In words")
    rows = ((e.number, e.when.isoformat(), e.who, e.where, e.what, told(e)) for e in entries)
    return csv_text([head, *(tuple(clean(c) if isinstance(c, str) else c for c in row) for row in rows)])


def document(entries: Sequence[JournalEntry]) -> dict[str, object]:
    """JSON with everything."""
    return {"format": FORMAT, "entries": [_as_json(entry) for entry in entries]}


def _as_json(entry: JournalEntry) -> dict[str, object]:
    said = {"number": entry.number, "when": entry.when.isoformat(), "who": entry.who, "where": entry.where}
    hidden = _HIDDEN.get(entry.text("undoes") or entry.what, ())
    details = {name: value for name, value in entry.details.items() if name not in hidden}
    return {**said, "what": entry.what, "words": told(entry), "details": details}


def _together(entry: JournalEntry) -> tuple[object, ...]:
    """Entries that are alike in this are told together, if nothing stands between them."""
    alone = entry.number if entry.what not in ("collect", "keep", "take away", "sent", "forget", "tidy") else 0
    kind = entry.text("why") or entry.text("letter") or ("late" if entry.details.get("late") else "")
    kind += entry.text("urn") if entry.what == "forget" else ""
    again = FORGOTTEN in entry.details or bool(entry.details.get("again")) or entry.text("outcome") == "refused"
    return entry.when.date(), entry.who, entry.where, entry.what, alone, kind, entry.text("round"), again


def _set(same: Sequence[JournalEntry]) -> str:
    """What the settings say now that they did not say before; else what they do not say any more."""
    now, before = same[0].text("text"), same[0].text("before")
    if new := _only_in(now, before):
        return f"changed the settings: {new}"
    return f"took out of the settings: {_only_in(before, now)}"


def _lined(same: Sequence[JournalEntry]) -> str:
    """Which fields were changed: what they say stands in the register."""
    one = same[0]
    changed = (word for name, word in LINE_FIELDS.items() if name in json.loads(one.text("text")))
    return f"changed the line of {one.text('urn')} in the register: {', '.join(changed)}"


def _only_in(text: str, other: str) -> str:
    """The lines that a text has more, but remarks."""
    known = set(other.splitlines())
    lines = (line.strip().removeprefix("- ") for line in text.splitlines() if line not in known and line[:1] != "#")
    return shorten_at_word("; ".join(filter(None, lines)), _WORDS_SHOWN)


def _said(same: Sequence[JournalEntry]) -> str:
    if FORGOTTEN in same[0].details:
        return f'something that was forgotten since ("{same[0].text("undoes") or same[0].what}")'
    words = _WORDS.get(same[0].what, "{what} (written down by a newer version of this program)")
    if isinstance(words, str):
        return words.format_map(defaultdict(str, {**same[0].details, "what": same[0].what}))
    return words(same)


def _collected(same: Sequence[JournalEntry]) -> str:
    one, number = same[0], many(len(same), "file")
    names = ", ".join(_place(entry) for entry in same[:3]) + (", ..." if len(same) > 3 else "")  # noqa: PLR2004
    if one.details.get("late"):
        return f"{number} of {one.text('round')} had been collected before: {names}"
    verb = "read again" if one.details.get("again") else "collected"
    how = " and could not be read" if one.text("outcome") == "refused" else ""
    return f"{number} {verb} for {one.text('round')}{how}: {names}"


def _place(entry: JournalEntry) -> str:
    """Where a file lay; of one that was dropped, without the folder that it was given."""
    return _OF_DROPPED.sub("", entry.text("source"))


def _kept(same: Sequence[JournalEntry]) -> str:
    single, several = _KEPT.get(same[0].text("why"), ("file made", "files made"))
    paths = [entry.text("path") for entry in same]
    where = paths[0] if len(paths) == 1 else paths[0].rpartition("/")[0]
    return f"{many(len(same), single, several)}: {where}" if len(paths) == 1 else f"{len(paths)} {several} in {where}"


def _taken_away(same: Sequence[JournalEntry]) -> str:
    paths = [entry.text("path") for entry in same]
    what = f"{many(len(paths), 'letter')} no longer true, taken away"
    return f"{what}: {paths[0]}" if len(paths) == 1 else f"{what} from {paths[0].rpartition('/')[0]}"


def _assigned(same: Sequence[JournalEntry]) -> str:
    one = same[0]
    before = f" (before: {one.text('before')})" if one.text("before") else ""
    return f"said that {_place(one)} is from {one.text('urn')}{before}"


def _excused(same: Sequence[JournalEntry]) -> str:
    one = same[0]
    if not one.text("reason"):
        return f"said that {one.text('urn')} is expected again in {one.text('round')}"
    return f"excused {one.text('urn')} from {one.text('round')}: {one.text('reason')}"


def _answered(same: Sequence[JournalEntry]) -> str:
    """What was written down, or taken away, by what held before."""
    one = same[0]
    before, now = (HandAnswers.of(one.text(name)) for name in ("before", "told"))
    new = [said(answer) for answer in now.answers if answer not in before.answers]
    keys = {answer.key for answer in now.answers}
    gone = [f"{said(answer)} taken away" for answer in before.answers if answer.key not in keys]
    whole = "; it counts as returned with that" if now.complete and not before.complete else ""
    whole = "; it does not count as returned with that any more" if before.complete and not now.complete else whole
    return f"wrote down answers of {one.text('urn')} for {one.text('round')}: {'; '.join(new + gone) or 'none'}{whole}"


def _extended(same: Sequence[JournalEntry]) -> str:
    one = same[0]
    return f"said that {one.text('urn')} may return until {_day(one, 'due')} in {one.text('round')}"


def _sent(same: Sequence[JournalEntry]) -> str:
    one = same[0]
    to = one.text("urn") if len(same) == 1 else f"{len(same)} schools"
    return f'said that the letter "{one.text("letter")}" went to {to} on {_day(one, "on")}'


def _day(entry: JournalEntry, name: str) -> str:
    return show_date(dt.date.fromisoformat(entry.text(name)))


def _undone(same: Sequence[JournalEntry]) -> str:
    one = same[0]
    words = (
        _said([replace(entry, what=entry.text("undoes")) for entry in same])
        if one.text("undoes") in KINDS
        else "something"
    )
    return f"taken back: {words}"


def _questioned(same: Sequence[JournalEntry]) -> str:
    one = same[0]
    verb = {"add": "added", "reword": "reworded", "drop": "dropped"}.get(one.text("change"), "changed")
    words = shorten_at_word(one.text("words"), _WORDS_SHOWN)
    return f'question {one.text("ref")} {verb}: "{words}" (version {one.text("version")})'


def _imported(same: Sequence[JournalEntry]) -> str:
    one = same[0]
    made = f"the register was made or brought up to date from {one.text('file')}: {one.text('schools')} schools"
    joined = ", ".join(one.text("joined").split())
    return f"{made}; by the links of GIAS these follow others: {joined}" if joined else made


def _restored(same: Sequence[JournalEntry]) -> str:
    made = dt.datetime.fromisoformat(same[0].text("made"))
    return f"this folder was made from the backup {same[0].text('file')} of {made:%d/%m/%Y %H:%M}"


def _forgotten(same: Sequence[JournalEntry]) -> str:
    one = same[0]
    when, why = (f" in {one.text('round')}" if one.text("round") else ""), one.text("reason")
    number = sum(bool(entry.text("hash")) for entry in same)
    return (
        f"forgot {one.text('urn') or 'all that was held'}{when}, with {many(number, 'file')}{f': {why}' if why else ''}"
    )


def _tidied(same: Sequence[JournalEntry]) -> str:
    one = same[0]
    what = "lines of leavers taken out of" if one.text("stage") == "leavers" else "removed"
    return f"{what} {many(len(same), 'original')} of {one.text('round')}, as the settings say"


def _not_moved(same: Sequence[JournalEntry]) -> str:
    one, files = same[0], int(same[0].details.get("files", 0))
    gone = f": {many(files, 'file')} that had been copied went again" if files else ""
    return f"the folder {one.text('name')} was not moved to {one.text('now')}{gone}"


_WORDS: dict[str, str | Callable[[Sequence[JournalEntry]], str]] = {
    "init": "this Hub was made; its first round is {round}",
    "register import": _imported,
    "collect": _collected,
    "assign": _assigned,
    "dismiss": lambda same: f"dismissed {_place(same[0])}: {same[0].text('reason')}",
    "excuse": _excused,
    "note": "noted something about {urn}",
    "answer": _answered,
    "extend": _extended,
    "sent": _sent,
    "confirm": "confirmed that nothing has changed at {urn} since its workbook was sent",
    "address": "confirmed that {address} is the address of {urn}",
    "question": _questioned,
    "edit": 'changed the letter "{letter}" to {urn} in {round}',
    "settings": _set,
    "line": _lined,
    "folder": "the folder {name} lies in {now} from now on, no more in {before}",
    "folder begun": "began to move the folder {name} from {before} to {now}",
    "folder given up": _not_moved,
    "old folder": "{files} files that lie elsewhere by now were removed from {path}",
    "template": "changed the words of the letters in {file}",
    "undo": _undone,
    "forget": _forgotten,
    "tidy": _tidied,
    "keep": _kept,
    "take away": _taken_away,
    "rebuild": "the store was made anew from {files} originals",
    "upgrade": "a folder of an earlier version was brought up to date; before, a copy was made: returns/{copy}",
    "backup": "a backup was made: {file}, {files} files",
    "restore": _restored,
}
"""What was done -> the words for it, with gaps for details; or the function that says it of entries told together."""
