import re

import pytest

from arabicnews.document import Cue, Document, Entity, Quote, Reference, Span
from arabicnews.formats.conll import outermost, read_conll, read_sentences, write_conll

WHO = Reference("r1", "PER", "سامر حداد")
SMALL = Document(
    "قال سامر حداد: «لا». ومضى.",
    "d 1",
    entities=(Entity(Span(4, 13), "PER", 0.5, WHO), Entity(Span(21, 25), "MISC")),
    quotes=(Quote("direct", (Span(16, 18),), Cue(Span(0, 3)), Span(4, 13), WHO),),
    references=(WHO,),
)
WRITTEN = """# id = d 1
# reference = r1 PER سامر حداد
# quote = q1 direct r1
قال	O	B-CUE	_	q1
سامر	B-PER	B-SOURCE	r1	q1
حداد	I-PER	I-SOURCE	r1	q1
:	O	O	_	_
«	O	O	_	_
لا	O	B-DIRECT	_	q1
»	O	O	_	_
.	O	O	_	_

ومضى	B-MISC	O	_	_
.	O	O	_	_

"""


def write(tmp_path, content, encoding="utf-8"):
    path = tmp_path / "ner.conll"
    path.write_bytes(content.encode(encoding))
    return path


def entities(document):
    return [(e.text, e.label) for e in document.entities]


def test_write():
    assert write_conll([SMALL]) == WRITTEN
    assert write_conll([]) == ""
    assert write_conll([Document("")]) == "\n"


def test_what_is_written_can_be_read(tmp_path, article):
    path = write(tmp_path, write_conll([article, SMALL]))
    documents = read_conll(path, tag_column=1)
    assert [d.id for d in documents] == [*(f"ندورا/1/{n}" for n in range(1, 6)), "d 1/1", "d 1/2"]
    found = [pair for document in documents for pair in entities(document)]
    assert found == entities(article) + entities(SMALL)
    assert documents[5].text == "قال سامر حداد : « لا » ."


def test_parts_of_the_article(article):
    rows = [line.split("\t") for line in write_conll([article]).split("\n") if "\t" in line]
    assert all(len(row) == 5 for row in rows)
    assert rows[1] == ["وزير", "B-TITLE", "B-SOURCE", "r1", "q1,q2"]
    begun = [row[2] for row in rows if row[2].startswith("B-") and "q3" in row[4]]
    assert begun == ["B-DIRECT", "B-CUE", "B-SOURCE", "B-DIRECT"]


def test_no_blank_line_inside_an_annotation(article):
    sentences = write_conll([article]).split("\n\n")
    assert sum("سأنشر" in s and "أنتظر" in s for s in sentences) == 1
    for sentence in sentences:
        rows = [line.split("\t") for line in sentence.split("\n") if "\t" in line]
        assert not rows or not any(row[column].startswith("I-") for row in rows[:1] for column in (1, 2))


def test_overlapping_parts_share_a_cell():
    quotes = (Quote("direct", (Span(0, 5),)), Quote("mixed", (Span(2, 5),), Cue(Span(4, 5))))
    assert write_conll([Document("a b c", quotes=quotes)]).split("\n")[2:5] == [
        "a\tO\tB-DIRECT\t_\tq1",
        "b\tO\tI-DIRECT|B-MIXED\t_\tq1|q2",
        "c\tO\tI-DIRECT|I-MIXED|B-CUE\t_\tq1|q2|q2",
    ]


def test_tokens_are_cut_where_annotations_cut_them():
    document = Document("لموسكو x", entities=(Entity(Span(1, 6), "GPE"),))
    assert write_conll([document]).split("\n")[:3] == [
        "ل\tO\tO\t_\t_",
        "موسكو\tB-GPE\tO\t_\t_",
        "x\tO\tO\t_\t_",
    ]


def test_a_documents_own_tokens_are_kept():
    document = Document.from_words(["«لا»", "a b\tc", "(د"], entities=(Entity(Span(0, 4), "MISC"),))
    words = [line.split("\t")[0] for line in write_conll([document]).split("\n") if line]
    assert words == ["«لا»", "a", "b", "c", "(د"]


def test_what_has_no_token_cannot_be_written():
    with pytest.raises(
        ValueError, match=re.escape("document 'x': the span [1, 2) touches no token, so it has no line")
    ):
        write_conll([Document("a b", "x", entities=(Entity(Span(1, 2), "PER"),))])
    with pytest.raises(ValueError, match="a cell holds no tab and no line feed"):
        write_conll([Document("a b", entities=(Entity(Span(0, 1), "P\tR"),))])


@pytest.mark.parametrize(
    "content",
    [
        "قال O\nسامر B-PER\nحداد I-PER\n\nنعم O\nسامر B-PER\n",  # IOB2
        "قال O\nسامر I-PER\nحداد I-PER\n\nنعم O\nسامر I-PER",  # IOB1, or orphans; no final line feed
        "قال\tO\nسامر\tB_PER\nحداد\tE_PER\n \t\nنعم\to\nسامر\ts_PER\n",  # BIOES, tabs, underscores
        "\ufeffقال O\r\nسامر B-PER\r\nحداد L-PER\r\n\r\nنعم O\r\nسامر U-PER\r\n",  # BILOU, Windows
        "-DOCSTART- -X- O\n\nقال VB O\nسامر NN B-PER\nحداد NN I-PER\n\n\n\nنعم UH O\nسامر NN B-PER\n",
        "قال  O  \nسامر   B-PER\nحداد I-PER \n\nنعم O\nسامر B-PER\n",  # doubled blanks, blanks at the end
    ],
)
def test_read(tmp_path, content):
    first, second = read_conll(write(tmp_path, content))
    assert (first.id, first.text, entities(first)) == ("ner/1", "قال سامر حداد", [("سامر حداد", "PER")])
    assert (second.id, second.text, entities(second)) == ("ner/2", "نعم سامر", [("سامر", "PER")])
    assert first.tokens == (Span(0, 3), Span(4, 8), Span(9, 13))


