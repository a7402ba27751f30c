"""Every code of the catalogue, provoked from a real file, or from a real state of a folder, a lock or a disk.

One line a code in PROVOKED, or a check in CHECKED; a code that is added without one fails. What is said about a code,
and when it is not said, is tested where it belongs.
"""

import contextlib
import datetime as dt
import errno
import io
import pickle
import sqlite3
import sys
import tarfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from unittest.mock import patch

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from starlette.datastructures import FormData

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.cli.root import root
from careers_workbook.core import output
from careers_workbook.core.catalogue import CATALOGUE
from careers_workbook.core.output import OutputFolder, make_folder, write
from careers_workbook.core.problems import CareersWorkbookError, Problem
from careers_workbook.core.school import School
from careers_workbook.desk.desk import Desk
from careers_workbook.desk.visit import Visit
from careers_workbook.hub.cluster.connection import way_to
from careers_workbook.hub.cluster.dask_cluster import cluster
from careers_workbook.hub.drafts import keep_drafts
from careers_workbook.hub.handover import backup, sealed_file
from careers_workbook.hub.hub import GivenAnswer, GivenAnswers, Hub, QuestionChange, SchoolWorkbook, open_hub
from careers_workbook.hub.register.gias import read_extract
from careers_workbook.hub.register.register import Listed, read_register
from careers_workbook.hub.register.selection import Wanted, select
from careers_workbook.hub.register.update import existing
from careers_workbook.hub.rollover.prefill import WantedWorkbooks
from careers_workbook.hub.rollover.roll import roll_all
from careers_workbook.hub.rounds.by_hand import HandAnswer, HandAnswers
from careers_workbook.hub.rounds.migrated import migrated_returns, read_by_another
from careers_workbook.hub.rounds.reminders import reminders
from careers_workbook.hub.rounds.return_selection import select_returns, with_gaps
from careers_workbook.hub.rounds.rounds import load_round
from careers_workbook.hub.setup import NewHub, set_up
from careers_workbook.hub.store import journal
from careers_workbook.hub.store.collect import Request, rebuild_store
from careers_workbook.hub.store.decisions import decide
from careers_workbook.hub.store.integrity import integrity_problems
from careers_workbook.hub.store.lock import only_writer
from careers_workbook.hub.store.rows import STEPS
from careers_workbook.hub.store.settings import SETTINGS, HubSettings, find, read_settings
from careers_workbook.hub.store.store import Store
from careers_workbook.layout.plan import plan
from careers_workbook.reports.letters.letters import KINDS, Letter, LetterText, Templates, Wording, as_draft
from careers_workbook.reports.letters.letters import letter as letter_to
from careers_workbook.reports.letters.marked_up import Marker, Marking, mark_all, of_round
from careers_workbook.returns.access_check import access_check
from careers_workbook.returns.checks import checks
from careers_workbook.returns.checks.check import Check, CheckInput
from careers_workbook.returns.context import Context
from careers_workbook.returns.extraction.versions import spec_of
from careers_workbook.returns.intake.returned_files import returned_file, returned_files
from careers_workbook.returns.matching import locate
from careers_workbook.returns.read import read_file, read_path, read_source
from careers_workbook.returns.submission import SentSpec, Submission
from careers_workbook.returns.worker import elsewhere
from careers_workbook.returns.worker.process import Limits
from careers_workbook.returns.worker.worker import Worker
from careers_workbook.spec.identity import as_yaml
from careers_workbook.spec.load import DEFAULT_SPEC, load
from careers_workbook.spec.load import check as check_spec
from careers_workbook.spec.model import Spec
from careers_workbook.spec.review_notes import done_in
from careers_workbook.spec.sent_answers import UNCHANGED
from careers_workbook.spec.sheets.checklist import ChecklistSheet
from tests import (
    test_case_overlays,
    test_cluster,
    test_cluster_connection,
    test_hub_handover,
    test_hub_record,
    test_leaver_counts,
)
from tests.support import gias, hub_folder, word
from tests.support.cases import Map
from tests.support.certificates import authority
from tests.support.costly import comments, leavers, long_leavers
from tests.support.damage import Op, bare, damaged_bare
from tests.support.filled import SPEC, cell
from tests.support.filled import changed as edited_bytes
from tests.support.gias import Made
from tests.support.hostile import SHEET, encrypted, filled, in_each_other, marked_as_locked, repacked, replaced
from tests.support.hub_folder import (
    ANSWERS,
    AUTUMN,
    BRANNOC,
    LEAVERS,
    OAK,
    SPRING,
    TODAY,
    WOOD_A,
    WOOD_B,
    drop,
    hub,
    put,
    workbook,
)
from tests.support.hub_ods import as_ods
from tests.support.kept import own_processes
from tests.support.letters import letter
from tests.support.spec_text import GOOD, changed, expected
from tests.support.spec_text import write as write_spec
from tests.support.stamp import master
from tests.support.truth import BUILT, FIRST_SPEC, SCHOOL, truth
from tests.test_return_damage import CASES as DAMAGE
from tests.test_spec_errors import CASES as SPECS
from tests.test_spec_extend import HEAD as LARGER
from tests.test_spec_extend import MISTAKES as EXTENSIONS

Key = tuple[str, str]
Answers = Mapping[Key, object]
Leavers = Sequence[Mapping[str, object]]
Codes = Iterable[str]
Provoker = Callable[[Path], Codes]
KNOWN = Context()
"""Nothing."""
KEPT = Path(__file__).parent / "data" / "formats"
FILES = Path(__file__).parent / "cases"
EXAMPLES = Path(__file__).parents[1] / "examples"
NEWER = "send-careers-checklist-2025"
COLLEGE, WORK = "Further education (FE) college", "Employment (paid work, with or without support)"


def codes(problems: Iterable[Problem]) -> set[str]:
    """The codes; every sentence can be made."""
    found = list(problems)
    assert all(str(problem) for problem in found)
    return {problem.code for problem in found}


def raised(call: Callable[[], object]) -> set[str]:
    with pytest.raises(CareersWorkbookError) as caught:
        call()
    return codes(caught.value.problems)


def ran(folder: Path, *words: str) -> None:
    """A command, in this process and in this folder."""
    with contextlib.chdir(folder), contextlib.redirect_stdout(io.StringIO()):
        root.main(words, standalone_mode=False)


# specs


def spec_text(text: str, folder: Path) -> Codes:
    (folder / "tried.yaml").write_text(text, encoding="utf-8")
    return codes(check_spec(folder / "tried.yaml"))


# files as they come


def came(data: bytes, folder: Path, name: str = "return.xlsx", **how: object) -> Codes:
    (folder / name).write_bytes(data)
    return codes(read_file(folder / name, **how).problems)  # type: ignore[arg-type]


def unpacked(data: bytes, folder: Path) -> Codes:
    """Of what a zip folder or an e-mail holds."""
    (folder / "came").write_bytes(data)
    found = [read_source(one, None, Context(), None) for one in returned_files(folder / "came")]
    return codes(problem for one in found for problem in one.problems)


def too_large(folder: Path) -> Codes:
    with (folder / "return.xlsx").open("wb") as file:
        file.truncate(50_000_001)
    return codes(read_file(folder / "return.xlsx").problems)


def being_written(folder: Path) -> Codes:
    """Reading takes longer than the clock of a disk needs to go on."""
    path, over = folder / "return.xlsx", threading.Event()
    with path.open("wb") as file:
        file.truncate(45_000_000)

    def write() -> None:
        with path.open("ab", buffering=0) as file:
            while not over.is_set():
                file.write(b"x")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        return codes(read_file(path).problems)
    finally:
        over.set()
        writer.join()


def in_word(folder: Path) -> Codes:
    """A document of which a row was deleted in tracked changes, with a remark below its tables."""
    made = word.document(word.filled())
    row = made.tables[1].rows[2]._tr
    row.get_or_add_trPr().append(parse_xml(f"<w:del {nsdecls('w')} w:id='9' w:author='x'/>"))
    made.add_paragraph("Our Careers Leader left in May.")
    return came(word.saved(made), folder, name="return.docx")


