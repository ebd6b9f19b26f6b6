"""The formats' table and the small formats: text, JSON Lines, CSV."""

import csv
import io
import json

import pytest

from arabicnews.commands import FORMATS
from arabicnews.document import Document, Entity, Quote, Reference, Span
from arabicnews.formats import (
    SUFFIXES,
    WRITERS,
    by_speaker,
    report,
    write_csv,
    write_jsonl,
    write_speakers,
    write_text,
)
from arabicnews.formats.jsonl import parse, read_jsonl

REPORT = """وثيقة: ندورا/1

أقوال: 7
1. «سامي الكرملاوي» · أعلن · مختلط: بلاده "لن تغلق" سد الرمّان هذا العام
2. «سامي الكرملاوي» · مشيراً · غير مباشر: اتفاق مع نهر الفضة
3. «سامي الكرملاوي» · قال · مباشر: المياه تكفي الجميع … ومن يقل غير ذلك فليأتنا بالأرقام
4. «هالة بن طارق وعمر الزيتوني» · أكدت · مباشر: السد يحتاج إلى صيانة عاجلة
5. «هالة بن طارق» · وأضافت · غير مباشر: التقرير، الذي نشرته مجلة «ماء» الأسبوع الماضي، لم يُقرأ في وادي السرو
6. «هالة بن طارق» · وقالت · مباشر: سأنشر كل شيء. ولن أنتظر موافقة الوزير
7. «؟» · وقُدِّر · غير مباشر: كلفة الصيانة ستبلغ 3.5% من الموازنة

كيانات: 19
أشخاص (PER): سامي الكرملاوي ×2، هالة بن طارق ×2، عمر الزيتوني
مناصب وألقاب (TITLE): وزير المياه (سامي الكرملاوي)، المهندسة (هالة بن طارق)، ورئيس (عمر الزيتوني)، الوزير (سامي الكرملاوي)
منظمات (ORG): نهر الفضة، بلدية وادي السرو، ماء
جنسيات وانتماءات (NORP): الندوري
دول ومدن (GPE): وادي السرو
منشآت (FAC): سد الرمّان
تواريخ (DATE): أمس الثلاثاء، هذا العام، الأسبوع الماضي
أسماء أخرى (MISC): USD
"""  # noqa: E501 - lines as they come out

BY_SPEAKER = """وثيقة: ندورا/1

سامي الكرملاوي (وزير المياه، الوزير)
1. أعلن · مختلط: بلاده "لن تغلق" سد الرمّان هذا العام
2. مشيراً · غير مباشر: اتفاق مع نهر الفضة
3. قال · مباشر: المياه تكفي الجميع … ومن يقل غير ذلك فليأتنا بالأرقام

هالة بن طارق (المهندسة)
1. أكدت · مباشر · مع عمر الزيتوني: السد يحتاج إلى صيانة عاجلة
2. وأضافت · غير مباشر: التقرير، الذي نشرته مجلة «ماء» الأسبوع الماضي، لم يُقرأ في وادي السرو
3. وقالت · مباشر: سأنشر كل شيء. ولن أنتظر موافقة الوزير

عمر الزيتوني (ورئيس)
1. أكدت · مباشر · مع هالة بن طارق: السد يحتاج إلى صيانة عاجلة

بلا متحدث معروف ؟
1. «؟» · وقُدِّر · غير مباشر: كلفة الصيانة ستبلغ 3.5% من الموازنة
"""


def test_the_command_line_knows_every_writer():
    assert set(FORMATS) == {*WRITERS, "brat"}
    assert SUFFIXES.keys() == WRITERS.keys()


@pytest.mark.parametrize("name", WRITERS)
def test_every_writer_takes_any_number_of_documents(name, article):
    write = WRITERS[name]
    assert len(write([])) <= len(write([Document("", "d1")])) < len(write([article]))
    assert write([article, article]).count("فليأتنا") >= 2


def test_report(article):
    assert report(article) == REPORT


def test_by_speaker(article):
    assert by_speaker(article) == BY_SPEAKER


def test_speakers_as_json_lines(article):
    lines = write_speakers([article, Document("لا شيء", "d1")]).splitlines()
    first = json.loads(lines[0])
    assert [(s["name"], s["offices"], len(s["quotes"])) for s in first["speakers"]][:3] == [
        ("سامي الكرملاوي", ["وزير المياه", "الوزير"], 3),
        ("هالة بن طارق", ["المهندسة"], 3),
        ("عمر الزيتوني", ["ورئيس"], 1),
    ]
    quotes = article.to_dict()["quotes"]
    assert first["speakers"][0]["quotes"] == [q for q in quotes if q["speaker"] == first["speakers"][0]["id"]]
    assert first["speakers"][1]["quotes"][0] == first["speakers"][2]["quotes"][0]  # said together
    assert first["unattributed"] == [q for q in quotes if q["speaker"] is None]
    assert json.loads(lines[1]) == {"id": "d1", "speakers": [], "unattributed": []}


