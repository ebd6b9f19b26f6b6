"""Annotations without their text."""

import json

import pytest

from arabicnews.corpus import sha256, write_rows
from arabicnews.document import Document, Entity, Span
from arabicnews.formats.inline import parse
from arabicnews.standoff import attach, detach, read_standoff

DOCUMENT = parse(
    "# id: a/1\n# text: water\n===\n"
    "{c1 قال} {s1 [TITLE:r1 الوزير] [PER:r1 سامر]} [DATE أمس]: «{q1 نعم} {q1 لا}».\n"
    "وافق [TITLE:r3 الوزيران].\n"
    "===\nr1 PER سامر الحداد\nr2 PER هدى\nr3 GROUP الوزيران = r1 r2\nq1 direct r1 document\n"
)


def test_round_trip():
    assert attach(json.loads(json.dumps(detach(DOCUMENT))), DOCUMENT.text) == DOCUMENT


def test_nothing_of_the_text_is_kept_but_names():
    standoff = detach(DOCUMENT)
    assert standoff["sha256"] == sha256(DOCUMENT.text)
    assert standoff["characters"] == len(DOCUMENT.text)
    assert standoff["meta"] == {"text": "water"}
    assert standoff["entities"][2] == {"start": 16, "end": 19, "label": "DATE", "reference": None}
    assert standoff["quotes"][0]["cue"] == {"start": 0, "end": 3}
    assert "text" not in standoff
    names = {r["name"] for r in standoff["references"]}
    written = json.dumps({**standoff, "references": []}, ensure_ascii=False)
    assert names == {"سامر الحداد", "هدى", "الوزيران"}
    assert not any(word in written for word in DOCUMENT.text.split() if word.isalpha())


def test_scores_are_kept():
    document = Document("أمس", "a", entities=(Entity(Span(0, 3), "DATE", 0.5),))
    assert attach(detach(document), "أمس") == document


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [
        ("أ\nب", "أ\r\nب", "it differs in its line ends only"),
        ("أ", " أ\n", "it differs in blanks at its ends only"),
        ("أ\n", "أ", "it differs in a final line break only"),
        ("أ", "\ufeffأ", "it differs in a byte order mark only"),
        ("\u0623", "\u0627\u0654", "it differs in its Unicode normalisation only (NFC)"),
        ("\u0627\u0654", "\u0623", "it differs in its Unicode normalisation only (NFD)"),
        ("أب", "أج", "it has the same number of characters, 2, but not the same ones"),
        ("أب", "أبج", "it has 3 characters, not 2"),
    ],
)
def test_another_text_is_refused(text, given, expected):
    with pytest.raises(ValueError, match="document 'a': this is not the text that was annotated") as error:
        attach(detach(Document(text, "a")), given)
    assert expected in str(error.value)
    assert sha256(given) in str(error.value)


def test_read_standoff(tmp_path):
    file = tmp_path / "b.jsonl"
    other = Document("ب", "a/2")
    write_rows([detach(DOCUMENT), detach(other)], file)
    assert read_standoff(file, {"a/1": DOCUMENT.text, "a/2": "ب"}) == [DOCUMENT, other]
    with pytest.raises(ValueError, match="line 2: no text is given for the document 'a/2'"):
        read_standoff(file, {"a/1": DOCUMENT.text})
    with pytest.raises(ValueError, match="line 1: document 'a/1': this is not the text"):
        read_standoff(file, {"a/1": "أ", "a/2": "ب"})
