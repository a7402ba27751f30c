"""What every test shares. A test that needs a program which is not installed is skipped; with CI set it fails."""

import os
import shutil

import pytest
from hypothesis import settings

from tests.support.office import Office

settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")

PROGRAMS = {"office": "soffice", "browser": "chromium"}


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker, program in PROGRAMS.items():
        if item.get_closest_marker(marker) and shutil.which(program) is None:
            if os.environ.get("CI"):
                pytest.fail(f"{program} is not installed", pytrace=False)
            pytest.skip(f"{program} is not installed")


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """LibreOffice, for tests marked `office`."""
    return Office(tmp_path_factory.mktemp("office"))
