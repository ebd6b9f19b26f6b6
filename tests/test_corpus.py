"""JSON Lines and the texts of public corpora."""

import hashlib
import json
import lzma

import pytest

from arabicnews.corpus import (
    article_text,
    iterate,
    read_corpora,
    read_jsonl,
    rows,
    sha256,
    write_jsonl,
    write_rows,
)
from arabicnews.document import Document
from arabicnews.formats.inline import parse

DOCUMENT = parse(
    "# id: a/1\n# topic: water\n===\n{c1 قال} {s1 [PER:r1 سامر]}: «{q1 نعم}\u2028».\n"
    "===\nr1 PER سامر\nq1 direct r1\n"
)


def test_round_trip(tmp_path):
    file = tmp_path / "new" / "data.jsonl"
    documents = [DOCUMENT, Document("ب\n\r\n", "a/2")]
    write_jsonl(documents, file)
    assert read_jsonl(file) == documents
    assert len(file.read_bytes().splitlines()) == 2
    assert "سامر" in file.read_text(encoding="utf-8")


def test_iterate_reads_as_it_goes(tmp_path):
    file = tmp_path / "data.jsonl"
    file.write_text(json.dumps({"id": "a", "text": "أ"}) + "\n\nnonsense\n", encoding="utf-8")
    documents = iterate(file)
    assert next(documents) == Document("أ", "a")
    with pytest.raises(ValueError, match="line 3: this is no JSON in UTF-8"):
        next(documents)


def test_a_failed_write_leaves_the_old_file(tmp_path):
    file = tmp_path / "data.jsonl"
    write_jsonl([DOCUMENT], file)

    def failing():
        yield {"id": "b"}
        raise RuntimeError("disk")

    with pytest.raises(RuntimeError, match="disk"):
        write_rows(failing(), file)
    assert read_jsonl(file) == [DOCUMENT]
    assert list(tmp_path.iterdir()) == [file]


ENTITY = {"start": 0, "end": 1, "label": "DATE"}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"{", "this is no JSON in UTF-8"),
        (b'"\xff"', "this is no JSON in UTF-8"),
        (b"[1]", "found a JSON list; write one JSON object on each line"),
        (b"{}", "the key 'text' is missing"),
        (
            json.dumps({"text": "x", "entities": [{**ENTITY, "text": "y"}]}).encode(),
            "says 'y' but there stands 'x'",
        ),
        (json.dumps({"text": "x", "entities": None}).encode(), "correct the line"),
        (json.dumps({"text": "x", "entities": ["y"]}).encode(), "correct the line"),
        (b'{"id": "a", "text": "x"}', "the id 'a' stands at {file}, line 1 already; ids must differ"),
    ],
)
def test_messages_name_file_and_line(tmp_path, line, expected):
    file = tmp_path / "data.jsonl"
    file.write_bytes(b'\xef\xbb\xbf{"id": "a", "text": "x"}\n' + line + b"\n")
    with pytest.raises(ValueError) as error:
        read_jsonl(file)
    assert str(error.value).startswith(f"{file}, line 2: ")
    assert expected.format(file=file) in str(error.value)


def test_rows_name_where_they_stand(tmp_path):
    file = tmp_path / "data.jsonl"
    file.write_text('{"a": 1}\n \n{"a": 2}\n')
    assert list(rows(file)) == [(f"{file}, line 1", {"a": 1}), (f"{file}, line 3", {"a": 2})]


def test_sha256():
    assert sha256("أ") == hashlib.sha256(b"\xd8\xa3").hexdigest()


def test_article_text():
    assert article_text({"title": "عنوان", "text": "نص"}) == "عنوان\n\nنص"
    assert article_text({"title": "", "text": "نص"}) == "نص"
    assert article_text({"text": "نص"}) == "نص"


@pytest.fixture
def corpora(tmp_path):
    (tmp_path / "text").mkdir()
    for name in ("one", "two"):
        with lzma.open(tmp_path / "text" / f"{name}.jsonl.xz", "wt", encoding="utf-8") as out:
            for number in range(3):
                out.write(
                    json.dumps({"id": f"{name}/{number}", "title": name, "text": f"نص {number}"}) + "\n"
                )
    return tmp_path


def test_read_corpora(corpora):
    texts = read_corpora(corpora, ["two/2", "one/0"])
    assert texts == {"two/2": "two\n\nنص 2", "one/0": "one\n\nنص 0"}
    assert list(texts) == ["two/2", "one/0"]
    assert read_corpora(corpora, iter(["one/1"])) == {"one/1": "one\n\nنص 1"}


def test_missing_articles_are_named(corpora):
    with pytest.raises(ValueError, match=r"2 articles are not in the corpora of .*: one/8, two/9; take"):
        read_corpora(corpora, ["one/1", "two/9", "one/8"])


def test_missing_files_are_named(corpora):
    ids = ["one/1", *(f"three/{n}" for n in range(7)), "four/1"]
    with pytest.raises(FileNotFoundError) as error:
        read_corpora(corpora, ids)
    assert "three.jsonl.xz (for three/0, three/1, three/2, three/3, three/4 and 2 more)" in str(error.value)
    assert "four.jsonl.xz (for four/1)" in str(error.value)
    assert "one.jsonl.xz" not in str(error.value)
