"""Inputs: what the command line is given, as documents to read. What cannot be read stops nothing else."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from arabicnews.document import Document
from arabicnews.files import decode

STDIN = "-"
_KEPT = ("id", "text", "meta", "tokens")  # of a JSON object; annotations that it holds are not read


class Input(NamedTuple):
    """What files hold, and what was wrong with them."""

    documents: list[Document]
    problems: list[str]


def read_inputs(names: Sequence[str], encoding: str = "utf-8") -> Input:
    """The documents of files: of ``.jsonl`` one a line, of any other the whole text as one document.

    Args:
        names: paths, and ``-`` for standard input.
        encoding: of texts; JSON Lines are UTF-8.

    Returns:
        The documents that could be read, bare, and a message for each file or line that could not. The id of
        a text is its file's name without suffix; where two are the same, each has its path.
    """
    stems = Counter(Path(name).stem for name in names)
    found = Input([], [])
    for name in names:
        id_ = "" if name == STDIN else Path(name).stem
        part = _read(name, id_ if stems[id_] < 2 else name, encoding)
        found.documents.extend(part.documents)
        found.problems.extend(part.problems)
    return found


def _read(name: str, id_: str, encoding: str) -> Input:
    is_jsonl = name.endswith(".jsonl")
    try:
        data = sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()
        text = decode(data, "standard input" if name == STDIN else name, "utf-8" if is_jsonl else encoding)
    except OSError as error:
        return Input([], [f"{name}: {error.strerror or error}"])
    except ValueError as error:
        return Input([], [str(error)])
    if is_jsonl:
        return _lines(name, text)
    return Input([Document(text, id=id_)], [])


def _lines(name: str, text: str) -> Input:
    found = Input([], [])
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                found.documents.append(_document(line))
            except ValueError as error:
                found.problems.append(f"{name}, line {number}: {error}")
    return found


def _document(line: str) -> Document:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"this is no JSON ({error}); write one JSON object on each line") from None
    if not isinstance(row, dict):
        raise ValueError(f"found a JSON {type(row).__name__}; write one JSON object with a text on each line")
    document = Document.from_dict({key: row[key] for key in _KEPT if key in row})
    try:
        document.text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError(
            f"character {error.start} of the text is half a surrogate pair; correct it"
        ) from None
    return document
