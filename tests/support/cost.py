"""What a run of the program costs: processor time and the most memory of all its processes together.

Enters: a command. Leaves: `Cost`. Processor time is that of the whole tree as the system counts it. Memory is the sum
of what every process of the tree holds at one moment, looked at some fifty times a second, so it needs /proc.
"""

import os
import resource
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
_PAUSE = 0.02
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of processor time, MiB at the peak, and what the run ended with and said."""

    seconds: float
    mib: float
    code: int
    said: str

    def __str__(self) -> str:
        return f"{self.seconds:6.2f} s {self.mib:6.0f} MiB"


def cost(words: list[str], where: Path, timeout: float = 300) -> Cost:
    """The cost of one run of the program with these words, in this folder."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    log = where / "said.txt"
    with log.open("wb") as out:
        command = [sys.executable, "-m", "careers_workbook", *words]
        popen = subprocess.Popen(command, cwd=where, stdout=out, stderr=subprocess.STDOUT)
        peak, deadline = 0, time.monotonic() + timeout
        while popen.poll() is None:
            peak = max(peak, _held(popen.pid))
            if time.monotonic() > deadline:
                popen.kill()
            time.sleep(_PAUSE)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(seconds, peak / 2**20, popen.returncode, log.read_text("utf-8", "replace"))


def _held(root: int) -> int:
    """Bytes in memory of a process and all that it started, at this moment."""
    children: dict[int, list[int]] = defaultdict(list)
    sizes: dict[int, int] = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                sizes[int(folder.name)] = int((folder / "statm").read_text().split()[1]) * _PAGE
            except (OSError, ValueError, IndexError):  # it ended meanwhile
                continue
            children[parent].append(int(folder.name))
    tree, waiting = 0, [root]
    while waiting:
        pid = waiting.pop()
        tree += sizes.get(pid, 0)
        waiting += children[pid]
    return tree
