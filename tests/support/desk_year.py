"""A year of a small Hub, told once and lived twice: by clicks and drops on the desk, and by commands in a terminal.

Enters: `DAYS`, what is done on each of them. Leaves: two folders. Whatever somebody at a school does is done once, with
the workbook that was saved from the desk; the commands get the same files in the same places.
"""

import csv
import datetime as dt
import io
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.desk import RunningDesk, running
from tests.support.desk_browser import done, drop, follow, opened, press
from tests.support.hostile import PASSWORD, encrypted, word_file
from tests.support.letters import letter
from tests.support.program import run
from tests.support.year_post import LEAVER, Paper

NAME, ADDRESS = "Northmoor Careers Hub", "careers@northmoor.example"
NAMES = {
    "990001": "Oak Lane School",
    "990002": "St Brannoc's School",
    "990003": "Woodlands School",
    "990004": "The Bridge, PRU",
    "990005": "Hill Top <Academy>",
    "990006": "Marsh Farm School",
    "990007": "Brook House",
    "990008": "Quarry Bank School",
}
AUTUMN, SPRING, NEXT = "Autumn 2026", "Spring 2027", "Autumn 2027"
STATUSES = ("Yes", "In progress", "No", "Not applicable")
"""What is typed beside statements, one after the other."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that the co-ordinator does: the name of a method of both ways, and what it is given."""

    does: str
    what: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """What is done on one day, in a round."""

    day: dt.date
    round: str
    steps: tuple[Step, ...]


