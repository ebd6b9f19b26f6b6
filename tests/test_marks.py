"""Pairing quotation marks."""

import pytest

from arabicnews import marks


def stretches(text):
    return [text[opening + 1 : closing] for opening, closing in marks.pairs(text)]


@pytest.mark.parametrize(
    "text",
    [
        "قال «نعم» ثم خرج",
        'قال "نعم" ثم خرج',
        "قال “نعم” ثم خرج",
        "قال ”نعم“ ثم خرج",
        "قال ”نعم” ثم خرج",
        "قال „نعم“ ثم خرج",
        "قال „نعم” ثم خرج",
        "قال 'نعم' ثم خرج",
        "قال ‘نعم’ ثم خرج",
        "قال ‹نعم› ثم خرج",
        "قال ❝نعم❞ ثم خرج",
        "قال 〝نعم〞 ثم خرج",
        "قال <<نعم>> ثم خرج",
        "قال ''نعم'' ثم خرج",
        "قال »نعم« ثم خرج",
    ],
)
def test_every_style_is_paired(text):
    assert stretches(text) == ["نعم"]


def test_offsets_are_those_of_the_marks():
    assert marks.pairs("قال «نعم».") == [(4, 8)]
    assert marks.pairs("قال <<نعم>>.") == [(5, 9)]  # the second < and the first >


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('قال:"نعم".', ["نعم"]),
        ('"أ"، "ب".', ["أ", "ب"]),
        ('في بـ"أ" و"ب"', ["أ", "ب"]),
        ('وقال" لن نعود" ثم', [" لن نعود"]),
        ('وقال " لن نعود " ثم', [" لن نعود "]),
        ("(«أ»)", ["أ"]),
        ("بـ”أ“", ["أ"]),
    ],
)
def test_blanks_and_punctuation_around_marks(text, expected):
    assert stretches(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('«أ "ب" ج»', ['أ "ب" ج', "ب"]),
        ("«أ «ب» ج»", ["أ «ب» ج", "ب"]),
        ("“أ “ب” ج”", ["أ “ب” ج", "ب"]),
        ("\"أ 'ب' ج\"", ["أ 'ب' ج", "ب"]),
        ('«أ "ب ج» د', ['أ "ب ج', "ب ج"]),
    ],
)
def test_nested_marks_give_the_outer_stretch_first(text, expected):
    assert stretches(text) == expected


def test_an_unclosed_mark_ends_with_its_paragraph():
    assert marks.pairs('قال "أ ب\nج') == [(4, 8)]
    assert marks.pairs("قال «أ ب") == [(4, 8)]
    assert stretches("«أ\n«ب»") == ["أ", "ب"]


@pytest.mark.parametrize("text", ["«أ\n\nب» ج", '"أ\n\nب" ج', "“أ\nب” ج"])
def test_a_stretch_may_run_over_paragraphs(text):
    assert marks.pairs(text) == [(0, text.index("ب") + 1)]


def test_a_stretch_never_runs_over_more_than_its_reach():
    text = "«أ\n" + "ب " * 1100 + "ج» د"
    assert marks.pairs(text) == [(0, 2)]


def test_a_closing_mark_that_nothing_opens_is_left_out():
    assert marks.pairs("أ ب» ج") == []
    assert stretches('أ" ثم "ب" و"ج"') == ["ب", "ج"]


def test_apostrophes_are_no_marks():
    assert marks.find("O'Neil و Jack’s") == []
    assert marks.pairs("عام '90 ثم") == []
    assert marks.pairs("قال 'أ") == []
    assert stretches("قال 'O'Neil' أمس") == ["O'Neil"]


def test_find_gives_every_mark():
    assert marks.find("<<أ>> «ب»") == [(0, 2), (3, 5), (6, 7), (8, 9)]


def test_is_mark():
    assert all(map(marks.is_mark, "«»\"“”„'‘’‹›❝❞〝〞"))
    assert marks.is_mark("<<")
    assert not any(map(marks.is_mark, "<أ.()-"))


def test_sides():
    assert "«" in marks.OPENING - marks.CLOSING
    assert "»" in marks.CLOSING - marks.OPENING
    assert {'"', "“", "”"} <= marks.OPENING & marks.CLOSING


@pytest.mark.parametrize("text", ["", "أ", "«", "»", '"', "\n\n", "«»", "«\n»"])
def test_small_texts(text):
    assert all(0 <= opening < closing <= len(text) for opening, closing in marks.pairs(text))
