"""training/evaluate.py on small gold of all kinds; its readers know one name each, so scores are exact."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import tiny
import torch

import arabicnews
from arabicnews.corpus import read_jsonl, write_jsonl
from arabicnews.document import Document, Entity, Span
from arabicnews.finetuning.sources import shingles
from arabicnews.formats.brat import write_brat
from arabicnews.formats.conll import read_conll, write_conll
from arabicnews.loading import save_reader
from arabicnews.metrics import differences
from arabicnews.model import ReaderConfig, ReaderModel
from arabicnews.neural import NeuralReader
from arabicnews.pipeline import Pipeline

sys.path.insert(0, str(Path(__file__).parent.parent / "training"))
import evaluate

GOLD = "زار O\nسامر B-PERS\nدمشق B-LOC\n\nعاد O\nسامر B-PERS\nأمس O\n\nسقط O\nالمطر O\n"


class Knows:
    """A reader that knows one name, and takes every first word for a quote."""

    def __init__(self, name, label):
        self.name, self.label = name, label

    def read(self, documents):
        return [self.find(d) for d in documents]

    def find(self, document):
        assert not document.entities, "readers are given bare documents"
        at = document.text.find(self.name)
        found = (Entity(Span(at, at + len(self.name)), self.label),) if at >= 0 else ()
        quote = {"kind": "direct", "content": [{"start": 0, "end": document.text.find(" ")}]}
        return replace(Document.from_dict({**document.to_dict(), "quotes": [quote]}), entities=found)


@pytest.fixture
def loaded(monkeypatch):
    """Readers by name in place of models; what was asked for is noted."""
    asked = []

    def load(model, *, scheme="news"):
        asked.append((model, scheme))
        person, place = ("PERS", "LOC") if scheme == "anercorp" else ("PER", "GPE")
        known = {"person": ("سامر", person), "place": ("دمشق", place), "rules": ("أمس", "DATE")}
        name = Path(model).name
        return Pipeline(Knows(*known[name]), name=name)

    monkeypatch.setattr(arabicnews, "load", load)
    return asked


def write(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def run(capsys, *arguments, ok=True):
    status = evaluate.main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    assert (status == 0) == ok, err
    return out if ok else err


def test_conll_shows_entities_only_and_how_readers_differ(tmp_path, capsys, loaded):
    gold, output = write(tmp_path / "g.conll", GOLD), tmp_path / "all.json"
    out = run(
        capsys, "person", "place", "--gold", gold, "--scheme", "anercorp", "--output", output
    ).splitlines()
    assert loaded == [("person", "anercorp"), ("place", "anercorp")]
    assert [line.split(" (")[0] for line in out if line.startswith("| ")][:6] == [
        "|  | person | place |", "| --- | ---: | ---: |", "| documents | 3 | 3 |", "| entities_f1 | **80.0**",
        "| entities/LOC | 0.0", "| entities/PERS | **100.0**",
    ]  # fmt: skip
    assert "F1 of all entities by seqeval (strict, IOB2): person 80.0, place 50.0." in out
    assert "Less person, in points, with 95 % intervals (paired bootstrap):" in out
    (row,) = (line for line in out if line.startswith("| entities_f1 | -30.0 ("))
    assert row.split(", p ")[0] == "| entities_f1 | -30.0 (-100.0 to 0.0)"
    assert out[-1].startswith("The rules answer in the scheme 'news' only")
    found = json.loads(output.read_text(encoding="utf-8"))[str(gold)]
    assert found["reports"]["person"]["scores"]["entities/LOC"]["gold"] == 1
    assert found["reports"]["person"]["scores"]["content"]["predicted"] == 0
    assert found["seqeval"] == {"person": 0.8, "place": 0.5}
    assert found["differences"]["place"]["entities_f1"]["difference"] == pytest.approx(-0.3)


@pytest.mark.parametrize(
    ("text", "options"),
    [
        (GOLD.replace("B-", "I-"), []),  # IOB1
        (GOLD.replace("B-", "S_").replace(" ", "\t"), ["--encoding", "windows-1256"]),  # BIOES
        ("".join(f"1 {line} x\n" if line else "\n" for line in GOLD.split("\n")),
         ["--token-column", "1", "--tag-column", "2"]),
        (GOLD.replace("دمشق B-LOC", "دمشق B-LOC B-ORG"), ["--format", "nested"]),
    ],
)  # fmt: skip
def test_conll_of_other_kinds_gives_the_same(tmp_path, capsys, loaded, text, options):
    gold = write(tmp_path / "g.txt", text, "cp1256" if "--encoding" in options else "utf-8")
    out = run(capsys, "person", "--gold", gold, "--scheme", "anercorp", *options)
    assert "| entities_f1 | 80.0 (" in out and "seqeval (strict, IOB2): person 80.0." in out


def test_gold_with_quotes_shows_everything_and_the_rules_beside(tmp_path, capsys, loaded):
    text = "أعلن سامر أمس أن العمل بدأ"
    gold = Document.from_dict(
        {
            "id": "1", "text": text, "entities": [{"start": 5, "end": 9, "label": "PER"}],
            "quotes": [{"kind": "direct", "content": [{"start": 0, "end": 4}]}],
        }
    )  # fmt: skip
    write_jsonl([gold], tmp_path / "g.jsonl")
    output = tmp_path / "page.md"
    out = run(capsys, "person", "--gold", tmp_path / "g.jsonl", "--output", output)
    assert loaded == [("person", "news"), ("rules", "news")]
    assert "| content_f1 | **100.0** (100.0 to 100.0) | **100.0** (100.0 to 100.0) |" in out
    assert "| entities_f1 | -100.0 (-100.0 to -100.0), p 0.002 |" in out  # the rules, less the model
    assert "| cue_f1 | – |" in out and "seqeval" not in out
    page = output.read_text(encoding="utf-8")
    assert page.startswith(f"# Evaluation\n\n## {tmp_path / 'g.jsonl'}\n\n|  | person | rules |\n")
    assert f"### rules on {tmp_path / 'g.jsonl'}\n\n#### Summary (1 documents)\n" in page


def test_folders_of_conll_and_of_brat(tmp_path, capsys, loaded):
    folder = tmp_path / "many"
    folder.mkdir()
    for number, sentence in enumerate(GOLD.split("\n\n")):
        write(folder / f"{number}.txt", sentence + "\n")
    write(folder / "LICENSE", "not read")
    out = run(capsys, "person", "--gold", folder, "--scheme", "anercorp")
    assert "| documents | 3 |" in out and "| entities_f1 | 80.0 (" in out
    entities = (Entity(Span(4, 8), "PER"), Entity(Span(9, 13), "GPE"))
    write_brat([Document("زار سامر دمشق", "1", entities=entities)], tmp_path / "brat")
    out = run(capsys, "place", "person", "rules", "--gold", tmp_path / "brat", folder / "2.txt")
    assert out.count("|  | place | person | rules |") == 2
    assert "| entities_f1 | **66.7** (66.7 to 66.7) | **66.7** (66.7 to 66.7) | 0.0 (0.0 to 0.0) |" in out


def test_only_what_is_held_out(tmp_path, capsys, loaded):
    gold = write(tmp_path / "g.conll", GOLD)
    held = write(tmp_path / "held.json", json.dumps({"shingles": sorted(shingles("عاد سامر أمس"))}))
    options = ("--gold", gold, "--scheme", "anercorp", "--held-out", held)
    out = run(capsys, "person", *options)
    assert "| documents | 1 |" in out and "| entities_f1 | 100.0 (" in out
    held.write_text('{"shingles": []}', encoding="utf-8")
    assert f"{gold}: no document of those held out was found" in run(capsys, "person", *options, ok=False)


def test_labels_that_the_scheme_has_not_are_an_error_that_names_schemes(tmp_path, capsys, loaded):
    gold = write(tmp_path / "g.conll", "سامر B-PER\nزار O\nدمشق B-LOC\nمدير B-TIT\n")
    message = run(capsys, "person", "--gold", gold, "--scheme", "anercorp", ok=False)
    assert "PER, TIT is no label of the scheme 'anercorp', which has PERS, LOC, ORG, MISC;" in message
    assert "all labels here has caraner (--scheme)" in message
    assert loaded == []
    write(gold, "سامر B-PER\nزار O\nدمشق B-XYZ\n")
    assert "all labels here has none of them" in run(capsys, "person", "--gold", gold, ok=False)


def test_readers_of_one_name_are_called_by_their_paths(tmp_path, capsys, loaded):
    gold = write(tmp_path / "g.conll", GOLD)
    out = run(capsys, "a/person", "b/person", "place", "--gold", gold, "--scheme", "anercorp")
    assert "|  | a/person | b/person | place |" in out


def test_our_dataset_and_its_record(tmp_path, capsys, loaded, monkeypatch):
    document = Document("زار سامر دمشق", "1", entities=(Entity(Span(4, 8), "PER"),))
    write_jsonl([document], tmp_path / "part_b" / "dev.jsonl")
    write_jsonl([document, replace(document, id="2")], tmp_path / "data" / "part_a" / "dev.jsonl")
    folder = tmp_path / "person"
    folder.mkdir()
    (folder / "run.json").write_text('{"recipe": 1}', encoding="utf-8")
    written = []
    monkeypatch.setattr(evaluate, "HERE", tmp_path)
    monkeypatch.setattr(evaluate, "locate", lambda model: model)
    monkeypatch.setattr(evaluate, "write_record", lambda *given: written.append(given))
    out = run(capsys, folder, "--data", tmp_path, "--record")
    assert [line for line in out.splitlines() if line.startswith("## ")] == ["## dev", "## dev_a"]
    assert out.count("|  | person | rules |") == 2
    ((place, record, splits),) = written
    assert (place, record, [len(s) for s in splits.values()]) == (folder, {"recipe": 1}, [1, 2])
    assert list(splits) == ["dev", "dev_a"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["person"],
        ["person", "--data", "d", "--gold", "g"],
        ["person", "--gold", "g", "--record"],
        ["person", "place", "--data", "d", "--record"],
        ["rules", "--data", "d", "--record"],
        ["person", "--data", "d", "--held-out", "h"],
        ["person", "--gold", "g", "--output", "page.html"],
        ["person", "--gold", "g", "--scheme", "quotes"],
    ],
)
def test_what_does_not_go_together_is_refused(arguments, capsys):
    with pytest.raises(SystemExit, match="2"):
        evaluate.main(arguments)


def test_gold_that_is_not_there(tmp_path, capsys, loaded):
    assert "none.conll" in run(capsys, "person", "--gold", tmp_path / "none.conll", ok=False)
    assert "no document was found" in run(capsys, "person", "--gold", tmp_path, ok=False)
    bad = write(tmp_path / "bad.conll", "سامر\n")
    assert "bad.conll, line 1: found 1 columns" in run(capsys, "person", "--gold", bad, ok=False)


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A reader with random weights."""
    path = tmp_path_factory.mktemp("reader")
    pieces = tiny.tokenizer("bert")
    config = ReaderConfig(schemes=["news", "anercorp"], window=64, overlap=24)
    network = ReaderModel.from_encoder(tiny.encoder("bert", len(pieces)), config).eval()
    torch.manual_seed(0)
    torch.nn.init.normal_(network.entities["anercorp"].weight, std=1.0)
    save_reader(NeuralReader(network, pieces), path)
    return path