def _filled(blank: bytes, number: int, leavers: int = 0) -> Paper:
    paper = Paper(blank)
    for at, cell in enumerate(paper.cells("Action completed").values()):
        cell.value = STATUSES[(at * 7 // 3 + number) % len(STATUSES)] if (at + number) % 5 else None
    for cell in [*paper.cells("Action needed").values()][number::9]:
        cell.value = f"Ask the governors, point {number}"
    for cell in [*paper.cells("Deadline").values()][number::6]:
        cell.value = dt.date(2027, 2, 10 + number)
    for at in range(1, leavers + 1):
        for heading, word in LEAVER.items():
            paper.says(f"L{at:02d}", heading, word)
    return paper


def _good(blank: bytes, urn: str, number: int, leavers: int = 0) -> tuple[str, bytes]:
    return f"{urn} careers checklist.xlsx", _filled(blank, number, leavers).data()


def _damaged(blank: bytes) -> tuple[str, bytes]:
    """A sheet of another name, a row that is gone, a day that there is not, a word over a list."""
    paper = _filled(blank, 2)
    paper.says("SP1", "Deadline", "31/02/2027").says("SP2", "Action completed", "ask the head")
    sheet = paper.book["Careers leadership"]
    sheet.title = "CL (final) v2"
    row = paper.cells("Action completed")["CL4"].row
    for cell in sheet[row]:
        cell.value = None
    return "checklist FINAL (2).xlsx", paper.data()


def _of_two(blank: bytes) -> tuple[str, bytes]:
    """It names another school than the one that it was made for."""
    paper = _filled(blank, 5).says("SD3", "Answer", NAMES["990006"]).says("SD10", "Answer", "990006")
    return "scan0001.xlsx", paper.data()


def _zipped(name: str, data: bytes, day: dt.date) -> tuple[str, bytes]:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as made:
        made.writestr(zipfile.ZipInfo(name, (*day.timetuple()[:3], 9, 0, 0)), data)
    return "from Woodlands.zip", whole.getvalue()


def _mailed(name: str, data: bytes, day: dt.date) -> tuple[str, bytes]:
    return "RE Careers checklist.eml", letter((name, data), sent=f"{day:%a, %d %b %Y} 09:00:00 +0000")


Blanks = Mapping[str, bytes]
Post = Callable[[Blanks, dt.date], Sequence[tuple[str, bytes]]]


def _autumn(blanks: Blanks, day: dt.date) -> list[tuple[str, bytes]]:
    return [
        _good(blanks["990001"], "990001", 1, leavers=3),
        _damaged(blanks["990002"]),
        _zipped(*_good(blanks["990003"], "990003", 3, leavers=2), day),
        _mailed(*_good(blanks["990004"], "990004", 4), day),
        _of_two(blanks["990005"]),
        ("990006.xlsx", blanks["990006"]),
        ("offer.pdf", b"%PDF-1.4 an advertisement"),
        ("minutes.docx", word_file()),
    ]


def _put_right(blanks: Blanks, _day: dt.date) -> list[tuple[str, bytes]]:
    return [("checklist FINAL (3).xlsx", _filled(blanks["990002"], 2).data()), _good(blanks["990008"], "990008", 0)]


def _spring(blanks: Blanks, _day: dt.date) -> list[tuple[str, bytes]]:
    return [
        ("990001 careers checklist.xlsx", blanks["990001"]),
        _good(blanks["990003"], "990003", 1),
        _good(blanks["990008"], "990008", 2, leavers=1),
    ]


def _locked(blanks: Blanks, _day: dt.date) -> list[tuple[str, bytes]]:
    return [("990002 locked.xlsx", encrypted(_filled(blanks["990002"], 3).data()))]


def _next(blanks: Blanks, _day: dt.date) -> list[tuple[str, bytes]]:
    return [_good(blanks["990003"], "990003", 2), _good(blanks["990001"], "990001", 3)]


def _steps(*steps: str | tuple[object, ...]) -> tuple[Step, ...]:
    return tuple(Step(one) if isinstance(one, str) else Step(str(one[0]), one[1:]) for one in steps)


DAYS = (
    Day(dt.date(2026, 9, 14), AUTUMN, _steps(("begin", dt.date(2026, 11, 30)), "list_schools", "carry", "build")),
    Day(
        dt.date(2026, 11, 20),
        AUTUMN,
        _steps(
            ("receive", _autumn),
            ("assign", "scan0001.xlsx", "990005"),
            ("dismiss", "offer.pdf", "an advertisement"),
            ("dismiss", "minutes.docx", "no checklist"),
            ("answer", "990001", "CL1", "completed", "No", "AS"),
            ("answer", "990003", "CL2", "completed", "Yes", "AS"),
            "undo",
            ("note", "990006", "ring after three"),
            ("excuse", "990007", "flood"),
            ("extend", "990008", dt.date(2026, 12, 11)),
            "write_letters",
            "sent",
            ("results", "internal"),
            ("results", "board"),
        ),
    ),
    Day(
        dt.date(2026, 12, 4),
        AUTUMN,
        _steps(("receive", _put_right), "write_letters", ("results", "internal"), ("results", "board")),
    ),
    Day(
        dt.date(2027, 1, 11),
        SPRING,
        _steps(("open_round", SPRING, dt.date(2027, 3, 31)), ("confirm_address", "990003"), "build"),
    ),
    Day(
        dt.date(2027, 3, 19),
        SPRING,
        _steps(
            ("receive", _spring),
            ("receive", _locked, PASSWORD),
            ("confirm", "990001"),
            "write_letters",
            "sent",
            ("results", "internal"),
            ("results", "board"),
        ),
    ),
    Day(dt.date(2027, 9, 13), NEXT, _steps(("open_round", NEXT, dt.date(2027, 12, 31)), "build")),
    Day(dt.date(2027, 11, 12), NEXT, _steps(("receive", _next), "write_letters", ("results", "internal"))),
)


@dataclass
class ByClicks:
    """The desk, started anew each day. `home` is that of its user; `saved` has what was saved from it."""

    home: Path
    browser: Browser
    script: bool
    second_tab: bool = False
    desk: RunningDesk = field(init=False)
    page: Page = field(init=False)
    tab: Page | None = field(init=False, default=None)
    today: dt.date = field(init=False)
    round: str = field(init=False)
    arrived: list[tuple[Path, ...]] = field(default_factory=list)
    """After each time that files were dropped: all that lay in the inbox then."""

    @property
    def hub(self) -> Path:
        return self.home / "Documents" / NAME

    @property
    def saved(self) -> Path:
        return self.home / "Downloads"

    @contextmanager
    def on(self, day: Day) -> Iterator["ByClicks"]:
        self.today, self.round = day.day, day.round
        there = self.hub.is_dir()
        with running(self.hub if there else None, self.home, f"{day.day}", cwd=self.home) as self.desk:
            self.page = opened(self.browser, self.desk, script=self.script)
            if self.second_tab and there:
                self.tab = self.page.context.new_page()
                self.tab.goto(f"{self.desk.address}/inbox")
            yield self
            self._at("Overview")
            follow(self.page.get_by_role("button", name="Close the desk"))
            expect(self.page.get_by_role("heading", name="The desk is closed")).to_be_visible()
            assert self.desk.process.wait(30) == 0
            self.page.context.close()
            self.tab = None
            for about in self.home.rglob("desk.json"):
                raise AssertionError(about)

    def _at(self, name: str) -> Page:
        """A page; with a second tab, each of them in the other one than the last."""
        if self.tab:
            self.page, self.tab = self.tab, self.page
        follow(self.page.locator("nav.main").get_by_role("link", name=name, exact=True))
        return self.page

    def begin(self, due: dt.date) -> None:
        page = self.page
        page.locator("#name").fill(NAME)
        page.locator("#address").fill(ADDRESS)
        page.locator("#due").fill(f"{due}")
        press(page, "Make it")

    def list_schools(self) -> None:
        self.page.locator("#list").fill("\n".join(f"{urn}\t{name}\t{_email(urn)}" for urn, name in NAMES.items()))
        press(self.page, "List these schools")

    def build(self) -> None:
        page = self._at("Workbooks")
        press(page, "Make the workbooks")
        self._save(page.get_by_role("link", name="Save all of them in one zip folder"), f"workbooks {self.round}.zip")

    def _save(self, link: Locator, name: str) -> Path:
        with self.page.expect_download() as found:
            link.click()
        self.saved.mkdir(exist_ok=True)
        found.value.save_as(self.saved / name)
        return self.saved / name

    def blanks(self) -> dict[str, bytes]:
        """What was saved: by its URN each school's workbook."""
        with zipfile.ZipFile(self.saved / f"workbooks {self.round}.zip") as folder:
            return {name[:6]: folder.read(name) for name in folder.namelist()}

    def receive(self, post: Post, password: str = "") -> None:
        paths = [self._put(name, data) for name, data in post(self.blanks(), self.today)]
        page = self._at("Inbox")
        if password:
            page.get_by_text("A file is locked with a password").click()
            page.locator("#password").fill(password)
        if self.script and not password:
            drop(page, paths)
            done(page)
        else:
            page.locator("#files").set_input_files(paths)
            press(page, "Read these files")
        inbox = self.hub / "inbox"
        self.arrived.append(tuple(path.relative_to(inbox) for path in inbox.rglob("*") if path.is_file()))

    def _put(self, name: str, data: bytes) -> Path:
        path = self.home / "Post" / f"{self.today}" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        stamp = dt.datetime.combine(self.today, dt.time(9), dt.UTC).timestamp()
        os.utime(path, (stamp, stamp))
        return path

    def _file(self, name: str) -> Locator:
        page = self._at("Inbox")
        row = page.locator("tbody tr").filter(has_text=name)
        row.get_by_text("Whose is it?").click()
        return row

    def assign(self, name: str, urn: str) -> None:
        row = self._file(name)
        row.locator("select").select_option(urn)
        follow(row.get_by_role("button", name="It is from this school"))
        done(self.page)

    def dismiss(self, name: str, why: str) -> None:
        row = self._file(name)
        row.locator("input[name=why]").fill(why)
        follow(row.get_by_role("button", name="Dismiss it"))
        done(self.page)

    def _school(self, urn: str) -> Page:
        page = self._at("Schools")
        follow(page.locator("th", has_text=urn).get_by_role("link"))
        return page

    def answer(self, urn: str, ref: str, _column: str, value: str, by: str) -> None:
        page = self._school(urn)
        page.get_by_text("Careers leadership:").click()
        follow(page.get_by_role("link", name=f"Write down another answer to {ref}, Action completed"))
        page.locator("#value").select_option(value)
        page.locator("#by").fill(by)
        press(page, "Write it down")

    def undo(self) -> None:
        press(self._at("History"), "Take it back")

    def note(self, urn: str, words: str) -> None:
        page = self._school(urn)
        page.locator("#words").fill(words)
        press(page, "Write it down")

    def excuse(self, urn: str, why: str) -> None:
        page = self._school(urn)
        page.get_by_text("Excuse it from this round").click()
        page.locator("#why").fill(why)
        press(page, "Excuse it")

    def extend(self, urn: str, to: dt.date) -> None:
        page = self._school(urn)
        page.get_by_text("Let it return later").click()
        page.locator("#to").fill(f"{to}")
        press(page, "Let it return until then")

    def confirm(self, urn: str) -> None:
        press(self._school(urn), "Nothing has changed, it counts")

    def confirm_address(self, urn: str) -> None:
        page = self._school(urn)
        page.get_by_text("Confirm its e-mail address").click()
        page.locator("#address").fill(_email(urn))
        press(page, "It is the school's address")

    def write_letters(self) -> None:
        page = self._at("Letters")
        press(page, "Write letters")
        page.locator("#all").check()
        self._save(page.get_by_role("button", name="Save them in one zip folder"), f"letters {self.today}.zip")

    def sent(self) -> None:
        page = self._at("Letters")
        for box in page.locator("input[name=letter]:not([aria-label^=blank])").all():
            box.check()
        press(page, "I have sent these")

    def results(self, whom: str) -> None:
        page = self._at("Results")
        part = page.locator(f"section[aria-labelledby={whom}-title]")
        if part.locator("#replace").count():
            part.locator("#replace").check()
        press(page, {"board": "Make it for others", "internal": "Make it for the Hub alone"}[whom])
        self._save(
            page.locator(f"section[aria-labelledby={whom}-title]").get_by_role("link", name="master workbook"),
            f"{self.round} {whom} {self.today}.xlsx",
        )

    def carry(self) -> None:
        page = self._settings("Lines of leavers")
        page.locator("#carry_leavers-yes").check()
        press(page, "Save")

    def open_round(self, name: str, due: dt.date) -> None:
        page = self._settings("Rounds")
        page.locator("#name").fill(name)
        page.locator("#opens").fill(f"{self.today}")
        page.locator("#due").fill(f"{due}")
        press(page, "Add this round")

    def _settings(self, part: str) -> Page:
        page = self._at("Settings")
        follow(page.get_by_role("link", name=f"Change {part}", exact=True))
        return page


@dataclass
class ByCommands:
    """The same in a folder of its own. What was dropped on the desk lies in its inbox, in the same places."""

    hub: Path
    desk: ByClicks
    today: dt.date = dt.date(2026, 9, 14)
    round: str = AUTUMN
    times: int = 0

    @contextmanager
    def on(self, day: Day) -> Iterator["ByCommands"]:
        self.today, self.round = day.day, day.round
        yield self

    def _run(self, *words: object, day: bool = True) -> None:
        more = ("--today", self.today) if day else ("--collection", self.round)
        ran = run(*words, *more, cwd=self.hub)
        assert ran.code in (0, 1), (words, ran)

    def begin(self, due: dt.date) -> None:
        words = ("--hub", NAME, "--return-to", ADDRESS, "--due", due, "--today", self.today)
        self.hub.parent.mkdir(parents=True)
        run("init", self.hub.name, *words, cwd=self.hub.parent, code=0)

    def list_schools(self) -> None:
        register = self.hub / "register.csv"
        head = register.read_text(encoding="utf-8-sig").splitlines()[0]
        with register.open("w", encoding="utf-8-sig", newline="") as file:
            page = csv.DictWriter(file, head.split(","), restval="")
            page.writeheader()
            page.writerows({"URN": urn, "Name": name, "E-mail": _email(urn)} for urn, name in NAMES.items())

    def carry(self) -> None:
        _carry(self.hub)

    def open_round(self, name: str, due: dt.date) -> None:
        _open_round(self.hub, name, self.today, due)

    def build(self) -> None:
        self._run("build", "--mail")

    def receive(self, post: Post, password: str = "") -> None:
        """The files that had come on the desk by then."""
        for place in self.desk.arrived[self.times]:
            there = self.hub / "inbox" / place
            if not there.exists():
                there.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(self.desk.hub / "inbox" / place, there)
        self.times += 1
        self._run("collect", *(("--password", password) if password else ()))

    def _place(self, name: str) -> str:
        (path,) = (self.hub / "inbox").rglob(name)
        return path.relative_to(self.hub).as_posix()

    def assign(self, name: str, urn: str) -> None:
        self._run("assign", self._place(name), "--urn", urn, day=False)

    def dismiss(self, name: str, why: str) -> None:
        self._run("dismiss", self._place(name), "--why", why, day=False)

    def answer(self, urn: str, ref: str, column: str, value: str, by: str) -> None:
        self._run("answer", urn, f"{ref}.{column}", value, "--by", by)

    def undo(self) -> None:
        run("undo", cwd=self.hub, code=0)

    def note(self, urn: str, words: str) -> None:
        self._run("note", urn, words, day=False)

    def excuse(self, urn: str, why: str) -> None:
        self._run("excuse", urn, "--why", why, day=False)

    def extend(self, urn: str, to: dt.date) -> None:
        self._run("extend", urn, "--to", to)

    def confirm(self, urn: str) -> None:
        self._run("confirm", urn, day=False)

    def confirm_address(self, urn: str) -> None:
        run("address", urn, _email(urn), cwd=self.hub, code=0)

    def write_letters(self) -> None:
        self._run("status", "--chase")

    def sent(self) -> None:
        self._run("sent")

    def results(self, whom: str) -> None:
        secret = self.desk.hub / "returns" / "rounding.secret"
        if secret.exists() and not (own := self.hub / "returns" / secret.name).exists():
            shutil.copy2(secret, own)  # numbers of leavers are rounded by what is drawn by lot
        self._run("consolidate", "--internal") if whom == "internal" else self._run("consolidate", "--force")


def _email(urn: str) -> str:
    return f"careers@s{urn}.example"


def _carry(hub: Path) -> None:
    settings = hub / "collection.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("carry_leavers: no", "carry_leavers: yes"), encoding="utf-8")


def _open_round(hub: Path, name: str, opens: dt.date, due: dt.date) -> None:
    settings = hub / "collection.yaml"
    text = settings.read_text(encoding="utf-8").partition("# The next one.")[0]
    settings.write_text(f"{text}  - name: {name}\n    opens: {opens}\n    due: {due}\n", encoding="utf-8")
