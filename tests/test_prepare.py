"""training/prepare_ner.py and prepare_text.py on little files in the layouts that corpora come in."""

import json
import lzma
import sys
from pathlib import Path

import pytest

from arabicnews.finetuning.sources import Source, examples
from arabicnews.labels import SCHEMES
from arabicnews.pretraining.text import read_rows

sys.path.insert(0, str(Path(__file__).parent.parent / "training"))
import prepare_ner
import prepare_text


def write(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def run(script, capsys, *arguments, ok=True):
    status = script.main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    assert (status == 0) == ok, err
    return out if ok else err


def ner(capsys, *arguments, ok=True):
    return run(prepare_ner, capsys, *arguments, ok=ok)


SMALL = "سامر B-PERS\nالخطيب I-PERS\nزار O\nدمشق B-LOC\n\nعاد O\n\n"


@pytest.mark.parametrize(
    ("text", "options"),
    [
        (SMALL, []),
        (SMALL.replace("\n", "\r\n").rstrip(), []),
        (SMALL.replace(" ", "\t").replace("-", "_"), ["--encoding", "windows-1256"]),
        ("سامر N B-PERS\nالخطيب N E-PERS\nزار V O\nدمشق N S-LOC\n\nعاد V O\n", []),
        (
            "B-PERS سامر\nI-PERS الخطيب\nO زار\nB-LOC دمشق\n\nO عاد\n",
            ["--token-column", 1, "--tag-column", 0],
        ),
    ],
)
def test_a_set_is_written_as_training_reads_it(tmp_path, capsys, text, options):
    given = write(tmp_path / "train.txt", text, "cp1256" if "--encoding" in options else "utf-8")
    output = tmp_path / "ner" / "anercorp.conll"
    told = ner(capsys, "anercorp", given, "--output", output, *options).splitlines()
    assert output.read_text(encoding="utf-8") == SMALL
    assert told[1] == "licence: none stated in the copy read; catalogued as CC BY-SA 4.0 on request"
    assert told[2:4] == ["2 sentences, 5 tokens, 2 entities", "PERS 1, LOC 1"]
    assert told[-1].endswith("that has 3,973 sentences, 125,102 tokens, 9,000 entities.")
    (example,) = examples(Source("ner/anercorp.conll", "conll", "anercorp"), tmp_path)
    assert [(e.text, e.label) for e in example.document.entities] == [
        ("سامر الخطيب", "PERS"),
        ("دمشق", "LOC"),
    ]


def test_what_is_odd_is_counted_and_stays(tmp_path, capsys):
    text = "سامر I-PERS\nو O\nهند I-PERS\n\nسامر I-PERS\nو O\nهند\u200f B-PERS\n\nسامر O\nو O\nهند O\n"
    told = ner(capsys, "anercorp", write(tmp_path / "a.txt", text), "--output", tmp_path / "o").splitlines()
    assert told[4:7] == [
        "3 entities that begin with I- (written with B-): a.txt:1 a.txt:3 a.txt:5",
        "1 sentences that were there before (kept): a.txt:9",
        "1 words with characters that nobody sees (kept): a.txt:7",
    ]
    assert (tmp_path / "o").read_text(encoding="utf-8").split("\n")[:4] == [
        "سامر B-PERS",
        "و O",
        "هند B-PERS",
        "",
    ]


NESTED = "رئيس B-OCC\nبلدية I-OCC B-ORG\nالندى I-OCC I-ORG B-GPE\nأمس B-DATE\n$#$ O\n\nعاد O\n"


def test_of_nested_names_the_outermost_stay(tmp_path, capsys):
    parts = write(tmp_path / "train.txt", NESTED), write(tmp_path / "val.txt", "هند B-PERS\n")
    told = ner(capsys, "wojood", *parts, "--output", tmp_path / "w.conll").splitlines()
    assert told[1:4] == [
        "licence: repository MIT",
        "3 sentences, 6 tokens, 3 entities",
        "OCC 1, DATE 1, PERS 1",
    ]
    assert (tmp_path / "w.conll").read_text(encoding="utf-8") == (
        "رئيس B-OCC\nبلدية I-OCC\nالندى I-OCC\nأمس B-DATE\n\nعاد O\n\nهند B-PERS\n\n"
    )


def test_labels_are_renamed_where_they_have_other_names(tmp_path, capsys):
    given = write(tmp_path / "article.txt", "هند B-PER\nدرست O\nالذرة B-MIS0\nالحرة I-MIS0\n")
    assert "PERS 1, MISC 1" in ner(capsys, "aqmar", given, "--output", tmp_path / "o")
    assert (tmp_path / "o").read_text(encoding="utf-8").endswith("الذرة B-MISC\nالحرة I-MISC\n\n")


def test_what_overlaps_a_test_part_is_left_out(tmp_path, capsys):
    long = "قال سامر الخطيب إن المصنع الجديد في دمشق سيعمل بعد شهرين بطاقة كاملة".split()
    first = "".join(f"{word} O\n" for word in long)
    test = write(tmp_path / "test.txt", "".join(f"{word} O\n" for word in long[1:]))
    given = write(tmp_path / "a.txt", f"{first}\nعاد O\nسامر B-Politician\n")
    told = ner(capsys, "newsfane", given, "--output", tmp_path / "o", "--without", test)
    assert "1 sentences, 2 tokens, 1 entities" in told
    assert "error: no sentence is left" in ner(
        capsys, "newsfane", test, "--output", tmp_path / "o", "--without", test, ok=False
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("سامر B-PERS\n\nزار O\nدمشق B-GPE\n", "a.txt, line 4: the label 'GPE' is none of this set"),
        ("سامر B-PERS\nدمشق LOC\n", "a.txt, line 2: 'LOC' is no tag; a tag is O, or one of"),
        ("سامر\n", "a.txt, line 1: found 1 columns"),
        (" O\n", "a.txt, line 1: the word is empty"),
        ("سامر B-PERS\nزار دمشق O\n", "a.txt, line 2: found 3 columns, 'زار دمشق O', but 2 on the"),
        ("زار\tO\nسامر الخطيب\tB-PERS\n", "a.txt, line 2: 'سامر الخطيب' holds a blank, or a"),
        ("سا\ufffdر B-PERS\n", "a.txt, line 1: 'سا\ufffdر' holds a blank"),
        ("\n", "error: no sentence is left"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_with_its_line(tmp_path, capsys, text, message):
    given, output = write(tmp_path / "a.txt", text), tmp_path / "o"
    assert message in ner(capsys, "anercorp", given, "--output", output, ok=False)
    assert not output.exists()


def test_many_problems_are_counted(tmp_path, capsys):
    given = write(tmp_path / "a.txt", "دمشق B-GPE\n" * 12)
    lines = ner(capsys, "anercorp", given, "--output", tmp_path / "o", ok=False).splitlines()
    assert lines[0] == "error: 12 problems; nothing was written"
    assert (len(lines), lines[-1]) == (12, "and 2 more")


def test_encodings_and_inputs_are_kept_apart(tmp_path, capsys):
    given = write(tmp_path / "a.txt", SMALL, "cp1256")
    message = ner(capsys, "anercorp", given, "--output", tmp_path / "o", ok=False)
    assert "is not utf-8; name the file's encoding, perhaps windows-1256" in message
    message = ner(capsys, "anercorp", given, "--output", given, "--encoding", "cp1256", ok=False)
    assert "is an input and would be overwritten" in message
    with pytest.raises(SystemExit, match="2"):
        prepare_ner.main(["anercorp", str(given)])


def test_the_sets_are_listed_with_their_licences(capsys):
    out = ner(capsys)
    assert out.count("licence: ") == len(prepare_ner.SETS) == 7
    assert (
        "wikifane       WikiFANE_Gold (Alotaibi and Lee 2014)\n               licence: CC BY-SA 3.0\n" in out
    )
    for name, scheme in (("aqmar", "anercorp"), ("newsfane", "fane"), ("caraner", "caraner")):
        assert set(prepare_ner.SETS[name].labels.values()) == set(SCHEMES[scheme])


# Raw news


def text(capsys, *arguments, ok=True):
    return run(prepare_text, capsys, *arguments, ok=ok)


def read(path):
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def test_clean():
    assert prepare_text.clean("\ufeff  قال\u200f:\u00a0 نعم\t.\r\n\r\n \n ثم  مضى\n") == "قال: نعم .\nثم مضى"


def test_files_of_all_kinds_become_rows(tmp_path, capsys):
    table = 'headline,body,published\nعنوان,"سطر أول\n\nسطر ثان",2031-04-02\n,"  ",\nآخر,سطر أوّل سطر ثان,\n'
    listed = {"n": 1, "articles": [{"body": ["فقرة", "وفقرة"], "published": 2031}]}
    files = [
        write(tmp_path / "a.csv", table, "cp1256"),
        write(tmp_path / "b.json", json.dumps(listed)),
        write(tmp_path / "c.jsonl", '{"body": "نص", "outlet": "صحيفة الندى", "headline": null}\n'),
    ]  # fmt: skip
    output = tmp_path / "text" / "own.jsonl.xz"
    fields = ("--fields", "text=body", "title=headline", "date=published")
    told = text(capsys, *files, "--output", output, *fields, "--outlet", "موقع مخترع", "--encoding", "cp1256")
    assert told == (
        "3 articles, 7 words; 1 with title, 3 with outlet, 2 with date; left out: 1 without text, "
        "1 that were there before\n"
    )
    assert read(output) == list(read_rows(tmp_path)) == [
        {"id": "own/000000", "source_id": f"{files[0]}, line 4", "text": "سطر أول\nسطر ثان", "title": "عنوان",
         "outlet": "موقع مخترع", "date": "2031-04-02"},
        {"id": "own/000003", "source_id": f"{files[1]}, article 1", "text": "فقرة\nوفقرة",
         "outlet": "موقع مخترع", "date": "2031"},
        {"id": "own/000004", "source_id": f"{files[2]}, line 1", "text": "نص", "outlet": "صحيفة الندى"},
    ]  # fmt: skip


def test_a_text_file_is_an_article(tmp_path, capsys):
    files = [write(tmp_path / f"{n}.txt", f"خبر {n}\n") for n in range(2)]
    text(capsys, *files, "--output", tmp_path / "x.jsonl.xz")
    assert [(r["id"], r["text"]) for r in read(tmp_path / "x.jsonl.xz")] == [
        ("x/000000", "خبر 0"),
        ("x/000001", "خبر 1"),
    ]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", "headline,body\nعنوان,نص\n", "a.csv, line 2: there is no field 'text'; it has headline"),
        ("a.csv", "text,title\nنص\n", "a.csv, line 2: the row ends here with another number of cells"),
        ("a.csv", "text,title\nنص,عنوان,زائد\n", "a.csv, line 2: the row ends here with another number"),
        ("a.csv", 'text,title\nنص,"عنوان\n', "a.csv: unexpected end of data in the row behind line 1;"),
        ("a.json", "{", "a.json: this is no JSON"),
        ("a.json", '{"a": [], "b": []}', "a.json: write a list of objects"),
        ("a.json", '["نص"]', "a.json: write a list of objects"),
        ("a.json", '[{"text": {"a": 1}}]', "a.json, article 1: text is a dict; write a string"),
        ("a.jsonl", '{"text": "نص"}\n{"title": "نص"}\n', "a.jsonl, line 2: there is no field 'text'; it has"),
        ("a.jsonl", "{\n", "a.jsonl, line 1: this is no JSON in UTF-8"),
        ("a.xml", "<x/>", "a.xml: .xml; allowed are .txt, .csv, .json and .jsonl"),
    ],
)  # fmt: skip
def test_raw_news_that_is_wrong_is_refused(tmp_path, capsys, name, content, message):
    given, output = write(tmp_path / name, content), tmp_path / "o.jsonl.xz"
    assert message in text(capsys, given, "--output", output, ok=False)
    assert sorted(p.name for p in tmp_path.iterdir()) == [name]


def test_options_that_are_wrong(tmp_path, capsys):
    given = write(tmp_path / "a.txt", "خبر")
    message = text(capsys, given, "--output", tmp_path / "o.jsonl", ok=False)
    assert "name it NAME.jsonl.xz: the name begins every id" in message
    message = text(capsys, given, "--output", tmp_path / "o.jsonl.xz", "--fields", "body=text", ok=False)
    assert "--fields has 'body=text'; write FIELD=NAME, with a field of text, title, outlet, date" in message
