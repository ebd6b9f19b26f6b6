"""The nearest-name baseline, with exact speakers. All people and bodies are invented."""

import pytest
from test_references import Marked

from arabicnews.document import Document
from arabicnews.references.nearest import nearest_name
from arabicnews.words import tokenize


def read(marked):
    found = nearest_name(marked.text, tokenize(marked.text), marked.entities, marked.quotes)
    return found.on(Document(marked.text))


def speaker(text, quote):
    cue, content = quote.split("|")
    found = read(Marked(text).quote(content, cue or None)).quotes[0].speaker
    return found.name if found else None


@pytest.mark.parametrize(
    ("text", "quote", "name"),
    [
        ("قال [مراد البستاني]PER إن القمح كاف.", "قال|القمح كاف", "مراد البستاني"),
        ("[مراد البستاني]PER غاب. وأضاف أن القمح كاف.", "وأضاف|القمح كاف", "مراد البستاني"),
        ("القمح كاف، بحسب [اتحاد المزارعين]ORG.", "بحسب|القمح كاف", "اتحاد المزارعين"),
        ("القمح كاف، هكذا [هدى الحاج]PER.", "|القمح كاف", "هدى الحاج"),
        ("[هدى الحاج]PER تصغي. وقال [مراد البستاني]PER إن القمح كاف.", "وقال|القمح كاف", "مراد البستاني"),
        # wrong on purpose: it knows neither sources nor agreement
        ("نقلت عن محامي [هدى الحاج]PER قوله إن القمح كاف.", "قوله|القمح كاف", "هدى الحاج"),
        ("وقالت جارة [مراد البستاني]PER إن القمح كاف.", "وقالت|القمح كاف", "مراد البستاني"),
    ],
)
def test_the_nearest_name_speaks(text, quote, name):
    assert speaker(text, quote) == name


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("قال إن القمح كاف. وصل [مراد البستاني]PER.", "قال|القمح كاف"),  # a later sentence
        ("قال إن [مراد البستاني]PER غائب.", "قال|مراد البستاني غائب"),  # quoted
        ("قال في [صيدا]GPE إن القمح كاف.", "قال|القمح كاف"),  # a place
        ("قال [الوزير]TITLE إن القمح كاف.", "قال|القمح كاف"),  # no name
    ],
)
def test_nobody_is_near(text, quote):
    assert speaker(text, quote) is None


def test_of_two_equally_near_the_one_in_front_speaks():
    assert speaker("[هدى]PER قال [سليم]PER لا.", "قال|لا") == "هدى"


def test_only_names_written_alike_are_one():
    document = read(Marked("[أسامة الحاج]PER و[اسامة الحاج]PER و[الحاج]PER ثم [الحاج]ORG في [اليوم]DATE."))
    assert [(r.type, r.name, len(r.mentions)) for r in document.references] == [
        ("PER", "أسامة الحاج", 2),
        ("PER", "الحاج", 1),
        ("ORG", "الحاج", 1),
    ]
    assert [e.reference and e.reference.id for e in document.entities] == ["r1", "r1", "r2", "r3", None]


def test_earlier_speakers_and_scores_are_replaced():
    marked = Marked("قال [مراد البستاني]PER إن القمح كاف.").quote("القمح كاف", "قال", "مراد البستاني")
    quote = read(marked).quotes[0]
    assert (quote.speaker.name, quote.speaker_score) == ("مراد البستاني", None)
    assert read(Marked("")).references == ()
