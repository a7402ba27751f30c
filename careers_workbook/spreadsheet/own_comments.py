"""What the program itself writes into comments of cells, and how that is told from what a person wrote.

A comment may hold both: other programs drop authors and formats, but they keep the words.
"""

import re

AUTHOR = "Careers Hub"
_HEAD, _CLOSE = f"{AUTHOR}:", "You can leave this note where it is."
_OURS = re.compile(rf"\s*{re.escape(_HEAD)}\s.*?{re.escape(_CLOSE).replace(chr(92) + ' ', chr(92) + 's+')}", re.DOTALL)


def own_words(words: str) -> str:
    """Words with the lines above and below by which they are known again."""
    return f"{_HEAD}\n{words}\n{_CLOSE}"


def without_own_words(text: str) -> str:
    """What somebody else wrote; "" if there is nothing else."""
    return _OURS.sub("", text).strip() if _HEAD in text else text