def test_read_columns(tmp_path):
    path = write(tmp_path, "1 سامر NN B-PER x\n2 مضى VB O x\n")
    (document,) = read_conll(path, token_column=1, tag_column=3)
    assert (document.text, entities(document)) == ("سامر مضى", [("سامر", "PER")])


def test_read_windows_1256(tmp_path):
    path = write(tmp_path, "سامر B-PER\n", "windows-1256")
    assert read_conll(path, encoding="windows-1256")[0].text == "سامر"
    with pytest.raises(ValueError, match=r"ner\.conll: byte 0xd3 at offset 0 is not utf-8; .* windows-1256"):
        read_conll(path)


def test_utf_8_is_not_read_as_windows_1256_which_takes_any_bytes(tmp_path):
    path = write(tmp_path, "سامر B-PER\n")
    with pytest.raises(ValueError, match=r"ner\.conll is UTF-8, and nonsense if it is read as cp1256"):
        read_conll(path, encoding="cp1256")
    assert read_conll(write(tmp_path, "Samir B-PER\n"), encoding="cp1256")[0].text == "Samir"


NESTED = """رئيس B-OCC
بلدية I-OCC B-ORG
رام I-OCC I-ORG B-GPE
الله I-OCC I-ORG I-GPE
قال O
$#$ O

كلية B-ORG
جامعة I-ORG B-ORG
الندى I-ORG I-ORG B-PERS
غدا B-DATE
خمسة B-UNIT B-QUANTITY
أمتار I-QUANTITY
"""


def test_nested_names_as_in_wojood(tmp_path):
    path = write(tmp_path, NESTED)
    first, second = read_sentences(path, nested=True)
    assert first.words == ["رئيس", "بلدية", "رام", "الله", "قال"]
    assert first.spans() == [(0, 4, "OCC"), (1, 4, "ORG"), (2, 4, "GPE")]
    assert second.lines == [8, 9, 10, 11, 12, 13]
    assert second.tags[2] == ("I-ORG", "I-ORG", "B-PERS")
    inside = [(0, 3, "ORG"), (1, 3, "ORG"), (2, 3, "PERS"), (3, 4, "DATE")]
    assert second.spans() == [*inside, (4, 6, "QUANTITY"), (4, 5, "UNIT")]
    assert outermost(second.spans()) == [inside[0], inside[3], (4, 6, "QUANTITY")]
    documents = read_conll(path, nested=True)
    assert [entities(d) for d in documents] == [
        [("رئيس بلدية رام الله", "OCC")],
        [("كلية جامعة الندى", "ORG"), ("غدا", "DATE"), ("خمسة أمتار", "QUANTITY")],
    ]


def test_ids_and_comments(tmp_path):
    content = "أ O\n\n# id = a/1\n# text = ب ج\nب O\n\nج O\n\n# sent_id = b\nد O\n"
    assert [d.id for d in read_conll(write(tmp_path, content))] == ["ner/1", "a/1/1", "a/1/2", "b"]


def test_a_hash_may_be_a_word(tmp_path):
    documents = read_conll(write(tmp_path, "# O\nوسم O\n#ERROR! O\n\n#سامر B-PER\n"))
    assert [d.text for d in documents] == ["# وسم #ERROR!", "#سامر"]


def test_separators_inside_words(tmp_path):
    (document,) = read_conll(write(tmp_path, "a\u00a0b O\nc\u2028d O\n\u200f O\n"))
    assert [t.text for t in document.tokens] == ["a\u00a0b", "c\u2028d", "\u200f"]


@pytest.mark.parametrize("content", ["", "\n\n", "# id = x\n"])
def test_nothing_to_read(tmp_path, content):
    assert read_conll(write(tmp_path, content)) == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "أ O\nب\n",
            "ner.conll, line 2: found 1 columns, 'ب'; a word is looked for in column 0 and a tag in",
        ),
        ("أ\t\n", "line 1: found 2 columns"),
        ("\tO\n", "line 1: the word is empty"),
        (" O\n", "line 1: the word is empty"),
        ("أ O\n\nب PER\n", "line 3: 'PER' is no tag; a tag is O, or one of B, E"),
        ("أ O\n#ب\n", "line 2: found 1 columns"),  # no comment inside a sentence
        ("أ\tO\tO\t_\t_\n", "line 1: '_' is no tag; .*tags are looked for in column -1"),
        ("أ B-ORG\nب I-ORG B-PER\n", "line 2: found 3 columns, 'ب I-ORG B-PER', but 2 on the line before"),
        ("أ O\n\nب ج O\n", "line 3: found 3 columns, 'ب ج O', but 2 on .* where a word holds a blank"),
    ],
)
def test_errors_name_file_and_line(tmp_path, content, message):
    with pytest.raises(ValueError, match=message):
        read_conll(write(tmp_path, content))


def test_missing_column(tmp_path):
    with pytest.raises(ValueError, match=r"line 1: found 2 columns, 'أ O'; .* a tag in column 4"):
        read_conll(write(tmp_path, "أ O\n"), tag_column=4)
