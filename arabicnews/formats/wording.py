"""Wording: what the formats for readers call things in Arabic, and in which order they show them."""

from __future__ import annotations

from collections.abc import Iterable

from arabicnews.document import ENTITY_LABELS, Document, Entity, Quote, Reference

LABELS = {
    "PER": "أشخاص",
    "TITLE": "مناصب وألقاب",
    "ORG": "منظمات",
    "NORP": "جنسيات وانتماءات",
    "GPE": "دول ومدن",
    "LOC": "أماكن",
    "FAC": "منشآت",
    "EVENT": "أحداث",
    "DATE": "تواريخ",
    "MISC": "أسماء أخرى",
}
KINDS = {"direct": "مباشر", "indirect": "غير مباشر", "mixed": "مختلط"}
UNKNOWN = "؟"  # stands for a speaker that is not known


def label_name(label: str) -> str:
    """A label with its Arabic name before it, where it is one of the library's own."""
    return f"{LABELS[label]} ({label})" if label in LABELS else label


def by_label(entities: Iterable[Entity]) -> dict[str, list[Entity]]:
    """Entities in groups of one label: the library's labels in their order, then any others."""
    groups: dict[str, list[Entity]] = {label: [] for label in ENTITY_LABELS}
    for entity in entities:
        groups.setdefault(entity.label, []).append(entity)
    return {label: group for label, group in groups.items() if group}


def name(entity: Entity) -> str:
    """An entity's canonical name, or its words where it has no reference; an office with its holder."""
    if entity.reference is None:
        return entity.text
    holder = entity.reference.name
    return f"{entity.text} ({holder})" if entity.label == "TITLE" and entity.text != holder else holder


def speaker_name(quote: Quote) -> str:
    """The speaker's canonical name; where that is not known, a question mark and the source as written."""
    if quote.speaker:
        return quote.speaker.name
    return f"{UNKNOWN} ({quote.source})" if quote.source else UNKNOWN


def offices(document: Document) -> dict[str, tuple[str, ...]]:
    """The offices of each reference as written, by its id: the texts of its TITLE entities, each once."""
    found: dict[str, tuple[str, ...]] = {}
    for entity in document.entities:
        if entity.label == "TITLE" and entity.reference:
            known = found.get(entity.reference.id, ())
            found[entity.reference.id] = known if entity.text in known else (*known, entity.text)
    return found


def members(document: Document, reference: Reference) -> tuple[Reference, ...]:
    """Those who speak together under a joint reference."""
    known = {r.id: r for r in document.references}
    return tuple(known[id_] for id_ in reference.members)


def said(document: Document) -> dict[Reference, list[Quote]]:
    """Each speaker in order of first speaking, with their quotes; joint speakers one by one."""
    found: dict[Reference, list[Quote]] = {}
    for quote in document.quotes:
        if quote.speaker:
            for reference in members(document, quote.speaker) or (quote.speaker,):
                found.setdefault(reference, []).append(quote)
    return found
