"""Python's garbage collector, seldom at work, and at rest while much is made at once that does not hold itself.

Looking for garbage in between takes a tenth of the time and finds next to none. Enters, leaves: nothing. Must not know:
what is made.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_SELDOM = 100_000
"""New objects after which Python looks for garbage. It does so after 700, and finds none in what is being imported."""


def seldom() -> None:
    """The collector looks for garbage less often, until the process ends."""
    gc.set_threshold(_SELDOM)


def leave_alone() -> None:
    """The collector passes over all that is there now, until the process ends.

    That is, modules stay as long as that; and at its end Python would go through all three times.
    """
    gc.freeze()


@contextmanager
def at_rest() -> Iterator[None]:
    """The collector waits; afterwards it is as it was. For one file at a time, so that nothing heaps up."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
