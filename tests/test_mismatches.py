import pytest
from metrics_documents import HADI, RIGHT, SALMA, WRONG, entities, quote, quotes, word

from arabicnews.document import Reference
from arabicnews.metrics import mismatches


def found(gold, predicted):
    """What differs, with the offsets of both sides."""
    return [
        (m.what, m.gold and (m.gold.start, m.gold.end), m.predicted and (m.predicted.start, m.predicted.end))
        for m in mismatches(gold, predicted)
    ]


def test_what_is_the_same_is_no_mismatch(article):
    assert mismatches(article, article) == []


def test_entities():
    gold = entities((word(0), "PER"), (word(2, 3), "ORG"), (word(5), "GPE"), (word(7, 9), "ORG"))
    predicted = entities((word(0), "TITLE"), (word(2), "ORG"), (word(7), "LOC"), (word(9), "ORG"))
    assert found(gold, predicted) == [
        (("label",), (0, 4), (0, 4)),
        (("extent",), (10, 19), (10, 14)),
        (("missed",), (25, 29), None),
        (("extent", "label"), (35, 49), (35, 39)),
        (("spurious",), None, (45, 49)),
    ]
    assert found(RIGHT, WRONG) == [(("missed",), (0, 4), None), (("spurious",), None, (5, 9))]


def test_quotes():
    gold = quotes(
        quote(word(1, 2), cue=word(0), source=word(3), speaker=SALMA),
        quote(word(5, 6)),
        quote(word(8), speaker=HADI),
        references=(SALMA, HADI),
    )
    salma = Reference("x", "PER", "سلمى", SALMA.mentions)
    same = quote(word(1, 2), cue=word(0), source=word(3), speaker=salma)
    assert found(gold, quotes(same, quote(word(8)), quote(word(10)), references=(salma,))) == [
        (("missed",), (25, 34), None),
        (("speaker",), (40, 44), (40, 44)),
        (("spurious",), None, (50, 54)),
    ]
    other = quote(word(1), kind="mixed", cue=word(4))
    assert found(gold, quotes(other))[0] == (
        ("extent", "kind", "cue", "source", "speaker"), (5, 14), (5, 9),
    )  # fmt: skip


def test_of_two_equal_quotes_one_is_spurious():
    assert [m.what for m in mismatches(quotes(quote(word(1))), quotes(quote(word(1)), quote(word(1))))] == [
        ("spurious",)
    ]


def test_another_text_is_refused():
    with pytest.raises(ValueError, match="has the id 'a' in gold and 'b'"):
        mismatches(RIGHT, entities(id="b"))
