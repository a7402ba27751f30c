"""What the project needs to be installed, run and tested, all the way down, on every computer that it is made for.

Enters: pyproject.toml and what the installed packages say of themselves; no network. `make constraints` runs it and so
writes constraints.txt from what is installed; with `--lowest` it prints the oldest versions that pyproject.toml allows,
with `--windows 3.13` the lines of constraints.txt that the program needs on Windows with that Python.
"""

import importlib.metadata
import sys
import tomllib
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent.parent
CONSTRAINTS = ROOT / "constraints.txt"
PYTHONS = ("3.11", "3.12", "3.13", "3.14", "3.15")
SYSTEMS = (("linux", "Linux", "posix"), ("win32", "Windows", "nt"), ("darwin", "Darwin", "posix"))
ENVIRONMENTS = [
    {"python_version": version, "python_full_version": f"{version}.0", "sys_platform": name, "platform_system": system,
     "os_name": kind, "platform_python_implementation": "CPython", "implementation_name": "cpython"}
    for version, (name, system, kind) in product(PYTHONS, SYSTEMS)
]  # fmt: skip
HEAD = """\
# The versions with which every test has passed, for `pip install -c constraints.txt`: what the program needs, what its
# tests need, and what these need in turn. Made by `make constraints`; tests/test_constraints.py holds it to pyproject.
"""


def direct() -> list[Requirement]:
    """What pyproject.toml names."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = (
        project["build-system"]["requires"],
        project["project"]["dependencies"],
        *project["project"]["optional-dependencies"].values(),
        project["dependency-groups"]["dev"],
    )
    return [Requirement(line) for group in named for line in group]


def lowest() -> list[str]:
    """The oldest version of everything that pyproject.toml names with one."""
    return [f"{one.name}=={bound.version}" for one in direct() for bound in one.specifier if bound.operator == ">="]


def needed() -> set[str]:
    """The name of every package that is needed on at least one computer."""
    found: set[str] = set()
    todo, seen = direct(), set()
    while todo:
        one = todo.pop()
        if str(one) not in seen:
            seen.add(str(one))
            found.add(canonicalize_name(one.name))
            todo += _of(one)
    return found


def _of(one: Requirement) -> Iterator[Requirement]:
    """What a package needs in turn; nothing is known of one that is not needed on this computer."""
    try:
        lines = importlib.metadata.requires(one.name) or []
    except importlib.metadata.PackageNotFoundError:
        return
    for needs in map(Requirement, lines):
        if any(applies(needs, extra) for extra in one.extras or {""}):
            yield needs


def for_windows(python: str) -> list[str]:
    """The lines of constraints.txt that somebody needs who runs the program on Windows with this Python.

    pip cannot say that: whatever `--platform` it is told, it looks at markers with the eyes of the computer it runs on.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (here,) = (env for env in ENVIRONMENTS if env["python_version"] == python and env["sys_platform"] == "win32")
    names: set[str] = set()
    todo = [Requirement(line) for line in project["dependencies"]]
    while todo:
        one = todo.pop()
        if (one.marker is None or one.marker.evaluate({**here, "extra": ""})) and one.name not in names:
            names.add(canonicalize_name(one.name))
            todo += (needs for needs in _of(one) if canonicalize_name(needs.name) not in names)
    return [
        f"{pin.name}{pin.specifier}"
        for pin in pinned()
        if canonicalize_name(pin.name) in names and (pin.marker is None or pin.marker.evaluate(here))
    ]


def applies(one: Requirement, extra: str = "") -> bool:
    """Whether it is needed on any of the computers."""
    return one.marker is None or any(one.marker.evaluate({**env, "extra": extra}) for env in ENVIRONMENTS)


def pinned() -> list[Requirement]:
    """The lines of constraints.txt."""
    lines = CONSTRAINTS.read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


def main() -> None:
    """Write constraints.txt anew: the installed versions; what is not installed here, or has a marker, as it was."""
    installed = {canonicalize_name(one.metadata["Name"]): one.version for one in importlib.metadata.distributions()}
    kept = [one for one in pinned() if one.marker or canonicalize_name(one.name) not in installed]
    names = needed() - {canonicalize_name(one.name) for one in kept}
    lines = [*(f"{name}=={installed[name]}" for name in names), *(str(one) for one in kept if one.name in needed())]
    CONSTRAINTS.write_text(HEAD + "\n".join(sorted(lines)) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--lowest"]:
            print("\n".join(lowest()))
        case ["--windows", version]:
            print("\n".join(for_windows(version)))
        case _:
            main()
