"""What goes through the pipe between two processes comes out as it was, and what was said before is named only."""

import io
import os
from dataclasses import dataclass

import pytest

from careers_workbook.returns.worker.pipe import Receiver, Sender


@dataclass(frozen=True)
class Part:
    """Something that is in many messages."""

    words: str


PART = Part("No answer " * 100)


def test_what_was_said_before_is_named_and_is_the_same_object() -> None:
    pipe = io.BytesIO()
    sender = Sender(pipe)
    lengths = []
    for number in range(3):
        before = pipe.tell()
        sender.send((number, PART))
        lengths.append(pipe.tell() - before)
    pipe.seek(0)
    receiver = Receiver(pipe)
    first, *others = (receiver.receive() for _ in range(3))
    assert [first, *others] == [(number, PART) for number in range(3)]
    assert all(isinstance(one, tuple) and one[1] is first[1] for one in others if isinstance(first, tuple))
    assert lengths[1] < 100 < len(PART.words) < lengths[0]


@pytest.mark.parametrize("size", [1_000, 400_000, 2_000_000])
def test_both_ends_forget_after_so_many_bytes(size: int) -> None:
    """Else each of ten thousand returns would be kept as long as the process lives."""
    pipe = io.BytesIO()
    sender = Sender(pipe)
    sent = [(number, PART, os.urandom(size)) for number in range(5)]
    for one in sent:
        sender.send(one)
    told = pipe.getvalue().count(PART.words.encode())
    pipe.seek(0)
    receiver = Receiver(pipe)
    assert [receiver.receive() for _ in sent] == sent
    assert told == {1_000: 1, 400_000: 3, 2_000_000: 5}[size]
    with pytest.raises(EOFError):
        receiver.receive()


def test_after_a_message_that_cannot_be_said_the_next_one_names_nothing_of_it() -> None:
    """Both ends count what they keep: what one of them alone knows would be taken for something else."""
    pipe, others = io.BytesIO(), [Part(f"another {number}") for number in range(3)]
    sender = Sender(pipe)
    sender.send(PART)
    with pytest.raises(Exception, match="pickle"):
        sender.send((*others, lambda: None))
    sender.send((PART, *others))
    sender.send(others[-1])
    pipe.seek(0)
    receiver = Receiver(pipe)
    assert [receiver.receive() for _ in range(3)] == [PART, (PART, *others), others[-1]]
