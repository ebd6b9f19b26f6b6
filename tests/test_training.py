"""The scripts in training/, run as users run them, on small data made here."""

import csv
import json
import lzma
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import tiny
import torch
from transformers import AutoModel

import arabicnews
from arabicnews.card import reader_card
from arabicnews.corpus import read_jsonl, sha256
from arabicnews.finetuning.calibration import choose_min_score
from arabicnews.finetuning.sources import shingles
from arabicnews.metrics import evaluate
from arabicnews.pretraining import stream
from arabicnews.pretraining.mlm import Shape, build

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "training"))
from probe import LENGTH, SEQUENCES, count_words  # noqa: E402


def run(script, *arguments, ok=True, cwd=None):
    done = subprocess.run(
        [sys.executable, str(ROOT / "training" / script), *map(str, arguments)],
        capture_output=True, text=True, timeout=280, cwd=cwd, env={**os.environ, "HF_HUB_OFFLINE": "1"},
    )  # fmt: skip
    assert (done.returncode == 0) == ok, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def corpora(tmp_path):
    folder = tmp_path / "corpora" / "text"
    folder.mkdir(parents=True)
    rows = [{"id": f"x/{i}", "text": "\n".join(tiny.TEXT) + f"\nفقرة رقم {i}"} for i in range(250)]
    with lzma.open(folder / "x.jsonl.xz", "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(r, ensure_ascii=False) + "\n" for r in rows)
    return folder.parent


PRETRAIN = """
tokenizer: {vocabulary: 110}
shape: {hidden: 32, layers: 2, heads: 2, inner: 32, max_length: 64}
vectors: {window: 3, passes: 1, seed: 1}
train: {steps: 12, warmup: 2, batch: 2, length: 16, log_every: 4, seed: 1}
corpora: [{name: made up, use: pretraining, licence: ours}]
"""


def test_pretraining_from_text_to_an_encoder_one_command_a_step(corpora, tmp_path):
    (tmp_path / "c.yaml").write_text(PRETRAIN)
    common = ("--config", tmp_path / "c.yaml", "--work", tmp_path / "work")
    assert "articles" in run("pretrain.py", "prepare", *common, "--corpora", corpora)
    run("pretrain.py", "vectors", *common)
    run("pretrain.py", "train", *common, "--set", "steps=8")
    assert "resumed at step 8" in run("pretrain.py", "train", *common)
    run("pretrain.py", "decay", *common, "--steps", "4", "--output", tmp_path / "encoder")
    facts = json.loads((tmp_path / "encoder" / "training.json").read_text(encoding="utf-8"))
    assert facts["steps"] == 16 and facts["pieces"] == 16 * 32
    assert "made up" in (tmp_path / "encoder" / "README.md").read_text(encoding="utf-8")
    assert len((tmp_path / "encoder" / "curve.csv").read_text().splitlines()) == 1 + 4
    missing = run(
        "pretrain.py", "train", "--config", tmp_path / "c.yaml", "--work", tmp_path / "none", ok=False
    )
    assert "make it first with: training/pretrain.py prepare" in missing


@pytest.fixture
def own_text(tmp_path):
    (tmp_path / "c.yaml").write_text(PRETRAIN)
    (tmp_path / "own.txt").write_text("\n".join(tiny.TEXT * 20), encoding="utf-8")
    pieces = tiny.tokenizer("modernbert")
    build(Shape(hidden=32, layers=2, heads=2, inner=32, max_length=64), pieces, None).save_pretrained(
        tmp_path / "encoder"
    )
    pieces.save_pretrained(tmp_path / "encoder")
    return tmp_path


def adapt(folder, name, launcher=()):
    done = subprocess.run(
        [sys.executable, *launcher, str(ROOT / "training" / "pretrain.py"), "adapt", "--config", "c.yaml",
         "--work", name, "--encoder", "encoder", "--texts", "own.txt", "--steps", "12",
         "--output", f"{name}-out"],
        capture_output=True, text=True, timeout=280, cwd=folder, env={**os.environ, "HF_HUB_OFFLINE": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    rows = (folder / f"{name}-out" / "curve.csv").read_text().splitlines()[1:]
    return [float(row.split(",")[2]) for row in rows]


def test_pretraining_goes_on_from_an_encoder_on_texts_of_ones_own(own_text):
    losses = adapt(own_text, "one")
    assert len(losses) == 3
    before = AutoModel.from_pretrained(own_text / "encoder").state_dict()
    after = AutoModel.from_pretrained(own_text / "one-out").state_dict()
    assert before.keys() == after.keys()
    changed = [k for k in before if (before[k] - after[k].float()).abs().max() > 1e-3]
    assert len(changed) > len(before) / 2
    facts = json.loads((own_text / "one-out" / "training.json").read_text(encoding="utf-8"))
    assert facts["base"] == "encoder" and facts["shape"]["hidden_size"] == 32


def test_two_processes_share_every_batch_and_learn_what_one_does(own_text):
    launch = ("-m", "accelerate.commands.launch", "--multi_gpu", "--num_processes", "2",
              "--main_process_port", "0")  # fmt: skip
    assert adapt(own_text, "two", launch) == pytest.approx(adapt(own_text, "one"), rel=0.02)


def test_weak_labels_are_a_readers_answers_on_articles_that_were_not_drawn(corpora, tmp_path):
    drawn = json.loads((ROOT / "training/data/part_b/sample.jsonl").read_text().splitlines()[0])["id"]
    body = "\n".join(tiny.TEXT * 6)
    rows = [{"id": f"anc/x{i}", "text": f"{body}\nفقرة رقم {i}"} for i in range(30)]
    rows += [{"id": drawn, "text": body + "\nأخرى"}, {"id": "arwiki-2017/1", "text": body + "\nثالثة"}]
    rows += [{"id": f"short/{i}", "text": f"نص {i}"} for i in range(30)]
    with lzma.open(corpora / "text" / "y.jsonl.xz", "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(r, ensure_ascii=False) + "\n" for r in rows)
    run("weak_labels.py", "--corpora", corpora, "--articles", "20", "--output", tmp_path / "weak.jsonl")
    found = read_jsonl(tmp_path / "weak.jsonl")
    assert len(found) == 4 and all(d.id.startswith("anc/x") for d in found)  # a fifth of twenty from each
    rules = arabicnews.load("rules")
    assert all(d.entities == rules(d.text).entities and d.quotes == rules(d.text).quotes for d in found)
    assert any(d.entities for d in found)
    run("weak_labels.py", "--corpora", corpora, "--articles", "20", "--reader", "news-small",
        "--without", tmp_path / "weak.jsonl", "--output", tmp_path / "second.jsonl")  # fmt: skip
    second = read_jsonl(tmp_path / "second.jsonl")
    assert len(second) == 4 and not {d.id for d in second} & {d.id for d in found}
    reader = arabicnews.load("news-small", min_score=0.0)
    assert [e.span for e in second[0].entities] == [e.span for e in reader(second[0].text).entities]


def test_the_probe_counts_whole_words():
    ids = torch.tensor([[2, 10, 11, 12, 13]])
    continues = torch.zeros(20, dtype=torch.bool)
    continues[[11, 13]] = True  # words: 2 | 10 11 | 12 13
    chosen = torch.tensor([[False, True, True, True, True]])
    best = torch.tensor([[2, 10, 11, 12, 9]])
    assert count_words(ids, best, chosen, continues) == (1, 2)


def test_the_probe_of_an_encoder_that_has_read_nothing(tmp_path):
    """Its entity part trains on held-out-free sentences and scores the held-out ones."""
    (tmp_path / "c.yaml").write_text(PRETRAIN.replace("max_length: 64", "max_length: 256"))
    pieces = tiny.tokenizer("modernbert")
    pieces.save_pretrained(tmp_path / "work" / "tokenizer")
    numbers = np.random.default_rng(1).integers(5, len(pieces), SEQUENCES * LENGTH)
    stream.write([numbers.astype(np.uint16)], tmp_path / "work" / "held_out.bin")
    unseen = "وصلت هند المغربي أمس إلى دمشق قادمة من عمّان بعد غياب طويل".split()
    (tmp_path / "held.json").write_text(json.dumps({"shingles": sorted(shingles(" ".join(unseen)))}))
    sentences = "".join(f"{w} {t}\n" for w, t in [("زار", "O"), ("سمير", "B-PERS"), ("دمشق", "B-LOC")]) + "\n"
    (tmp_path / "ner").mkdir()
    (tmp_path / "ner" / "cleananercorp-train.conll").write_text(
        sentences * 60 + "".join(f"{w} O\n" for w in unseen) + "\n", encoding="utf-8"
    )
    print_ = run("probe.py", "scratch", "--work", tmp_path / "work", "--corpora", tmp_path, "--config",
                 tmp_path / "c.yaml", "--record", tmp_path / "probe.csv",
                 "--held-out", tmp_path / "held.json")  # fmt: skip
    assert "masked_words" in print_
    rows = list(csv.DictReader((tmp_path / "probe.csv").open()))
    assert len(rows) == 1 and rows[0]["encoder"] == "scratch" and rows[0]["pieces"] == "0"


def test_fine_tuning_with_the_debug_config_makes_a_folder_that_loads(tmp_path):
    encoder = tiny.save_encoder("modernbert", tmp_path / "encoder")
    out = tmp_path / "reader"
    run("finetune.py", "--config", ROOT / "configs" / "debug.yaml", "--encoder", encoder, "--output", out)
    made = {p.name for p in out.iterdir()}
    assert {"config.json", "model.safetensors", "tokenizer.json", "README.md", "run.json"} <= made
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    dev = ROOT / "training" / "data" / "part_a" / "dev.jsonl"
    assert record["data"] == {"part_a/dev.jsonl": sha256(dev.read_text(encoding="utf-8"))}
    assert str(tmp_path) not in json.dumps(record)
    nlp = arabicnews.load(out)
    gold = read_jsonl(dev)
    again = nlp.evaluate(gold)
    assert again.headline == {k: record_headline(record)[k] for k in again.headline}
    card = (out / "README.md").read_text(encoding="utf-8")
    assert "Apache-2.0 (ours)" in card
    assert reader_card(out.name, record) == card


def record_headline(record):
    return arabicnews.Report.from_dict(record["scores"]["dev"]).headline


def test_a_config_with_a_wrong_key_is_an_error_that_names_it(tmp_path):
    (tmp_path / "c.yaml").write_text("encoder: x\nepoch: 3\n")
    said = run("finetune.py", "--config", tmp_path / "c.yaml", "--output", tmp_path / "o", ok=False)
    assert "unknown keys epoch; a recipe has" in said


def test_part_b_is_not_joined_without_the_corpora(tmp_path):
    missing = run("dataset.py", "join", "--corpora", tmp_path, "--output", tmp_path / "joined", ok=False)
    assert "corpus files are missing" in missing


def test_min_score_weighs_wrong_speakers_against_right_ones():
    gold = read_jsonl(ROOT / "training" / "data" / "part_a" / "dev.jsonl")
    assert choose_min_score(evaluate(gold, [d.bare() for d in gold], resamples=0)) == 0.0
    report = arabicnews.load("rules").evaluate(gold, resamples=0)
    chosen = choose_min_score(report)
    worth = {p.min_score: p.coverage * (2 * p.precision - 1) for p in report.curve}
    assert worth[chosen] == max(worth.values())
