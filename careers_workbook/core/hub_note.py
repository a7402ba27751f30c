"""The Hub's own words in the comments of a copy that is handed back, and how they are told from a school's.

A comment may hold both: other programs drop authors and formats, but they keep the words.
"""

import re

AUTHOR = "Careers Hub"
_HEAD, _CLOSE = f"{AUTHOR}:", "You can leave this note where it is."
_OURS = re.compile(rf"\s*{re.escape(_HEAD)}\s.*?{re.escape(_CLOSE).replace(chr(92) + ' ', chr(92) + 's+')}", re.DOTALL)


def hub_note(words: str) -> str:
    """Words with the lines above and below by which they are known again."""
    return f"{_HEAD}\n{words}\n{_CLOSE}"


def without_hub_note(text: str) -> str:
    """What somebody else wrote; "" if there is nothing else."""
    return _OURS.sub("", text).strip() if _HEAD in text else text