def far_away(folder: Path) -> Codes:
    row = '<row r="30000"><c r="B30000" t="str"><v>our answers</v></c></row></sheetData>'
    return came(repacked(filled(), {SHEET: replaced("</sheetData>", row)}), folder)


def stopped(folder: Path) -> Codes:
    (folder / "return.xlsx").write_bytes(filled())
    with Worker(Limits(seconds=0.0)) as worker:
        return codes(worker.read_file(folder / "return.xlsx").problems)


def linked(folder: Path) -> Codes:
    (folder / "came").mkdir()
    (folder / "came" / "return.xlsx").symlink_to(folder / "elsewhere.xlsx")
    return codes(problem for one in read_path(folder / "came") for problem in one.problems)


def without_a_process(folder: Path) -> Codes:
    (folder / "return.xlsx").write_bytes(filled())
    with own_processes(), patch.object(sys, "executable", str(folder / "no such program")), Worker() as worker:
        return codes(worker.read_file(folder / "return.xlsx").problems)


def read_elsewhere(comes: object) -> Provoker:
    """An executor of which this comes."""

    def come(_parcel: object) -> object:
        if isinstance(comes, Exception):
            raise comes
        return comes

    def provoke(_folder: Path) -> Codes:
        there = elsewhere.Elsewhere(ThreadPoolExecutor(1), 1)
        with there.executor, patch.object(elsewhere, "read", come), elsewhere.WorkerElsewhere(there) as worker:
            later = worker.read_later("return.xlsx", b"", None, Context(), None)
            return raised(lambda: worker.result(later))

    return provoke


def not_trusted(folder: Path) -> Codes:
    mine, strange = (authority().folder(folder / name) for name in ("mine", "strange"))
    with test_cluster_connection.server(strange) as address:
        return raised(lambda: way_to(address, mine))


def on_a_cluster(folder: Path) -> Codes:
    """Where Dask is not installed, then where no worker is."""
    made = authority().folder(folder / "made")
    with patch.dict(sys.modules, {"distributed": None}):
        found = raised(lambda: cluster("tls://127.0.0.1:1", made).__enter__())
    with test_cluster.machines(made, 0) as none:
        return [*found, *raised(lambda: cluster(none.scheduler_address, made, 1.0).__enter__())]


def in_part(folder: Path) -> Codes:
    """A text file of one sheet cannot be marked, and the rest of the checklist is not in it."""
    items = next(SPEC.of(ChecklistSheet)).sections[0].items
    rows = "".join(f'{item.ref},"{item.text}",Ask\n' for item in items)
    (folder / "return.csv").write_text(f"Ref,Statement,Action needed\n{rows}", encoding="utf-8")
    return marked(folder / "return.csv")


def in_the_way(folder: Path) -> Codes:
    """A file with the name of the marked copy."""
    (folder / "return.xlsx").write_bytes(filled())
    (folder / "return - to fix.xlsx").write_bytes(b"")
    return marked(folder / "return.xlsx")


def marked(path: Path) -> Codes:
    one = returned_file(path)
    submission = read_source(one, None, Context(), None)
    found = mark_all([(one, submission)], Marking(spec_of, TODAY), OutputFolder(path.parent))
    return codes((*submission.problems, *(copy.problem for copy in found if copy.problem)))


def settings_that_hang_together(folder: Path) -> Codes:
    root = hub(folder).root
    text = (root / SETTINGS).read_text(encoding="utf-8").replace("contact: ", "contact: &us ")
    (root / SETTINGS).write_text(
        text.replace("return_to: careers@northmoor.example", "return_to: *us"), encoding="utf-8"
    )
    at = open_hub(root, TODAY)
    return raised(lambda: at.settings_file.changed({("contact",): "Ask us"}))


def round_with_a_return(folder: Path) -> Codes:
    at = open_hub((where := hub(folder)).root, TODAY)
    put(where, ("oak.xlsx", workbook()))
    return raised(lambda: at.settings_file.keep(at.settings_file.without_round(at.round), at.settings_file.text().mark))


def moved_into_itself(folder: Path) -> Codes:
    at = open_hub(hub(folder).root, TODAY)
    return raised(lambda: at.folder_moves.planned("output", at.inbox))


def cut_off_while_copied(folder: Path) -> Codes:
    """As a kill leaves it: only its beginning is in the journal."""
    at = open_hub(hub(folder / "hub").root, TODAY)
    journal.add(
        at.kept, "folder begun", {"name": "output", "before": str(at.output), "now": str(folder / "hub output")}
    )
    return codes(at.view().doubts)


def changed_while_copied(folder: Path) -> Codes:
    at = open_hub(hub(folder / "hub").root, TODAY)
    make_folder(at.letters)
    for name in ("a.txt", "b.txt"):
        (at.letters / name).write_text("Subject: x", encoding="utf-8")
    steps = at.folder_moves.carried_out(at.folder_moves.planned("letters", folder))
    next(steps)
    (at.letters / "a.txt").write_text("Subject: y", encoding="utf-8")
    return raised(lambda: list(steps))


def answered_twice(folder: Path) -> Codes:
    at = open_hub(hub(folder).root, TODAY)
    rows = ("urn,question,answer", "990001,CL1.completed,Yes", "990001,CL1.completed,No")
    (folder / "answers.csv").write_text("\n".join(rows), encoding="utf-8")
    return raised(lambda: at.answer(replace(at.answers_from(folder / "answers.csv", ""), by="AS")))


def not_checked(folder: Path) -> set[str]:
    (folder / "return.csv").write_text("School,Pupils\nOak,1\nElm,2\n", encoding="utf-8")
    found = access_check(returned_file(folder / "return.csv"))
    return codes([found.problem] if found.problem else [])


def gone_before_marking(folder: Path) -> Codes:
    path = folder / "return.xlsx"
    path.write_bytes(master(FIRST_SPEC, Order(BUILT)).filled(SCHOOL, ANSWERS))
    one = returned_file(path)
    submission = read_source(one, None, Context(), None)
    path.unlink()
    found = mark_all([(one, submission)], Marking(spec_of, TODAY), OutputFolder(folder))
    return codes(copy.problem for copy in found if copy.problem)


# what was typed


def returned(answers: Answers = ANSWERS, leavers: Leavers = (), context: Context = KNOWN) -> Provoker:
    """A filled-in workbook, read with what is known besides."""
    return lambda folder: codes(read_filled(folder, answers, leavers, context).problems)


def read_filled(folder: Path, answers: Answers, leavers: Leavers, context: Context) -> Submission:
    (folder / "return.xlsx").write_bytes(master(FIRST_SPEC, Order(BUILT)).filled(SCHOOL, answers, leavers))
    return read_file(folder / "return.xlsx", context=context)


TYPED: Answers = {
    ("CL1", "deadline"): dt.date(2020, 3, 31),
    ("CL2", "deadline"): dt.date(2026, 10, 1),
    ("SP1", "deadline"): "03/31/2027",
    ("SP2", "deadline"): "04/05/2027",
    ("CL1", "review"): "word " * 300,
    ("CL2", "review"): "x",
    ("CL3", "review"): "See a.b@school.example",
    ("CL4", "review"): "UPN B801200005001",
    ("SD8", "answer"): 1000,
}


def ticked(folder: Path) -> Codes:
    items = next(SPEC.of(ChecklistSheet)).sections[0].items
    return returned({(item.ref, "completed"): "Yes" for item in items})(folder)


def again(then: int, now: int) -> Provoker:
    """So many leavers in the return before, and so many now."""

    def provoke(folder: Path) -> Codes:
        leaver = {"leaving_year": "2022/23"}
        before = read_filled(folder, ANSWERS, [leaver] * then, Context())
        return codes(read_filled(folder, ANSWERS, [leaver] * now, Context(previous=before)).problems)

    return provoke


