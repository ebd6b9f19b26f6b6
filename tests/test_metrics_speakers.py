"""Speakers, references and what scores are worth, counted by hand."""

from __future__ import annotations

import pytest
from metrics_documents import (
    HADI,
    SALMA,
    TEXT,
    counts,
    measures,
    one,
    quote,
    quotes,
    word,
)

from arabicnews.document import Document, Entity, Reference, Span
from arabicnews.metrics import (
    Bin,
    Point,
    calibration,
    precision_coverage,
)
from arabicnews.metrics.alignment import align

# Speakers and references


def test_speakers_by_realisation_with_abstentions_and_inventions():
    gold = quotes(
        quote(word(1), source=word(0), speaker=SALMA),  # named
        quote(word(3), source=word(2), speaker=SALMA),  # nominal: word 2 is no name, only a title
        quote(word(5), speaker=SALMA),  # zero
        quote(word(6), speaker=HADI),  # zero
        quote(word(9)),  # gold does not know
        quote(word(10)),
        references=(SALMA, HADI),
        entities=(Entity(word(0), "PER"), Entity(word(2), "TITLE")),
    )
    salma = Reference("x", "PER", "أخرى", (word(0), word(4)))
    hadi = Reference("y", "PER", "أخرى", (word(8),))
    predicted = quotes(
        quote(word(1), speaker=salma),
        quote(word(3), speaker=hadi),
        quote(word(5), speaker=salma),
        quote(word(6)),
        quote(word(9), speaker=hadi),
        quote(word(10)),
        references=(salma, hadi),
    )
    report = one(gold, predicted)
    assert counts(report, "speakers") == (2, 3, 4)  # right, answered, all
    assert report.scores["speakers"].precision == 2 / 3
    assert report.scores["speakers"].accuracy == 2 / 4
    assert counts(report, "speakers/named") == (1, 1, 1)
    assert counts(report, "speakers/nominal") == (0, 1, 1)
    assert counts(report, "speakers/zero") == (1, 1, 2)
    assert (report.speakerless, report.invented) == (2, 1)
    assert report.headline["speaker_accuracy"] == 1 / 2
    # Right end to end: the two right answers and the quote that has no speaker on either side.
    assert measures(report, "end_to_end") == pytest.approx((3 / 6, 3 / 6, 1 / 2))
    markdown = report.to_markdown()
    assert "| zero | 50.0 | – | 100.0 | 1 | 0 | 1 |" in markdown
    assert "Quotes without a speaker in gold: 2, of which 1 were given one." in markdown


def test_end_to_end_needs_iou_of_one_half_and_the_kind_only_by_kind():
    gold = quotes(
        quote(Span(0, 10), speaker=SALMA),
        quote(Span(20, 30), speaker=SALMA),
        quote(Span(40, 50), speaker=SALMA),
        references=(SALMA,),
    )
    predicted = quotes(
        quote(Span(0, 5), speaker=SALMA),  # IoU 1/2
        quote(Span(20, 24), speaker=SALMA),  # IoU 2/5
        quote(Span(40, 50), kind="indirect", speaker=SALMA),
        references=(SALMA,),
    )
    report = one(gold, predicted)
    assert counts(report, "end_to_end") == (2, 3, 3)
    assert counts(report, "end_to_end/direct") == (1, 2, 3)
    assert counts(report, "end_to_end/indirect") == (0, 1, 0)
    assert measures(report, "end_to_end/mixed") == pytest.approx((None, None, None))
    assert counts(report, "speakers") == (3, 3, 3)


def _maps(gold: list[Reference], predicted: list[Reference]) -> dict[str, str]:
    mapped = align(Document(TEXT, references=tuple(gold)), Document(TEXT, references=tuple(predicted)))
    return dict(mapped.references)


