"""constraints.txt names one version of everything that is needed, and no more; checked without a network.

And the source package has every file that is needed to work on the project.
"""

import fnmatch
import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.program import ROOT
from tests.support.requirements import CONSTRAINTS, ENVIRONMENTS, direct, needed, pinned


def version(pin: Requirement) -> str:
    found = re.fullmatch(r"==(\d[\w.]*)", str(pin.specifier))
    assert found, pin
    return found[1]


def test_every_line_is_a_name_and_one_version() -> None:
    text = CONSTRAINTS.read_text(encoding="utf-8")
    lines = [str(pin) for pin in pinned()]
    assert lines == sorted(lines)
    assert all(version(pin) and not pin.url and not pin.extras for pin in pinned())
    assert "://" not in text
    assert "--hash" not in text


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=lambda env: f"{env['sys_platform']} {env['python_version']}")
def test_the_one_version_meets_every_requirement_of_the_project(environment: dict[str, str]) -> None:
    here = [pin for pin in pinned() if pin.marker is None or pin.marker.evaluate(environment)]
    versions = {canonicalize_name(pin.name): version(pin) for pin in here}
    assert len(versions) == len(here), "two versions of one package"
    for one in direct():
        assert one.specifier.contains(versions[canonicalize_name(one.name)]), one


def test_what_is_needed_in_turn_is_named_too_and_nothing_else() -> None:
    """`make constraints` writes the file anew."""
    named = {canonicalize_name(pin.name) for pin in pinned()}
    assert needed() - named == set(), "not named in constraints.txt"
    assert named - needed() == set(), "named in constraints.txt and needed by nothing"


def test_the_source_package_has_all_that_is_in_the_project() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        targets = tomllib.load(file)["tool"]["hatch"]["build"]["targets"]
    taken = [pattern.strip("/") for pattern in targets["sdist"]["include"]]
    ignored = [line.strip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").split()]
    of_itself = ("pyproject.toml", ".gitignore", ".gitattributes", ".git")
    here = {path.name for path in ROOT.iterdir()} - {*of_itself}
    left = {name for name in here if not any(fnmatch.fnmatch(name, pattern) for pattern in (*taken, *ignored))}
    assert left == set()