def test_a_real_reader_is_scored_by_the_words_of_the_file(tmp_path, capsys, model):
    gold = write(tmp_path / "g.conll", "«سامر» B-PERS\nالخطيب, I-PERS\nزار(لا) O\n3. O\nدمشق. B-LOC\n" * 3)
    output = tmp_path / "all.json"
    out = run(capsys, model, "--gold", gold, "--scheme", "anercorp", "--output", output)
    (documents,) = (read_conll(gold),)
    expected = arabicnews.load(model, scheme="anercorp").evaluate(documents)
    found = json.loads(output.read_text(encoding="utf-8"))[str(gold)]
    scores = found["reports"][model.name]["scores"]
    assert scores["entities"] == json.loads(json.dumps(expected.scores["entities"].to_dict()))
    assert scores["entities"]["predicted"] > 0
    assert found["seqeval"][model.name] == pytest.approx(expected.scores["entities"].f1)
    assert "| cue_f1" not in out
    message = run(capsys, model, "--gold", gold, "--scheme", "cleananercorp", ok=False)
    assert "this model has no label scheme 'cleananercorp'; it has news, anercorp" in message


def test_differences_in_the_file_are_those_of_the_library(tmp_path, loaded):
    gold = [Document(f"زار سامر دمشق {n}", str(n), entities=(Entity(Span(4, 8), "PER"),)) for n in range(4)]
    readers = evaluate.load_all(["place", "person"], "news")
    result = evaluate.score(gold, readers)
    read = {name: list(reader.pipe(gold)) for name, reader in readers.items()}
    only = {name: [replace(d, quotes=()) for d in documents] for name, documents in read.items()}
    for name in ("person", "rules"):
        measures = list(result.differences[name])
        assert result.differences[name] == differences(gold, only[name], only["place"], measures)
    assert list(result.differences) == ["person", "rules"]
    assert result.differences["person"]["entities_f1"] == (1.0, 1.0, 1.0, 2 / 1001)


def test_what_the_library_writes_can_be_gold(tmp_path, capsys, loaded):
    document = Document("زار سامر دمشق أمس", "1", entities=(Entity(Span(4, 8), "PER"),))
    path = write(tmp_path / "g.conll", write_conll([document]))
    assert "| entities_f1 | **100.0** (" in run(capsys, "person", "--gold", path, "--tag-column", "1")
    write_jsonl([document], tmp_path / "g.jsonl")
    assert read_jsonl(tmp_path / "g.jsonl")[0].entities == document.entities
