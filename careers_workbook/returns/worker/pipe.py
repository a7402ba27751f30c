"""Messages through a pipe, one way: what was said before is named, not said again.

Nine of ten answers of a return are blank, and the very objects of the return before: telling each of them anew would
take more time than keeping them. Enters: values that nobody changes. Leaves: the same at the other end, where what was
one object is one object still. After so many bytes both ends forget what was said. Must not know: what messages mean.
"""

import pickle
from typing import IO

_ROOM = 500_000
"""Bytes of messages after which all that was said is forgotten: both ends keep it as long as it may be named."""


class _Forget:
    """Says that nothing will be named any more that was said so far."""

    __slots__ = ()


class Sender:
    """The end into which messages go."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe, self._left = pipe, _ROOM
        self._pickler = pickle.Pickler(self, pickle.HIGHEST_PROTOCOL)

    def send(self, message: object) -> None:
        """One message, on its way at once. Whatever is raised, the next one is whole: of a part nothing is named."""
        is_said = False
        try:
            self._pickler.dump(message)
            is_said = True
        finally:
            if not is_said or self._left < 0:
                self._forget()
        self._pipe.flush()

    def _forget(self) -> None:
        self._pickler.clear_memo()
        self._pickler.dump(_Forget())
        self._pickler.clear_memo()
        self._left = _ROOM

    def write(self, data: bytes, /) -> int:
        """For the pickler."""
        self._left -= len(data)
        return self._pipe.write(data)


class Receiver:
    """The end out of which they come."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe, self._unpickler = pipe, pickle.Unpickler(pipe)  # noqa: S301 - from our own program

    def receive(self) -> object:
        """The next message; EOFError where the other end is closed, UnpicklingError where it broke off."""
        while isinstance(message := self._unpickler.load(), _Forget):
            self._unpickler = pickle.Unpickler(self._pipe)  # noqa: S301 - as above
        return message
