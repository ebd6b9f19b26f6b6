"""Fine-tune a reader and save it as an ordinary folder.

    python training/finetune.py --config FILE.yaml --corpora DIR --data DIR --encoder DIR --output DIR

``--data`` is where the joined part B lies (training/dataset.py join); the dataset's own files are taken
from training/data. The run's record (config, versions, data checksums, scores) is written beside the model.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import yaml

from arabicnews.finetuning.recording import write_record
from arabicnews.finetuning.sources import Source, examples
from arabicnews.finetuning.training import Recipe, calibrate, record, train
from arabicnews.loading import save_reader

HERE = Path(__file__).parent


def place(source: Source, arguments: argparse.Namespace) -> Source:
    """A source with its paths made absolute: data/ under --data or training/, the rest under --corpora."""

    def found(path: str | None) -> str | None:
        if path is None:
            return None
        options = [arguments.data / path.removeprefix("data/")] if arguments.data else []
        options.append(HERE / path if path.startswith("data/") else (arguments.corpora or Path()) / path)
        return str(next((p for p in options if p.exists()), options[-1]).resolve())

    return replace(source, path=found(source.path), without=found(source.without))


def main() -> None:
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
    arguments = parser.parse_args()
    values = yaml.safe_load(arguments.config.read_text(encoding="utf-8"))
    values.update({k: yaml.safe_load(v) for k, v in (pair.split("=", 1) for pair in arguments.set)})
    if arguments.encoder:
        values["encoder"] = arguments.encoder
    recipe = Recipe.from_dict(values)
    sources = [place(s, arguments) for s in recipe.sources]
    training = [e for s in sources for e in examples(s, Path())]
    dev_sources = [place(s, arguments) for s in recipe.dev]
    dev = [e.document for s in dev_sources for e in examples(s, Path())]
    arguments.output.mkdir(parents=True, exist_ok=True)
    reader = train(recipe, training, dev, arguments.output)
    calibrate(reader, dev)
    save_reader(reader, arguments.output, half=True)
    files = [Path(s.path) for s in (*sources, *dev_sources)]
    placed = replace(recipe, sources=tuple(sources), dev=tuple(dev_sources))
    write_record(arguments.output, record(placed, files), {"dev": dev})


if __name__ == "__main__":
    main()
