import re
from dataclasses import replace

import pytest

from arabicnews.document import Cue, Document, Entity, Quote, Reference, Span
from arabicnews.formats.brat import file_names, to_brat, write_brat
from arabicnews.formats.brat_reading import from_brat, read_brat

WHO = Reference("r1", "PER", "سامر", (Span(4, 8),))
SMALL = Document(
    "قال سامر: «لا».\nومضى",
    "d1",
    {},
    (Entity(Span(4, 8), "PER", 0.5, WHO),),
    (Quote("direct", (Span(11, 13), Span(16, 20)), Cue(Span(0, 3), 0.75), Span(4, 8), WHO, 0.25, 1.0),),
    (WHO,),
)
WRITTEN = """T1	PER 4 8	سامر
T2	DIRECT 11 13;16 20	لا ومضى
T3	CUE 0 3	قال
T4	SOURCE 4 8	سامر
E1	DIRECT:T2 Cue:T3 Source:T4
N1	Reference T1 references:r1	سامر
N2	Reference E1 references:r1	سامر
#1	Score T1	0.5
#2	Score T3	0.75
#3	Score E1	0.25
#4	SpeakerScore E1	1.0
#5	Document document	{"id": "d1", "meta": {}, "references": [{"id": "r1", "type": "PER", "name": "سامر"}]}
"""


def again(document):
    return from_brat(*to_brat(document))


def test_write():
    assert to_brat(SMALL) == (SMALL.text, WRITTEN)


def test_round_trip(article):
    assert again(article) == article
    assert again(SMALL) == SMALL
    assert again(Document("")) == Document("")
    words = Document.from_words(["قال", "«لا»"], id="w", meta={"a": [1, None]})
    assert again(words) == words


@pytest.mark.parametrize(
    ("content", "offsets", "noted"),
    [
        ((Span(0, 9),), "0 3;5 9", False),  # over a line's end: one piece
        ((Span(0, 3), Span(5, 9)), "0 3;5 9", True),  # two pieces on either side of it
        ((Span(0, 2), Span(2, 3)), "0 2;2 3", False),  # pieces that touch
        ((Span(3, 9),), "5 9", True),  # begins with line feeds
        ((Span(3, 5),), "3 5", False),  # nothing else
    ],
)
def test_spans_over_lines(content, offsets, noted):
    document = Document("abc\n\ndefg", quotes=(Quote("direct", content),))
    annotations = to_brat(document)[1]
    assert annotations.startswith(f"T1\tDIRECT {offsets}\t")
    assert ("\tPieces T1\t" in annotations) is noted
    assert again(document) == document


def test_entity_over_a_line(article):
    document = Document("ab\ncd\r\tef", entities=(Entity(Span(1, 4), "ORG"), Entity(Span(4, 9), "PER")))
    assert to_brat(document)[1].startswith("T1\tORG 1 2;3 4\tb c\nT2\tPER 4 9\td\r\tef\n")
    assert again(document) == document


def test_quotes_that_share_parts_share_lines(article):
    annotations = to_brat(article)[1]
    assert annotations.count("\tSOURCE ") == 4
    assert annotations.count("\tCUE ") == 7


def test_cues_with_different_scores_are_two():
    quotes = (
        Quote("direct", (Span(2, 3),), Cue(Span(0, 1), 0.5)),
        Quote("direct", (Span(4, 5),), Cue(Span(0, 1))),
    )
    assert again(Document("a b c", quotes=quotes)).quotes[0].cue.score == 0.5
    assert again(Document("a b c", quotes=quotes)).quotes[1].cue.score is None


def test_references_that_nothing_points_to():
    odd = Reference("r 1%", "GROUP", "شهود\nعيان", (Span(0, 1),), ("r2",))
    document = Document(
        "ab",
        references=(odd, Reference("r2", "PER", "س")),
        entities=(Entity(Span(0, 1), "PER", reference=odd),),
    )
    assert "Reference T1 references:r%201%25\tشهود عيان\n" in to_brat(document)[1]
    assert again(document) == document
    unmentioned = replace(document, references=(replace(odd, mentions=()), document.references[1]))
    assert again(unmentioned) == unmentioned


@pytest.mark.parametrize("label", ["CUE", "DIRECT", "P R"])
def test_labels_that_do_not_fit(label):
    with pytest.raises(
        ValueError, match="cannot be written for brat: a label holds no white space and is none of CUE"
    ):
        to_brat(Document("ab", entities=(Entity(Span(0, 1), label),)))


def test_files(tmp_path, article):
    marked = Document("\ufeffa\r\nb", "2")
    paths = write_brat([article, marked], tmp_path / "new" / "brat")
    assert [p.name for p in paths] == ["ندورا_1.txt", "ندورا_1.ann", "2.txt", "2.ann"]
    assert paths[2].read_bytes() == "\ufeffa\r\nb".encode()
    assert read_brat(tmp_path / "new" / "brat") == [marked, article]


