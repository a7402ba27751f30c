"""Values and a template -> a PDF that is tagged, so that it can be read aloud (PDF/UA-1). The only importer of typst.

The values reach the template as JSON, which it shows and never runs. It sees no file but the templates and no font but
those that come with the program: the same values give the same bytes on every computer. Must not know: what is said.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Literal

import typst

from careers_workbook.core.brand import Brand
from careers_workbook.core.palette import PAPER
from careers_workbook.core.text import cut

_HERE = Path(__file__).parent
_TEMPLATES, _FONTS = _HERE / "templates", _HERE / "fonts"
_STANDARD: Literal["ua-1"] = "ua-1"
"""ISO 14289-1: a title, a language, headings, heads of tables, a text for every picture. Else typst refuses."""
_COLOURS = json.dumps(dict(PAPER))
_CANNOT_SHOW = "could not be displayed with font"
_RUNS = (
    *((0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0xB4), (0xB6, 0x107), (0x10A, 0x113), (0x116, 0x11B), (0x11E, 0x123)),
    *((0x12E, 0x133), (0x139, 0x13E), (0x141, 0x148), (0x150, 0x155), (0x158, 0x15B), (0x15E, 0x165), (0x16E, 0x17E)),
    *((0x2013, 0x2014), (0x2018, 0x201A), (0x201C, 0x201E), (0x2020, 0x2022), (0x2264, 0x2265)),
)
_ALWAYS_SHOWN = frozenset(chr(code) for first, last in _RUNS for code in range(first, last + 1)) | {"\u2026", "\u20ac"}
"""Characters that the fonts have: those of English, Welsh and most names of Europe."""
_INSTEAD = "?"
_NAME = 80
"""Characters of a Hub's name for which the head of a page has room."""


def pdf(template: str, values: Mapping[str, object], day: dt.date, brand: Brand | None = None) -> bytes:
    """The pages of a template, such as "governors.typ". `day` is what the PDF says of when it was made.

    `brand` is the name of a Hub, its logo and its colours.

    A character for which there is no font is shown as "?".
    """
    made = int(dt.datetime.combine(day, dt.time(), dt.UTC).timestamp())
    brand = brand or Brand()
    hub = asdict(brand) | {"name": cut(" ".join(brand.name.split()), _NAME), "logo": [*brand.logo]}
    text = json.dumps({**values, "brand": hub, "made": [day.year, day.month, day.day]})
    try:
        return _compiled(template, text, made)
    except typst.TypstError as error:
        if _CANNOT_SHOW not in str(error):
            raise
        return _compiled(template, json.dumps(_in_known_characters(json.loads(text))), made)


def _compiled(template: str, text: str, made: int) -> bytes:
    data: bytes = typst.compile(
        str(_TEMPLATES / template),
        root=str(_TEMPLATES),
        font_paths=[str(_FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"values": text, "colours": _COLOURS},
        pdf_standards=[_STANDARD],
        timestamp=made,
    )
    return data


def _in_known_characters(value: object) -> object:
    match value:
        case str():
            return "".join(one if one in _ALWAYS_SHOWN or one == "\n" else _INSTEAD for one in value)
        case list():
            return [_in_known_characters(one) for one in value]
        case dict():
            return {name: _in_known_characters(one) for name, one in value.items()}
    return value
