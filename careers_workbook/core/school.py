"""A school as every other module knows it. Must not know: files, spreadsheets, specs."""

import re

from careers_workbook.core.frozen import frozen

URN_PATTERN = re.compile(r"[1-9]\d{5}")
"""A Unique Reference Number has six digits (Get Information About Schools)."""


@frozen
class School:
    """One establishment. `urn` is six digits as text; every other field may be empty text.

    `ages` is the statutory age range as schools write it, "11-19".
    """

    urn: str
    name: str
    local_authority: str = ""
    type: str = ""
    ages: str = ""

    def detail(self, field: str) -> str:
        """The text of one field by name, for a form field's `prefill`."""
        value = getattr(self, field)
        if not isinstance(value, str):
            raise TypeError(field)
        return value


PREFILLS = ("urn", "name", "local_authority", "type", "ages")
"""The names a form field may give as its `prefill`: the fields of `School`."""


def is_urn(text: str) -> bool:
    """Whether the text is a well-formed URN (six digits, not starting with 0)."""
    return URN_PATTERN.fullmatch(text) is not None
