"""A zip of parts, as Excel and LibreOffice files are, opened with care.

Enters: bytes. Leaves: `Package`, which gives parts by name whatever their case and slashes, and never unpacks more than
it promises. Raises BrokenFileError, TooLargeError, LockedError. Must not know: sheets, cells.
"""

import io
import itertools
import posixpath
import re
import struct
import zipfile
import zlib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Collection
from typing import Self
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from careers_workbook.core.frozen import frozen
from careers_workbook.core.kept import OfTexts, of_bytes
from careers_workbook.spreadsheet.read.grid import BrokenFileError, LockedError, TooLargeError

MAX_PARTS = 5_000
"""Parts of one package. A filled checklist has about sixty."""
MAX_UNPACKED = 64_000_000
"""Bytes of everything that is read from one package. A filled checklist has less than one million."""
MAX_TAGS = 5_000_000
"""Tags in them: each takes its time, however small it is. A filled checklist has about thirty thousand."""
MAX_WHOLE = 150_000_000
"""Bytes of all parts of a package that is changed, pictures included."""
MAX_ELEMENTS = 300_000
"""Elements of a part that is taken as a whole."""
MAX_RATIO = 500
"""Times that a part over 10 MB may have been compressed: real sheets reach about 60."""
_BIG_PART = 10_000_000
_KEPT = 100
"""Parts of which it is remembered what they point to: one that comes back points to the same as the one before."""
_ENTRY = b"PK\x01\x02"
"""How every line of a zip's table of contents begins: counting them first costs nothing, reading millions does."""
_DECLARATION = re.compile(r"^<\?xml[^>]*\?>")
_ROOT_MARKS = ("[content_types].xml", "mimetype")
"""Parts that lie at the top of a package, never in a folder."""
_ENCRYPTED = 0x1
_HARMLESS = 0x80E
"""Flags of a part: how hard it was packed, that its size follows it, that its name is UTF-8."""
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_FILE, _LOCAL = b"PK\x03\x04", struct.Struct("<4s2xHH16xHH")
"""How a part begins: mark, flags, how it is packed, lengths of its name and of what follows that."""
_CUT_OFF, _DAMAGED = "it is cut off or was not sent whole", "a part of it is damaged"

_NO_MEMORY = expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]

ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,  # a compression that Python does not know
    OSError,
    RuntimeError,  # an encrypted member
    ValueError,
    IndexError,
    UnicodeError,
)
"""What Python's zipfile raises on damaged files (3.11 to 3.13, on mutated ones)."""
Attributes = dict[str, str]
_Start = Callable[[str, Attributes], object]
_Words = Callable[[str], object]


@frozen
class Relation:
    """One line of a .rels part: `kind` is the last word of its type, `target` a part name."""

    id: str
    kind: str
    target: str


