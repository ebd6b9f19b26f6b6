import re

import pytest

from arabicnews.document import Cue, Document, Entity, Quote, Reference, Span

TEXT = "قال سامر: «الماء قليل»."
WHO = Reference("r1", "PER", "سامر")


def make(**fields):
    return Document(TEXT, "a1", **fields)


def test_spans_get_their_text():
    document = make(
        entities=(Entity(Span(4, 8), "PER", 0.5, WHO),),
        quotes=(Quote("direct", (Span(17, 21), Span(11, 16)), Cue(Span(0, 3)), Span(4, 8), WHO),),
        references=(WHO,),
    )
    assert document.entities[0].text == "سامر"
    quote = document.quotes[0]
    assert (quote.text, quote.start, quote.end) == ("الماء … قليل", 11, 21)
    assert (str(quote.cue), str(quote.source)) == ("قال", "سامر")
    assert (quote.cue.start, quote.cue.end) == (0, 3)
    assert (
        repr(document.entities[0])
        == "Entity(text='سامر', label='PER', start=4, end=8, score=0.5, reference='سامر')"
    )


def test_everything_is_sorted():
    document = make(
        entities=(Entity(Span(11, 16), "MISC"), Entity(Span(4, 8), "PER")),
        quotes=(Quote("direct", (Span(11, 21),)), Quote("direct", (Span(0, 3),))),
        references=(Reference("r1", "PER", "سامر", (Span(11, 16), Span(4, 8), Span(4, 8))),),
    )
    assert [e.start for e in document.entities] == [4, 11]
    assert [q.start for q in document.quotes] == [0, 11]
    assert document.references[0].mentions == (Span(4, 8), Span(11, 16))


def test_annotations_point_to_the_documents_references():
    full = Reference("r1", "PER", "سامر", (Span(4, 8),))
    document = make(entities=(Entity(Span(4, 8), "PER", reference=WHO),), references=(full,))
    assert document.entities[0].reference == full


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"entities": (Entity(Span(4, 99), "PER"),)},
            "entity PER [4, 99) is empty or outside the text, which has 23",
        ),
        ({"entities": (Entity(Span(4, 4), "PER"),)}, "entity PER [4, 4) is empty or outside the text"),
        ({"entities": (Entity(Span(-1, 4), "PER"),)}, "entity PER [-1, 4) is empty or outside the text"),
        (
            {"entities": (Entity(Span(0, 3, "سام"), "PER"),)},
            "says 'سام' but there stands 'قال'; correct the offsets",
        ),
        ({"entities": (Entity(Span(4, 8), "PER"), Entity(Span(7, 9), "ORG"))}, "overlap; entities are flat"),
        ({"entities": (Entity(Span(4, 8), ""),)}, "the entity at 4 has no label"),
        (
            {"entities": (Entity(Span(4, 8), "PER", 1.5),)},
            "has the score 1.5; a score is a probability in [0, 1] or None",
        ),
        ({"entities": (Entity(Span(4, 8), "PER", reference=WHO),)}, "reference 'r1' is unknown"),
        ({"references": (WHO, WHO)}, "two references have the same id"),
        (
            {"references": (Reference("r1", "MAN", "سامر"),)},
            "type 'MAN' is unknown; allowed are PER, ORG, GPE",
        ),
        (
            {"references": (Reference("r1", "GROUP", "هم", members=("r2",)),)},
            "member 'r2' is unknown; allowed are r1",
        ),
        (
            {"references": (Reference("r1", "PER", "سامر", (Span(20, 30),)),)},
            "mention of 'r1' [20, 30) is empty or outside",
        ),
        (
            {"quotes": (Quote("spoken", (Span(0, 3),)),)},
            "quote kind 'spoken' is unknown; allowed are direct, indirect, mixed",
        ),
        ({"quotes": (Quote("direct", ()),)}, "a quote has no content; a quote holds at least one piece"),
        (
            {"quotes": (Quote("direct", (Span(0, 5), Span(4, 8))),)},
            "the content pieces 'قال س' and 'سامر' of a quote overlap",
        ),
        ({"quotes": (Quote("direct", (Span(0, 3),), score=-0.1),)}, "quote has the score -0.1"),
        ({"quotes": (Quote("direct", (Span(0, 3),), speaker_score=2),)}, "speaker has the score 2"),
        ({"quotes": (Quote("direct", (Span(0, 3),), Cue(Span(0, 0))),)}, "cue [0, 0) is empty or outside"),
        (
            {"quotes": (Quote("direct", (Span(0, 3),), source=Span(9, 40)),)},
            "source [9, 40) is empty or outside",
        ),
        ({"quotes": (Quote("direct", (Span(0, 3),), speaker=WHO),)}, "reference 'r1' is unknown"),
        ({"tokens": (Span(0, 0),)}, "token [0, 0) is empty or outside"),
    ],
)
def test_a_document_checks_itself(fields, message):
    with pytest.raises(ValueError, match=re.escape(message)) as error:
        make(**fields)
    assert str(error.value).startswith("document 'a1': ")


def test_types_are_checked():
    with pytest.raises(TypeError, match="a document's text must be a str, found bytes"):
        Document(TEXT.encode())
    with pytest.raises(TypeError, match="a document's id must be a str, found int"):
        Document(TEXT, 7)


def test_from_words():
    document = Document.from_words(["قال", "سامر", ":", "لا"], id="w")
    assert document.text == "قال سامر : لا"
    assert [(t.start, t.end, t.text) for t in document.tokens] == [
        (0, 3, "قال"),
        (4, 8, "سامر"),
        (9, 10, ":"),
        (11, 13, "لا"),
    ]
    assert Document.from_words([]).tokens == ()


def test_from_words_refuses():
    with pytest.raises(ValueError, match="word 1 is empty; leave empty words out"):
        Document.from_words(["قال", " "])
    with pytest.raises(TypeError, match="from_words takes a sequence of words"):
        Document.from_words("قال")


def test_speakers(article):
    assert {id_: len(quotes) for id_, quotes in article.speakers.items()} == {"r1": 3, "r4": 1, "r2": 2}


def test_bare(article):
    bare = article.bare()
    assert (bare.text, bare.id, bare.meta) == (article.text, article.id, article.meta)
    assert bare.entities == bare.quotes == bare.references == ()
    assert Document.from_words(["قال"]).bare().tokens == (Span(0, 3),)


def test_overlaps():
    assert Span(0, 3).overlaps(Span(2, 5))
    assert not Span(0, 3).overlaps(Span(3, 5))


def test_a_span_is_its_offsets():
    assert Span(0, 3, "قال") == Span(0, 3) < Span(0, 4)
