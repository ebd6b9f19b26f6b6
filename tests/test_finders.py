import numpy as np
import pytest

from arabicnews import finders
from arabicnews.document import Cue, Document, Entity, Quote, Span
from arabicnews.finders import CONTENT_CUE, CUE_SOURCE, Part
from arabicnews.labels import TagSpan, iob2_labels
from arabicnews.references import resolve
from arabicnews.windows import Text
from arabicnews.words import tokenize

QUOTES = iob2_labels("quotes")


def text_of(string):
    return Text.of(Document(string))


def logits(tags, scheme="quotes", sure=5.0):
    labels = iob2_labels(scheme)
    found = np.zeros((len(tags), len(labels)))
    for row, tag in enumerate(tags):
        found[row, labels.index(tag)] = sure
    return found


def test_parts_are_trimmed_to_words_and_scored():
    text = text_of("قال «نعم» .")
    found = finders.find_parts(
        logits(["B-CUE", "B-DIRECT", "I-DIRECT", "I-DIRECT", "I-DIRECT"]), "quotes", text
    )
    assert [(p.label, p.start, p.end) for p in found] == [("CUE", 0, 1), ("DIRECT", 2, 3)]
    inside = np.exp(5) + 1  # B and I of one label count together
    assert found[1].score == pytest.approx(inside / (inside + 9))


def test_a_part_of_marks_alone_is_dropped():
    assert finders.find_parts(logits(["B-DIRECT", "I-DIRECT"]), "quotes", text_of("« »")) == []


@pytest.mark.parametrize(
    "start, end, snapped",
    [(4, 6, (3, 7)), (3, 9, (3, 7)), (1, 7, (3, 7))],
)
def test_direct_content_ends_where_the_marks_end(start, end, snapped):
    text = text_of("قال : « لن نتراجع عن موقفنا » أبدا")
    found = finders.snap_to_marks([Part("DIRECT", start, end, 1.0)], text)
    assert [(p.label, p.start, p.end) for p in found] == [("DIRECT", *snapped)]


def test_indirect_content_inside_marks_is_direct_and_round_them_is_left():
    text = text_of("قال إن « لن نتراجع » أبدا")
    inside, around = Part("INDIRECT", 3, 5, 1.0), Part("INDIRECT", 3, 7, 1.0)
    assert finders.snap_to_marks([inside], text)[0].label == "DIRECT"
    assert finders.snap_to_marks([around], text) == [around]


def test_content_takes_the_extent_of_the_rules_content_that_it_agrees_with():
    cue, content = Part("CUE", 0, 1, 1.0), Part("INDIRECT", 3, 5, 0.9)
    assert finders.take_extents([cue, content], [TagSpan(2, 8, "MIXED")]) == [
        cue,
        Part("INDIRECT", 2, 8, 0.9),
    ]
    assert finders.take_extents([cue, content], [TagSpan(4, 9, "INDIRECT")]) == [
        cue,
        content,
    ]  # half shared only
    assert finders.take_extents([cue, content], [TagSpan(0, 8, "INDIRECT")]) == [cue, content]  # over the cue
    assert finders.take_extents([cue, content], [TagSpan(3, 4, "CUE")]) == [cue, content]


def test_candidates_are_the_nearest_and_know_what_lies_between():
    text = text_of("قال الوزير إن الماء كاف. وأضاف أن السد آمن.")
    parts = [Part("CUE", 0, 1, 1.0), Part("SOURCE", 1, 2, 1.0), Part("INDIRECT", 3, 5, 1.0),
             Part("CUE", 6, 7, 1.0), Part("INDIRECT", 8, 10, 1.0)]  # fmt: skip
    found = finders.link_problems(parts, CONTENT_CUE, [2, 4], text)
    assert found.choices == ((3, 0), (3, 0))
    assert found.mask.tolist() == [[True, True, *[False] * 6]] * 2
    assert found.features[0, 0].tolist() == [2 + 16, 0 + 8, 1, 0]  # after, one token and a full stop between
    assert found.features[1, 1].tolist() == [6, 1, 1, 0]  # before, one rival and a full stop between


def test_no_dependents_no_problems():
    found = finders.link_problems([], CUE_SOURCE, [], text_of("نص"))
    assert found.dependent.shape == (0, 2)
    assert found.candidates.shape == (0, finders.CANDIDATES, 2)


def test_pieces_that_share_a_cue_are_one_quote():
    text = text_of("« لن نعود » ، قال الوزير ، « مهما كلف الأمر »")
    parts = [
        Part("DIRECT", 1, 3, 0.9),
        Part("CUE", 5, 6, 0.8),
        Part("SOURCE", 6, 7, 1.0),
        Part("DIRECT", 9, 12, 0.7),
    ]
    quotes = finders.assemble(parts, {0: (1, 1.0), 3: (1, 0.5)}, {1: (2, 1.0)}, text)
    assert len(quotes) == 1
    quote = quotes[0]
    assert [(s.start, s.end) for s in quote.content] == [(2, 9), (29, 43)]
    assert quote.kind == "direct" and quote.cue.score == 0.8 and quote.source is not None
    assert quote.score == pytest.approx((0.9 + 0.35) / 2)


def test_how_sure_a_source_is_stands_ready_for_the_speaker():
    text = text_of("قال سامي نعم")
    parts = [Part("CUE", 0, 1, 0.8), Part("SOURCE", 1, 2, 0.9), Part("INDIRECT", 2, 3, 0.7)]
    (sourced,) = finders.assemble(parts, {2: (0, 1.0)}, {0: (1, 0.5)}, text)
    assert sourced.speaker_score == pytest.approx(0.9 * 0.5)
    (dropped,) = finders.assemble(parts, {2: (0, 1.0)}, {0: (None, 0.6)}, text)
    assert dropped.source is None and dropped.speaker_score == pytest.approx(0.6)


def test_a_speaker_is_no_surer_than_its_source():
    text = "قال سامي نعم"
    name = [Entity(Span(4, 8), "PER")]
    scores = []
    for sure in (None, 1.0, 0.5):
        quote = Quote("indirect", (Span(9, 12),), Cue(Span(0, 3)), Span(4, 8), speaker_score=sure)
        scores.append(resolve(text, tokenize(text), name, [quote]).quotes[0].speaker_score)
    assert scores[0] == scores[1] == pytest.approx(2 * scores[2], abs=1e-3)


def test_content_without_a_cue_is_a_quote_of_its_own_and_pieces_of_two_kinds_are_mixed():
    text = text_of("أ ب ج د ه")
    parts = [
        Part("DIRECT", 0, 1, 1.0),
        Part("CUE", 1, 2, 1.0),
        Part("INDIRECT", 2, 3, 1.0),
        Part("DIRECT", 4, 5, 1.0),
    ]
    quotes = finders.assemble(parts, {0: (1, 1.0), 2: (1, 1.0), 3: (None, 1.0)}, {}, text)
    assert [(q.kind, len(q.content), q.cue is None) for q in quotes] == [
        ("mixed", 2, False),
        ("direct", 1, True),
    ]
