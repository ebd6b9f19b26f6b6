"""JSON Lines: one document a line, the dataset's own format. Nothing is lost either way."""

from __future__ import annotations

import json
from collections.abc import Sequence

from arabicnews.document import Document


def write_jsonl(documents: Sequence[Document]) -> str:
    """Documents as JSON Lines, each line ended by a line feed."""
    return "".join(json.dumps(d.to_dict(), ensure_ascii=False) + "\n" for d in documents)


def parse(line: str) -> Document:
    """The document of one line.

    Raises:
        ValueError: if it is not a JSON object of a document, saying what is wrong with it.
    """
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"this is no JSON ({error}); write one JSON object on each line") from None
    return Document.from_dict(row)


def read_jsonl(text: str, name: str = "JSON Lines") -> list[Document]:
    """The documents of a text in JSON Lines; empty lines are skipped.

    Args:
        text: what a file holds.
        name: what messages call it.

    Raises:
        ValueError: as for ``parse``, with name and line.
    """
    documents = []
    for number, line in enumerate(text.split("\n"), 1):  # splitlines would cut at U+2028 inside a string
        if line.strip():
            try:
                documents.append(parse(line))
            except ValueError as error:
                raise ValueError(f"{name}, line {number}: {error}") from None
    return documents
