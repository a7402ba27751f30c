"""The post of a made-up Hub: workbooks as files, in zip folders, in e-mails, and everything else that comes along.

Enters: pieces of post, a folder. Leaves: files with the times at which they were sent, and for each what it is.
"""

import datetime as dt
import io
import os
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import xlsxwriter

from careers_workbook.blanks.workbook import Order
from tests.support.hostile import encrypted
from tests.support.hub_names import unknown
from tests.support.hub_paper import NEW, Paper

SHEET_TYPE = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_IN_A_ZIP, _LOCAL_HEADER = 6, 30
CODES = {
    "cut off": "FILE-006",
    "damaged in a zip": "FILE-006",
    "locked": "FILE-011",
    "password": "FILE-008",
    "another workbook": "FILE-005",
    "a PDF": "FILE-004",
    "an empty file": "FILE-002",
}
"""What must be found in what cannot be read."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that is sent. `way` is "file", "zip", "mail" or "mail with a zip"; `counts` says whether the answers
    of its school are read from it; `urn` is empty where nobody's answers are in it."""

    what: str
    urn: str
    sent: dt.datetime
    way: str
    name: str
    paper: Paper | None = None
    sender: str = ""
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """Where a piece lies: a file of the folder, and the member in it if that is a zip folder or an e-mail.

    `code` is the problem for which it is refused, "" if it can be read or if nobody has said yet.
    """

    path: Path
    member: str
    what: str
    urn: str
    sent: dt.datetime
    counts: bool
    code: str = ""


def strangers(turn: int, due: dt.date, seed: int, order: Order) -> Iterator[Piece]:
    """What comes besides in every collection: an unknown school, mails without a workbook, files that are none."""
    day = dt.datetime.combine(due - dt.timedelta(days=3), dt.time(11))
    school = unknown(turn, seed)
    paper = Paper(NEW, order, school, {("CL1", "completed"): "Yes", ("CL2", "action"): "Ask the Hub"})
    yield Piece("unknown school", school.urn, day, "file", f"{school.urn} careers checklist.xlsx", paper)
    yield Piece("mail without a workbook", "", day, "bare mail", "Re Careers checklist.eml")
    for what, name in (
        ("a PDF", "Careers programme.pdf"),
        ("another workbook", "Trip costs.xlsx"),
        ("an empty file", "New Microsoft Excel Worksheet.xlsx"),
        ("a lock file", "~$checklist.xlsx"),
    ):
        yield Piece(what, "", day, "file", name)


def write(post: Sequence[Piece], folder: Path) -> list[Written]:
    """Everything, the first first."""
    folder.mkdir(parents=True, exist_ok=True)
    posting = _Posting(folder)
    zipped: list[Piece] = []
    for piece in sorted(post, key=lambda one: (one.sent, one.urn, one.name)):
        match piece.way:
            case "zip":
                zipped.append(piece)
            case "file":
                posting.as_file(piece)
            case _:
                posting.as_mail(piece)
    for number in range(0, len(zipped), _IN_A_ZIP):
        posting.as_zip(zipped[number : number + _IN_A_ZIP], f"Returns {number // _IN_A_ZIP + 1}.zip")
    return posting.written


