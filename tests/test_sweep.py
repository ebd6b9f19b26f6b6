"""Many runs in a row: what is planned, what stands in the record, and one run for true."""

import csv
import json
import sys
from argparse import Namespace
from pathlib import Path

import pytest
import tiny
import torch
import yaml
from transformers import AutoModel

import arabicnews
from arabicnews.corpus import read_jsonl
from arabicnews.finetuning.recipe import Recipe

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "training"))
import sweep  # noqa: E402

BASE = """
encoder: e
reader: {schemes: [news, anercorp], hints: true, dropout: 0.1}
sources:
  - {path: a.jsonl, name: ours}
  - {path: b.conll, name: theirs, format: conll, scheme: anercorp}
dev: [{path: data/part_a/dev.jsonl}]
"""
RUNS = """
base: base.yaml
changes: {epochs: 1, rate: 0.001}
seeds: [1, 2]
variants:
  full: {}
  no-hints: {set: {reader.hints: false}}
  ours-alone: {without: [theirs], sources: {quotes: false}}
"""
SEARCH = """
base: base.yaml
trials: 3
seed: 1
values:
  rate: {low: 0.0001, high: 0.001, log: true}
  epochs: [1, 2]
"""


@pytest.fixture
def folder(tmp_path):
    for name, text in {"base": BASE, "runs": RUNS, "search": SEARCH}.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    return tmp_path


def given(folder, what, **changes):
    paths = {"config": folder / f"{what}.yaml", "work": folder / "work", "record": folder / f"{what}.csv"}
    return Namespace(**{"corpora": None, "data": None, "encoder": "e", "encoders": None, **paths, **changes})


def rows(path):
    with path.open() as lines:
        return list(csv.DictReader(lines))


def scored(value):
    return {f"{split}_{name}": value for split in ("dev", "dev_a") for name in sweep.SHOWN}


def test_a_variant_sets_values_changes_all_sources_and_leaves_some_out(folder):
    base, changes = folder / "base.yaml", {"epochs": 1, "reader.dropout": 0.3}
    variant = {
        "set": {"epochs": 2, "augmentation.names": 0.3},
        "sources": {"quotes": False},
        "without": ["theirs"],
    }
    values = sweep.configured(base, changes, variant)
    assert (values["epochs"], values["augmentation"]) == (2, {"names": 0.3})
    assert values["reader"] == {"schemes": ["news", "anercorp"], "hints": True, "dropout": 0.3}
    assert values["sources"] == [{"path": "a.jsonl", "name": "ours", "quotes": False}]
    with pytest.raises(ValueError, match=r"base\.yaml has no source other; it has ours, theirs"):
        sweep.configured(base, {}, {"without": ["other"]})
    with pytest.raises(ValueError, match="unknown keys seed; a variant has set, sources, without, encoder"):
        sweep.configured(base, {}, {"seed": 1})


def test_a_sweeps_file_with_a_wrong_key_is_an_error(folder):
    (folder / "runs.yaml").write_text("base: base.yaml\nseed: 1\n")
    with pytest.raises(ValueError, match="has the keys base, seed; it takes base, changes, seeds, variants"):
        sweep.read_sweep(folder / "runs.yaml", ("seeds", "variants"))


def test_runs_are_planned_seed_by_seed_and_known_by_their_values(folder):
    options = given(folder, "runs")
    plan = sweep.planned(sweep.read_sweep(options.config, ("seeds", "variants")), options)
    names = ["full", "no-hints", "ours-alone"]
    assert [(r.variant, r.values["seed"]) for r in plan] == [(n, s) for s in (1, 2) for n in names]
    digests = [r.key[2] for r in plan]
    assert digests[:3] == digests[3:] and len(set(digests)) == 3
    elsewhere = given(folder, "runs", encoder="/elsewhere/e")
    moved = sweep.planned(sweep.read_sweep(options.config, ("seeds", "variants")), elsewhere)
    assert [r.key for r in moved] == [r.key for r in plan]


