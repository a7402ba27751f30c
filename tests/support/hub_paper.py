"""One workbook that a made-up school sends: what is typed into it, what is done to the file, and what must be read.

Enters: a school, what it says. Leaves: bytes, the same for the same paper. A `Draft` is a paper in the making, with the
truth beside it: damage (tests/support/hub_damage.py) changes both.
"""

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field

from careers_workbook.blanks.workbook import Order
from careers_workbook.core.school import School
from careers_workbook.demo.damage import FileChange, edited
from careers_workbook.layout.plan import Layout
from careers_workbook.spec.sheets.form import FormSheet
from tests.support.damage import Op, damaged
from tests.support.hub_answers import Key, Row
from tests.support.hub_ods import as_ods
from tests.support.stamp import Master, master, packed

NEW, OLD = "send-careers-checklist-2025", "send-careers-checklist"
RENAMED, ADDED, DROPPED = {"GB2": "GB1"}, "SR4", "SR1"
"""What the newer checklist asks, seen from the older one: under another ref, not at all, no longer."""
COLUMNS = ("action", "deadline", "review", "completed")


class Unread(str):
    """Something that is typed in and is no answer."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class State:
    """Why there is no answer: the row or the column is gone, or this version has no such question."""

    word: str


MISSING, NOT_ASKED = State("missing"), State("not asked")


@dataclass(frozen=True, slots=True)
class Paper:
    """What a workbook is made from. `content` and `leavers` are what is typed; `changes` what is done afterwards.

    `form` is "xlsx" or "ods".
    """

    spec: str
    order: Order
    school: School
    content: dict[Key, object]
    leavers: tuple[Row, ...] = ()
    changes: tuple[FileChange | Op, ...] = ()
    form: str = "xlsx"

    @property
    def master(self) -> Master:
        return master(self.spec, self.order)

    def data(self) -> bytes:
        """The workbook."""
        facts = {
            ref for form in self.master.layout.spec.of(FormSheet) for ref in (f.ref for f in form.fields if f.prefill)
        }
        typed = {key: value for key, value in self.content.items() if key[0] not in facts}
        made = self.master.filled(self.school, typed, self.leavers)
        edits = [change for change in self.changes if not isinstance(change, tuple)]
        ops = [change for change in self.changes if isinstance(change, tuple)]
        made = edited(made, edits) if edits else made
        made = undated(damaged(made, ops)) if ops else made
        return as_ods(made) if self.form == "ods" else made


@dataclass
class Draft:
    """A paper in the making. `content` and `leavers` are what must be read; `typed` is what stands there instead.

    `leavers` is None where their sheet is gone. `errors` and `warnings` are the codes of the problems that reading it
    must find, and no others of their kind.
    """

    hub_spec: str
    spec: str
    order: Order
    school: School
    content: dict[Key, object]
    leavers: list[Row] | None
    typed: dict[Key, object] = field(default_factory=dict)
    changes: list[FileChange | Op] = field(default_factory=list)
    errors: set[str] = field(default_factory=set)
    warnings: set[str] = field(default_factory=set)
    damage: str = ""

    def __post_init__(self) -> None:
        self.sheet_of_leavers = list(self.leavers or ())

    @property
    def layout(self) -> Layout:
        return master(self.spec, self.order).layout

    def paper(self) -> Paper:
        """As it goes out."""
        content = {k: v for k, v in self.content.items() if not isinstance(v, State)}
        return Paper(
            self.spec,
            self.order,
            self.school,
            {self.own_key(key): value for key, value in (content | self.typed).items()},
            tuple(self.sheet_of_leavers),
            tuple(self.changes),
        )

    def filled(self, column: str) -> list[Key]:
        """The keys of statements with an answer in this column, in order."""
        return sorted(key for key in self.content if key[1] == column and not isinstance(self.content[key], State))

    def lose(self, keys: Iterable[Key]) -> None:
        """These cells are gone; what was typed into them too."""
        for key in keys:
            if key in self.content:
                self.typed.setdefault(key, self.content[key])
            self.content[key] = MISSING

    def own_key(self, key: Key) -> Key:
        """A question as this workbook names it."""
        return key if self.spec == self.hub_spec else (RENAMED.get(key[0], key[0]), key[1])

    def hub_keys(self, keys: Iterable[Key]) -> list[Key]:
        """Questions of this workbook as the Hub's checklist names them; what it does not ask any more is left out."""
        if self.spec == self.hub_spec:
            return list(keys)
        back = {old: new for new, old in RENAMED.items()}
        return [(back.get(ref, ref), column) for ref, column in keys if ref != DROPPED]


_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def undated(data: bytes) -> bytes:
    """A package that openpyxl saved, without the present time."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    return packed({name: _STAMP.sub(rb"\g<1>2020-01-01T00:00:00Z", content) for name, content in parts.items()})