def listed(number: int, rows: int) -> Provoker:
    leaver = {"leaving_year": "2026/27"}
    return returned({("SD8", "answer"): number}, [leaver] * rows, Context(dt.date(2027, 2, 15)))


def counted(**numbers: int) -> Provoker:
    """Numbers of the leavers of 2022/23 instead of rows: column__destination."""

    def provoke(folder: Path) -> Codes:
        given = {test_leaver_counts.at(f"2022/23 {name.split('__')[1]}", name.split("__")[0].replace("_yes", ".yes")): n
                 for name, n in numbers.items()}  # fmt: skip
        return codes(test_leaver_counts.read(folder, dict(given)).problems)

    return provoke


def required(folder: Path) -> Codes:
    text = changed(("label: Name, prefill: name}", "label: Name, required: yes}"))
    (folder / "small.yaml").write_text(text, encoding="utf-8")
    spec = load(str(folder / "small.yaml"))
    return came(build(plan(spec), SCHOOL, Order(BUILT), {("A1", "action"): "Ask"}), folder, spec=spec)


def carried(larger: str, smaller: str = GOOD) -> Provoker:
    """A return of the small checklist as answers to another one."""

    def provoke(folder: Path) -> Codes:
        (folder / "small.yaml").write_text(smaller, encoding="utf-8")
        (folder / "larger.yaml").write_text(larger, encoding="utf-8")
        old, new = (load(str(folder / name)) for name in ("small.yaml", "larger.yaml"))
        cells = {(s.ref, s.column) for s in plan(old).slots if s.kind == "checklist"}
        answers = {key: "Seen" for key in cells if key[1] in ("review", "note")} | {
            ("A1", "completed"): "Not applicable"
        }
        context = Context(carry_to=(new, old) if new.extends else (new,))
        return came(build(plan(old), SCHOOL, Order(BUILT), answers), folder, spec=old, context=context)

    return provoke


STRANGER = GOOD.replace("id: small", "id: other")
NOTED = changed(("      - {id: review", "      - {id: note, label: Note}\n      - {id: review"))


# what became of the workbook


@cache
def opened() -> bytes:
    return bare(plan(SPEC), build(plan(SPEC), SCHOOL, Order(BUILT), truth(SPEC)))


def operated(*ops: Op) -> Provoker:
    return lambda folder: came(damaged_bare(opened(), ops), folder)


def edited(change: Callable[[Workbook], object]) -> Provoker:
    def provoke(folder: Path) -> Codes:
        book, out = pickle.loads(opened()), io.BytesIO()
        change(book)
        book.save(out)
        return came(out.getvalue(), folder)

    return provoke


def detail(ref: str, value: object) -> Op:
    """Another answer in School details."""
    return ("set_cell", "School details", Map(plan(SPEC)).row(ref), 2, value)


A_DAY = dt.date(2026, 12, 10)


def remarked(book: Workbook) -> None:
    """A comment in one cell, a colour in an empty one; leavers with the reference of another and a name."""
    title, at = cell("CL1", "action")
    book[title][at].comment = Comment("See our plan", "A teacher")
    title, at = cell("CL2", "completed")
    book[title][at].value = None
    book[title][at].fill = PatternFill("solid", fgColor="FF92D050")
    book["Destinations"].cell(Map(plan(SPEC)).row("L02") + 1, 1).value = "L01"
    book["Destinations"].cell(Map(plan(SPEC)).row("L03") + 1, 1).value = "Sam"


def misread(book: Workbook) -> None:
    """What Excel took for a date, under a number and in text; days that contradict themselves or others; a symbol."""
    days = {f"CL{n}": text for n, text in enumerate(("Fri 31 March 2027", "03/04/2027", "03/31/2027", "31/03/2027"), 1)}
    typed = {(ref, "deadline"): text for ref, text in days.items()} | {("CL1", "completed"): "\uf0fc"}
    typed |= {(f"SP{n}", "deadline"): dt.date(2027, 3, n % 12 + 1) for n in range(1, 16)}
    typed |= {(ref, "deadline"): "03/31/2027" for ref in ("SP1", "SP2")}
    for key, value in {**typed, ("SD8", "answer"): A_DAY, ("CL1", "action"): A_DAY}.items():
        title, at = cell(*key)
        book[title][at].value = value
        if value is A_DAY:
            book[title][at].number_format = "d-mmm"


def scribbled(book: Workbook) -> None:
    for row in range(40, 60):
        book["Careers leadership"].cell(row, 1).value = f"A remark, number {row}"


def moved_aside(book: Workbook) -> None:
    """The answers of a whole checklist cut out, onto a sheet without refs."""
    own = book.create_sheet("Ours")
    for row in book["Careers leadership"].iter_rows(min_row=6, min_col=3, max_col=6):
        own.append([cell.value for cell in row])
        for one in row:
            one.value = None


def pulled_up(book: Workbook) -> None:
    """Refs gone, and three statements beside the answers of the row above."""
    sheet = book["Careers leadership"]
    for row in range(6, 20):
        sheet.cell(row, 1).value = None
    for row in range(8, 11):
        sheet.cell(row, 2).value = sheet.cell(row + 1, 2).value
        sheet.cell(row, 3).value = "Book the hall"
    sheet.cell(10, 2).value = None


def moving(folder: Path) -> Codes:
    sheet = replaced('(<c r="D6" s="20">)<v>', r"\1<f>TODAY()+30</f><v>")
    return came(repacked(filled(), {SHEET: sheet}), folder)


def unknown_version(book: Workbook) -> None:
    for row in book["About this workbook"].iter_rows():
        if row[0].value == "Spec version":
            row[1].value = "2031.1"


# registers, and extracts of GIAS


def register(text: str) -> Provoker:
    def provoke(folder: Path) -> Codes:
        (folder / "register.csv").write_text(text, encoding="utf-8")
        try:
            return codes(read_register(folder / "register.csv").problems)
        except CareersWorkbookError as error:
            return codes(error.problems)

    return provoke


def extract(data: bytes, name: str = "extract.csv", las: tuple[str, ...] = (), kinds: tuple[str, ...] = ()) -> Provoker:
    def provoke(folder: Path) -> Codes:
        (folder / name).write_bytes(data)
        wanted = Wanted.of(kinds or ("special", "pru", "ap"), las)
        try:
            return codes(select(read_extract(folder / name), wanted).problems)
        except CareersWorkbookError as error:
            return codes(error.problems)

    return provoke


def replacing(data: bytes) -> Provoker:
    """The register that would be replaced."""

    def provoke(folder: Path) -> Codes:
        (folder / "register.csv").write_bytes(data)
        return raised(lambda: existing(folder / "register.csv"))

    return provoke


HEADER = (
    "URN,LA (code),LA (name),EstablishmentNumber,EstablishmentName,TypeOfEstablishment (code),"
    "TypeOfEstablishment (name),EstablishmentStatus (code),EstablishmentStatus (name),OpenDate,CloseDate\n"
)
REPLACED = ("990010,Hill House Academy,,,990009,", "990009,Hill House School,,,,31-08-2026")
UNCLEAR = f"{HEADER}990001,991,Northmoor,7001,Oak Lane School,,,1,Open,,\n".encode()
ONE = f"{HEADER}990001,991,Northmoor,7001,Oak Lane School,7,Community special school,1,Open,,\n".encode()


def too_many_rows(folder: Path) -> Codes:
    data = gias.workbook([Made({"URN": str(100_000 + number), "EstablishmentName": "A"}) for number in range(20_001)])
    return extract(data, "extract.xlsx")(folder)


# a Hub


def hub_settings(text: str) -> Provoker:
    def provoke(folder: Path) -> Codes:
        (folder / SETTINGS).write_text(text, encoding="utf-8")
        return raised(lambda: read_settings(folder))

    return provoke


def rounds(*pairs: str) -> str:
    lines = [f"  - {{name: {name}, opens: {opens}, due: {due}}}\n" for name, opens, due in map(str.split, pairs)]
    return "hub: Northmoor\ncollections:\n" + "".join(lines)


