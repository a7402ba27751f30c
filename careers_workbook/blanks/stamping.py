"""Workbooks without answers for many schools, out of few masters: the bytes that `build` gives for each alone.

Two schools share a master where their workbooks differ in nothing but their own words: the same details are known, the
same of these are alike, and all of them need as many lines where they stand. Enters: a layout, an order, schools.
Leaves: bytes. Must not know: what stands where, how a workbook is packed.
"""

from collections.abc import Hashable, Mapping, Sequence

from careers_workbook.blanks.page import BlankWorkbook, Order
from careers_workbook.blanks.workbook import details, master, own_words
from careers_workbook.core.school import School
from careers_workbook.layout.plan import Layout
from careers_workbook.spec.answers.text import MAX_TEXT
from careers_workbook.spec.sent_answers import KnownBy
from careers_workbook.spreadsheet.write.fit import Fit, lines
from careers_workbook.spreadsheet.write.own_words import Master, OwnWords

_MOST = 64
"""Masters that are kept; a hundred schools need two or three."""

_NO_ANSWERS = KnownBy.of({})


class Stamp:
    """Makes the workbooks of one order."""

    def __init__(self, layout: Layout, order: Order) -> None:
        self._layout, self._order = layout.in_year(order.year), order
        self._fixed = frozenset[bytes]()
        self._fits: dict[Hashable, Sequence[tuple[int, Fit]]] = {}
        self._masters: dict[Hashable, Master] = {}

    def workbook(self, school: School) -> bytes:
        """The bytes of one school's workbook."""
        job = BlankWorkbook(self._layout, school, self._order, details(self._layout, school), _NO_ANSWERS)
        own = own_words(job)
        pieces = own.pieces()
        found = self._masters.get(self._key(job, own, pieces)) or self._made(job, own, pieces)
        return found.template.filled(pieces)

    def _made(self, job: BlankWorkbook, own: OwnWords, pieces: Mapping[str, bytes]) -> Master:
        made = master(job, own)
        self._fixed = made.fixed  # the same for every master, but that a detail of one school may be among them
        if len(self._masters) < _MOST:
            texts, shape = list(dict.fromkeys(own.texts)), self._shape(job, own, pieces)
            self._fits[shape] = [(texts.index(fit.text), fit) for fit in made.fits]
            self._masters[self._key(job, own, pieces)] = made
        return made

    def _key(self, job: BlankWorkbook, own: OwnWords, pieces: Mapping[str, bytes]) -> Hashable:
        """What is alike in all workbooks of one master."""
        shape, texts = self._shape(job, own, pieces), list(dict.fromkeys(own.texts))
        fits = self._fits.get(shape, ())
        return shape, tuple(lines(fit._replace(text=texts[number])) for number, fit in fits)

    def _shape(self, job: BlankWorkbook, own: OwnWords, pieces: Mapping[str, bytes]) -> Hashable:
        """The same but for the room that texts need: what is known, and what is alike. Odd texts are alone."""
        given = tuple((cell, "" if isinstance(value, str) else value) for cell, value in job.answers.items())
        names = {text: name for name, text in own.by_name().items()}
        odd = {t: t for t, name in names.items() if pieces[name] in self._fixed or _is_odd(t)}
        return given, tuple((names[text], odd.get(text)) for text in own.texts)


def _is_odd(text: str) -> bool:
    """Whether the writer does not put a text into a cell as it is: it is empty, too long, or looks like mark-up."""
    return not 0 < len(text) <= MAX_TEXT // 2 or (text.startswith("<r>") and text.endswith("</r>"))
