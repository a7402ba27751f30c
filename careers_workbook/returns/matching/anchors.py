"""What an answer can be recognised by: its ref, its own text, or text that is close to it and to nothing else.

Enters: the items of one sheet, and text from a file. Leaves: refs. Must not know: grids, answers.
"""

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain

from careers_workbook.core.frozen import frozen
from careers_workbook.core.kept import OfTexts
from careers_workbook.core.text import Raw, fold, show

CLOSE = 86.0
"""Similarity (0 to 100, rapidfuzz ratio) from which text counts as close."""
AHEAD = 6.0
"""Points by which the closest item must beat the second closest, unless the words that tell the two apart are there."""
_NEAR, _FAR = 70.0, 20.0
"""Similarity, and lead over the second closest, from which text is its item's if it stands at the item's place too."""
_SURE = 95.0
"""Similarity from which a text that several statements begin with is the closest one: a slip, not cut off."""
_LONG = 20
"""Characters from which the beginning of a text says enough."""
_ENDS = (12, 3)
"""Characters at the end of a statement, of a short one fewer, without which a text is not that statement."""
_TAIL = 3
"""Characters at its end by which a text is ruled out before it is compared, if they are plain letters and digits."""
_WORDS_OF_NUMBERS = frozenset({"TRUE", "FALSE", "INF", "NAN"})
"""What content of cells that is no text may show besides numbers and days."""
_LEFT = 3
"""Characters from which something is left of a statement beside its ref."""
_CUT = 30
"""Characters that must be left of a statement that was cut off."""
_NUMBERS = re.compile(r"\d+")
_WORD = re.compile(r"\w+")
_REF = re.compile(r"([A-Z]+)(\d+)")
_LONGEST_REF = 40
"""Characters of a cell up to which it may be nothing but a ref, whatever was typed around it."""
_ROOM = 100
"""Characters that a statement may have on top of twice its own: what was put in front, spaces, HTML entities."""
_SIGNS = " .;:,)(-–_\xa0\u200b\t\r\n"
"""What may stand behind a ref or a statement."""
_BETWEEN = dict.fromkeys(map(ord, " .:)(-–_\xa0\u200b"))
_MARK = re.compile(r"\s*(?:[^\w\s\"'(\[<&=@#]+\s*|\(?(?:\d{1,3}\s?[.):\]]|[a-z]\))(?!\d)\s*)", re.IGNORECASE)
"""A bullet, a tick, "1." or "a)" in front of a statement."""
_NAMED = re.compile(r"\s*\(?([A-Z]{1,4}[ \-.]?\d{1,3})(?!\w)[\s.:)\-–—]*", re.IGNORECASE)
"""A ref in front of a statement."""


def as_ref(raw: Raw) -> str:
    """A cell as a ref: "cl 3", "CL-3", "CL03" and "CL3." -> "CL3"; other text upper-cased, without spaces if short."""
    text = show(raw).strip()
    if len(text) > _LONGEST_REF:
        return text[:_LONGEST_REF].upper()
    word = text.upper().translate(_BETWEEN)
    found = _REF.fullmatch(word)
    return found[1] + (found[2].lstrip("0") or "0") if found else "".join(word.split())


def says_enough(raw: Raw) -> bool:
    """Whether a text is too long to be a statement by chance: "Yes" and "Done" are answers too."""
    return isinstance(raw, str) and len(raw) >= _LONG


