import io
import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest

import arabicnews
from arabicnews.cli import main
from arabicnews.corpus import read_jsonl, write_jsonl
from arabicnews.document import Document, Entity, Quote, Reference, Span
from arabicnews.metrics import evaluate

WHO = Reference("r1", "PER", "سامر", (Span(4, 8),))


class Nlp:
    """A pipeline that finds the same things in every text that begins with «قال سامر»."""

    def __init__(self):
        self.asked = None

    def __call__(self, document):
        if "خطأ" in document.text:
            raise ValueError("no such words")
        if not document.text.startswith("قال سامر"):
            return document
        quote = Quote("indirect", (Span(9, len(document.text)),), source=Span(4, 8), speaker=WHO)
        entities = (Entity(Span(4, 8), "PER", 0.5, WHO),)
        return replace(document, entities=entities, quotes=(quote,), references=(WHO,))

    def pipe(self, documents, *, batch_size=32, progress=False):
        for document in documents:
            yield self(document)

    def evaluate(self, gold):
        return evaluate(gold, [self(d.bare()) for d in gold], resamples=0)


@pytest.fixture
def nlp(monkeypatch):
    found = Nlp()

    def load(model=None, *, scheme="news", device=None, min_score=None):
        if model == "none":
            raise FileNotFoundError("no model 'none'; leave the name out")
        found.asked = (model, scheme, device, min_score)
        return found

    monkeypatch.setattr(arabicnews, "load", load)
    return found


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("قال سامر لا", encoding="utf-8")
    (tmp_path / "b.txt").write_text("لا شيء", encoding="utf-8")
    return tmp_path


def standard_input(monkeypatch, data):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="ascii"))


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from arabicnews.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit as end: assert end.code == 0\n"
        "heavy = {'torch', 'transformers', 'numpy', 'scipy'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert all(name in done.stdout for name in ("annotate", "evaluate", "validate", "info"))


def test_annotate_text(nlp, folder, capsys):
    assert main(["annotate", "a.txt", "b.txt"]) == 0
    assert capsys.readouterr() == (
        "وثيقة: a\n\nأقوال: 1\n1. «سامر» · غير مباشر: لا\n\nكيانات: 1\nأشخاص (PER): سامر\n"
        "\nوثيقة: b\n\nأقوال: 0\n\nكيانات: 0\n",
        "",
    )
    assert nlp.asked == (None, "news", None, None)


def test_annotate_by_speaker(nlp, folder, capsys):
    assert main(["annotate", "a.txt", "--by-speaker"]) == 0
    assert capsys.readouterr().out == "وثيقة: a\n\nسامر\n1. غير مباشر: لا\n"
    assert main(["annotate", "a.txt", "--by-speaker", "--colour"]) == 0
    assert "\x1b[36mسامر\x1b[0m\n" in capsys.readouterr().out
    assert main(["annotate", "a.txt", "--by-speaker", "--format", "jsonl"]) == 0
    assert [s["name"] for s in json.loads(capsys.readouterr().out)["speakers"]] == ["سامر"]


