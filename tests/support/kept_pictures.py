"""Pictures of each kind of page and sheet, kept in tests/data/pictures; `python -m tests.support.pictures` makes them.

They are small and grey: enough to see that something has moved, is cut off or is gone, and alike on the next Chromium
and the next LibreOffice. Sheets are those of examples/, without formulas, so that they say the same on any day.
"""

import io
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pikepdf
from PIL import Image

from careers_workbook.core.brand import Brand
from careers_workbook.hub.board import board
from careers_workbook.reports.hub.board_report import board_pdf
from careers_workbook.reports.hub.hub_page import hub_page
from careers_workbook.reports.school.audiences import report_for
from careers_workbook.reports.school.governors import Beside, RoundBefore
from tests.support import chromium
from tests.support.chromium import Scheme, shown
from tests.support.hub_whole import compared, made_of, made_up, stored
from tests.support.program import ROOT
from tests.test_report_governors import LEAVERS, OVERDUE, middle_of, summary

KEPT = ROOT / "tests" / "data" / "pictures"
SHEETS: Mapping[str, Sequence[str]] = {
    "blank": ("Careers leadership", "Destinations"),
    "filled": (
        *("Start here", "School details", "Strategy and programme", "Golden thread", "Destinations"),
        *("Destinations by year", "Progress", "Inspection notes", "About this workbook"),
    ),
    "marked": ("What to fix",),
    "master": (),
}
"""Workbook of examples/ -> the sheets whose first pages are drawn; of the master every one."""
PARTS: Mapping[str, Sequence[str]] = {
    "school": ("progress", "destinations"),
    "Hub": ("leavers", "sections", "deadlines"),
    "Hub, internal": ("schools",),
}
"""Page -> the sections, besides its first screen, that are drawn each by itself."""
_DOTS = 60
"""Dots an inch."""
_FORMULA = re.compile(rb"<f(?: [^>]*)?>[^<]*</f>|<f(?: [^>]*)?/>")
_BLOCK, _CHANGED = 12, 20
"""Pixels of the sides of a block, and how much its grey, 0 to 255, has to differ to be another."""
MOST_CHANGED = 0.03
"""The share of blocks that may be others: a line that breaks elsewhere is less, a table that moves is more."""


