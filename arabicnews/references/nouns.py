"""Common nouns that stand for a source without a name («مصدر أمني», «بيان», «الشركة»)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from arabicnews.lexicon import rows
from arabicnews.names import folded_readings, without_article
from arabicnews.words import fold


@dataclass(frozen=True, slots=True)
class SourceNoun:
    """What a noun stands for: a ``person``, a ``document`` or a ``body``; and how verbs agree with it."""

    kind: str
    gender: str
    number: str


@cache
def source_nouns() -> dict[str, SourceNoun]:
    """The nouns of ``speakers.txt``, folded, without ال; the first mention of a noun counts."""
    found: dict[str, SourceNoun] = {}
    for kind, nouns in rows("speakers"):
        noun = SourceNoun(*kind.split())
        for word in nouns.split():
            found.setdefault(without_article(fold(word)), noun)
    return found


def source_noun(word: str) -> SourceNoun | None:
    """What a word stands for as a source, with or without clitics and ال."""
    for key in folded_readings(word):
        bare = without_article(key)
        noun = source_nouns().get(bare) or (source_nouns().get(bare[:-1]) if bare.endswith("ا") else None)
        if noun:
            return noun  # «قرارا» as «قرار»
    return None
