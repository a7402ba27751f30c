"""Words looked for in one returned file: what is held of a person who asks. Unlike reading, nothing is taken out first.

Enters: a file, the words. Leaves: a `Searched` with every place at which they stand, and what could not be looked into.
Must not know: who asks, why.
"""

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from careers_workbook.core.cells import a1
from careers_workbook.core.problems import FileRefusedError, Place, Problem
from careers_workbook.core.text import show
from careers_workbook.returns.intake.file_detection import detect_file, is_mail
from careers_workbook.returns.intake.mail import texts
from careers_workbook.returns.intake.returned_files import ReturnedFile
from careers_workbook.returns.searched import Hit, Searched, SearchWords
from careers_workbook.spreadsheet.read.book import read_book
from careers_workbook.spreadsheet.read.grid import OLD_OFFICE, TEXT_DOCUMENTS, BrokenFileError, Grid
from careers_workbook.spreadsheet.read.opc import Package

_SHOWN = 500
"""Characters of a text that are given back."""
_MOST = 1_000
"""Places in one file that are given back."""
_CELLS = ("xl/worksheets/", "xl/sharedstrings", "xl/comments", "xl/threadedcomments/", "xl/drawings/", "content.xml")
"""Parts of a package whose texts stand in cells, in comments or over cells, and are found there."""
_PICTURES = ("media/", "pictures/")


def search(one: ReturnedFile, words: str, password: str | None = None) -> Searched:
    """Every place of one file at which the words stand."""
    wanted = SearchWords(words)
    try:
        data = one.load()
        if is_mail(data) and not data.startswith(OLD_OFFICE):
            return Searched(one.file, tuple(_hit("the e-mail", text) for text in texts(data) if wanted.stand_in(text)))
        if (pages := _pages(data)) and all(pages):
            return Searched(one.file, tuple(_in_pdf(pages, wanted))[:_MOST])
        detected = detect_file(data, one.name, password)
        book = read_book(detected.data, detected.format, PurePath(one.name).stem)
    except BrokenFileError as e:
        return Searched(one.file, problem=Problem("FILE-006", Place(one.file), {"reason": str(e)}))
    except FileRefusedError as e:
        return Searched(one.file, problem=e.problems[0].in_file(one.file))
    hits = [hit for grid in book.grids for hit in _in_grid(grid, wanted)]
    hits += [_hit("the text of the document", line.words) for line in book.lines if wanted.stand_in(line.words)]
    pictures = 0
    if detected.format in ("xlsx", "xlsb", "ods", *TEXT_DOCUMENTS):
        more, pictures = _beside(detected.data, wanted)
        said = {hit.text for hit in hits}
        hits += [hit for hit in more if hit.text not in said]
    return Searched(one.file, tuple(dict.fromkeys(hits))[:_MOST], pictures=pictures)


def _pages(data: bytes) -> list[list[str]]:
    """The lines of each page of a PDF; nothing of what is none."""
    if not data.startswith(b"%PDF"):
        return []
    from careers_workbook.returns.pdf_text import pages_of  # noqa: PLC0415 - few files are PDFs

    return list(pages_of(data))


def _in_pdf(pages: Sequence[Sequence[str]], wanted: SearchWords) -> Iterator[Hit]:
    """Lines of a page; words may go on in the next line."""
    for number, lines in enumerate(pages, 1):
        for line, following in zip(lines, (*lines[1:], ""), strict=True):
            together = f"{line} {following}"
            if wanted.stand_in(line) or (wanted.stand_in(together) and not wanted.stand_in(following)):
                yield _hit(f"page {number}", line if wanted.stand_in(line) else together)


def _in_grid(grid: Grid, wanted: SearchWords) -> Iterator[Hit]:
    if wanted.stand_in(grid.title):
        yield Hit("the name of a sheet", grid.title)
    for row, cells in grid.rows.items():
        texts = [show(raw) for raw in cells.values()]
        together = wanted.stand_together(texts)
        for col, text, beside in zip(cells, texts, together, strict=True):
            if beside or wanted.stand_in(text):
                yield _hit(f"{grid.title}!{a1(row, col)}", text)
    for kind, notes in (("comment on", grid.marks.notes), ("formula in", grid.marks.formulas)):
        for (row, col), text in notes.items():
            if wanted.stand_in(text):
                yield _hit(f"{kind} {grid.title}!{a1(row, col)}", text)
    for one in grid.marks.overlays:
        if wanted.stand_in(one.words):
            yield _hit(f"{one.kind} at {grid.title}!{a1(*one.first)}", one.words)


def _beside(data: bytes, wanted: SearchWords) -> tuple[list[Hit], int]:
    """What a package says outside of cells: who saved it, headers, names; and how many pictures lie in it."""
    package, hits, pictures = Package(data), list[Hit](), 0
    for name in package.names():
        pictures += any(one in name for one in _PICTURES)
        is_of_cells = name.startswith(_CELLS) and not ("mimetype" in package and _is_text(package))
        if name.endswith((".xml", ".vml", ".rels")) and not is_of_cells:
            try:
                text = package.read(name).decode("utf-8", "replace")
            except BrokenFileError:
                continue
            hits += [_hit(f"{name} (not in a cell)", part) for part in _texts(text) if wanted.stand_in(part)]
    return hits, pictures


def _is_text(package: Package) -> bool:
    """Whether it is a text document of OpenDocument, which keeps what was deleted beside what stands in its tables."""
    return b".text" in package.read("mimetype")


def _texts(xml: str) -> Iterator[str]:
    """What stands between tags, and in them."""
    for piece in xml.split("<"):
        tag, _, text = piece.partition(">")
        yield text
        yield from tag.split('"')[1::2]


def _hit(place: str, text: str) -> Hit:
    return Hit(place, text if len(text) <= _SHOWN else f"{text[:_SHOWN]} ...")