def changed(one: Image.Image, other: Image.Image) -> float:
    """The share of blocks that differ, 0 to 1; 1 where the pictures are not of one size, but for a few pixels."""
    if any(abs(a - b) > _BLOCK for a, b in zip(one.size, other.size, strict=True)):
        return 1.0
    size = (one.width // _BLOCK, one.height // _BLOCK)
    pair = [picture.convert("L").resize(size, Image.Resampling.BOX).tobytes() for picture in (one, other)]
    return sum(abs(a - b) > _CHANGED for a, b in zip(*pair, strict=True)) / len(pair[0])


def kept(name: str) -> Image.Image:
    """A picture that is kept."""
    return _grey((KEPT / f"{name}.png").read_bytes())


def drawn(folder: Path) -> Iterator[tuple[str, Image.Image]]:
    """Every picture, with its name. `folder` is for what lies between."""
    yield from _sheets(folder)
    papers, pages = _made(folder)
    for name, data in papers.items():
        path = folder / f"{name}.pdf"
        path.write_bytes(data)
        with pikepdf.open(path) as pdf:
            numbers = range(1, len(pdf.pages) + 1)
        yield from ((f"paper {name} {number}", _page(path, number)) for number in numbers)
    with chromium.chromium() as browser:
        for name, (file, width, scheme) in pages.items():
            with shown(browser, file, width, scheme=scheme) as tab:
                yield f"page {name}", _grey(tab.screenshot())
                for part in PARTS.get(name, ()):
                    yield f"page {name}, {part}", _grey(tab.locator(f"section#{part}").screenshot())


def _grey(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("L")


def _sheets(folder: Path) -> Iterator[tuple[str, Image.Image]]:
    files = []
    for name in SHEETS:
        files.append(folder / f"{name}.xlsx")
        files[-1].write_bytes(_as_it_stands((ROOT / "examples" / f"{name}.xlsx").read_bytes()))
    profile = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    command = [shutil.which("soffice") or "soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder]
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=300)
    for file in files:
        pdf, wanted = file.with_suffix(".pdf"), SHEETS[file.stem]
        starts = _starts(pdf)
        for sheet in (one for one in starts if one in wanted or not wanted):  # one that is gone shows in git
            yield f"{file.stem} {sheet}", _page(pdf, starts[sheet])


def _as_it_stands(data: bytes) -> bytes:
    """A workbook whose cells hold what their formulas came to."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, _FORMULA.sub(b"", part) if name.startswith("xl/worksheets/") else part)
    return out.getvalue()


def _starts(file: Path) -> dict[str, int]:
    """Sheet -> its first page: LibreOffice puts the sheets into the outline of a PDF."""
    with pikepdf.open(file) as pdf, pdf.open_outline() as outline:
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        found = {}
        for item in outline.root:
            place = item.destination if item.destination is not None else item.action.D
            found.setdefault(str(item.title), numbers[place[0].objgen])
        return found


def _page(pdf: Path, number: int) -> Image.Image:
    program = shutil.which("pdftoppm") or "pdftoppm"
    command = [
        program,
        "-gray",
        "-r",
        str(_DOTS),
        "-f",
        str(number),
        "-l",
        str(number),
        "-png",
        "-singlefile",
        str(pdf),
    ]
    done = subprocess.run(command, check=True, capture_output=True, timeout=60)
    return _grey(done.stdout)


def _made(folder: Path) -> tuple[Mapping[str, bytes], Mapping[str, tuple[Path, int, Scheme]]]:
    """PDFs by name, and pages with the width and the colours in which they are shown."""
    now = summary(OVERDUE, [*LEAVERS, {"leaving_year": "2023/24", "autumn": "FE college", "six_months": "Yes"}])
    beside = Beside(RoundBefore(summary({("SP9", "completed"): "Yes"}), "Summer 2026"), middle_of(*[now] * 6))
    truth = made_up(12)
    rounds = compared(stored(folder / "hub", truth), truth.collections[-1])
    public, internal = (board(made_of(rounds, internal=inside), rounds) for inside in (False, True))
    for name, data in {
        "governors": report_for("governors", "html", now, beside),
        "Hub": hub_page(public, Brand()),
        "Hub, internal": hub_page(internal, Brand()),
    }.items():
        (folder / f"{name}.html").write_bytes(data)
    report = ROOT / "examples" / "report.html"
    papers = {
        "for governors": report_for("governors", "pdf", now, beside),
        "for the leader": report_for("leader", "pdf", now, beside),
        "for the board": board_pdf(public),
    }
    pages: dict[str, tuple[Path, int, Scheme]] = {
        "school": (report, 1366, "light"),
        "school, dark": (report, 1366, "dark"),
        "school, on a telephone": (report, 375, "light"),
        "governors": (folder / "governors.html", 1366, "light"),
        "Hub": (folder / "Hub.html", 1366, "light"),
        "Hub, internal": (folder / "Hub, internal.html", 1366, "light"),
        "Hub, internal, on a telephone": (folder / "Hub, internal.html", 375, "light"),
    }
    return papers, pages


def make() -> None:
    """Make all pictures anew; look at each before it is kept."""
    with tempfile.TemporaryDirectory() as folder:
        found = dict(drawn(Path(folder)))
    KEPT.mkdir(exist_ok=True)
    for old in KEPT.glob("*.png"):
        old.unlink()
    for name, picture in found.items():
        picture.save(KEPT / f"{name}.png", optimize=True)
    size = sum(path.stat().st_size for path in KEPT.glob("*.png"))
    print(f"{len(found)} pictures, {size / 1_000_000:.1f} MB, in {KEPT.relative_to(ROOT)}. Look at each.")
