"""Which words are ordinary ones: they are no names, and a run of names ends at them."""

from __future__ import annotations

from functools import cache, lru_cache

from arabicnews.cues import forms_of
from arabicnews.lexicon import rows, split_phrases
from arabicnews.names import UNSURE, folded_readings, name_words, without_article
from arabicnews.references.article import vocabulary
from arabicnews.words import fold

_POSSESSED = ("ته", "تها", "تهم", "اته", "هما")  # with a pronoun: no name ends so
_SUFFIXES = (
    "هما",
    "تهم",
    "تها",
    "ها",
    "هم",
    "نا",
    "ات",
    "ين",
    "ون",
    "ان",
    "وا",
    "ته",
    "يه",
    "ه",
    "ا",
    "ت",
    "ي",
)
_MIN_STEM = 3


@lru_cache(maxsize=65536)
def is_prefixed(word: str, letters: str = "بلك") -> bool:
    """Whether a word begins with a clitic of these letters, as far as the lists tell («لموسكو», «بالحزب»)."""
    first, *others = folded_readings(word)
    if not first.startswith(tuple(letters)) or first in vocabulary():
        return False
    return any(r in vocabulary() or (r.startswith("ال") and len(r) > 4) for r in others)


@cache
def function_words(kind: str) -> frozenset[str]:
    """Folded function words of a kind: ``preposition``, ``relative``, ``adverb``, ``other``."""
    return frozenset(
        fold(word) for name, words in rows("function_words") if name == kind for word in words.split()
    )


@cache
def all_function_words() -> frozenset[str]:
    """Folded function words of every kind."""
    return frozenset().union(*(function_words(kind) for kind, _ in rows("function_words")))


@cache
def common_words() -> frozenset[str]:
    """Frequent words that are no names, folded, mostly without clitics and ال."""
    return frozenset(word for (line,) in rows("common_words") for word in line.split())


@lru_cache(maxsize=65536)
def is_ordinary(word: str) -> bool:
    """Whether a word is known and is no name, in one of its readings and without its endings.

    Example:
        >>> is_ordinary("والحكومات"), is_ordinary("لافروف")
        (True, False)
    """
    key = fold(word)
    if not key.isalpha() or key in all_function_words() or forms_of(key):
        return True
    if any(form in name_words() for form in folded_readings(word)):
        return False
    if key.endswith("ا") and key[:-1] in name_words():
        return True  # «صباحا», «سعيدا»
    if _looks_like_verb(key) or (len(key) > 4 and key.endswith(_POSSESSED)):
        return True
    for form in folded_readings(word):
        whole = len(form) == len(key)
        if form in common_words() or ((whole or len(form) > _MIN_STEM) and _known(without_article(form))):
            return True
    return False


def _known(key: str) -> bool:
    if key in common_words() or key in all_function_words() or key in _kind_words():
        return True
    stems = (key[: -len(ending)] for ending in _SUFFIXES if key.endswith(ending))
    return any(
        len(stem) >= _MIN_STEM and (stem in common_words() or stem + "ه" in common_words()) for stem in stems
    )


@cache
def _kind_words() -> frozenset[str]:
    """Words that say of what kind something is, and nouns for sources: ordinary, though in the lists."""
    phrases = [phrase for *_, line in rows("triggers") for phrase in split_phrases(line)]
    phrases += [phrase for _, line in rows("titles") for phrase in split_phrases(line)]
    words = {word.rstrip(UNSURE) for phrase in phrases for word in phrase.split()}
    words |= {word for _, nouns in rows("speakers") for word in nouns.split()}
    return frozenset(without_article(fold(word)) for word in words if len(word) > 2) - name_words()


def _looks_like_verb(key: str) -> bool:
    """A present or future tense by its prefix: «يستعرض», «سيلتقي»; but not «يانوكوفيتش», «يورغن»."""
    if key.startswith("س") and key[1:] in common_words():
        return True
    return len(key) > 2 and key[0] == "ي" and key[1] not in "اوي" and key[-1] != "ن"