def decided(name: str, data: Callable[[], bytes], rows: tuple[str, ...] = (), **known: object) -> Provoker:
    """One file of a Hub, and whose it is."""

    def provoke(folder: Path) -> Codes:
        where = hub(folder, rows=rows)
        found = select_returns([hub_folder.file(where, name, data(), **known)], read_register(where.register), SPEC)
        return {finding.code for one in found for finding in one.findings}

    return provoke


def stamped(school: School = OAK, answers: Answers = ANSWERS, built: dt.date = BUILT) -> Callable[[], bytes]:
    return lambda: master(FIRST_SPEC, Order(built)).filled(school, answers)


def nameless(**details: object) -> Callable[[], bytes]:
    """Without a label, and with these details."""
    about: Op = ("delete_sheet", "About this workbook")
    return lambda: damaged_bare(opened(), [about, *(detail(ref, value) for ref, value in details.items())])


def fewer(folder: Path) -> Codes:
    where = hub(folder)
    full = {(f"SP{number}", "completed"): "Yes" for number in range(1, 11)}
    old, new = (dt.datetime(2026, 11, day) for day in (2, 3))  # noqa: DTZ001 - as they stand in a zip folder
    files = [
        hub_folder.file(where, "old.xlsx", stamped(OAK, full)(), sent=old),
        hub_folder.file(where, "new.xlsx", stamped(OAK, {("CL1", "completed"): "Yes"})(), sent=new),
    ]
    return {found.code for one in select_returns(files, read_register(where.register), SPEC) for found in one.findings}


def in_parts(folder: Path) -> Codes:
    where = hub(folder)
    old, new = (dt.datetime(2026, 11, day) for day in (2, 3))  # noqa: DTZ001 - as they stand in a zip folder
    files = [
        hub_folder.file(where, "old.xlsx", stamped(OAK, {("CL1", "completed"): "Yes"})(), sent=old),
        hub_folder.file(where, "new.xlsx", stamped(OAK, {("CL2", "completed"): "Yes"})(), sent=new),
    ]
    found = with_gaps(select_returns(files, read_register(where.register), SPEC))
    return {said.code for one in found for said in one.findings}


def rolled(*answers: Answers, school: School = OAK) -> Provoker:
    """Next year's workbooks from these returns."""

    def provoke(folder: Path) -> Codes:
        (folder / "returned").mkdir()
        for number, given in enumerate(answers):
            (folder / "returned" / f"{number}.xlsx").write_bytes(stamped(school, given)())
        return next_years(list(read_path(folder / "returned")), spec_of, folder)

    return provoke


def sent_back(folder: Path) -> Codes:
    """A workbook with the answers of last time, as it was; with a Yes on Start here; with a sheet of its own."""
    book = load_workbook(io.BytesIO(build(plan(SPEC), OAK, Order(BUILT), ANSWERS, sent_with=True)))
    sent = io.BytesIO()
    book.save(sent)
    cells = {cell.value: cell for row in book["Start here"].iter_rows() for cell in row}
    cells[UNCHANGED.label].offset(column=1).value = "Yes"
    confirmed = io.BytesIO()
    book.save(confirmed)
    book.create_sheet("Ours")["A1"] = "CL1 is done"
    beside = io.BytesIO()
    book.save(beside)
    return {code for one in (sent, confirmed, beside) for code in came(one.getvalue(), folder)}


def next_years(returns: Sequence[Submission], spec_of: Callable[[Submission], Spec], folder: Path) -> Codes:
    found = roll_all(returns, spec_of, Order(dt.date(2027, 9, 6)), OutputFolder(folder / "next"))
    return codes(problem for one in found for problem in one.problems)


def years_that_end(folder: Path) -> Codes:
    """A list of leaving years that is written out, and ends before the year that begins."""
    years = '  leaving: ["2024/25", "2025/26"]\n'
    column = "      - {id: leaving_year, label: Left, answer: choice, list: leaving}\n"
    autumn = "      - {id: autumn, label: Autumn"
    text = changed(("sheets:\n", f"{years}sheets:\n"), (autumn, column + autumn))
    (folder / "small.yaml").write_text(text, encoding="utf-8")
    spec = load(str(folder / "small.yaml"))
    (folder / "return.xlsx").write_bytes(build(plan(spec), OAK, Order(BUILT), {("A1", "action"): "Ask"}))
    return next_years([read_file(folder / "return.xlsx", spec)], lambda _: spec, folder)


def holding(folder: Path, *schools: School, collection: str = AUTUMN) -> HubSettings:
    """A Hub whose store holds a return of each of these schools."""
    where = hub(folder)
    with Store(where.store, write=True) as store:
        for one in schools:
            store.add(hub_folder.file(where, f"{one.urn}.xlsx", stamped(one)(), collection=collection))
    return where


def in_use(folder: Path) -> Codes:
    where = holding(folder)
    with contextlib.closing(sqlite3.connect(where.store)) as other, pytest.MonkeyPatch.context() as patch:
        other.execute("BEGIN EXCLUSIVE")
        patch.setattr("careers_workbook.hub.store.store._PATIENCE", 0.1)
        return raised(lambda: Store(where.store, write=True))


def at_work(folder: Path) -> Codes:
    with only_writer(folder), pytest.MonkeyPatch.context() as patch:
        patch.setattr("careers_workbook.hub.store.lock._PATIENCE", 0.1)
        return raised(lambda: only_writer(folder).__enter__())


def no_database(folder: Path) -> Codes:
    (folder / "hub.sqlite").write_bytes(b"no database at all, but long enough to be one" * 40)
    return raised(lambda: Store(folder / "hub.sqlite"))


def newer_store(folder: Path) -> Codes:
    where = holding(folder)
    with contextlib.closing(sqlite3.connect(where.store)) as db:
        db.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    return raised(lambda: Store(where.store))


def lost_store(folder: Path) -> Codes:
    where = holding(folder, OAK)
    where.store.unlink()
    return codes(integrity_problems(where))


def renamed_and_copied(folder: Path) -> Codes:
    """A collection that the settings call otherwise now, and a second store that OneDrive made."""
    holding(folder, OAK)
    (folder / "hub-OFFICE-PC.sqlite").write_bytes(b"")
    text = (folder / SETTINGS).read_text(encoding="utf-8")
    (folder / SETTINGS).write_text(text.replace(AUTUMN, "Autumn term"), encoding="utf-8")
    return codes(integrity_problems(read_settings(folder)))


def written_twice(folder: Path) -> Codes:
    """By two computers at the same time."""
    where = holding(folder, OAK)
    returns = where.folders["returns"]
    for path in (where.register, returns / "journal.jsonl", next((returns / "receipts").iterdir())):
        path.with_name(f"{path.stem}-OFFICE-PC{path.suffix}").write_bytes(path.read_bytes())
    return codes(integrity_problems(where))


def not_forgotten(folder: Path) -> Codes:
    """A file of it cannot be removed."""
    one = Hub(hub(folder), hub(folder).rounds[0], TODAY)
    report = one.output("reports") / "990001 Oak Lane School - report.html"
    one.keep(report, "", "report")
    held = one.held(OAK.urn)
    report.unlink()
    report.mkdir()
    return codes([*one.forget(held, ""), *one.view().doubts])


def kept_long_enough(folder: Path) -> Codes:
    """One original is thinned, one cannot be; then they go, and a copy in the inbox cannot."""
    where = hub(folder, "keep_until: {leavers: 1 year, originals: 2 years}\n")
    put(where, ("oak.xlsx", workbook(OAK, ANSWERS, LEAVERS)), ("b.ods", as_ods(workbook(BRANNOC, ANSWERS, LEAVERS))))
    found = list[Problem]()
    for years in (1, 2):
        one = Hub(where, where.rounds[0], where.rounds[0].due.replace(year=2026 + years))
        (due,) = one.due_to_go()
        if years > 1:
            (where.folders["inbox"] / "b.ods").unlink()
            (where.folders["inbox"] / "b.ods").mkdir()
        found += one.tidy_up(due)
        found += [problem for reread in one.returns(one.view()).steps for problem in reread.known]
    return codes(found)


