"""What a process that reads is asked, and what it says: messages between two processes.

Enters: values. Leaves: values, to be pickled on the way. Must not know: processes, how anything is read.
"""

import datetime as dt
import pickle
from collections.abc import Mapping
from dataclasses import field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from careers_workbook.core.frozen import frozen
from careers_workbook.core.kept import kept
from careers_workbook.core.problems import Place, Problem
from careers_workbook.returns.access_checked import AccessChecked
from careers_workbook.returns.context import Context, SentAlong, SentKey
from careers_workbook.returns.outlined import Outline
from careers_workbook.returns.searched import Searched
from careers_workbook.returns.submission import Submission, Thinned

if TYPE_CHECKING:
    from careers_workbook.spec.answers.answer_kind import AnswerKind
    from careers_workbook.spec.model import Spec

STOPPED, NOT_STARTED = "FILE-030", "FILE-060"
"""The codes of a file that ended the process, and of one to which the process did not come."""
_PACKED = 16
"""Contexts and specs that are kept packed, and unpacked."""


@frozen
class Read:
    """Asks the process to read what a path stands for: every file of it, the `alone` file itself, or these bytes.

    `spec` and `known`, the context, are as `packed` makes them: the same for many files, so that a process unpacks
    them once. `along` is what it knows of workbooks that were sent, where whoever keeps them is out of reach.
    """

    path: str
    spec: bytes
    known: bytes
    password: str | None
    alone: bool = False
    data: bytes | None = None
    along: SentAlong | None = None


@frozen
class Unpack:
    """Asks the process for the bytes of every file that a path stands for, those in zip folders and e-mails.

    `stopped` says why opening was stopped before, by the hash of the bytes: those stay closed. A file of a folder that
    somebody else goes through has a `name`.
    """

    path: str
    password: str | None
    stopped: Mapping[str, str] = field(default_factory=dict)
    name: str = ""


@frozen
class Search:
    """Asks the process at which places of these bytes some words stand."""

    path: str
    data: bytes
    words: str
    password: str | None


@frozen
class Describe:
    """Asks the process what the file at a path is like, without what stands in it."""

    path: str
    password: str | None


@frozen
class CheckAccess:
    """Asks the process whether everybody can use the workbook of these bytes."""

    path: str
    data: bytes
    password: str | None


@frozen
class Thin:
    """Asks the process for these bytes without rows about young people."""

    path: str
    data: bytes
    context: Context
    password: str | None


@kept(_PACKED)
def packed(value: "Context | Spec | None") -> bytes:
    """What is known besides the files, or by what they are to be read, on its way to a process."""
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


@lru_cache(_PACKED)
def unpacked(known: bytes) -> Any:  # noqa: ANN401 - what was packed
    """The same there; for the next file it is the same object, of which much has been worked out by then."""
    return pickle.loads(known)  # noqa: S301 - from our own program


AskedOfWorker = Read | Unpack | Search | Describe | CheckAccess | Thin


@frozen
class Job:
    """What is asked of the process. `past` names what is left out: done, or deadly. `kinds` are added ones."""

    asked: AskedOfWorker
    past: frozenset[str] = frozenset()
    kinds: "tuple[AnswerKind[Any], ...]" = ()


@frozen
class Unpacked:
    """One file that a path stands for: its bytes; or a problem, and b"", where they cannot be had.

    `file`, `sent` and `sender` are those of a `ReturnedFile`. `hash` is that of the bytes (SHA-256 in hex) whose
    opening was stopped just now, else "", in a zip folder or an e-mail perhaps by its bytes and the name in it.
    """

    file: str
    data: bytes
    sent: dt.datetime | None
    problem: Problem | None
    hash: str = ""
    sender: str = ""


@frozen
class Begun:
    """The process says: now comes this file, zip folder or e-mail; `hash` is that of its bytes, as soon as known."""

    file: str
    sent: dt.datetime | None = None
    hash: str = ""


@frozen
class NotAlong:
    """The process says: this file cannot be read without what its workbook was sent with, which is not `along`."""

    file: str
    key: SentKey


Message = Begun | Submission | NotAlong | Unpacked | Searched | Outline | AccessChecked | Thinned


def stopped(file: str, reason: str) -> Problem:
    """What is said of a file that ended the process."""
    return Problem(STOPPED, Place(file=file), {"reason": reason})