def test_configuration(tmp_path):
    write_brat([Document("ab", "x", entities=(Entity(Span(0, 1), "TIT"),))], tmp_path)
    configuration = (tmp_path / "annotation.conf").read_text(encoding="utf-8").split("\n")
    assert configuration[0] == "[entities]"
    assert {"PER", "TIT", "CUE", "SOURCE", "MIXED\tCue?:CUE, Source?:SOURCE"} <= set(configuration)
    (tmp_path / "annotation.conf").write_text("mine", encoding="utf-8")
    write_brat([SMALL], tmp_path)
    assert (tmp_path / "annotation.conf").read_text(encoding="utf-8") == "mine"


def test_file_names():
    ids = ["a/b", "a b", "A_B", "", "", "../x", "خبر", "ن" * 300]
    assert file_names([Document("", id_) for id_ in ids]) == [
        "a_b",
        "a_b-2",
        "A_B-3",
        "document",
        "document-2",
        "x",
        "خبر",
        "ن" * 60,
    ]


def test_what_a_person_annotated():
    annotations = (
        "T1\tPER 4 8\tسامر\r\n"
        "T2\tDIRECT 11 13\tلا\r\n"
        "T3\tMISC 16 20\tومضى\r\n"
        "N1\tReference T1 references:x7\tسامر\r\n"
        "N2\tReference T3 references:x8\tالمضي\r\n"
        "#1\tAnnotatorNotes T1\tمن هذا؟\r\n\r\n"
    )
    document = from_brat(SMALL.text, annotations)
    assert [(r.id, r.type, r.name) for r in document.references] == [
        ("x7", "PER", "سامر"),
        ("x8", "GROUP", "المضي"),
    ]
    assert [(e.text, e.reference.id) for e in document.entities] == [("سامر", "x7"), ("ومضى", "x8")]
    assert document.quotes == (Quote("direct", (Span(11, 13),)),)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "T1\tPER 4 8\tسامر",
            "T1\tPER 4 8\tسمير",
            "d.ann, line 1: T1 says 'سمير' but there stands 'سامر'; correct",
        ),
        ("T1\tPER 4 8", "T1\tPER 4-8", "line 1: '4-8' are no offsets, as in PER 0 5 or DIRECT 0 5;9 12"),
        (
            "T1\tPER 4 8\tسامر",
            "T1\tPER 4 8;10 11\tسامر «",
            "line 1: T1 is in 2 pieces; only the content of a quote",
        ),
        ("T1\tPER 4 8\tسامر", "T1\tPER 4 99\tسامر: «لا».\nومضى", "line 1: T1 says"),
        ("T4\tSOURCE", "T3\tSOURCE", "line 4: T3 is there already; ids must differ"),
        ("E1\tDIRECT:T2", "E1\tDIRECT:T9", "line 5: DIRECT:T9 points to no DIRECT"),
        ("E1\tDIRECT:T2", "E1\tMIXED:T2", "line 5: MIXED:T2 points to no MIXED"),
        ("Source:T4", "Source:T1", "line 5: Source:T1 points to no SOURCE"),
        (
            "E1\tDIRECT:T2",
            "E1\tMeeting:T2",
            "line 5: 'Meeting:T2 Cue:T3 Source:T4' is no quote; a quote is DIRECT|",
        ),
        (" Source:T4", "", "line 4: T4 is the SOURCE of no quote; give it to an event or delete it"),
        ("references:r1", "wiki:Q1", "line 6: 'Reference T1 wiki:Q1' names no reference"),
        (
            "Reference T1",
            "Reference T3",
            "line 6: T3 is neither an entity nor a quote; only these have references",
        ),
        ("#1\tScore T1\t0.5", "#1\tScore T1\tgood", "line 8: 'good' is no score"),
        ("#1\tScore T1\t0.5", "#1\tScore T1\t5", "d.ann: document 'd1': entity PER has the score 5.0"),
        ("#1\tScore T1\t0.5", "#1\tPieces T1\tall", "line 8: 'all' are no offsets"),
        (
            "#1\tScore",
            "A1\tScore",
            "line 8: 'A1\\tScore T1\\t0.5' is no line of this scheme; it has T, E, N and #",
        ),
        ('{"id"', '{id"', "line 12: the note on the document is no JSON object"),
        ('[{"id": "r1", ', "[{", "line 12: the note on the document is no JSON object with references"),
        ('"type": "PER"', '"type": "MAN"', "d.ann: document 'd1': reference 'r1': type 'MAN' is unknown"),
    ],
)
def test_errors_name_file_and_line(old, new, message):
    assert old in WRITTEN
    with pytest.raises(ValueError, match=re.escape(message)):
        from_brat(SMALL.text, WRITTEN.replace(old, new, 1), "d.ann")


def test_a_missing_text(tmp_path):
    (tmp_path / "a.ann").write_text("", encoding="utf-8")
    with pytest.raises(FileNotFoundError, match=r"a\.txt"):
        read_brat(tmp_path)
