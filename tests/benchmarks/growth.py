"""How a collection grows: `python -m tests.benchmarks.growth 100 1000` prints a line a command and number of schools.

Seconds of processor time of all processes together, bytes of the largest of them, bytes on the disk. Each number of
schools is measured once, in a Hub of its own.
"""

import datetime as dt
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.collecting import returned
from tests.support.hub_folder import AUTUMN, drop, hub
from tests.support.program import command, environment

COMMANDS = (("collect",), ("collect",), ("status",), ("consolidate", "--internal"))
"""In this order: the second time nothing has changed."""
_TODAY = "2026-12-01"
_SENT = dt.datetime.fromisoformat("2026-11-20T09:00:00")
_ONE = """
import resource, subprocess, sys, time
started = time.perf_counter()
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=False)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, time.perf_counter() - started, used.ru_maxrss * 1024)
"""


def made(folder: Path, schools: int) -> Path:
    """A Hub of so many schools, whose returns lie in its inbox."""
    where = hub(folder / "hub")
    lines = [f"{990_001 + one},School {one} of Northmoor,,Coordinator {one % 7},," for one in range(schools)]
    (where.root / "register.csv").write_text("\n".join(["URN,Name,E-mail,Caseload,Replaces,Closed", *lines]) + "\n")
    for number in range(schools):
        drop(where, f"{AUTUMN}/{990_001 + number}.xlsx", returned(number, number), _SENT)
    time.sleep(3)  # a file that was changed just now is opened again
    return where.root


def size(folder: Path) -> int:
    """Bytes of all files in it."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def measured(root: Path) -> Iterator[tuple[str, float, float, int]]:
    """Command, seconds of processor time, seconds on the clock, bytes of the largest process."""
    for words in COMMANDS:
        asked = [sys.executable, "-c", _ONE, *command(*words, "--today", _TODAY)]
        done = subprocess.run(asked, cwd=root, env=environment(), capture_output=True, text=True, check=True)
        used, clock, most = done.stdout.split()
        yield " ".join(words), float(used), float(clock), int(most)


def main() -> None:
    """A line each."""
    for schools in map(int, sys.argv[1:]):
        with tempfile.TemporaryDirectory() as folder:
            root = made(Path(folder), schools)
            for words, used, clock, most in measured(root):
                print(
                    f"{schools:6} {words:24} {used:8.1f} s {clock:8.1f} s on the clock {most / 2**20:6.0f} MiB",
                    flush=True,
                )
            sizes = {"inbox": root / "inbox", "returns": root / "returns", "tables": root / "output"}
            bytes_of = {name: size(path) for name, path in sizes.items()} | {
                "store": (root / "hub.sqlite").stat().st_size
            }
            print(
                f"{schools:6} {' '.join(f'{name} {found / 2**20:.1f} MiB' for name, found in bytes_of.items())}",
                flush=True,
            )


if __name__ == "__main__":
    main()
