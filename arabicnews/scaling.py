"""Scaling: scores made probabilities, by one line over the log odds for each kind of score (Platt 1999)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from arabicnews.document import Document

EDGE = 1e-4  # scores are kept so far from 0 and 1, where log odds end

Lines = Mapping[str, Sequence[float]]  # entities, quotes, speakers → intercept and slope


def log_odds(score: float) -> float:
    """The log odds of a score in [0, 1]."""
    score = min(max(score, EDGE), 1 - EDGE)
    return math.log(score / (1 - score))


def scale(document: Document, lines: Lines) -> Document:
    """The document with its scores scaled; kinds of scores without a line stay as they are."""
    if not lines:
        return document
    entities = tuple(replace(e, score=_scaled(e.score, lines.get("entities"))) for e in document.entities)
    quotes = tuple(
        replace(
            q,
            score=_scaled(q.score, lines.get("quotes")),
            speaker_score=_scaled(q.speaker_score, lines.get("speakers")),
        )
        for q in document.quotes
    )
    return replace(document, entities=entities, quotes=quotes)


def spans_of(lines: Lines) -> Lines:
    """The lines of what the network finds itself: entities and quotes."""
    return {kind: line for kind, line in lines.items() if kind != "speakers"}


def speakers_of(lines: Lines) -> Lines:
    """The line of what is concluded from that, who speaks."""
    return {kind: line for kind, line in lines.items() if kind == "speakers"}


def without_doubtful(document: Document, least: float) -> Document:
    """The document without entities of a lower score, unless their reference is surely named elsewhere.

    References that nothing points at any more go, too.
    """
    scores = [(e, 1.0 if e.score is None else e.score) for e in document.entities]
    named = {e.reference.id for e, score in scores if e.reference and score >= least}
    kept = tuple(e for e, score in scores if score >= least or (e.reference and e.reference.id in named))
    if len(kept) == len(scores):
        return document
    doubtful = {e.reference.id for e in document.entities if e.reference} - named
    needed = [q.speaker for q in document.quotes if q.speaker]
    doubtful -= {id_ for speaker in needed for id_ in (speaker.id, *speaker.members)}
    references = tuple(r for r in document.references if r.id not in doubtful)
    return replace(document, entities=kept, references=references)


def _scaled(score: float | None, line: Sequence[float] | None) -> float | None:
    if score is None or line is None:
        return score
    intercept, slope = line
    return round(1 / (1 + math.exp(-intercept - slope * log_odds(score))), 4)
