import pytest

from arabicnews.words import at_word_edges, fold, normalise, sentence_ends, tokenize


def words(text):
    return [t.text for t in tokenize(text) if t.is_word]


def test_offsets_and_marks():
    assert tokenize("وقال: «لا».") == [
        ("وقال", 0, 4, True),
        (":", 4, 5, False),
        ("«", 6, 7, False),
        ("لا", 7, 9, True),
        ("»", 9, 10, False),
        (".", 10, 11, False),
    ]


def test_offsets_point_into_the_text():
    text = "قال مُحمَّد\u200f الـعلي 🙂: ٣٫٥٪ و3.5% في U.S.-Iran\n\n«نعم»"
    assert all(text[t.start : t.end] == t.text for t in tokenize(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        (" \n\t\u00a0", []),
        ("مُحَمَّدٌ", ["مُحَمَّدٌ"]),  # diacritics are inside
        ("العـــربية", ["العـــربية"]),  # tatweel too
        ("ﻻ ﷲ", ["ﻻ", "ﷲ"]),  # presentation forms
        ("وبالرئيس ولموسكو كتابهم", ["وبالرئيس", "ولموسكو", "كتابهم"]),  # clitics stay
        ("لـ «النهضة»", ["لـ", "النهضة"]),  # a clitic cut off is a word of its own
        ("و أكد", ["و", "أكد"]),
        ("تشرين الأول/ أكتوبر", ["تشرين", "الأول", "أكتوبر"]),
        ("روسي–سوري", ["روسي", "سوري"]),  # no joiner between Arabic letters
        ("روسي-سوري و.م", ["روسي", "سوري", "و", "م"]),
        ("3.5% ٣٫٥٪", ["3.5%", "٣٫٥٪"]),
        ("900,000 و12:30 2031-04-02 1/2", ["900,000", "و12:30", "2031-04-02", "1/2"]),
        ("ب24 الـ24 24ساعة", ["ب24", "الـ24", "24ساعة"]),
        ("قال 5. ثم 6،7", ["قال", "5", "ثم", "6", "7"]),  # not after the number; ، is no joiner
        ("AT&T O'Neil Coca-Cola U.S.", ["AT&T", "O'Neil", "Coca-Cola", "U.S"]),
        ("A.ب COVID-19", ["A", "ب", "COVID", "19"]),
        ("% نمو", ["نمو"]),
        ("سمير🙂أمين", ["سمير", "أمين"]),
        ("قال\u200fإن", ["قال", "إن"]),  # a bidi control separates
        ("\u064b", ["\u064b"]),  # a lone mark is a word: it gets an answer as well
    ],
)
def test_words(text, found):
    assert words(text) == found


def test_invisible_characters_are_no_tokens():
    assert tokenize("\u200f\u202b\ufeff\x00\u2069") == []


def test_emoji_is_a_mark():
    assert tokenize("🙂") == [("🙂", 0, 1, False)]


@pytest.mark.parametrize(
    ("word", "plain"),
    [
        ("مُحمَّدٌ", "محمد"),
        ("العـــربية", "العربية"),
        ("ﻻ", "لا"),
        ("ﷲ", "الله"),
        ("\u202bقال\u202c", "قال"),
        ("٢٠٣١", "2031"),
        ("۴۵", "45"),
        ("٣٫٥٪", "3٫5٪"),
        ("ا\u0654حمد", "أحمد"),  # a hamza of its own is composed, not dropped
        ("كتاب\ufe70ا", "كتابا"),  # the isolated form of a tanwin brings no blank
        ("\u064b", "\u064b"),  # nothing vanishes
        ("ـ", "ـ"),
        ("\u200f", "\u200f"),
        ("", ""),
        ("USA", "USA"),
    ],
)
def test_normalise(word, plain):
    assert normalise(word) == plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أحمد", "احمد"),
        ("إلى", "الي"),
        ("القاهرة", "القاهره"),
        ("مؤمن", "مومن"),
        ("آمال", "امال"),
        ("ٱلله", "الله"),
        ("CNN", "cnn"),
    ],
)
def test_fold_unites_spellings(one, other):
    assert fold(one) == fold(other)


def test_fold_keeps_words_apart():
    assert fold("سعد") != fold("سعيد")


@pytest.mark.parametrize(
    ("start", "end", "edges"),
    [(0, 4, True), (7, 9, True), (0, 9, True), (1, 4, False), (6, 10, False), (0, 5, False)],
)
def test_at_word_edges(start, end, edges):
    assert at_word_edges(tokenize("وقال: «لا»."), start, end) is edges


def test_sentence_ends():
    text = "قال: «نعم.» ثم مضى؟ نما 3.5% عام 2031. أين\nهنا"
    cut, start = [], 0
    for end in sentence_ends(text):
        cut.append(text[start:end])
        start = end
    assert cut == ["قال: «نعم.»", " ثم مضى؟", " نما 3.5% عام 2031.", " أين\n", "هنا"]