def test_an_encoder_is_the_given_one_another_or_one_that_learnt_nothing(folder):
    encoder = tiny.save_encoder("modernbert", folder / "encoders" / "e")
    options = given(folder, "runs", encoder=encoder, encoders=folder / "encoders")
    assert sweep.encoder_of(None, options) == str(encoder) == sweep.encoder_of("e", options)
    with pytest.raises(FileNotFoundError, match="no encoder f in --encoders, which is"):
        sweep.encoder_of("f", options)
    random, known = (AutoModel.from_pretrained(p) for p in (sweep.encoder_of("random", options), encoder))
    assert random.config.hidden_size == 32
    pairs = zip(random.state_dict().values(), known.state_dict().values(), strict=True)
    assert any(not torch.equal(a, b) for a, b in pairs)
    assert sweep.encoder_of("random", options) == str(folder / "work" / "random")
    assert (folder / "work" / "random" / "tokenizer.json").exists()


def test_a_run_in_the_record_is_not_repeated_and_one_that_fails_stops_no_other(folder, monkeypatch, capsys):
    seen = []

    def trained(run, options):
        seen.append(run.key[:2])
        if run.variant == "no-hints" and len(seen) < 6:
            raise sweep.RunError("out of memory")
        return scored(60 + len(seen)) | {"seconds": 1}

    monkeypatch.setattr(sweep, "trained", trained)
    options = given(folder, "runs")
    assert sweep.runs(options) == 1 and len(seen) == 6
    assert "error: out of memory" in capsys.readouterr().err
    found = rows(options.record)
    assert [(r["variant"], r["seed"], r["dev_score"]) for r in found] == [
        ("full", "1", "61"), ("ours-alone", "1", "63"), ("full", "2", "64"), ("ours-alone", "2", "66"),
    ]  # fmt: skip
    assert sweep.runs(options) == 0 and seen[6:] == [("no-hints", "1"), ("no-hints", "2")]
    assert sweep.runs(options) == 0 and len(seen) == 8
    options.config.write_text(RUNS.replace("epochs: 1", "epochs: 2"))  # another configuration is another run
    assert sweep.runs(options) == 0 and len(seen) == 14 and len(rows(options.record)) == 12
    assert "| full | 70.5 ± 2.1 |" in (folder / "runs.md").read_text()


def test_the_table_has_means_deviations_and_differences_seed_by_seed():
    scores = {("full", "1"): 60, ("full", "2"): 64, ("a", "1"): 61, ("a", "2"): 66, ("b", "2"): 60}
    made = [
        {"variant": name, "seed": seed, **{k: str(v) for k, v in scored(value).items()}}
        for (name, seed), value in scores.items()
    ]
    for row in made:
        row["dev_speaker_accuracy"] = ""
    lines = sweep.summary(made, ["full", "a", "b", "c"]).splitlines()
    assert lines[0] == "## dev: mean ± deviation over seeds, %"
    assert lines[2] == "|  | score | entities_f1 | quotes_f1_0.8 | speaker_accuracy | end_to_end_f1 |"
    assert lines[4] == "| full | 62.0 ± 2.8 | 62.0 ± 2.8 | 62.0 ± 2.8 | – | 62.0 ± 2.8 |"
    assert lines[6].startswith("| b | 60.0 | 60.0 |") and lines[7] == "| c | – | – | – | – | – |"
    assert lines[9] == "## dev: difference to full, seed by seed, points"
    assert lines[13].startswith("| a | +1.5 ± 0.7 |") and lines[14].startswith("| b | -4.0 |")
    assert sum(line.startswith("## dev_a") for line in lines) == 2


def test_a_search_keeps_its_trials_and_goes_on(folder, monkeypatch, capsys):
    seen = []

    def trained(run, options):
        seen.append((run.variant, run.values["rate"], run.values["epochs"]))
        if len(seen) == 2:
            raise sweep.RunError("out of memory")
        return scored(round(-1000 * run.values["rate"], 4))

    monkeypatch.setattr(sweep, "trained", trained)
    options = given(folder, "search")
    assert sweep.search(options) == 0
    assert [name for name, *_ in seen] == ["trial-0", "trial-1", "trial-2"]
    assert sweep.search(options) == 0 and sweep.search(options) == 0  # one more, for the one that failed
    assert [name for name, *_ in seen[3:]] == ["trial-3"]
    assert len({rate for _, rate, _ in seen}) == 4  # nothing is drawn twice
    assert all(0.0001 <= rate <= 0.001 and epochs in (1, 2) for _, rate, epochs in seen)
    found = rows(options.record)
    assert [r["variant"] for r in found] == ["trial-0", "trial-2", "trial-3"]
    assert [float(r["rate"]) for r in found] == [seen[i][1] for i in (0, 2, 3)]
    best = min(found, key=lambda row: float(row["rate"]))
    assert f"best of 4: {best['variant']}," in capsys.readouterr().out


