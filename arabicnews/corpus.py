"""Annotated documents as JSON Lines, one article a line, and the texts of public corpora."""

from __future__ import annotations

import hashlib
import json
import lzma
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from arabicnews.document import Document


def sha256(text: str) -> str:
    """The SHA-256 of a text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def rows(path: str | Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The JSON objects of a JSON Lines file, each with the words «{file}, line {n}» for messages about it.

    Empty lines are skipped.

    Raises:
        ValueError: a line is no UTF-8, no JSON or no JSON object, with file, line and what to do.
    """
    with Path(path).open("rb") as lines:
        for number, line in enumerate(lines, 1):
            where = f"{path}, line {number}"
            try:
                row = json.loads(line.decode("utf-8-sig")) if line.strip() else None
            except ValueError as error:
                raise ValueError(
                    f"{where}: this is no JSON in UTF-8 ({error}); write one JSON object on each line"
                ) from None
            if isinstance(row, dict):
                yield where, row
            elif line.strip():
                raise ValueError(
                    f"{where}: found a JSON {type(row).__name__}; write one JSON object on each line"
                )


def iterate(path: str | Path) -> Iterator[Document]:
    """The documents of a JSON Lines file, one at a time.

    Raises:
        ValueError: as for ``rows``, and for a document that is wrong or whose id another one has already.
    """
    seen: dict[str, str] = {}
    for where, row in rows(path):
        try:
            document = Document.from_dict(row)
        except (ValueError, TypeError, AttributeError) as error:
            raise ValueError(f"{where}: {error}; correct the line") from error
        if document.id in seen:
            raise ValueError(
                f"{where}: the id {document.id!r} stands at {seen[document.id]} already; ids must differ"
            )
        if document.id:
            seen[document.id] = where
        yield document


def read_jsonl(path: str | Path) -> list[Document]:
    """All documents of a JSON Lines file; raises as ``iterate``."""
    return list(iterate(path))


def write_jsonl(documents: Iterable[Document], path: str | Path) -> None:
    """Write documents as JSON Lines. The file appears whole or not at all."""
    write_rows((d.to_dict() for d in documents), path)


def write_rows(objects: Iterable[Mapping[str, Any]], path: str | Path) -> None:
    """Write JSON objects as JSON Lines. The file appears whole or not at all; its folder is made."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as out:
            for item in objects:
                out.write(json.dumps(item, ensure_ascii=False) + "\n")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def article_text(row: Mapping[str, Any]) -> str:
    """What is annotated of a corpus row: its title if it has one, a blank line, and its text."""
    return f"{row['title']}\n\n{row['text']}" if row.get("title") else str(row["text"])


def read_corpora(folder: str | Path, ids: Iterable[str]) -> dict[str, str]:
    """The articles with these ids, from ``<folder>/text/<name>.jsonl.xz``.

    Args:
        folder: the folder of the corpora.
        ids: ``<name>/<number>``; what stands before the slash names the file.

    Returns:
        The text of each article by its id, in the order of ``ids``.

    Raises:
        FileNotFoundError: a file of a corpus is missing; it names all that are, and the ids that need them.
        ValueError: articles are missing from their files; it names them.
    """
    wanted: dict[str, set[str]] = {}
    ids = list(ids)
    for id_ in ids:
        wanted.setdefault(id_.partition("/")[0], set()).add(id_)
    files = {name: Path(folder) / "text" / f"{name}.jsonl.xz" for name in wanted}
    absent = [f"{file} (for {_some(wanted[name])})" for name, file in files.items() if not file.is_file()]
    if absent:
        raise FileNotFoundError(
            f"corpus files are missing: {'; '.join(absent)}; an id is <corpus>/<number>, and <corpus> a file "
            "of the folder text/ in the folder given"
        )
    texts: dict[str, str] = {}
    for name, file in files.items():
        texts |= _read_corpus(file, wanted[name])
    missing = [id_ for id_ in ids if id_ not in texts]
    if missing:
        raise ValueError(
            f"{len(missing)} articles are not in the corpora of {folder}: {_some(missing)}; take the release "
            "of the corpora that the ids were drawn from"
        )
    return {id_: texts[id_] for id_ in ids}


def _read_corpus(file: Path, wanted: set[str]) -> dict[str, str]:
    texts: dict[str, str] = {}
    with lzma.open(file, "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            row = json.loads(line)
            if row["id"] in wanted:
                texts[row["id"]] = article_text(row)
                if len(texts) == len(wanted):
                    break
    return texts


def _some(ids: Iterable[str], limit: int = 5) -> str:
    """The first few ids, and how many more there are."""
    found = sorted(ids)
    more = f" and {len(found) - limit} more" if len(found) > limit else ""
    return ", ".join(found[:limit]) + more
