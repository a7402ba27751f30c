"""Every file of a folder, and whatever is packed in it, searched for words: how it is proved that nothing is left."""

import gzip
import io
import zipfile
from collections.abc import Collection, Iterator
from pathlib import Path

import pandas as pd

from tests.support.letters import parsed


def contents(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """A file, and what is packed in it, to any depth."""
    yield name, name.encode() + data
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for one in archive.namelist():
                yield from contents(f"{name}/{one}", archive.read(one))
    elif data.startswith(b"\x1f\x8b"):
        yield from contents(f"{name}/unpacked", gzip.decompress(data))
    elif data.startswith(b"PAR1"):
        yield f"{name}/table", pd.read_parquet(io.BytesIO(data)).to_csv().encode()
    elif name.endswith(".eml"):
        for part in parsed(data).walk():
            if not part.is_multipart():
                inner = part.get_payload(decode=True)
                assert isinstance(inner, bytes)
                yield from contents(f"{name}/{part.get_filename()}", inner)


def found(folder: Path, words: Collection[str]) -> dict[str, set[str]]:
    """Where words stand in a folder: word -> files."""
    said: dict[str, set[str]] = {word: set() for word in words}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        place = path.relative_to(folder).as_posix()
        for _, data in contents(place, path.read_bytes()):
            for word in words:
                if word.encode() in data or word.encode("utf-16-le") in data:
                    said[word].add(place)
    return {word: files for word, files in said.items() if files}