def test_a_choice_that_is_neither_a_list_nor_a_range_is_an_error(folder):
    (folder / "search.yaml").write_text(SEARCH.replace("low: 0.0001", "least: 0.0001"))
    with pytest.raises(ValueError, match=r"rate is .*; give a list, or low and high"):
        sweep.search(given(folder, "search"))


def test_the_configurations_that_are_shipped_can_be_planned():
    ablations = sweep.read_sweep(ROOT / "configs" / "ablations.yaml", ("seeds", "variants"))
    for name, variant in ablations["variants"].items():
        recipe = Recipe.from_dict(sweep.configured(ablations["base"], ablations["changes"], variant))
        assert recipe.epochs == 1 and recipe.sources, name
    search = sweep.read_sweep(ROOT / "configs" / "search.yaml", ("trials", "seed", "values"))
    lowest = {k: v[0] if isinstance(v, list) else v["low"] for k, v in search["values"].items()}
    recipe = Recipe.from_dict(sweep.configured(search["base"], search["changes"], {"set": lowest}))
    assert (recipe.rate, recipe.reader["dropout"]) == (0.0001, 0.1)


def test_one_run_for_true(folder, capsys):
    dev = folder / "part_a" / "dev.jsonl"
    dev.parent.mkdir()
    lines = (ROOT / "training" / "data" / "part_a" / "dev.jsonl").read_text().splitlines(keepends=True)
    dev.write_text("".join(lines[:4]))
    encoder = tiny.save_encoder("modernbert", folder / "encoder")
    changes = {"epochs": 1, "augmentation": {"names": 1.0, "marks": 0.5}}
    debug = ROOT / "configs" / "debug.yaml"
    runs = {"base": str(debug), "changes": changes, "seeds": [1], "variants": {"full": {}}}
    (folder / "runs.yaml").write_text(yaml.safe_dump(runs))
    options = given(folder, "runs", encoder=encoder, data=folder)
    assert sweep.runs(options) == 0, (next(options.work.iterdir()) / "log.txt").read_text()
    (row,) = rows(options.record)
    (made,) = options.work.iterdir()
    assert made.name == f"full-1-{row['config']}" and not (made / "model" / "checkpoints").exists()
    headline = arabicnews.load(made / "model").evaluate(read_jsonl(dev)).headline
    for name, value in headline.items():
        wanted = "" if value is None else round(100 * value, 2)
        for split in ("dev", "dev_a"):  # in this configuration they are the same articles
            assert row[f"{split}_{name}"] == ("" if wanted == "" else str(wanted)), name
    recipe = json.loads((made / "model" / "run.json").read_text())["recipe"]
    assert recipe["augmentation"] == changes["augmentation"] and recipe["epochs"] == 1
    options.record.unlink()  # killed between the run and its row: nothing is trained again
    before = (made / "model" / "run.json").stat().st_mtime_ns
    assert sweep.runs(options) == 0 and rows(options.record)[0]["dev_score"] == row["dev_score"]
    assert (made / "model" / "run.json").stat().st_mtime_ns == before


def test_a_run_that_crashes_says_what_it_said_last_and_goes_on_when_called_again(folder, monkeypatch):
    script = "import sys; print('loading'); print('step 7', sys.argv[-1]); sys.exit('error: out of memory')"
    (folder / "finetune.py").write_text(script)
    monkeypatch.setattr(sweep, "HERE", folder)
    options = given(folder, "runs")
    values = {**sweep.configured(folder / "base.yaml", {}, {}), "encoder": "e", "seed": 1}
    for times in (1, 2):
        with pytest.raises(
            sweep.RunError, match=r"^full-1-\w{8} ended with status 1, see .*log\.txt:\n"
        ) as said:
            sweep.trained(sweep.Run("full", values), options)
        assert str(said.value).endswith("error: out of memory")
        (made,) = options.work.iterdir()
        assert (made / "log.txt").read_text().count(f"step 7 {made / 'model'}") == times
        assert yaml.safe_load((made / "config.yaml").read_text()) == values
