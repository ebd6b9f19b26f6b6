"""Evaluation: gold documents against predicted ones, and one prediction against another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from arabicnews.document import ENTITY_LABELS, Document
from arabicnews.metrics.alignment import Comparison, align, align_documents
from arabicnews.metrics.bootstrap import (
    MEASURES,
    Floats,
    defined,
    interval,
    measure,
    resample,
    score,
    tabulate,
)
from arabicnews.metrics.confidence import calibrations, speaker_curve
from arabicnews.metrics.counting import Counts, Family, count, unspoken
from arabicnews.metrics.report import HEADLINE, Report


def evaluate(
    gold: Sequence[Document],
    predicted: Sequence[Document],
    *,
    resamples: int = 1000,
    seed: int = 0,
    family: Family | None = None,
) -> Report:
    """Score predicted documents against gold ones, paired by position.

    Quotes are aligned one to one within a document so that their total IoU is greatest; IoU is taken over
    the characters of all content pieces, and quotes that share none are not paired. The scores, by name:

    - ``entities``, ``entities/LABEL``: span and label equal. ``entity_spans``: span equal, whatever the
      label. ``entity_words``: words with the same label.
    - ``cue``, ``source``, ``content``: equal spans in aligned quotes; ``cue_words``, ``source_words``,
      ``content_words``: words in common. What belongs to quotes that are not aligned is missed or spurious.
    - ``quotes@0.3``, ``quotes@0.8``: quotes found at that IoU, whatever their kind; ``quotes@0.8/direct``
      and so on: recall over the gold quotes of the kind, precision over the predicted ones of the kind, and
      a match must have the kind on both sides. ``kind_accuracy@0.8``: same kind, of the quotes found.
      ``cue_family@0.8/NAME``: share of the gold quotes of a cue family that are found.
    - ``speakers``, ``speakers/named``, ``…/nominal``, ``…/zero``: on pairs with IoU ≥ 0.3 whose gold has a
      speaker, by how gold realises it: no source is zero, a source that overlaps a gold PER, ORG, GPE, LOC or
      FAC is named, any other nominal. ``recall`` (``accuracy``) is right / all, ``precision`` right /
      answered: a quote without a predicted speaker is an abstention.
    - ``end_to_end``, ``end_to_end/KIND``: pairs with IoU ≥ 0.5 and the right speaker; where neither side has
      a speaker that is right. Kinds as for ``quotes``.
    - ``references``: B³ on the gold mentions, equal spans; a gold mention that is missed is a singleton.

    A predicted reference is the gold one with which it shares most mentions, else the one of the same name;
    mentions are those that the references themselves list. A joint speaker is also right if its members are.

    Args:
        gold: the gold documents.
        predicted: one prediction for each, of the same id and text.
        resamples: how often documents are drawn again for the 95 % intervals; 0 leaves intervals out.
        seed: of these draws.
        family: from the text of a cue to its family, or None, for ``cue_family``.

    Raises:
        ValueError: if the numbers of documents, an id or a text differ (the first difference is named), or
            ``resamples`` is negative.
    """
    comparisons = align_documents(gold, predicted)
    counts = [count(comparison, family) for comparison in comparisons]
    without = [pair for comparison in comparisons for pair in unspoken(comparison)]
    return Report(
        documents=len(comparisons),
        scores=score(counts, names_of(counts), resamples=resamples, seed=seed),
        confusion=confusion(comparisons),
        speakerless=len(without),
        invented=sum(pair.predicted.speaker is not None for pair in without),
        curve=speaker_curve(comparisons),
        calibration=calibrations(comparisons),
    )


def names_of(counts: Iterable[Counts]) -> list[str]:
    """The names of all scores: first those that every report has, then labels and families."""
    empty = align(Document(""), Document(""))
    always = dict.fromkeys(count(empty))
    return list(
        always | dict.fromkeys(sorted({name for document in counts for name in document}, key=_place))
    )


def _place(name: str) -> tuple[int, str]:
    """Labels of the rulebook in its order, all others after them by name."""
    label = name.rpartition("/")[2]
    return (ENTITY_LABELS.index(label) if label in ENTITY_LABELS else len(ENTITY_LABELS), name)


def confusion(comparisons: Iterable[Comparison]) -> dict[str, dict[str, int]]:
    """How often each gold label got each predicted one, on equal spans: ``{gold: {predicted: n}}``.

    The column ``missed`` counts gold entities whose span is not predicted, the row ``spurious`` predicted
    ones whose span is not gold. Cells that are zero are left out.
    """
    cells: Counter[tuple[str, str]] = Counter()
    for comparison in comparisons:
        gold = {entity.span: entity.label for entity in comparison.gold.entities}
        predicted = {entity.span: entity.label for entity in comparison.predicted.entities}
        cells.update(
            (gold.get(span, "spurious"), predicted.get(span, "missed"))
            for span in gold.keys() | predicted.keys()
        )
    table: dict[str, dict[str, int]] = {}
    for (row, column), number in sorted(
        cells.items(), key=lambda item: (_place(item[0][0]), _place(item[0][1]))
    ):
        table.setdefault(row, {})[column] = number
    return table


class Difference(NamedTuple):
    """A measure of one prediction less that of another, its 95 % interval, and the two-sided p-value.

    All four are None where the measure is undefined for either.
    """

    difference: float | None
    low: float | None
    high: float | None
    p: float | None


def paired_bootstrap(
    gold: Sequence[Document],
    a: Sequence[Document],
    b: Sequence[Document],
    metric: str = "entities_f1",
    *,
    resamples: int = 1000,
    seed: int = 0,
) -> Difference:
    """Whether prediction ``a`` is better than ``b`` on the same gold: documents are resampled in pairs.

    Args:
        gold: the gold documents.
        a: one prediction for each of them.
        b: another.
        metric: a name of the headline, or the name of a score, of which F1 is compared.
        resamples: how often documents are drawn; p is at least 2 / (resamples + 1).
        seed: of these draws.

    Raises:
        ValueError: as for ``evaluate``, for an unknown metric and for no resamples.
    """
    return differences(gold, a, b, [metric], resamples=resamples, seed=seed)[metric]


def differences(
    gold: Sequence[Document],
    a: Sequence[Document],
    b: Sequence[Document],
    metrics: Iterable[str] = HEADLINE,
    *,
    resamples: int = 1000,
    seed: int = 0,
) -> dict[str, Difference]:
    """``paired_bootstrap`` for several metrics at once, by their names; the documents are counted only once.

    Raises:
        ValueError: as for ``paired_bootstrap``.
    """
    if resamples < 1:
        raise ValueError(f"resamples is {resamples}; at least one is needed")
    counts = [[count(comparison) for comparison in align_documents(gold, side)] for side in (a, b)]
    names = names_of(counts[0] + counts[1])
    wanted = {metric: HEADLINE.get(metric, (metric, "f1")) for metric in metrics}
    for metric, (name, _) in wanted.items():
        if name not in names:
            raise ValueError(
                f"the metric {metric!r} is unknown; allowed are {', '.join(HEADLINE)}, "
                f"or the name of a score: {', '.join(names)}"
            )
    tables = [tabulate(side, names) for side in counts]
    values = [measure(table.sum(axis=0)) for table in tables]
    drawn = [measure(resample(table, resamples, seed)) for table in tables]
    found = {}
    for metric, (name, kind) in wanted.items():
        row, column = names.index(name), MEASURES.index(kind)
        drawn_of = drawn[0][:, row, column] - drawn[1][:, row, column]
        found[metric] = _difference(values[0][row, column] - values[1][row, column], drawn_of)
    return found


def _difference(value: float, drawn: Floats) -> Difference:
    """A difference with its interval and p-value, from those of resampled documents."""
    if (difference := defined(value)) is None:
        return Difference(None, None, None, None)
    low, high = interval(drawn) or (None, None)
    # Both tails hold the draws without any difference, and one more draw keeps p from being zero.
    tail = min((drawn <= 0).sum(), (drawn >= 0).sum()) + 1
    return Difference(difference, low, high, min(1.0, 2.0 * float(tail) / (len(drawn) + 1)))
