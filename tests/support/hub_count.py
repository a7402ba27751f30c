"""What a master workbook must show, counted by hand from the truth about a made-up Hub.

Enters: a `SyntheticHub`, the name of a collection, a day. Leaves: plain dicts and lists. It counts by what the rules
say in words and knows nothing of how the program counts: not figures, not hub, not reports.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tests.support.hub_answers import Key, items
from tests.support.hub_leavers import PLACES, POINTS
from tests.support.hub_paper import COLUMNS, State, Unread
from tests.support.synthetic_hub import Return, SyntheticHub

DUE_SOON_DAYS = 28
WORDS = {"Yes": "done", "In progress": "in progress", "No": "no", "Not applicable": "not applicable"}
KINDS = (*WORDS.values(), "blank", "not asked", "missing", "unclear")
LATE = ("overdue", "due soon")
OPEN = ("Overdue", "Due soon", "On track", "No deadline")
DETAILS = tuple(f"SD{number}" for number in range(1, 13))


def kind(content: dict[Key, object], ref: str) -> str:
    """The one column in which a statement of a school counts."""
    match content.get((ref, "completed")):
        case None:
            return "blank"
        case State(word=word):
            return word
        case Unread():
            return "unclear"
        case word:
            return WORDS[str(word)]


def status(content: dict[Key, object], ref: str, day: dt.date) -> str:
    """The Status of a statement; "" where its Action completed is gone or was not asked."""
    done = kind(content, ref)
    if done in ("missing", "not asked"):
        return ""
    if done in ("done", "not applicable"):
        return {"done": "Done", "not applicable": "Not applicable"}[done]
    deadline = content.get((ref, "deadline"))
    if isinstance(deadline, dt.date):
        if deadline < day:
            return "Overdue"
        return "Due soon" if (deadline - day).days <= DUE_SOON_DAYS else "On track"
    begun = any(isinstance(content.get((ref, column)), str) for column in ("action", "review"))
    return "No deadline" if begun or done == "in progress" else "Not started"


def by_item(hub: SyntheticHub, collection: str) -> dict[str, dict[str, float | None]]:
    """Statement -> how many schools that returned are in each column of KINDS, and the percentage done."""
    said = [one.content for one in hub.returned(collection).values()]
    return {ref: with_percent(Counter(kind(content, ref) for content in said)) for ref in items(hub.spec)}


def by_school(hub: SyntheticHub, collection: str, day: dt.date) -> dict[str, dict[str, float | None]]:
    """School -> how many statements are in each column of KINDS, overdue and due soon, and the percentage done."""
    found = {}
    for urn, one in hub.returned(collection).items():
        found[urn] = _counted([(one.content, ref) for ref in items(hub.spec)], day)
    return found


def in_all(hub: SyntheticHub, collection: str, day: dt.date, refs: Iterable[str]) -> dict[str, float | None]:
    """These statements of every school that returned."""
    return _counted([(one.content, ref) for one in hub.returned(collection).values() for ref in refs], day)


def _counted(said: Sequence[tuple[dict[Key, object], str]], day: dt.date) -> dict[str, float | None]:
    words = Counter(status(content, ref, day) for content, ref in said)
    counts = with_percent(Counter(kind(content, ref) for content, ref in said))
    return {**counts, "overdue": words["Overdue"], "due soon": words["Due soon"]}


def with_percent(counts: Counter[str]) -> dict[str, float | None]:
    """Done as a percentage of the statements that were asked and apply; None where none applies."""
    countable = sum(counts[name] for name in KINDS if name not in ("not applicable", "not asked"))
    percent = 100 * counts["done"] / countable if countable else None
    return {**{name: counts[name] for name in KINDS}, "percent": percent}


def actions(hub: SyntheticHub, collection: str, day: dt.date) -> list[dict[str, object]]:
    """Every action that is open, school by school: its words, deadline (None if there is none that can be read),
    days overdue (None if it is not), and status."""
    found: list[dict[str, object]] = []
    for urn, one in hub.returned(collection).items():
        for ref in items(hub.spec):
            word, deadline = status(one.content, ref, day), one.content.get((ref, "deadline"))
            if word in OPEN:
                due = deadline if isinstance(deadline, dt.date) else None
                late = (day - due).days if due and due < day else None
                text = one.content.get((ref, "action"))
                action = text if isinstance(text, str) else ""
                found.append(
                    {"urn": urn, "ref": ref, "action": action, "deadline": due, "overdue": late, "status": word}
                )
    return found


def caseloads(hub: SyntheticHub, collection: str) -> dict[str, Counter[str]]:
    """Caseload -> schools expected, returned, of those to fix (an answer is lost until somebody does), and not
    returned: nothing came, or nothing that can be read ("unreadable" among them)."""
    found: dict[str, Counter[str]] = {}
    for one in hub.expected:
        line, key = found.setdefault(one.caseload, Counter()), (collection, one.urn)
        returned = hub.returned(collection).get(one.urn)
        line["expected"] += 1
        line["returned" if returned else "not returned"] += 1
        line["unchanged"] += one.urn in hub.came(collection) and not returned
        line["to fix"] += bool(returned and returned.errors)
        line["unreadable"] += key in hub.lost
    return found


def states(hub: SyntheticHub, collection: str) -> Counter[str]:
    """Every question of details and statements of every school that returned, by state."""
    keys = [(ref, "answer") for ref in DETAILS] + [(ref, column) for ref in items(hub.spec) for column in COLUMNS]
    return Counter(_state(one.content.get(key)) for one in hub.returned(collection).values() for key in keys)


def _state(value: object) -> str:
    if isinstance(value, State):
        return value.word
    return "blank" if value is None else "unreadable" if isinstance(value, Unread) else "answered"


def leavers(hub: SyntheticHub, collection: str) -> dict[str, Counter[str]]:
    """Leaving year ("" where it is blank) -> school -> leavers."""
    found: dict[str, Counter[str]] = {}
    for urn, year, _ in _rows(hub.returned(collection)):
        found.setdefault(year, Counter())[urn] += 1
    return found


def destinations(returns: Mapping[str, Return]) -> dict[str, dict[str, Counter[str]]]:
    """Checkpoint -> leaving year -> group -> leavers of these schools; "blank" and "unclear" besides the groups.

    Still there six months on has its answers in place of groups.
    """
    found: dict[str, dict[str, Counter[str]]] = {point: {} for point in POINTS}
    for _, year, row in _rows(returns):
        for point in POINTS:
            found[point].setdefault(year, Counter())[_group(row.get(point))] += 1
    return found


def in_a_table(hub: SyntheticHub, collection: str) -> dict[str, dict[str, Counter[str]]]:
    """`destinations` as it is shown: leavers without a year in a row of their own, and what stands for no answer."""
    found: dict[str, dict[str, Counter[str]]] = {}
    for point, years in destinations(hub.returned(collection)).items():
        for year, groups in years.items():
            unsaid = Counter({"no entry": groups["blank"], "no answer": groups["blank"] + groups["unclear"]})
            whole = Counter({"all leavers": groups.total()})
            found.setdefault(point, {})[year or "Year not given"] = groups + unsaid + whole
    return found


def _rows(returns: Mapping[str, Return]) -> Iterator[tuple[str, str, dict[str, object]]]:
    for urn, one in returns.items():
        yield from ((urn, str(row.get("leaving_year", "")), row) for row in one.leavers or ())


def _group(value: object) -> str:
    if value is None:
        return "blank"
    if isinstance(value, Unread):
        return "unclear"
    return PLACES[str(value)][0] if str(value) in PLACES and value != "Not known" else str(value).lower()


def changes(hub: SyntheticHub, before: str, now: str) -> dict[str, dict[str, list[tuple[object, ...]]]]:
    """School -> what has changed in its answers -> the changes, for schools that returned both times (the
    first time perhaps the same as the time before).

    `newly done`, `slipped back`, `new action`: (ref,). `deadline moved`: (ref, from, to). `text changed`: (ref,
    column).
    What was or is gone, unreadable or not asked is no change: nobody knows.
    """
    then, later = hub.came(before), hub.returned(now)
    return {urn: _changes(hub, then[urn], later[urn]) for urn in later if urn in then}


def _changes(hub: SyntheticHub, one: Return, other: Return) -> dict[str, list[tuple[object, ...]]]:
    found: dict[str, list[tuple[object, ...]]] = {}
    for ref, columns in (*((ref, ("answer",)) for ref in DETAILS), *((ref, COLUMNS) for ref in items(hub.spec))):
        for column in columns:
            was, is_now = (one.content.get((ref, column)), other.content.get((ref, column)))
            nobody_knows = any(isinstance(value, State | Unread) for value in (was, is_now))
            if was != is_now and not nobody_knows and (change := _change(ref, column, was, is_now)):
                found.setdefault(change[0], []).append(change[1:])
    return found


def _change(ref: str, column: str, was: object, is_now: object) -> tuple | None:
    """One cell that is another one than before, by what that means."""
    match column:
        case "completed" if is_now == "Yes":
            return "newly done", ref
        case "completed" if was == "Yes" and is_now in ("In progress", "No"):
            return "slipped back", ref
        case "deadline" if was and is_now:
            return "deadline moved", ref, was, is_now
        case "action" | "review" | "answer" if was is not None and is_now is not None:
            return "text changed", ref, column
        case "action" if is_now:
            return "new action", ref
    return None
