"""Python's garbage collector, at rest while much is made at once that does not hold itself.

Looking for garbage in between takes a tenth of the time and finds next to none. Enters, leaves: nothing. Must not know:
what is made.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


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
