"""Every page of a desk that runs, as it stands: what its links lead to, what a form says that was sent empty.

Enters: a desk that was entered. Leaves: HTML by its address. Pages that come later are found by themselves.
"""

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qs, urlsplit

from careers_workbook.desk.site import CHANGES, PAGES
from tests.support.desk import Answer, RunningDesk

_ALIKE = 3
"""Pages of one kind that are enough: those of three schools."""
_HTML = "text/html"
_NAMES = {
    "urn": "990001",
    "number": "1",
    "kind": "page",
    "whom": "board",
    "key": "key",
    "ref": "CL2",
    "part": "hub",
    "folder": "output",
    "letter": "please-fix",
}


def as_asked(path: str) -> str:
    """An address of the tables with something for each of its names."""
    return re.sub(r"\{(\w+)\}", lambda found: _NAMES[found[1]], path)


def pages_of(desk: RunningDesk) -> dict[str, str]:
    """What the links of its pages lead to, from the first one on; and every address of the table."""
    found: dict[str, str] = {}
    seen, kinds, waiting = set[str](), Counter[str](), [as_asked(path) for path in PAGES]
    while waiting:
        address = waiting.pop()
        if address in seen or (kinds[_kind(address)] >= _ALIKE and "?" in address + "?"):
            continue
        seen.add(address)
        kinds[_kind(address)] += 1
        answer = desk.get(address)
        if is_page(answer):
            found[address] = answer.text
            waiting += _links(answer.text)
    return found


def forms_sent_empty(desk: RunningDesk) -> dict[str, str]:
    """What each form says of fields that are missing. What can be done without any field is done."""
    needs = (path for path in map(as_asked, CHANGES) if path != "/close")
    answers = ((path, desk.post(path)) for path in needs)
    return {f"{path}, sent empty": answer.text for path, answer in answers if answer.status == 422}


def is_page(answer: Answer) -> bool:
    """Whether it is a page to be looked at, not a file to be saved."""
    return answer.status == 200 and answer.headers.get("content-type", "").startswith(_HTML)


def _links(text: str) -> Iterator[str]:
    for found in re.findall(r'href="(/[^"#]*)', text):
        if not found.startswith("/static/"):
            yield unescape(found)


def _kind(address: str) -> str:
    """The address without what differs from one to the next of its kind."""
    parts = urlsplit(address)
    return re.sub(r"[0-9a-f]{6,}|\d+", "N", parts.path) + "?" + ",".join(sorted(parse_qs(parts.query)))
