"""Model cards, written by the code from the record of a run, so that no number in them is typed by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from arabicnews.metrics import Report, compare

HEADER = """---
language: ar
library_name: arabicnews
pipeline_tag: token-classification
tags: [arabic, news, named-entity-recognition, quote-attribution]
---
"""


def corpora_table(corpora: Sequence[Mapping[str, str]]) -> str:
    """A Markdown table of corpora: name, what of it served what, stated licence."""
    lines = ["| corpus | used for | licence as stated there |", "|---|---|---|"]
    lines += [f"| {c['name']} | {c['use']} | {c['licence']} |" for c in corpora]
    return "\n".join(lines)


def reader_card(name: str, run: Mapping[str, Any]) -> str:
    """The card of a reader.

    Args:
        name: the model's name.
        run: the record that ``finetuning.training.record`` makes.
    """
    reports = {n: Report.from_dict(r) for n, r in run["scores"].items()}
    model, rules = reports["dev"], reports["dev_rules"]
    return f"""{HEADER}
# {name}

Reads Arabic news: named entities, quotes (direct, indirect, mixed), the reporting cue, the source, and who speaks.
Load it with `arabicnews.load`, given this folder or its Hub id; what is in the package needs no name and no
network. Trained by `training/finetune.py`; everything below is taken from `run.json` beside this file.

## Scores on the development split

Strict, on {model.documents} articles that the model was not trained on (the best epoch was chosen on them, so they
flatter it a little); in brackets 95 % bootstrap intervals over articles.

{compare({name: model, "rules": rules})}

{model.to_markdown(level=3)}
{_further(name, reports)}
## What it was trained on

{corpora_table(run["corpora"])}

Texts under these licences are not part of this repository; the weights are derived from them.

## How

{_stages(run)}
- versions: {", ".join(f"{k} {v}" for k, v in run["versions"].items())}
- data (SHA-256, first 12): {", ".join(f"{k} `{v[:12]}`" for k, v in run["data"].items())}

## Limits

- News in Modern Standard Arabic; dialect appears in its training only inside quotes. Opinion, poetry, social media
  and old newspapers are out of its reach.
- Gold annotations were written and read by language models under one rulebook, not by people (see the data card).
- A wrong speaker can harm: `min_score` withholds the less sure ones, and a person should read what is published.
"""


# What a record may hold besides dev: the title, and what a reader should know of the split.
SPLITS = {
    "test": ("test split", "Real news, by which nothing of this release was decided."),
    "dev_a": ("development split of part A", "Articles of our own, which are fiction."),
    "test_a": ("test split of part A", "Articles of our own, by which nothing was decided either."),
}


def _further(name: str, reports: Mapping[str, Report]) -> str:
    """The reader beside the rules on each split but dev that the record has."""
    return "".join(
        f"\n## Scores on the {title}\n\n{about}\n\n"
        f"{compare({name: reports[split], 'rules': reports[f'{split}_rules']})}"
        for split, (title, about) in SPLITS.items()
        if split in reports
    )


def _stages(run: Mapping[str, Any]) -> str:
    """How the reader was made, a line for each stage: pretraining, then what it learned from."""
    encoder = run.get("encoder") or {}
    first = [f"- pretraining: {encoder['pieces']:,} pieces, {encoder['steps']:,} steps"] if encoder else []
    return "\n".join([*first, *(_stage(stage) for stage in (*run.get("before", ()), run)), *_course(run)])


def _course(run: Mapping[str, Any]) -> list[str]:
    """How long the run took on what, and its score epoch by epoch; older records do not say."""
    if not run.get("epochs"):
        return []
    scores = ", ".join(f"{100 * epoch['eval_score']:.1f}" for epoch in run["epochs"])
    shared = f", {run['processes']} processes" if run["processes"] > 1 else ""
    return [
        f"- on {run['device']}{shared}: {run['seconds'] / 60:.0f} minutes",
        f"- score after each epoch (mean of entities and end to end): {scores}",
    ]


def _stage(stage: Mapping[str, Any]) -> str:
    recipe = stage["recipe"]
    commit = f" at {recipe['encoder_commit'][:12]}" if recipe.get("encoder_commit") else ""
    return (
        f"- fine-tuning from {recipe['encoder_name']}{commit} on {', '.join(stage['data'])}: {recipe['epochs']} epochs, "
        f"batch {recipe['batch']}, learning rate {recipe['rate']} (heads {recipe['head_rate']}), seed {recipe['seed']}"
    )


def encoder_card(name: str, facts: Mapping[str, Any]) -> str:
    """The card of a pretrained encoder, from its ``training.json``."""
    return f"""{HEADER}
# {name}

A compact Arabic encoder for news, pretrained from scratch on masked words by `training/pretrain.py`:
{facts["pieces"]:,} pieces read in {facts["steps"]:,} steps, {facts["hours"]:.1f} hours on {facts["device"]}; last training
loss {facts["loss"]}. Load it with `transformers.AutoModel`.

## What it was trained on

{corpora_table(facts["corpora"])}

The development and test articles of our annotated news were left out.
"""
