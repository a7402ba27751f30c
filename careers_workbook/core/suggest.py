"""Advice for a word that is not known."""

from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`Did you mean "deadline"?`, or what there is to choose from, or an empty text."""
    from rapidfuzz import fuzz, process  # only wrong specs pay for this import  # noqa: PLC0415

    names = sorted(set(known))
    found = process.extractOne(word, names, scorer=fuzz.ratio, processor=str.casefold, score_cutoff=60)
    if found:
        return f'Did you mean "{found[0]}"?'
    return f"What there is: {', '.join(names)}." if names else "There is none to choose from."
