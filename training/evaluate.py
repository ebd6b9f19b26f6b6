"""Score readers beside the rules, on our dataset or on anybody's gold, and say which of them is better.

    python training/evaluate.py MODEL… --data DIR [--split dev] [--output FILE] [--record]
    python training/evaluate.py MODEL… --gold PATH… [--scheme NAME] [--held-out FILE] [--output FILE]

MODEL is the name of a packaged model, a folder, a Hub id, or ``rules``, which stand beside all others where
gold is in their scheme. Each further reader is compared with the first by a paired bootstrap over documents.

``--data`` is where training/dataset.py join wrote part B; both parts are scored. With ``--record`` the scores
go into the model's run.json and README.md. The test split is read once per release.

``--gold`` takes JSON Lines of documents, CoNLL files (tags of any kind, UTF-8 or not; each sentence is read
alone, by the words of the file), folders of these and folders of brat. Where gold has no quotes, only
entities are scored. The benchmark's number on the sentences that no training saw:

    python training/evaluate.py news-small --gold $CORPORA/ner/anercorp-camel-train.conll --scheme anercorp
        --held-out training/data/anercorp_held_out.json
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import arabicnews
from arabicnews.corpus import read_jsonl
from arabicnews.cues import cue_family
from arabicnews.document import Document
from arabicnews.files import write_text
from arabicnews.finetuning.recording import write_record
from arabicnews.finetuning.sources import held_out, shingles
from arabicnews.formats.brat_reading import read_brat
from arabicnews.formats.conll import read_conll
from arabicnews.labels import SCHEMES, encode, scheme_labels, tokens_under
from arabicnews.loading import locate
from arabicnews.metrics import HEADLINE, Difference, Report, compare, differences, evaluate
from arabicnews.metrics.tables import interval, table
from arabicnews.pipeline import RULES, Pipeline

HERE = Path(__file__).parent
FORMATS = ("jsonl", "conll", "nested", "brat")
SUFFIXES = (".jsonl", ".conll", ".txt", ".tsv", ".bio", ".iob")  # of what is read in a folder
Documents = list[Document]


class Result(NamedTuple):
    """What was found on one set of gold documents; the values of each reader by its name."""

    reports: dict[str, Report]
    differences: dict[str, dict[str, Difference]]  # by the name of a measure, each less the first reader's
    seqeval: dict[str, float]  # strict F1 of entities; of gold with words of its own only


def dataset(data: Path, split: str) -> dict[str, Documents]:
    """A split of both parts, by the names that a model's record has for them."""
    part_a = HERE / "data" / "part_a" / f"{split}.jsonl"
    return {
        split: read_jsonl(data / "part_b" / f"{split}.jsonl"),
        f"{split}_a": read_jsonl(part_a),
    }


def read_gold(path: Path, options: argparse.Namespace) -> Documents:
    """The gold documents of a file or folder.

    Raises:
        ValueError: if there are none, or something is wrong with them.
    """
    is_brat = path.is_dir() and any(path.glob("*.ann"))
    if options.format == "brat" or (is_brat and not options.format):
        documents = read_brat(path)
    else:
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        files = [file for file in inside if file == path or file.suffix in SUFFIXES]
        documents = [document for file in files for document in read_file(file, options)]
    if options.held_out:
        held = held_out(options.held_out)
        documents = [document for document in documents if shingles(document.text) & held]
    if not documents:
        which = "of those held out " if options.held_out else ""
        raise ValueError(
            f"{path}: no document {which}was found; give a file, or a folder of brat or of "
            f"{', '.join(SUFFIXES)}"
        )
    return documents


def read_file(file: Path, options: argparse.Namespace) -> Documents:
    kind = options.format or ("jsonl" if file.suffix == ".jsonl" else "conll")
    if kind == "jsonl":
        return read_jsonl(file)
    columns = options.token_column, options.tag_column
    return read_conll(file, *columns, options.encoding, nested=kind == "nested")


def check_labels(name: str, documents: Documents, scheme: str) -> None:
    """Whether gold keeps to the scheme.

    Raises:
        ValueError: if it has other labels; with the schemes that have them.
    """
    found = {entity.label for document in documents for entity in document.entities}
    if unknown := sorted(found - set(scheme_labels(scheme))):
        fitting = [other for other, labels in SCHEMES.items() if found <= set(labels)]
        raise ValueError(
            f"{name}: {', '.join(unknown)} is no label of the scheme {scheme!r}, which has "
            f"{', '.join(scheme_labels(scheme))}; there are the schemes {', '.join(SCHEMES)}, and all labels "
            f"here has {' and '.join(fitting) or 'none of them'} (--scheme)"
        )


def load_all(models: Sequence[str], scheme: str) -> dict[str, Pipeline]:
    """The readers by name, the rules last; two of one name are called by what was given for them."""
    readers = [arabicnews.load(model, scheme=scheme) for model in models]
    names = Counter(reader.name for reader in readers)
    found = {
        reader.name if names[reader.name] == 1 else model: reader
        for model, reader in zip(models, readers, strict=True)
    }
    return found if scheme != "news" or RULES in found else found | {RULES: arabicnews.load(RULES)}


