"""Which names of bodies are one: synonyms, names without their class word, abbreviations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from arabicnews.lexicon import rows, split_phrases
from arabicnews.names import UNSURE, close, nation, without_article
from arabicnews.words import fold


def same_body(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether two names of bodies (``body_key``) are one: equal, or one lacks the class word in front."""
    if a == b or (a[0] in _groups() and _groups().get(a[0]) == _groups().get(b[0]) and len(a) == len(b) == 1):
        return True
    short, long = sorted((a, b), key=len)
    if len(long) == len(short) + 1 and long[1:] == short and long[0] in body_heads():
        return True
    return len(a) == len(b) > 1 and a[0] == b[0] and all(map(close, a[1:], b[1:]))


def abbreviates(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether a body's name (``body_key``) leaves words out of another: «حزب الأحرار» for a longer name.

    A name that the lists know is a body of its own («مجلس الأمن» is no «مجلس الأمن القومي»).
    """
    if len(short) >= len(long) or " ".join(short) in _listed() or nation(short[-1]):
        return False  # «القوات الألمانية» are more than «القوات الخاصة الألمانية»
    if len(short) == 1:
        return short[0] in (long[0], long[-1]) and short[0] not in body_heads()
    rest = iter(map(_bare, long[1:]))
    left_out = short[0] == long[0] and all(_bare(word) in rest for word in short[1:])
    return left_out or short == long[-len(short) :]


def _bare(word: str) -> str:
    return word[2:] if word.startswith("لل") and len(word) > 4 else word


def body_key(words: Sequence[str]) -> tuple[str, ...]:
    """A body's name as it is compared; names that the lists give for one body have one key."""
    keys = tuple(without_article(fold(word)) for word in words)
    group = _groups().get(" ".join(keys))
    return (group,) if group else keys


@cache
def body_heads() -> frozenset[str]:
    """Folded words that say of what kind a body is (حزب، حركة، وكالة …)."""
    heads = [h for label, _, line in rows("triggers") if label == "ORG" for h in split_phrases(line)]
    nouns = [noun for kind, line in rows("speakers") if kind.startswith("body") for noun in line.split()]
    return frozenset(without_article(fold(word)) for word in (*heads, *nouns) if " " not in word)


@cache
def _listed() -> frozenset[str]:
    """All names of bodies in the list, folded, without ال."""
    phrases = [phrase for (line,) in rows("organisations") for phrase in split_phrases(line)]
    return frozenset(" ".join(_plain(name)) for phrase in phrases for name in phrase.split("="))


@cache
def _groups() -> dict[str, str]:
    """Folded names of bodies without ال → the first name of the same body in the list."""
    found: dict[str, str] = {}
    for (line,) in rows("organisations"):
        for phrase in split_phrases(line):
            names = [" ".join(_plain(name)) for name in phrase.split("=")]
            for name in names:
                if len(names) > 1:
                    found.setdefault(name, names[0])
    return found


def _plain(name: str) -> Iterator[str]:
    return (without_article(fold(word)) for word in name.replace(UNSURE, "").split())
