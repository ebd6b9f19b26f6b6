"""Labels: the label schemes, and how spans of tokens become tags and tags become spans.

Inside the library there is one tag scheme, IOB2. What other people's files use (IOB1, BIOES, BILOU, BMES, an
orphan ``I-``) is turned into spans at the door, by ``decode``, and is seen nowhere else.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from arabicnews.document import ENTITY_LABELS

OUTSIDE = "O"
QUOTE_PARTS = ("CUE", "SOURCE", "DIRECT", "INDIRECT", "MIXED")
# WikiFANE and NewsFANE (Alotaibi and Lee 2014), a fine division of Wikipedia's and newswire's names.
_FANE = (
    "Air", "Airport", "Artist", "Athlete", "Blunt", "Book", "Building-Grounds", "Businessperson",
    "Celestial", "Chemical", "Commercial", "Continent", "County-or-District", "Drug", "Educational",
    "Engineer", "Entertainment", "Exploding", "Food", "GPE-Cluster", "Government", "Group", "Hardware",
    "Land", "Land-Region-Natural", "Lawyer", "Media", "Medical-Science", "Movie", "Nation",
    "Non-Governmental", "Nuclear", "Other_PER", "Path", "Plant", "Police", "Politician",
    "Population-Center", "Projectile", "Religious_ORG", "Religious_PER", "Scientist", "Sharp", "Shooting",
    "Software", "Sound", "Sports", "State-or-Province", "Subarea-Facility", "Water", "Water-Body",
)  # fmt: skip
SCHEMES: dict[str, tuple[str, ...]] = {
    "news": ENTITY_LABELS,
    "anercorp": ("PERS", "LOC", "ORG", "MISC"),
    "cleananercorp": ("PERS", "LOC", "ORG", "MISC"),
    "caraner": ("PER", "ORG", "LOC", "TIT", "MIS"),
    "fane": _FANE,
    "quotes": QUOTE_PARTS,
}

# What a tag's first letter says, over all schemes: B and the rest of a span, its End, a Single token.
_BEGINS = frozenset("BSUW")
_INSIDE = frozenset("IM")
_ENDS = frozenset("EL")
_ALONE = frozenset("SUW")
_PREFIXES = _BEGINS | _INSIDE | _ENDS


class TagSpan(NamedTuple):
    """A labelled run of tokens: ``tokens[start:end]``."""

    start: int
    end: int
    label: str


class Transitions(NamedTuple):
    """Which tags may follow which, for constrained decoding.

    Attributes:
        start: bool, shape (tags,): whether a text may begin with the tag.
        allowed: bool, shape (tags, tags): whether tag ``j`` may follow tag ``i`` in ``allowed[i, j]``.
    """

    start: NDArray[np.bool_]
    allowed: NDArray[np.bool_]


def scheme_labels(scheme: str) -> tuple[str, ...]:
    """The labels of a scheme, without prefixes.

    Raises:
        ValueError: if there is no such scheme; the message lists those there are.
    """
    if scheme not in SCHEMES:
        raise ValueError(f"the label scheme {scheme!r} is unknown; there are {', '.join(SCHEMES)}")
    return SCHEMES[scheme]


def iob2_labels(scheme: str) -> tuple[str, ...]:
    """The IOB2 tags of a scheme in the order of a model's outputs: O, then B- and I- of each label.

    Example:
        >>> iob2_labels("anercorp")
        ('O', 'B-PERS', 'I-PERS', 'B-LOC', 'I-LOC', 'B-ORG', 'I-ORG', 'B-MISC', 'I-MISC')
    """
    return (OUTSIDE, *(f"{prefix}-{label}" for label in scheme_labels(scheme) for prefix in "BI"))


def split_tag(tag: str) -> tuple[str, str]:
    """A tag's prefix, in capitals, and its label: ``("B", "PER")`` for B-PER and b_PER, ``("O", "")`` for O.

    Only the first ``-`` or ``_`` separates, so that a label may hold more of them.

    Raises:
        ValueError: if the tag is neither O nor a known prefix, a separator and a label.
    """
    if tag in ("O", "o"):
        return OUTSIDE, ""
    prefix, separator, label = tag[:1].upper(), tag[1:2], tag[2:]
    if prefix not in _PREFIXES or separator not in ("-", "_") or not label:
        raise ValueError(
            f"{tag!r} is no tag; a tag is O, or one of {', '.join(sorted(_PREFIXES))} "
            "with - or _ and a label behind it, as in B-PER"
        )
    return prefix, label


def encode(spans: Iterable[tuple[int, int, str]], n_tokens: int) -> list[str]:
    """Spans of tokens as IOB2 tags, one for each token.

    Raises:
        ValueError: if a span is empty, outside ``n_tokens``, without a label, or overlaps another.
    """
    tags = [OUTSIDE] * n_tokens
    for start, end, label in spans:
        if not 0 <= start < end <= n_tokens or not label:
            raise ValueError(
                f"the span [{start}, {end}) {label!r} is empty, has no label or leaves the {n_tokens} tokens"
            )
        taken = next((i for i in range(start, end) if tags[i] != OUTSIDE), None)
        if taken is not None:
            raise ValueError(
                f"the span [{start}, {end}) {label!r} overlaps another at token {taken}, which is "
                f"{tags[taken]}; one row of tags holds flat spans only"
            )
        tags[start:end] = [f"B-{label}", *[f"I-{label}"] * (end - start - 1)]
    return tags


def without_overlaps(spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The spans in order, each that overlaps one before it left out: what ``encode`` can hold in one row."""
    kept: list[tuple[int, int, str]] = []
    for span in sorted(spans, key=lambda s: s[:2]):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def decode(tags: Sequence[str]) -> list[TagSpan]:
    """The spans that tags of any scheme stand for (IOB1, IOB2, BIOES, BILOU, BMES), in order.

    Nothing tagged is lost: an inside or end tag that has nothing of its label before it begins a span of
    its own, and a span that is never closed ends where its label ends.

    Raises:
        ValueError: if something is no tag (see ``split_tag``).
    """
    spans: list[TagSpan] = []
    is_open = False  # whether the next token may still belong to the last span
    for position, tag in enumerate(tags):
        prefix, label = split_tag(tag)
        if prefix == OUTSIDE:
            is_open = False
            continue
        if is_open and prefix not in _BEGINS and spans[-1].label == label:
            spans[-1] = spans[-1]._replace(end=position + 1)
        else:
            spans.append(TagSpan(position, position + 1, label))
        is_open = prefix not in _ALONE and prefix not in _ENDS
    return spans


