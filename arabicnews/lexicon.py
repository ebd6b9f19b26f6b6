"""The reviewed word lists in ``resources/lexicon``: read once, when first asked for."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from arabicnews.words import fold


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The facts of a word list, one tuple of columns a line; comments and empty lines are left out.

    Raises:
        FileNotFoundError: if the package has no list of this name.
    """
    text = files("arabicnews").joinpath("resources", "lexicon", f"{name}.txt").read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return tuple(
        tuple(column.strip() for column in line.split("|"))
        for line in lines
        if line and not line.startswith("#")
    )


@cache
def sections(name: str) -> dict[str, tuple[str, ...]]:
    """A list whose lines are «section | phrases», with ، between phrases, by section."""
    found: dict[str, tuple[str, ...]] = {}
    for section, phrases in rows(name):
        found[section] = (*found.get(section, ()), *split_phrases(phrases))
    return found


def split_phrases(text: str) -> tuple[str, ...]:
    """Phrases that stand between ، as in most lists."""
    return tuple(phrase.strip() for phrase in text.split("،") if phrase.strip())


def folded(words: str) -> frozenset[str]:
    """A set of folded words, written in the code as one string with blanks between them."""
    return frozenset(fold(word) for word in words.split())