def test_a_reference_is_the_one_of_most_shared_mentions():
    a = Reference("a", "PER", "ليلى", (word(0), word(1)))
    b = Reference("b", "PER", "سامي", (word(2), word(3)))
    assert _maps([a, b], [Reference("p", "PER", "ليلى", (word(0), word(2), word(3)))]) == {"p": "b"}
    assert _maps([a, b], [Reference("p", "PER", "سامي", (word(2), word(1)))]) == {
        "p": "a"
    }  # a tie: the first
    assert _maps([b, a], [Reference("p", "PER", "سامي", (word(2), word(1)))]) == {"p": "b"}
    assert _maps([a, b], [Reference("p", "PER", "سامي", (word(0, 1),))]) == {"p": "b"}  # spans must be equal


def test_without_shared_mentions_the_name_decides():
    a = Reference("a", "PER", "أحمد مُصطفى", (word(0),))
    b = Reference("b", "PER", "احمد مصطفي")
    assert _maps([a, b], [Reference("p", "GROUP", "احمد  «مصطفي»", (word(5),))]) == {"p": "a"}
    assert _maps([a], [Reference("p", "PER", "أحمد", (word(5),))]) == {}
    assert _maps([Reference("a", "GROUP", "…")], [Reference("p", "GROUP", "؟")]) == {}


def test_joint_speakers_are_right_by_reference_or_by_members():
    both = Reference("g3", "GROUP", "سلمى وهادي", (word(10),), ("g1", "g2"))
    gold = quotes(quote(word(6), speaker=both), references=(SALMA, HADI, both))
    salma = Reference("p1", "PER", "س", (word(0),))
    hadi = Reference("p2", "PER", "ه", (word(8),))
    other = Reference("p3", "PER", "غيرهما", (word(11),))

    def accuracy(joint: Reference) -> float:
        found = quotes(quote(word(6), speaker=joint), references=(*{salma, hadi, other, joint},))
        return one(gold, found).scores["speakers"].accuracy

    assert accuracy(Reference("p", "GROUP", "كلاهما", (word(10),))) == 1.0
    assert accuracy(Reference("p", "GROUP", "كلاهما", (), ("p2", "p1"))) == 1.0
    assert accuracy(Reference("p", "GROUP", "كلاهما", (), ("p1",))) == 0.0
    assert accuracy(Reference("p", "GROUP", "كلاهما", (), ("p1", "p2", "p3"))) == 0.0
    assert accuracy(salma) == 0.0


def _clusters(*clusters: str) -> Document:
    """References by their mentions: one hexadecimal digit for each word."""
    return Document(
        TEXT,
        references=tuple(
            Reference(f"r{n}", "PER", f"اسم{n}", tuple(word(int(digit, 16)) for digit in cluster))
            for n, cluster in enumerate(clusters)
        ),
    )


def test_b_cubed_on_the_example_of_bagga_and_baldwin():
    key = _clusters("01234", "56", "789ab")
    first = one(key, _clusters("01234", "56789ab")).scores["references"]
    assert (first.precision, first.recall) == pytest.approx((16 / 21, 1.0))  # 76 %
    second = one(key, _clusters("01234789ab", "56")).scores["references"]
    assert (second.precision, second.recall) == pytest.approx((7 / 12, 1.0))  # 58 %
    assert second.f1 == pytest.approx(14 / 19)
    swapped = one(_clusters("01234", "56789ab"), key).scores["references"]
    assert (swapped.precision, swapped.recall) == pytest.approx((1.0, 16 / 21))


def test_b_cubed_takes_missed_mentions_as_singletons_and_ignores_spurious_ones():
    report = one(_clusters("0123"), _clusters("01ab", "2"))
    score = report.scores["references"]
    # Clusters on the gold mentions: {0, 1}, {2}, {3}. Recall (2 · 2/4 + 1/4 + 1/4) / 4.
    assert (score.precision, score.recall, score.f1) == (1.0, 3 / 8, 6 / 11)
    assert (score.right, score.found, score.gold) == (4, 1.5, 4)


