"""Which spec a returned file is read by: its own word first, then what is on its sheets.

Enters: a book, what it says about itself, and the specs at hand. Leaves: a spec, and what was odd about choosing it. A
near-twin is never taken silently: a file without a label is read by the spec whose statements and refs are found, and
that is said, with every other that fits as well.
Must not know: answers.
"""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Problem
from careers_workbook.layout.editions import EDITIONS
from careers_workbook.layout.places import Carried
from careers_workbook.layout.plan import Layout, edition_of, plan
from careers_workbook.returns.extraction.workbook_label import WorkbookLabel
from careers_workbook.returns.submission import UNKNOWN_SPEC, MatchedBy, OwnSpec, SentSpec, Submission
from careers_workbook.spec.identity import reading_mark
from careers_workbook.spec.load import DEFAULT_SPEC, load, shipped
from careers_workbook.spec.model import Spec
from careers_workbook.spec.years import in_year
from careers_workbook.spreadsheet.read.grid import Book

_BY_WORDS: frozenset[MatchedBy | None] = frozenset({"ref and text", "text"})


@frozen
class Chosen:
    """The spec that a file is read by, and what was odd about choosing it.

    `proved` is the same, where the workbook proves that it was sent so, and nobody knew of it.
    """

    spec: Spec
    problems: tuple[Problem, ...] = ()
    proved: SentSpec | None = None


def choose(
    book: Book, label: WorkbookLabel, given: Spec | None, more: Sequence[Spec] = (), sent: Sequence[SentSpec] = ()
) -> Chosen:
    """The spec given, else the one that was sent, else the one that the file names, else the one that fits best.

    `more` are known besides.
    """
    known = _known(label.spec_id, label.version, more)
    if given is None and (as_sent := _as_sent(label, label.built_on, sent)):
        return Chosen(as_sent)
    if given is None and known is not None:
        return _proved(book, label, known)
    spec, *others = [given] if given else _alike(book, label, more)
    too = f"; it fits {' and '.join(map(_shown, others))} as well" if others else ""
    context = {"spec": label.spec_id, "version": label.version, "read_as": f"{_shown(spec)}{too}"}
    if not label.spec_id or not label.version:
        return Chosen(spec, (Problem("FILE-012", context=context),))
    if (label.spec_id, label.version) == (spec.id, spec.version):
        return Chosen(spec)
    return Chosen(spec, (Problem(UNKNOWN_SPEC if given is None else "FILE-013", context=context),))


def chosen_again(own: OwnSpec, built_on: dt.date | None, more: Sequence[Spec], sent: Sequence[SentSpec]) -> Spec | None:
    """The spec that `choose` would find for a workbook that was read before, without looking into it.

    None where it may find one that says something else than the one by which it was read, or would have to look.
    """
    found = _as_sent(own, built_on, sent)
    if found is None and (known := _known(own.id, own.version, more)):
        wants_proof = own.fingerprint and built_on
        found = None if wants_proof and edition_of(known, own.fingerprint) is None else known
    return found if found and reading_mark(found) == own.mark else None


def _shown(spec: Spec) -> str:
    return f"{spec.id} {spec.version}"


def spec_of(submission: Submission, more: Iterable[Spec] = ()) -> Spec:
    """The spec by which the answers of a return are named, as it was in the year of the return.

    KeyError if it is neither among `more` nor shipped.
    """
    return spec_called(submission.spec_id, submission.version, submission.school_year, more)


def spec_called(spec_id: str, version: str, school_year: int | None, more: Iterable[Spec] = ()) -> Spec:
    """The same, where it is known what stands in the return."""
    found = _named(spec_id, version, itertools.chain(more, _every_shipped()))
    if found is None:
        raise KeyError(f"{spec_id} {version}")
    return in_year(found, school_year)


def _every_shipped() -> Iterator[Spec]:
    """They are looked for on the disk only where none of those before is the one."""
    yield from map(_shipped, _all_shipped())


@cache
def _all_shipped() -> tuple[str, ...]:
    return tuple(shipped())


@cache
def _shipped(name: str) -> Spec:
    return load(name)


