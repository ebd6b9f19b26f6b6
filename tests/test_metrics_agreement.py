"""Agreement of annotators: hand-counted, and on Krippendorff's own examples."""

from __future__ import annotations

import json

import pytest
from metrics_documents import (
    HADI,
    RIGHT,
    SALMA,
    entities,
    quote,
    quotes,
    word,
)

from arabicnews.document import Entity
from arabicnews.metrics import (
    Agreement,
    agreement,
    krippendorff_alpha,
)

# Agreement


def test_krippendorff_alpha_on_his_own_examples():
    # «Computing Krippendorff's Alpha-Reliability»: two observers, binary; four observers with gaps, nominal.
    two = zip("0100000010", "1110010000", strict=True)
    assert krippendorff_alpha(two) == pytest.approx(0.095, abs=5e-4)
    four = zip("123321412...", "1233224125.3", ".33323422" + "51.", "12332441251.", strict=True)
    units = [[None if value == "." else value for value in unit] for unit in four]
    assert krippendorff_alpha(units) == pytest.approx(0.743, abs=5e-4)


def test_krippendorff_alpha_where_it_is_full_or_undefined():
    assert krippendorff_alpha([("a", "a"), ("b", "b")]) == 1.0
    assert krippendorff_alpha([("a", "a"), ("a", "a")]) is None
    assert krippendorff_alpha([("a", None), ("b",)]) is None
    assert krippendorff_alpha([]) is None


def test_agreement_of_two_annotators():
    first = quotes(
        quote(word(2, 5), cue=word(0), source=word(1), speaker=SALMA),
        quote(word(8, 9)),
        references=(SALMA,),
        entities=(Entity(word(1), "PER"), Entity(word(7), "GPE")),
    )
    second = quotes(
        quote(word(2, 5), cue=word(0), speaker=SALMA),
        quote(word(8, 9), kind="mixed", speaker=HADI),
        references=(SALMA, HADI),
        entities=(Entity(word(1), "PER"), Entity(word(6, 7), "GPE")),
    )
    found = agreement([first], [second], resamples=0)
    assert found.documents == 1
    assert found.scores["entities"].f1 == 1 / 2
    assert found.scores["entities/GPE"].f1 == 0.0
    assert found.scores["entity_words"].f1 == 4 / 5
    assert found.scores["cue"].f1 == found.scores["content_words"].f1 == 1.0
    assert found.scores["source"].f1 == 0.0
    assert found.scores["kind_accuracy@0.3"].accuracy == 1 / 2
    assert found.scores["speaker_agreement"].accuracy == 1 / 2
    # Entities: 12 words, 24 values (O 19, GPE 3, PER 2), one disagreement counted both ways.
    assert found.alpha["entities"] == pytest.approx(1 - 23 * 2 / (24**2 - 19**2 - 3**2 - 2**2))
    # Parts: CUE 2, SOURCE 1, DIRECT 10, MIXED 2, O 9; words 1, 8 and 9 differ.
    expected = 24**2 - (2**2 + 1 + 10**2 + 2**2 + 9**2)
    assert found.alpha["quote_parts"] == pytest.approx(1 - 23 * 6 / expected)


def test_agreement_is_the_same_the_other_way_round():
    first, second = entities((word(0), "PER"), (word(2), "ORG")), entities((word(0), "PER"))
    one_way, other_way = agreement([first], [second]), agreement([second], [first])
    assert one_way.alpha == other_way.alpha
    assert {name: score.f1 for name, score in one_way.scores.items()} == {
        name: score.f1 for name, score in other_way.scores.items()
    }


def test_agreement_as_markdown_and_json():
    found = agreement([RIGHT] * 2, [RIGHT] * 2)
    markdown = found.to_markdown(level=4)
    assert markdown.startswith("#### Agreement (2 documents)\n")
    assert "| entities | 100.0 | 100.0 | 100.0 | 100.0 to 100.0 | 2 | 2 |" in markdown
    assert "| speaker_agreement | – | – | 0 |" in markdown
    assert "| entities | 1.000 |\n| quote_parts | – |" in markdown
    assert found._repr_markdown_().startswith("## Agreement")
    assert Agreement.from_dict(json.loads(json.dumps(found.to_dict()))) == found


def test_a_part_inside_a_content_is_the_part():
    inner = quotes(quote(word(0, 4), cue=word(2)))
    found = agreement([inner], [quotes(quote(word(0, 1), word(3, 4), cue=word(2)))], resamples=0)
    assert found.alpha["quote_parts"] == 1.0