def test_the_model_is_asked_for(nlp, folder):
    arguments = ["--model", "rules", "--scheme", "anercorp", "--device", "cpu", "--min-score", "0.25"]
    assert main(["annotate", "a.txt", *arguments]) == 0
    assert nlp.asked == ("rules", "anercorp", "cpu", 0.25)


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_annotate_standard_input(nlp, monkeypatch, capsys, arguments):
    standard_input(monkeypatch, "\ufeffقال سامر نعم\r\n".encode())
    assert main(["annotate", "--format", "jsonl", *arguments]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    data = json.loads(line)
    assert (data["id"], data["text"], data["references"][0]["name"]) == ("", "قال سامر نعم\r\n", "سامر")


@pytest.mark.parametrize(
    ("format_", "start"),
    [
        ("jsonl", '{"id": "a", "text": "قال سامر لا"'),
        ("html", "<!DOCTYPE html>\n"),
        ("conll", "# id = a\n"),
        ("tei", '<?xml version="1.0" encoding="UTF-8"?>\n'),
        ("csv", "document,speaker,name,"),
    ],
)
def test_formats(nlp, folder, capsys, format_, start):
    assert main(["annotate", "a.txt", "--format", format_]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith(start) and "سامر" in printed
    assert main(["annotate", "a.txt", "--format", format_, "--output", "out"]) == 0
    assert (folder / "out").read_bytes().decode("utf-8") == printed
    assert capsys.readouterr() == ("", "")


def test_brat(nlp, folder, capsys):
    assert main(["annotate", "a.txt", "b.txt", "--format", "brat", "--output", "new/brat"]) == 0
    assert sorted(p.name for p in (folder / "new" / "brat").iterdir()) == [
        "a.ann", "a.txt", "annotation.conf", "b.ann", "b.txt",
    ]  # fmt: skip
    assert (folder / "new" / "brat" / "a.ann").read_text(encoding="utf-8").startswith("T1\tPER 4 8\tسامر\n")


def test_jsonl_input(nlp, folder, capsys):
    rows = [
        {"text": "قال سامر لا", "id": "x", "meta": {"date": "2031"}, "entities": "ignored"},
        {"text": "قال سامر نعم", "tokens": [[0, 3], [4, 8], [9, 12]]},
    ]
    (folder / "in.jsonl").write_text("\n\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert main(["annotate", "in.jsonl", "--format", "jsonl", "--output", "out.jsonl"]) == 0
    first, second = read_jsonl(folder / "out.jsonl")
    assert (first.id, first.meta, len(first.entities)) == ("x", {"date": "2031"}, 1)
    assert (second.id, second.tokens) == ("", (Span(0, 3), Span(4, 8), Span(9, 12)))


def test_one_bad_input_loses_nothing_else(nlp, folder, capsys):
    (folder / "old.txt").write_bytes("قال سامر".encode("windows-1256"))
    (folder / "fails.txt").write_text("خطأ", encoding="utf-8")
    lines = ['{"text": "قال سامر نعم", "id": "j1"}', "{", "[]", '{"id": "j4"}', '{"text": "\\ud800"}']
    (folder / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    files = ["old.txt", "missing.txt", "fails.txt", "in.jsonl", "a.txt", "."]
    assert main(["annotate", *files, "--format", "csv"]) == 1
    printed, complaints = capsys.readouterr()
    assert [line.split(",")[0] for line in printed.splitlines()] == ["document", "j1", "a"]
    assert complaints.splitlines() == [
        "arabicnews: old.txt: byte 0xde at offset 0 is not utf-8; name the file's encoding, perhaps "
        "windows-1256 (--encoding windows-1256)",
        "arabicnews: missing.txt: No such file or directory",
        "arabicnews: in.jsonl, line 2: this is no JSON (Expecting property name enclosed in double quotes: "
        "line 1 column 2 (char 1)); write one JSON object on each line",
        "arabicnews: in.jsonl, line 3: found a JSON list; write one JSON object with a text on each line",
        "arabicnews: in.jsonl, line 4: document 'j4': the key 'text' is missing",
        "arabicnews: in.jsonl, line 5: character 0 of the text is half a surrogate pair; correct it",
        "arabicnews: .: Is a directory",
        "arabicnews: document fails: the model could not read it: no such words",
    ]


def test_nothing_readable_loads_no_model_and_writes_nothing(nlp, folder, capsys):
    assert main(["annotate", "missing.txt", "--output", "out"]) == 1
    assert nlp.asked is None
    assert not (folder / "out").exists()


def test_encoding(nlp, folder, capsys):
    (folder / "old.txt").write_bytes("قال سامر لا".encode("windows-1256"))
    assert main(["annotate", "old.txt", "--encoding", "windows-1256"]) == 0
    assert "«سامر»" in capsys.readouterr().out


def test_files_of_one_name_keep_apart(nlp, folder, capsys):
    (folder / "d").mkdir()
    (folder / "d" / "a.txt").write_text("قال سامر لا", encoding="utf-8")
    assert (
        main(["annotate", "a.txt", "d/a.txt", "a.txt", "b.txt", "--format", "jsonl", "--output", "o.jsonl"])
        == 0
    )
    assert [d.id for d in read_jsonl(folder / "o.jsonl")] == ["a.txt", "d/a.txt", "b"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--output", "a.txt"], "a.txt is an input and would be overwritten; name another --output"),
        (["--output", "d/../a.txt"], "a.txt is an input and would be overwritten"),
        (["--output", "link.txt"], "link.txt is an input and would be overwritten"),
        (["--format", "brat", "--output", "."], "a.txt is an input and would be overwritten"),
        (["--format", "brat"], "brat makes two files of each document; name a folder for them with --output"),
        (["--format", "brat", "--output", "b.txt"], "b.txt is a file; name a folder"),
        (["--output", "d"], "d is a folder; name a file"),
        (["--output", "no/out"], "there is no folder no; make it first"),
        (
            ["--format", "html", "--by-speaker"],
            "--by-speaker goes with --format text and jsonl, not with html",
        ),
        (["--format", "csv", "--colour"], "--colour goes with --format text, not with csv"),
        (["--model", "none"], "no model 'none'; leave the name out"),
    ],
)
def test_refusals(nlp, folder, capsys, arguments, message):
    (folder / "d").mkdir()
    (folder / "link.txt").symlink_to("a.txt")
    assert main(["annotate", "a.txt", *arguments]) == 2
    printed, complaint = capsys.readouterr()
    assert printed == "" and message in complaint
    assert (folder / "a.txt").read_text(encoding="utf-8") == "قال سامر لا"


@pytest.mark.parametrize("arguments", [[], ["annotate", "--format", "pdf"], ["annotate", "--min-score", "2"]])
def test_wrong_calls(arguments):
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2


def test_output_that_nobody_reads_any_more(folder):
    code = (
        "import arabicnews\n"
        "class Nlp:\n"
        "    def pipe(self, documents, **_): return list(documents) * 20000\n"
        "arabicnews.load = lambda *_, **__: Nlp()\n"
        "from arabicnews.cli import main\n"
        "raise SystemExit(main(['annotate', 'a.txt']))"
    )
    command, pipe = [sys.executable, "-c", code], subprocess.PIPE
    buffered = {**os.environ, "PYTHONUNBUFFERED": ""}  # without a buffer Python takes a part written for all
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, env=buffered) as process:
        assert process.stdout.readline() == "وثيقة: a\n".encode()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


@pytest.fixture
def gold(folder):
    quote = Quote("indirect", (Span(9, 11),), source=Span(4, 8), speaker=WHO)
    entities = (Entity(Span(4, 8), "PER", reference=WHO),)
    first = Document("قال سامر لا", "g1", {}, entities, (quote,), (WHO,))
    other = Reference("r1", "PER", "سمر", (Span(3, 6),))
    second = Document("لا سمر", "g2", {}, (Entity(Span(3, 6), "PER", reference=other),), (), (other,))
    write_jsonl([first, second], "gold.jsonl")
    return read_jsonl("gold.jsonl")


def test_evaluate_a_model(nlp, gold, capsys):
    assert main(["evaluate", "gold.jsonl", "--format", "json", "--model", "rules"]) == 0
    found = json.loads(capsys.readouterr().out)["headline"]
    assert (found["speaker_accuracy"], found["entities_f1"]) == (1.0, pytest.approx(2 / 3))
    assert nlp.asked[0] == "rules"


def test_evaluate_predictions_in_another_order(nlp, gold, folder, capsys):
    write_jsonl(gold[::-1], "predicted.jsonl")
    assert main(["evaluate", "gold.jsonl", "--predicted", "predicted.jsonl", "--output", "r.md"]) == 0
    assert nlp.asked is None
    assert "entities_f1" in (folder / "r.md").read_text(encoding="utf-8")
    assert main(["evaluate", "gold.jsonl", "--predicted", "predicted.jsonl", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["headline"]["entities_f1"] == 1.0


def test_evaluate_refuses(nlp, gold, folder, capsys):
    assert main(["evaluate", "gold.jsonl", "--output", "gold.jsonl"]) == 2
    assert main(["evaluate", "gold.jsonl", "--model", "rules", "--predicted", "gold.jsonl"]) == 2
    assert main(["evaluate", "gold.jsonl", "--model", "none"]) == 2
    assert main(["evaluate", "missing.jsonl"]) == 1
    write_jsonl(gold[:1], "predicted.jsonl")
    assert main(["evaluate", "gold.jsonl", "--predicted", "predicted.jsonl"]) == 1
    complaints = capsys.readouterr().err.splitlines()
    assert complaints[:4] == [
        "arabicnews: gold.jsonl is an input and would be overwritten; name another --output",
        "arabicnews: --predicted and --model exclude each other; score documents or a model",
        "arabicnews: no model 'none'; leave the name out",
        "arabicnews: missing.jsonl: No such file or directory",
    ]
    assert len(complaints) == 5


def test_validate(folder, article, capsys):
    write_jsonl([article], "good.jsonl")
    assert main(["validate", "good.jsonl"]) == 0
    assert capsys.readouterr().out == "1 documents, 0 problems\n"


def test_validate_finds_problems(folder, article, capsys):
    bad = Document("قال سامر لا", "b", entities=(Entity(Span(4, 7), "PER"),))
    write_jsonl([article, bad], "bad.jsonl")
    with (folder / "bad.jsonl").open("a", encoding="utf-8") as file:
        file.write('\n{"text": 3}\n')
    (folder / "old.jsonl").write_bytes(b"\xe3")
    assert main(["validate", "bad.jsonl", "missing.jsonl", "old.jsonl"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("bad.jsonl:2: entity PER «سام» [4, 7) does not begin and end at word edges")
    assert lines[1].startswith("bad.jsonl:2: entity PER «سام» [4, 7) has no reference")
    assert lines[2] == (
        "bad.jsonl:4: document '?': a value is not of the type the format asks for: "
        "a document's text must be a str, found int"
    )
    assert lines[3] == "missing.jsonl: No such file or directory"
    assert lines[4].startswith("old.jsonl: the file: byte 0xe3 at offset 0 is not utf-8")
    assert lines[5] == "3 documents, 5 problems"


def test_info(folder, capsys):
    (folder / "model").mkdir()
    config = {
        "model_type": "arabicnews-reader",
        "schemes": ["news", "anercorp"],
        "window": 256,
        "min_score": 0.5,
        "encoder": {"model_type": "bert", "hidden_size": 64, "num_hidden_layers": 2, "vocab_size": 1000},
    }
    (folder / "model" / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (folder / "model" / "model.safetensors").write_bytes(bytes(2**19))
    assert main(["info", "--model", "model"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"arabicnews    {arabicnews.__version__}"
    assert [line.split(maxsplit=1)[0] for line in lines[1:4]] == ["python", "torch", "transformers"]
    assert lines[4:] == [
        "model         model",
        "folder        model",
        "weights       0.5 MiB",
        "type          arabicnews-reader",
        "schemes       news, anercorp",
        "window        256",
        "min_score     0.5",
        "encoder       bert",
        "layers        2",
        "hidden size   64",
        "vocabulary    1000",
    ]


def test_info_of_other_models(folder, capsys):
    assert main(["info", "--model", "rules"]) == 0
    assert main(["info", "--model", "someone/model"]) == 0
    assert [line for line in capsys.readouterr().out.splitlines() if line.startswith("model ")] == [
        "model         rules, with no weights",
        "model         someone/model, no folder here; a model on the Hub is not looked up",
    ]
    (folder / "empty").mkdir()
    assert main(["info", "--model", "empty"]) == 1
    assert "empty is no model: its config.json cannot be read" in capsys.readouterr().err
