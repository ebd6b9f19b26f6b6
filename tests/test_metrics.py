"""Entities and quotes, on documents small enough to count by hand."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest
from metrics_documents import (
    TEXT,
    counts,
    entities,
    measures,
    one,
    quote,
    quotes,
    word,
)
from seqeval.metrics import classification_report
from seqeval.scheme import IOB2

from arabicnews import words
from arabicnews.document import ENTITY_LABELS, Document, Entity, Span
from arabicnews.metrics import (
    evaluate,
)
from arabicnews.metrics.alignment import align, align_quotes

# Entities


def test_entities_are_right_only_with_span_and_label():
    gold = entities((word(0, 1), "PER"), (word(3), "GPE"), (word(5), "GPE"), (word(7), "DATE"))
    predicted = entities((word(0, 1), "PER"), (word(3), "LOC"), (word(5, 6), "GPE"))
    report = one(gold, predicted)
    assert measures(report, "entities") == pytest.approx((1 / 3, 1 / 4, 2 / 7))
    assert measures(report, "entities/PER") == pytest.approx((1.0, 1.0, 1.0))
    assert measures(report, "entities/GPE") == pytest.approx((0.0, 0.0, 0.0))
    assert measures(report, "entities/LOC") == pytest.approx((0.0, None, 0.0))
    assert measures(report, "entities/DATE") == pytest.approx((None, 0.0, 0.0))
    assert counts(report, "entities/GPE") == (0, 1, 2)
    assert list(report.group("entities")) == ["PER", "GPE", "LOC", "DATE"]  # the rulebook's order
    assert measures(report, "entity_spans") == pytest.approx((2 / 3, 2 / 4, 4 / 7))
    # Gold has 5 labelled words, the prediction 5, and 3 have one label: two of PER and one of GPE.
    assert counts(report, "entity_words") == (3, 5, 5)


def test_confusion_counts_equal_spans_the_missed_and_the_spurious():
    gold = entities((word(0), "PER"), (word(1), "GPE"), (word(2), "GPE"), (word(3), "XYZ"))
    predicted = entities((word(0), "PER"), (word(1), "LOC"), (word(3), "XYZ"), (word(4, 5), "ORG"))
    found = one(gold, predicted).confusion
    assert found == {
        "PER": {"PER": 1},
        "GPE": {"LOC": 1, "missed": 1},
        "XYZ": {"XYZ": 1},
        "spurious": {"ORG": 1},
    }
    assert list(found) == ["PER", "GPE", "XYZ", "spurious"]


def _random_entities(chance: random.Random, tokens: list[words.Token]) -> tuple[Entity, ...]:
    found, at = [], 0
    while at < len(tokens):
        size = chance.choice([1, 1, 2, 3])
        if chance.random() < 0.4 and at + size <= len(tokens):
            span = Span(tokens[at].start, tokens[at + size - 1].end)
            found.append(Entity(span, chance.choice(ENTITY_LABELS[:4])))
            at += size
        else:
            at += 1
    return tuple(found)


def _iob2(document: Document, tokens: list[words.Token]) -> list[str]:
    tags = []
    for token in tokens:
        inside = [e for e in document.entities if e.start <= token.start and token.end <= e.end]
        prefix = ("B-" if inside[0].start == token.start else "I-") if inside else "O"
        tags.append(prefix + (inside[0].label if inside else ""))
    return tags


@pytest.mark.parametrize("seed", range(5))
def test_entities_agree_with_seqeval(seed):
    chance = random.Random(seed)
    gold, predicted, true, tagged = [], [], [], []
    for number in range(20):
        text = " ".join(chance.choice(["قال", "وليد", "في", "3.5%", "«", "دمشق", "."]) for _ in range(30))
        tokens = words.tokenize(text)
        first = Document(text, str(number), entities=_random_entities(chance, tokens))
        kept = [e for e in first.entities if chance.random() < 0.6]
        free = [e for e in _random_entities(chance, tokens) if not any(e.span.overlaps(k.span) for k in kept)]
        second = Document(text, str(number), entities=(*kept, *free))
        gold.append(first)
        predicted.append(second)
        true.append(_iob2(first, tokens))
        tagged.append(_iob2(second, tokens))
    expected = classification_report(true, tagged, output_dict=True, mode="strict", scheme=IOB2)
    report = evaluate(gold, predicted, resamples=0)
    assert set(report.group("entities")) == {"PER", "TITLE", "ORG", "NORP"}
    for name, row in [("entities", "micro avg"), *((f"entities/{x}", x) for x in report.group("entities"))]:
        score, theirs = report.scores[name], expected[row]
        ours = (score.precision, score.recall, score.f1, score.gold)
        want = (theirs["precision"], theirs["recall"], theirs["f1-score"], theirs["support"])
        assert ours == pytest.approx(want)
        assert 0 < score.f1 < 1


# Alignment of quotes


def test_iou_counts_the_characters_of_all_pieces():
    gold = quote(word(0, 1), word(4, 5))  # 9 + 9 characters
    predicted = quote(word(1, 4))  # 19 characters, of which 4 + 4 in common
    (pair,) = align_quotes([gold], [predicted])
    assert pair.iou == 8 / 29


def test_alignment_maximises_the_total_not_the_first_best():
    gold = [quote(word(0, 3)), quote(word(4, 5))]  # 19 and 9 characters
    predicted = [quote(word(0, 4)), quote(word(0, 2))]
    # Greedily the first would take 19/24 and leave nothing to the second; 14/19 + 4/29 is more.
    found = {(p.gold.start, p.predicted.end): p.iou for p in align_quotes(gold, predicted)}
    assert found == {(0, word(2).end): 14 / 19, (word(4).start, word(4).end): 4 / 29}


def test_quotes_without_a_common_character_are_not_paired():
    assert align_quotes([quote(word(0))], [quote(word(1))]) == ()
    assert align_quotes([], [quote(word(1))]) == align_quotes([quote(word(1))], []) == ()


def test_of_two_equal_predictions_the_first_is_aligned():
    gold = quotes(quote(word(0, 3), kind="direct"))
    twice = quotes(quote(word(0, 3), kind="direct"), quote(word(0, 3), kind="indirect"))
    (pair,) = align(gold, twice).pairs
    assert pair.predicted.kind == "direct"
    assert measures(one(gold, twice), "quotes@0.8") == pytest.approx((1 / 2, 1.0, 2 / 3))


# Parts


def test_parts_of_aligned_quotes_exactly_and_by_words():
    gold = quotes(
        quote(word(2, 5), cue=word(0), source=word(1)),
        quote(word(8, 9), cue=word(7)),
        quote(word(11), cue=word(10)),
    )
    predicted = quotes(
        quote(word(2, 5), cue=word(0), source=word(0, 1)),
        quote(word(8, 9), source=word(6, 7)),
        quote(word(6), cue=word(10)),  # shares no content with a gold quote: spurious with all its parts
    )
    report = one(gold, predicted)
    assert counts(report, "cue") == (1, 2, 3)
    assert measures(report, "cue") == pytest.approx((1 / 2, 1 / 3, 2 / 5))
    assert counts(report, "source") == (0, 2, 1)
    assert measures(report, "source") == pytest.approx((0.0, 0.0, 0.0))
    assert counts(report, "content") == (2, 3, 3)
    assert counts(report, "cue_words") == (1, 2, 3)
    assert counts(report, "source_words") == (1, 4, 1)
    assert counts(report, "content_words") == (6, 7, 7)


def test_a_part_that_neither_side_has_is_undefined_and_not_right():
    report = one(quotes(quote(word(2))), quotes(quote(word(2))))
    assert measures(report, "source") == pytest.approx((None, None, None))
    assert counts(report, "source") == (0, 0, 0)
    assert report.headline["source_f1"] is None


def test_words_in_pieces_count_and_marks_do_not():
    text = "قالت: «لن نسافر»، ثم «عدنا»."
    first, second = Span(7, 15), Span(22, 26)
    assert (text[7:15], text[22:26]) == ("لن نسافر", "عدنا")
    gold = Document(text, quotes=(quote(first, second),))
    predicted = Document(text, quotes=(quote(Span(7, 26)),))  # runs across the marks and «ثم»
    report = one(gold, predicted)
    assert counts(report, "content") == (0, 1, 1)
    assert counts(report, "content_words") == (3, 4, 3)


def test_a_word_is_in_a_span_if_they_share_a_character():
    comparison = align(Document(TEXT), Document(TEXT))
    assert comparison.words_in([word(1)]) == {1}
    assert comparison.words_in([Span(4, 10)]) == {1}  # from the blank before the word to the one behind it
    assert comparison.words_in([Span(3, 6)]) == {0, 1}
    assert comparison.words_in([Span(4, 5)]) == comparison.words_in([]) == set()
    assert comparison.words_in([word(0), word(11)]) == {0, 11}


# Quotes found


def test_quotes_found_overall_and_by_kind():
    gold = quotes(
        quote(word(0, 3)),
        quote(word(4, 5)),
        quote(word(6, 7), kind="indirect"),
        quote(word(8, 10), kind="mixed"),
    )
    predicted = quotes(
        quote(word(0, 3)),  # IoU 1
        quote(word(4, 5), kind="indirect"),  # IoU 1, wrong kind
        quote(word(6), kind="indirect"),  # IoU 4/9
    )
    report = one(gold, predicted)
    assert measures(report, "quotes@0.3") == pytest.approx((1.0, 3 / 4, 6 / 7))
    assert measures(report, "quotes@0.8") == pytest.approx((2 / 3, 2 / 4, 4 / 7))
    assert measures(report, "quotes@0.3/direct") == pytest.approx((1.0, 1 / 2, 2 / 3))
    assert measures(report, "quotes@0.3/indirect") == pytest.approx((1 / 2, 1.0, 2 / 3))
    assert measures(report, "quotes@0.8/indirect") == pytest.approx((0.0, 0.0, 0.0))
    assert measures(report, "quotes@0.8/mixed") == pytest.approx((None, 0.0, 0.0))
    assert report.scores["kind_accuracy@0.3"].accuracy == 2 / 3
    assert report.scores["kind_accuracy@0.8"].accuracy == 1 / 2


def test_a_threshold_includes_its_own_value():
    gold, predicted = Span(0, 10), Span(0, 8)
    report = one(quotes(quote(gold)), quotes(quote(predicted)))
    assert counts(report, "quotes@0.8") == (1, 1, 1)
    report = one(quotes(quote(gold)), quotes(quote(Span(0, 3))))
    assert counts(report, "quotes@0.3") == (1, 1, 1)
    assert counts(report, "quotes@0.8") == (0, 1, 1)


def test_recall_by_cue_family():
    text = "قال نعم وأكد لا ثم كلا"
    gold = Document(
        text,
        quotes=(
            quote(Span(4, 7), cue=Span(0, 3)),
            quote(Span(13, 15), cue=Span(8, 12)),
            quote(Span(19, 22)),
        ),
    )
    predicted = Document(text, quotes=(quote(Span(4, 7)), quote(Span(19, 22))))
    report = one(gold, predicted, family={"قال": "saying"}.get)
    assert report.scores["cue_family@0.8/saying"].recall == 1.0
    assert report.scores["cue_family@0.8/other"].recall == 0.0
    assert report.scores["cue_family@0.8/no cue"].recall == 1.0
    assert "| saying | 100.0 | 100.0 | – | 1 |" in report.to_markdown()
    assert "cue_family@0.8/other" not in one(gold, predicted).scores


def test_metrics_load_no_torch():
    code = "import sys, arabicnews.metrics; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