def of_before(folder: Path) -> Codes:
    """As version 0.1 left it."""
    where = holding(folder, OAK)
    for name in ("journal.jsonl", "journal.lock"):
        (where.folders["returns"] / name).unlink()
    said = Hub(where, where.rounds[0], TODAY).upgrade()
    return codes([said] if said else [])


def without_its_history(folder: Path) -> Codes:
    """A file of this version that has gone."""
    where = holding(folder, OAK)
    (where.folders["returns"] / "journal.jsonl").unlink()
    said = Hub(where, where.rounds[0], TODAY).upgrade()
    return codes([said] if said else [])


def rebuilt(folder: Path) -> Codes:
    """From an original that was changed, and a receipt that nobody can read."""
    where = holding(folder, OAK)
    for path in (where.folders["returns"] / "originals").rglob("*.xlsx"):
        path.write_bytes(b"something else")
    (where.folders["returns"] / "receipts" / "broken.json").write_text("{", encoding="utf-8")
    said = codes(one for one in rebuild_store(where, Request(AUTUMN, TODAY)) if isinstance(one, Problem))
    with Store(where.store) as store:
        return said | {finding.code for one in store.returns(AUTUMN) for finding in one.findings}


def last_years(folder: Path) -> Codes:
    where = hub(folder)
    with Store(where.store, write=True) as store:
        store.add(hub_folder.file(where, "a.xlsx", stamped(built=dt.date(2025, 9, 14))()))
    school = load_round(where, where.named(AUTUMN), TODAY).schools[0]
    return {finding.code for finding in school.counts.findings} if school.counts else ()


def last_years_with_this_years_answers(folder: Path) -> Codes:
    last_years(folder)
    opened = open_hub(folder, TODAY)
    opened.confirm(OAK.urn)
    school = open_hub(folder, TODAY).view().round.schools[0]
    return {finding.code for finding in school.counts.findings} if school.counts else ()


def built_without_its_store(folder: Path) -> Codes:
    lost_store(folder)
    wanted = WantedWorkbooks((SPEC,), Order(TODAY))
    return raised(lambda: open_hub(folder, TODAY).workbooks([OAK], wanted, OutputFolder(folder / "blank")))


def sent_before(folder: Path) -> Codes:
    where, data = hub(folder), stamped(OAK, {("CL1", "completed"): "Yes"})()
    with Store(where.store, write=True) as store:
        for name in (AUTUMN, SPRING):
            store.add(hub_folder.file(where, f"{name}.xlsx", data, name))
    return {finding.code for one in load_round(where, where.named(SPRING), TODAY).files for finding in one.findings}


def twice_set_up(folder: Path) -> Codes:
    set_up(folder, NewHub(TODAY))
    return raised(lambda: set_up(folder, NewHub(TODAY)))


def mistaken_template(folder: Path) -> Codes:
    (folder / "blank.txt").write_text("Subject: {{ scool }}\n\nHello\n", encoding="utf-8")
    return raised(lambda: Templates(folder, KINDS))


def drafted(folder: Path) -> Codes:
    """To an address that is none; and again, after somebody has changed the draft."""
    one = Letter("blank", Listed(OAK, email="head at oaklane"), LetterText("Hello", "Hello again\n"))
    (first,) = keep_drafts([as_draft(one)], folder, write)
    assert first.path
    first.path.write_bytes(first.path.read_bytes() + b"PS\r\n")
    (second,) = keep_drafts([as_draft(one)], folder, write)
    return codes((*first.problems, *second.problems))


def over(folder: Path) -> Codes:
    hub(folder)
    return raised(lambda: ran(folder, "build", "--today", "2027-06-01"))


def nothing_returned(folder: Path) -> Codes:
    hub(folder)
    return raised(lambda: ran(folder, "consolidate", "--today", f"{TODAY}"))


def kept_questions_broken(folder: Path) -> Codes:
    """What was asked before a question was added cannot be read any more."""
    where = open_hub(hub(folder).root, BUILT)
    where.keep_asked(load(FIRST_SPEC))
    (kept,) = (where.settings.folders["returns"] / "asked").iterdir()
    kept.write_text("id: nothing\n", encoding="utf-8")
    return codes(integrity_problems(where.settings))


def no_such_question(folder: Path) -> Codes:
    where = open_hub(hub(folder).root, TODAY)
    return raised(lambda: where.change_question(QuestionChange("drop", "CL99", "Nobody needs it.")))


def changes_of_another(folder: Path) -> Codes:
    where = open_hub(hub(folder).root, TODAY)
    where.keep_question(where.change_question(QuestionChange("add", "CL3", "One question more.")))
    settings = where.settings.root / SETTINGS
    settings.write_text(settings.read_text(encoding="utf-8").replace(FIRST_SPEC, DEFAULT_SPEC), encoding="utf-8")
    return raised(lambda: read_settings(where.settings.root))


def changed_without_a_version(folder: Path) -> Codes:
    where = hub(folder)
    settings = where.root / SETTINGS
    settings.write_text(settings.read_text(encoding="utf-8").replace(FIRST_SPEC, "small.yaml"), encoding="utf-8")
    spec = write_spec(where.root, GOOD)
    open_hub(where.root, BUILT).keep_asked(load(str(spec)))
    spec.write_text(changed(("One statement.", "One statement more.")), encoding="utf-8")
    return codes(open_hub(where.root, TODAY).view().doubts)


def added_without_a_version(folder: Path) -> Codes:
    old = load(FIRST_SPEC)
    new = as_yaml(old).replace("    - ref: CL2\n", "    - ref: CL99\n      text: A new one.\n    - ref: CL2\n")
    write(folder / "new.yaml", new)
    sent = SentSpec(old, plan(old).fingerprint, BUILT)
    return came(filled(), folder, context=Context(carry_to=(load(str(folder / "new.yaml")),), sent=(sent,)))


def unknown_checklist(folder: Path) -> Codes:
    where = holding(folder, OAK)
    with contextlib.closing(sqlite3.connect(where.store)) as db, db:
        db.execute("UPDATE files SET spec = 'gone', version = '7'")
    found = load_round(where, where.named(AUTUMN), TODAY)
    return raised(lambda: migrated_returns(found, found.specs, TODAY))


def changed_checklist(folder: Path) -> Codes:
    where = hub(folder)
    with Store(where.store, write=True) as store:
        store.add(replace(hub_folder.file(where, "a.xlsx", stamped()()), read_by=f"{FIRST_SPEC} 2020.1 00000000"))
    problem = read_by_another(load_round(where, where.named(AUTUMN), TODAY))
    return codes([problem] if problem else [])


def no_letter(folder: Path) -> Codes:
    where = hub(folder)
    with Store(where.store, write=True) as store:
        store.add(hub_folder.file(where, "a.xlsx", edited_bytes(stamped()(), unknown_version)))
    found = load_round(where, where.named(AUTUMN), TODAY)
    return codes([one for one in reminders(found, None, None) if isinstance(one, Problem)])


def kept_back(folder: Path) -> Codes:
    """No letter: a file named after another school, a link that leads out; and what is of nobody, or not collected."""
    where = hub(folder / "hub")
    (folder / "elsewhere.xlsx").write_bytes(stamped()())
    drop(where, "990002 St Brannoc's School.xlsx", stamped()())
    (where.folders["inbox"] / "990003 Woodlands.xlsx").symlink_to(folder / "elsewhere.xlsx")
    drop(where, "scan.pdf", b"%PDF-1.4")
    ran(where.root, "collect", "--today", f"{TODAY}")
    drop(where, "late.xlsx", b"")
    at_hub = open_hub(where.root, TODAY)
    view = at_hub.view()
    held = [one for one in reminders(view.round, None, None) if isinstance(one, Problem)]
    draft = at_hub.output("letters") / "990001 Oak Lane School - thank you.eml"
    at_hub.keep(draft, b"changed", "letter")
    return codes((*held, *view.of_nobody, *view.doubts, *at_hub.take_away_drafts(view.round)[1]))


