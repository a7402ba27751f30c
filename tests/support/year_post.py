"""What the schools of `year_account` send: real files, each filled in from the workbook that the Hub built for it.

Enters: a line of the story, the Hub's folder. Leaves: a file in the inbox, or a command that the Hub types. It finds
its way in a workbook as a school does: by the words that stand there.
"""

import csv
import datetime as dt
import io
import os
import re
import zipfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from python_calamine import CalamineWorkbook

from tests.support import year_account as account
from tests.support.hostile import PASSWORD, encrypted, word_file
from tests.support.letters import letter, read_draft
from tests.support.program import run
from tests.support.year_account import LATE, MARCH, MORE, NO_DAY, REFS, Day, Said, Turn, name_of, says

COLUMNS = {
    "completed": "Action completed",
    "action": "Action needed",
    "deadline": "Deadline",
    "review": "Review",
}


UNCHANGED = "Nothing has changed since last time"
"""What Start here asks."""
LEAVER = {
    "Leaving year": "2025/26",
    "Intended destination": "Further education (FE) college",
    "Autumn after leaving": "Further education (FE) college",
}


class Paper:
    """A workbook as somebody has it open."""

    def __init__(self, data: bytes) -> None:
        self.book = load_workbook(io.BytesIO(data))

    def cells(self, heading: str) -> dict[str, Cell]:
        """Ref -> the cell below a heading, of every sheet that has it."""
        return self._below[heading]

    @cached_property
    def _below(self) -> dict[str, dict[str, Cell]]:
        """Heading -> Ref -> the cell."""
        found = defaultdict[str, dict[str, Cell]](dict)
        for sheet in self.book:
            heads: dict[str, int] = {}
            for row in sheet.iter_rows():
                if row[0].value == "Ref":
                    heads = {str(cell.value): cell.column for cell in row if cell.value}
                elif heads and re.fullmatch(r"[A-Z]{1,2}\d+", ref := str(row[0].value)):
                    for heading, column in heads.items():
                        found[heading][ref] = row[column - 1]
        return found

    def types(self, said: Mapping[str, Said]) -> "Paper":
        for name, heading in COLUMNS.items():
            cells = self.cells(heading)
            for ref, one in said.items():
                cells[ref].value = getattr(one, name) or None
        return self

    def says(self, ref: str, heading: str, value: object) -> "Paper":
        self.cells(heading)[ref].value = value
        return self

    def confirms(self) -> "Paper":
        (asked,) = (cell for row in self.book["Start here"].iter_rows() for cell in row if cell.value == UNCHANGED)
        asked.offset(column=1).value = "Yes"
        return self

    def data(self) -> bytes:
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()

    def as_csv(self, sheet: str) -> bytes:
        page = io.StringIO(newline="")
        csv.writer(page).writerows(row[:6] for row in self.book[sheet].iter_rows(values_only=True))
        return page.getvalue().encode()


def said_in(data: bytes) -> dict[str, Said]:
    """What stands at each statement of a workbook."""
    found, book = dict[str, Said](), CalamineWorkbook.from_filelike(io.BytesIO(data))
    for title in book.sheet_names:
        heads: dict[object, int] = {}
        for row in book.get_sheet_by_name(title).to_python():
            if row[0] == "Ref":
                heads = {cell: number for number, cell in enumerate(row)}
            elif COLUMNS["completed"] in heads and re.fullmatch(r"[A-Z]{1,2}\d+", f"{row[0]}"):
                found[f"{row[0]}"] = Said(**{name: row[heads[heading]] for name, heading in COLUMNS.items()})  # type: ignore[arg-type]
    return found


