"""Make ``text/<name>.jsonl.xz`` of raw news, as pretraining and the drawing of articles read it.

    python training/prepare_text.py FILE… --output $CORPORA/text/NAME.jsonl.xz
    python training/prepare_text.py export.csv --output … --fields text=body title=headline --outlet NAME

A .txt file is an article; .csv (with a header), .jsonl and .json (a list, or an object that holds one) have
one a row. Each becomes an object with ``id``, ``source_id`` (file and row), ``text`` and, where known,
``title``, ``outlet``, ``date`` as they stand there. The number in an id is the article's place among all that
was read, so it stays when the rules below drop others.

The text keeps every word. Direction marks go, and blanks and empty lines in excess. An article without text
is left out, and one whose letters an earlier one has; how many is said. If a file is wrong, nothing is
written.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import lzma
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from arabicnews.corpus import rows
from arabicnews.files import read_text
from arabicnews.finetuning.sources import letters

FIELDS = ("text", "title", "outlet", "date")
SUFFIX = ".jsonl.xz"
DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
Raw = tuple[str, Mapping[str, Any]]  # where it stands, and what


def clean(text: str) -> str:
    """A text without direction marks, doubled blanks and empty lines."""
    text = re.sub("[\u00a0\t]", " ", DIRECTION.sub("", text).replace("\r", "\n"))
    return re.sub(r"\n{2,}", "\n", re.sub(r" ?\n ?", "\n", re.sub(" +", " ", text))).strip()


def articles(file: Path, encoding: str) -> Iterator[Raw]:
    """The articles of a file, with where each stands.

    Raises:
        ValueError: if the file is not what its suffix says, or has another one.
    """
    if file.suffix == ".txt":
        yield str(file), {"text": read_text(file, encoding)}
    elif file.suffix == ".csv":
        yield from _table(file, encoding)
    elif file.suffix == ".jsonl":
        yield from rows(file)
    elif file.suffix == ".json":
        yield from _listed(file, encoding)
    else:
        raise ValueError(f"{file}: {file.suffix or 'no suffix'}; allowed are .txt, .csv, .json and .jsonl")


def _table(file: Path, encoding: str) -> Iterator[Raw]:
    csv.field_size_limit(2**31 - 1)  # an article may be longer than a cell usually is
    reader = csv.DictReader(io.StringIO(read_text(file, encoding), newline=""), strict=True)
    try:
        for row in reader:
            where = f"{file}, line {reader.line_num}"
            if None in row or None in row.values():
                raise ValueError(f"{where}: the row ends here with another number of cells than the header")
            yield where, row
    except csv.Error as error:
        raise ValueError(f"{file}: {error} in the row behind line {reader.line_num}; correct it") from None


def _listed(file: Path, encoding: str) -> Iterator[Raw]:
    try:
        found = json.loads(read_text(file, encoding))
    except json.JSONDecodeError as error:
        raise ValueError(
            f"{file}: this is no JSON ({error}); for one object a line, name it .jsonl"
        ) from None
    if isinstance(found, dict):
        lists = [value for value in found.values() if isinstance(value, list)]
        found = lists[0] if len(lists) == 1 else None
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise ValueError(
            f"{file}: write a list of objects, an article each, or an object that holds the list"
        )
    yield from ((f"{file}, article {number}", row) for number, row in enumerate(found, 1))


def fields_of(raw: Raw, names: Mapping[str, str], outlet: str) -> dict[str, str]:
    """What is known of an article, cleaned; what is empty is left out.

    Raises:
        ValueError: if the row has no field for the text, or a value is no text.
    """
    where, row = raw
    if names["text"] not in row:
        raise ValueError(
            f"{where}: there is no field {names['text']!r}; it has {', '.join(row)} (--fields text=…)"
        )
    found = {field: _cleaned(row.get(name), f"{where}: {name}") for field, name in names.items()}
    found["outlet"] = found["outlet"] or outlet
    return {field: value for field, value in found.items() if value}


def _cleaned(value: object, what: str) -> str:
    """A field's text; a number is one, and a list of paragraphs."""
    if isinstance(value, list) and all(isinstance(paragraph, str) for paragraph in value):
        value = "\n".join(value)
    if isinstance(value, int):
        value = str(value)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{what} is a {type(value).__name__}; write a string, or a list of strings")
    return clean(value or "")


def write(items: Iterable[Mapping[str, str]], output: Path) -> None:
    """Write compressed JSON Lines, whole or not at all."""
    output.parent.mkdir(parents=True, exist_ok=True)
    part = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        with lzma.open(part, "wt", encoding="utf-8", newline="\n") as out:
            out.writelines(json.dumps(item, ensure_ascii=False) + "\n" for item in items)
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)


class Corpus:
    """The articles to keep, and how many of the others there were."""

    def __init__(self, name: str) -> None:
        self.name, self.empty, self.repeated, self.words = name, 0, 0, 0
        self.seen: set[bytes] = set()
        self.fields: Counter[str] = Counter()

    def keep(self, found: Iterable[tuple[str, dict[str, str]]]) -> Iterator[dict[str, str]]:
        """The articles with their ids, without empty and repeated ones."""
        for number, (where, item) in enumerate(found):
            key = hashlib.sha1(letters(item.get("text", "")).encode()).digest()
            if "text" not in item:
                self.empty += 1
            elif key in self.seen:
                self.repeated += 1
            else:
                self.seen.add(key)
                self.words += len(item["text"].split())
                self.fields.update(item.keys())
                yield {"id": f"{self.name}/{number:06d}", "source_id": where, **item}

    def told(self) -> str:
        known = ", ".join(f"{self.fields[field]:,} with {field}" for field in FIELDS[1:])
        return (
            f"{self.fields['text']:,} articles, {self.words:,} words; {known}; left out: "
            f"{self.empty:,} without text, {self.repeated:,} that were there before"
        )


def prepare(options: argparse.Namespace) -> str:
    """Write the file and say what it holds."""
    names = dict(zip(FIELDS, FIELDS, strict=True))
    for given in options.fields:
        field, sign, name = given.partition("=")
        if field not in FIELDS or not sign or not name:
            raise ValueError(f"--fields has {given!r}; write FIELD=NAME, with a field of {', '.join(FIELDS)}")
        names[field] = name
    if not options.output.name.endswith(SUFFIX) or options.output.name == SUFFIX:
        raise ValueError(f"--output is {options.output}; name it NAME{SUFFIX}: the name begins every id")
    corpus = Corpus(options.output.name.removesuffix(SUFFIX))
    raws = (raw for file in options.files for raw in articles(file, options.encoding))
    write(corpus.keep((raw[0], fields_of(raw, names, options.outlet)) for raw in raws), options.output)
    return corpus.told()


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=".txt, .csv, .json or .jsonl")
    parser.add_argument("--output", type=Path, required=True, help=f"NAME{SUFFIX}, in text/ of the corpora")
    parser.add_argument("--fields", nargs="+", default=[], metavar="FIELD=NAME", help="what rows call them")
    parser.add_argument("--outlet", default="", help="of articles that do not say theirs")
    parser.add_argument("--encoding", default="utf-8", help="perhaps windows-1256; .jsonl is always UTF-8")
    options = parser.parse_args(arguments)
    try:
        print(prepare(options))
    except (OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
