"""The e-mail addresses of schools: those in a cell of the register, and the school that an address is of.

Enters: lines of the register, a cell, an address. Leaves: addresses, or a URN. Must not know: e-mails.
"""

import re
from collections import defaultdict
from collections.abc import Iterable

from careers_workbook.hub.register.register import Listed

_PARTING = re.compile(r"[;,]")
_NAMED = re.compile(r"[^<>\r\n\u2028\u2029]*<([^<>]*)>")
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+"
)
LONGEST_ADDRESS = 254
_ANYBODYS = frozenset(
    {"gmail", "googlemail", "outlook", "hotmail", "live", "msn", "yahoo", "icloud", "me", "aol", "btinternet", "sky"}
    | {"talktalk", "virginmedia", "ntlworld", "proton", "protonmail", "gmx"}
)
"""Where anybody can have an address: it says nothing of a school. Nor does that of an authority (.gov.uk)."""


class Senders:
    """The schools by their addresses."""

    def __init__(self, listed: Iterable[Listed]) -> None:
        self._exact: dict[str, set[str]] = defaultdict(set)
        self._domains: dict[str, set[str]] = defaultdict(set)
        lines = tuple(listed)
        former = {urn for one in lines for urn in one.former}
        for one in (line for line in lines if line.school.urn not in former):  # the address goes on with the school
            for address in addresses(one.email)[0]:
                self._exact[address.lower()].add(one.school.urn)
                self._domains[_domain(address)].add(one.school.urn)

    def school_of(self, address: str) -> str:
        """The URN of the one school that has this address; with "?" behind it, of the one with addresses beside it."""
        exact, domain = self._exact.get(address.lower(), set()), _domain(address)
        if exact:
            return next(iter(exact)) if len(exact) == 1 else ""
        beside = (
            set()
            if domain.partition(".")[0] in _ANYBODYS or domain.endswith(".gov.uk")
            else self._domains.get(domain, set())
        )
        return f"{next(iter(beside))}?" if len(beside) == 1 else ""


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()


def addresses(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The e-mail addresses in a cell of the register, parted by semicolons or commas; and what is none."""
    parts = (piece.strip() for piece in _PARTING.split(text))
    found = list(dict.fromkeys(_without_name(part) for part in parts if part))
    good = tuple(part for part in found if len(part) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(part))
    return good, tuple(part for part in found if part not in good)


def _without_name(part: str) -> str:
    """jo@oaklane.example out of "Jo Bloggs <jo@oaklane.example>"."""
    named = _NAMED.fullmatch(part)
    return named[1].strip() if named else part