def test_b_cubed_gives_a_span_of_two_references_to_the_first():
    score = one(_clusters("01", "12"), _clusters("01", "2")).scores["references"]
    assert (score.precision, score.recall, score.gold) == (1.0, 1.0, 3)
    score = one(_clusters("01", "2"), _clusters("01", "12")).scores["references"]
    assert (score.precision, score.recall, score.gold) == (1.0, 1.0, 3)


# Scores


def test_precision_coverage_has_a_point_for_each_score():
    answers = [(0.9, True), (0.9, False), (0.5, True), (0.2, False)]
    assert precision_coverage(answers, total=5) == (
        Point(0.2, 4 / 5, 2 / 4),
        Point(0.5, 3 / 5, 2 / 3),
        Point(0.9, 2 / 5, 1 / 2),
    )
    assert precision_coverage([], total=3) == precision_coverage([], total=0) == ()
    assert precision_coverage([(None, True), (0.4, False)], total=2) == (
        Point(0.4, 1.0, 0.5),
        Point(1.0, 0.5, 1.0),
    )


def test_precision_coverage_keeps_both_ends_of_many_scores():
    curve = precision_coverage([(n / 1000, True) for n in range(500)], total=500)
    assert len(curve) == 50
    assert curve[0] == Point(0.0, 1.0, 1.0)
    assert curve[-1] == Point(0.499, 1 / 500, 1.0)


def test_calibration_on_hand_counted_bins():
    found = calibration([(0.1, False), (0.3, True), (0.35, False), (1.0, True)], bins=10)
    assert found.bins == (
        Bin(0.1, 0.2, 1, 0.1, 0.0),
        Bin(0.3, 0.4, 2, pytest.approx(0.325), 0.5),
        Bin(0.9, 1.0, 1, 1.0, 1.0),
    )
    assert found.error == pytest.approx((0.1 + 2 * 0.175 + 0.0) / 4)
    assert found.size == 4
    nothing = calibration([])
    assert (nothing.bins, nothing.error, nothing.size) == ((), None, 0)


@pytest.mark.parametrize(
    ("pairs", "bins", "message"), [([(1.2, True)], 10, "a score is 1.2"), ([], 0, "bins is 0")]
)
def test_calibration_refuses(pairs, bins, message):
    with pytest.raises(ValueError, match=message):
        calibration(pairs, bins)


def test_curve_and_calibration_of_a_document():
    gold = quotes(
        quote(word(0), speaker=SALMA),
        quote(word(2), speaker=SALMA),
        quote(word(4), speaker=HADI),
        quote(word(6)),
        quote(word(9)),
        references=(SALMA, HADI),
        entities=(Entity(word(0), "PER"),),
    )
    predicted = quotes(
        quote(word(0), speaker=SALMA, speaker_score=0.95, score=0.9),
        quote(word(2), speaker=HADI, speaker_score=0.55, score=0.9),
        quote(word(4), score=0.9),
        quote(word(6), speaker=HADI, speaker_score=0.75, score=0.9),
        quote(Span(45, 47), score=0.2),  # IoU 1/2: not right as a quote
        references=(SALMA, HADI),
        entities=(Entity(word(0), "PER", 0.8), Entity(word(1), "PER", 0.6), Entity(word(2), "PER")),
    )
    report = one(gold, predicted)
    assert report.curve == (Point(0.55, 2 / 3, 1 / 2), Point(0.95, 1 / 3, 1.0))
    assert report.calibration["entities"].error == pytest.approx((0.2 + 0.6) / 2)
    assert report.calibration["quotes"].error == pytest.approx((4 * 0.1 + 0.2) / 5)
    # The speaker of a quote whose gold has none is wrong.
    assert report.calibration["speakers"].error == pytest.approx((0.05 + 0.55 + 0.75) / 3)
    assert "| 0.550 | 66.7 | 50.0 |" in report.to_markdown()