def test_reports_of_several_documents(article):
    assert write_text([article, Document("لا شيء")]) == REPORT + "\nأقوال: 0\n\nكيانات: 0\n"


def test_nobody_speaks():
    assert by_speaker(Document("لا شيء", "d1")) == "وثيقة: d1\n"


def test_source_without_speaker():
    document = Document("قال مصدر: لا", quotes=(Quote("indirect", (Span(10, 12),), source=Span(4, 8)),))
    assert report(document).split("\n")[1] == "1. «؟ (مصدر)» · غير مباشر: لا"


def test_colour_and_isolates_are_on_demand(article):
    plain = report(article)
    assert not set(plain) & set("\x1b\u2066\u2067\u2068\u2069\u200e\u200f\u202a\u202b")
    coloured = report(article, colour=True).split("\n")
    assert coloured[0] == "\x1b[1mوثيقة: ندورا/1\x1b[0m"
    assert coloured[4] == "2. \x1b[36m«سامي الكرملاوي»\x1b[0m · مشيراً · غير مباشر: اتفاق مع نهر الفضة"
    isolated = report(article, isolate=True).split("\n")
    assert (
        isolated[4]
        == "2. «\u2068سامي الكرملاوي\u2069» · \u2068مشيراً\u2069 · غير مباشر: \u2068اتفاق مع نهر الفضة\u2069"
    )


def test_control_characters_do_not_reach_the_terminal():
    document = Document("سامر\x1b[31m", entities=(Entity(Span(0, 9), "MISC"),))
    assert report(document).split("\n")[-2] == "أسماء أخرى (MISC): سامر\ufffd[31m"


def test_labels_of_other_schemes():
    document = Document("سامر", entities=(Entity(Span(0, 4), "PERS"),))
    assert report(document).split("\n")[-2] == "PERS: سامر"


def test_jsonl_round_trip(article):
    other = Document.from_words(["خبر", "آخر"], id="\u2028x")
    text = write_jsonl([article, other])
    assert text.count("\n") == 2 and text.endswith("}\n")
    assert json.loads(text.split("\n")[0]) == article.to_dict()
    assert "سامي الكرملاوي" in text  # readable, not escaped
    assert read_jsonl(text + "\n") == [article, other]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "gold.jsonl, line 2: this is no JSON"),
        ("[]", "gold.jsonl, line 2: a document is a JSON object, found list"),
        ('{"id": "x"}', "gold.jsonl, line 2: document 'x': the key 'text' is missing"),
    ],
)
def test_jsonl_errors_name_file_and_line(line, message):
    with pytest.raises(ValueError, match=message):
        read_jsonl('{"text": ""}\n' + line, "gold.jsonl")


def test_parse(article):
    assert parse(json.dumps(article.to_dict())) == article


def test_csv(article):
    rows = list(csv.DictReader(io.StringIO(write_csv([article]), newline="")))
    assert len(rows) == 7
    assert rows[0] == {
        "document": "ندورا/1",
        "speaker": "r1",
        "name": "سامي الكرملاوي",
        "kind": "mixed",
        "cue": "أعلن",
        "source": "وزير المياه الندوري سامي الكرملاوي",
        "quote": 'بلاده "لن تغلق" سد الرمّان هذا العام',
        "start": "58",
        "end": "94",
        "score": "0.9375",
        "speaker_score": "0.90625",
    }
    assert (rows[2]["start"], rows[2]["end"]) == ("128", "197")
    assert rows[5]["quote"] == "سأنشر كل شيء.\nولن أنتظر موافقة الوزير"
    assert [rows[6][k] for k in ("speaker", "name", "source", "score", "speaker_score")] == [
        "",
        "",
        "",
        "0.5",
        "",
    ]


def test_csv_alters_no_text():
    text = '=1+1, "x"\r\n@'
    who = Reference("-r", "PER", "+سامر")
    document = Document(
        text, quotes=(Quote("direct", (Span(0, len(text)),), speaker=who),), references=(who,)
    )
    header, row = csv.reader(io.StringIO(write_csv([document]), newline=""))
    assert header[:3] == ["document", "speaker", "name"]
    assert row[:7] == ["", "-r", "+سامر", "direct", "", "", text]