def nowhere_to_return_to(folder: Path) -> Codes:
    where = hub(folder)
    text = (where.root / SETTINGS).read_text(encoding="utf-8")
    (where.root / SETTINGS).write_text(text.replace("careers@northmoor.example", '""'), encoding="utf-8")
    at_hub = open_hub(where.root, TODAY)
    return raised(lambda: at_hub.mailing(None))


def decided_of_nobody(folder: Path) -> Codes:
    hub(folder)
    return raised(lambda: open_hub(folder, TODAY).extend("990099", TODAY))


def written_down(folder: Path) -> Codes:
    """By telephone: before and after a return, of what is not asked, of a list, and of a school that sent nothing."""
    where = hub(folder)
    at_hub = open_hub(folder, TODAY)

    def told(urn: str, question: str, value: str) -> None:
        at_hub.answer(GivenAnswers((GivenAnswer(urn, question, value, "telephone"),), "AS", complete=True))

    told(OAK.urn, "CL1.completed", "No")
    told(BRANNOC.urn, "CL1.completed", "Yes")
    with Store(where.store, write=True) as store:
        store.add(hub_folder.file(where, "oak.xlsx", workbook(OAK), sent=dt.datetime(2026, 12, 2)))  # noqa: DTZ001
    told(OAK.urn, "CL2.completed", "Yes")
    gone = HandAnswers((HandAnswer("CL99", "completed", "Yes", "AS", "telephone", TODAY),))
    decide(where.folders["returns"], "answer", [(AUTUMN, WOOD_A.urn)], replace(gone, complete=True).text())
    found = {finding.code for one in at_hub.view().round.came for finding in one.counts.findings}
    for question, value in (
        ("CL77.completed", "Yes"),
        ("CL1", "Yes"),
        ("L01.autumn", "x"),
        ("CL3.completed", ""),
        ("SD10", "990002"),
    ):
        found |= raised(partial(told, OAK.urn, question, value))
    sheet = folder / "a.csv"
    sheet.write_text("ref,answer\n", encoding="utf-8")
    found |= raised(lambda: at_hub.answers_from(sheet, OAK.urn))
    (folder / "b.xlsx").write_bytes(workbook(BRANNOC, ANSWERS, LEAVERS))
    found |= codes(at_hub.answers_from(folder / "b.xlsx", BRANNOC.urn).problems)
    return found | raised(lambda: at_hub.answer(GivenAnswers((), "AS", complete=True, urn=WOOD_B.urn)))


def of_pupils(folder: Path) -> Codes:
    """A workbook that nobody can look into may have lines of leavers in it, and the address is not confirmed."""
    at_hub = open_hub(hub(folder).root, TODAY)
    (folder / "a.xlsx").write_bytes(b"")
    (one,) = at_hub.outgoing([SchoolWorkbook(OAK, folder / "a.xlsx")], at_hub.view().round)
    return codes(one.problems)


def to_put_right_with_leavers(folder: Path) -> Codes:
    """A return with lines of leavers and something to put right; the address is not confirmed."""
    where = hub(folder)
    drop(where, "oak.xlsx", workbook(OAK, {("CL3", "deadline"): "31/02/2027"}, LEAVERS))
    at_hub = open_hub(where.root, TODAY)
    list(at_hub.collect().steps)
    view = at_hub.view()
    (one,) = at_hub.reminders(view, "please fix").steps
    assert not isinstance(one, Problem)
    wording = Wording(view.round, Templates(at_hub.letters, ["please fix"]), Marker(of_round(view.round)))
    said = letter_to(one, wording).problem
    return codes([said] if said else [])


def done_last_year(folder: Path) -> Codes:
    """A workbook for a new year that came back as it was sent, with what was done to be confirmed."""
    where = hub(folder)
    note = done_in("2025/26", "Yes")
    data = build(plan(SPEC), OAK, Order(BUILT), {("CL1", "review"): note}, sent_with=True)
    with Store(where.store, write=True) as store:
        store.add(hub_folder.file(where, "oak.xlsx", data))
    return raised(lambda: open_hub(folder, TODAY).confirm(OAK.urn))


def otherwise_than_shown(folder: Path) -> Codes:
    """What a page showed was decided in another window since."""
    desk = Desk.at(hub(folder).root, 0, TODAY)
    return raised(lambda: Visit(desk, {}, {}, FormData({"seen": "1"})).check_seen("2"))


def nothing_sent(folder: Path) -> Codes:
    hub(folder)
    return raised(lambda: open_hub(folder, TODAY).sent())


def published_before(damage: Callable[[bytes], bytes]) -> Provoker:
    """A collection that was published, and its record then damaged."""

    def provoke(folder: Path) -> Codes:
        where = test_hub_record.at(folder)
        test_hub_record.consolidated(where, test_hub_record.dealt(test_hub_record.ONE))
        path = test_hub_record.the_record(where)
        path.write_bytes(damage(path.read_bytes()))
        return raised(lambda: test_hub_record.consolidated(where, test_hub_record.dealt(test_hub_record.ONE)))

    return provoke


def handed_over(folder: Path) -> Iterator[str]:
    """Backups that cannot be made or restored, and what is said of those that can."""
    where = hub(folder / "hub")
    text = (where.root / SETTINGS).read_text(encoding="utf-8")
    elsewhere = text + "folders: {inbox: ../inbox}\n"
    (where.root / "shortcut").symlink_to(folder)

    def made(name: str = "b", settings: str = text) -> set[str]:
        (where.root / SETTINGS).write_text(settings, encoding="utf-8")
        found = open_hub(where.root, TODAY).back_up(folder / name, "a long password")
        return codes(found.left_out)

    with patch.object(sealed_file, "_WORK", 4), patch.object(backup, "_ON_WINDOWS", new=True):
        yield from made(settings=elsewhere)
        yield from codes(backup.restore(folder / "b", folder / "new", "a long password").problems)
        at_hub = open_hub(where.root, TODAY)
        at_hub.forget(at_hub.held(OAK.urn), "")
        yield from codes(backup.restore(folder / "b", folder / "again", "a long password", [where.root]).problems)
        named = test_hub_handover.archive(folder / "c", ("hub/a:b.txt", tarfile.REGTYPE))
        yield from codes(backup.restore(named, folder / "other", test_hub_handover.WORD).problems)
        yield from raised(lambda: backup.restore(folder / "b", folder / "new", "a long password"))
        yield from raised(lambda: backup.restore(folder / "b", folder / "newer", "another"))
        yield from raised(lambda: backup.restore(where.register, folder / "newer", "a long password"))
        (folder / "b").write_bytes((folder / "b").read_bytes()[:-1])
        yield from raised(lambda: backup.restore(folder / "b", folder / "newer", "a long password"))
        yield from raised(lambda: made("hub/b"))
        yield from raised(lambda: made(settings=text + "folders: {returns: ../returns}\n"))
        with patch.object(backup, "open_ordinary", side_effect=PermissionError(errno.EACCES, "")):
            yield from raised(made)


def published_by_another_rule(folder: Path) -> Codes:
    where = test_hub_record.at(folder)
    test_hub_record.of_version_0_2(where)
    return codes(test_hub_record.consolidated(where, test_hub_record.dealt(test_hub_record.ONE)).warnings)


def without_its_secret(folder: Path) -> Codes:
    where = test_hub_record.at(folder)
    test_hub_record.consolidated(where, test_hub_record.dealt(test_hub_record.ONE))
    test_hub_record.secret_file(folder).unlink()
    return raised(lambda: test_hub_record.consolidated(where, test_hub_record.dealt(test_hub_record.ONE)))


def grown(folder: Path) -> Codes:
    with patch.object(locate, "MOST", 50):
        return came(leavers(100, columns="B"), folder)


