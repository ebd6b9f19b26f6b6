"""What --dry-run finds out, on small data made here."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest
import tiny
import torch

from arabicnews.corpus import write_jsonl
from arabicnews.finetuning.batches import Collator
from arabicnews.finetuning.configs import read_config
from arabicnews.finetuning.plan import activations, make_plan
from arabicnews.finetuning.recipe import Recipe
from arabicnews.finetuning.sources import Example, Source
from arabicnews.finetuning.training import new_reader
from arabicnews.labels import scheme_labels

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "training"))
import finetune  # noqa: E402


@pytest.fixture(scope="module")
def encoder(tmp_path_factory):
    return tiny.save_encoder("modernbert", tmp_path_factory.mktemp("encoders") / "encoder")


@pytest.fixture
def recipe(encoder, article, tmp_path):
    write_jsonl([article, replace(article, id="2")], tmp_path / "gold.jsonl")
    gold = Source(str(tmp_path / "gold.jsonl"), name="Gold", weight=1.5)
    return Recipe(
        str(encoder), (gold,), (replace(gold, name="Dev"),), reader={"window": 64, "overlap": 16},
        epochs=2, batch=2, accumulation=2,
    )  # fmt: skip


def test_the_plan_counts_what_there_is_and_what_will_be_done(recipe, tmp_path):
    plan = make_plan(recipe, tmp_path / "out")
    assert plan.problems == () and str(plan).endswith("Nothing stands in its way.")
    count = new_reader(recipe).model.num_parameters()
    assert f"(modernbert; {count:,} parameters with the heads)" in plan.text
    assert "1 an epoch (batch 2, accumulation 2), 2 epochs, 2 in all" in plan.text
    row = next(line for line in plan.text.splitlines() if line.startswith("| Gold"))
    assert row == "| Gold | 2 | 234 | 18 | 3 |"
    assert "a new run" in plan.text and not (tmp_path / "out").exists()


def test_all_problems_are_told_at_once(recipe, tmp_path, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    (tmp_path / "run.json").write_text("{}")
    (tmp_path / "bad.conll").write_text("عمان B-CITY\n", encoding="utf-8")
    sources = (
        *recipe.sources,
        Source(str(tmp_path / "none.jsonl")),
        Source(str(tmp_path / "bad.conll"), "conll"),
    )
    wrong = replace(recipe, sources=sources, dev=(), encoder=str(tmp_path), precision="float16")
    plan = make_plan(wrong, tmp_path, {"2": "0"})
    for said, problem in zip(
        ("the encoder", "1 texts are not those that were annotated", "none.jsonl is not there",
         "bad.conll, line 1: the label 'CITY'", "the recipe has no dev", "float16 needs a GPU",
         "holds a finished run"),
        plan.problems, strict=True,
    ):  # fmt: skip
        assert said in problem
    assert "To be mended first:" in str(plan)


def test_an_encoder_that_cannot_be_had_leaves_the_rest_to_be_checked(recipe, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    plan = make_plan(replace(recipe, encoder="nobody/no-such-encoder"), tmp_path / "out")
    assert plan.problems == () and "cannot be had here" in plan.text and "| Gold | 2 | " in plan.text


def test_too_little_memory_is_a_problem(recipe, tmp_path, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda: "Small GPU")
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda: (2**20, 2**20))
    (problem,) = make_plan(recipe, tmp_path / "out").problems
    assert (
        "a step may need" in problem and "1 MiB are free" in problem and "gradient_checkpointing" in problem
    )


@pytest.mark.parametrize("kind", ["bert", "modernbert"])
def test_the_estimate_of_memory_is_near_what_a_step_keeps(kind, article, tmp_path, monkeypatch):
    real = {"hidden_size": 128, "num_hidden_layers": 4, "num_attention_heads": 2, "intermediate_size": 512}
    monkeypatch.setattr(tiny, "SIZES", real)  # the proportions of encoders that people use
    folder = tiny.save_encoder(kind, tmp_path)
    recipe = Recipe(str(folder), (), (), reader={"window": 128, "overlap": 32})
    reader = new_reader(recipe)
    batch = Collator(reader.coder, reader.model.config)([Example(article, "news", True, 1.0)])
    kept = {}

    def keep(tensor):
        kept[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
        return tensor

    parameters = {p.untyped_storage().data_ptr() for p in reader.model.parameters()}
    reader.model.train()
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        reader.model(**batch)["loss"].backward()
    measured = sum(size for place, size in kept.items() if place not in parameters)
    estimate = activations(recipe, reader.model, batch["input_ids"].numel())
    assert measured / 1.5 < estimate < measured * 1.5


def stand_in(source, folder, article):
    """A small file where a configuration's source should be."""
    path = folder / source["path"]
    path.parent.mkdir(parents=True, exist_ok=True)
    if source.get("format", "jsonl") == "conll":
        label = scheme_labels(source["scheme"])[0]
        path.write_text(f"زار O\nسامر B-{label}\nالسد O\n", encoding="utf-8")
    else:
        write_jsonl([article], path)


CONFIGS = sorted(
    p.name for p in (ROOT / "configs").glob("*.yaml")
    if not p.name.startswith(("pretrain", "ablations", "search"))
)  # fmt: skip


@pytest.mark.parametrize("name", CONFIGS)
def test_every_config_passes_its_dry_run(name, encoder, article, tmp_path, monkeypatch, capsys):
    values = read_config(ROOT / "configs" / name)
    for source in (*values["sources"], *values["dev"]):
        stand_in(source, tmp_path, article)
    arguments = ["--config", ROOT / "configs" / name, "--corpora", tmp_path, "--data", tmp_path / "data",
                 "--encoder", encoder, "--output", tmp_path / "out", "--dry-run",
                 "--set", "precision=float32"]  # fmt: skip
    monkeypatch.setattr(sys, "argv", ["finetune.py", *map(str, arguments)])
    assert finetune.main() == 0, capsys.readouterr()
    assert "Nothing stands in its way." in capsys.readouterr().out


def test_a_wrong_command_ends_with_what_to_do(encoder, tmp_path, monkeypatch, capsys):
    def run(*arguments):
        command = ["--config", ROOT / "configs" / "debug.yaml", "--encoder", encoder, "--output", tmp_path]
        monkeypatch.setattr(sys, "argv", ["finetune.py", *map(str, (*command, *arguments))])
        return finetune.main(), capsys.readouterr()

    status, said = run("--dry-run", "--set", "rates=1")
    assert status == 1 and "error:" in said.err and "unknown keys rates" in said.err
    status, said = run("--dry-run", "--config", ROOT / "configs" / "news_small.yaml")
    assert (
        status == 1 and "part_b/dev.jsonl is not there; give its place with --corpora or --data" in said.out
    )
    (tmp_path / "run.json").write_text("{}")
    status, said = run()
    assert status == 1 and "holds a finished run; give another --output" in said.err
    status, said = run("--dry-run")
    assert status == 1 and "holds a finished run" in said.out
    monkeypatch.setattr(finetune, "push", lambda folder, name: f"pushed {folder.name} to {name}")
    assert run("--push-to-hub", "someone/reader")[1].out == f"pushed {tmp_path.name} to someone/reader\n"
