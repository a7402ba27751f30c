"""E-mails as Outlook saves them (.msg), written here: a compound file, and in it what [MS-OXMSG] wants."""

import datetime as dt
import struct
from collections.abc import Mapping
from typing import Union

Tree = Mapping[str, Union[bytes, "Tree"]]
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_FIRST_DAY = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)


def compound(tree: Tree) -> bytes:
    """A compound file of these streams and storages."""
    return _Writer(tree).data()


def message(*attached: Tree, sent: int | dt.datetime | None = None, inner: bool = False, sender: str = "") -> Tree:
    """An e-mail; `inner` if it is to lie in another. A date may also be given as Windows counts it."""
    ticks = _ticks(sent) if isinstance(sent, dt.datetime) else sent
    lines = b"" if ticks is None else struct.pack("<IIQ", 0x00390040, 6, ticks)
    storages = {f"__attach_version1.0_#{number:08X}": one for number, one in enumerate(attached)}
    subject = "A subject nobody keeps".encode("utf-16-le")
    return {
        "__properties_version1.0": bytes(24 if inner else 32) + lines, "__substg1.0_0037001F": subject,
        "__nameid_version1.0": {}, **storages, "__substg1.0_5D01001F": sender.encode("utf-16-le"),
    }  # fmt: skip


def attached(name: str, content: bytes | Tree, kind: str = "", method: int = 1) -> Tree:
    """An attachment; a tree is an e-mail in the e-mail."""
    found: dict[str, bytes | Tree] = {
        "__properties_version1.0": bytes(8) + struct.pack("<IIQ", 0x37050003, 6, method),
        "__substg1.0_3707001F": name.encode("utf-16-le", "surrogatepass"),
        "__substg1.0_370E001F": kind.encode("utf-16-le"),
    }
    found[f"__substg1.0_{'37010102' if isinstance(content, bytes) else '3701000D'}"] = content
    return found


def _ticks(sent: dt.datetime) -> int:
    return (sent.replace(tzinfo=dt.UTC) - _FIRST_DAY) // dt.timedelta(microseconds=1) * 10


class _Writer:
    def __init__(self, tree: Tree) -> None:
        self.sectors: list[bytes] = []
        self.fat: list[int] = []
        self.mini, self.mini_fat = b"", list[int]()
        self.lines: list[list[object]] = []
        self.add("Root Entry", 5, tree)

    def data(self) -> bytes:
        root = self.lines[0]
        root[5], root[6] = self.chain(self.mini), len(self.mini)
        mini_fat = self.chain(struct.pack(f"<{len(self.mini_fat)}I", *self.mini_fat), fill=b"\xff")
        directory = self.chain(b"".join(map(_line, self.lines)))
        count = 1
        while count * (_SECTOR // 4) < len(self.sectors) + count:
            count += 1
        assert count <= 109, "larger than a test needs"
        first = len(self.sectors)
        self.fat += [_FAT] * count
        table = struct.pack(f"<{len(self.fat)}I", *self.fat).ljust(count * _SECTOR, b"\xff")
        header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
        mini_count = -(-len(self.mini_fat) * 4 // _SECTOR)
        header += struct.pack("<IIIIIIIII", 0, count, directory, 0, _CUTOFF, mini_fat, mini_count, _END, 0)
        places = [*range(first, first + count), *[_FREE] * (109 - count)]
        return header + struct.pack("<109I", *places) + b"".join(self.sectors) + table

    def add(self, name: str, kind: int, content: bytes | Tree) -> int:
        number = len(self.lines)
        line: list[object] = [name, kind, _FREE, _FREE, _FREE, _END, 0]
        self.lines.append(line)
        if isinstance(content, bytes):
            line[6] = len(content)
            line[5] = self.chain(content) if len(content) >= _CUTOFF else self.mini_chain(content)
            return number
        line[5] = 0
        names = sorted(content, key=lambda one: (len(one), one.upper()))
        inside = [self.add(one, 2 if isinstance(content[one], bytes) else 1, content[one]) for one in names]
        line[4] = self.balanced(inside)
        return number

    def balanced(self, inside: list[int]) -> int:
        if not inside:
            return _FREE
        middle = len(inside) // 2
        line = self.lines[inside[middle]]
        line[2], line[3] = self.balanced(inside[:middle]), self.balanced(inside[middle + 1 :])
        return inside[middle]

    def chain(self, content: bytes, fill: bytes = b"\0") -> int:
        first, count = len(self.sectors), -(-len(content) // _SECTOR)
        if not count:
            return _END
        padded = content.ljust(count * _SECTOR, fill)
        self.sectors += [padded[at : at + _SECTOR] for at in range(0, len(padded), _SECTOR)]
        self.fat += [*range(first + 1, first + count), _END]
        return first

    def mini_chain(self, content: bytes) -> int:
        first, count = len(self.mini_fat), -(-len(content) // _MINI)
        if not count:
            return _END
        self.mini += content.ljust(count * _MINI, b"\0")
        self.mini_fat += [*range(first + 1, first + count), _END]
        return first


def _line(line: list[object]) -> bytes:
    name, kind, left, right, child, start, size = line
    text = str(name).encode("utf-16-le")
    return text.ljust(64, b"\0") + struct.pack("<HBBIII36xIQ", len(text) + 2, kind, 1, left, right, child, start, size)
