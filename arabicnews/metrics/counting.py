"""What is counted in one document: for each score four numbers, so that corpora and resamples are sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from arabicnews.document import QUOTE_KINDS, Document, Entity, Quote, Reference, Span
from arabicnews.metrics.alignment import Comparison, QuotePair

FOUND_AT = (0.3, 0.8)  # IoU from which a quote counts as found
SPEAKERS_AT = 0.3
END_TO_END_AT = 0.5
REALISATIONS = ("named", "nominal", "zero")
NAMES = frozenset({"PER", "ORG", "GPE", "LOC", "FAC"})

Counts = dict[str, tuple[float, float, float, float]]
"""By the name of a score: right among predicted, predicted, found among gold, gold."""

Family = Callable[[str], str | None]
"""From the text of a cue to the name of its family, or None."""


def count(comparison: Comparison, family: Family | None = None) -> Counts:
    """Everything that is counted in one document. See ``evaluate`` for what each name means."""
    counts = count_entities(comparison) | count_parts(comparison)
    for threshold in FOUND_AT:
        counts |= count_found(comparison, threshold)
        if family:
            counts |= count_families(comparison, threshold, family)
    return counts | count_speakers(comparison) | count_end_to_end(comparison) | count_references(comparison)


def _tally(right: float, predicted: float, gold: float) -> tuple[float, float, float, float]:
    return right, predicted, right, gold


def _share(right: float, total: float) -> tuple[float, float, float, float]:
    """A plain share: precision, recall and F1 of it are the same number."""
    return right, total, right, total


def count_entities(comparison: Comparison) -> Counts:
    """``entities`` (span and label) and by label, ``entity_spans`` (label-blind), ``entity_words``."""
    gold = {(entity.span, entity.label) for entity in comparison.gold.entities}
    predicted = {(entity.span, entity.label) for entity in comparison.predicted.entities}
    right = gold & predicted
    counts = {"entities": _tally(len(right), len(predicted), len(gold))}
    by_label = [Counter(label for _, label in found) for found in (right, predicted, gold)]
    for label in sorted({*by_label[1], *by_label[2]}):
        counts[f"entities/{label}"] = _tally(*(counter[label] for counter in by_label))
    spans = {span for span, _ in gold} & {span for span, _ in predicted}
    counts["entity_spans"] = _tally(len(spans), len(predicted), len(gold))
    words, predicted_words = (labelled_words(comparison, d) for d in (comparison.gold, comparison.predicted))
    same = len(words.items() & predicted_words.items())
    counts["entity_words"] = _tally(same, len(predicted_words), len(words))
    return counts


def labelled_words(comparison: Comparison, document: Document) -> dict[int, str]:
    """The label of each word, by its position, that stands in an entity of the document."""
    return {word: entity.label for entity in document.entities for word in comparison.words_in([entity.span])}


def cue_spans(quote: Quote) -> tuple[Span, ...]:
    """The cue of a quote as zero or one spans."""
    return (quote.cue.span,) if quote.cue else ()


def source_spans(quote: Quote) -> tuple[Span, ...]:
    """The source of a quote as zero or one spans."""
    return (quote.source,) if quote.source else ()


def content_spans(quote: Quote) -> tuple[Span, ...]:
    """The content of a quote: one or more spans."""
    return quote.content


PARTS: dict[str, Callable[[Quote], tuple[Span, ...]]] = {
    "cue": cue_spans,
    "source": source_spans,
    "content": content_spans,
}


def count_parts(comparison: Comparison) -> Counts:
    """``cue``, ``source``, ``content`` (equal spans) and ``cue_words`` … (words in common) of aligned quotes.

    What belongs to quotes that are not aligned is missed or spurious.
    """
    counts: Counts = {}
    for part, spans in PARTS.items():
        same = shared = 0
        for pair in comparison.pairs:
            gold, predicted = spans(pair.gold), spans(pair.predicted)
            same += bool(gold) and gold == predicted
            shared += len(comparison.words_in(gold) & comparison.words_in(predicted))
        sides = [[spans(quote) for quote in d.quotes] for d in (comparison.predicted, comparison.gold)]
        counts[part] = _tally(same, *(sum(map(bool, side)) for side in sides))
        words = (sum(len(comparison.words_in(part_spans)) for part_spans in side) for side in sides)
        counts[f"{part}_words"] = _tally(shared, *words)
    return counts


def count_found(comparison: Comparison, threshold: float) -> Counts:
    """``quotes@T`` and by kind, and ``kind_accuracy@T`` on the pairs with IoU ≥ T."""
    found = at_least(comparison.pairs, threshold)
    same_kind = sum(pair.gold.kind == pair.predicted.kind for pair in found)
    return _by_kind(f"quotes@{threshold}", comparison, found) | {
        f"kind_accuracy@{threshold}": _share(same_kind, len(found))
    }


def count_families(comparison: Comparison, threshold: float, family: Family) -> Counts:
    """``cue_family@T/NAME``: the share of gold quotes of a cue family that are found at IoU ≥ T."""

    def families(quotes: Iterable[Quote]) -> Counter[str]:
        return Counter((family(q.cue.text) or "other") if q.cue else "no cue" for q in quotes)

    gold = families(comparison.gold.quotes)
    found = families(pair.gold for pair in at_least(comparison.pairs, threshold))
    return {f"cue_family@{threshold}/{name}": _share(found[name], gold[name]) for name in sorted(gold)}


def count_speakers(comparison: Comparison) -> Counts:
    """``speakers`` and by realisation: right, answered, right, all pairs whose gold has a speaker.

    So precision is the share of right answers, recall the accuracy, and gold less predicted the abstentions.
    """
    pairs = spoken(comparison)
    counts = {"speakers": _count_answers(comparison, pairs)}
    names = [entity for entity in comparison.gold.entities if entity.label in NAMES]
    realised = [(realisation(pair.gold, names), pair) for pair in pairs]
    for name in REALISATIONS:
        these = [pair for found, pair in realised if found == name]
        counts[f"speakers/{name}"] = _count_answers(comparison, these)
    return counts


def _count_answers(comparison: Comparison, pairs: Sequence[QuotePair]) -> tuple[float, float, float, float]:
    answered = [pair for pair in pairs if pair.predicted.speaker]
    return _tally(sum(map(comparison.same_speaker, answered)), len(answered), len(pairs))


def realisation(quote: Quote, names: Iterable[Entity]) -> str:
    """How a gold quote tells its speaker: by a name, by a common noun or office, or not at all."""
    if quote.source is None:
        return "zero"
    return "named" if any(quote.source.overlaps(name.span) for name in names) else "nominal"


def count_end_to_end(comparison: Comparison) -> Counts:
    """``end_to_end`` and by kind: pairs with IoU ≥ 0.5 and the right speaker, or rightly none."""
    found = at_least(comparison.pairs, END_TO_END_AT)
    return _by_kind("end_to_end", comparison, [pair for pair in found if comparison.same_speaker(pair)])


def count_references(comparison: Comparison) -> Counts:
    """``references``: B³ (Bagga and Baldwin 1998) on the gold mentions.

    A gold mention that no predicted reference has is a cluster of its own. A span that two references of one
    side both claim belongs to the first.
    """
    gold, predicted = _owners(comparison.gold.references), _owners(comparison.predicted.references)
    cells = Counter((owner, predicted.get(mention, mention)) for mention, owner in gold.items())
    rows, columns = Counter(gold.values()), Counter(predicted.get(mention, mention) for mention in gold)
    precision = sum(n * n / columns[column] for (_, column), n in cells.items())
    recall = sum(n * n / rows[row] for (row, _), n in cells.items())
    return {"references": (precision, len(gold), recall, len(gold))}


def _owners(references: Iterable[Reference]) -> dict[Span, str]:
    owners: dict[Span, str] = {}
    for reference in references:
        for mention in reference.mentions:
            owners.setdefault(mention, reference.id)
    return owners


def _by_kind(name: str, comparison: Comparison, right: Sequence[QuotePair]) -> Counts:
    """Counts over all quotes, whatever their kind, and for each kind over the pairs of which both have it."""
    gold, predicted = comparison.gold.quotes, comparison.predicted.quotes
    counts = {name: _tally(len(right), len(predicted), len(gold))}
    kinds = Counter(pair.gold.kind for pair in right if pair.gold.kind == pair.predicted.kind)
    by_kind = kinds, Counter(quote.kind for quote in predicted), Counter(quote.kind for quote in gold)
    for kind in QUOTE_KINDS:
        counts[f"{name}/{kind}"] = _tally(*(counter[kind] for counter in by_kind))
    return counts


def at_least(pairs: Iterable[QuotePair], threshold: float) -> list[QuotePair]:
    """The pairs with IoU ≥ threshold."""
    return [pair for pair in pairs if pair.iou >= threshold]


def spoken(comparison: Comparison) -> list[QuotePair]:
    """The pairs on which speakers are judged: IoU ≥ 0.3, and gold has a speaker."""
    return [pair for pair in at_least(comparison.pairs, SPEAKERS_AT) if pair.gold.speaker]


def unspoken(comparison: Comparison) -> list[QuotePair]:
    """The pairs with IoU ≥ 0.3 whose gold has no speaker: any predicted one is invented."""
    return [pair for pair in at_least(comparison.pairs, SPEAKERS_AT) if not pair.gold.speaker]
