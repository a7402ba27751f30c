"""Says what is wrong with how a damaged return was read; an empty list is a pass."""

from careers_workbook.returns.submission import Submission
from careers_workbook.spec.answers.answer_kind import AnswerValue
from tests.support.cases import Case
from tests.support.truth import Key

GONE = ("missing", "unreadable")


def judge(read: Submission, case: Case, truth: dict[Key, AnswerValue]) -> list[str]:
    """Wrong answers, answers not recovered, damage not named, false alarms."""
    faults = [f"refused: {problem}" for problem in read.problems if read.outcome == "refused"]
    answers = read.by_key()
    for key, sent in truth.items():
        answer = answers.get(key)
        if key in case.lost:
            if answer is not None and answer.state not in GONE:
                faults.append(f"{key} is lost, but was read as {answer.state} {answer.value!r}")
            continue
        want = case.changed.get(key, sent)
        want = truth[want] if isinstance(want, tuple) else want
        if answer is None or answer.value != want:
            faults.append(f"{key} is {want!r}, but was read as {answer and (answer.state, answer.value)!r}")
    faults += [f"{a.ref}, {a.column_id} was never answered" for k, a in answers.items() if k not in truth and a.value]
    codes = {problem.code for problem in read.problems}
    if codes != case.codes:
        faults.append(f"reported {sorted(codes)}, should report {sorted(case.codes)}")
    return faults
