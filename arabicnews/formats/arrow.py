"""Documents as ``datasets.Dataset`` objects, with explicit features. Nothing is lost either way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from arabicnews.document import Document

if TYPE_CHECKING:
    from datasets import Dataset, Features

PART_A_META = ("topic", "register", "style", "marks", "traits")
PART_B_META = ("outlet", "year")


def features(meta: Sequence[str] = PART_A_META) -> Features:
    """The types of a document's fields, as ``datasets.load_dataset("json", …, features=…)`` takes them.

    Args:
        meta: the keys of ``meta`` in these documents, each a string; those of the shipped dataset by default.
    """
    from datasets import Features, Value

    text, number, score = Value("string"), Value("int32"), Value("float64")
    span = {"start": number, "end": number, "text": text}
    reference = {"id": text, "type": text, "name": text, "mentions": [span], "members": [text]}
    entity = {**span, "label": text, "reference": text, "score": score}
    cue = {**span, "score": score}
    quote = {"kind": text, "content": [span], "cue": cue, "source": span, "speaker": text, "score": score,
             "speaker_score": score}  # fmt: skip
    fields: dict[str, Any] = {"id": text, "text": text, "references": [reference], "entities": [entity]}
    fields |= {"quotes": [quote], "tokens": [[number]]}
    return Features(fields | ({"meta": dict.fromkeys(meta, text)} if meta else {}))


def to_dataset(documents: Iterable[Document]) -> Dataset:
    """Documents as a dataset, a row each.

    Raises:
        ValueError: if a value of ``meta`` is no string, which a column of strings would change.
    """
    from datasets import Dataset

    rows = [d.to_dict() for d in documents]
    keys = list(dict.fromkeys(key for row in rows for key in row["meta"]))
    for row in rows:
        for key, value in row["meta"].items():
            if not isinstance(value, str):
                raise ValueError(
                    f"document {row['id']!r}: meta {key!r} is {value!r}, a {type(value).__name__}; "
                    "a dataset holds strings there, so make it one"
                )
        row["meta"] = {key: row["meta"].get(key) for key in keys}
        row.setdefault("tokens", None)
        for reference in row["references"]:
            reference.setdefault("members", [])
    kinds = features(keys)  # by columns, so that no rows at all are a dataset, too
    return Dataset.from_dict({name: [row[name] for row in rows] for name in kinds}, features=kinds)


def from_dataset(dataset: Dataset) -> list[Document]:
    """The documents of a dataset that has these features.

    Raises:
        ValueError: as ``Document.from_dict``.
    """
    return [Document.from_dict(_without_nulls(row)) for row in dataset]


def _without_nulls(row: dict[str, Any]) -> dict[str, Any]:
    """A row without what only fills a column: unused keys of ``meta``, no tokens, no members."""
    meta = {k: v for k, v in (row.get("meta") or {}).items() if v is not None}
    found = {**row, "meta": meta, "references": [_kept(r) for r in row["references"]]}
    return found if row.get("tokens") is not None else {k: v for k, v in found.items() if k != "tokens"}


def _kept(reference: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in reference.items() if k != "members" or v}
