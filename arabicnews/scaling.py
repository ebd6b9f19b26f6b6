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


def _scaled(score: float | None, line: Sequence[float] | None) -> float | None:
    if score is None or line is None:
        return score
    intercept, slope = line
    return round(1 / (1 + math.exp(-intercept - slope * log_odds(score))), 4)
