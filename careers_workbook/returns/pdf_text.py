"""The text of a PDF, page by page, for whoever looks for words in it: one that the Hub made, or one that it was sent.

Runs where files are read that may be hostile. The only importer of pypdf. Must not know: what is looked for.
"""

import io
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.errors import PyPdfError

_WRONG = (PyPdfError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What pypdf raises at a broken file: it believes what a file says of itself."""


def pages_of(data: bytes) -> Iterator[list[str]]:
    """The lines of each page; none of a page that is a picture, or of a PDF that is locked or broken."""
    try:
        for page in PdfReader(io.BytesIO(data)).pages:
            yield [line for line in map(str.strip, page.extract_text().splitlines()) if line]
    except _WRONG:
        return
