"""What the commands of the command line do; each takes the parsed options and returns the exit status.

What is heavy is imported where it is used, so that ``arabicnews --help`` loads no torch.
"""

from __future__ import annotations

import json
import platform
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from arabicnews.document import Document

FORMATS = ("text", "jsonl", "html", "brat", "conll", "tei", "csv")


class RefusedError(Exception):
    """A command cannot be carried out; the message says why and what to do."""


def complain(message: str) -> None:
    """Say something on standard error."""
    sys.stderr.write(f"arabicnews: {message}\n")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def annotate(options: Namespace) -> int:
    """Read articles and write what was found."""
    from arabicnews.inputs import STDIN, read_inputs

    if options.by_speaker and options.format not in ("text", "jsonl"):
        raise RefusedError(f"--by-speaker goes with --format text and jsonl, not with {options.format}")
    if options.colour and options.format != "text":
        raise RefusedError(f"--colour goes with --format text, not with {options.format}")
    names = list(dict.fromkeys(options.files or [STDIN]))
    documents, problems = read_inputs(names, options.encoding)
    _check_output(_targets(options, documents), names)
    if documents:
        read, failures = _read(_load(options), documents)
        problems += failures
        _write_documents(read, options)
    for problem in problems:
        complain(problem)
    return 1 if problems else 0


def _targets(options: Namespace, documents: Sequence[Document]) -> list[Path]:
    """The files that the output will be."""
    from arabicnews.formats.brat import SUFFIXES, file_names

    if options.format != "brat":
        return [Path(options.output)] if options.output else []
    if options.output is None:
        raise RefusedError("brat makes two files of each document; name a folder for them with --output")
    folder = Path(options.output)
    if folder.exists() and not folder.is_dir():
        raise RefusedError(f"{folder} is a file; name a folder")
    folder.mkdir(parents=True, exist_ok=True)
    return [folder / f"{name}{suffix}" for name in file_names(documents) for suffix in SUFFIXES]


def _check_output(targets: Iterable[Path], inputs: Iterable[str]) -> None:
    """Whether files can be written, asked before a model works, and would not overwrite what is read."""
    known = {Path(name).resolve() for name in inputs}
    for target in targets:
        if target.is_dir():
            raise RefusedError(f"{target} is a folder; name a file")
        if not target.parent.is_dir():
            raise RefusedError(f"there is no folder {target.parent}; make it first")
        if target.resolve() in known:
            raise RefusedError(f"{target} is an input and would be overwritten; name another --output")


def _load(options: Namespace) -> Any:
    import arabicnews

    given = {"scheme": options.scheme, "device": options.device, "min_score": options.min_score}
    try:
        return arabicnews.load(options.model, **given)
    except (OSError, ValueError) as error:
        raise RefusedError(str(error)) from error


def _read(nlp: Any, documents: Sequence[Document]) -> tuple[list[Document], list[str]]:
    """What the pipeline finds, and a message for each document that it fails on."""
    try:
        return list(nlp.pipe(documents, progress=sys.stderr.isatty())), []
    except (ValueError, RuntimeError):
        pass  # it fails on one of them: read each alone, so that the others are not lost
    read, failures = [], []
    for number, document in enumerate(documents, 1):
        try:
            read.append(nlp(document))
        except (ValueError, RuntimeError) as error:
            failures.append(f"document {document.id or number}: the model could not read it: {error}")
    return read, failures


def _write_documents(documents: Sequence[Document], options: Namespace) -> None:
    from arabicnews.formats import WRITERS, by_speaker, report, write_brat, write_speakers

    if options.format == "brat":
        write_brat(documents, options.output)
    elif options.format == "text":
        draw = by_speaker if options.by_speaker else report
        _write("\n".join(draw(d, colour=options.colour) for d in documents), options.output)
    elif options.by_speaker:
        _write(write_speakers(documents), options.output)
    else:
        _write(WRITERS[options.format](documents), options.output)


