"""Who speaks: a reader, the rules, the nearest-name baseline, and each of them where all spans are given.

    python training/speakers.py MODEL --data DIR [--split dev] [--output FILE.md]

``--data`` is where training/dataset.py join wrote part B; both parts are scored. Accuracy is on the quotes
that were found (IoU ≥ 0.3), so it is of all quotes where spans are given. Intervals are 95 % bootstrap ones
over documents. The test split is read once per release.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import arabicnews
from arabicnews.corpus import read_jsonl
from arabicnews.document import Document
from arabicnews.files import write_text
from arabicnews.metrics import Report, evaluate
from arabicnews.metrics.tables import interval, percent, table
from arabicnews.references import Resolved, resolve
from arabicnews.references.nearest import nearest_name
from arabicnews.words import tokenize

HERE = Path(__file__).parent
Attribute = Callable[..., Resolved]
MEASURES = {
    "speakers": ("speakers", "recall"),
    "named": ("speakers/named", "recall"),
    "nominal": ("speakers/nominal", "recall"),
    "zero": ("speakers/zero", "recall"),
    "references B³": ("references", "f1"),
    "end to end": ("end_to_end", "f1"),
    "end to end, direct": ("end_to_end/direct", "f1"),
}


def attributed(document: Document, attribute: Attribute) -> Document:
    """A document with references and speakers anew; its spans stay."""
    entities = [replace(e, reference=None) for e in document.entities]
    quotes = [replace(q, speaker=None, speaker_score=None) for q in document.quotes]
    tokens = document.tokens if document.tokens is not None else tokenize(document.text)
    return attribute(document.text, tokens, entities, quotes).on(document)


def reports(gold: Sequence[Document], model: str) -> dict[str, Report]:
    """What is compared: spans of a reader or of gold, and the two ways of telling who speaks."""
    found = {name: list(arabicnews.load(name).pipe(gold)) for name in dict.fromkeys((model, "rules"))}
    predicted = {
        Path(name).name: documents for name, documents in found.items()
    } | {
        f"spans of {Path(model).name}, nearest name": [attributed(d, nearest_name) for d in found[model]],
        "gold spans, resolver": [attributed(d, resolve) for d in gold],
        "gold spans, nearest name": [attributed(d, nearest_name) for d in gold],
    }  # fmt: skip
    return {name: evaluate(gold, documents) for name, documents in predicted.items()}


def page(found: dict[str, Report]) -> str:
    """A table with a row for each, and how far ``min_score`` trades coverage for precision in the first."""
    rows = [
        [name, *(_cell(report, *measure) for measure in MEASURES.values())] for name, report in found.items()
    ]
    first = next(iter(found))
    points = [
        [f"{p.min_score:.2f}", percent(p.coverage), percent(p.precision)] for p in _thinned(found[first])
    ]
    curve = table(["min_score", "coverage", "precision"], points)
    return f"{table(['', *MEASURES], rows)}\n\nSpeakers of {first}, as `min_score` rises:\n\n{curve}\n"


def _cell(report: Report, name: str, measure: str) -> str:
    score = report.scores[name]
    return f"{percent(getattr(score, measure))} ({interval(score.intervals.get(measure))})"


def _thinned(report: Report) -> list[arabicnews.metrics.Point]:
    """The least score of each step of five points of coverage."""
    steps = {int(20 * point.coverage): point for point in reversed(report.curve)}
    return sorted(steps.values(), key=lambda point: point.min_score)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", help="a packaged model's name, a folder or a Hub id")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--split", choices=["dev", "test"], default="dev")
    parser.add_argument("--output", type=Path, help="write the tables there, too")
    arguments = parser.parse_args()
    splits = {
        f"Part B, {arguments.split}": arguments.data / "part_b" / f"{arguments.split}.jsonl",
        f"Part A, {arguments.split}": HERE / "data" / "part_a" / f"{arguments.split}.jsonl",
    }
    pages = [
        f"## {name}\n\n{page(reports(read_jsonl(path), arguments.model))}" for name, path in splits.items()
    ]
    text = "# Who speaks\n\n" + "\n".join(pages)
    print(text)
    if arguments.output:
        write_text(arguments.output, text)


if __name__ == "__main__":
    main()
