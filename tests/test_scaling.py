"""Scores made probabilities."""

import random

import pytest

from arabicnews.document import Cue, Document, Entity, Quote, Reference, Span
from arabicnews.finetuning.calibration import fit
from arabicnews.metrics import evaluate
from arabicnews.scaling import log_odds, scale, spans_of, speakers_of, without_doubtful

SPEAKER = Reference("r1", "PER", "سمير", (Span(0, 4),))


def document(entity=0.9, quote=0.8, speaker=0.7):
    return Document(
        "سمير قال نعم",
        id="a",
        entities=(Entity(Span(0, 4), "PER", entity, SPEAKER),),
        quotes=(
            Quote("indirect", (Span(9, 12),), Cue(Span(5, 8), 0.6), Span(0, 4), SPEAKER, quote, speaker),
        ),
        references=(SPEAKER,),
    )


def test_each_kind_of_score_has_its_own_line_and_the_rest_stays():
    found = scale(document(), {"entities": [0.0, 1.0], "speakers": [-1.0, 0.5]})
    assert found.entities[0].score == 0.9 and found.quotes[0].score == 0.8
    assert found.quotes[0].speaker_score == round(1 / (1 + 2.718281828 ** (1 - 0.5 * log_odds(0.7))), 4)
    assert found.quotes[0].cue.score == 0.6 and found.entities[0].reference == SPEAKER
    assert found.text == document().text and found.references == document().references


def test_no_line_and_no_score_change_nothing():
    assert scale(document(), {}) == document()
    gold = document(None, None, None)
    assert scale(gold, {"entities": [1.0, 2.0], "quotes": [1.0, 2.0], "speakers": [1.0, 2.0]}) == gold


@pytest.mark.parametrize("score", [0.0, 1.0])
def test_certainty_stays_a_probability(score):
    found = scale(document(score), {"entities": [3.0, 2.0]}).entities[0].score
    assert abs(found - score) < 1e-4


def names(scores, right):
    """A document of one-word names with these scores, and its gold: a wrong one has another label."""
    text = " ".join("ا" for _ in scores)
    spans = [Span(2 * i, 2 * i + 1) for i in range(len(scores))]
    predicted = Document(
        text, entities=tuple(Entity(s, "PER", x) for s, x in zip(spans, scores, strict=True))
    )
    labels = ["PER" if yes else "ORG" for yes in right]
    gold = Document(text, entities=tuple(Entity(s, label) for s, label in zip(spans, labels, strict=True)))
    return gold, predicted


def test_a_fitted_line_makes_overconfident_scores_reliable():
    rng = random.Random(1)
    scores = [rng.uniform(0.5, 1) for _ in range(4000)]
    right = [rng.random() < (0.3 + 0.5 * (score - 0.5)) for score in scores]
    gold, predicted = names(scores, right)
    lines = fit([gold], [predicted])
    assert list(lines) == ["entities"]
    before = evaluate([gold], [predicted], resamples=0).calibration["entities"].error
    after = evaluate([gold], [scale(predicted, lines)], resamples=0).calibration["entities"].error
    assert before > 0.3 and after < 0.03


def test_few_answers_and_scores_that_mislead_have_no_line():
    assert fit(*([d] for d in names([0.9] * 30, [True] * 25 + [False] * 5))) == {}
    misleading = [0.9] * 40 + [0.6] * 40
    assert fit(*([d] for d in names(misleading, [False] * 40 + [True] * 40))) == {}


def test_lines_are_parted_by_what_they_are_for():
    lines = {"entities": [0.0, 1.0], "quotes": [0.0, 1.0], "speakers": [1.0, 2.0]}
    assert spans_of(lines) == {"entities": [0.0, 1.0], "quotes": [0.0, 1.0]}
    assert speakers_of(lines) == {"speakers": [1.0, 2.0]}


def doubtful(score, *, speaks=False, again=None):
    """A city named once or twice, with these scores; perhaps it speaks."""
    city = Reference("r1", "GPE", "ساحل", (Span(0, 4), Span(5, 9)))
    entities = [Entity(Span(0, 4), "GPE", score, city)]
    entities += [Entity(Span(5, 9), "GPE", again, city)] if again is not None else []
    quotes = (Quote("indirect", (Span(10, 14),), speaker=city, score=0.9),) if speaks else ()
    return Document("ساحل ساحل تقول", entities=tuple(entities), quotes=quotes, references=(city,))


def test_a_doubtful_entity_goes_and_its_reference_with_it():
    assert without_doubtful(doubtful(0.4), 0.4) == doubtful(0.4)
    left = without_doubtful(doubtful(0.39), 0.4)
    assert left.entities == () and left.references == () and left.text == doubtful(0.39).text


def test_a_doubtful_entity_stays_where_the_same_one_is_surely_named_elsewhere():
    document = doubtful(0.2, again=0.8)
    assert without_doubtful(document, 0.4) == document


def test_the_reference_of_a_speaker_stays():
    left = without_doubtful(doubtful(0.2, speaks=True), 0.4)
    assert left.entities == () and [r.id for r in left.references] == ["r1"]
    assert left.quotes[0].speaker.name == "ساحل"


def test_what_a_person_annotated_is_never_doubtful():
    assert without_doubtful(doubtful(None), 1.0) == doubtful(None)
