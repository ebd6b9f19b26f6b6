"""Reads Arabic news: named entities, quotes, and who said each of them.

    nlp = arabicnews.load()
    doc = nlp(article)
    doc.entities, doc.quotes, doc.references

Importing the package does no work and loads no torch; names are looked up when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from arabicnews.corpus import read_jsonl, write_jsonl
    from arabicnews.document import Cue, Document, Entity, Quote, Reference, Span
    from arabicnews.metrics import Report
    from arabicnews.pipeline import Pipeline, load

__version__ = "0.1.0"

_HOMES = {
    "Cue": "document", "Document": "document", "Entity": "document", "Quote": "document",
    "Reference": "document", "Span": "document", "Pipeline": "pipeline", "Report": "metrics",
    "load": "pipeline", "read_jsonl": "corpus", "write_jsonl": "corpus",
}  # fmt: skip
__all__ = [
    "Cue", "Document", "Entity", "Pipeline", "Quote", "Reference", "Report", "Span", "load", "read_jsonl",
    "write_jsonl",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'arabicnews' has no attribute {name!r}")
    return getattr(import_module(f"arabicnews.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
