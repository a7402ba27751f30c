"""When somebody last asked a desk for something, counted in time in which the computer was awake.

Enters: nothing. Leaves: seconds. Must not know: requests, what becomes of a desk that nobody asks.

The clock that only goes on (`time.monotonic`) stands still while a computer sleeps on Linux, and goes on on Windows: a
desk would be gone there after lunch, though nobody was away from it for half an hour. And the clock on the wall may be
set to any other time. So time is counted in small pieces, of which none is longer than a computer that is awake takes.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

_PIECE = 5.0
"""Seconds that may pass between two looks while a computer is awake, busy as it may be; it looks each second."""


@dataclass(slots=True)
class AwakeClock:
    """Seconds in which the computer was awake, as long as somebody asks all the time."""

    ticks: Callable[[], float] = time.monotonic
    _seconds: float = 0.0
    _before: float = field(default=0.0)

    def __post_init__(self) -> None:
        self._before = self.ticks()

    def __call__(self) -> float:
        """The seconds so far."""
        now = self.ticks()
        self._seconds += min(max(now - self._before, 0.0), _PIECE)
        self._before = now
        return self._seconds


@dataclass(slots=True)
class Activity:
    """When somebody last asked for something, and how many requests are being answered."""

    clock: Callable[[], float] = field(default_factory=AwakeClock)
    last: float = 0.0
    open: int = 0

    def __post_init__(self) -> None:
        self.last = self.clock()

    @property
    def seconds_ago(self) -> float:
        """Since the last request ended; 0 while one is being answered."""
        now = self.clock()
        return 0.0 if self.open else now - self.last