def is_valid_transition(previous: str | None, tag: str) -> bool:
    """Whether an IOB2 tag may follow another; ``None`` is the text's beginning.

    Only ``I-`` is bound: it needs ``B-`` or ``I-`` of its own label before it.
    """
    prefix, label = split_tag(tag)
    if prefix != "I":
        return True
    return previous is not None and previous != OUTSIDE and split_tag(previous)[1] == label


def transitions(tags: Sequence[str]) -> Transitions:
    """The transitions that IOB2 allows between tags, in the order given (as from ``iob2_labels``)."""
    start = np.array([is_valid_transition(None, tag) for tag in tags], dtype=np.bool_)
    allowed = np.array([[is_valid_transition(a, b) for b in tags] for a in tags], dtype=np.bool_)
    return Transitions(start, allowed.reshape(len(tags), len(tags)))


def tokens_under(edges: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """The run of tokens that a span of characters touches, as half-open positions.

    Args:
        edges: start and end of each token in characters, in order and without overlap.
        start: where the span begins, in characters.
        end: where it ends.

    Raises:
        ValueError: if it touches no token (it stands on white space or invisible controls only).
    """
    first = bisect_right(edges, start, key=lambda edge: edge[1])
    last = bisect_left(edges, end, key=lambda edge: edge[0])
    if first >= last:
        raise ValueError(f"the span [{start}, {end}) touches no token")
    return first, last
