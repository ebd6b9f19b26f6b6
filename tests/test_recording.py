import json
from dataclasses import replace

import arabicnews
from arabicnews.corpus import sha256
from arabicnews.finetuning.recipe import Recipe
from arabicnews.finetuning.recording import record
from arabicnews.finetuning.sources import Source

RECIPE = Recipe(encoder="someone/encoder", sources=(Source("ner/x.conll", name="X"),), dev=())
LOG = [{"loss": 3.0}, {"eval_score": 0.5, "eval_seconds": 50.5}, {"eval_score": 0.6, "eval_seconds": 40.0}]


def test_the_record_keeps_what_a_reader_was_gone_on_from(tmp_path):
    recipe = replace(RECIPE, encoder=str(tmp_path / "weak"), sources=())
    (tmp_path / "weak").mkdir()
    corpora = [{"name": "old news", "use": "pretraining", "licence": "none"}]
    first = record(replace(recipe, encoder=str(tmp_path / "none")), [])
    assert first["before"] == [] and first["encoder"] == {}
    earlier = {**first, "encoder": {"pieces": 5}, "corpora": corpora, "data": {"a": "b"}}
    (tmp_path / "weak" / "run.json").write_text(json.dumps(earlier), encoding="utf-8")
    found = record(recipe, [])
    assert found["encoder"] == {"pieces": 5} and found["corpora"] == corpora
    assert [stage["data"] for stage in found["before"]] == [{"a": "b"}]


def test_the_record_says_what_was_read_and_how_it_went_but_no_folder_of_this_machine(tmp_path):
    (tmp_path / "ner").mkdir()
    file = tmp_path / "ner" / "x.conll"
    file.write_text("نعم O\n", encoding="utf-8")
    recipe = replace(RECIPE, sources=(replace(RECIPE.sources[0], path=str(file)),))
    found = record(recipe, [file], LOG, commit="0123abcd", processes=2)
    assert found["data"] == {"ner/x.conll": sha256("نعم O\n")}
    assert found["seconds"] == 90 and [e["eval_score"] for e in found["epochs"]] == [0.5, 0.6]
    assert found["recipe"]["encoder_name"] == "someone/encoder"  # of the Hub, so its owner matters
    assert found["recipe"]["encoder_commit"] == "0123abcd" and found["processes"] == 2
    assert found["recipe"]["seed"] == 1 and found["versions"]["arabicnews"] == arabicnews.__version__
    assert found["device"] and str(tmp_path) not in json.dumps(found)
