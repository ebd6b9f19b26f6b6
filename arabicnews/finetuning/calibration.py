"""Calibration on development documents: make scores probabilities, and choose what is left out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from arabicnews.document import Document
from arabicnews.metrics import Report, evaluate
from arabicnews.metrics.alignment import align_documents
from arabicnews.metrics.confidence import judged_scores
from arabicnews.neural import NeuralReader
from arabicnews.pipeline import Pipeline
from arabicnews.scaling import log_odds, scale

WRONG_COSTS = 1.0  # as much as a right one earns: somebody is named when that is likelier right than wrong
LEAST = 20  # right and wrong answers without which no line is fitted


def calibrate(reader: NeuralReader, dev: Sequence[Document]) -> None:
    """Make a reader's scores probabilities, and choose the least ones at which it answers.

    An entity or a quote is answered from half the F1 on: of calibrated scores that is where F1 is highest
    (Lipton et al. 2014, "Optimal thresholding of classifiers to maximize F1 measure"). For speakers
    see ``choose_min_score``.
    """
    config = reader.model.config
    config.scaling, config.drop_below = {}, {}
    answered = list(Pipeline(reader, name="training").pipe(dev))
    config.scaling = fit(dev, answered)
    report = evaluate(dev, [scale(d, config.scaling) for d in answered], resamples=0)
    f1 = {"entities": report.headline["entities_f1"], "quotes": report.headline["quotes_f1_0.8"]}
    config.drop_below = {k: round((f1[k] or 0.0) / 2, 4) for k in f1 if k in config.scaling}
    config.min_score = choose_min_score(report)


def choose_min_score(report: Report) -> float:
    """The speaker score below which to stay silent: a wrong speaker costs what a right one earns."""
    worth = {p.min_score: p.coverage * (p.precision - WRONG_COSTS * (1 - p.precision)) for p in report.curve}
    return max(worth, key=lambda score: (worth[score], -score), default=0.0)


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
