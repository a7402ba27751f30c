"""The bytes of a file, whole, and of nothing else: a pipe, a device, a file that never ends is refused at once.

Enters: a path, and how many bytes are believed. Leaves: the bytes, or an OSError whose text says in plain words what is
wrong. Must not know: what the bytes mean, who asked for them.
"""

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

MEGABYTE = 1_000_000
LARGEST = 50 * MEGABYTE
"""Bytes of the largest file that anybody needs, unless a caller knows better."""


def read_whole(path: Path, most: int = LARGEST) -> bytes:
    """The content of an ordinary file of at most so many bytes."""
    with open_ordinary(path) as file:
        data = read_open(file, most)
    if len(data) > most:
        raise _too_large(most)
    return data


def lines_of(path: Path, most: int = LARGEST) -> Iterator[bytes]:
    """Its lines with their ends, one after the other: of a file that need not be in memory whole."""
    left = most
    with open_ordinary(path) as file:
        while line := file.readline(left + 1):
            left -= len(line)
            if left < 0:
                raise _too_large(most)
            yield line


def sha256_of(path: Path) -> bytes:
    """Its hash, without having it in memory whole."""
    import hashlib  # noqa: PLC0415 - it brings all that encrypts, and most files are only read

    found = hashlib.sha256()
    with open_ordinary(path) as file:
        while part := file.read(MEGABYTE):
            found.update(part)
    return found.digest()


@contextlib.contextmanager
def open_ordinary(path: Path) -> Iterator[BinaryIO]:
    """An ordinary file, open to be read, without waiting for somebody at the other end of a named pipe."""
    with open(path, "rb", opener=_at_once) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise _no_file()
        yield file


def read_open(file: BinaryIO, most: int) -> bytes:
    """At most one byte more than `most`; no more room is asked for than the file needs."""
    size = min(os.fstat(file.fileno()).st_size, most)
    data = file.read(size + 1)
    if data is None:  # some of the system's own look like files, and wait for news: /proc/kmsg
        raise _no_file()
    return data if len(data) <= size else data + file.read(most - size)  # it has grown, or does not say its size


def _too_large(most: int) -> OSError:
    return OSError(errno.EFBIG, f"it is larger than {most // MEGABYTE} MB")


def _no_file() -> OSError:
    return OSError(errno.ENODEV, "it is a device or a pipe, not a file")


def _at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