class _Posting:
    """One folder being filled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.written: list[Written] = []
        self.names: dict[str, int] = defaultdict(int)

    def as_file(self, piece: Piece) -> None:
        path = self._free(piece.name)
        if piece.what == "locked":
            lock(path, _content(piece))
        else:
            path.write_bytes(_content(piece))
        self._done(path, "", piece)
        _set_time(path, piece.sent)

    def as_mail(self, piece: Piece) -> None:
        path = self._free(piece.name if piece.way == "bare mail" else f"{piece.urn or 'mail'} {piece.sent:%d %b}.eml")
        member = "" if piece.way == "bare mail" else piece.name
        if piece.way == "mail with a zip":
            attached = [("checklist.zip", ("application", "zip"), _zip([(piece.name, piece)]))]
            member = f"checklist.zip/{piece.name}"
        else:
            attached = [(piece.name, SHEET_TYPE, _content(piece))] if piece.paper else []
        path.write_bytes(_mail(piece, attached))
        self._done(path, member, piece)
        _set_time(path, piece.sent)

    def as_zip(self, pieces: list[Piece], name: str) -> None:
        path = self._free(name)
        members = [(f"Returns/{piece.urn}/{piece.name}", piece) for piece in pieces]
        path.write_bytes(_zip(members))
        for member, piece in members:
            self._done(path, member, piece)
        _set_time(path, max(piece.sent for piece in pieces))

    def _free(self, name: str) -> Path:
        """Two schools may choose the same name: then one of them lies in a folder of its own."""
        self.names[name] += 1
        number = self.names[name]
        path = self.folder / (name if number == 1 else f"more {number}/{name}")
        path.parent.mkdir(exist_ok=True)
        return path

    def _done(self, path: Path, member: str, piece: Piece) -> None:
        code = CODES.get(piece.what, "")
        self.written.append(Written(path, member, piece.what, piece.urn, piece.sent, piece.counts, code))


def _content(piece: Piece) -> bytes:
    if piece.paper is None:
        return _no_return(piece.what)
    data = piece.paper.data()
    match piece.what:
        case "cut off":
            return data[: len(data) * 2 // 3]
        case "password":
            return encrypted(data)
    return data


def _no_return(what: str) -> bytes:
    match what:
        case "a PDF":
            return b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
        case "a lock file":
            return b"\x0eCareers Leader".ljust(165, b" ")
        case "another workbook":
            out = io.BytesIO()
            with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
                book.set_properties({"created": dt.datetime(2020, 1, 1)})  # noqa: DTZ001 - fixed
                book.add_worksheet("Costs").write_row(0, 0, ["Minibus", 120])
            return out.getvalue()
    return b""


def _zip(members: Sequence[tuple[str, Piece]]) -> bytes:
    out, damaged = io.BytesIO(), []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, piece in members:
            info = zipfile.ZipInfo(name, piece.sent.timetuple()[:6])
            archive.writestr(info, _content(piece), zipfile.ZIP_DEFLATED, 1)
            if piece.what == "damaged in a zip":
                damaged.append(info)
    data = bytearray(out.getvalue())
    for info in damaged:  # one bit in its middle: its checksum is wrong from now on
        data[info.header_offset + _LOCAL_HEADER + len(info.filename.encode()) + info.compress_size // 2] ^= 0x10
    return bytes(data)


def _mail(piece: Piece, attached: Sequence[tuple[str, tuple[str, str], bytes]]) -> bytes:
    mail = EmailMessage()
    mail["From"] = f"Careers Leader <{piece.sender or 'office@school.example'}>"
    mail["To"] = "Careers Hub <hub@northmoor.example>"
    mail["Subject"] = f"Careers checklist {piece.paper.school.name if piece.paper else ''}".strip()
    mail["Date"] = format_datetime(piece.sent.replace(tzinfo=dt.UTC))
    mail["Message-ID"] = f"<{piece.urn or 'none'}.{piece.sent:%Y%m%d%H%M}@school.example>"
    mail.set_content("Here is our checklist.\n\nCareers Leader\n")
    for name, (main, sub), content in attached:
        mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
    if attached:
        mail.set_boundary(f"=={piece.urn}==")
    return mail.as_bytes()


def lock(path: Path, data: bytes) -> None:
    """A file that cannot be opened. Nothing is closed to an administrator, but a link that leads to itself is."""
    if os.name == "posix" and os.geteuid() == 0:
        path.symlink_to(path.name)
    else:
        path.write_bytes(data)
        path.chmod(0)


def _set_time(path: Path, sent: dt.datetime) -> None:
    seconds = sent.replace(tzinfo=dt.UTC).timestamp()
    os.utime(path, (seconds, seconds), follow_symlinks=False)
