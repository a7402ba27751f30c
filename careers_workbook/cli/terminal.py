"""Where output goes: the terminal, a pipe, a file. The only module besides cli.py that writes to the screen.

Enters: text and bytes. Leaves: the same, on standard output, standard error or in a file; never a UnicodeEncodeError,
never a traceback when the reader of a pipe has gone. Must not know: what is said.

A redirected Windows console is cp1252 or worse, so text for a pipe or a file is UTF-8 whatever the locale says; a
PYTHONIOENCODING that somebody set is respected, with "?" for what it cannot show.
"""

import errno
import io
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeVar

from careers_workbook.core import output

if TYPE_CHECKING:
    from careers_workbook.reports.pages import Line

T = TypeVar("T")
_NARROWEST = 40
_CONTROLS = (*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_HARMLESS = dict.fromkeys(_CONTROLS, "\ufffd")
"""Control characters, which a hostile cell or file name could use to rewrite the screen; tab and newline are kept."""
_AT_ONCE = 65_536
"""Characters that are written at once: a page of ten thousand schools has a million."""
_GONE = (errno.EPIPE, errno.EINVAL) if os.name == "nt" else (errno.EPIPE,)
"""What writing to a pipe says when its reader has gone; Windows says EINVAL."""


def prepare() -> None:
    """Make both streams safe for any text."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            keep = stream.isatty() or "PYTHONIOENCODING" in os.environ
            stream.reconfigure(encoding=None if keep else "utf-8", errors="replace")


def width() -> int:
    """How many columns text may take: the terminal's, or 80 where there is none."""
    return max(_NARROWEST, shutil.get_terminal_size().columns)


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person sees the stream as it is written."""
    return stream is not None and stream.isatty()


def say(text: str = "") -> None:
    """One or more lines on standard output."""
    for first in range(0, max(len(text), 1), _AT_ONCE):
        part = text[first : first + _AT_ONCE].translate(_HARMLESS)
        _put(sys.stdout, part if first + _AT_ONCE < len(text) else f"{part}\n")


def tell(*lines: "Line") -> None:
    """Sentences on standard output, in lines that fit, without what could upset a terminal."""
    from careers_workbook.reports.pages import page

    if lines:
        say(page([lines], width()))


def complain(*texts: object) -> None:
    """One or more lines on standard error: of texts, of problems. A person sees them wrapped; a file has one a line."""
    from careers_workbook.reports.wrapping import columns, wrap

    room = width() if is_terminal(sys.stderr) else None
    for text in texts:
        for line in str(text).translate(_HARMLESS).split("\n"):
            fits = room is None or columns(line) <= room
            _put(sys.stderr, "".join(f"{one}\n" for one in ([line] if fits else wrap(line, room or 0, "", "  "))))


def deliver(text: str, path: Path | None) -> None:
    """A page for people: into the file, whole or not at all, or on standard output."""
    if path is None:
        say(text.rstrip("\n"))
    else:
        output.write(path, text)


def deliver_lines(lines: Iterable[str], path: Path | None) -> None:
    """The same of a page that may be long, line by line as it is made."""
    parts = _together(f"{line}\n" for line in lines)
    if path is None:
        for part in parts:
            _put(sys.stdout, part.translate(_HARMLESS))
    else:
        output.write_parts(path, (part.encode() for part in parts))


def deliver_json(data: object, path: Path | None) -> None:
    """JSON, readable for people in a file or on a terminal. What an iterator in it gives is written as it is made.

    In a pipe all is ASCII: Windows PowerShell re-codes what it redirects, and turns every other character into noise.
    """
    import json

    seen = path is not None or is_terminal(sys.stdout)
    text = _json_parts(data, partial(json.dumps, indent=2, ensure_ascii=not seen), "\n")
    _deliver_parts((part.encode("utf-8", "replace") for part in _together(chain(text, "\n"))), path)


def _json_parts(data: object, dumps: Callable[[object], str], line: str) -> Iterator[str]:
    """The text that json.dumps makes where lists stand instead of iterators. `line` begins a new line."""
    if isinstance(data, dict) and any(isinstance(value, Iterator) for value in data.values()):
        begin, end, parts = "{", "}", ((f"{dumps(key)}: ", value) for key, value in data.items())
    elif isinstance(data, Iterator):
        begin, end, parts = "[", "]", (("", value) for value in data)
    else:
        yield dumps(data).replace("\n", line)  # between values only: in a text it is written \\n
        return
    before = begin
    for name, value in parts:
        yield f"{before}{line}  {name}"
        yield from _json_parts(value, dumps, f"{line}  ")
        before = ","
    yield f"{line}{end}" if before == "," else f"{begin}{end}"


def _together(parts: Iterable[str]) -> Iterator[str]:
    """Text, some of it together: each part would be written and flushed by itself."""
    some, size = list[str](), 0
    for part in parts:
        some.append(part)
        size += len(part)
        if size >= _AT_ONCE:
            yield "".join(some)
            some, size = [], 0
    if some:
        yield "".join(some)


def deliver_csv(lines: Iterable[str], path: Path | None) -> None:
    """A table for a spreadsheet, shown when all of it is made: UTF-8, marked unless a person reads it on a terminal."""
    marked = path is not None or not is_terminal(sys.stdout)
    _deliver_parts([part.encode("utf-8", "replace") for part in _together(chain("\ufeff" * marked, lines))], path)


def deliver_bytes(data: bytes, path: Path | None) -> None:
    """Bytes as they are: into the file, whole or not at all, or on standard output."""
    _deliver_parts((data,), path)


def _deliver_parts(parts: Iterable[bytes], path: Path | None) -> None:
    if path is None:
        for part in parts:
            _put_bytes(part)
    else:
        output.write_parts(path, parts)


def finish() -> None:
    """Push out what is still waiting, so that a full disk is noticed while it can be said."""
    for stream in (sys.stdout, sys.stderr):
        _put(stream, "")


def track(items: Iterable[T], total: int, doing: str) -> Iterator[T]:
    """The items, with a progress bar on standard error while a person looks on and there is more than one."""
    if total < 2 or not is_terminal(sys.stderr):  # noqa: PLR2004 - one thing needs no bar
        yield from items
        return
    from click import progressbar

    with progressbar(items, length=total, label=doing, file=sys.stderr) as bar:
        yield from bar


def _put(stream: TextIO | None, text: str) -> None:
    if stream is None:  # started without a console
        return
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        _abandon(stream, error)


def _put_bytes(data: bytes) -> None:
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except OSError as error:
        _abandon(sys.stdout, error)


def _abandon(stream: TextIO, error: OSError) -> None:
    """Send the rest nowhere, so that Python's own last flush is quiet; a reader who has gone is no error."""
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a device, not a path
        os.dup2(nowhere.fileno(), stream.fileno())
    if error.errno not in _GONE and stream is sys.stdout:
        raise output.cannot_write(Path("standard output"), error) from error
