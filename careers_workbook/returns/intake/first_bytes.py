"""What the first bytes of a file say of it, without opening anything. Must not know: what is in it, other files."""

_ZIP, _NAME_LENGTH, _NAME = b"PK\x03\x04", 26, 30
_FIRST = (b"[content_types].xml", b"mimetype", b"xl/", b"_rels/")
"""What lies first in workbooks, by whatever program they were saved."""


def begins_as_package(data: bytes) -> bool:
    """Whether it is a zip, as all formats are that no password opens."""
    return data.startswith(_ZIP)


def begins_as_workbook(data: bytes) -> bool:
    """Whether it is a package in which no other file lies, and need not be opened to be unpacked."""
    name = data[_NAME : _NAME + int.from_bytes(data[_NAME_LENGTH : _NAME_LENGTH + 2], "little")]
    return data.startswith(_ZIP) and name.lower().startswith(_FIRST)
