"""What every test shares. A test that needs a program which is not installed is skipped; with CI set it fails."""

import datetime as dt
import gc
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from careers_workbook.hub.store.settings import HubSettings
from tests.support import kept, sweep
from tests.support.hub_folder import TODAY, copied
from tests.support.office import Office

if TYPE_CHECKING:
    from tests.support.desk import RunningDesk

_SLOW = """
answer_kind build_batch build_looks build_paper build_stamping build_workbook cli_bad_input cli_commands cli_start
deadlines desk_answers desk_attacks desk_browser desk_by_double_click desk_drop
desk_earlier_round desk_evidence desk_folders desk_kills
desk_launched desk_letters desk_life desk_look desk_maintenance desk_questions desk_register desk_schools desk_settings
desk_shown desk_watched desk_workbooks destinations_figures elsewhere every_code golden golden_thread
hub_assign hub_consistency_mark
hub_by_hand hub_by_question hub_carried_over hub_changes hub_collect hub_come_again hub_commands hub_compared
hub_consolidate hub_consolidate_cli hub_copies hub_evidence hub_full_disk hub_hardship hub_init hub_journal
hub_launcher hub_letters hub_next_steps hub_older_rounds hub_people hub_practice hub_prefilled hub_problem_report
hub_publication hub_questions hub_readings hub_record hub_remembered hub_situations hub_standing hub_status hub_store
hub_unchanged hub_upgrade hub_watch hub_workbook install leaver_checks leaver_counts leaver_privacy mark mark_files
mark_parts not_yet one_bad_file origins plain_cells python report_built report_formats report_governors report_leavers
report_numbers return_checks return_columns return_corpus return_damage return_documents return_editions
return_folders return_formats return_fuzz return_kinds return_locked return_mail return_privacy return_random_damage
return_read return_roundtrip return_second_spec return_several_schools return_straight return_undamaged return_unpack
return_unrelated return_versions return_worker roll_forward school_years sheet_kind spec_describe synthetic_hub
"""
SLOW_FILES = frozenset(f"test_{name}.py" for name in _SLOW.split())
"""Files of tests that build, read or run so much that `make quick` leaves them out."""
_LONGEST = """
desk_year hub_whole_year desk_browser pages_for_all hub_attacks return_straight report_page return_damage hub_workbook
desk_drop return_undamaged desk_kills return_formats html_valid docs pictures
"""
FIRST = {f"test_{name}.py": place for place, name in enumerate(_LONGEST.split())}
"""Files of tests that take longest are begun first, so that no process is left with one of them at the end."""
PROGRAMS = {"office": "soffice", "browser": "chromium", "validator": "java"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--sweep", type=float, default=0.0, help="the share of each sweep that is run, 0 to 1")


def pytest_configure(config: pytest.Config) -> None:
    sweep.set_share(config.getoption("--sweep"))
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as a shell starts what runs behind it: Ctrl-C is tested too
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """What is left out anyway need not be imported: a third of the time of `make quick`."""
    return True if "not slow" in config.option.markexpr and collection_path.name in SLOW_FILES else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.name in SLOW_FILES or sweep.is_rest(item):
            item.add_marker(pytest.mark.slow)
    out = sweep.left_out(items)
    config.hook.pytest_deselected(items=[item for item in items if item in out])
    items[:] = [item for item in items if item not in out]
    items.sort(key=lambda item: FIRST.get(item.path.name, len(FIRST)))


def pytest_collection_finish() -> None:
    """What was imported stays, and need not be looked through again and again for what can go: a tenth of the time.

    Not `gc.freeze`: older versions of hypothesis ask the collector who refers to their random numbers.
    """
    gc.set_threshold(100_000, 20, 100)


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker, program in PROGRAMS.items():
        if item.get_closest_marker(marker) and shutil.which(program) is None:
            if os.environ.get("CI"):
                pytest.fail(f"{program} is not installed", pytrace=False)
            pytest.skip(f"{program} is not installed")


@pytest.fixture(scope="session", autouse=True)
def _own_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What the program keeps of its user is kept out of the home of whoever runs tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_STATE_HOME", "USERPROFILE"):
            patch.setenv(name, str(tmp_path_factory.getbasetemp() / "user"))
        yield


@pytest.fixture(scope="session", autouse=True)
def _kept_processes() -> Iterator[None]:
    with kept.processes():
        yield


@pytest.fixture
def where(begun: HubSettings, tmp_path: Path) -> HubSettings:
    """The Hub that a module of tests begins with, its fixture `begun`, in another folder for one test to change."""
    return copied(begun, tmp_path / "hub")


@pytest.fixture
def root(where: HubSettings) -> Path:
    """The folder of the Hub `where`."""
    return where.root


@pytest.fixture
def today() -> dt.date:
    """The day on which the desk of a test runs."""
    return TODAY


@pytest.fixture
def desk(where: HubSettings, today: dt.date, tmp_path: Path) -> "Iterator[RunningDesk]":
    """The desk of the Hub `where`, which its user has entered."""
    from tests.support.desk import running  # noqa: PLC0415 - few tests need it

    with running(where.root, tmp_path / "state", today.isoformat()) as found:
        found.enter()
        yield found


@pytest.fixture
def own_processes() -> Iterator[None]:
    """For tests about the processes that read returned files."""
    with kept.own_processes():
        yield


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """LibreOffice, for tests marked `office`."""
    return Office(tmp_path_factory.mktemp("office"))
