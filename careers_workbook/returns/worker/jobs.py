"""The work of the processes that read returned files, and that open zip folders and e-mails.

Enters: a `Job`. Leaves: Submissions, or files unpacked, searched, thinned or outlined, as they are made, each announced
by its name, so that whoever waits knows which it was if the process breaks down. Must not know: processes, who asks.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import field, replace
from pathlib import Path

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import FileRefusedError
from careers_workbook.returns.context import Context, NotAlongError
from careers_workbook.returns.intake.returned_files import (
    ReturnedFile,
    returned_file,
    returned_files,
    returned_files_in,
)
from careers_workbook.returns.read import read_source
from careers_workbook.returns.submission import Submission
from careers_workbook.returns.worker.messages import (
    Begun,
    CheckAccess,
    Describe,
    Job,
    Message,
    NotAlong,
    Read,
    Search,
    Thin,
    Unpack,
    Unpacked,
    stopped,
    unpacked,
)
from careers_workbook.spec.answers import registry

Say = Callable[[Message], None]


def answer(job: Job, say: Say) -> None:
    """Do what is asked, and say what comes of it."""
    registry.register_too(job.kinds)
    asked = job.asked
    if isinstance(asked, Unpack):
        watch = _Unpacking(job, say, asked)
        path, name = Path(asked.path), asked.name
        alone = returned_files_in(path, name, asked.password, watch) if name else None
        for one in alone or returned_files(path, asked.password, watch):
            say(_unpacked(one))
    elif isinstance(asked, Read):
        known = _known(asked)
        for one in _to_read(asked, _Announcing(job, say)):
            say(_read(one, asked, known))
    else:
        one = returned_file(Path(asked.path)) if isinstance(asked, Describe) else _here(asked)
        if _Announcing(job, say).begins(one):
            say(_looked_into(one, asked))


def _here(asked: Search | CheckAccess | Thin) -> ReturnedFile:
    return ReturnedFile(asked.path, lambda: asked.data)


def _looked_into(one: ReturnedFile, asked: Search | Describe | CheckAccess | Thin) -> Message:
    """What few processes are asked for: each imports what it takes when it is."""
    if isinstance(asked, Search):
        from careers_workbook.returns.search import search  # noqa: PLC0415

        return search(one, asked.words, asked.password)
    if isinstance(asked, Describe):
        from careers_workbook.returns.outline import outline  # noqa: PLC0415

        return outline(one, asked.password)
    if isinstance(asked, CheckAccess):
        from careers_workbook.returns.access_check import access_check  # noqa: PLC0415

        return access_check(one, asked.password)
    from careers_workbook.returns.thin import thin  # noqa: PLC0415

    return thin(one, asked.context, asked.password)


@frozen
class _Announcing:
    """Says of each file, zip folder and e-mail that it begins; leaves out what nobody wants any more."""

    job: Job
    say: Say

    def begins(self, one: ReturnedFile) -> bool:
        if one.file in self.job.past:
            return False
        self.say(Begun(one.file, one.sent))
        return True

    def opens(self, one: ReturnedFile, data: bytes) -> None:
        """Nothing is known of any."""


@frozen
class _Unpacking(_Announcing):
    """Says also what the bytes are that are opened; leaves closed what ended a process before.

    As long as nobody has them, bytes in a zip folder or an e-mail are known by those of that, and by their name in it.
    """

    unpack: Unpack
    hashes: dict[str, str] = field(default_factory=dict)

    def begins(self, one: ReturnedFile) -> bool:
        if not super().begins(one):
            return False
        around = one.file
        while around and around not in self.hashes:
            around = around.rpartition("/")[0]
        if around:
            inside = one.file.removeprefix(around)
            self._known(one, hashlib.sha256(f"{self.hashes[around]}{inside}".encode()).hexdigest())
        return True

    def opens(self, one: ReturnedFile, data: bytes) -> None:
        self.hashes[one.file] = hashlib.sha256(data).hexdigest()
        self._known(one, self.hashes[one.file])

    def _known(self, one: ReturnedFile, found: str) -> None:
        self.say(Begun(one.file, one.sent, found))
        reason = self.unpack.stopped.get(found)
        if reason:
            raise FileRefusedError(stopped(one.file, reason))


def _known(asked: Read) -> Context:
    known: Context = unpacked(asked.known)
    return known if asked.along is None else replace(known, sent_answers=asked.along)


def _read(one: ReturnedFile, asked: Read, known: Context) -> Submission | NotAlong:
    try:
        return read_source(one, unpacked(asked.spec), known, asked.password)
    except NotAlongError as e:
        return NotAlong(one.file, e.key)


def _to_read(asked: Read, watch: _Announcing) -> Iterator[ReturnedFile]:
    data, path = asked.data, Path(asked.path)
    if data is None and not asked.alone:
        yield from returned_files(path, asked.password, watch)
        return
    one = returned_file(path) if data is None else ReturnedFile(asked.path, lambda: data)
    if watch.begins(one):
        yield one


def _unpacked(one: ReturnedFile) -> Unpacked:
    try:
        return Unpacked(one.file, one.load(), one.sent, None, sender=one.sender)
    except FileRefusedError as e:
        return Unpacked(one.file, b"", one.sent, e.problems[0].in_file(one.file), sender=one.sender)
