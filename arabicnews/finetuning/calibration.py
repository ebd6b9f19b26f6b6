"""Calibration: fit the lines that make a reader's scores probabilities, on development documents."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from arabicnews.document import Document
from arabicnews.metrics.alignment import align_documents
from arabicnews.metrics.confidence import judged_scores
from arabicnews.scaling import log_odds

LEAST = 20  # right and wrong answers without which no line is fitted


def fit(gold: Sequence[Document], predicted: Sequence[Document]) -> dict[str, list[float]]:
    """Intercept and slope for the scores of ``entities``, ``quotes`` and ``speakers`` (Platt 1999).

    What counts as right is what ``metrics`` measures reliability by. A kind of score with too few right or
    wrong answers, or whose answers are no more often right where it is higher, has no line.

    Args:
        gold: the development documents.
        predicted: for each, what the reader says, with unscaled scores.
    """
    lines = {}
    for kind, answers in judged_scores([*align_documents(gold, predicted)]).items():
        right = np.array([yes for _, yes in answers], dtype=bool)
        if min(right.sum(), (~right).sum()) < LEAST:
            continue
        odds = np.array([[log_odds(score)] for score, _ in answers])
        found = LogisticRegression(C=1e6).fit(odds, right)
        if found.coef_[0, 0] > 0:
            lines[kind] = [round(float(found.intercept_[0]), 4), round(float(found.coef_[0, 0]), 4)]
    return lines
