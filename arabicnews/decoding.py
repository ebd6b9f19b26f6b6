"""The likeliest tags that IOB2 allows, and for the scheme ``news`` the rulebook too (Viterbi)."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from arabicnews.labels import iob2_labels, transitions
from arabicnews.names import given_names
from arabicnews.references.nouns import source_noun
from arabicnews.windows import Text
from arabicnews.words import fold

NEVER_TOUCHING = ("PER", "DATE", "EVENT")  # 6 of 5,649 do in the training articles without «و» between them

Floats = NDArray[np.float64]


class Grammar(NamedTuple):
    """The tags of a scheme, and what it costs (0 or -inf) to begin with one and to go from one to another."""

    tags: tuple[str, ...]
    start: Floats
    allowed: Floats
    joined: Floats  # the same, to a word that goes on without «و»


@lru_cache(maxsize=16)
def grammar(scheme: str) -> Grammar:
    """What a scheme's tags may follow."""
    tags = iob2_labels(scheme)
    found = transitions(tags)
    allowed = np.where(found.allowed, 0.0, -np.inf)
    joined = allowed.copy()
    for label in NEVER_TOUCHING if scheme == "news" else ():
        begin = tags.index(f"B-{label}")
        joined[[begin, tags.index(f"I-{label}")], begin] = -np.inf
    return Grammar(tags, np.where(found.start, 0.0, -np.inf), allowed, joined)


def best_path(log_probabilities: Floats, scheme: str, text: Text) -> list[int]:
    """The likeliest sequence of tags, as their numbers.

    In the scheme ``news`` no name of a person, date or event begins right behind another, and no person's
    name begins with what somebody is («الصياد سمير»).

    Args:
        log_probabilities: (tokens, tags).
        scheme: whose tags they are.
        text: what they are of.
    """
    if not len(log_probabilities):
        return []
    tags, start, allowed, joined = grammar(scheme)
    ties = _joined(text)
    if scheme == "news":
        log_probabilities = log_probabilities.copy()
        log_probabilities[_callings(text), tags.index("B-PER")] = -np.inf
    score, back = start + log_probabilities[0], []
    for row, tie in zip(log_probabilities[1:], ties[1:], strict=True):
        ways = score[:, None] + (joined if tie else allowed)
        best = ways.argmax(0)
        score = ways[best, np.arange(len(best))] + row
        back.append(best)
    path = [int(score.argmax())]
    for best in reversed(back):
        path.append(int(best[path[-1]]))
    return path[::-1]


def _joined(text: Text) -> list[bool]:
    """Whether each token goes on in the paragraph of the one before, without «و»."""
    before = (None, *text.paragraph)
    return [
        here == last and not token.text.startswith("و")
        for token, here, last in zip(text.tokens, text.paragraph, before, strict=False)
    ]


def _callings(text: Text) -> list[int]:
    """The tokens that say what somebody is: a common noun with ال right before a given name."""
    following = zip(text.tokens, text.tokens[1:], strict=False)
    return [
        at
        for at, (token, name) in enumerate(following)
        if token.text.startswith(("ال", "وال")) and fold(name.text) in given_names() and _person(token.text)
    ]


def _person(word: str) -> bool:
    noun = source_noun(word)
    return noun is not None and noun.kind == "person"
