"""The desk by a double-click: without a console, and what goes wrong is said in the browser."""

import os
from pathlib import Path

import pytest

from careers_workbook.hub.launcher import launcher_name
from careers_workbook.hub.store.settings import SETTINGS, HubSettings
from tests.support.desk import RunningDesk, found
from tests.support.hub_folder import hub, put, workbook
from tests.support.launched import DESK, DoubleClicked, closed, double_clicked

pytestmark = pytest.mark.skipif(os.name == "nt", reason="closes streams as only a POSIX shell does")


@pytest.fixture
def settings(tmp_path: Path) -> HubSettings:
    return hub(tmp_path / "Zoë & Co's 100% Hub")


def entered(clicked: DoubleClicked) -> RunningDesk:
    """The desk whose page was opened."""
    page = clicked.opened()
    assert page.name == "open.html"
    desk = found(None, clicked.home)
    desk.enter()
    return desk


def test_it_works_without_a_console_and_ends_by_its_button(settings: HubSettings, tmp_path: Path) -> None:
    with double_clicked([*DESK, settings.root], tmp_path / "home") as clicked:
        desk = entered(clicked)
        assert "What to do next" in desk.get("/").text
        assert desk.followed(desk.post("/inbox/look")).status == 200  # reading starts processes of its own
        closed(desk)
    assert clicked.log == ""


def test_what_has_gone_of_the_hub_is_said_on_the_first_page(settings: HubSettings, tmp_path: Path) -> None:
    put(settings, ("oak.xlsx", workbook()))
    (settings.folders["returns"] / "journal.jsonl").unlink()
    with double_clicked([*DESK, settings.root], tmp_path / "home") as clicked:
        desk = entered(clicked)
        assert "The history of this Hub (1 file) is gone" in desk.get("/").text
        closed(desk)


def test_a_second_double_click_opens_the_desk_that_runs(settings: HubSettings, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with double_clicked([*DESK, settings.root], home) as first:
        page = first.opened()
        with double_clicked([*DESK, settings.root], home) as again:
            assert again.opened(1) == page


def test_without_a_folder_it_begins_with_the_hubs_that_are_known(tmp_path: Path) -> None:
    with double_clicked(DESK, tmp_path / "home") as clicked:
        desk = entered(clicked)
        assert "Make a Hub" in desk.get("/start").text
        for _ in range(2):  # made, then opened
            desk.followed(desk.post("/start/practice", practice="0"))
            assert "What to do next" in desk.get("/").text
        assert (clicked.home / "Practice Hub" / launcher_name()).exists()
        closed(desk)


def test_what_is_wrong_with_the_hub_is_said_in_the_browser(settings: HubSettings, tmp_path: Path) -> None:
    (settings.root / SETTINGS).write_text("hub: <b>Northmoor\ncolour: green\n", encoding="utf-8")
    with double_clicked([*DESK, settings.root], tmp_path / "home") as clicked:
        page = clicked.opened().read_text(encoding="utf-8")
    assert "The desk was not opened" in page
    assert "colour" in page
    assert "<b>" not in page
    assert "Traceback" not in page + clicked.log


def test_a_fault_of_the_program_is_kept_for_a_programmer_and_said_in_the_browser(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "uvicorn.py").write_text("raise RuntimeError('a fault')\n", encoding="utf-8")
    with double_clicked(DESK, tmp_path / "home", PYTHONPATH=f"{broken}:{Path.cwd()}") as clicked:
        page = clicked.opened().read_text(encoding="utf-8")
    assert "problems.log" in page
    assert "a fault" not in page
    assert "RuntimeError: a fault" in clicked.log
