"""Many fine-tuning runs in a row: seeds, ablations, and a search for better values.

    python training/sweep.py runs   --config configs/ablations.yaml --corpora DIR --data DIR --encoder DIR \
                                    --encoders DIR --work DIR --record training/records/ablations.csv
    python training/sweep.py search --config configs/search.yaml --corpora DIR --data DIR --encoder DIR \
                                    --work DIR --record training/records/search.csv

Each run is ``training/finetune.py`` as a process of its own, so that a crash stops itself alone. It becomes a
row of the record, with its numbers on the development split in percent: «dev» is what the configuration
names, «dev_a» part A. Given again, the same command repeats no run that stands in the record.

``runs`` ends with a table, mean ± deviation over the seeds and the difference to the first variant, and
writes it beside the record; a run that was killed goes on. ``search`` is Optuna's, which keeps its study in
--work; it draws anew what was killed.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import mean, stdev
from typing import Any, NamedTuple

import optuna
import torch
import yaml
from finetune import place
from transformers import AutoModel

import arabicnews
from arabicnews.corpus import read_jsonl, sha256
from arabicnews.files import read_text, write_text
from arabicnews.finetuning.configs import read_config
from arabicnews.finetuning.sources import Source
from arabicnews.loading import load_encoder, load_tokenizer
from arabicnews.metrics.tables import table
from arabicnews.model import ReaderModel
from arabicnews.pretraining.trainer import append_row

HERE = Path(__file__).parent
SHOWN = ("score", "entities_f1", "quotes_f1_0.8", "speaker_accuracy", "end_to_end_f1")
VARIANT_KEYS = ("set", "sources", "without", "encoder")
CHOICE_KEYS = {"low", "high", "log", "step"}
RANDOM = "random"  # in place of an encoder's folder: weights that learnt nothing, in the shape of --encoder
Numbers = dict[str, Any]


class Run(NamedTuple):
    """One run: a whole configuration under a name."""

    variant: str
    values: dict[str, Any]

    @property
    def key(self) -> tuple[str, str, str]:
        """What a row of the record is known by; the last is a checksum of all values but the seed."""
        known = {**self.values, "seed": None, "encoder": Path(self.values["encoder"]).name}
        return self.variant, str(self.values["seed"]), sha256(json.dumps(known, sort_keys=True))[:8]


class RunError(RuntimeError):
    """A run that ended in an error; its message is the end of what it said."""


def read_sweep(path: Path, keys: Iterable[str]) -> dict[str, Any]:
    """The values of a sweep's file, its base as a path.

    Raises:
        ValueError: for a file without these keys, or with others.
    """
    values = yaml.safe_load(read_text(path))
    allowed = {"base", "changes", *keys}
    found = set(values) if isinstance(values, dict) else set()
    if found | {"changes"} != allowed:
        has, takes = (", ".join(sorted(names)) for names in (found, allowed))
        raise ValueError(f"{path} has the keys {has}; it takes {takes}")
    return {"changes": {}, **values, "base": path.parent / values["base"]}


def configured(base: Path, changes: Mapping[str, Any], variant: Mapping[str, Any]) -> dict[str, Any]:
    """The configuration of a variant.

    Its ``set`` changes values, its ``sources`` values of every source; the sources that it names under
    ``without`` are left out.

    Raises:
        ValueError: for a key that a variant has not, or a source that the base has not.
    """
    if unknown := sorted(set(variant) - set(VARIANT_KEYS)):
        raise ValueError(f"unknown keys {', '.join(unknown)}; a variant has {', '.join(VARIANT_KEYS)}")
    settings = {**changes, **variant.get("set", {})}
    values = read_config(base, [f"{key}={json.dumps(value)}" for key, value in settings.items()])
    names, without = [s.get("name") for s in values["sources"]], variant.get("without", [])
    if missing := sorted(set(without) - set(names)):
        raise ValueError(f"{base} has no source {' or '.join(missing)}; it has {', '.join(map(str, names))}")
    kept = [s for s in values["sources"] if s.get("name") not in without]
    return {**values, "sources": [{**s, **variant.get("sources", {})} for s in kept]}


def planned(sweep: Mapping[str, Any], arguments: argparse.Namespace) -> list[Run]:
    """All runs of a sweep, seed by seed, so that a sweep that is stopped early has each variant once."""
    found = []
    for seed in sweep["seeds"]:
        for name, variant in sweep["variants"].items():
            values = configured(sweep["base"], sweep["changes"], variant or {})
            encoder = encoder_of((variant or {}).get("encoder"), arguments)
            found.append(Run(name, {**values, "encoder": encoder, "seed": seed}))
    return found


def encoder_of(name: str | None, arguments: argparse.Namespace) -> str:
    """The encoder of a variant: --encoder, a folder in --encoders, or one made here that learnt nothing."""
    if name is None:
        return str(arguments.encoder)
    if name != RANDOM:
        if not arguments.encoders or not (arguments.encoders / name).is_dir():
            raise FileNotFoundError(f"no encoder {name} in --encoders, which is {arguments.encoders}")
        return str(arguments.encoders / name)
    folder = arguments.work / RANDOM
    if not (folder / "config.json").exists():
        found = load_encoder(arguments.encoder)
        torch.manual_seed(1)
        fresh = AutoModel.from_config((found.encoder if isinstance(found, ReaderModel) else found).config)
        load_tokenizer(arguments.encoder).save_pretrained(folder)
        fresh.save_pretrained(folder)
    return str(folder)


def trained(run: Run, arguments: argparse.Namespace) -> Numbers:
    """Train what a run asks for, if that is not done yet, and read its numbers.

    Raises:
        RunError: if training ends in an error.
    """
    begun, folder = time.monotonic(), arguments.work / "-".join(run.key)
    model, log = folder / "model", folder / "log.txt"
    if not (model / "run.json").exists():
        folder.mkdir(parents=True, exist_ok=True)
        write_text(folder / "config.yaml", yaml.safe_dump(run.values, allow_unicode=True, sort_keys=False))
        places = {"--corpora": arguments.corpora, "--data": arguments.data}
        given = [str(part) for pair in places.items() if pair[1] for part in pair]
        command = [sys.executable, str(HERE / "finetune.py"), "--config", str(folder / "config.yaml"), *given]
        with log.open("a", encoding="utf-8") as out:
            done = subprocess.run([*command, "--output", str(model)], stdout=out, stderr=subprocess.STDOUT)
        if done.returncode:
            said = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-5:])
            raise RunError(f"{folder.name} ended with status {done.returncode}, see {log}:\n{said}")
        shutil.rmtree(model / "checkpoints", ignore_errors=True)
    return {**numbers(model, arguments), "seconds": round(time.monotonic() - begun)}


def numbers(model: Path, arguments: argparse.Namespace) -> Numbers:
    """The headline of a trained reader on both development splits, and its score, in percent."""
    part_a = read_jsonl(str(place(Source("data/part_a/dev.jsonl"), arguments).path))
    headlines = {
        "dev": json.loads(read_text(model / "run.json"))["scores"]["dev"]["headline"],
        "dev_a": arabicnews.load(model).evaluate(part_a, resamples=0).headline,
    }
    found: Numbers = {}
    for split, headline in headlines.items():
        score = ((headline["entities_f1"] or 0.0) + (headline["end_to_end_f1"] or 0.0)) / 2
        for name, value in {"score": score, **headline}.items():
            found[f"{split}_{name}"] = "" if value is None else round(100 * value, 2)
    return found


def row_of(run: Run, found: Numbers, **more: Any) -> Numbers:
    names = dict(zip(("variant", "seed", "config"), run.key, strict=True))
    return {"date": datetime.date.today().isoformat(), **names, **more, **found}


def key_of(row: Mapping[str, str]) -> tuple[str, str, str]:
    return row["variant"], row["seed"], row["config"]


def read_rows(record: Path) -> list[dict[str, str]]:
    if not record.exists():
        return []
    with record.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def runs(arguments: argparse.Namespace) -> int:
    """All runs that the record has not; exit status 1 if one failed."""
    plan = planned(read_sweep(arguments.config, ("seeds", "variants")), arguments)
    done, failed = {key_of(row) for row in read_rows(arguments.record)}, 0
    for number, run in enumerate(plan, 1):
        if run.key in done:
            continue
        print(f"{number}/{len(plan)}: {run.variant}, seed {run.values['seed']}", flush=True)
        try:
            append_row(arguments.record, row_of(run, trained(run, arguments)))
        except RunError as error:
            failed += 1
            print(f"error: {error}", file=sys.stderr, flush=True)
    keys = [run.key for run in plan]
    made = [row for row in read_rows(arguments.record) if key_of(row) in keys]
    text = summary(made, [*dict.fromkeys(run.variant for run in plan)])
    write_text(arguments.record.with_suffix(".md"), text)
    print(text)
    return 1 if failed else 0


def summary(rows: Sequence[Mapping[str, str]], variants: Sequence[str]) -> str:
    """Markdown: for each split what the variants reach, and how far that is from the first of them."""
    blocks = []
    for split in ("dev", "dev_a"):
        reached = [[v, *(spread(by_seed(rows, v, f"{split}_{n}"), "") for n in SHOWN)] for v in variants]
        blocks.append(f"## {split}: mean ± deviation over seeds, %\n\n{table(['', *SHOWN], reached)}")
        less = [[v, *(difference(rows, v, variants[0], f"{split}_{n}") for n in SHOWN)] for v in variants[1:]]
        if less:
            title = f"## {split}: difference to {variants[0]}, seed by seed, points"
            blocks.append(f"{title}\n\n{table(['', *SHOWN], less)}")
    return "\n\n".join(blocks) + "\n"


def by_seed(rows: Sequence[Mapping[str, str]], variant: str, column: str) -> dict[str, float]:
    return {row["seed"]: float(row[column]) for row in rows if row["variant"] == variant and row[column]}


def difference(rows: Sequence[Mapping[str, str]], variant: str, first: str, column: str) -> str:
    ours, theirs = by_seed(rows, variant, column), by_seed(rows, first, column)
    return spread({seed: ours[seed] - theirs[seed] for seed in ours if seed in theirs}, "+")


def spread(values: Mapping[str, float], sign: str) -> str:
    """Mean and standard deviation; the mean alone of one value, a dash of none."""
    found = [*values.values()]
    if not found:
        return "–"
    return f"{mean(found):{sign}.1f}" + (f" ± {stdev(found):.1f}" if len(found) > 1 else "")


def search(arguments: argparse.Namespace) -> int:
    """Optuna's trials, as many as the configuration says over all calls; prints the best values."""
    sweep = read_sweep(arguments.config, ("trials", "seed", "values"))

    def objective(trial: optuna.Trial) -> float:
        drawn = {name: suggested(trial, name, choice) for name, choice in sweep["values"].items()}
        values = configured(sweep["base"], sweep["changes"], {"set": drawn})
        values |= {"encoder": str(arguments.encoder), "seed": sweep["seed"]}
        run = Run(f"trial-{trial.number}", values)
        found = trained(run, arguments)
        append_row(arguments.record, row_of(run, found, **drawn))
        return float(found["dev_score"])

    arguments.work.mkdir(parents=True, exist_ok=True)
    journal = optuna.storages.journal.JournalFileBackend(str(arguments.work / "study.log"))
    study = optuna.create_study(
        study_name=arguments.config.stem, storage=optuna.storages.JournalStorage(journal),
        direction="maximize", load_if_exists=True,
    )  # fmt: skip
    # A sampler of the same seed would draw again what it drew before the last call ended.
    study.sampler = optuna.samplers.TPESampler(seed=sweep["seed"] + len(study.trials))
    complete = study.get_trials(states=[optuna.trial.TrialState.COMPLETE])
    study.optimize(objective, n_trials=max(sweep["trials"] - len(complete), 0), catch=(RunError,))
    best = study.best_trial
    print(f"best of {len(study.trials)}: trial-{best.number}, score {best.value:.1f}")
    print(yaml.safe_dump(best.params, sort_keys=False))
    return 0


