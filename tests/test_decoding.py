"""The likeliest tags under IOB2, and what the scheme of the news forbids besides."""

from itertools import product

import numpy as np

from arabicnews.decoding import best_path
from arabicnews.document import Document
from arabicnews.labels import iob2_labels, is_valid_transition
from arabicnews.windows import Text


def tags_of(text, *likely, scheme="news"):
    """The best path where each word's tags are named from the likeliest on."""
    tags = iob2_labels(scheme)
    scores = np.full((len(likely), len(tags)), -9.0)
    for row, names in zip(scores, likely, strict=True):
        for rank, name in enumerate(names.split()):
            row[tags.index(name)] = -1.0 - rank
    found = Text.of(Document(text))
    assert len(found.tokens) == len(likely)
    return " ".join(tags[i] for i in best_path(scores, scheme, found))


def test_no_path_starts_inside():
    assert tags_of("قال سامي", "I-CUE B-CUE", "O", scheme="quotes") == "B-CUE O"


def test_the_path_of_nothing():
    assert best_path(np.zeros((0, len(iob2_labels("quotes")))), "quotes", Text.of(Document(""))) == []


def test_the_path_agrees_with_trying_every_sequence():
    labels = iob2_labels("anercorp")
    text = Text.of(Document("رأى سامي رامي أمس"))
    rng = np.random.default_rng(0)
    for _ in range(5):
        scores = rng.normal(size=(4, len(labels)))
        best = max(
            (p for p in product(range(len(labels)), repeat=4)
             if all(is_valid_transition(labels[a] if a is not None else None, labels[b])
                    for a, b in zip((None, *p[:-1]), p, strict=True))),
            key=lambda p: sum(scores[i, t] for i, t in enumerate(p)),
        )  # fmt: skip
        assert best_path(scores, "anercorp", text) == list(best)


def test_names_of_people_dates_and_events_that_touch_are_one():
    assert tags_of("منتظر عبد الرضا", "B-PER", "B-PER I-PER", "I-PER") == "B-PER I-PER I-PER"
    assert tags_of("آب العام الماضي", "B-DATE", "B-DATE I-DATE", "I-DATE") == "B-DATE I-DATE I-DATE"
    assert tags_of("معرض تقنيات الغد", "O B-EVENT", "B-EVENT", "I-EVENT") == "O B-EVENT I-EVENT"


def test_names_that_touch_stay_two_behind_a_conjunction_a_paragraph_and_of_other_labels():
    assert tags_of("سامي ورامي", "B-PER", "B-PER I-PER") == "B-PER B-PER"
    assert tags_of("سامي\n\nرامي", "B-PER", "B-PER I-PER") == "B-PER B-PER"
    assert tags_of("الريحانة النوارس", "B-GPE", "B-GPE I-GPE") == "B-GPE B-GPE"
    assert tags_of("سامي الثلاثاء", "B-PER", "B-DATE I-PER") == "B-PER B-DATE"


def test_what_somebody_is_does_not_begin_the_name():
    assert tags_of("الصياد عمر البحري", "B-PER O", "B-PER I-PER", "I-PER") == "O B-PER I-PER"
    assert tags_of("والصياد عمر البحري", "B-PER O", "I-PER B-PER", "I-PER") == "O B-PER I-PER"
    assert tags_of("الصياد يبتسم", "B-PER O", "O") == "B-PER O"  # no given name follows: a family name
    assert tags_of("عمر الصياد", "B-PER", "I-PER") == "B-PER I-PER"


def test_other_schemes_have_the_rules_of_iob2_alone():
    assert tags_of("الصياد عمر", "B-PERS", "B-PERS", scheme="anercorp") == "B-PERS B-PERS"
