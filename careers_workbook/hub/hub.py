"""The Hub as a value: what a face can ask of it or do in it, decisions included. No face goes past this module.

Enters: a folder, a day, the name of a round, values. Leaves: values; `reports` turns them into bytes, which `keep` puts
where people find them. Methods import what they use, because a command shall start at once. Must not know: words, how
anything is shown, the command line.
"""

import contextlib
import datetime as dt
import importlib
import itertools
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Generic, TypeVar

from careers_workbook.core.frozen import frozen
from careers_workbook.core.output import Keep, OutputFolder, make_folder, or_as_before, remove, write, writing
from careers_workbook.core.problems import FileRefusedError, OutputError, Place, Problem, SpecError
from careers_workbook.core.text import show_date
from careers_workbook.hub.register.register import Listed, Register, read_register
from careers_workbook.hub.store import decisions, journal, receipts
from careers_workbook.hub.store.journal import Journal, JournalDetail, JournalEntry
from careers_workbook.hub.store.lock import only_writer
from careers_workbook.hub.store.settings import (
    CHANGES,
    PENDING,
    SETTINGS,
    HubSettings,
    RoundSettings,
    find,
    read_settings,
)
from careers_workbook.hub.store.store import Store
from careers_workbook.hub.store.tombstones import MARKER, UNDO
from careers_workbook.returns.redaction.names import as_kept

if TYPE_CHECKING:
    from typing import BinaryIO

    from careers_workbook.blanks.page import Order
    from careers_workbook.core.school import School
    from careers_workbook.figures.hub_middle import HubMiddle
    from careers_workbook.figures.leaver_counts import Destinations
    from careers_workbook.hub.answering import AnswersPreview, GivenAnswer, GivenAnswers
    from careers_workbook.hub.board import Board
    from careers_workbook.hub.by_question import (
        AcrossSchools,
        CountedQuestion,
        SchoolAnswers,
        SchoolEvidence,
        across_schools,
        counted_questions,
        evidence_lines,
        leaver_numbers,
        listed_evidence,
    )
    from careers_workbook.hub.collect_run import Readers, Taken
    from careers_workbook.hub.comparison.changes import SchoolChanges
    from careers_workbook.hub.comparison.round_changes import RoundChanges
    from careers_workbook.hub.comparison.round_comparison import ComparedRound
    from careers_workbook.hub.draft_message import LetterWords
    from careers_workbook.hub.drafts import Draft, KeptDraft
    from careers_workbook.hub.forgetting.found import FoundIn
    from careers_workbook.hub.forgetting.held import Held
    from careers_workbook.hub.forgetting.removal import Due, Forgetting
    from careers_workbook.hub.handover.backup import BackUp, restore
    from careers_workbook.hub.handover.problem_report import problem_report
    from careers_workbook.hub.imported_register import import_register
    from careers_workbook.hub.launcher import put_launcher, say_where_program_is
    from careers_workbook.hub.looked_at import LookedAt
    from careers_workbook.hub.moved_folder import FolderMove, FolderMoves, MovableFolder
    from careers_workbook.hub.next_steps import RoundStep
    from careers_workbook.hub.one_school import AnsweredReturn
    from careers_workbook.hub.outgoing import Outgoing
    from careers_workbook.hub.publication.published import Published
    from careers_workbook.hub.question_changes import ChangedQuestion, QuestionChange, QuestionChangeKind
    from careers_workbook.hub.register.line_change import LineFields, LineMistake
    from careers_workbook.hub.register.pasted import pasted, sent_list
    from careers_workbook.hub.register.selection import Wanted
    from careers_workbook.hub.rollover.prefill import Prefilled, WantedWorkbooks
    from careers_workbook.hub.rollover.roll import CarriedWorkbook, Rolled, SpecOf, roll_all
    from careers_workbook.hub.round_summary import RoundSummary
    from careers_workbook.hub.rounds.diary import Diary
    from careers_workbook.hub.rounds.migrated import MigratedReturn
    from careers_workbook.hub.rounds.reminders import Reminder, ReminderKind
    from careers_workbook.hub.rounds.reread import RereadReturn
    from careers_workbook.hub.rounds.return_selection import DecidedReturn
    from careers_workbook.hub.rounds.rounds import Round, SchoolRound, SchoolState
    from careers_workbook.hub.rounds.sent_versions import SentVersion
    from careers_workbook.hub.settings_file import SettingsFile
    from careers_workbook.hub.setup import CreatedHub, NewHub, set_up
    from careers_workbook.hub.store.collect import CollectedFile
    from careers_workbook.hub.store.folder_moves import UnfinishedMove
    from careers_workbook.hub.store.receipts import Receipt
    from careers_workbook.hub.store.round_contents import RoundContents
    from careers_workbook.hub.store.settings_text import SettingsText
    from careers_workbook.hub.tables.consolidated import Consolidated
    from careers_workbook.hub.tables.export import ConsolidatedFiles, ConsolidatedKind, MadeFile
    from careers_workbook.returns.context import Context
    from careers_workbook.returns.submission import Answer, Submission
    from careers_workbook.spec.model import Spec

_HOMES = {
    "answering": ("AnswersPreview", "GivenAnswer", "GivenAnswers"),
    "question_changes": ("QuestionChange", "QuestionChangeKind"),
    "by_question": (
        *("AcrossSchools", "CountedQuestion", "SchoolAnswers", "SchoolEvidence", "across_schools"),
        *("counted_questions", "evidence_lines", "leaver_numbers", "listed_evidence"),
    ),
    "drafts": ("Draft", "KeptDraft"),
    "forgetting.held": ("Held",),
    "forgetting.removal": ("Due",),
    "moved_folder": ("FolderMove", "MovableFolder"),
    "launcher": ("put_launcher", "say_where_program_is"),
    "looked_at": ("LookedAt",),
    "handover.problem_report": ("problem_report",),
    "handover.backup": ("restore",),
    "rollover.prefill": ("Prefilled", "WantedWorkbooks"),
    "register.line_change": ("LineFields", "LineMistake"),
    "register.pasted": ("pasted", "sent_list"),
    "register.selection": ("Wanted",),
    "imported_register": ("import_register",),
    "rollover.roll": ("CarriedWorkbook", "Rolled", "roll_all"),
    "rounds.reminders": ("ReminderKind",),
    "rounds.return_selection": ("DecidedReturn",),
    "rounds.rounds": ("Round", "SchoolRound", "SchoolState"),
    "setup": ("CreatedHub", "NO_SCHOOLS", "NewHub", "set_up"),
    "store.folder_moves": ("UnfinishedMove",),
    "store.settings_text": ("SettingsText",),
    "tables.export": ("ConsolidatedKind",),
}
"""What faces use of the Hub's sub-rooms as it is, and where each is at home: imported when asked for."""
__all__ = [
    "AcrossSchools", "AnswersPreview", "CarriedWorkbook", "ConsolidatedKind", "CountedQuestion", "CreatedHub",
    "DecidedReturn", "Draft", "Due", "FolderMove", "GivenAnswer", "GivenAnswers", "Held", "Hub", "KeptDraft",
    "LineFields", "LineMistake", "Listed", "LookedAt", "MovableFolder", "NewHub", "Prefilled",
    "QuestionChange", "QuestionChangeKind", "Register", "ReminderKind", "Rolled", "Round", "RoundSettings", "RoundView",
    "SchoolAnswers", "SchoolEvidence", "SchoolRound", "SchoolState", "SchoolWorkbook", "SettingsText",
    "UnfinishedMove", "Wanted", "WantedWorkbooks", "Work",
    "across_schools", "compare_returns", "counted_questions", "evidence_lines", "find_hub", "import_register",
    "leaver_numbers", "listed_evidence", "open_hub", "pasted", "problem_report", "put_launcher", "read_register",
    "restore", "roll_all", "say_where_program_is", "sent_list", "set_up", "usable_returns",
]  # fmt: skip
if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        home = next((home for home, names in _HOMES.items() if name in names), None)
        if home is None:
            raise AttributeError(name)
        return getattr(importlib.import_module(f"careers_workbook.hub.{home}"), name)


