"""Two workbooks compared part by part, so that a difference can be read."""

import difflib
import io
import zipfile
from xml.etree.ElementTree import canonicalize

_SHOWN = 12


def differences(made: bytes, kept: bytes) -> list[str]:
    """What differs: parts that only one package has, and the first differing elements of every other part."""
    ours, theirs = _parts(made), _parts(kept)
    found = [f"{name} is in one of them only" for name in ours.keys() ^ theirs.keys()]
    for name in sorted(ours.keys() & theirs.keys()):
        lines = difflib.unified_diff(theirs[name], ours[name], "kept", "made", lineterm="", n=0)
        changed = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
        found += [f"{name}: {line}" for line in changed[:_SHOWN]]
    return found


def _parts(data: bytes) -> dict[str, list[str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: _elements(package.read(name)) for name in package.namelist()}


def _elements(content: bytes) -> list[str]:
    """One element a line, attributes in order."""
    return canonicalize(content.decode("utf-8")).replace("><", ">\n<").splitlines()
