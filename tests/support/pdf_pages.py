"""PDFs opened by pikepdf: what a reader that reads aloud is told. Text by poppler, which the suite needs anyway."""

import io
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass

import pikepdf


@dataclass(frozen=True)
class Pdf:
    """What is known of one PDF: its pages, what it says of itself, and how often each kind of tag stands in it."""

    pages: int
    size: tuple[float, float]
    title: str
    language: str
    part: str
    tags: Counter[str]
    texts_of_figures: tuple[str, ...]


def opened(data: bytes) -> Pdf:
    """A PDF as a program for blind people sees it."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        tags, texts = Counter[str](), []
        todo = [pdf.Root.StructTreeRoot]
        while todo:
            one = todo.pop()
            if isinstance(one, pikepdf.Array):
                todo += list(one)  # type: ignore[call-overload]
            elif isinstance(one, pikepdf.Dictionary):
                if "/S" in one:
                    tags[str(one.S)] += 1
                    texts += [str(one.Alt)] if "/Alt" in one else []
                todo += [one.K] if "/K" in one else []
        with pdf.open_metadata() as about:
            title, part = str(about["dc:title"]), str(about["pdfuaid:part"])
        width, height = (float(side) for side in pdf.pages[0].mediabox[2:])  # type: ignore[union-attr]
        return Pdf(len(pdf.pages), (width, height), title, str(pdf.Root.Lang), part, tags, tuple(texts))


def text_of(data: bytes) -> str:
    """Its words in reading order, single spaces."""
    program = shutil.which("pdftotext") or "pdftotext"
    done = subprocess.run([program, "-raw", "-", "-"], input=data, capture_output=True, check=True, timeout=60)
    return " ".join(done.stdout.decode().split())