@frozen(slots=False)
class Anchors:
    """The (ref, text) pairs of one sheet, ready to be looked up."""

    items: Sequence[tuple[str, str]]

    @cached_property
    def by_text(self) -> dict[str, tuple[str, ...]]:
        """Folded text -> refs that carry it (more than one only if a spec repeats a statement)."""
        found: dict[str, list[str]] = defaultdict(list)
        for ref, text in self.items:
            found[fold(text)].append(ref)
        return {text: tuple(refs) for text, refs in found.items()}

    @cached_property
    def by_ref(self) -> dict[str, str]:
        """Ref -> folded text."""
        return {ref: fold(text) for ref, text in self.items}

    @cached_property
    def _most(self) -> int:
        """Characters of a text that are looked at."""
        return 2 * max((len(text) for _, text in self.items), default=0) + _ROOM

    @cached_property
    def _refs(self) -> dict[str, str]:
        return {as_ref(ref): ref for ref in self.by_ref}

    def ref(self, raw: Raw) -> str:
        """The ref that a cell names: one of ours however it is written, else what stands there; "" if blank."""
        return self._named[raw] if isinstance(raw, str) else self._ref(raw)

    @cached_property
    def _named(self) -> OfTexts[str]:
        return OfTexts(self._ref)  # the same cells are asked about again and again

    def _ref(self, raw: Raw) -> str:
        named = as_ref(raw)
        return self._refs.get(named, named)

    @cached_property
    def has_numbers(self) -> bool:
        """Whether some ref may be in a cell that holds no text: "1.2" is a number to a spreadsheet."""
        return any(ref[:1].isdigit() or ref in _WORDS_OF_NUMBERS for ref in self._refs)

    @cached_property
    def mentioned(self) -> OfTexts[tuple[frozenset[str], tuple[str, ...]] | None]:
        """The refs whose text a text is (see `carried`), and all that it names; None if it is nothing of ours."""
        return OfTexts(self._mentioned)

    def _mentioned(self, text: str) -> tuple[frozenset[str], tuple[str, ...]] | None:
        named, carried = as_ref(text), self.carried(text)
        refs = self._alike.get(named) or ((named,) if named in self.by_ref else ())
        return (carried, refs) if carried or refs else None

    def worth_a_look(self, texts: Iterable[str]) -> Iterator[str]:
        """The texts that end like a statement or a ref, as far as that can be seen at once: of others few."""
        tails, are_numbered = self._tails, self._are_numbered
        can_tell = bool(tails) and are_numbered
        for text in texts:
            tail = text.rstrip(_SIGNS)[-_TAIL:]
            is_plain = can_tell and len(tail) == _TAIL and tail.isalnum() and tail.isascii() and "&" not in text
            if not is_plain or tail[-1].isdigit() or tail.lower() in tails:
                yield text

    @cached_property
    def _are_numbered(self) -> bool:
        return all(ref[-1:].isdigit() and ref.isascii() and len(ref) < _LONGEST_REF for ref in self._refs)

    @cached_property
    def _alike(self) -> dict[str, tuple[str, ...]]:
        """The refs that are the same however they are written."""
        found = defaultdict[str, list[str]](list)
        for ref in self.by_ref:
            found[as_ref(ref)].append(ref)
        return {named: tuple(refs) for named, refs in found.items()}

    def ref_in(self, raw: Raw) -> str:
        """Our ref that was moved into the text, to its front; "" if there is none."""
        named = _NAMED.match(raw) if isinstance(raw, str) else None
        return self._refs.get(as_ref(named[1]), "") if named else ""

    def exact(self, raw: Raw) -> tuple[str, ...]:
        """The refs whose text this is, up to quotes, dashes, spaces, case, and a number or a bullet in front."""
        return self._exact[raw] if isinstance(raw, str) else ()

    @cached_property
    def _exact(self) -> OfTexts[tuple[str, ...]]:
        return OfTexts(lambda text: next(self._each_exact(text), ()))

    def carried(self, text: str) -> frozenset[str]:
        """The same for every way to read the text: with and without what stands in front."""
        return frozenset(chain(*self._each_exact(text)))

    def _each_exact(self, raw: str) -> Iterator[tuple[str, ...]]:
        readings = self._readings(raw) if self.may_carry(raw) else ()
        return (refs for text in readings if (refs := self.by_text.get(text)))

    def may_carry(self, raw: str) -> bool:
        """Whether a text ends like one of the statements, whatever stands in front: few do."""
        if len(raw.strip()) > self._most:
            return False
        text = fold(raw)
        return "&" in raw or any(text[-length:] in ends for length, ends in self._ends.items())

    @cached_property
    def _tails(self) -> frozenset[str]:
        """How statements end, signs apart; none if some are shorter."""
        tails = frozenset(text.rstrip(_SIGNS)[-_TAIL:] for text in self.by_text)
        return tails if all(len(tail) == _TAIL for tail in tails) else frozenset()

    @cached_property
    def _ends(self) -> dict[int, frozenset[str]]:
        """How statements end: so many characters of those that have as many, fewer of others."""
        lengths = {text: next((n for n in _ENDS if len(text) >= n), 0) for text in self.by_text}
        return {n: frozenset(text[-n:] for text, found in lengths.items() if found == n) for n in {*lengths.values()}}

    def close(self, raw: Raw) -> str | None:
        """The one ref whose text this nearly is, a good deal of which is left, or behind which something was typed.

        Numbers must agree: "by age 16" is never close to "by age 18".
        """
        looks = (self._left_of, self._nearest, self._begun)
        return next((ref for text in self._readings(raw) for look in looks if (ref := look(text))), None)

    def nearness(self, raw: Raw, ref: str) -> float:
        """How close a text is to that of an item, 0 to 100."""
        from rapidfuzz import fuzz  # noqa: PLC0415 - most statements stand as they were sent

        return max((fuzz.ratio(text, self.by_ref[ref]) for text in self._readings(raw)), default=0.0)

    def is_far_nearest(self, raw: Raw, ref: str) -> bool:
        """Whether a text, close to nothing, is still much nearer to this item than to any other."""
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - as above

        for text in self._readings(raw):
            ranked = process.extract(text, self.by_ref, scorer=fuzz.ratio, limit=2)
            rest = ranked[1][1] if len(ranked) > 1 else 0.0
            if ranked[0][2] == ref and ranked[0][1] >= _NEAR and ranked[0][1] - rest >= _FAR:
                return _NUMBERS.findall(text) == _NUMBERS.findall(self.by_ref[ref])
        return False

    def _nearest(self, text: str) -> str | None:
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - as above

        numbers = _NUMBERS.findall(text)
        ranked = [
            hit
            for hit in process.extract(text, self.by_ref, scorer=fuzz.ratio, limit=None, score_cutoff=CLOSE - AHEAD)
            if _NUMBERS.findall(self.by_ref[hit[2]]) == numbers
        ]
        if not ranked or ranked[0][1] < (_SURE if len(self._cut_from(text)) > 1 else CLOSE):
            return None
        ref = str(ranked[0][2])
        rivals = [str(hit[2]) for hit in ranked[1:] if ranked[0][1] - hit[1] < AHEAD]
        return ref if all(self._tells_apart(text, ref, rival) for rival in rivals) else None

    def _tells_apart(self, text: str, ref: str, rival: str) -> bool:
        """Whether the text has every word that only the one statement has, and none that only the other has."""
        words, own, other = (set(_WORD.findall(t)) for t in (text, self.by_ref[ref], self.by_ref[rival]))
        return bool(own - other) and own - other <= words and not (other - own) & words

    def _left_of(self, text: str) -> str | None:
        cut = self._cut_from(text) if len(text) >= _CUT else []
        return cut[0] if len(cut) == 1 else None

    def _begun(self, text: str) -> str | None:
        wholes = {} if self._cut_from(text) else self.by_ref  # what is more may be cut off from a longer one
        begun = [
            ref
            for ref, whole in wholes.items()
            if text.startswith(whole if len(whole) >= _LONG else f"{whole}:") and len(text) > len(whole)
        ]
        return max(begun, key=lambda ref: len(self.by_ref[ref]), default=None)

    def _cut_from(self, text: str) -> list[str]:
        begun = text.rstrip(". ")
        if len(begun) < _LEFT:
            return []
        return [ref for ref, whole in self.by_ref.items() if whole.startswith(begun)]

    def is_start(self, raw: Raw, ref: str) -> bool:
        """Whether the text is what is left of the statement of this item, cut off behind it, be it long or short."""
        return any(ref in self._cut_from(text) for text in self._readings(raw))

    def all_cut_from(self, raw: Raw) -> frozenset[str]:
        """The items whose statements begin with the text: of several it may be any, cut off."""
        return frozenset(ref for text in self._readings(raw) for ref in self._cut_from(text))

    def contradicts(self, raw: Raw, ref: str) -> bool:
        """Whether the text, though close to nothing for sure, is closer to some other item than to this one."""
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - as above

        readings, others = [*self._readings(raw)], {key: text for key, text in self.by_ref.items() if key != ref}
        least = max((CLOSE, *(fuzz.ratio(text, self.by_ref[ref]) for text in readings)))
        nearest = (process.extractOne(text, others, scorer=fuzz.ratio, score_cutoff=least) for text in readings)
        return any(found and found[1] > least for found in nearest)

    def _readings(self, raw: Raw) -> Iterator[str]:
        """The folded text as it stands, then without what people and programs put in front of a statement.

        Of what is longer than any of our statements only the beginning.
        """
        raw = raw.strip()[: self._most] if isinstance(raw, str) else ""
        if not raw:
            return
        yield fold(raw)
        plain = html.unescape(raw) if "&" in raw else raw
        if plain != raw:
            yield fold(plain)
        named, mark = _NAMED.match(plain), _MARK.match(plain)
        if named and named.end() < len(plain) and _series(named[1]) in self._all_series:
            yield fold(plain[named.end() :])
        elif mark and mark.end() < len(plain):
            yield fold(plain[mark.end() :])

    @cached_property
    def _all_series(self) -> frozenset[str]:
        return frozenset(map(_series, self.by_ref))


def _series(ref: str) -> str:
    """CL3 -> CL."""
    return as_ref(ref).rstrip("0123456789")