def score(gold: Documents, readers: Mapping[str, Pipeline]) -> Result:
    """Read the bare documents with every reader, and compare."""
    read = {name: list(reader.pipe(gold)) for name, reader in readers.items()}
    if not any(document.quotes for document in gold):
        read = {name: [replace(d, quotes=()) for d in documents] for name, documents in read.items()}
    reports = {name: evaluate(gold, documents, family=cue_family) for name, documents in read.items()}
    first, *others = read
    measures = list(HEADLINE)
    if reports[first].entities_only:
        measures = ["entities_f1", *(f"entities/{label}" for label in reports[first].group("entities"))]
    found = {other: differences(gold, read[other], read[first], measures) for other in others}
    own_words = all(document.tokens is not None for document in gold)
    checks = {name: seqeval_f1(gold, documents) for name, documents in read.items()} if own_words else {}
    return Result(reports, found, checks)


def seqeval_f1(gold: Documents, predicted: Documents) -> float:
    """The entities' F1 as seqeval counts it, of tags."""
    from seqeval.metrics import f1_score
    from seqeval.scheme import IOB2

    sides = [[tags(document) for document in side] for side in (gold, predicted)]
    return float(f1_score(*sides, mode="strict", scheme=IOB2, zero_division=0))


def tags(document: Document) -> list[str]:
    edges = [(token.start, token.end) for token in document.tokens or ()]
    return encode([(*tokens_under(edges, e.start, e.end), e.label) for e in document.entities], len(edges))


def summary(name: str, result: Result) -> str:
    """The readers side by side, and how each differs from the first."""
    blocks = [f"## {name}", compare(result.reports).rstrip()]
    if result.seqeval:
        values = (f"{reader} {100 * value:.1f}" for reader, value in result.seqeval.items())
        blocks.append(f"F1 of all entities by seqeval (strict, IOB2): {', '.join(values)}.")
    if result.differences:
        first = next(iter(result.reports))
        measures = next(iter(result.differences.values()))
        rows = [[m, *(_difference(found[m]) for found in result.differences.values())] for m in measures]
        title = f"Less {first}, in points, with 95 % intervals (paired bootstrap):"
        blocks += [title, table(["", *result.differences], rows)]
    return "\n\n".join(blocks) + "\n"


def _difference(found: Difference) -> str:
    if found.difference is None or found.low is None or found.high is None:
        return "–"
    return f"{100 * found.difference:+.1f} ({interval((found.low, found.high))}), p {found.p:.3f}"


def markdown(results: Mapping[str, Result]) -> str:
    """All of it as a page: summaries, then every reader's tables."""
    pages = []
    for name, result in results.items():
        pages.append(summary(name, result))
        for reader, report in result.reports.items():
            pages.append(f"### {reader} on {name}\n\n{report.to_markdown(level=4)}")
    return "# Evaluation\n\n" + "\n".join(pages)


def values(results: Mapping[str, Result]) -> dict[str, Any]:
    """All of it as JSON values."""
    return {
        name: {
            "reports": {reader: report.to_dict() for reader, report in result.reports.items()},
            "differences": {
                reader: {measure: difference._asdict() for measure, difference in found.items()}
                for reader, found in result.differences.items()
            },
            "seqeval": result.seqeval,
        }
        for name, result in results.items()
    }


def run(options: argparse.Namespace) -> None:
    if options.data:
        golds = dataset(options.data, options.split)
    else:
        golds = {str(path): read_gold(path, options) for path in options.gold}
    for name, documents in golds.items():
        check_labels(name, documents, options.scheme)
    readers = load_all(options.models, options.scheme)
    if options.record:
        folder = Path(locate(options.models[0]))
        write_record(folder, json.loads((folder / "run.json").read_text(encoding="utf-8")), golds)
    results = {}
    for name, documents in golds.items():
        results[name] = score(documents, readers)
        print(summary(name, results[name]), flush=True)
    if RULES not in readers:
        print(f"The rules answer in the scheme 'news' only, so they have no column in {options.scheme!r}.")
    if options.output and options.output.suffix == ".json":
        write_text(options.output, json.dumps(values(results), ensure_ascii=False, indent=1) + "\n")
    elif options.output:
        write_text(options.output, markdown(results))


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("models", nargs="+", metavar="MODEL")
    gold = parser.add_mutually_exclusive_group(required=True)
    gold.add_argument("--data", type=Path, help="where dataset.py join wrote")
    gold.add_argument("--gold", type=Path, nargs="+", help="files or folders, each scored by itself")
    parser.add_argument("--split", choices=["dev", "test"], default="dev", help="of --data")
    parser.add_argument("--scheme", choices=[s for s in SCHEMES if s != "quotes"], default="news")
    parser.add_argument("--format", choices=FORMATS, help="by suffix if left out; nested: Wojood's")
    parser.add_argument("--encoding", default="utf-8", help="of CoNLL files, perhaps windows-1256")
    parser.add_argument("--token-column", type=int, default=0, help="of CoNLL files, from 0")
    parser.add_argument("--tag-column", type=int, default=-1, help="the last by default")
    parser.add_argument("--held-out", type=Path, help="score what this file of hold_out.py holds out only")
    parser.add_argument("--output", type=Path, help="write all tables there: .md, or .json")
    parser.add_argument("--record", action="store_true", help="write the scores into the model's folder")
    options = parser.parse_args(arguments)
    if options.record and not (options.data and len(options.models) == 1 and RULES not in options.models):
        parser.error("--record goes with --data and one model that has a folder")
    if options.held_out and options.data:
        parser.error("--held-out goes with --gold")
    if options.output and options.output.suffix not in (".md", ".json"):
        parser.error(f"--output is {options.output}; its suffix is .md or .json")
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse(arguments)
    try:
        run(options)
    except (OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
