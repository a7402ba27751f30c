"""Every page, style sheet and picture that a browser is given is valid, as the checker says that the W3C uses."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from careers_workbook.desk.instance import Instance, lay_out
from careers_workbook.desk.site import FILES, PAGES
from tests.support.desk import RunningDesk, running
from tests.support.desk_pages import forms_sent_empty, pages_of
from tests.support.html import wrong_in
from tests.support.practice import DAY, practice_hub
from tests.test_pages_for_all import made_pages

pytestmark = [pytest.mark.validator, pytest.mark.slow]


_FILES = (
    "/inbox/original/{number}",
    "/status/{kind}",
    "/workbooks/all",
    "/settings/looks/picture",
    "/maintenance/backup",
    "/maintenance/report",
    "/history/table",
    "/jobs/{number}/files",
)
"""What is saved and never shown."""


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return practice_hub(tmp_path_factory.mktemp("practice"))


@pytest.fixture
def desk(practice: Path, tmp_path: Path) -> Iterator[RunningDesk]:
    shutil.copytree(practice, tmp_path / "hub")
    with running(tmp_path / "hub", tmp_path / "state", DAY.isoformat()) as found:
        yield found


def done(desk: RunningDesk, path: str, **fields: str) -> None:
    assert "Done" in desk.followed(desk.post(path, **fields)).text, path


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{\w+\}", "[^/]+", path))


def test_the_checker_would_find_something() -> None:
    page = "<!DOCTYPE html><html lang=en><title>x</title><{}><p id=a></div><p id=a>"
    files = {
        "page": page.format("p").encode(),
        "sheet.css": b"p { colr: red }",
        "icon.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><rect colour="red"/></svg>',
    }
    found = wrong_in({**files, "good": b"<!DOCTYPE html><html lang=en><title>x</title><p>"})
    assert {line.partition(":")[0] for line in found} == {"page", "sheet.css", "icon.svg"}
    assert [line for line in found if "Duplicate ID" in line]


def test_every_page_of_the_desk_is_valid_in_every_state(desk: RunningDesk, tmp_path: Path) -> None:
    """As it begins, with what schools sent, with letters and results; forms that lack something; what is refused."""
    pages = {"entered": desk.enter().text, "refused": desk.ask("GET", "/enter?token=x", cookie="").text}
    pages |= {f"{address}, as it begins": text for address, text in pages_of(desk).items()}
    inbox = tmp_path / "hub" / "inbox"
    sent = next(path for path in sorted(inbox.rglob("*.xlsx")) if path.name.startswith("990002"))
    packed = Path(shutil.make_archive(str(tmp_path / "all"), "zip", inbox))
    for one in (sent, packed):  # to be looked at only
        desk.followed(desk.send((one.name, one.read_bytes()), path="/look"))
    done(desk, "/inbox/look")
    pages |= {f"{address}, collected": text for address, text in pages_of(desk).items()}
    done(desk, "/letters/write")
    done(desk, "/results/make", whom="internal")
    done(desk, "/results/make", whom="board")
    desk.followed(desk.post("/schools/990001/note", words="ring <after> three & \u202e more"))
    pages |= {f"{address}, with letters and results": text for address, text in pages_of(desk).items()}
    pages |= forms_sent_empty(desk)
    pages["nowhere"] = desk.get("/nowhere").text
    pages["another page"] = desk.ask("GET", "/", headers={"Sec-Fetch-Site": "cross-site"}).text
    pages["too much"] = desk.ask("POST", "/inbox/assign", headers={**desk.own, "Content-Length": "9" * 12}).text
    pages["opens the desk"] = lay_out(tmp_path, Instance(1), "token").read_text(encoding="utf-8")
    (tmp_path / "hub" / "collection.yaml").write_text("hub: [", encoding="utf-8")
    pages["settings are wrong"] = desk.get("/").text
    parts = {name for name, text in pages.items() if "<html" not in text}
    pages |= {name: f'<!DOCTYPE html><html lang="en"><title>x</title>{pages[name]}' for name in parts}
    given = {address: desk.get(address).body for address, (_, kind) in FILES.items() if "javascript" not in kind}
    assert wrong_in({name: text.encode() for name, text in pages.items()} | given) == []
    shown = [name.partition(",")[0].partition("?")[0] for name in pages]
    assert [path for path in PAGES if not any(_pattern(path).fullmatch(name) for name in shown)] == [*_FILES]


def test_the_pages_before_there_is_a_hub_are_valid(tmp_path: Path) -> None:
    (tmp_path / "Documents").mkdir()
    with running(None, tmp_path, DAY.isoformat(), cwd=tmp_path) as desk:
        desk.enter()
        pages = pages_of(desk) | forms_sent_empty(desk)
        made = {"name": "Northmoor", "address": "a@b.example", "checklist": "send-careers-checklist", "place": "0"}
        desk.followed(desk.post("/start/make", **made))
        pages |= {f"{address}, no school": text for address, text in pages_of(desk).items()}
        assert wrong_in({name: text.encode() for name, text in pages.items()}) == []


def test_every_page_that_people_are_sent_is_valid(tmp_path: Path) -> None:
    assert wrong_in(made_pages(tmp_path)) == []
