"""What the program itself writes into comments of cells, and how that is told from what a person wrote.

A comment may hold both: other programs drop authors and formats, but they keep the words.
"""

import re

AUTHOR = "Careers Hub"
_HEAD, _CLOSE = f"{AUTHOR}:", "You can leave this note where it is."
_BEGINS = re.compile(rf"{re.escape(_HEAD)}\s")
_ENDS = re.compile(r"\s+".join(map(re.escape, _CLOSE.split())))


def own_words(words: str) -> str:
    """Words with the lines above and below by which they are known again."""
    return f"{_HEAD}\n{words}\n{_CLOSE}"


def without_own_words(text: str) -> str:
    """What somebody else wrote; "" if there is nothing else."""
    if _HEAD not in text:
        return text
    kept, at = list[str](), 0
    ends = _ENDS.finditer(text)
    for begins in _BEGINS.finditer(text):
        if begins.start() >= at:
            end = next((found.end() for found in ends if found.start() >= begins.end()), None)
            if end is None:
                break
            kept.append(text[at : begins.start()].rstrip())
            at = end
    return "".join((*kept, text[at:])).strip()
