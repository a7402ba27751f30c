"""What ends a desk from outside: a signal to its process, or on Windows a console that is closed, a user who signs out.

Enters: how the desk is told to end. Leaves: nothing; it ends in order, so that nothing is left behind that says it
runs. Without this the process would be gone at once. Must not know: a desk.
"""

import contextlib
import signal
import sys
import threading
from collections.abc import Callable, Iterator

_SIGNALS = ("SIGTERM", "SIGHUP", "SIGBREAK")
"""Whichever of these the system has; Ctrl-C is one of Python's own."""
_WINDOWS_ENDS = (2, 5, 6)
"""The console is closed, the user signs out, the computer is shut down: CTRL_CLOSE_EVENT, LOGOFF and SHUTDOWN."""
_PATIENCE = 4.5
"""Seconds until Windows ends the process whatever it does: 5, less what it takes to be told."""


@contextlib.contextmanager
def heard(end: Callable[[], object]) -> Iterator[None]:
    """Whatever asks the process to end tells the desk; Windows waits until this is left."""
    if threading.current_thread() is not threading.main_thread():  # no other hears of signals
        yield
        return
    over = threading.Event()
    there = [one for name in _SIGNALS if (one := getattr(signal, name, None)) is not None]
    before = {one: signal.signal(one, lambda *_: end()) for one in there}
    with _console_heard(lambda event: is_over(event, end, over)):
        try:
            yield
        finally:
            over.set()
            for one, handler in before.items():
                signal.signal(one, handler)


def is_over(event: int, end: Callable[[], object], over: threading.Event) -> bool:
    """What is done when Windows says this of a console: True where the process may go now."""
    if event not in _WINDOWS_ENDS:
        return False
    end()
    over.wait(_PATIENCE)
    return True


@contextlib.contextmanager
def _console_heard(hear: Callable[[int], bool]) -> Iterator[None]:
    """On Windows: have a function asked what to do when something happens to the console, in a thread of its own."""
    if sys.platform != "win32":
        yield
        return
    import ctypes  # noqa: PLC0415 - for Windows alone
    from ctypes import wintypes  # noqa: PLC0415

    asked = ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.DWORD)(hear)
    ctypes.windll.kernel32.SetConsoleCtrlHandler(asked, True)
    try:
        yield
    finally:
        ctypes.windll.kernel32.SetConsoleCtrlHandler(asked, False)
