"""Fine-tune a reader and save it as an ordinary folder.

    python training/finetune.py --config FILE.yaml --corpora DIR --data DIR --encoder DIR --output DIR

``--data`` is where the joined part B lies (training/dataset.py join); the dataset's own files are taken
from training/data. The run's record (config, versions, data checksums, scores) is written beside the model.
Killed, the same command goes on from the newest checkpoint. Several processes: ``accelerate launch`` before
the script. With ``--dry-run`` nothing is trained or written: everything is checked, and the plan printed.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

from accelerate import PartialState

from arabicnews.corpus import rows
from arabicnews.finetuning.calibration import calibrate
from arabicnews.finetuning.configs import read_config
from arabicnews.finetuning.plan import make_plan
from arabicnews.finetuning.publishing import push
from arabicnews.finetuning.recipe import Recipe
from arabicnews.finetuning.recording import record, write_record
from arabicnews.finetuning.sources import Source, examples
from arabicnews.finetuning.training import train
from arabicnews.loading import pinned, save_reader

HERE = Path(__file__).parent
SAMPLE = HERE / "data" / "part_b" / "sample.jsonl"


def place(source: Source, arguments: argparse.Namespace) -> Source:
    """A source with its paths made absolute: data/ under --data or training/, the rest under --corpora."""

    def found(path: str | None) -> str | None:
        if path is None:
            return None
        options = [arguments.data / path.removeprefix("data/")] if arguments.data else []
        if path.startswith("data/part_b/"):  # what is shipped of it has no texts
            options.append(Path("joined") / path.removeprefix("data/"))
        else:
            options.append(HERE / path if path.startswith("data/") else (arguments.corpora or Path()) / path)
        return str(next((p for p in options if p.exists()), options[-1]).resolve())

    return replace(source, path=found(source.path), without=found(source.without))


def read_recipe(arguments: argparse.Namespace) -> Recipe:
    """The configuration's recipe with its changes, and its sources where they lie."""
    values = read_config(arguments.config, arguments.set)
    if arguments.encoder:
        values["encoder"] = arguments.encoder
    recipe = Recipe.from_dict(values)
    placed = {name: tuple(place(s, arguments) for s in getattr(recipe, name)) for name in ("sources", "dev")}
    return replace(recipe, **placed)


def run(recipe: Recipe, output: Path, known: dict[str, str]) -> None:
    """Train, calibrate, save, score and record."""
    training = [e for s in recipe.sources for e in examples(s, Path(), known)]
    dev = [e.document for s in recipe.dev for e in examples(s, Path(), known)]
    output.mkdir(parents=True, exist_ok=True)
    commit = pinned(recipe.encoder, recipe.encoder_revision)
    reader = train(replace(recipe, encoder_revision=commit), training, dev, output)
    if not PartialState().is_main_process:
        return
    calibrate(reader, dev)
    save_reader(reader, output, weights=recipe.weights)
    files = [Path(s.path) for s in (*recipe.sources, *recipe.dev)]
    log = json.loads((output / "log.json").read_text(encoding="utf-8"))
    made = record(recipe, files, log, commit=commit, processes=PartialState().num_processes)
    write_record(output, made, {"dev": dev})


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--corpora", type=Path, help="folder that holds ner/ and text/")
    parser.add_argument("--data", type=Path, help="folder that holds part_b/*.jsonl with their texts")
    parser.add_argument("--encoder", help="folder or Hub id, in place of the config's")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument(
        "--set", nargs="*", default=[], metavar="KEY=VALUE", help="change values of the config"
    )
    parser.add_argument("--dry-run", action="store_true", help="check everything and print the plan")
    parser.add_argument(
        "--push-to-hub", metavar="ID", help="upload the finished folder; a new repository is private"
    )
    arguments = parser.parse_args()
    try:
        return follow(arguments)
    except (OSError, ValueError, MemoryError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


def follow(arguments: argparse.Namespace) -> int:
    finished = (arguments.output / "run.json").exists()
    if arguments.push_to_hub and finished and not arguments.dry_run:
        print(push(arguments.output, arguments.push_to_hub))
        return 0
    recipe = read_recipe(arguments)
    known = {row["id"]: row["sha256"] for _, row in rows(SAMPLE)}
    if arguments.dry_run:
        plan = make_plan(recipe, arguments.output, known)
        print(plan)
        return 1 if plan.problems else 0
    if finished:
        raise ValueError(
            f"{arguments.output} holds a finished run; give another --output, or delete it to train anew"
        )
    run(recipe, arguments.output, known)
    if arguments.push_to_hub and PartialState().is_main_process:
        print(push(arguments.output, arguments.push_to_hub))
    return 0


if __name__ == "__main__":
    sys.exit(main())