def leavers_in(data: bytes) -> int:
    """How many lines of leavers a workbook has; none where it is locked."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data)) if data.startswith(b"PK") else None
    sheets = [book.get_sheet_by_name(title).to_python() for title in book.sheet_names] if book else []
    return sum(bool(re.fullmatch(r"L\d+", f"{row[0]}")) and any(row[1:4]) for sheet in sheets for row in sheet)


class Schools:
    """All of them. `folder` is the Hub's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def do(self, day: Day) -> None:
        """What the schools of a day do, and what the Hub types for them."""
        if day.is_tidy:
            words = (account.NOBODY.format(day.round), "--why", account.WHY, "--collection", day.round)
            self._hub("dismiss", *words)
            self._hub("note", "990001", account.NOTE)
        for turn in day.turns:
            if turn.did:
                self._does(turn, day)
        self._drop(account.NOBODY.format(day.round), b"%PDF-1.4 from nobody", day)

    def _blank(self, urn: str, day: Day) -> bytes:
        (path,) = (self.folder / "blank" / day.round).glob(f"{urn}*")
        return path.read_bytes()

    def _does(self, turn: Turn, day: Day) -> None:
        urn = turn.urn
        name = f"{urn} {day.day}.xlsx"

        def blank() -> bytes:
            return self._blank(urn, day)

        def own() -> Paper:
            return Paper(blank())

        def whole(data: bytes = b"", turn: int = 2 * day.number) -> Paper:
            paper = Paper(data) if data else own()
            return paper.types(says(urn, [*paper.cells(COLUMNS["completed"])], turn))

        def some(refs: Sequence[str]) -> bytes:
            return own().types(says(urn, refs, 2 * day.number)).data()

        match turn.did:
            case "everything":
                self._drop(name, self._first(urn, whole()).data(), day)
            case "everything once more":
                self._drop(name, whole(turn=1).data(), day)
            case "everything, by e-mail" | "3 more, by e-mail":
                data = whole().data() if turn.did.startswith("everything") else some(MORE)
                sent = f"{day.day:%a, %d %b %Y} 09:00:00 +0000"
                self._drop(f"RE checklist {urn} {day.day}.eml", letter((name, data), sent=sent), day)
            case "everything, in a zip":
                data = io.BytesIO()
                with zipfile.ZipFile(data, "w") as made:
                    info = zipfile.ZipInfo(name, (*day.day.timetuple()[:3], 9, 0, 0))
                    made.writestr(info, whole().data())
                self._drop(f"{urn}.zip", data.getvalue(), day)
            case "2 statements":
                self._drop(name, some(REFS[:2]), day)
            case "3 more":
                self._drop(name, some(MORE), day)
            case "as it was":
                self._drop(name, blank(), day)
            case "as it was, says so":
                self._drop(name, own().confirms().data(), day)
            case "last time's file":
                (path,) = (self.folder / "inbox").glob(f"{urn}*.xlsx")
                self._drop(name, path.read_bytes(), day)
            case "tells the Hub":
                self._hub("confirm", urn, "--collection", day.round)
            case "that of the summer":
                (path,) = (self.folder / "blank" / "Summer 2027").glob(f"{urn}*")
                self._drop(name, whole(path.read_bytes()).data(), day)
            case "month before day":
                self._drop(name, whole().says(LATE, "Deadline", MARCH).data(), day)
            case "no such day":
                self._drop(name, whole().says(LATE, "Deadline", NO_DAY).data(), day)
            case "puts it right":
                (path,) = (self.folder / "output" / "letters" / day.round).glob(f"{urn}*please fix.eml")
                (attached,) = read_draft(path.read_bytes()).iter_attachments()
                marked = Paper(attached.get_payload(decode=True))  # type: ignore[arg-type]
                self._drop(name, marked.says(LATE, "Deadline", dt.date(2027, 2, 28)).data(), day)
            case "nothing filled in":
                self._drop(name, blank(), day)
            case "locked" | "locked once more":
                self._drop(name, encrypted(whole().data()), day)
            case "tells the password":
                (path,) = (self.folder / "inbox").glob(f"{urn}*.xlsx")
                self._hub("collect", path, "--password", PASSWORD, "--today", day.day)
            case "a PDF":
                self._drop(f"{urn} {day.day}.pdf", b"%PDF-1.4 " + urn.encode(), day)
            case "a Word file":
                self._drop(f"{urn} {day.day}.docx", word_file(), day)
            case "a sheet as CSV":
                self._drop(f"{urn} {day.day}.csv", whole().as_csv("Careers leadership"), day)
            case "last year's workbook":
                words = ("--school", name_of(urn), "--urn", urn, "--today", "2025-09-14", "-o", "last year")
                run("build", *words, cwd=self.folder.parent, code=0)
                (path,) = (self.folder.parent / "last year").iterdir()
                self._drop(name, whole(path.read_bytes()).data(), day)
            case "in that of 990020":
                path = self._drop("checklist.xlsx", whole(self._blank("990020", day)).data(), day)
                self._hub("collect", path, "--urn", urn, "--today", day.day)
            case "names 990022":
                paper = whole().says("SD3", "Answer", name_of("990022"))
                self._drop("names two.xlsx", paper.says("SD10", "Answer", "990022").data(), day)
            case "in a file of 990024":
                self._drop("990024 checklist.xlsx", whole().data(), day)
            case "the Hub says whose":
                path = self.folder / "inbox" / "names two.xlsx"
                self._hub("collect", path, "--urn", "990022", "--today", day.day)
                self._hub("undo")
                self._hub("assign", path.name, "--urn", urn, "--collection", day.round)
            case "tells 2" | "tells 2, that is all":
                self._answers(urn, day, "--complete" if turn.did.endswith("all") else "--not-complete")
            case "tells the day":
                told = ("--by", "AS", "--how", "telephone", "--collection", day.round, "--today", day.day)
                self._hub("answer", urn, f"{LATE} Deadline", f"{account.TOLD_DAY:%d/%m/%Y}", *told)
            case "asks for 15 January":
                self._hub("extend", urn, "--to", "15/01/2027", "--today", day.day)
            case "is excused":
                self._hub("excuse", urn, "--why", account.WHY, "--collection", day.round)
            case "is expected again":
                self._hub("expect", urn, "--collection", day.round)
            case other:
                raise AssertionError(other)

    def _answers(self, urn: str, day: Day, *more: str) -> None:
        """What was told by telephone, as a list."""
        path = self.folder / "answers.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            page = csv.writer(file)
            page.writerow(("urn", "question", "answer"))
            for ref, said in account.by_telephone(urn).items():
                for name, heading in COLUMNS.items():
                    value = getattr(said, name)
                    shown = f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else value
                    page.writerows([(urn, f"{ref} {heading}", shown)] if shown else [])
        told = ("--by", "AS", "--how", "telephone", "--collection", day.round, "--today", day.day)
        self._hub("answer", "--from", path, *told, *more)

    def _first(self, urn: str, paper: Paper) -> Paper:
        """With leavers, if it is a school that tells of them, and has not before."""
        number = account.LEAVERS.get(urn, 0)
        if not any((self.folder / "inbox").glob(f"{urn}*")):
            for heading, word in LEAVER.items():
                for ref in range(1, number + 1):
                    paper.says(f"L{ref:02d}", heading, word)
        return paper

    def _drop(self, name: str, data: bytes, day: Day) -> Path:
        path = self.folder / "inbox" / name
        if not path.exists():
            path.write_bytes(data)
            stamp = dt.datetime.combine(day.day, dt.time(9), dt.UTC).timestamp()
            os.utime(path, (stamp, stamp))
        return path

    def _hub(self, *words: object) -> None:
        ran = run(*words, cwd=self.folder)
        assert ran.code in (0, 1), ran