class Package:
    """The parts of one file by name. Nothing is unpacked until it is asked for."""

    def __init__(self, data: bytes) -> None:
        self._zip, self._data = open_zip(data, MAX_PARTS), data
        self._parts: dict[str, zipfile.ZipInfo] = {}
        for info in self._zip.infolist():
            if not info.filename.endswith("/"):  # is_dir() fails for a name without letters (Python 3.11)
                self._add(info)
        self._parts = _rooted(self._parts)
        self._left, self._tags = MAX_UNPACKED, MAX_TAGS
        self._uncounted: list[bytes] = []

    def anew(self) -> Self:
        """The same, to be read from the beginning: what was taken of its room before does not count."""
        self._left, self._tags = MAX_UNPACKED, MAX_TAGS
        self._uncounted.clear()
        return self

    def _add(self, info: zipfile.ZipInfo) -> None:
        name = folded(info.filename)
        if name in self._parts:
            raise BrokenFileError("it holds the same part twice")
        if info.file_size > _BIG_PART and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            raise TooLargeError("a part of it unpacks to far more than any workbook holds")
        self._parts[name] = info

    def __contains__(self, name: str) -> bool:
        return folded(name) in self._parts

    def names(self) -> list[str]:
        """Every part, in lower case with plain slashes."""
        return list(self._parts)

    def read(self, name: str) -> bytes:
        """The content of one part; BrokenFileError if it is not there or damaged."""
        info = self._parts.get(folded(name))
        if info is None:
            raise BrokenFileError("a part of it is missing")
        if info.flag_bits & _ENCRYPTED:
            raise LockedError("a part of it is locked")
        self._left -= info.file_size  # zipfile never gives more than it says here, whatever is packed
        if self._left < 0:
            raise TooLargeError(f"it unpacks to more than {MAX_UNPACKED // 1_000_000} MB")
        try:
            found = _plain(self._data, info)
            return self._zip.read(info) if found is None else found
        except ZIP_ERRORS as e:
            raise BrokenFileError(_DAMAGED) from e

    def xml(self, name: str) -> bytes:
        """The content of one XML part, in UTF-8."""
        xml = in_utf8(self.read(name))
        self._uncounted.append(xml)
        if sum(map(len, self._uncounted)) > self._tags:  # else there cannot be too many
            self._tags -= sum(part.count(b"<") for part in self._uncounted)
            self._uncounted.clear()
        if self._tags < 0:
            raise TooLargeError("it is made of more pieces than any checklist")
        return xml

    def relations(self, part: str) -> list[Relation]:
        """What a part ("" for the package) points to inside the package; links that lead outside are left out."""
        rels = relations_part(part)
        return relations(self.xml(rels), part) if rels in self else []

    def main(self) -> str:
        """The part that the package is about: the workbook."""
        for relation in self.relations(""):
            if relation.kind == "officeDocument":
                return relation.target
        raise BrokenFileError("a part of it is missing")


def _plain(data: bytes, info: zipfile.ZipInfo) -> bytes | None:
    """A part that lies in its package as programs write it; None for any other, which zipfile looks at.

    Half of the time that zipfile takes goes into what such a part does not need.
    """
    at, name = info.header_offset, info.filename.encode("ascii", "replace")
    begin = at + _LOCAL.size
    if info.flag_bits & ~_HARMLESS or info.compress_type not in _PACKED or not 0 <= at <= len(data) - _LOCAL.size:
        return None
    mark, flags, packed, short, long = _LOCAL.unpack_from(data, at)
    if (mark, flags, packed) != (_FILE, info.flag_bits, info.compress_type) or data[begin : begin + short] != name:
        return None
    begin += short + long
    end = begin + info.compress_size
    if end > (getattr(info, "_end_offset", None) or len(data)):  # from 3.12 on zipfile refuses parts that overlap
        return None
    content = data[begin:end]
    if info.compress_type == zipfile.ZIP_DEFLATED:
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        content = unpacker.decompress(content, info.file_size + 1)
        if not unpacker.eof or unpacker.unused_data:
            return None
    return content if len(content) == info.file_size and zlib.crc32(content) == info.CRC else None