T = TypeVar("T")
NO_SCHOOLS = "HUB-006"
"""The register lists no school: a Hub begins like that."""
_WELL = ("in order", "look at")
"""The states of schools of which nothing more is expected."""


@frozen
class Work(Generic[T]):
    """What takes long, in so many steps at most; it is done while it is iterated over."""

    total: int
    steps: Iterator[T]


@frozen
class Collected(Work[T]):
    """The same of a run of `collect`. `summary` is that of the round afterwards, as soon as all is done."""

    taken: "Taken"
    summary: "Callable[[], RoundSummary]"


@frozen
class ReturnedBefore:
    """What a school returned in the round before, in the words of the Hub's checklist; `day` is the day of that round.

    `destinations` are its numbers of leavers, of whom no rows are known.
    """

    round: str
    day: dt.date
    submission: "Submission"
    spec: "Spec"
    destinations: "Sequence[Destinations]"

    @classmethod
    def of(cls, one: "MigratedReturn", settings: RoundSettings) -> "ReturnedBefore":
        """From a round that is compared."""
        told = one.school.counts.stored.destinations if one.school.counts else ()
        return cls(settings.name, settings.due, one.submission, one.spec, told)


@frozen
class RoundView:
    """How a round stands on a day, beside the round before. `doubts` say why this may not be all that there is."""

    compared: "ComparedRound"
    doubts: tuple[Problem, ...]

    @property
    def round(self) -> "Round":
        """The round, with the findings that only the comparison shows."""
        return self.compared.round

    @property
    def for_others(self) -> "Round":
        """The round with nothing in its findings about the people of one school: what lists of schools show."""
        from careers_workbook.hub.publication.withheld import as_others_see

        return as_others_see(self.round)

    @property
    def middle(self) -> "HubMiddle | None":
        """The middle of the schools that returned; None where too few did."""
        from careers_workbook.figures.hub_middle import hub_middle

        return hub_middle([one.progress for one in self.compared.readings])

    @property
    def returned_before(self) -> "Mapping[str, ReturnedBefore]":
        """What the schools that returned in both rounds sent in the one before, by URN."""
        before, comparison = self.compared.before, self.compared.comparison
        if not before or not comparison:
            return {}
        return {one.now.urn: ReturnedBefore.of(one.before, before.settings) for one in comparison.compared}

    @property
    def is_complete(self) -> bool:
        """Whether everything that came counts somewhere: else a school that returned may seem not to have."""
        from careers_workbook.hub.store.integrity import INCOMPLETE

        return not any(problem.code in INCOMPLETE for problem in self.doubts)

    @property
    def of_nobody(self) -> tuple[Problem, ...]:
        """Says which files may be from any school (HUB-082): one that has not returned may have sent one of them."""
        from careers_workbook.hub.rounds.reminders import Situations
        from careers_workbook.hub.store.integrity import counted_files

        files = [one.stored.receipt.source for one in Situations.of(self.round).of_nobody]
        return (Problem("HUB-082", Place(), counted_files(files)),) if files else ()

    @property
    def is_well(self) -> bool:
        """Whether nothing is left to do for anybody."""
        now = self.round
        return not (self.doubts or now.stray or now.register.problems) and all(s.state in _WELL for s in now.schools)


@frozen
class Consolidation:
    """The tables of a round, what its board asks of them, and what is to be said to whoever makes them."""

    tables: "Consolidated"
    board: "Board"
    warnings: tuple[Problem, ...]


@frozen
class SchoolWorkbook:
    """What became of the workbook of one school: its file, with what answers, or why there is no new one.

    `prefilled` is None where the file was there before, and nothing was read; else it is `due` on this day.
    """

    school: "School"
    path: Path
    prefilled: "Prefilled | None" = None
    problem: Problem | None = None
    due: dt.date | None = None

    @property
    def contents(self) -> tuple[bool, int] | None:
        """Whether it has answers, and how many leavers; None where it was not made now."""
        if self.prefilled is None or self.problem:
            return None
        carried = self.prefilled.carried
        return (True, carried.leavers) if carried else (False, 0)

    @property
    def is_kept_back(self) -> bool:
        """Whether there is none because nobody knows what its school returned."""
        return self.prefilled is not None and self.prefilled.kept_back is not None


