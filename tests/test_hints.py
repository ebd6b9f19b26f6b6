from arabicnews.document import Document
from arabicnews.hints import hinted_parts, with_hints
from arabicnews.labels import decode, iob2_labels

TEXT = "قالت سلمى النجار إن الجسر مغلق."


def named(text):
    tokens = [t.text for t in text.tokens]
    entities = decode([iob2_labels("news")[e] for e, _ in text.hints])
    return [(" ".join(tokens[s.start : s.end]), s.label) for s in entities], tokens


def test_every_token_has_the_tags_of_what_the_rules_see_there():
    text = with_hints(Document(TEXT))
    entities, tokens = named(text)
    assert len(text.hints) == len(tokens) == 7
    assert entities == [("سلمى النجار", "PER")]
    assert [(" ".join(tokens[s.start : s.end]), s.label) for s in hinted_parts(text)] == [
        ("قالت", "CUE"),
        ("سلمى النجار", "SOURCE"),
        ("الجسر مغلق", "INDIRECT"),
    ]


def test_nothing_found_is_no_hint_and_no_text_has_none():
    assert set(with_hints(Document("كان الطريق طويلا")).hints) == {(0, 0)}
    assert with_hints(Document("")).hints == ()


def test_given_words_are_kept_and_what_is_annotated_is_not_looked_at():
    words = TEXT.replace(".", " .").split()
    document = Document.from_words(words)
    text = with_hints(document)
    assert [t.text for t in text.tokens] == words
    assert named(text)[0] == [("سلمى النجار", "PER")]
    assert with_hints(Document(TEXT, tokens=None)).features(1) == (0, *with_hints(Document(TEXT)).hints[1])