ELSEWHERE = {
    *(code for text in (*SPECS.values(), *EXTENSIONS.values()) for _, code in expected(text)),
    *(code for case in DAMAGE for code in case.codes),
    *(code for found in test_case_overlays.FOUND.values() for code, _, _ in found),
    *(code for _, codes_said, _ in test_case_overlays.SAYS.values() for code in codes_said),
}
"""What tables of other tests provoke, each of which says exactly which codes come of it."""
PROVOKED: Mapping[tuple[str, ...], Provoker] = {
    ("SPEC-010",): partial(spec_text, f"{GOOD}extends: smal\n"),
    ("SPEC-017",): lambda _: raised(lambda: load("send-careers-checklist-2052")),
    ("SPEC-019",): lambda folder: codes(check_spec(folder / "missing.yaml")),
    ("SPEC-023",): partial(spec_text, f"{GOOD}extends: tried\n"),
    ("FILE-001",): lambda folder: codes(read_file(folder / "return.xlsx").problems),
    ("FILE-002",): partial(came, b""),
    ("FILE-003",): lambda folder: codes(read_file(folder).problems),
    ("FILE-004",): partial(came, b"%PDF-1.7\n"),
    ("FILE-005",): lambda folder: came(gias.workbook([]), folder),
    ("FILE-006",): lambda folder: came(filled()[:9000], folder),
    ("FILE-007",): partial(came, b"Rar!\x1a\x07\x01"),
    ("FILE-008",): lambda folder: came(encrypted(filled()), folder),
    ("FILE-056",): lambda _: codes(problem for one in read_path(KEPT / "locked.zip") for problem in one.problems),
    ("FILE-057",): partial(came, b"\x76\xe8\x04\x60\xc4\x11\xe3\x86"),
    ("FILE-058",): lambda _: codes(read_file(FILES / "locked-new.ods").problems),
    ("FILE-009",): too_large,
    ("FILE-010",): edited(unknown_version),
    ("FILE-011",): lambda folder: codes(read_file(folder / "a\0b.xlsx").problems),
    ("FILE-046", "FILE-047", "FILE-048"): sent_back,
    ("FILE-013",): lambda folder: came(filled(), folder, spec=load(NEWER)),
    ("FILE-020",): lambda folder: raised(lambda: output.write(folder / "missing" / "file", b"")),
    ("FILE-021",): in_the_way,
    ("FILE-023", "ROW-014"): carried(f"{LARGER}dropped: {{A1: Nobody asks.}}\n"),
    ("FILE-024", "ROW-015"): carried(STRANGER, NOTED),
    ("FILE-045",): added_without_a_version,
    ("CELL-012", "FILE-044"): lambda folder: came(comments(600), folder),
    ("ROW-026",): grown,
    ("CELL-027",): lambda folder: came(long_leavers(100, 32_767), folder),
    ("ROW-006", "ROW-019"): lambda _: codes(read_file(FILES / "own-rows-500.xlsx").problems),
    ("FILE-030",): stopped,
    ("FILE-060",): without_a_process,
    ("FILE-061",): linked,
    ("FILE-031",): lambda folder: came(repacked(filled(), {"xl/vbaProject.bin": b"whatever"}), folder),
    ("FILE-032",): lambda folder: came((KEPT / "locked.xls").read_bytes(), folder, password="not that one"),
    ("FILE-033",): partial(came, b"Received: from mail.example by hub.example\r\nFrom: a@b.example\r\n\r\nHi"),
    ("FILE-034",): partial(came, b"[InternetShortcut]\r\nURL=https://docs.google.com/x\r\n"),
    ("FILE-035",): partial(came, b"A. Teacher", name="~$return.xlsx"),
    ("FILE-036",): lambda folder: codes(problem for one in read_path(folder) for problem in one.problems),
    ("FILE-037",): partial(unpacked, in_each_other(5)),
    ("FILE-038",): in_part,
    ("FILE-049",): lambda folder: came((EXAMPLES / "master.xlsx").read_bytes(), folder),
    ("FILE-050",): gone_before_marking,
    ("FILE-051",): not_checked,
    ("FILE-052", "FILE-053", "FILE-054"): in_word,
    ("FILE-055",): partial(came, rb"{\rtf1\ansi hello}", name="return.doc"),
    ("FILE-039",): being_written,
    ("FILE-040",): lambda folder: came(marked_as_locked(), folder),
    ("FILE-041",): far_away,
    ("FILE-042",): partial(unpacked, b"X-Unsent: 1\nTo: hub@northmoor.example\n\nHello\n"),
    ("FILE-043",): partial(unpacked, letter(("winmail.dat", b"\x78\x9f\x3e\x22\x01\0"))),
    ("CELL-003", "CELL-010", "CELL-011", "DATE-007"): returned(TYPED),
    ("CELL-012", "CELL-013", "DEST-002", "DEST-003"): edited(remarked),
    ("CELL-020", "CELL-022", "CELL-023", "DATE-010", "DATE-011", "DATE-012"): edited(misread),
    ("ROW-027",): lambda folder: came((FILES / "r15-cut60.xlsx").read_bytes(), folder),
    ("ROW-028",): edited(pulled_up),
    ("SHEET-020",): edited(moved_aside),
    ("CELL-021",): lambda folder: came((FILES / "checkbox.xlsx").read_bytes(), folder),
    ("CELL-024", "ROW-030"): lambda folder: came((FILES / "strike.xlsx").read_bytes(), folder),
    ("CELL-025",): moving,
    ("CELL-026", "SHEET-030"): edited(scribbled),
    ("CELL-016",): carried(f"{LARGER}lists:\n  completed:\n    - {{label: 'Yes', group: done}}\n"),
    ("HUB-001",): register("Name\nOak Lane School\n"),
    ("HUB-002",): register("URN,Name\n99,Oak Lane School\n"),
    ("HUB-003",): register("URN,Name\n990001,Oak Lane School\n990001,Oak Lane School\n"),
    ("HUB-004",): register("URN,Name\n990001,\n"),
    ("HUB-005",): register('URN,Name\n990001,"Oak'),
    ("HUB-006",): register("URN,Name\n"),
    ("HUB-007",): register("URN,Name\n990001,Oak Lane School, Northmoor\n"),
    ("HUB-008",): register("URN\n990001\n"),
    ("HUB-009",): rolled({}),
    ("HUB-010",): rolled(ANSWERS, school=School("", "Oak Lane School")),
    ("HUB-011",): rolled(ANSWERS, {**ANSWERS, ("CL3", "action"): "Ask"}),
    ("HUB-012",): decided("a.xlsx", lambda: damaged_bare(opened(), [detail("SD10", "990002")])),
    ("HUB-013",): years_that_end,
    ("HUB-014",): extract(b"URN,Name\n990001,Oak Lane School\n"),
    ("HUB-015",): extract(ONE, las=("Westshire",)),
    ("HUB-016",): extract(ONE, kinds=("pru",)),
    ("HUB-017",): extract(UNCLEAR + ONE.splitlines()[1].replace(b"990001", b"990002")),
    ("HUB-018",): replacing(b"URN,Name\n99,Oak Lane School\n"),
    ("HUB-019",): too_many_rows,
    ("HUB-020",): replacing(ONE),
    ("HUB-021",): lambda folder: raised(lambda: find(folder)),
    ("HUB-022",): hub_settings(rounds("Autumn 2026-12-01 2026-11-30")),
    ("HUB-023",): hub_settings(rounds("Autumn 2026-10-01 2026-12-31", "autumn 2027-01-04 2027-03-31")),
    ("HUB-024",): hub_settings(rounds("Autumn 2026-10-01 2026-12-31", "Spring 2026-09-01 2027-03-31")),
    ("HUB-025",): lambda folder: raised(lambda: hub(folder).named("Sumer 2027")),
    ("HUB-026", "HUB-031", "HUB-074"): rebuilt,
    ("HUB-027",): in_use,
    ("HUB-073",): at_work,
    ("HUB-028",): no_database,
    ("HUB-029",): newer_store,
    ("HUB-030", "HUB-040"): renamed_and_copied,
    ("HUB-032",): decided("a.xlsx", stamped(School("990099", "Hill House School"))),
    ("HUB-033",): decided("990001 Oak.xlsx", nameless(SD3=None, SD10=None)),
    ("HUB-034",): decided("a.xlsx", nameless(SD3="Woodlands School", SD10=None)),
    ("HUB-035",): decided("990002 St Brannoc's School.xlsx", stamped()),
    ("HUB-036",): decided("a.xlsx", stamped(School("990009", "Hill House School")), REPLACED),
    ("HUB-037",): fewer,
    ("HUB-193",): in_parts,
    ("HUB-038",): decided("a.xlsx", stamped(), urn="990002"),
    ("HUB-039",): decided("a.xlsx", nameless(SD3=None, SD10=None)),
    ("HUB-041",): lost_store,
    ("HUB-042",): last_years,
    ("HUB-172",): sent_before,
    ("HUB-041", "HUB-190"): built_without_its_store,
    ("HUB-189",): last_years_with_this_years_answers,
    ("HUB-050",): twice_set_up,
    ("HUB-051",): mistaken_template,
    ("HUB-052", "HUB-053"): drafted,
    ("HUB-054",): over,
    ("HUB-055",): nothing_returned,
    ("HUB-070",): unknown_checklist,
    ("HUB-071",): changed_checklist,
    ("HUB-072",): no_letter,
    ("HUB-075", "HUB-076", "HUB-077", "HUB-079", "HUB-082"): kept_back,
    ("HUB-078",): nowhere_to_return_to,
    ("HUB-085",): kept_questions_broken,
    ("HUB-091",): decided_of_nobody,
    ("HUB-092",): nothing_sent,
    ("HUB-087",): no_such_question,
    ("HUB-088",): changes_of_another,
    ("HUB-086",): changed_without_a_version,
    ("HUB-080",): published_before(lambda data: data[:-40]),
    ("HUB-141",): published_before(lambda data: data.replace(b'": "60"', b'": "65"')),
    ("HUB-140",): without_its_secret,
    ("HUB-142",): published_by_another_rule,
    ("HUB-095",): of_before,
    ("HUB-192",): without_its_history,
    ("HUB-096",): lambda folder: raised(lambda: Hub(hub(folder), hub(folder).rounds[0], TODAY).confirm(OAK.urn)),
    ("HUB-097", "HUB-098", "HUB-099"): written_twice,
    ("HUB-130", "HUB-131"): not_forgotten,
    ("HUB-132", "HUB-133", "HUB-134", "HUB-135"): kept_long_enough,
    ("HUB-100",): of_pupils,
    ("HUB-107",): to_put_right_with_leavers,
    ("HUB-106",): done_last_year,
    ("HUB-173",): lambda folder: raised(
        lambda: (at := open_hub(hub(folder).root, TODAY)).settings_file.keep(at.settings_file.text(), "seen")
    ),
    ("HUB-191",): otherwise_than_shown,
    ("HUB-174",): settings_that_hang_together,
    ("HUB-175",): round_with_a_return,
    ("HUB-176",): moved_into_itself,
    ("HUB-177",): changed_while_copied,
    ("HUB-179",): cut_off_while_copied,
    ("HUB-178",): answered_twice,
    ("HUB-122",): lambda folder: raised(lambda: open_hub(hub(folder).root, TODAY).practice(folder, (), lambda _: ())),
    ("HUB-121",): lambda folder: raised(lambda: read_extract(hub(folder).register, folder / "register.csv")),
    (*(f"HUB-{number}" for number in range(110, 121)), "HUB-123"): handed_over,
    tuple(f"HUB-{number}" for number in range(160, 172)): written_down,
    ("HUB-180",): lambda _: raised(lambda: way_to("tcp://scheduler.example:8786", None)),
    ("HUB-181",): lambda _: raised(lambda: way_to("scheduler.example", None)),
    ("HUB-182", "HUB-186"): on_a_cluster,
    ("HUB-183",): lambda folder: raised(lambda: way_to("tls://127.0.0.1:1", folder)),
    ("HUB-184",): lambda folder: raised(lambda: way_to("tls://127.0.0.1:1", authority().folder(folder / "made"))),
    ("HUB-185",): not_trusted,
    ("HUB-187",): read_elsewhere(elsewhere.Unlike("pc-7", "another program")),
    ("HUB-188",): read_elsewhere(BrokenProcessPool()),
    ("HUB-104",): decided("x.pdf", lambda: b"%PDF-1.4", sender=f"{OAK.urn}?"),
    ("HUB-105",): decided("oak.xlsx", stamped(), sender="990002"),
    ("HUB-102",): lambda folder: raised(lambda: Hub(hub(folder), hub(folder).rounds[0], TODAY).dismiss("x", "y")),
    ("HUB-101",): lambda folder: raised(
        lambda: Hub(hub(folder), hub(folder).rounds[0], TODAY).confirm_address(OAK.urn, ["other@schools.example"])
    ),
    ("HUB-090",): lambda folder: raised(lambda: Hub(hub(folder), hub(folder).rounds[0], TODAY).undo()),
}
CHECKED: Mapping[str, tuple[Provoker, ...]] = {
    "nothing_filled_in": (returned({}),),
    "same_as_before": (again(1, 1),),
    "nothing_changed": (sent_back,),
    "school_not_named": (operated(("delete_sheet", "About this workbook"), detail("SD3", None), detail("SD10", None)),),
    "more_than_one_school": (operated(detail("SD10", "990002")), operated(detail("SD3", "Elm Bank Academy"))),
    "unlike_the_register": (returned(context=Context(school=replace(SCHOOL, name="Elm Bank School", ages="5-16"))),),
    "required_is_blank": (required,),
    "deadline_in_the_past": (returned(TYPED, context=Context(dt.date(2027, 1, 1))),),
    "unusual_length": (returned(TYPED),),
    "completed_without_detail": (ticked,),
    "leaver_without_year": (returned(leavers=[{"autumn": COLLEGE}]),),
    "number_of_leavers": (listed(14, 15), listed(14, 13)),
    "changed_since_last_time": (again(8, 6), again(6, 8)),
    "known_too_early": (returned(leavers=[{"leaving_year": "2026/27", "autumn": COLLEGE}], context=Context(TODAY)),),
    "contact_lost": (returned(leavers=[{"leaving_year": "2022/23", "autumn": COLLEGE, "year_1": "Not known"}]),),
    "unlikely_destination": (returned(leavers=[{"leaving_year": "2022/23", "autumn": "Deceased", "year_1": COLLEGE}]),),
    "more_than_left": (counted(leavers__all=5, autumn__fe_college=6), counted(autumn__fe_college=4)),
    "more_still_there": (counted(leavers__all=9, autumn__fe_college=4, six_months_yes__fe_college=5),),
    "counted_too_early": (counted(leavers__all=9, year_4__fe_college=4),),
}
"""Check -> returns that together provoke all that it declares."""


@pytest.mark.parametrize("expected_codes", PROVOKED, ids=" ".join)
def test_a_code_is_provoked(expected_codes: tuple[str, ...], tmp_path: Path) -> None:
    assert set(expected_codes) <= set(PROVOKED[expected_codes](tmp_path))


@pytest.mark.parametrize("check", checks.CHECKS, ids=lambda check: check.rule.__name__)
def test_a_check_gives_all_the_codes_that_it_declares_and_no_other(
    check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = set()

    def heard(returned: CheckInput) -> Iterator[Problem]:
        for problem in check(returned):
            given.add(problem.code)
            yield problem

    others = (replace(one, rule=heard) if one is check else one for one in checks.CHECKS)
    monkeypatch.setattr(checks, "CHECKS", tuple(others))
    for provoke in CHECKED[check.rule.__name__]:
        provoke(tmp_path)
    assert given == check.codes


def test_every_code_is_provoked() -> None:
    declared = {code for check in checks.CHECKS for code in check.codes}
    assert declared | ELSEWHERE | {code for given in PROVOKED for code in given} == CATALOGUE.keys()