def _write(text: str, output: str | None) -> None:
    from arabicnews.files import write_text

    if output is None:
        sys.stdout.write(text)
    else:
        write_text(output, text)


def evaluate(options: Namespace) -> int:
    """Score a model, or predicted documents, against gold ones."""
    from arabicnews import metrics
    from arabicnews.corpus import read_jsonl

    if options.predicted and options.model:
        raise RefusedError("--predicted and --model exclude each other; score documents or a model")
    given = [options.gold, *([options.predicted] if options.predicted else [])]
    _check_output([Path(options.output)] if options.output else [], given)
    gold = read_jsonl(options.gold)
    if options.predicted:
        report = metrics.evaluate(gold, _in_order(gold, read_jsonl(options.predicted)))
    else:
        report = _load(options).evaluate(gold)
    text = report.to_json() if options.format == "json" else report.to_markdown()
    _write(text.rstrip("\n") + "\n", options.output)
    return 0


def _in_order(gold: Sequence[Document], predicted: Sequence[Document]) -> list[Document]:
    """Predicted documents in the order of the gold ones, where the ids are the same; else as they are."""
    known = {document.id: document for document in predicted}
    if len(known) < len(predicted) or known.keys() != {document.id for document in gold}:
        return list(predicted)
    return [known[document.id] for document in gold]


def validate(options: Namespace) -> int:
    """Check annotated documents against the rulebook; prints each problem with file and line."""
    documents = wrong = 0
    for name in options.files:
        for where, found in _check(name):
            documents += where != name
            wrong += len(found)
            for problem in found:
                _say(f"{where}: {problem}")
    _say(f"{documents} documents, {wrong} problems")
    return 1 if wrong else 0


def _check(name: str) -> Iterator[tuple[str, list[str]]]:
    """The problems of each line of a file, with where it stands; of the file where it cannot be read."""
    from arabicnews.files import decode
    from arabicnews.formats.jsonl import parse
    from arabicnews.validation import problems

    try:
        lines = decode(Path(name).read_bytes(), "the file").split("\n")
    except (OSError, ValueError) as error:
        yield name, [getattr(error, "strerror", None) or str(error)]
        return
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield f"{name}:{number}", problems(parse(line))
            except ValueError as error:
                yield f"{name}:{number}", [str(error)]


def info(options: Namespace) -> int:
    """Versions, and what a model is; uses no network."""
    import arabicnews

    facts = {"arabicnews": arabicnews.__version__, "python": platform.python_version()}
    facts |= {package: _version(package) for package in ("torch", "transformers")}
    for name, fact in {**facts, **_model_facts(options.model)}.items():
        _say(f"{name:<13} {fact}")
    return 0


def _version(package: str) -> str:
    try:
        return version(package)  # asked of the installation: importing would take seconds
    except PackageNotFoundError:
        return "not installed"


def _model_facts(model: str | None) -> dict[str, object]:
    """What can be told of a model without loading it."""
    from arabicnews.pipeline import DEFAULT, PACKAGED, RULES

    name = model or DEFAULT
    if name == RULES:
        return {"model": "rules, with no weights"}
    folder = next((f for f in (PACKAGED / name, Path(name).expanduser()) if f.is_dir()), None)
    if folder is None:
        return {"model": f"{name}, no folder here; a model on the Hub is not looked up"}
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ValueError(f"{folder} is no model: its config.json cannot be read ({error})") from None
    encoder = config.get("encoder") or {}
    weights = sum(file.stat().st_size for file in folder.glob("*.safetensors"))
    facts = {
        "model": name,
        "folder": folder,
        "weights": f"{weights / 2**20:.1f} MiB",
        "type": config.get("model_type"),
        "schemes": ", ".join(config.get("schemes", ())) or None,
        "window": config.get("window"),
        "min_score": config.get("min_score"),
        "encoder": encoder.get("model_type"),
        "layers": encoder.get("num_hidden_layers"),
        "hidden size": encoder.get("hidden_size"),
        "vocabulary": encoder.get("vocab_size"),
    }
    return {key: value for key, value in facts.items() if value is not None}
