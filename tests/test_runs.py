"""Fine-tuning runs: killed and resumed, ended early, out of memory, shared by processes."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import tiny
import torch
from safetensors.torch import load_file

from arabicnews.corpus import write_jsonl
from arabicnews.document import Cue, Document, Entity, Quote, Span
from arabicnews.finetuning.recipe import Recipe
from arabicnews.finetuning.sources import Example
from arabicnews.finetuning.trainer import ReaderTrainer, out_of_patience
from arabicnews.finetuning.training import (
    _memory_that_lasts,
    averaged,
    check_device,
    newest_checkpoint,
    train,
)

ROOT = Path(__file__).parent.parent
PEOPLE = [("هند", "الجسر آمن"), ("سامر", "السد قديم"), ("ليلى", "المصنع مغلق"), ("عمر", "الطريق طويل")]


def said(name, content):
    """A sentence of the same shape each time, so that batches cut otherwise weigh the same."""
    text = f"قال {name} إن {content}"
    speaker, rest = Span(4, 4 + len(name)), len(text) - len(content)
    quote = Quote("indirect", (Span(rest, len(text)),), Cue(Span(0, 3)), speaker)
    return Document(text, id=name, entities=(Entity(speaker, "PER"),), quotes=(quote,))


DOCUMENTS = [said(*person) for person in PEOPLE]
EXAMPLES = [
    Example(d, "news", True, weight) for d, weight in zip(DOCUMENTS, (1.0, 1.5, 0.75, 0.75), strict=True)
]


@pytest.fixture(scope="module")
def recipe(tmp_path_factory):
    folder = tiny.save_encoder("modernbert", tmp_path_factory.mktemp("encoders") / "encoder")
    return Recipe(
        encoder=str(folder), sources=(), dev=(), reader={"window": 64, "overlap": 24, "dropout": 0.3},
        epochs=3, batch=2, rate=3e-3, head_rate=1e-2, hint_dropout=0.5, seed=3,
    )  # fmt: skip


class KilledError(Exception):
    pass


def dying(monkeypatch, at, error=KilledError):
    """Let the run die in the step after so many."""
    step = ReaderTrainer.training_step

    def deadly(self, *arguments):
        if self.state.global_step == at:
            raise error
        return step(self, *arguments)

    monkeypatch.setattr(ReaderTrainer, "training_step", deadly)


def scores(folder):
    log = json.loads((folder / "log.json").read_text(encoding="utf-8"))
    return [
        {k: v for k, v in row.items() if k.startswith("eval") and k != "eval_seconds"}
        for row in log
        if "eval_score" in row
    ]


def same(one, other):
    values = other.model.state_dict()
    return all(torch.equal(v, values[k]) for k, v in one.model.state_dict().items())


def test_a_killed_run_goes_on_as_if_it_had_not_been(recipe, tmp_path, monkeypatch):
    straight = train(recipe, EXAMPLES, DOCUMENTS, tmp_path / "straight")
    with monkeypatch.context() as patch, pytest.raises(KilledError):
        dying(patch, at=3)
        train(recipe, EXAMPLES, DOCUMENTS, tmp_path / "killed")
    checkpoints = tmp_path / "killed" / "checkpoints"
    assert newest_checkpoint(checkpoints).name == "checkpoint-2"
    (checkpoints / "checkpoint-4").mkdir()  # what was being written when the power failed
    (checkpoints / "checkpoint-4" / "trainer_state.json").write_text('{"epoch": 2')
    resumed = train(recipe, EXAMPLES, DOCUMENTS, tmp_path / "killed")
    assert same(straight, resumed)
    assert len(scores(tmp_path / "killed")) == 3 and scores(tmp_path / "killed") == scores(
        tmp_path / "straight"
    )
    assert list((tmp_path / "killed" / "tensorboard").iterdir())
    dying(monkeypatch, at=6)  # killed after its last step: nothing is left to be trained
    assert same(straight, train(recipe, EXAMPLES, DOCUMENTS, tmp_path / "killed"))

    with pytest.raises(
        ValueError, match=r"checkpoints of another run \(rate was 0.003 and is 0.5\); to go on"
    ):
        train(replace(recipe, rate=0.5), EXAMPLES, DOCUMENTS, tmp_path / "killed")
    with pytest.raises(ValueError, match="training data was"):
        train(recipe, EXAMPLES[:3], DOCUMENTS, tmp_path / "killed")


def test_patience_counts_evaluations_since_the_best():
    log = [{"loss": 1.0}, *({"eval_score": s} for s in (0.25, 0.5, 0.5, 0.375))]
    assert out_of_patience(log, 2) and not out_of_patience(log, 3)
    assert not out_of_patience(log, 0) and not out_of_patience([], 1)


def test_a_run_ends_early_with_its_best_epoch_and_stays_ended(recipe, tmp_path, monkeypatch):
    told = iter([0.5, 0.375, 0.25])
    monkeypatch.setattr(ReaderTrainer, "_scores", lambda self: {"score": next(told), "seconds": 1.0})
    patient = replace(recipe, epochs=9, patience=2)
    reader = train(patient, EXAMPLES, DOCUMENTS, tmp_path)
    assert [row["eval_score"] for row in scores(tmp_path)] == [0.5, 0.375, 0.25]
    held = load_file(tmp_path / "checkpoints" / "checkpoint-2" / "model.safetensors")
    assert all(torch.equal(v, held[k]) for k, v in reader.model.state_dict().items())
    dying(monkeypatch, at=6)  # killed after its last epoch: nothing is trained when it goes on
    assert same(train(patient, EXAMPLES, DOCUMENTS, tmp_path), reader)


MEMORY = r"batch=1 accumulation=2, .*gradient_checkpointing=true; or precision=bfloat16.*checkpoints are kept"


def test_out_of_memory_says_what_to_set_and_goes_on_with_it(recipe, tmp_path, monkeypatch):
    with monkeypatch.context() as patch, pytest.raises(MemoryError, match=MEMORY):
        dying(patch, at=2, error=torch.cuda.OutOfMemoryError("CUDA out of memory. Tried to allocate"))
        train(recipe, EXAMPLES, DOCUMENTS, tmp_path)
    lighter = replace(recipe, batch=1, accumulation=2, gradient_checkpointing=True, precision="bfloat16")
    train(lighter, EXAMPLES, DOCUMENTS, tmp_path)
    assert len(scores(tmp_path)) == 3


@pytest.mark.parametrize("error", [MemoryError(), RuntimeError("DefaultCPUAllocator: can't allocate memory")])
def test_out_of_memory_is_known_by_all_its_names(recipe, error):
    with pytest.raises(MemoryError, match=MEMORY), _memory_that_lasts(recipe):
        raise error
    with pytest.raises(RuntimeError, match="shapes differ"), _memory_that_lasts(recipe):
        raise RuntimeError("shapes differ")


def test_gradient_checkpointing_changes_no_result(recipe, tmp_path):
    short = replace(recipe, epochs=1)
    plain = train(short, EXAMPLES, DOCUMENTS, tmp_path / "plain")
    light = train(replace(short, gradient_checkpointing=True), EXAMPLES, DOCUMENTS, tmp_path / "light")
    assert any(getattr(m, "gradient_checkpointing", False) for m in light.model.modules())
    values = light.model.state_dict()
    assert all(torch.allclose(v, values[k], atol=1e-6) for k, v in plain.model.state_dict().items())


def test_the_last_epochs_may_be_averaged(recipe, tmp_path):
    reader = train(replace(recipe, average=2), EXAMPLES, DOCUMENTS, tmp_path)
    found = sorted((tmp_path / "checkpoints").glob("checkpoint-*"), key=lambda p: int(p.name.split("-")[1]))
    last, before = (load_file(path / "model.safetensors") for path in (found[-1], found[-2]))
    weights = reader.model.state_dict()
    assert all(torch.allclose(weights[k], (last[k] + before[k]) / 2, atol=1e-7) for k in weights)
    assert any(not torch.equal(weights[k], last[k]) for k in weights)
    with pytest.raises(ValueError, match="average is 9; set it lower"):
        averaged(tmp_path / "checkpoints", 9)
    again = train(replace(recipe, average=1), EXAMPLES, DOCUMENTS, tmp_path)  # nothing is trained anew
    assert all(torch.equal(v, last[k]) for k, v in again.model.state_dict().items())


def test_nothing_to_learn_from_or_to_score_on_is_an_error(recipe, tmp_path):
    with pytest.raises(ValueError, match="nothing to learn from"):
        train(recipe, [], DOCUMENTS, tmp_path)
    with pytest.raises(ValueError, match="nothing to score on"):
        train(recipe, EXAMPLES, [], tmp_path)


def test_a_precision_that_the_device_lacks_is_an_error_that_names_another(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    check_device("bfloat16")
    with pytest.raises(ValueError, match=r"float16 needs a GPU.*set precision=float32"):
        check_device("float16")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation: False)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda: "Old GPU")
    check_device("float16")
    with pytest.raises(ValueError, match="Old GPU does not compute in bfloat16; set precision=float16"):
        check_device("bfloat16")


def test_two_processes_share_every_batch_and_learn_what_one_does(recipe, tmp_path):
    write_jsonl(DOCUMENTS, tmp_path / "said.jsonl")
    (tmp_path / "c.yaml").write_text(
        f"encoder: {recipe.encoder}\nreader: {{window: 64, overlap: 24, dropout: 0.0}}\n"
        "sources: [{path: said.jsonl}]\ndev: [{path: said.jsonl}]\n"
        "epochs: 2\nbatch: 2\nrate: 0.003\nhead_rate: 0.01\nhint_dropout: 0.0\nseed: 3\n"
    )
    launch = (
        "-m",
        "accelerate.commands.launch",
        "--multi_gpu",
        "--num_processes",
        "2",
        "--main_process_port",
        "0",
    )
    command = [sys.executable, *launch, str(ROOT / "training" / "finetune.py"), "--config", "c.yaml",
               "--corpora", ".", "--output", "two"]  # fmt: skip
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=580,
        cwd=tmp_path,
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    alone = replace(recipe, reader={"window": 64, "overlap": 24, "dropout": 0.0}, epochs=2, hint_dropout=0.0)
    train(alone, [replace(e, weight=1.0) for e in EXAMPLES], DOCUMENTS, tmp_path / "one")
    names = ("checkpoints/checkpoint-4/model.safetensors", "checkpoints/checkpoint-4/trainer_state.json")
    one, two = (load_file(tmp_path / n / names[0]) for n in ("one", "two"))
    assert all(torch.allclose(v, two[k], atol=1e-4) for k, v in one.items())
    one, two = (json.loads((tmp_path / n / names[1]).read_text())["best_metric"] for n in ("one", "two"))
    assert one == pytest.approx(two)
    run = json.loads((tmp_path / "two" / "run.json").read_text(encoding="utf-8"))
    assert run["processes"] == 2 and len(run["epochs"]) == 2
