"""JSON Lines: one document a line, the dataset's own format. Nothing is lost either way."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from arabicnews.document import Document
from arabicnews.formats.wording import offices, said


def write_jsonl(documents: Sequence[Document]) -> str:
    """Documents as JSON Lines, each line ended by a line feed."""
    return "".join(json.dumps(d.to_dict(), ensure_ascii=False) + "\n" for d in documents)


def write_speakers(documents: Sequence[Document]) -> str:
    """Who says what, a line for each document: ``id``, ``speakers`` and ``unattributed`` quotes.

    A speaker has the id, type and canonical name of the reference, ``offices`` as the article writes them,
    and ``quotes`` in order, in the form that ``Document.to_dict`` gives them. What people say together stands
    under each of them; its ``speaker`` is the reference that stands for all.
    """
    return "".join(json.dumps(_speakers(d), ensure_ascii=False) + "\n" for d in documents)


def _speakers(document: Document) -> dict[str, Any]:
    written = dict(zip(map(id, document.quotes), document.to_dict()["quotes"], strict=True))
    titles = offices(document)
    return {
        "id": document.id,
        "speakers": [
            {
                "id": reference.id, "type": reference.type, "name": reference.name,
                "offices": list(titles.get(reference.id, ())),
                "quotes": [written[id(quote)] for quote in quotes],
            }
            for reference, quotes in said(document).items()
        ],
        "unattributed": [written[id(quote)] for quote in document.quotes if not quote.speaker],
    }  # fmt: skip


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
