"""Two kinds of answers that the package does not have, and that ask for contact details: e-mail and telephone.

They are made from text; what is no address or no number has a code of its own.
"""

import re
from dataclasses import replace
from typing import Any

from careers_workbook.core.catalogue import Entry
from careers_workbook.core.cell_content import CellContent
from careers_workbook.core.text import show
from careers_workbook.spec.answers.answer_kind import Asked, Parsed
from careers_workbook.spec.answers.text import KIND as TEXT

NO_EMAIL = Entry("CELL-902", "error", "Not an e-mail address", '"{value}" is not an e-mail address.', "Type it again.")
NO_TELEPHONE = Entry("CELL-903", "error", "Not a phone number", '"{value}" is not a phone number.', "Type it again.")


def _email(content: CellContent, _asked: Asked[Any]) -> Parsed:
    text = show(content.value)
    return Parsed(text) if re.fullmatch(r"\S+@\S+", text) else Parsed(code=NO_EMAIL.code, context={"value": text})


def _telephone(content: CellContent, _asked: Asked[Any]) -> Parsed:
    text = show(content.value)
    right = re.fullmatch(r"[+\d][\d ]{8,}", text)
    return Parsed(text) if right else Parsed(code=NO_TELEPHONE.code, context={"value": text})


EMAIL = replace(
    TEXT,
    name="email",
    rank=7,
    parse=_email,
    free_text=False,
    contacts=frozenset({"e-mail"}),
    unread=frozenset({NO_EMAIL.code}),
    entries=(NO_EMAIL,),
)
TELEPHONE = replace(
    TEXT,
    name="telephone",
    rank=8,
    parse=_telephone,
    free_text=False,
    contacts=frozenset({"telephone"}),
    unread=frozenset({NO_TELEPHONE.code}),
    entries=(NO_TELEPHONE,),
)
