"""What runs inside the process of a `Worker`: reads jobs from its input, answers on its output.

Enters: pickled Jobs. Leaves: pickled Submissions as they are made, each announced by its file's name, so that whoever
waits knows which file it was if the process breaks down. Must not know: the command line, who asks.
"""

import os
import pickle
import signal
import sys
from collections.abc import Iterator
from typing import BinaryIO

from careers_workbook.returns.limits import limit_memory, limit_seconds
from careers_workbook.returns.read import read_source
from careers_workbook.returns.sources import Source, source, sources
from careers_workbook.returns.worker import OUT_OF_MEMORY, Begun, Ended, Job, Message


def main() -> None:
    """Answer jobs until the input ends. `sys.argv` gives bytes of memory, and seconds a file."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever asks, who then ends this process
    memory, seconds = int(sys.argv[1]), float(sys.argv[2])
    limit_memory(memory)
    outbox = _private_output()
    try:
        _say(outbox, Ended())
        while True:
            for message in _answers(pickle.load(sys.stdin.buffer), seconds):  # noqa: S301 - from our own program
                _say(outbox, message)
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


def _answers(job: Job, seconds: float) -> Iterator[Message]:
    limit_seconds(seconds)
    for number, one in enumerate(_sources(job)):
        if number >= job.skip:
            yield Begun(one.file)
            limit_seconds(seconds)
            yield read_source(one, job.spec, job.context, job.password)
    yield Ended()


def _sources(job: Job) -> Iterator[Source]:
    return iter((source(job.path),)) if job.single else sources(job.path, job.password)


def _say(outbox: BinaryIO, message: Message) -> None:
    pickle.dump(message, outbox)
    outbox.flush()
