"""From counts to scores, with intervals: whole documents are drawn again with replacement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from arabicnews.metrics.counting import Counts

Floats = NDArray[np.float64]
MEASURES = ("precision", "recall", "f1")
LEVEL = (2.5, 97.5)  # percentiles of a 95 % interval


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 in [0, 1], what they were counted from, and their 95 % intervals.

    Attributes:
        precision: right / predicted, or None where nothing is predicted.
        recall: found / gold, or None where there is no gold.
        f1: their harmonic mean, or None where there is neither.
        right: how many of the predicted are right.
        predicted: how many there are.
        found: how many of the gold are found; the same as ``right``, but for B³.
        gold: how many there are.
        intervals: (low, high) by the name of a measure, where there are any.
    """

    precision: float | None
    recall: float | None
    f1: float | None
    right: float
    predicted: float
    found: float
    gold: float
    intervals: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def accuracy(self) -> float | None:
        """Recall under the name it has where each gold item asks for one answer."""
        return self.recall

    def to_dict(self) -> dict[str, Any]:
        """The score as JSON values."""
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {**fields, "intervals": {name: list(pair) for name, pair in self.intervals.items()}}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Score:
        """The inverse of ``to_dict``."""
        intervals = {name: (low, high) for name, (low, high) in data["intervals"].items()}
        return cls(**{**data, "intervals": intervals})


def tabulate(counts: Sequence[Counts], names: Sequence[str]) -> Floats:
    """Counts of documents as an array (documents, names, 4); what a document lacks is zero."""
    rows = [[document.get(name, (0, 0, 0, 0)) for name in names] for document in counts]
    return np.array(rows, dtype=np.float64).reshape(len(counts), len(names), 4)


def measure(sums: Floats) -> Floats:
    """Precision, recall and F1 of counts: (…, 4) to (…, 3), undefined ones as NaN."""
    right, predicted, found, gold = np.moveaxis(sums, -1, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        precision, recall = right / predicted, found / gold
        f1 = 2 * precision * recall / (precision + recall)
    missed_all = (right + found == 0) & (predicted + gold > 0)
    return np.stack([precision, recall, np.where(missed_all, 0.0, f1)], axis=-1)


def resample(table: Floats, resamples: int, seed: int) -> Floats:
    """Sums over documents drawn with replacement: (documents, names, 4) to (resamples, names, 4).

    The draws depend on the seed and the number of documents alone, so two tables are resampled in pairs.

    Raises:
        ValueError: if ``resamples`` is negative.
    """
    if resamples < 0:
        raise ValueError(f"resamples is {resamples}; allowed are 0, for no intervals, and more")
    documents, names, _ = table.shape
    flat, generator = table.reshape(documents, names * 4), np.random.default_rng(seed)
    sums = np.empty((resamples, names * 4))
    for draw in range(resamples):
        times = np.bincount(generator.integers(documents, size=documents), minlength=documents)
        sums[draw] = times @ flat
    return sums.reshape(resamples, names, 4)


def interval(values: Floats) -> tuple[float, float] | None:
    """The 95 % percentile interval of resampled values, NaN aside; None if nothing is left."""
    numbers = values[~np.isnan(values)]
    if not numbers.size:
        return None
    low, high = np.percentile(numbers, LEVEL)
    return float(low), float(high)


def score(counts: Sequence[Counts], names: Sequence[str], *, resamples: int, seed: int) -> dict[str, Score]:
    """The score of each name over all documents; no intervals if ``resamples`` is 0."""
    table = tabulate(counts, names)
    sums = table.sum(axis=0)
    values = measure(sums)
    drawn = measure(resample(table, resamples if len(counts) else 0, seed))
    found = {}
    for number, name in enumerate(names):
        precision, recall, f1 = (defined(value) for value in values[number])
        right, predicted, correct, gold = (_plain(total) for total in sums[number])
        columns = zip(MEASURES, drawn[:, number].T, strict=True)
        intervals = {kind: bounds for kind, column in columns if (bounds := interval(column))}
        found[name] = Score(precision, recall, f1, right, predicted, correct, gold, intervals)
    return found


def defined(value: float) -> float | None:
    """A number, or None for NaN."""
    return None if np.isnan(value) else float(value)


def _plain(number: float) -> float:
    return int(number) if float(number).is_integer() else float(number)
