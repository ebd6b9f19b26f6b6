from arabicnews.document import Document, Entity, Quote, Reference, Span
from arabicnews.voices import Together, Voice, named_together, voices, words_in

# Four words of four letters in each of three sentences: word n stands at [5n, 5n + 4).
TEXT = "كلمة كلمة كلمة كلمه. كلمة كلمة كلمة كلمه. كلمة كلمة كلمة كلمة"
SENTENCE = 21  # characters from the start of one to that of the next


def word(sentence, number):
    start = SENTENCE * sentence + 5 * number
    return Span(start, start + 4)


def quote(kind, *content, speaker=None):
    return Quote(kind, content, speaker=speaker)


def voice(name, type, *, named=True, articles=1, direct=0, indirect=0, mixed=0, words=1):
    return Voice(name, type, named, articles, direct, indirect, mixed, words)


def document(*quotes, references, names=()):
    """A document whose references with a name have an entity on their first mention."""
    entities = tuple(Entity(r.mentions[0], "PER", None, r) for r in references if r.id in names)
    return Document(TEXT, references=references, quotes=quotes, entities=entities)


def test_a_voice_is_counted_across_articles_and_spellings():
    hind, other = (Reference("r1", "PER", n, (word(0, 0),)) for n in ("أمل الراوي", "امل الراوى"))
    first = document(
        quote("direct", word(0, 1), word(0, 2), speaker=hind),
        quote("indirect", word(1, 1), speaker=hind),
        quote("direct", word(2, 1)),
        references=(hind,),
        names={"r1"},
    )
    second = document(quote("mixed", word(1, 1), speaker=other), references=(other,), names={"r1"})
    found = voices([first, second])
    assert found == [voice("أمل الراوي", "PER", articles=2, direct=1, indirect=1, mixed=1, words=4)]
    assert found[0].quotes == 3


def test_those_who_speak_together_are_each_heard():
    a, b = Reference("r1", "PER", "أمل", (word(0, 0),)), Reference("r2", "PER", "هادي", (word(0, 1),))
    both = Reference("r3", "GROUP", "أمل وهادي", members=("r1", "r2"))
    read = document(
        quote("direct", word(0, 3), speaker=both),
        quote("direct", word(1, 3), speaker=b),
        references=(a, b, both),
        names={"r1", "r2"},
    )
    assert voices([read]) == [voice("هادي", "PER", direct=2, words=2), voice("أمل", "PER", direct=1)]


def test_descriptions_are_no_names():
    company = Reference("r1", "ORG", "الشركة", (word(0, 0),))
    described = document(quote("direct", word(0, 3), speaker=company), references=(company,))
    name = document(quote("direct", word(0, 3), speaker=company), references=(company,), names={"r1"})
    assert voices([described, name]) == [
        voice("الشركة", "ORG", named=False, direct=1),
        voice("الشركة", "ORG", direct=1),
    ]


def test_nobody_speaks():
    assert voices([]) == voices([Document("لا أحد.")]) == named_together([Document("")]) == []


def test_names_stand_together_in_articles_and_sentences():
    a = Reference("r1", "PER", "أمل", (word(0, 0), word(1, 0), word(2, 0)))
    b = Reference("r2", "ORG", "نبع", (word(0, 1), word(0, 2), word(2, 1)))
    c = Reference("r3", "GPE", "ندورا", (word(1, 2),))
    nobody = Reference("r4", "GROUP", "مصدر", (word(0, 3),))
    first = document(references=(a, b, c, nobody), names={"r1", "r2", "r3"})
    second = document(references=(Reference("x", "PER", "أمل", (word(0, 0),)), b), names={"x", "r2"})
    assert named_together([first, second]) == [
        Together("نبع", "أمل", articles=2, sentences=3),  # two of the first article, one of the second
        Together("ندورا", "أمل", articles=1, sentences=1),
        Together("ندورا", "نبع", articles=1, sentences=0),
    ]


def test_words_of_a_quote():
    text = "قال: «لا، لن ننسى»… ثم «3.5 دولار»"
    pieces = Span(text.index("لا"), text.index("»")), Span(text.index("3"), text.rindex("»"))
    read = Document(text, quotes=(Quote("direct", pieces),))
    assert words_in(read.quotes[0]) == 5
