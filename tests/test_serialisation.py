import json
import re

import pytest

from arabicnews.document import Document

TEXT = "قال سامر: «الماء قليل»."


def test_empty_text():
    assert Document("").to_dict() == {
        "id": "",
        "text": "",
        "meta": {},
        "references": [],
        "entities": [],
        "quotes": [],
    }


def test_round_trip(article):
    assert Document.from_dict(json.loads(json.dumps(article.to_dict()))) == article
    words = Document.from_words(["قال", "سامر"])
    assert Document.from_dict(words.to_dict()) == words


def test_line_format(article):
    data = article.to_dict()
    assert data["entities"][0] == {
        "start": 5,
        "end": 16,
        "text": "وزير المياه",
        "label": "TITLE",
        "reference": "r1",
        "score": 0.75,
    }
    assert data["quotes"][0]["cue"] == {"start": 0, "end": 4, "text": "أعلن", "score": 0.875}
    assert data["quotes"][6]["source"] is None
    assert data["references"][3] == {
        "id": "r4",
        "type": "GROUP",
        "name": "هالة بن طارق وعمر الزيتوني",
        "mentions": [
            {"start": 218, "end": 275, "text": "المهندسة هالة بن طارق ورئيس بلدية وادي السرو عمر الزيتوني"}
        ],
        "members": ["r2", "r3"],
    }


def test_mentions_are_derived_from_what_points_to_a_reference(article):
    assert [m.text for m in article.references[0].mentions] == [
        "وزير المياه",
        "وزير المياه الندوري سامي الكرملاوي",
        "سامي الكرملاوي",
        "الكرملاوي",
        "الوزير",
    ]


def test_given_mentions_are_kept():
    data = {
        "text": TEXT,
        "references": [{"id": "r1", "type": "PER", "name": "سامر", "mentions": []}],
        "entities": [{"start": 4, "end": 8, "label": "PER", "reference": "r1"}],
    }
    assert Document.from_dict(data).references[0].mentions == ()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([], "a document is a JSON object, found list"),
        ({"id": "a1"}, "document 'a1': the key 'text' is missing"),
        ({"text": 3}, "a document's text must be a str, found int"),
        ({"text": TEXT, "id": 3}, "a document's id must be a str, found int"),
        ({"text": TEXT, "entities": [{"start": 0, "end": 3}]}, "the key 'label' is missing"),
        ({"text": TEXT, "entities": [{"end": 3, "label": "PER"}]}, "the key 'start' is missing"),
        (
            {"text": TEXT, "entities": [{"start": "0", "end": 3, "label": "PER"}]},
            "'start' must be an integer, found '0'",
        ),
        (
            {"text": TEXT, "entities": [{"start": 0, "end": 3.0, "label": "PER"}]},
            "'end' must be an integer, found 3.0",
        ),
        ({"text": TEXT, "entities": ["قال"]}, "a value is not of the type the format asks for"),
        ({"text": TEXT, "entities": None}, "a value is not of the type the format asks for"),
        (
            {"text": TEXT, "entities": [{"start": 0, "end": 3, "label": "PER", "text": "قيل"}]},
            "entity PER [0, 3) says 'قيل' but there stands 'قال'",
        ),
        (
            {"text": TEXT, "entities": [{"start": 0, "end": 3, "label": "PER", "reference": "r9"}]},
            "reference 'r9' is not among the document's references (none)",
        ),
        ({"text": TEXT, "quotes": [{"kind": "direct"}]}, "the key 'content' is missing"),
        ({"text": TEXT, "references": [{"id": "r1", "name": "سامر"}]}, "the key 'type' is missing"),
        ({"text": TEXT, "tokens": [[0]]}, "a value is not of the type the format asks for"),
    ],
)
def test_from_dict_refuses(data, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        Document.from_dict(data)
