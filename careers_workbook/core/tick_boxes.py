"""Tick boxes in the text of a cell, as Word has them: one alone, or one for each answer, "☐ Yes ☒ In progress ☐ No".

Beside an empty box a cross is a tick as well; alone it may mean either, and nothing is said of it. Enters: a text.
Leaves: the words of the only box that is ticked, or that none is. Must not know: options.
"""

_EMPTY, _TICKED = "☐", "☑☒✓✔"
_LONGEST = 500


def is_unticked(text: str) -> bool:
    """Whether there are boxes and none of them is ticked."""
    return len(text) <= _LONGEST and _EMPTY in text and not any(sign in text for sign in _TICKED)


def ticked(text: str) -> str:
    """The words of the one box that is ticked where another is empty; "" if that cannot be said."""
    if len(text) > _LONGEST or _EMPTY not in text:
        return ""
    words = text.strip()
    signs = [at for at, letter in enumerate(words) if letter == _EMPTY or letter in _TICKED]
    chosen = [number for number, at in enumerate(signs) if words[at] != _EMPTY]
    if len(chosen) != 1:
        return ""
    number = chosen[0]
    if signs[0] == 0 and signs[-1] < len(words) - 1:  # each before its words
        return words[signs[number] + 1 : [*signs, len(words)][number + 1]].strip(" /,;|\n\t")
    if signs[-1] == len(words) - 1 and signs[0] > 0:  # each behind them
        return words[[-1, *signs][number] + 1 : signs[number]].strip(" /,;|\n\t")
    return ""
