"""What runs inside the process of a `Worker`: reads jobs from its input, answers on its output.

Enters: pickled Jobs, each with the kinds of answers that the program added, which are imported by the names of their
modules. Leaves: pickled Submissions or Unpacked files as they are made, each announced by its file's name, so that
whoever waits knows which file it was if the process breaks down. Must not know: the command line, who asks.
"""

import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

from careers_workbook.core.problems import FileRefusedError
from careers_workbook.returns.intake.returned_files import ReturnedFile, Watch, returned_file, returned_files
from careers_workbook.returns.read import read_source
from careers_workbook.returns.worker.limits import limit_memory, limit_seconds
from careers_workbook.returns.worker.worker import (
    OUT_OF_MEMORY,
    Begun,
    Ended,
    Job,
    Message,
    Read,
    Unpack,
    Unpacked,
)
from careers_workbook.spec.answers import registry


def main() -> None:
    """Answer jobs until the input ends. `sys.argv` gives bytes of memory, and seconds a file."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever asks, who then ends this process
    memory, seconds = int(sys.argv[1]), float(sys.argv[2])
    limit_memory(memory)
    outbox = _private_output()
    try:
        _say(outbox, Ended())
        while True:
            kinds, job = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own program
            registry.register_too(kinds)
            _answer(job, partial(_say, outbox), seconds)
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


def _answer(job: Job, say: Callable[[Message], None], seconds: float) -> None:
    def begin(file: str) -> bool:
        """Announce a file, zip folder or e-mail, and start its time; False if nobody wants it any more."""
        if file in job.past:
            return False
        say(Begun(file))
        limit_seconds(seconds)
        return True

    limit_seconds(seconds)
    asked = job.asked
    if isinstance(asked, Unpack):
        for one in returned_files(Path(asked.path), asked.password, mails=True, watch=begin):
            say(_unpacked(one))
    else:
        for one in _to_read(asked, begin):
            say(read_source(one, asked.spec, asked.context, asked.password))
    say(Ended())


def _to_read(asked: Read, begin: Watch) -> Iterator[ReturnedFile]:
    data, path = asked.data, Path(asked.path)
    if data is None and not asked.alone:
        yield from returned_files(path, asked.password, watch=begin)
        return
    one = returned_file(path) if data is None else ReturnedFile(asked.path, lambda: data)
    if begin(one.file):
        yield one


def _unpacked(one: ReturnedFile) -> Unpacked:
    try:
        return Unpacked(one.file, one.load(), one.sent, None)
    except FileRefusedError as e:
        return Unpacked(one.file, b"", one.sent, e.problems[0].in_file(one.file))


def _say(outbox: BinaryIO, message: Message) -> None:
    pickle.dump(message, outbox)
    outbox.flush()
