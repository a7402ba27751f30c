"""What somebody put on a finished workbook so that it stays as it is: a digital signature, the mark "final".

A signature is broken by any change, and a workbook that is marked as final opens so that nothing can be typed. Enters:
a package. Leaves: which of them it has; or the package without them. Must not know: why it is changed.
"""

from typing import Literal, get_args

from careers_workbook.spreadsheet.annotate.package import Bundle, Element

FinalMark = Literal["signature", "final"]
_SIGNATURES, _PROPERTIES, _FINAL = "origin", "custom-properties", "_MarkAsFinal"
_FALSE = (b">false<", b">0<")


def final_marks(data: bytes) -> tuple[FinalMark, ...]:
    """Those that a workbook has."""
    bundle = Bundle(data)
    has = {"signature": bool(_signatures(bundle)), "final": bool(_marks(bundle))}
    return tuple(mark for mark in get_args(FinalMark) if has[mark])


def take_off_final_marks(bundle: Bundle) -> None:
    """Take them out."""
    for number in _signatures(bundle):
        bundle.unrelate("", number)
    if marks := _marks(bundle):
        name = bundle.related("", _PROPERTIES)
        bundle.edit(name, *map(bundle.part(name).removed, marks))


def _signatures(bundle: Bundle) -> list[str]:
    return [one.id for one in bundle.relations("") if one.kind == _SIGNATURES]


def _marks(bundle: Bundle) -> list[Element]:
    name = bundle.related("", _PROPERTIES)
    if not name:
        return []
    part = bundle.part(name)
    named = (one for one in part.all("property") if one.attributes.get("name") == _FINAL)
    return [one for one in named if not any(words in part.content(one) for words in _FALSE)]
