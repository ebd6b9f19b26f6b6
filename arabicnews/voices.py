"""Voices: who speaks in many articles, how much and in which way, and who is named together.

Articles are read one by one, so nothing links a name of one to that of another: names are taken for the same
if their type and their words are, spelling variants and the article ال aside. Sources without a name
(«الشركة», «مصدر أمني») are kept apart from names: those of two articles are seldom the same.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

from arabicnews.document import Document, Quote, Reference
from arabicnews.names import name_key
from arabicnews.validation import NAMED
from arabicnews.words import sentence_ends, tokenize

_Key = tuple[bool, str, tuple[str, ...]]  # whether it is a name, its type, its words


class Voice(NamedTuple):
    """Somebody who speaks.

    Attributes:
        name: the spelling that most quotes go under.
        type: that of a reference.
        named: whether an article names them; else ``name`` is a description («مصدر أمني»).
        articles: in how many articles they speak.
        direct: how many of their quotes are direct.
        indirect: how many are indirect.
        mixed: how many are mixed.
        words: how many words their quotes hold together.
    """

    name: str
    type: str
    named: bool
    articles: int
    direct: int
    indirect: int
    mixed: int
    words: int

    @property
    def quotes(self) -> int:
        """How many quotes they have, of all kinds."""
        return self.direct + self.indirect + self.mixed


class Together(NamedTuple):
    """Two names, in how many articles both stand, and in how many sentences."""

    a: str
    b: str
    articles: int
    sentences: int


def voices(documents: Iterable[Document]) -> list[Voice]:
    """Everybody who speaks, with most quotes first. What people say together counts for each of them.

    Quotes without a speaker are left out.
    """
    names: defaultdict[_Key, Counter[str]] = defaultdict(Counter)
    articles: Counter[_Key] = Counter()
    numbers: defaultdict[_Key, Counter[str]] = defaultdict(Counter)
    for document in documents:
        spoke: set[_Key] = set()
        named = _named(document)
        for reference, quote in _said(document):
            key = _key(reference, named)
            spoke.add(key)
            names[key][reference.name] += 1
            numbers[key].update({quote.kind: 1, "words": words_in(quote)})
        articles.update(spoke)
    found = [
        Voice(
            name=_usual(names[key]),
            type=key[1],
            named=key[0],
            articles=articles[key],
            direct=n["direct"],
            indirect=n["indirect"],
            mixed=n["mixed"],
            words=n["words"],
        )
        for key, n in numbers.items()
    ]
    return sorted(found, key=lambda voice: (-voice.quotes, -voice.words, voice.name))


def named_together(documents: Iterable[Document]) -> list[Together]:
    """Pairs of names that stand in one article, those of most articles first, then of most sentences.

    Names are people, bodies and places that an article names at least once; in a sentence a title or partial
    name will do («الوزيرة»).
    """
    names: defaultdict[_Key, Counter[str]] = defaultdict(Counter)
    articles: Counter[tuple[_Key, _Key]] = Counter()
    sentences: Counter[tuple[_Key, _Key]] = Counter()
    for document in documents:
        named = _named(document)
        places: defaultdict[_Key, set[int]] = defaultdict(set)
        ends = sentence_ends(document.text)
        for reference in (r for r in document.references if r.id in named):
            key = _key(reference, named)
            names[key][reference.name] += 1
            places[key].update(bisect_right(ends, mention.start) for mention in reference.mentions)
        for pair in combinations(sorted(places), 2):
            articles[pair] += 1
            sentences[pair] += len(places[pair[0]] & places[pair[1]])
    found = [
        Together(_usual(names[a]), _usual(names[b]), number, sentences[a, b])
        for (a, b), number in articles.items()
    ]
    return sorted(found, key=lambda pair: (-pair.articles, -pair.sentences, pair.a, pair.b))


def words_in(quote: Quote) -> int:
    """How many words a quote's content holds; marks are none."""
    return sum(token.is_word for piece in quote.content for token in tokenize(piece.text))


def _said(document: Document) -> Iterator[tuple[Reference, Quote]]:
    """Each attributed quote with its speaker, or with each of those who speak together."""
    known = {reference.id: reference for reference in document.references}
    for quote in document.quotes:
        if quote.speaker:
            for id_ in quote.speaker.members or (quote.speaker.id,):
                yield known[id_], quote


def _named(document: Document) -> set[str]:
    """The ids of the references that the article names at least once."""
    return {e.reference.id for e in document.entities if e.reference and e.label in NAMED}


def _key(reference: Reference, named: Collection[str]) -> _Key:
    return reference.id in named, reference.type, name_key(reference.name)


def _usual(names: Counter[str]) -> str:
    """The most frequent spelling; of several, the first in order of letters."""
    return min(names, key=lambda name: (-names[name], name))
