"""Makes examples/ and docs/images anew: `make golden`.

A blank and a filled workbook of Oak Lane School, its report, the master workbook of a Hub of twelve schools, and
pictures of them for the README. The workbooks and the report are the same on every machine and day;
tests/test_golden.py compares them with freshly made ones, so that a change of layout shows in review. The pictures need
LibreOffice, poppler, ImageMagick and Chromium; those of a blank and a return count from the day they are drawn on.
"""

import datetime as dt
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.core.school import School
from careers_workbook.demo.fill import STAGES, Hand
from careers_workbook.demo.show import register_file
from careers_workbook.hub.board import board
from careers_workbook.hub.comparison.round_comparison import compare_round
from careers_workbook.hub.publication.publication import publish
from careers_workbook.hub.register.register import read_register
from careers_workbook.hub.rounds.rounds import load_round
from careers_workbook.hub.store.receipts import Receipt, hash_of
from careers_workbook.hub.store.settings import FOLDERS, HubSettings, RoundSettings
from careers_workbook.hub.store.store import Store
from careers_workbook.hub.store.stored_return import stored_return
from careers_workbook.hub.tables.consolidated import consolidate
from careers_workbook.layout.plan import Layout, plan
from careers_workbook.reports.hub.master_workbook import hub_workbook
from careers_workbook.reports.letters.marked_workbook import marked_copy
from careers_workbook.reports.school.render import render
from careers_workbook.reports.school.summarise import summarise
from careers_workbook.returns.context import Context
from careers_workbook.returns.extraction.versions import spec_of
from careers_workbook.returns.intake.file_detection import detect_file
from careers_workbook.returns.intake.returned_files import ReturnedFile
from careers_workbook.returns.read import read_file, read_source
from careers_workbook.spec.load import DEFAULT_SPEC, load

EXAMPLES = Path(__file__).resolve().parent
IMAGES = EXAMPLES.parent / "docs" / "images"
SCHOOL = School("990001", "Oak Lane School", "Northmoor", "Community special school", "11-19")
SENT, DUE, TODAY = dt.date(2026, 9, 14), dt.date(2027, 3, 31), dt.date(2026, 11, 23)
RETURN_TO = "the Careers Hub, careers@northmoor.example"
SEED, STAGE = "golden 14", 0
MISTAKES = {
    ("SD8", "answer"): "10-12",
    ("CL4", "deadline"): "end of term",
    ("SP3", "completed"): "Ask the head",
    ("SP12", "deadline"): "31/02/2027",
    ("L02", "autumn"): "college",
}
"""What is wrong in the return that is handed back."""
_MISTAKEN = 3
"""The place of the school that makes the same mistakes in the Hub's register."""
SHEETS = {
    "start.png": ("blank.xlsx", "Start here"),
    "checklist.png": ("filled.xlsx", "Strategy and programme"),
    "progress.png": ("filled.xlsx", "Progress"),
    "destinations.png": ("filled.xlsx", "Destinations"),
    "what-to-fix.png": ("marked.xlsx", "What to fix"),
    "master.png": ("master.xlsx", "Summary"),
}
"""Picture -> the workbook and the sheet whose first page it shows."""
PROGRAMS = ("soffice", "pdftoppm", "pdftotext", "convert", "chromium")
_PIXELS_AN_INCH = 110


def files() -> dict[str, bytes]:
    """Every example file but the pictures: name -> content."""
    order = Order(SENT, DUE, RETURN_TO)
    layout = plan(load(DEFAULT_SPEC)).in_year(order.year)
    hand = Hand(layout.spec, STAGES[STAGE], TODAY, random.Random(SEED))
    answers = hand.answers()
    filled, mistaken = (build(layout, SCHOOL, order, {**answers, **more}) for more in ({}, MISTAKES))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "filled.xlsx"
        path.write_bytes(filled)
        summary = summarise(read_file(path), layout.spec, TODAY)
    return {
        "blank.xlsx": build(layout, SCHOOL, order),
        "filled.xlsx": filled,
        "marked.xlsx": _marked(mistaken),
        "master.xlsx": _master(layout, order),
        "report.html": render(summary, "html").encode(),
        "report.md": render(summary, "markdown").encode(),
    }


def _marked(returned: bytes) -> bytes:
    """A return handed back with a note at every problem."""
    source = ReturnedFile("returned.xlsx", lambda: returned)
    submission = read_source(source, None, Context(TODAY), None)
    return marked_copy(detect_file(returned, source.name), submission, spec_of(submission), TODAY).data