@frozen
class Hub:
    """A Hub at one of its rounds on a day."""

    settings: HubSettings
    round: RoundSettings
    today: dt.date

    @property
    def inbox(self) -> Path:
        """Where what schools send is put."""
        return self.settings.folders["inbox"]

    @property
    def kept(self) -> Path:
        """Where everything lies that is kept for good: what schools returned, what was decided."""
        return self.settings.folders["returns"]

    @property
    def blank(self) -> Path:
        """Where the workbooks of this round go out from."""
        return self.settings.folders["blank"] / self.round.folder

    @property
    def next_year(self) -> Path:
        """Where workbooks for the next school year go."""
        return self.settings.folders["output"] / "next-year"

    @property
    def letters(self) -> Path:
        """Where the templates of letters lie."""
        return self.settings.folders["letters"]

    @property
    def settings_file(self) -> "SettingsFile":
        """The settings as their file says them, and how they are changed."""
        from careers_workbook.hub.settings_file import SettingsFile

        return SettingsFile(self.settings)

    @property
    def folder_moves(self) -> "FolderMoves":
        """How its folders are moved to other places."""
        from careers_workbook.hub.moved_folder import FolderMoves

        return FolderMoves(self.settings)

    def output(self, kind: str) -> Path:
        """Where the program puts what it makes of this round: output/reports/Autumn 2026."""
        return self.settings.folders["output"] / kind / self.round.folder

    def at_next_round(self) -> "Hub":
        """At the first round that is not due yet; the last one if there is none."""
        rounds = self.settings.rounds
        return replace(self, round=next((one for one in rounds if one.due >= self.today), rounds[-1]))

    def due(self, day: dt.date | None = None) -> dt.date:
        """The day given, or that of the round; SpecError (HUB-054) if the round is over."""
        if day is None and self.round.due < self.today:
            shown = {"due": show_date(self.round.due), "today": show_date(self.today)}
            raise SpecError(Problem("HUB-054", Place(), {"name": self.round.name, **shown}))
        return day or self.round.due

    def next_order(self, order: "Order") -> "Order":
        """With what the settings say of the round to come, if there is one, and to whom to return a workbook."""
        ahead = self.at_next_round().round.due
        due = order.due or (ahead if ahead >= order.today else None)
        return replace(order, due=due, return_to=order.return_to or self.settings.return_to, hub=self.settings.name)

    def view(self, compared: "Sequence[ComparedRound]" = ()) -> RoundView:
        """How the round stands, which may be `compared` already.

        SpecError or OutputError where register, spec or store cannot be used.
        """
        from careers_workbook.hub.comparison.round_comparison import load_compared
        from careers_workbook.hub.rounds.changed_questions import changed_questions
        from careers_workbook.hub.store.integrity import integrity_problems

        found = compared[-1] if compared else load_compared(self.settings, self.round, self.today)
        doubts = (*integrity_problems(self.settings), *changed_questions(found.round))
        return RoundView(found, doubts)

    def next_steps(self, view: RoundView) -> "tuple[RoundStep, ...]":
        """What is to be done next, in the order in which it helps most; none where all is well."""
        from careers_workbook.hub.next_steps import Ready, next_steps

        drafts = {(one.listed.school.urn, one.kind) for one in self.drafts()}
        made = any(self.results(internal=internal) for internal in (True, False))
        without, kept_back = len(self.without_workbook(view)), len(self._without_letter(view, drafts))
        is_last = self.at_next_round().round.due < self.today
        ready = Ready(without, kept_back, drafts, made, {one.code for one in view.doubts}, is_last)
        return tuple(next_steps(view.round, ready))

    def checklist_problems(self) -> tuple[Problem, ...]:
        """What is to be looked at in the checklist as it stands in the Hub's own files; nothing of a shipped one."""
        from careers_workbook.spec.load import check, files, shipped

        own = (path for path in files(self.settings.spec) if path not in shipped().values())
        return tuple({str(problem): problem for path in own for problem in check(path)}.values())

    def sent_versions(self, view: RoundView) -> "tuple[SentVersion, ...]":
        """Which versions of the checklist went out, newest first, and which schools have a workbook of each."""
        from careers_workbook.hub.rounds.sent_versions import sent_versions

        return sent_versions(view.round, self.history().entries)

    def without_workbook(self, view: RoundView) -> "tuple[Listed, ...]":
        """The schools that have no workbook for the round ahead and have sent nothing in it; none where it is over."""
        ahead = self.at_next_round()
        if ahead.round.due < self.today:
            return ()
        out = {path.name.split(" ", 1)[0] for path in ahead.blank.glob("*.xlsx")} | set(ahead.excused())
        if ahead.round == self.round:
            out |= {one.listed.school.urn for one in view.round.schools if one.state != "not returned"}
        return tuple(one for one in ahead.schools_expected() if one.school.urn not in out)

    def schools_expected(self) -> tuple[Listed, ...]:
        """The schools of which a return is expected in this round, excused ones included."""
        return read_register(self.settings.register).on(self.round.due, self.today).expected

    def without_letter(self, view: RoundView) -> "tuple[Listed, ...]":
        """The schools whose workbook no letter takes to them, where lines of leavers keep workbooks back.

        None where the round is over, or where no letters are written with workbooks at all.
        """
        return self._without_letter(view, ((one.listed.school.urn, one.kind) for one in self.drafts()))

    def _without_letter(self, view: RoundView, drafts: "Iterable[tuple[str, str]]") -> "tuple[Listed, ...]":
        taken = {urn for urn, kind in drafts if kind == "blank"}
        taken |= {urn for urn, kind in view.round.diary.sent if kind == "blank"}
        if not (taken and self.settings.carry_leavers) or self.round.due < self.today:
            return ()
        there = {path.name.split(" ", 1)[0] for path in self.blank.glob("*.xlsx")} - taken
        open_ones = (one.listed for one in view.round.schools if not one.counts)
        return tuple(one for one in open_ones if one.school.urn in there)

    def receive(self, name: str, file: "BinaryIO", saved: dt.datetime | None = None) -> Path:
        """Put what somebody was sent into the inbox, under a name that every disk can have: where it lies then.

        The same bytes under the same name come to the same place, in one round. `saved` is when it was last saved where
        it was before: UTC, naive. OutputError where it cannot be written.
        """
        from careers_workbook.hub.store.inbox import put

        return put(self.inbox, name, file, saved, self._folder_of_what_comes_again)

    def _folder_of_what_comes_again(self, path: Path) -> str:
        """That of this round where what lies at a place, or lay there, came in another one only; else none."""
        if not self.settings.store.exists():
            return ""
        with Store(self.settings.store) as store:
            rounds = store.rounds_of(receipts.source_of(self.settings.root, str(path)))
        return self.round.folder if rounds and self.round.name not in rounds else ""

    def original(self, receipt: "Receipt") -> bytes | None:
        """A file as it came; None where there is none, or it has gone."""
        try:
            return receipts.original_bytes(self.kept, receipt) if receipt.hash else None
        except FileRefusedError:
            return None

    def look_at(self, name: str, data: bytes, password: str | None = None) -> "Iterator[LookedAt]":
        """What is in a file that is not taken in, file by file where it holds several; nothing is written down."""
        from careers_workbook.hub.looked_at import look_at

        return look_at(self.settings, self.round, self.today, name, data, password)

    def collect(
        self,
        paths: Sequence[Path] = (),
        *,
        urn: str = "",
        password: str | None = None,
        rebuild: bool = False,
        readers: "Readers | None" = None,
    ) -> "Collected[CollectedFile | Problem]":
        """Take in the files named, or all of the inbox; with `rebuild`, first all originals anew.

        `readers` are entered while it is done: those of `cluster`, or as many on this computer as it has cores. A
        Problem is a receipt that cannot be read. FileRefusedError if a path is not there.
        """
        from careers_workbook.hub.collect_run import CollectRun
        from careers_workbook.returns.intake.disk import number_of_files

        missing = [Problem("FILE-001", Place(file=as_kept(str(path)))) for path in paths if not path.exists()]
        if missing:
            raise FileRefusedError(*missing)
        make_folder(self.inbox)
        total = sum(map(number_of_files, paths or (self.inbox,)))
        total += len(receipts.names(self.kept)) if rebuild else 0
        run = CollectRun(
            self.settings, self.round.name, self.today, self._settled, paths, urn, password, rebuild, readers
        )
        return Collected(total, run.steps(), run.taken, run.summary)

    def cluster(self, scheduler: str, certificates: Path | None = None) -> "Readers":
        """The readers of the Dask cluster at this address, for `collect`; certificates unless the settings name some.

        Connected when they are entered; SpecError (HUB-180 to 188) where that is not possible.
        """
        from careers_workbook.hub.cluster.dask_cluster import cluster

        return cluster(scheduler, certificates or self.settings.certificates)

    def returns(
        self,
        view: RoundView,
        password: str | None = None,
        specs: "tuple[Spec, ...]" = (),
        *,
        to_mend: bool = False,
        urns: Collection[str] | None = None,
    ) -> "Work[RereadReturn]":
        """The returns that count, read anew; with `to_mend`, those that the school has to do something about.

        Text documents are among these, in order or not: the school should go on in the workbook with its answers.

        `urns` are the schools that are wanted; None are all.
        Answers are carried over to the first of `specs`, or to what the Hub asks. SpecError (HUB-055) if nothing came.
        """
        from careers_workbook.hub.rounds.reread import reread

        self._is_not_empty(view.round.came)
        wanted = (one for one in view.round.came if urns is None or one.listed.school.urn in urns)
        schools = [one for one in wanted if not to_mend or one.needs_workbook]
        return Work(len(schools), reread(view.round, schools, password, specs))

    def consolidate(self, view: RoundView, *, internal: bool, force: bool = False) -> Consolidation:
        """Every table of the round; unless `internal`, with nothing that points to a leaver.

        SpecError (HUB-080, HUB-141) where other figures of leavers may have been shared already, unless `force`.
        """
        from careers_workbook.hub.board import board
        from careers_workbook.hub.publication.publication import publish
        from careers_workbook.hub.rounds.migrated import read_by_another
        from careers_workbook.hub.tables.consolidated import consolidate

        self._is_not_empty(view.round.returned)
        changed = read_by_another(view.round)
        published, said = (
            (publish(view.round, None, view.compared.readings), []) if internal else self._published(view, force=force)
        )
        tables = consolidate(view.compared, published, internal=internal)
        return Consolidation(tables, board(tables, view.compared), (*((changed,) if changed else ()), *said))

    def _published(self, view: RoundView, *, force: bool) -> "tuple[Published, list[Problem]]":
        """What may be said to others, as the next version of what was; and what is to be said of the one before."""
        from careers_workbook.hub.publication.publication import publish
        from careers_workbook.hub.publication.record import record_of, records
        from careers_workbook.hub.publication.rounding import mark_of, the_secret

        found = records(self.settings)
        secret = the_secret(self.kept, [one.mark for one in found if one.mark])
        own = record_of(self.round, self.settings, found)
        published = publish(view.round, secret, view.compared.readings)
        published = replace(published, mark=mark_of(secret), earlier=own.versions)
        problem = own.problem(published) if own.versions else None
        if problem and problem.severity != "note" and not force:
            raise SpecError(problem)
        return published, [problem] if problem else []

    def answered(self, counts: "DecidedReturn") -> "AnsweredReturn":
        """A return that counts, with every finding at the answer that it is about."""
        from careers_workbook.hub.one_school import answered

        return answered(counts)

    def since_last_round(self, view: RoundView, urn: str) -> "tuple[str, SchoolChanges] | None":
        """What a school says otherwise than in the round before, and its name; None where nothing can be compared."""
        from careers_workbook.hub.one_school import since_last_round
        from careers_workbook.hub.rounds.rounds import load_round

        earlier = self.settings.before(self.round)
        before = load_round(self.settings, earlier, self.today, self.round) if earlier else None
        found = since_last_round(view.round, before, urn) if before else None
        return (before.settings.name, found) if before and found else None

    def round_changes(self, view: RoundView) -> "RoundChanges | None":
        """How much every school says otherwise than in the round before; None where nothing can be compared."""
        from careers_workbook.hub.comparison.round_changes import round_changes

        return round_changes(view.compared)

    def reminders(
        self,
        view: RoundView,
        only: "ReminderKind | None" = None,
        password: str | None = None,
        urns: "Collection[str] | None" = None,
    ) -> "Work[Reminder | Problem]":
        """The letter that each school gets as it stands; a Problem where it gets none, and the Hub has to act.

        `urns` are the schools that are wanted; None are all.
        SpecError (HUB-078) where the settings do not say to whom a workbook is returned.
        """
        from careers_workbook.hub.rounds.reminders import reminders, schools_to_remind

        self._has_return_address()
        total = len(schools_to_remind(view.round, only, urns))
        return Work(total, reminders(view.round, only, password, urns))

    def mailing(self, due: dt.date | None) -> "Round":
        """The round as the letters say it that the workbooks go out with, due on another day perhaps."""
        from careers_workbook.hub.rounds.rounds import load_round

        self._has_return_address()
        return load_round(self.settings, replace(self.round, due=due or self.round.due), self.today)

    def known(self) -> "Context":
        """What a returned file is read by: what the Hub asks, and what it has asked in workbooks that went out."""
        from careers_workbook.hub.store.asked import context

        return context(self.settings, self.today)

    def keep_asked(self, spec: "Spec") -> tuple[Problem, ...]:
        """Keep the questions of workbooks that go out, so that their returns are read by them whatever follows.

        Given is what was changed since others of the same version went out (HUB-086): it is not said again.
        """
        from careers_workbook.hub.rounds.changed_questions import changed_questions
        from careers_workbook.hub.rounds.rounds import load_round
        from careers_workbook.hub.store.asked import questions_to_keep

        wanted = questions_to_keep(self.settings, spec, self.today)
        if wanted is None:
            return ()
        changed = tuple(changed_questions(load_round(self.settings, self.round, self.today)))
        self.keep(*wanted, "asked")
        return changed

    def roll(
        self, submissions: "Sequence[Submission]", spec_of: "SpecOf", order: "Order", folder: OutputFolder
    ) -> "Iterator[Rolled]":
        """The next year's workbooks of returns that somebody names, whether they were collected or not.

        As with `workbooks`, rows of leavers are in them where the settings say so, and what they hold is kept.
        """
        from careers_workbook.hub.rollover.roll import Recipient, next_year, roll_all

        def make(submission: "Submission", spec: "Spec", order: "Order") -> "CarriedWorkbook":
            made = next_year(submission, spec, order, Recipient(leavers=self.settings.carry_leavers))
            self.keep_sent(made, spec)
            return made

        return roll_all(submissions, spec_of, order, folder, make)

    def workbooks(
        self, schools: "Sequence[School]", wanted: "WantedWorkbooks", folder: OutputFolder, *, blank: bool = False
    ) -> "Work[SchoolWorkbook]":
        """A workbook for each school, with the answers of its last return that counts unless `blank`.

        Rows of leavers are in it where the settings say so (carry_leavers). It names the day until which its school may
        return, where the order has that of the round. SpecError (HUB-190) where returns are lost to the store: a school
        would get the answers of an earlier round, or none.
        """
        from careers_workbook.hub.store.integrity import lost_returns

        if not blank and (lost := tuple(lost_returns(self.settings))):
            raise SpecError(*lost, Problem("HUB-190"))
        order = wanted.order if wanted.into_next_year else replace(wanted.order, school_year=self.round.year)
        days = self.extended() if order.due == self.round.due and not wanted.into_next_year else {}
        wanted = replace(wanted, order=order, leavers=self.settings.carry_leavers, days=days)
        return Work(len(schools), self._workbooks(schools, wanted, folder, blank=blank))

    def keep_sent(self, made: "CarriedWorkbook", spec: "Spec") -> None:
        """Keep the answers that a workbook is about to go out with."""
        from careers_workbook.hub.store.asked import answers_to_keep

        private = [sheet.title for sheet in spec.sheets if sheet.about_people]
        folder = self.kept
        if wanted := answers_to_keep(folder, made.school.urn, self.today, made.sent, private):
            self.keep(*wanted, "sent", one_of_many=True)

    def keep(self, path: Path, data: bytes | str, why: str, *, one_of_many: bool = False) -> None:
        """Write a file that people find, whole or not at all, and its folder. All that is made goes this way.

        The journal says so, and may wait for the disk where it is `one_of_many`; where it cannot be written, there is
        no new file either, but for one outside of the Hub's folder.
        """
        make_folder(path.parent)
        was_there = path.exists()
        write(path, data)
        self._say_kept(path, why, one_of_many=one_of_many, is_new=not was_there)

    def _keep_written(self, paths: Sequence[Path], write_all: "Callable[..., object]", why: str) -> None:
        """The same of files that are too large to be held as a whole, and are written together.

        Each gets its name after the one before has got its own: where one cannot, because it is open in Excel, those
        behind it stay as they were too.
        """
        there = {path for path in paths if path.exists()}
        with contextlib.ExitStack() as at_end:
            for path in paths:
                make_folder(path.parent)
            files = [at_end.enter_context(writing(path))[0] for path in reversed(paths)]
            write_all(*reversed(files))
        for path in paths:
            self._say_kept(path, why, one_of_many=True, is_new=path not in there)

    def _say_kept(self, path: Path, why: str, *, one_of_many: bool, is_new: bool) -> None:
        try:
            details = {"why": why, "path": self._place(path), "round": self.round.name}
            journal.add(self.kept, "keep", details, one_of_many=one_of_many)
        except OutputError:
            if path.absolute().is_relative_to(self.settings.root.absolute()):
                if is_new:  # one that was replaced is made again by the next run, which writes it down then
                    remove(path)
                raise

    def extend(self, urn: str, to: dt.date) -> Listed:
        """Let a school return until a day in this round: it is given back. SpecError (HUB-091) for one not expected."""
        return self.extend_all([urn], to)[0]

    def extend_all(self, urns: Sequence[str], to: dt.date) -> list[Listed]:
        """The same of several, as one decision: `undo` takes it back as a whole."""
        listed = list(map(self._listed, urns))
        self._settle("extend", [(one.school.urn,) for one in listed], to.isoformat())
        return listed

    def excuse(self, urn: str, reason: str) -> Listed:
        """Let a school be missing from this round; with no reason it is expected again. It is given back.

        SpecError (HUB-091) for one that is not in the register.
        """
        return self.excuse_all([urn], reason)[0]

    def excuse_all(self, urns: Sequence[str], reason: str) -> list[Listed]:
        """The same of several, as one decision: `undo` takes it back as a whole."""
        listed = list(map(self._listed, urns))
        before = () if reason else [old for urn in urns for old in self._former(urn)]  # also under its old URN
        self._settle("excuse", [*((urn,) for urn in urns), *((old,) for old in before)], reason)
        return listed

    def line_of(self, urn: str) -> Listed | None:
        """The line of the register about a school, as it is in this round; None where it has none."""
        return read_register(self.settings.register).on(self.round.due, self.today).find(urn)

    def is_without_schools(self) -> bool:
        """Whether the register lists no school yet."""
        try:
            return not read_register(self.settings.register).listed
        except SpecError as error:
            if [problem.code for problem in error.problems] == [NO_SCHOOLS]:
                return True
            raise

    def list_schools(self, found: Register) -> tuple[int, int]:
        """Put the schools of a list into the register: how many are new, and how many were in it and stay.

        SpecError where the register cannot be brought up to date.
        """
        from careers_workbook.hub.imported_register import list_schools

        with only_writer(self.kept):
            return list_schools(self.settings, found)

    def line_mistakes(self, urn: str, new: "LineFields") -> "tuple[LineMistake, ...]":
        """What is wrong with what shall stand in the line of a school, field by field; HUB-018 as in `list_schools`."""
        from careers_workbook.hub.register.line_change import line_in, mistakes
        from careers_workbook.hub.register.update import existing

        lines = existing(self.settings.register) or ()
        line = line_in(lines, urn)
        return mistakes(lines, line, new) if line else ()

    def keep_line(self, urn: str, new: "LineFields", seen: str) -> list[Problem]:
        """Let the register say this of a school; `undo` takes it back. Letters to another address than it has go.

        Given are those that somebody has changed (HUB-079). `seen` is the mark of what somebody looked at before.
        SpecError as in `list_schools`; HUB-173 if the line says something else by now, HUB-174 if others would change.
        """
        from careers_workbook.hub.register.line_change import as_seen
        from careers_workbook.hub.register.update import existing

        with only_writer(self.kept):
            before = as_seen(existing(self.settings.register) or (), urn, seen, self.settings.register)
            said, stood = new.beside(before), before.beside(new)
            if not said:
                return []
            changed = self._no_workbooks_to(urn) if "email" in said else []  # first: whatever is killed, none stays
            with or_as_before(self.settings.register):
                self._put_line(urn, new)
                self._write_down("line", {"urn": urn, "text": json.dumps(said), "before": json.dumps(stood)})
            self._compare_again()
        return changed

    def _put_line(self, urn: str, new: "LineFields") -> None:
        from careers_workbook.hub.register.line_change import changed_register
        from careers_workbook.hub.register.listing import content
        from careers_workbook.hub.register.update import existing

        path = self.settings.register
        write(path, changed_register(path, content(path), existing(path) or (), urn, new))

    def _line_before(self, change: JournalEntry) -> None:
        """What a line of the register said before; SpecError (HUB-173) if somebody has changed it since."""
        from careers_workbook.hub.register.line_change import taken_back
        from careers_workbook.hub.register.update import existing

        urn, text, before = map(change.text, ("urn", "text", "before"))
        line = taken_back(existing(self.settings.register) or (), urn, text, before, self.settings.register)
        if "email" in json.loads(text):
            self._no_workbooks_to(urn)
        self._put_line(urn, line)

    def excused(self) -> "Mapping[str, str]":
        """The schools that are excused from this round: URN -> reason."""
        return self._diary().excused

    def extended(self) -> "Mapping[str, dt.date]":
        """The schools that may return until another day than that of this round: URN -> the day."""
        return self._diary().extended

    def _diary(self) -> "Diary":
        from careers_workbook.hub.rounds.diary import Diary

        register = read_register(self.settings.register).on(self.round.due, self.today)
        return Diary.of(self.kept, self.round.name).going_on(register)

    def note(self, urn: str, words: str) -> Listed:
        """Write something down about a school in this round, for the Hub alone; SpecError (HUB-091) as above."""
        listed, folder = self._listed(urn), self.kept
        with only_writer(folder):
            place = sum(one.what == "note" for one in self.history().entries)
            decisions.decide(folder, "note", [(self.round.name, urn, str(place))], words)
        return listed

    def answers_from(self, file: Path, urn: str, password: str | None = None) -> "GivenAnswers":
        """The answers of a list (CSV, Excel), or of a workbook that the Hub filled in itself, to be written down.

        `urn` is the school, "" where the file says so. SpecError (HUB-168), FileRefusedError where it cannot be used.
        """
        from careers_workbook.hub.answers_file import from_file
        from careers_workbook.hub.rounds.rounds import load_round

        return from_file(file, urn, self.known(), load_round(self.settings, self.round, self.today), password)

    def preview_answers(self, given: "GivenAnswers") -> "AnswersPreview":
        """What `answer` would come to, answer by answer, and what it would refuse; nothing is written down."""
        from careers_workbook.hub.answering import previewed
        from careers_workbook.hub.rounds.rounds import load_round

        return previewed(given, load_round(self.settings, self.round, self.today), self._names())

    def answer(self, given: "GivenAnswers") -> "tuple[SchoolRound, ...]":
        """Write down what schools answered by telephone or on paper, all of it or nothing: how they stand then.

        SpecError with everything that is wrong: in an answer as in a workbook, (HUB-091) a school that is not expected.
        """
        from careers_workbook.hub.answering import written_down
        from careers_workbook.hub.rounds.rounds import load_round

        folder = self.kept
        with only_writer(folder):
            told = written_down(given, load_round(self.settings, self.round, self.today), self._names())
            decided: dict[tuple[str, ...], str] = {(self.round.name, urn): one.text() for urn, one in told.items()}
            decisions.decide(folder, "answer", decided, decided)
            self._compare_again()
        now = load_round(self.settings, self.round, self.today).schools
        return tuple(one for one in now if one.listed.school.urn in given.urns)

    def options_of(self, found: "Round", school: "SchoolRound", answer: "Answer") -> tuple[str, ...]:
        """What a question offers to choose from, of an answer of this school; empty where anything can be typed."""
        from careers_workbook.hub.answering import options_of

        return options_of(found, school, answer)

    def notes(self, urn: str) -> tuple[JournalEntry, ...]:
        """What was written down about a school in any round and not taken back, oldest first; under old URNs too."""
        entries, about, urns = self.history().entries, decisions.KINDS["note"].about, {urn, *self._former(urn)}
        held = decisions.holding(entries, "note")
        found = {tuple(map(one.text, about)): one for one in entries if one.what == "note" and one.text("urn") in urns}
        return tuple(one for key, one in found.items() if held.get(key))

    def letter(self, draft: "KeptDraft") -> "LetterWords":
        """What a draft says now, and what is attached to it."""
        from careers_workbook.hub.draft_message import words_of

        return words_of(draft.path.read_bytes())

    def may_reword(self, draft: "KeptDraft") -> bool:
        """Whether its words can be changed here: not if another program has saved it."""
        from careers_workbook.hub.draft_message import is_ours

        return is_ours(draft.path.read_bytes())

    def untrue_letters(self, view: RoundView, drafts: "Iterable[KeptDraft]") -> frozenset[str]:
        """The numbers of those that say what is not so any more: changed ones are not taken away by themselves."""
        from careers_workbook.hub.drafts import letters_untrue

        return frozenset(one.number for one in letters_untrue(view.round, drafts))

    def reword(self, draft: "KeptDraft", subject: str, body: str) -> bool:
        """Let a draft say something else: it stays so when letters are written again, and `undo` takes it back.

        False for one that another program has saved: that is left as it is.
        """
        from careers_workbook.hub.draft_message import as_text, reworded

        with only_writer(self.kept):
            data = draft.path.read_bytes()
            new, before = reworded(data, subject, body), as_text(data)
            if new is None:
                return False
            if as_text(new) != before:
                about = {"round": self.round.name, "urn": draft.listed.school.urn, "letter": draft.kind}
                with or_as_before(draft.path):
                    write(draft.path, new)  # first: what somebody typed is never lost
                    self._write_down("edit", {**about, "text": as_text(new), "before": before})
        return True

    def _as_before(self, edit: JournalEntry) -> None:
        """The words that a draft had before, if it still says what it was changed to then."""
        from careers_workbook.hub.draft_message import as_text, reworded_as

        about = edit.text("urn"), edit.text("letter")
        there = replace(self, round=self.settings.named(edit.text("round"))).drafts()
        for draft in there:
            if (draft.listed.school.urn, draft.kind) == about:
                data = draft.path.read_bytes()
                new = reworded_as(data, edit.text("before")) if as_text(data) == edit.text("text") else None
                if new:
                    write(draft.path, new)

    def keep_template(self, name: str, text: str) -> None:
        """Let a letter be written by other words from now on; `undo` takes it back. `name` is that of its template."""
        path = self.letters / name
        with only_writer(self.kept):
            before = path.read_text(encoding="utf-8-sig", errors="replace") if path.is_file() else ""
            if text != before:
                make_folder(path.parent)
                with or_as_before(path):
                    write(path, text)
                    self._write_down("template", {"file": name, "text": text, "before": before})

    def _template_before(self, change: JournalEntry) -> None:
        """The words that a template had before; without any, that of the program holds again."""
        path = self.letters / change.text("file")
        if before := change.text("before"):
            write(path, before)
        else:
            remove(path)

    def throw_away(self, draft: "KeptDraft") -> None:
        """Remove a draft, whether somebody has changed it or not."""
        with only_writer(self.kept):
            self._take_away([(draft.path, True)])

    def sent_letters(self, letters: "Sequence[KeptDraft]") -> None:
        """Write down that these letters went out today."""
        about = [(one.listed.school.urn, one.kind) for one in letters]
        self._settle("sent", about, self.today.isoformat())

    def sent(self, urns: Sequence[str] = ()) -> "list[tuple[Listed, ReminderKind]]":
        """Write down that drafts of letters went out today, of these schools or of all: each with the kind of letter.

        SpecError (HUB-091) for a school that is not expected, (HUB-092) where there is no draft.
        """
        from careers_workbook.hub.drafts import drafted

        wanted = [self._listed(urn) for urn in urns] or read_register(self.settings.register).listed
        found = list(drafted(wanted, self.output("letters")))
        if not found:
            raise SpecError(Problem("HUB-092", Place(), {"path": str(self.output("letters"))}))
        self._settle("sent", [(listed.school.urn, kind) for listed, kind in found], self.today.isoformat())
        return found

    def upgrade(self) -> Problem | None:
        """Bring the folder up to date if an earlier version made it (HUB-095): what every face does first."""
        if (self.kept / journal.NAME).exists():
            return None
        from careers_workbook.hub.store.upgrade import upgrade

        return upgrade(self.settings)

    def history(self) -> Journal:
        """Everything that was done in this Hub, oldest first."""
        return journal.read(self.kept)

    def confirm(self, urn: str) -> "SchoolRound":
        """Say that the answers of last time are still right at a school, or that those in last year's workbook are new.

        SpecError (HUB-096) if its return is neither, (HUB-106) where what was done last year has to be confirmed
        statement by statement.
        """
        with only_writer(self.kept):
            school = self.view().round.school(urn)
            if school is None or not school.to_confirm:
                state = school.state if school else "not in the register"
                raise SpecError(Problem("HUB-096", Place(), {"urn": urn, "state": state, "name": self.round.name}))
            if school.state == "unchanged" and (waiting := school.filled.waiting):
                shown = {"urn": urn, "name": school.listed.school.name, "number": str(waiting)}
                raise SpecError(Problem("HUB-106", Place(), shown))
            decisions.decide(self.kept, "confirm", [(self.round.name, urn)], "yes")
            self._decide({self.round.name})
        return school

    def assign(self, file: str, urn: str) -> tuple[str, Listed]:
        """Say from which school a file is that came: its name in full and the school are given back.

        SpecError (HUB-091) for a school that is not expected, (HUB-102) where no one file of this name came.
        """
        listed = self._listed(urn)
        return self._decide_file("assign", file, listed.school.urn), listed

    def dismiss(self, file: str, reason: str) -> str:
        """Say that a file that came is not wanted, and why: its name in full is given back. It is kept.

        SpecError (HUB-102) where no one file of this name came.
        """
        return self._decide_file("dismiss", file, reason)

    def outgoing(self, files: "Iterable[SchoolWorkbook]", found: "Round") -> "Iterator[Outgoing]":
        """Workbooks that are there, each with what is in it and whether it may go to its school's address.

        The letter of before to an address that it must not go to is taken away.
        """
        from careers_workbook.hub.outgoing import Contents, outgoing

        there = (
            (found.register.line_of(one.school), one.path, Contents(*one.contents, one.due) if one.contents else None)
            for one in files
            if not one.is_kept_back
        )
        for one in outgoing(there, self.known(), self.confirmed()):
            changed = self.no_workbook_to(one.listed.school.urn, "blank") if one.problems else ()
            yield replace(one, problems=(*one.problems, *changed))

    def confirmed(self) -> Mapping[str, str]:
        """By URN the addresses that somebody has confirmed: to no others go lines of leavers."""
        said = decisions.holding(journal.decided(self.kept), "address")
        return {urn: address for (urn,), address in said.items() if address}

    def is_address_confirmed(self, listed: Listed) -> bool:
        """Whether somebody has confirmed the addresses that the register has of a school now."""
        from careers_workbook.hub.outgoing import is_confirmed

        return is_confirmed(listed, self.confirmed())

    def confirm_address(self, urn: str, given: Sequence[str]) -> Listed:
        """Say that the addresses in the register are the school's: it is given back; SpecError (HUB-101) for others."""
        from careers_workbook.hub.outgoing import sent_to

        listed = self._listed(urn)
        known, said = sent_to(listed), "; ".join(given)
        if not known or known != sent_to(replace(listed, email=said)):
            named = {"name": listed.school.name, "urn": urn, "known": known or "no address", "address": said}
            raise SpecError(Problem("HUB-101", Place(), named))
        with only_writer(self.kept):
            decisions.decide(self.kept, "address", [(urn,)], known)
        return listed

    @property
    def last_decision(self) -> str:
        """By what the decision is known that `undo` would take back; "" where there is none."""
        last = decisions.last(self.history().entries)
        return str(last.number) if last else ""

    def undo(self) -> JournalEntry:
        """Take back the last decision, which is given; SpecError (HUB-090) if there is none."""
        folder = self.kept
        with only_writer(folder):
            last = decisions.last(self.history().entries)
            if last is None:
                raise SpecError(Problem("HUB-090"))
            if last.what == "question":
                self._prepare_changes({CHANGES: last.text("before")})
            if last.what == "address":
                self._no_workbooks_to(last.text("urn"))  # first: whatever is killed, none stays
            self._take_back(last)  # first: whatever is killed, it can be taken back once more
            for one in decisions.together(self.history().entries, last):
                self._write_down(UNDO, {**one.details, "number": one.number, "undoes": one.what})
            if last.what == "question":
                self._put_changes()
                return last
            with Store(self.settings.store, write=True) as store:
                decisions.settle(folder, store)
            self._decide({self.round.name if last.what == "line" else last.text("round")})
        return last

    def _take_back(self, last: JournalEntry) -> None:
        """What is no decision in the store, but words in a file."""
        match last.what:
            case "edit":
                self._as_before(last)
            case "template":
                self._template_before(last)
            case "settings":
                self.settings_file.take_back(last)
            case "line":
                self._line_before(last)

    def back_up(self, file: Path, password: str) -> "BackUp":
        """Put everything of this Hub into one file, locked with a password; `restore` makes a Hub of it again.

        OutputError (HUB-113 to 115) where something cannot be copied, or the file would lie in the Hub's own folder.
        """
        from careers_workbook.hub.handover.backup import back_up

        return back_up(self.settings, file, password)

    def held(self, urn: str, name: str = "") -> "Held":
        """Everything that is held of a school, of the round of this name or of all; SpecError (HUB-025) if none."""
        from careers_workbook.hub.forgetting.held import Holdings

        return Holdings(self.settings, urn, self.settings.named(name).name if name else "", self.today).held()

    def find(self, words: str, password: str | None = None) -> "Work[FoundIn]":
        """Where words stand in all that is held: names, numbers, addresses; and what could not be looked through."""
        from careers_workbook.hub.forgetting.found import PersonSearch

        search = PersonSearch(self.settings, words, password)
        return Work(search.total, search.steps())

    def forget(self, held: "Held", reason: str) -> tuple[Problem, ...]:
        """Remove all that is held of a school, for good; what could not be removed is said (HUB-130)."""
        from careers_workbook.hub.forgetting.removal import begin

        with only_writer(self.kept):
            return self._forget(held, begin(self.settings, held, reason))

    def due_to_go(self) -> "tuple[Due, ...]":
        """What has been kept long enough, by the settings (keep_until), round by round."""
        from careers_workbook.hub.forgetting.removal import due

        return tuple(due(self.settings, self.today))

    def tidy_up(self, one: "Due") -> tuple[Problem, ...]:
        """Remove what is due of a round, for good; what could not be removed is said (HUB-130, HUB-133, HUB-135)."""
        from careers_workbook.hub.forgetting import removal

        if one.stage == "rounds":
            return self.forget(one.held, "kept long enough")
        with only_writer(self.kept):
            steps = {"leavers": removal.thin_originals, "originals": removal.remove_originals}
            left = tuple(steps[one.stage](self.settings, one, self.today))
            self._decide({one.round})
        return left

    def finish_forgetting(self) -> tuple[Problem, ...]:
        """Go on with what was cut off, if anything was: a kill, or a file that was open."""
        folder = self.kept
        if not (folder / MARKER).exists():
            return ()
        from careers_workbook.hub.forgetting.held import Holdings
        from careers_workbook.hub.forgetting.removal import pending

        with only_writer(folder):
            begun = pending(self.settings)
            if begun is None:
                return ()
            found = Holdings(self.settings, begun.scope.urn, begun.scope.round, self.today, begun.scope).held()
            return self._forget(found, begun)

    def _forget(self, held: "Held", begun: "Forgetting") -> tuple[Problem, ...]:
        from careers_workbook.hub.forgetting.removal import carry_out

        left = carry_out(self.settings, held, begun)
        self._decide({one.name for one in self.settings.rounds})
        return left

    def practice(
        self, folder: Path, schools: "Sequence[School]", sent: "Callable[[Hub], Iterable[tuple[str, bytes]]]"
    ) -> "Hub":
        """A second Hub with the settings, checklist and letters of this one and made-up schools, marked as practice.

        `sent` gives what lies in its inbox. OutputError (HUB-122) where the folder is not empty, or lies in this Hub's.
        """
        from careers_workbook.hub.handover.practice import made_up, practice

        real: Sequence[Listed] = ()
        with contextlib.suppress(SpecError):  # there may be no school yet
            real = read_register(self.settings.register).listed

        def of(settings: HubSettings) -> Hub:
            return replace(self, settings=settings, round=settings.rounds[self.settings.rounds.index(self.round)])

        made_up_schools = made_up(schools, [one.school for one in real])
        return of(practice(self.settings, made_up_schools, folder, lambda settings: sent(of(settings))))

    def change_question(self, change: "QuestionChange") -> "ChangedQuestion":
        """What comes of adding, rewording or dropping a question; nothing is written. SpecError where it cannot be."""
        from careers_workbook.hub.question_changes import changed

        return changed(self.settings, change)

    def keep_question(self, made: "ChangedQuestion") -> None:
        """Write it into the file of changes; `undo` takes it back. The spec that the settings name stays as it is."""
        root, change = self.settings.root, made.change
        with only_writer(self.kept):
            before = (root / CHANGES).read_text(encoding="utf-8") if (root / CHANGES).is_file() else ""
            said = {"change": change.kind, "ref": made.ref, "words": change.words, "version": made.new.version}
            held = {"file": CHANGES, "text": made.files[CHANGES], "before": before}
            self._prepare_changes(made.files)
            self._write_down("question", {**said, **held})
            self._put_changes()

    def finish_changes(self) -> bool:
        """Whether a change of questions was left half done by a kill, and is done now, or not at all."""
        pending = self.settings.root / PENDING
        if pending.is_file():
            with contextlib.suppress(OutputError), only_writer(self.kept):
                if pending.is_file():  # another command may have been first
                    self._put_changes()
                    return True
        return False

    def contents_of(self, one: RoundSettings) -> "RoundContents":
        """What is held under the name of a round: with anything, it can neither be renamed nor removed."""
        from careers_workbook.hub.store.round_contents import contents_of

        return contents_of(self.settings, one)

    def folder(self, path: Path, why: str, *, force: bool) -> OutputFolder:
        """A folder into which files go by `keep`; what is there stays, unless `force`."""
        return OutputFolder(path, force, self._keeping(why))

    def keep_drafts(
        self, drafts: "Iterable[Draft]", folder: Path | None = None, *, anew: bool = False
    ) -> "tuple[Draft, ...]":
        """Write letters as drafts; none that somebody has changed, unless it is to be written `anew`."""
        from careers_workbook.hub.drafts import keep_drafts

        return tuple(keep_drafts(drafts, folder or self.output("letters"), self._keeping("letter"), anew=anew))

    def keep_tables(
        self,
        tables: "Consolidated",
        made_of: "Mapping[ConsolidatedKind, Callable[[BinaryIO], object]]",
        folder: Path | None = None,
    ) -> "ConsolidatedFiles":
        """Write the tables and what is made of them for people to look at, which is given as what writes it.

        Before any of it can be found, unless it is internal, a record of what it shows of leavers.
        """
        from careers_workbook.hub.publication.record import record
        from careers_workbook.hub.tables import export

        made = export.files_of(tables, folder or self.output("consolidated"))

        def write_and_record(*files: "BinaryIO") -> None:
            for write_one, file in zip(made_of.values(), files, strict=True):
                write_one(file)
            if not tables.internal:
                record(self.settings, tables.published, self._keeping("record"))

        self._keep_written([made.folder / made.names[kind] for kind in made_of], write_and_record, "consolidated")
        for one in export.table_files(tables):
            self._keep_written([made.folder / place for place in one.places], one.write, "consolidated")
        return made

    def drafts(self) -> "tuple[KeptDraft, ...]":
        """The letters that lie in the folder of this round, in the order of the register."""
        from careers_workbook.hub.drafts import kept_drafts

        return tuple(kept_drafts(read_register(self.settings.register).listed, self.output("letters")))

    def results(self, *, internal: bool) -> "tuple[MadeFile, ...]":
        """What was made of this round for people to look at, and is there."""
        from careers_workbook.hub.tables.export import made_files

        return tuple(made_files(self.settings.name, self.round, self.output("consolidated"), internal=internal))

    def take_away_drafts(self, found: "Round | None" = None, folder: Path | None = None) -> tuple[int, list[Problem]]:
        """Remove letters that are not true any more: how many, and those that somebody has changed (HUB-079).

        `found` is the round with what only a comparison shows, where it was loaded already.
        """
        from careers_workbook.hub.comparison.round_comparison import load_compared
        from careers_workbook.hub.drafts import untrue_drafts
        from careers_workbook.hub.rounds.reminders import Situations

        folder = folder or self.output("letters")
        if not any(folder.glob("*.eml")):
            return 0, []
        found = found or load_compared(self.settings, self.round, self.today).round
        return self._take_away(untrue_drafts(Situations.of(found), folder))

    def no_workbook_to(self, urn: str, kind: str) -> list[Problem]:
        """Take away the letter with a workbook of a school; given is one that somebody has changed (HUB-079)."""
        from careers_workbook.hub.draft_message import has_workbook
        from careers_workbook.hub.drafts import drafts_to

        there = drafts_to(urn, kind, self.output("letters"))
        return self._take_away(one for one in there if kind != "thank you" or has_workbook(one[0].read_bytes()))[1]

    def _no_workbooks_to(self, urn: str) -> list[Problem]:
        """The same of all letters that may have one, in every round."""
        kinds = itertools.product(self.settings.rounds, ("blank", "please fix", "thank you"))
        return [problem for at, kind in kinds for problem in replace(self, round=at).no_workbook_to(urn, kind)]

    def _take_away(self, drafts: Iterable[tuple[Path, bool]]) -> tuple[int, list[Problem]]:
        gone, changed = 0, []
        for path, untouched in drafts:
            if untouched:
                remove(path)
                self._write_down("take away", {"path": self._place(path), "round": self.round.name})
                gone += 1
            else:
                changed.append(Problem("HUB-079", Place(), {"path": str(path)}))
        return gone, changed

    def _keeping(self, why: str) -> Keep:
        return lambda path, data: self.keep(path, data, why, one_of_many=True)

    def _workbooks(
        self, schools: "Sequence[School]", wanted: "WantedWorkbooks", folder: OutputFolder, *, blank: bool
    ) -> "Iterator[SchoolWorkbook]":
        from careers_workbook.blanks.batch import free_name
        from careers_workbook.blanks.stamping import Stamp
        from careers_workbook.core.file_names import file_name
        from careers_workbook.hub.rollover.prefill import last_returns, prefilled
        from careers_workbook.layout.plan import plan
        from careers_workbook.spec.years import year_label

        used, into_next, stamps = set[str](), wanted.into_next_year, dict[dt.date | None, Stamp]()
        paths = {school.urn: folder.path / free_name(school, used) for school in schools}
        to_make = [one for one in schools if folder.force or into_next or not paths[one.urn].exists()]
        made_now = {one.urn for one in to_make}
        last = {} if blank else last_returns(self.settings, self.round, self.today, to_make)
        if into_next and not last:
            raise SpecError(Problem("HUB-055", Place(), {"name": self.round.name}))
        apart = {} if blank else {one.school.urn: one.apart for one in read_register(self.settings.register).listed}
        made = prefilled(last, to_make, wanted, apart)
        for school in schools:
            path, one = paths[school.urn], next(made) if school.urn in made_now else None
            order = wanted.order_for(school.urn)
            if one and one.carried:
                path = folder.path / file_name(school, year_label(one.carried.year)) if into_next else path
                self.keep_sent(one.carried, wanted.specs[0])
            problem = one.kept_back if one else None
            if problem is None and (one is None or one.carried or not into_next):
                stamp = stamps.get(order.due) or stamps.setdefault(order.due, Stamp(plan(wanted.specs[0]), order))
                data = one.carried.data if one and one.carried else partial(stamp.workbook, school)
                problem = folder.put(path, data)
            yield SchoolWorkbook(school, path, one, problem, order.due)

    def _place(self, path: Path) -> str:
        """Where a file lies, seen from the Hub's folder if it lies in there."""
        return receipts.source_of(self.settings.root, str(path))

    def _write_down(self, what: str, details: Mapping[str, JournalDetail]) -> None:
        journal.add(self.kept, what, details)

    def _decide_file(self, what: str, file: str, decided: str) -> str:
        """Write down a decision about a file of this round, known by its place or, if that is enough, by its name."""
        came: list[receipts.Receipt] = []
        with only_writer(self.kept):
            if self.settings.store.exists():
                with Store(self.settings.store) as store:
                    came = [one for one in (*store.receipts(), *store.unread()) if one.round == self.round.name]
            place, name = receipts.source_of(self.settings.root, file), PurePath(file).name
            found = [one for one in came if one.source == place] or [one for one in came if one.name == name]
            sources = sorted({one.source for one in found})
            if len(sources) != 1:
                shown = {"file": file, "name": self.round.name, "which": "; ".join(sources) or "none"}
                raise SpecError(Problem("HUB-102", Place(), shown))
            known = {(one.round, one.source, one.hash): one for one in found}
            urns: dict[tuple[str, ...], str] = {k: v.urn for k, v in known.items()} if what == "assign" else {}
            decisions.decide(self.kept, what, known, decided, urns)
            with Store(self.settings.store, write=True) as store:
                decisions.settle(self.kept, store)
            self._decide({self.round.name})
        return sources[0]

    def _decide(self, changed: set[str]) -> "list[ComparedRound]":
        """Write into the store what is decided about the files of these rounds; letters that it makes untrue go.

        Given is the round of the Hub, if it is one of them.
        """
        from careers_workbook.hub.comparison.round_comparison import beside_the_one_before
        from careers_workbook.hub.rounds.return_selection import decisions
        from careers_workbook.hub.rounds.rounds import load_round

        own = list["ComparedRound"]()
        for one in self.settings.rounds:
            if one.name in changed:
                found = load_round(self.settings, one, self.today)
                with Store(self.settings.store, write=True) as store:
                    store.decide(one.name, decisions(found.files))
                own += [beside_the_one_before(found, keep=True)] if one == self.round else []
                replace(self, round=one).take_away_drafts(own[-1].round if one == self.round else None)
        return own

    def _settled(self, changed: set[str]) -> "RoundSummary":
        """The same, and how the round of the Hub, which is one of them, stands then."""
        from careers_workbook.hub.round_summary import RoundSummary

        view = self.view(self._decide(changed))
        return RoundSummary.of(view.round, view.doubts, is_complete=view.is_complete)

    def _compare_again(self) -> None:
        """The same of this round: the comparison with the one before comes of what was just decided, too."""
        if self.settings.store.exists():
            self._decide({self.round.name})
        else:  # nothing came as yet
            self.take_away_drafts()

    def _has_return_address(self) -> None:
        if not self.settings.return_to:
            path = self.settings.root / SETTINGS
            raise SpecError(Problem("HUB-078", Place(), {"path": str(path)}))

    def _prepare_changes(self, files: Mapping[str, str]) -> None:
        """Lay down what the file of changed questions and those that it extends are about to say."""
        write(self.settings.root / PENDING, json.dumps(files, ensure_ascii=False))

    def _put_changes(self) -> None:
        """Let these files say what was laid down, if the journal says so too; without words there is none."""
        pending = self.settings.root / PENDING
        files: dict[str, str] = json.loads(pending.read_text(encoding="utf-8"))
        if files[CHANGES] == decisions.changed_questions(self.history().entries):
            for name, text in files.items():
                if text:
                    write(self.settings.root / name, text)
                else:
                    remove(self.settings.root / name)
        remove(pending)

    def _settle(self, what: str, about: Sequence[tuple[str, ...]], decided: str) -> None:
        """Write down what was decided for each of these in this round; letters that it makes untrue go."""
        folder = self.kept
        with only_writer(folder):
            decisions.decide(folder, what, [(self.round.name, *one) for one in about], decided)
            if what == "excuse":
                self._compare_again()
            else:
                self.take_away_drafts()

    def _names(self) -> Mapping[str, str]:
        """What the schools of the register are called, by URN."""
        return {one.school.urn: one.school.name for one in read_register(self.settings.register).listed}

    def _listed(self, urn: str) -> Listed:
        found = read_register(self.settings.register).find(urn)
        if found is None:
            raise SpecError(Problem("HUB-091", Place(), {"urn": urn, "path": self._place(self.settings.register)}))
        return found

    def _former(self, urn: str) -> tuple[str, ...]:
        """The URNs under which a school was known before."""
        found = read_register(self.settings.register).find(urn)
        return found.former if found else ()

    def _is_not_empty(self, schools: "Sequence[SchoolRound]") -> None:
        if not schools:
            raise SpecError(Problem("HUB-055", Place(), {"name": self.round.name}))