def _known(spec_id: str, version: str, more: Sequence[Spec]) -> Spec | None:
    """The spec that a workbook names."""
    likely = (name for name in _all_shipped() if _is_of(name, spec_id))  # others are not worth the time
    newest_first = map(_shipped, sorted(likely, key=len))
    return _named(spec_id, version, itertools.chain(more, newest_first))


def _as_sent(label: WorkbookLabel | OwnSpec, built_on: dt.date | None, sent: Sequence[SentSpec]) -> Spec | None:
    """What was asked in this very workbook: by its fingerprint, and where that fits several the last one before it."""
    spec_id = label.id if isinstance(label, OwnSpec) else label.spec_id
    wanted = spec_id, label.version, label.fingerprint
    fit = [one for one in sent if (one.spec.id, one.spec.version, one.fingerprint) == wanted]
    before = [one for one in fit if built_on is None or one.since <= built_on]
    return next((one.spec for one in before or fit), None)


def _proved(book: Book, label: WorkbookLabel, known: Spec) -> Chosen:
    """A spec of the right version, as it was when the workbook was made, if the workbook proves that."""
    if not (label.fingerprint and label.built_on):
        return Chosen(known)
    # whoever reads has these; a Hub that asks by which spec a return is named must not wait for them
    from careers_workbook.returns.extraction.older_questions import as_it_was  # noqa: PLC0415

    spec = known if edition_of(known, label.fingerprint) else as_it_was(book, known, label.fingerprint)
    return Chosen(spec, proved=SentSpec(spec, label.fingerprint, label.built_on)) if spec else Chosen(known)


def as_laid_out(book: Book, label: WorkbookLabel, spec: Spec) -> Layout:
    """The map that a workbook was written by: as its label says, else the one of whose words more stand in place."""
    answered = tuple(s.title for s in spec.sheets if s.title in label.sent.sheets)
    edition = edition_of(spec, label.fingerprint)
    if edition is None:
        edition = max(EDITIONS, key=lambda one: _in_place(book, plan(spec, edition=one)))
    return plan(spec, Carried(answered=answered), edition)


def _in_place(book: Book, layout: Layout) -> int:
    """How many lines of introductions and headings stand where they were planned."""
    grids = {grid.title: grid.cells for grid in book.grids}
    found = 0
    for sheet in layout.sheets:
        cells = grids.get(sheet.title, {})
        lines = [((row, 0), line) for row, line in enumerate(sheet.intro, sheet.intro_row)]
        heads = [((block.header_row, col.col), col.label) for block in sheet.blocks for col in block.columns]
        found += sum(cells.get(at) == words for at, words in (*lines, *heads))
    return found


def _is_of(name: str, spec_id: str) -> bool:
    """Whether a shipped spec is a version of this checklist, by its name: older ones have theirs behind it."""
    return name == spec_id or name.startswith(f"{spec_id}.")


def _named(spec_id: str, version: str, specs: Iterable[Spec]) -> Spec | None:
    return next((spec for spec in specs if (spec.id, spec.version) == (spec_id, version)), None)


def _alike(book: Book, label: WorkbookLabel, more: Sequence[Spec]) -> list[Spec]:
    """The specs that fit best, all of them alike.

    First one with the id of the label, else what is asked today (`more`), else the default.
    """
    names = sorted(shipped(), key=lambda name: name != DEFAULT_SPEC)
    specs = {(spec.id, spec.version): spec for spec in (*more, *(_shipped(name) for name in names))}
    fits = {key: _fit(book, spec) for key, spec in specs.items()}
    best = [specs[key] for key, fit in fits.items() if fit == max(fits.values())]
    best = list({spec.id: spec for spec in reversed(best)}.values())[::-1]  # of versions that ask the same the newest
    return sorted(best, key=lambda spec: spec.id != label.spec_id)


def _fit(book: Book, spec: Spec) -> tuple[int, int, int]:
    """How many questions its own words find, how few are gone from sheets that are there, how many sheets there are."""
    from careers_workbook.returns.matching.locate import locate  # noqa: PLC0415 - as above

    layout = plan(spec)
    located = locate(book, layout).found
    there = {one.slot.sheet for one in located}
    found = [one for one in located if not one.slot.grows]
    asked = sum(not slot.grows and slot.sheet in there for slot in layout.slots)
    return sum(one.matched_by in _BY_WORDS for one in found), len(found) - asked, len(there)
