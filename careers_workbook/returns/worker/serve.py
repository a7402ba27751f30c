"""What runs inside a `LimitedProcess`: reads jobs from its input, lets a module do them, answers on its output.

Enters: pickled jobs; in `sys.argv` the name of the module, bytes of memory, and seconds from one message to the next.
Leaves: pickled messages as they are made. Must not know: the command line, who asks, what the work is.
"""

import importlib
import os
import pickle
import signal
import sys
from typing import BinaryIO

from careers_workbook.core.collector import at_rest, leave_alone, seldom
from careers_workbook.returns.worker.limits import OUT_OF_MEMORY, Ended, limit_memory, limit_seconds
from careers_workbook.returns.worker.pipe import Sender


def main() -> None:
    """Answer jobs until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever asks, who then ends this process
    module, memory, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    limit_memory(memory)
    seldom()
    outbox = Sender(_private_output())

    def say(message: object) -> None:
        outbox.send(message)
        limit_seconds(seconds)  # what comes next has its own time

    try:
        with at_rest():
            answer = importlib.import_module(module).answer
        leave_alone()
        say(Ended())
        while True:
            job = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own program
            limit_seconds(seconds)
            answer(job, say)
            say(Ended())
    except EOFError:
        return
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def _private_output() -> BinaryIO:
    """The pipe to whoever asks; what a library prints goes nowhere instead of between the answers."""
    pipe = os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a device, not a path
        os.dup2(nowhere.fileno(), 1)
    return pipe
