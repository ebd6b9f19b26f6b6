"""Serialisation: a document as JSON values, in the dataset's line format, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from arabicnews.document import Cue, Document, Entity, Quote, Reference, Span


def to_dict(document: Document) -> dict[str, Any]:
    """The document as JSON values; what ``Document.to_dict`` returns."""
    found: dict[str, Any] = {
        "id": document.id,
        "text": document.text,
        "meta": dict(document.meta),
        "references": [_reference_dict(r) for r in document.references],
        "entities": [_entity_dict(e) for e in document.entities],
        "quotes": [_quote_dict(q) for q in document.quotes],
    }
    if document.tokens is not None:
        found["tokens"] = [[t.start, t.end] for t in document.tokens]
    return found


def from_dict(data: Mapping[str, Any]) -> Document:
    """The inverse of ``to_dict``; what ``Document.from_dict`` returns.

    Raises:
        ValueError: the values make no document; it says of which document, and what is wrong.
    """
    if not isinstance(data, Mapping):
        raise ValueError(f"a document is a JSON object, found {type(data).__name__}")
    where = f"document {data.get('id', '?')!r}"
    try:
        return _Reader(data).document()
    except KeyError as error:
        raise ValueError(f"{where}: the key {error} is missing") from None
    except (TypeError, AttributeError) as error:  # a string for a number, a number for an object, …
        raise ValueError(f"{where}: a value is not of the type the format asks for: {error}") from None


class _Reader:
    """Reads one document from JSON values."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.references: dict[str, Reference] = {}
        mentions = self._derived_mentions()
        for item in data.get("references", ()):
            own = [_span(m) for m in item["mentions"]] if "mentions" in item else mentions.get(item["id"], [])
            self.references[item["id"]] = Reference(
                item["id"], item["type"], item["name"], tuple(own), tuple(item.get("members", ()))
            )

    def _derived_mentions(self) -> dict[str, list[Span]]:
        found: dict[str, list[Span]] = {}
        for item in self.data.get("entities", ()):
            if item.get("reference") is not None:
                found.setdefault(item["reference"], []).append(_span(item))
        for item in self.data.get("quotes", ()):
            if item.get("source") and item.get("speaker") is not None:
                found.setdefault(item["speaker"], []).append(_span(item["source"]))
        return found

    def _known(self, id_: str | None) -> Reference | None:
        if id_ is None:
            return None
        if id_ not in self.references:
            raise ValueError(
                f"document {self.data.get('id', '?')!r}: reference {id_!r} is not among the document's "
                f"references ({', '.join(self.references) or 'none'})"
            )
        return self.references[id_]

    def _entity(self, item: Mapping[str, Any]) -> Entity:
        return Entity(_span(item), item["label"], item.get("score"), self._known(item.get("reference")))

    def _quote(self, item: Mapping[str, Any]) -> Quote:
        cue, source = item.get("cue"), item.get("source")
        return Quote(
            kind=item["kind"],
            content=tuple(_span(s) for s in item["content"]),
            cue=Cue(_span(cue), cue.get("score")) if cue else None,
            source=_span(source) if source else None,
            speaker=self._known(item.get("speaker")),
            score=item.get("score"),
            speaker_score=item.get("speaker_score"),
        )

    def document(self) -> Document:
        data = self.data
        tokens = data.get("tokens")
        return Document(
            text=data["text"],
            id=data.get("id", ""),
            meta=data.get("meta") or {},
            entities=tuple(self._entity(e) for e in data.get("entities", ())),
            quotes=tuple(self._quote(q) for q in data.get("quotes", ())),
            references=tuple(self.references.values()),
            tokens=None if tokens is None else tuple(Span(*t) for t in tokens),
        )


def _span(item: Mapping[str, Any]) -> Span:
    for key in ("start", "end"):
        if type(item[key]) is not int:
            raise TypeError(f"{key!r} must be an integer, found {item[key]!r}")
    return Span(item["start"], item["end"], item.get("text") or "")


def _span_dict(span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.text}


def _entity_dict(entity: Entity) -> dict[str, Any]:
    return {
        **_span_dict(entity.span),
        "label": entity.label,
        "reference": entity.reference.id if entity.reference else None,
        "score": entity.score,
    }


def _reference_dict(reference: Reference) -> dict[str, Any]:
    found: dict[str, Any] = {"id": reference.id, "type": reference.type, "name": reference.name}
    found["mentions"] = [_span_dict(m) for m in reference.mentions]
    if reference.members:
        found["members"] = list(reference.members)
    return found


def _quote_dict(quote: Quote) -> dict[str, Any]:
    return {
        "kind": quote.kind,
        "content": [_span_dict(s) for s in quote.content],
        "cue": {**_span_dict(quote.cue.span), "score": quote.cue.score} if quote.cue else None,
        "source": _span_dict(quote.source) if quote.source else None,
        "speaker": quote.speaker.id if quote.speaker else None,
        "score": quote.score,
        "speaker_score": quote.speaker_score,
    }