def relations_part(part: str) -> str:
    """The part that holds the relations of a part ("" for the package)."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def relations(xml: bytes, part: str) -> list[Relation]:
    """What a part points to inside the package, by the content of its relations; not what leads outside."""
    return [*_relations(xml, part)]


@of_bytes(_KEPT)
def _relations(xml: bytes, part: str) -> tuple[Relation, ...]:
    return tuple(
        Relation(found.get("Id", ""), found.get("Type", "").rpartition("/")[2], _resolved(part, found["Target"]))
        for tag, found in elements(xml)
        if tag == "Relationship" and found.get("TargetMode") != "External" and "Target" in found
    )


def entry_names(data: bytes) -> list[str]:
    """The parts of a zip, in lower case with plain slashes."""
    return list(_rooted({folded(info.filename): info for info in open_zip(data, MAX_PARTS).infolist()}))


class _Counted(io.BytesIO):
    """The bytes of a zip, which gives no table of contents of more lines than `most`; TooLargeError.

    It is asked of what zipfile reads, not of the end of the file once more: whatever that says of its table (how many
    lines, where, how long, as zip64), no two readings of it can differ.
    """

    def __init__(self, data: bytes, most: int) -> None:
        super().__init__(data)
        self.most = most

    def read(self, size: int | None = -1, /) -> bytes:
        """So many bytes."""
        data = super().read(size)
        if data.startswith(_ENTRY) and data.count(_ENTRY) > self.most:
            raise TooLargeError("it holds thousands of parts")
        return data


def open_zip(data: bytes, most: int) -> zipfile.ZipFile:
    """A zip with at most so many entries; BrokenFileError, TooLargeError."""
    counted = _Counted(data, most)
    try:
        archive = zipfile.ZipFile(counted)
    except ZIP_ERRORS as e:
        raise BrokenFileError(_CUT_OFF) from e
    counted.most = len(data)  # a part may hold what it likes
    return archive


def in_utf8(xml: bytes) -> bytes:
    """UTF-16 (the standard allows it) as UTF-8, without its declaration; everything else as it is."""
    if not xml.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return xml
    try:
        return _DECLARATION.sub("", xml.decode("utf-16")).encode()
    except UnicodeError as e:
        raise BrokenFileError(_DAMAGED) from e


def parse(xml: bytes, start: _Start | None, end: _Words | None, text: _Words | None) -> None:
    """Run through an XML part. Element and attribute names come as "namespace}name"; BrokenFileError if ill-formed."""
    parser = expat.ParserCreate("utf-8", "}")  # whatever it declares: a package holds UTF-8, and UTF-16 is recoded
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as e:
        if e.code == _NO_MEMORY:
            raise MemoryError from e
        raise BrokenFileError(_DAMAGED) from e


def elements(xml: bytes, names: Collection[str] = (), keys: Collection[str] = ()) -> list[tuple[str, Attributes]]:
    """Every element of a small part in order: local name, and attributes by local name; or those of these names only.

    TooLargeError if the part is not small.
    """
    found: list[tuple[str, Attributes]] = []

    def start(tag: str, attributes: Attributes) -> None:
        if names and local(tag) not in names:
            return
        if len(found) == MAX_ELEMENTS:
            raise TooLargeError("it has more styles and names than any checklist")
        named = {local(key): value for key, value in attributes.items()}
        found.append((local(tag), {key: value for key, value in named.items() if key in keys} if keys else named))

    parse(xml, start, _ignored, _ignored)
    return found


def tree(xml: bytes, most: int = MAX_ELEMENTS) -> Element:
    """A part as a tree of at most so many elements by local name, attributes as they are; TooLargeError."""
    builder, count = TreeBuilder(), itertools.count()

    def start(tag: str, attributes: Attributes) -> None:
        if next(count) == most:
            raise TooLargeError("it has more styles and names than any checklist")
        builder.start(local(tag), attributes)

    parse(xml, start, lambda tag: builder.end(local(tag)), builder.data)
    return builder.close()


def local(tag: str) -> str:
    """A name without its namespace."""
    return tag.rpartition("}")[2]


def _ignored(_: str) -> None:
    """What is of no interest."""


def _no_doctype(*_declaration: object) -> None:
    """Office never writes a document type; one that is there is an attack (entities that grow)."""
    raise BrokenFileError("it declares a document type")


def _rooted(parts: dict[str, zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """The parts without the one folder that somebody who unpacked a workbook and zipped it again has put around."""
    for mark in _ROOT_MARKS:
        folders = [name.removesuffix(mark) for name in parts if name.endswith(f"/{mark}")]
        if len(folders) == 1 and mark not in parts:
            inside = {name: info for name, info in parts.items() if not name.startswith("__macosx/")}
            if all(name.startswith(folders[0]) for name in inside):
                return {name.removeprefix(folders[0]): info for name, info in inside.items()}
    return parts


def folded(name: str) -> str:
    """Part names are the same whatever their case; some programs write backslashes or a slash in front."""
    return _FOLDED[name]


_FOLDED = OfTexts(lambda name: posixpath.normpath(name.replace("\\", "/")).lstrip("/").lower())


def _resolved(part: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target.replace("\\", "/"))).lstrip("/")
