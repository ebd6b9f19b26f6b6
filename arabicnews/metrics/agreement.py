"""Agreement of two annotators of the same documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from arabicnews.document import Document
from arabicnews.metrics.alignment import Comparison, align_documents
from arabicnews.metrics.bootstrap import Score, score
from arabicnews.metrics.counting import (
    SPEAKERS_AT,
    Counts,
    at_least,
    count,
    cue_spans,
    labelled_words,
    source_spans,
)
from arabicnews.metrics.evaluation import names_of
from arabicnews.metrics.tables import interval, percent, render, score_table, table

OUTSIDE = "O"


@dataclass(frozen=True)
class Agreement:
    """How far two annotators agree.

    Attributes:
        documents: how many documents both annotated.
        scores: by the names that ``evaluate`` gives them (the first annotator stands for gold, and F1 is the
            same the other way round); ``speaker_agreement`` is over all pairs with IoU ≥ 0.3, and two quotes
            without a speaker agree.
        alpha: Krippendorff's nominal alpha over words, for ``entities`` (the label of each word, or none)
            and ``quote_parts`` (CUE, SOURCE, the kind of the content, or none).
    """

    documents: int
    scores: Mapping[str, Score]
    alpha: Mapping[str, float | None]

    def to_dict(self) -> dict[str, Any]:
        """The agreement as JSON values."""
        scores = {name: score.to_dict() for name, score in self.scores.items()}
        return {"documents": self.documents, "scores": scores, "alpha": dict(self.alpha)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Agreement:
        """The inverse of ``to_dict``."""
        scores = {name: Score.from_dict(score) for name, score in data["scores"].items()}
        return cls(data["documents"], scores, dict(data["alpha"]))

    def to_markdown(self, level: int = 2) -> str:
        """The agreement as Markdown tables in percent, alpha as it is; ``level`` is that of the headings."""
        shares = ("kind_accuracy@0.3", "speaker_agreement")
        spans = {name: score for name, score in self.scores.items() if name not in shares}
        answers = []
        for name in shares:
            s = self.scores[name]
            answers.append([name, percent(s.accuracy), interval(s.intervals.get("recall")), str(s.gold)])
        alphas = [[name, "–" if value is None else f"{value:.3f}"] for name, value in self.alpha.items()]
        sections = [
            (f"Agreement ({self.documents} documents)", score_table("", spans)),
            ("Answers on the same quote", table(["", "%", "95 % interval", "quotes"], answers)),
            ("Krippendorff's alpha over words", table(["", "alpha"], alphas)),
        ]
        return render(sections, level)

    def _repr_markdown_(self) -> str:
        return self.to_markdown()


_REPORTED = ("entities", "entity_words", "quotes@0.3", "quotes@0.8", "kind_accuracy@0.3", "references")
_PARTS = ("cue", "cue_words", "source", "source_words", "content", "content_words")


def agreement(
    first: Sequence[Document], second: Sequence[Document], *, resamples: int = 1000, seed: int = 0
) -> Agreement:
    """How far two annotators of the same documents agree.

    Strict F1 asks for equal spans, overlap F1 (``…_words``) counts the words in common. Documents are paired
    by position. Labels of entities are reported apart as ``entities/LABEL``.

    Args:
        first: the documents as one annotator has them.
        second: the same documents as the other has them.
        resamples: how often documents are drawn again for the 95 % intervals; 0 leaves intervals out.
        seed: of these draws.

    Raises:
        ValueError: if the numbers of documents, an id or a text differ; the first difference is named.
    """
    comparisons = align_documents(first, second)
    counts = [count(comparison) | _count_speakers(comparison) for comparison in comparisons]
    wanted = (*_REPORTED[:2], *_PARTS, *_REPORTED[2:], "speaker_agreement")
    labels = [name for name in names_of(counts) if name.startswith("entities/")]
    scores = score(counts, [wanted[0], *labels, *wanted[1:]], resamples=resamples, seed=seed)
    alpha = {
        "entities": krippendorff_alpha(unit for c in comparisons for unit in _entity_units(c)),
        "quote_parts": krippendorff_alpha(unit for c in comparisons for unit in _part_units(c)),
    }
    return Agreement(len(comparisons), scores, alpha)


def _count_speakers(comparison: Comparison) -> Counts:
    pairs = at_least(comparison.pairs, SPEAKERS_AT)
    same = sum(map(comparison.same_speaker, pairs))
    return {"speaker_agreement": (same, len(pairs), same, len(pairs))}


def _entity_units(comparison: Comparison) -> Iterable[tuple[str, str]]:
    one, other = (labelled_words(comparison, d) for d in (comparison.gold, comparison.predicted))
    return _units(comparison, one, other)


def _part_units(comparison: Comparison) -> Iterable[tuple[str, str]]:
    one, other = (_part_words(comparison, d) for d in (comparison.gold, comparison.predicted))
    return _units(comparison, one, other)


def _units(
    comparison: Comparison, one: Mapping[int, str], other: Mapping[int, str]
) -> Iterable[tuple[str, str]]:
    return ((one.get(word, OUTSIDE), other.get(word, OUTSIDE)) for word in range(len(comparison.starts)))


def _part_words(comparison: Comparison, document: Document) -> dict[int, str]:
    """The quote part of each word; a cue or source inside a content is a cue or source."""
    found: dict[int, str] = {}
    for quote in document.quotes:
        found |= dict.fromkeys(comparison.words_in(quote.content), quote.kind.upper())
    for name, spans in (("SOURCE", source_spans), ("CUE", cue_spans)):
        for quote in document.quotes:
            found |= dict.fromkeys(comparison.words_in(spans(quote)), name)
    return found


def krippendorff_alpha(units: Iterable[Sequence[Hashable]]) -> float | None:
    """Krippendorff's alpha for nominal values («Computing Krippendorff's Alpha-Reliability», 2011).

    Args:
        units: for each thing judged, the value that each annotator gave it, or None where one gave none;
            things with fewer than two values take no part.

    Returns:
        1 for full agreement, 0 for what chance would give, negative below that; None where it is undefined,
        since nothing was judged twice or only one value occurs.
    """
    totals: Counter[Hashable] = Counter()
    disagreement = 0.0
    for values in units:
        counter = Counter(value for value in values if value is not None)
        size = counter.total()
        if size < 2:
            continue
        totals.update(counter)
        disagreement += (size * size - sum(n * n for n in counter.values())) / (size - 1)
    everything = totals.total()
    expected = everything * everything - sum(n * n for n in totals.values())
    return None if not expected else 1.0 - (everything - 1) * disagreement / expected
