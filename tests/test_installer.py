"""What the Windows installer is made of: .ci/installer fetches it, which .ci/run tries."""

import configparser
import re
import tomllib

import pytest

from tests.support.program import ROOT
from tests.support.requirements import for_windows, pinned

WINDOWS = ROOT / ".ci" / "windows"


@pytest.fixture
def settings() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read_string((WINDOWS / "installer.cfg").read_text(encoding="utf-8"))
    return parser


def test_everything_that_the_program_needs_on_windows_is_in_one_version(settings: configparser.ConfigParser) -> None:
    lines = for_windows(settings["Python"]["version"].rpartition(".")[0])
    names = {line.partition("==")[0] for line in lines}
    assert len(names) == len(lines)
    assert names < {pin.name for pin in pinned()}
    assert {"tzdata", "numpy", "starlette", "cffi"} <= names  # the first is needed on Windows only, the last in turn
    assert not names & {"pytest", "playwright", "dask", "tomlkit"}


def test_it_starts_what_the_icon_starts(settings: configparser.ConfigParser) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert settings["Application"]["entry_point"] == project["gui-scripts"]["careers-workbook-desk"]
    assert settings["Application"]["console"] == "false"
    assert settings["Python"]["bitness"] == "64"


def test_it_is_for_the_current_user_and_asks_for_no_administrator() -> None:
    template = (WINDOWS / "installer.nsi").read_text(encoding="utf-8")
    assert "RequestExecutionLevel user" in template
    pages = re.findall(r"!insertmacro (\w+PAGE_\w+)", template)
    assert pages == ["MUI_PAGE_WELCOME", "MUI_PAGE_LICENSE", "MUI_PAGE_INSTFILES", "MUI_PAGE_FINISH"]
