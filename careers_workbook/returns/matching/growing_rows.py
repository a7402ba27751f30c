"""The rows of a table that grows: every row below the headings, known by its running reference or else by its number.

Enters: a matched sheet whose target grows. Leaves: its slots, with their real places, and problems. What is
no running reference may be a name: it is never repeated. Must not know: kinds of answers.
"""

from collections.abc import Iterator

from careers_workbook.core.cells import a1
from careers_workbook.core.problems import Place, Problem
from careers_workbook.core.text import Raw
from careers_workbook.returns.matching.targets import MatchedSheet
from careers_workbook.returns.redaction.personal_data import may_be_name
from careers_workbook.spec.sheets.declaring import running_ref

DIGITS = 4
"""Digits of a running reference."""
MOST = 2_000
"""Filled rows of one table that are read: the largest special schools have some hundred leavers in all years."""
_ENOUGH = 3
"""Answers from which two rows of one reference that are alike are one row, copied."""


class GrowingRows:
    """The rows of one sheet, at most so many filled ones. `problems` is complete once `rows` has been walked through.

    `room` is how many more would have been read.
    """

    def __init__(self, sheet: MatchedSheet, room: int = MOST) -> None:
        self.sheet, self.room = sheet, room
        self.problems: list[Problem] = []
        self._used: set[str] = set()
        self._contents: dict[str, tuple[Raw, ...]] = {}
        asked = sheet.target.plan.sheet
        self._is_private = asked is not None and asked.about_people
        self._prefix = sheet.target.plan.blocks[0].table.prefix

    def rows(self) -> Iterator[tuple[int, str]]:
        """Every row that is prepared or filled, and its reference."""
        target, headers = self.sheet.target, {header.row for header in self.sheet.headers}
        first = min(headers, default=-1) + 1
        names_from = self._names_from(first)
        left_out: list[int] = []
        for row, cells in self.sheet.grid.rows.items():
            if row < first or row in headers or row in self.sheet.grid.marks.totals:
                continue
            content = tuple(None if col is None else cells.get(col) for col in self.sheet.answer_cols(row))
            filled = content.count(None) < len(content)
            ref = target.anchors.ref(self._named(row))
            if self._is_copy(ref, content):
                self.problems.append(Problem("DEST-014", self._place(row), {"ref": ref}))
            elif filled and not self.room:
                left_out.append(row)
            elif filled or ref in target.texts:
                self.room -= filled
                yield row, self._reference(ref, row, filled=filled)
            elif self._is_private and row >= names_from and may_be_name(self._named(row)):
                self.problems.append(Problem("DEST-002", self._place(row)))
        if left_out:
            words = {"most": f"{MOST:,}", "count": f"{len(left_out):,}"}
            ends = {"first": str(left_out[0] + 1), "last": str(left_out[-1] + 1)}
            rows = range(left_out[0], left_out[-1] + 1)
            self.problems.append(Problem("ROW-026", self._place(left_out[0]), words | ends, rows))

    def _is_copy(self, ref: str, content: tuple[Raw, ...]) -> bool:
        """Whether the row of this reference was there already with the same answers, and enough of them to be sure."""
        if ref not in self._used or not self._is_private:
            self._contents.setdefault(ref, content)
            return False
        return content == self._contents[ref] and sum(raw is not None for raw in content) >= _ENOUGH

    def _names_from(self, first: int) -> int:
        """The row from which names are looked for: below the headings, else below the first reference."""
        rows, target = self.sheet.grid.rows, self.sheet.target
        known = (row for row in rows if target.anchors.ref(self._named(row)) in target.texts)
        return first if self.sheet.headers else min(known, default=max(rows, default=0) + 1)

    def _named(self, row: int) -> Raw:
        """What stands where the reference of a row is looked for."""
        return self.sheet.grid.rows[row].get(self.sheet.cols(row).get("ref", -1))

    def _place(self, row: int) -> Place:
        return Place(sheet=self.sheet.grid.title, cell=a1(row, self.sheet.cols(row).get("ref", 0)))

    def _reference(self, ref: str, row: int, *, filled: bool) -> str:
        """The row's own reference, or "row 57" if it has none that may be repeated in a report."""
        number = ref.removeprefix(self._prefix) if ref.startswith(self._prefix) else ""
        if not (number.isdecimal() and len(number) <= DIGITS):
            if filled and self._is_private:
                self.problems.append(Problem("DEST-002", self._place(row)))
        elif ref in self._used:
            if filled and self._is_private:
                self.problems.append(Problem("DEST-003", self._place(row), {"ref": ref}))
        else:
            self._used.add(ref)
            return running_ref(self._prefix, int(number))
        return f"row {row + 1}"