def suggested(trial: optuna.Trial, name: str, choice: Any) -> Any:
    """A value that Optuna draws: one of a list, or a number from ``low`` to ``high``, ``log`` or by ``step``.

    Raises:
        ValueError: if it is neither.
    """
    if isinstance(choice, list):
        return trial.suggest_categorical(name, choice)
    if not isinstance(choice, dict) or not {"low", "high"} <= set(choice) <= CHOICE_KEYS:
        raise ValueError(f"{name} is {choice!r}; give a list, or low and high and perhaps log or step")
    return trial.suggest_float(name, **choice)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["runs", "search"])
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--corpora", type=Path, help="folder that holds ner/ and text/")
    parser.add_argument("--data", type=Path, help="folder that holds part_b/*.jsonl with their texts")
    parser.add_argument("--encoder", required=True, help="folder or Hub id")
    parser.add_argument("--encoders", type=Path, help="folder of the encoders that variants name")
    parser.add_argument("--work", type=Path, required=True, help="where the runs' folders are made")
    parser.add_argument("--record", type=Path, required=True, help="CSV file to which rows are added")
    arguments = parser.parse_args()
    arguments.record.parent.mkdir(parents=True, exist_ok=True)
    try:
        return runs(arguments) if arguments.what == "runs" else search(arguments)
    except (OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
