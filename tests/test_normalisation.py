import pytest

from arabicnews.normalisation import PLAIN, STEPS, normaliser, numbers_apart, short_repeats
from arabicnews.words import normalise


@pytest.mark.parametrize(
    "word, short",
    [
        ("جميييييل", "جمييل"),
        ("جميل", "جميل"),
        ("ههه", "هه"),
        ("2000", "2000"),
        ("٠٠٠٠", "٠٠٠٠"),
        ("ـــ", "ــ"),
    ],
)
def test_a_character_but_no_digit_stands_twice_at_most(word, short):
    assert short_repeats(word) == short


@pytest.mark.parametrize(
    "word, apart",
    [("كوفيد19", "كوفيد 19"), ("5آلاف", "5 آلاف"), ("٥آلاف", "٥ آلاف"), ("G20", "G20"), ("3.5%", "3.5%"),
     ("ال20و30", "ال 20 و 30")],
)  # fmt: skip
def test_numbers_stand_apart_from_arabic_letters(word, apart):
    assert numbers_apart(word) == apart


@pytest.mark.parametrize("word", ["مُحَمَّد", "ـــ", "\u064b", "ﷺ", "٢٠٢٥", "كلمة"])
def test_by_default_a_word_is_shown_as_the_lexica_compare_it(word):
    assert normaliser(PLAIN)(word) == normalise(word)


def test_steps_follow_each_other_in_the_order_given():
    word = "كووو\u0640وفيد١٩"  # five waws, once the tatweel between them is gone
    assert normaliser(["plain", "short_repeats", "numbers_apart"])(word) == "كووفيد 19"
    assert normaliser(["short_repeats", "plain"])(word) == "كوووفيد19"
    assert normaliser([])(word) == word


def test_no_step_makes_a_word_vanish():
    for word in ("\u064b", "ـ", "\u0301", "ﷺ", "😀", "1", "ه" * 300):
        assert normaliser(list(STEPS))(word).strip()


def test_an_unknown_step_is_an_error_that_names_the_known_ones():
    with pytest.raises(ValueError, match="called 'farasa'; there are plain, short_repeats, numbers_apart"):
        normaliser(["plain", "farasa"])