def find_hub(start: Path) -> Path:
    """The folder of the Hub that a folder lies in; SpecError (HUB-021) if there is none."""
    return find(start)


def open_hub(folder: Path, today: dt.date, name: str | None = None) -> Hub:
    """The Hub in this folder, at the round of this name or at the one that is under way."""
    settings = read_settings(folder)
    hub = Hub(settings, settings.named(name) if name else settings.at(today), today)
    if hub.finish_changes():
        return open_hub(folder, today, name)
    with contextlib.suppress(OutputError, SpecError):  # another command is at work, or a file is open: HUB-131 says so
        hub.finish_forgetting()
    return hub


def usable_returns(
    submissions: "Sequence[Submission]", spec_of: "SpecOf"
) -> "tuple[list[tuple[Submission, Spec]], list[Problem]]":
    """The returns that can be taken further, one a school, each with its spec; and what keeps the others back."""
    from careers_workbook.hub.rounds.unique_returns import one_return_per_school

    told = list(one_return_per_school(submissions))
    problems = [problem for _, problem in told if problem]
    return [(one, spec_of(one)) for one, problem in told if problem is None], problems


def compare_returns(
    submissions: "Sequence[Submission]", before: "Sequence[Submission]", register: Path | None, spec_of: "SpecOf"
) -> "tuple[list[Submission], list[Problem]]":
    """Returns with what a comparison shows with those of last time and with a register; and what cannot be compared."""
    from careers_workbook.hub.comparison.cross_checks import compare_each, previous_returns

    usable, problems = previous_returns(before)
    listed = read_register(register) if register else None
    found = list(compare_each(submissions, usable, listed, spec_of))
    return found, [*problems, *(listed.problems if listed else ())]
