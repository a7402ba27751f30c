"""Makes examples/ and docs/images anew: `make golden`.

A blank and a filled workbook of Oak Lane School, its report, and pictures of them for the README. The workbooks and the
report are the same on every machine and day; tests/test_golden.py compares them with freshly made ones, so that a
change of layout shows in review. The pictures need LibreOffice, poppler, ImageMagick and Chromium, and count from the
day on which they are drawn, because the workbook does.
"""

import datetime as dt
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from careers_workbook.build.workbook import Order, build
from careers_workbook.demo.fill import STAGES, Hand
from careers_workbook.layout import plan
from careers_workbook.reports.marked_up import Marking, marked_copy
from careers_workbook.reports.school import render
from careers_workbook.reports.summary import summarise
from careers_workbook.returns.context import Context
from careers_workbook.returns.gate import admit
from careers_workbook.returns.read import read_file, read_source
from careers_workbook.returns.sources import Source
from careers_workbook.returns.versions import spec_of
from careers_workbook.school import School
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
SHEETS = {
    "start.png": ("blank.xlsx", "Start here"),
    "checklist.png": ("filled.xlsx", "Strategy and programme"),
    "progress.png": ("filled.xlsx", "Progress"),
    "destinations.png": ("filled.xlsx", "Destinations"),
    "what-to-fix.png": ("marked.xlsx", "What to fix"),
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
        "report.html": render(summary, "html").encode(),
        "report.md": render(summary, "markdown").encode(),
    }


def _marked(returned: bytes) -> bytes:
    """A return handed back with a note at every problem."""
    source = Source("returned.xlsx", lambda: returned)
    submission = read_source(source, None, Context(TODAY), None)
    return marked_copy(admit(returned, source.name), submission, Marking(spec_of, TODAY)).data


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
    """The first page with this sheet's name in its footer."""
    pages = _run("pdftotext", "-layout", pdf, "-").split("\f")
    return next(n for n, page in enumerate(pages, 1) if page.rstrip() and sheet in page.rstrip().splitlines()[-1])


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
