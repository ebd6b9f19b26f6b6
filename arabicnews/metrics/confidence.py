"""What scores are worth: reliability, and precision against coverage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np

from arabicnews.metrics.alignment import Comparison
from arabicnews.metrics.counting import FOUND_AT, at_least, spoken, unspoken


class Bin(NamedTuple):
    """Predictions whose score lies in [low, high): their number, mean score, and the share that is right."""

    low: float
    high: float
    size: int
    score: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """A reliability diagram: the bins that hold something, and the expected calibration error.

    ``error`` is the mean distance of score and accuracy, bins weighted by size; None without predictions.
    """

    bins: tuple[Bin, ...]
    error: float | None
    size: int

    def to_dict(self) -> dict[str, Any]:
        """The diagram as JSON values."""
        return {**asdict(self), "bins": [bin_._asdict() for bin_ in self.bins]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Calibration:
        """The inverse of ``to_dict``."""
        return cls(tuple(Bin(**bin_) for bin_ in data["bins"]), data["error"], data["size"])


class Point(NamedTuple):
    """If speakers need a score of ``min_score``: the share of quotes answered, the share of answers right."""

    min_score: float
    coverage: float
    precision: float


def calibration(pairs: Iterable[tuple[float, bool]], bins: int = 10) -> Calibration:
    """How well scores foretell what is right (Guo et al. 2017), in bins of equal width.

    Args:
        pairs: for each prediction its score in [0, 1] and whether it is right.
        bins: how many bins [0, 1] is cut into; the last one includes 1.

    Raises:
        ValueError: for a score outside [0, 1] or fewer than one bin.
    """
    if bins < 1:
        raise ValueError(f"bins is {bins}; at least one is needed")
    pairs = list(pairs)
    for score, _ in pairs:
        if not 0.0 <= score <= 1.0:
            raise ValueError(f"a score is {score}; scores are probabilities in [0, 1]")
    scores, right = np.array([s for s, _ in pairs]), np.array([bool(r) for _, r in pairs])
    edges = np.arange(bins + 1) / bins  # not linspace: its 0.3 is a little more than 0.3
    places = np.clip(np.searchsorted(edges, scores, side="right") - 1, 0, bins - 1)
    found, distance = [], 0.0
    for place in np.unique(places):
        inside = places == place
        size, mean, share = int(inside.sum()), float(scores[inside].mean()), float(right[inside].mean())
        found.append(Bin(float(edges[place]), float(edges[place + 1]), size, mean, share))
        distance += size * abs(mean - share)
    return Calibration(tuple(found), distance / len(pairs) if pairs else None, len(pairs))


def precision_coverage(
    answers: Iterable[tuple[float | None, bool]], total: int, points: int = 50
) -> tuple[Point, ...]:
    """Precision and coverage as the least score rises, one point for each score that occurs.

    Args:
        answers: for each answered question the score and whether the answer is right; an answer without
            a score is never withheld, as if its score were 1.
        total: how many questions there are, abstentions included.
        points: the most points to return; of more scores, evenly spread ones are taken, both ends included.
    """
    known = sorted((1.0 if score is None else score, right) for score, right in answers)
    scores = np.array([score for score, _ in known])
    right = np.array([right for _, right in known], dtype=np.int64)
    levels = np.unique(scores)
    if len(levels) > points:
        levels = levels[np.linspace(0, len(levels) - 1, points).round().astype(int)]
    starts = np.searchsorted(scores, levels)
    return tuple(
        Point(float(level), (len(known) - start) / total, float(right[start:].mean()))
        for level, start in zip(levels, map(int, starts), strict=True)
    )


def calibrations(comparisons: Sequence[Comparison]) -> dict[str, Calibration]:
    """Reliability of the scores of entities, quotes and speakers."""
    return {kind: calibration(answers) for kind, answers in judged_scores(comparisons).items()}


def judged_scores(comparisons: Sequence[Comparison]) -> dict[str, list[tuple[float, bool]]]:
    """The scores of entities, of quotes (right at IoU ≥ 0.8) and of speakers, and whether each is right.

    Speakers are those of predicted quotes with IoU ≥ 0.3; one where gold has none is wrong. Predictions
    without a score take no part.
    """
    entities: list[tuple[float, bool]] = []
    quotes: list[tuple[float, bool]] = []
    speakers: list[tuple[float, bool]] = []
    for c in comparisons:
        gold = {(entity.span, entity.label) for entity in c.gold.entities}
        found = c.predicted.entities
        entities += [(e.score, (e.span, e.label) in gold) for e in found if e.score is not None]
        # By identity: two predicted quotes may be equal, and only one of them is aligned.
        right = {id(pair.predicted) for pair in at_least(c.pairs, max(FOUND_AT))}
        quotes += [(q.score, id(q) in right) for q in c.predicted.quotes if q.score is not None]
        for pair in spoken(c) + unspoken(c):
            score = pair.predicted.speaker_score
            if pair.predicted.speaker and score is not None:
                speakers.append((score, c.same_speaker(pair)))
    return {
        "entities": entities,
        "quotes": quotes,
        "speakers": speakers,
    }


def speaker_curve(comparisons: Sequence[Comparison]) -> tuple[Point, ...]:
    """Precision and coverage of speakers on the quotes on which speaker accuracy is measured."""
    judged = [(c, pair) for c in comparisons for pair in spoken(c)]
    answers = [
        (pair.predicted.speaker_score, c.same_speaker(pair)) for c, pair in judged if pair.predicted.speaker
    ]
    return precision_coverage(answers, len(judged))
