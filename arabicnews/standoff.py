"""Stand-off annotations: what is known of an article, without the article.

The text of public news belongs to its publishers. Annotations hold offsets, labels and the names of
references; they fit one text only, which is known by its SHA-256.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from arabicnews.corpus import rows, sha256
from arabicnews.document import Document


def detach(document: Document) -> dict[str, Any]:
    """A document as JSON values without its text, which is named by ``sha256`` and ``characters``."""
    data = document.to_dict()
    named = {"id": data.pop("id"), "sha256": sha256(data["text"]), "characters": len(data.pop("text"))}
    return {**named, "meta": data.pop("meta"), **_without_text(data)}


def _without_text(value: Any) -> Any:
    """The same JSON value without the texts of spans, and without scores that are None."""
    if isinstance(value, list):
        return [_without_text(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _without_text(item)
        for key, item in value.items()
        if not (key == "text" and "start" in value) and not (key.endswith("score") and item is None)
    }


def attach(standoff: Mapping[str, Any], text: str) -> Document:
    """The document that stand-off annotations and their text make.

    Raises:
        ValueError: the text is not the one that was annotated; it says what differs, if it can.
    """
    expected, found = standoff.get("sha256"), sha256(text)
    if expected != found:
        raise ValueError(
            f"document {standoff.get('id', '?')!r}: this is not the text that was annotated, "
            f"{_difference(standoff, text)} (SHA-256 {found}, expected {expected}); "
            "take the release of the corpus that was annotated"
        )
    return Document.from_dict({**standoff, "text": text})


def _difference(standoff: Mapping[str, Any], text: str) -> str:
    """What tells a text from the annotated one."""
    variants = {
        "it differs in its line ends only": text.replace("\r\n", "\n").replace("\r", "\n"),
        "it differs in blanks at its ends only": text.strip(),
        "it differs in a final line break only": text + "\n",
        "it differs in its Unicode normalisation only (NFC)": unicodedata.normalize("NFC", text),
        "it differs in its Unicode normalisation only (NFD)": unicodedata.normalize("NFD", text),
        "it differs in a byte order mark only": text.removeprefix("\ufeff"),
    }
    for difference, variant in variants.items():
        if sha256(variant) == standoff.get("sha256"):
            return difference
    length = standoff.get("characters")
    if length == len(text):
        return f"it has the same number of characters, {length}, but not the same ones"
    return f"it has {len(text)} characters, not {length}"


def read_standoff(path: str | Path, texts: Mapping[str, str]) -> list[Document]:
    """The documents of a file of stand-off annotations.

    Args:
        path: JSON Lines, one article a line, as ``detach`` makes them.
        texts: the text of each article by its id.

    Raises:
        ValueError: a line is wrong, or its text is missing or another one; it names file and line.
    """
    documents = []
    for where, row in rows(path):
        if row.get("id") not in texts:
            raise ValueError(
                f"{where}: no text is given for the document {row.get('id')!r}; add it to the texts"
            )
        try:
            documents.append(attach(row, texts[row["id"]]))
        except (ValueError, TypeError, AttributeError) as error:
            raise ValueError(f"{where}: {error}") from error
    return documents