def _master(layout: Layout, order: Order) -> bytes:
    """The master workbook of a Hub to which ten of the demo's twelve schools have returned, one with mistakes."""
    collection = RoundSettings("Autumn 2026", SENT, DUE)
    with tempfile.TemporaryDirectory() as folder:
        register = Path(folder) / "register.csv"
        register.write_text(_with_caseloads(), encoding="utf-8")
        folders = {name: Path(folder) / name for name in FOLDERS}
        hub = HubSettings(Path(folder), "Northmoor Careers Hub", DEFAULT_SPEC, register, (collection,),
                        "careers@northmoor.example", folders=folders)  # fmt: skip
        with Store(hub.store, write=True) as store:
            for number, school in enumerate(read_register(register).schools[:-2]):
                hand = Hand(layout.spec, STAGES[number], TODAY, random.Random(f"{SEED} {school.urn}"))
                answers = hand.answers() | (MISTAKES if number == _MISTAKEN else {})
                data, name = build(layout, school, order, answers), f"inbox/{school.urn}.xlsx"
                submission = read_source(ReturnedFile(name, lambda data=data: data), None, Context(TODAY), None)
                sent = dt.datetime.combine(TODAY - dt.timedelta(days=number), dt.time(9))
                receipt = Receipt(name, hash_of(data), len(data), TODAY, sent, collection.name)
                store.add(stored_return(receipt, submission, spec_of(submission), keep_leaver_rows=False))
        found = load_round(hub, collection, TODAY)
        beside = compare_round(found, None)
        whole = consolidate(beside, publish(found, bytes(32)), internal=False)
        return hub_workbook(whole, board(whole, beside))


def _with_caseloads() -> str:
    """The demo's register, every third school in the same caseload."""
    head, *lines = register_file().read_text(encoding="utf-8").splitlines()
    rows = (f"{line},Coordinator {'ABC'[number % 3]}" for number, line in enumerate(lines))
    return "\n".join([f"{head},Caseload", *rows])


def draw(folder: Path) -> None:
    """The pictures, from the example files."""
    for source in {source for source, _ in SHEETS.values()}:
        profile = (folder / "office").as_uri()
        _run("soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir", folder,
             EXAMPLES / source)  # fmt: skip
    for name, (source, sheet) in SHEETS.items():
        pdf = folder / Path(source).with_suffix(".pdf")
        number = _page_of(pdf, sheet)
        _run(
            "pdftoppm",
            "-r",
            _PIXELS_AN_INCH,
            "-f",
            number,
            "-l",
            number,
            "-singlefile",
            "-png",
            pdf,
            folder / name[:-4],
        )
        _small(folder / name, IMAGES / name)
    shot = folder / "report.png"
    _run("chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'chromium'}",
         "--hide-scrollbars", "--window-size=1000,1300", f"--screenshot={shot}",
         (EXAMPLES / "report.html").as_uri())  # fmt: skip
    _small(shot, IMAGES / "report.png")


def _page_of(pdf: Path, sheet: str) -> int:
    """The first page with this sheet's name in its footer, or as the first word of its title where there are none."""
    pages = _run("pdftotext", "-layout", pdf, "-").split("\f")
    texts = [page.strip() for page in pages]
    return next(n for n, text in enumerate(texts, 1) if text.startswith(f"{sheet}: ") or sheet in text.split("\n")[-1])


def _small(source: Path, target: Path) -> None:
    _run("convert", source, "-trim", "+repage", "-bordercolor", "white", "-border", "12", "-strip",
         "+dither", "-colors", "96", "-define", "png:compression-level=9", f"PNG8:{target}")  # fmt: skip


def _run(program: str, *arguments: object) -> str:
    done = subprocess.run([program, *map(str, arguments)], check=True, capture_output=True, timeout=300)
    return done.stdout.decode("utf-8", "replace")


def main() -> None:
    """Write everything; without the programs that draw, the pictures stay as they are."""
    for name, content in files().items():
        (EXAMPLES / name).write_bytes(content)
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        sys.exit(f"The pictures were not made: {', '.join(missing)} not installed.")
    with tempfile.TemporaryDirectory() as folder:
        draw(Path(folder))


if __name__ == "__main__":
    main()
