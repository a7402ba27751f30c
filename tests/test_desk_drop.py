"""Many files at once on the desk, and files with a password: seen while they are read, and kept nowhere."""

import io
import re
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from careers_workbook.core.school import School
from careers_workbook.hub.store.settings import HubSettings
from tests.support.chromium import chromium
from tests.support.desk import RunningDesk, running
from tests.support.desk_browser import MINUTE, WRONG, drop, opened
from tests.support.hostile import encrypted
from tests.support.hub_folder import OAK, hub, workbook
from tests.support.letters import letter

pytestmark = pytest.mark.slow
DAY = "2026-12-01"
PASSWORD = "Zyxwood-Quill 7193 ä"
_DONE = re.compile(r"(\d+) of (\d+)\.")


def returns(number: int) -> dict[str, bytes]:
    """So many schools' returns by the names of their files."""
    schools = (School(f"{991_001 + one}", f"School {one} of Northmoor") for one in range(number))
    return {f"{one.urn} checklist.xlsx": workbook(one) for one in schools}


def hub_of(folder: Path, number: int) -> HubSettings:
    return hub(folder, rows=[f"{991_001 + one},School {one} of Northmoor,,," for one in range(number)])


@pytest.mark.browser
def test_of_two_hundred_that_are_dropped_the_first_is_seen_before_the_last_is_read(tmp_path: Path) -> None:
    """The page is reloaded meanwhile, and closed: the work goes on, and is there in another tab."""
    (tmp_path / "post").mkdir()
    for name, data in returns(200).items():
        (tmp_path / "post" / name).write_bytes(data)
    where = hub_of(tmp_path / "hub", 200)
    WRONG.clear()
    with chromium() as browser, running(where.root, tmp_path / "state", DAY) as desk:
        page = opened(browser, desk)
        page.goto(f"{desk.address}/inbox")
        drop(page, sorted((tmp_path / "post").iterdir()))
        assert "/jobs/" in page.url
        page.locator("#work li").first.wait_for()
        seen = _DONE.search(page.locator("#work [role=status]").inner_text())
        assert seen
        assert 0 < int(seen[1]) < 200
        assert seen[2] == "200"
        address = page.url
        page.reload()
        page.close()
        other = browser.contexts[0].new_page()
        other.goto(address)
        other.get_by_role("link", name="Go on").wait_for(timeout=4 * MINUTE)
        assert "200 new files" in other.locator("#work").inner_text()
        other.goto(desk.address)
        assert "200 of 204 schools returned" in other.locator("main").inner_text()
    assert WRONG == []


@pytest.mark.parametrize("way", ["in a zip folder", "in e-mails"])
def test_what_many_files_lie_in_is_seen_as_it_is_read(tmp_path: Path, way: str) -> None:
    number = 200 if way == "in a zip folder" else 60
    files, whole = returns(number), io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, data in files.items():
            folder.writestr(name, data)
    sent = [("all.zip", whole.getvalue())]
    if way == "in e-mails":
        pairs = list(files.items())
        sent = [(f"{at}.eml", letter(*pairs[at : at + 3])) for at in range(0, number, 3)]
    with running(hub_of(tmp_path / "hub", number).root, tmp_path / "state", DAY) as desk:
        desk.enter()
        answer = desk.send(*sent)
        where = answer.headers["location"]
        assert where.startswith("/jobs/")
        began = [len(re.findall("<li ", page)) for page in under_way(desk, where)]
        assert began
        assert 0 < next(lines for lines in began if lines) < number
        assert f"{number} of {number + 4} schools returned" in desk.get("/").text


def under_way(desk: RunningDesk, where: str) -> Iterator[str]:
    """The page of a job, as often as it is looked at before it is over."""
    ends = time.monotonic() + 240
    while 'hx-trigger="every' in (page := desk.get(where).text):
        assert time.monotonic() < ends
        yield page
        time.sleep(0.2)


def test_a_password_opens_a_file_and_is_kept_nowhere(tmp_path: Path) -> None:
    """Neither on the disk nor on a page; the next file that is locked needs it again."""
    data = encrypted(workbook(OAK), PASSWORD)
    with running(hub(tmp_path / "hub").root, tmp_path / "state", DAY) as desk:
        desk.enter()
        sent = desk.send(("oak.xlsx", data), password="something else")
        assert "0 of 4 schools returned" in desk.followed(sent).text + desk.get("/").text
        page = desk.followed(desk.send(("oak.xlsx", data), password=PASSWORD)).text
        assert "1 of 4 schools returned" in desk.get("/").text
        pages = [
            page,
            *(desk.get(path).text for path in ("/", "/inbox", "/history", "/jobs/1", "/jobs/2", "/schools/990001")),
        ]
        assert [text for text in pages if PASSWORD in text or "something else" in text] == []
        again = desk.followed(desk.send(("again.xlsx", encrypted(workbook(OAK, {}), PASSWORD)))).text
        assert "could not be read" in again
        held = list(everywhere(tmp_path))
        assert desk.end() == 0
        said = desk.process.communicate()[0]
    words = [word.encode(code) for word in (PASSWORD, "something else") for code in ("utf-8", "utf-16-le", "cp1252")]
    assert not any(word.decode(errors="replace") in (said or "") for word in words)
    for path, content in (*held, *everywhere(tmp_path)):
        assert [word for word in words if word in content] == [], path


def everywhere(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file, and what the desk's store holds outside of its own file."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield path, path.read_bytes()
