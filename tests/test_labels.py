import numpy as np
import pytest

from arabicnews.document import ENTITY_LABELS
from arabicnews.labels import (
    SCHEMES,
    TagSpan,
    decode,
    encode,
    iob2_labels,
    is_valid_transition,
    scheme_labels,
    split_tag,
    tokens_under,
    transitions,
    without_overlaps,
)


def test_schemes():
    assert SCHEMES["news"] == ENTITY_LABELS
    assert SCHEMES["anercorp"] == SCHEMES["cleananercorp"] == ("PERS", "LOC", "ORG", "MISC")
    assert SCHEMES["caraner"] == ("PER", "ORG", "LOC", "TIT", "MIS")
    assert SCHEMES["quotes"] == ("CUE", "SOURCE", "DIRECT", "INDIRECT", "MIXED")


def test_iob2_labels():
    assert iob2_labels("caraner")[:4] == ("O", "B-PER", "I-PER", "B-ORG")
    assert {scheme: len(iob2_labels(scheme)) for scheme in SCHEMES} == {
        "news": 21,
        "anercorp": 9,
        "cleananercorp": 9,
        "caraner": 11,
        "fane": 103,
        "quotes": 11,
    }


def test_unknown_scheme():
    with pytest.raises(
        ValueError, match="'conll' is unknown; there are news, anercorp, cleananercorp, caraner, fane, quotes"
    ):
        scheme_labels("conll")


@pytest.mark.parametrize(
    ("tag", "parts"),
    [
        ("O", ("O", "")),
        ("o", ("O", "")),
        ("B-PER", ("B", "PER")),
        ("B_PER", ("B", "PER")),
        ("i-Population-Center", ("I", "Population-Center")),
        ("S-Other_PER", ("S", "Other_PER")),
    ],
)
def test_split_tag(tag, parts):
    assert split_tag(tag) == parts


@pytest.mark.parametrize("tag", ["", "PER", "B", "B-", "BPER", "B PER", "X-PER", "_", "-PER"])
def test_no_tag(tag):
    with pytest.raises(
        ValueError, match="is no tag; a tag is O, or one of B, E, I, L, M, S, U, W with - or _"
    ):
        split_tag(tag)


@pytest.mark.parametrize(
    ("tags", "spans"),
    [
        ("", []),
        ("O O", []),
        ("B-PER I-PER O B-LOC", [(0, 2, "PER"), (3, 4, "LOC")]),  # IOB2
        ("B-PER B-PER I-PER", [(0, 1, "PER"), (1, 3, "PER")]),
        ("I-PER I-PER B-PER O I-LOC", [(0, 2, "PER"), (2, 3, "PER"), (4, 5, "LOC")]),  # IOB1
        ("I-PER I-LOC", [(0, 1, "PER"), (1, 2, "LOC")]),
        ("B-PER I-LOC I-LOC", [(0, 1, "PER"), (1, 3, "LOC")]),  # an orphan
        ("B-PER I-PER E-PER S-PER S-PER", [(0, 3, "PER"), (3, 4, "PER"), (4, 5, "PER")]),  # BIOES
        ("E-PER I-PER", [(0, 1, "PER"), (1, 2, "PER")]),
        ("B-PER O E-PER", [(0, 1, "PER"), (2, 3, "PER")]),
        ("B-PER L-PER U-LOC I-LOC", [(0, 2, "PER"), (2, 3, "LOC"), (3, 4, "LOC")]),  # BILOU
        ("b_ORG m_ORG e_ORG o w_ORG", [(0, 3, "ORG"), (4, 5, "ORG")]),  # BMES, underscores, small letters
    ],
)
def test_decode(tags, spans):
    assert decode(tags.split()) == [TagSpan(*span) for span in spans]


def test_encode():
    spans = [(3, 4, "LOC"), (0, 2, "PER"), (2, 3, "PER")]
    assert encode(spans, 5) == ["B-PER", "I-PER", "B-PER", "B-LOC", "O"]
    assert decode(encode(spans, 5)) == sorted(spans)
    assert encode([], 0) == []


@pytest.mark.parametrize("span", [(1, 1, "PER"), (-1, 1, "PER"), (2, 4, "PER"), (0, 1, "")])
def test_encode_refuses_a_span(span):
    with pytest.raises(ValueError, match=r"is empty, has no label or leaves the 3 tokens"):
        encode([span], 3)


def test_encode_refuses_overlap():
    with pytest.raises(ValueError, match=r"\[1, 3\) 'LOC' overlaps another at token 1, which is I-PER"):
        encode([(0, 2, "PER"), (1, 3, "LOC")], 3)


@pytest.mark.parametrize(
    ("previous", "tag", "valid"),
    [
        (None, "O", True),
        (None, "B-PER", True),
        (None, "I-PER", False),
        ("O", "I-PER", False),
        ("B-PER", "I-PER", True),
        ("I-PER", "I-PER", True),
        ("B-LOC", "I-PER", False),
        ("I-PER", "B-PER", True),
        ("I-PER", "O", True),
    ],
)
def test_is_valid_transition(previous, tag, valid):
    assert is_valid_transition(previous, tag) is valid


def test_transitions():
    start, allowed = transitions(("O", "B-PER", "I-PER", "B-LOC", "I-LOC"))
    assert start.tolist() == [True, True, False, True, False]
    assert allowed.astype(int).tolist() == [
        [1, 1, 0, 1, 0],
        [1, 1, 1, 1, 0],
        [1, 1, 1, 1, 0],
        [1, 1, 0, 1, 1],
        [1, 1, 0, 1, 1],
    ]
    assert allowed.dtype == np.bool_
    assert transitions(()).allowed.shape == (0, 0)


@pytest.mark.parametrize(
    ("start", "end", "run"), [(0, 3, (0, 1)), (4, 7, (1, 3)), (2, 5, (0, 2)), (6, 7, (2, 3)), (3, 5, (1, 2))]
)
def test_tokens_under(start, end, run):
    assert tokens_under([(0, 3), (4, 6), (6, 7)], start, end) == run


def test_tokens_under_nothing():
    with pytest.raises(ValueError, match=r"\[3, 4\) touches no token"):
        tokens_under([(0, 3), (4, 6)], 3, 4)


def test_of_spans_that_overlap_the_first_is_kept_and_neighbours_stay():
    spans = [(4, 6, "B"), (0, 3, "A"), (2, 5, "C"), (3, 4, "D")]
    assert without_overlaps(spans) == [(0, 3, "A"), (3, 4, "D"), (4, 6, "B")]
    assert without_overlaps([]) == []
