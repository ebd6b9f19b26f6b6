"""brat standoff: ``.txt`` with the text, ``.ann`` with what is known of it. Nothing is lost either way.

A line of ``.ann``, its fields parted by tabs, is one of::

    T1  TITLE 5 16                    وزير المياه      an entity
    T2  DIRECT 40 59;73 105           المياه تكفي …    the content of a quote, in pieces
    T3  CUE 62 65                     قال              its cue
    T4  SOURCE 66 75                  الكرملاوي        its source
    E1  DIRECT:T2 Cue:T3 Source:T4                     the quote
    N1  Reference T1 references:r1    سامي الكرملاوي   who holds the office
    N2  Reference E1 references:r1    سامي الكرملاوي   who speaks
    #1  Score T1                      0.98             also of a cue (T) and of a quote (E)
    #2  SpeakerScore E1               0.9
    #3  Document document             {"id": …}        id, meta, references and tokens as JSON

brat draws nothing across a line's end, so spans are cut there. What is parted by line feeds alone is one
piece; where that would be wrong, ``Pieces T2`` notes the pieces. The mentions of a reference are noted where
they are others than its entities and the sources of its quotes. Other notes, a person's own, are not read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote as percent

from arabicnews.document import ENTITY_LABELS, QUOTE_KINDS, Document, Quote, Reference, Span
from arabicnews.files import write_text
from arabicnews.labels import QUOTE_PARTS

Pieces = list[tuple[int, int]]
SUFFIXES = (".txt", ".ann")


def to_brat(document: Document) -> tuple[str, str]:
    """The contents of a document's ``.txt`` and ``.ann``.

    Raises:
        ValueError: if the label of an entity holds white space or is the name of a quote part.
    """
    return document.text, _Writer(document).write()


class _Writer:
    """Writes one document; counts the ids of each kind of line."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.lines: dict[str, list[str]] = {kind: [] for kind in "TEN#"}
        self.shared: dict[tuple[str, Span, float | None], str] = {}

    def add(self, kind: str, *fields: str) -> str:
        id_ = f"{kind}{len(self.lines[kind]) + 1}"
        self.lines[kind].append("\t".join([id_, *fields]))
        return id_

    def write(self) -> str:
        for entity in self.document.entities:
            if entity.label in QUOTE_PARTS or re.search(r"\s", entity.label):
                raise ValueError(
                    f"{entity!r} cannot be written for brat: a label holds no white space and is none of "
                    f"{', '.join(QUOTE_PARTS)}, which are the parts of quotes"
                )
            self.details(self.span(entity.label, (entity.span,)), entity.score, entity.reference)
        for quote in self.document.quotes:
            self.quote(quote)
        facts = json.dumps(_facts(self.document), ensure_ascii=False)
        self.add("#", "Document document", facts)
        return "".join(line + "\n" for kind in self.lines.values() for line in kind)

    def span(self, type_: str, spans: Sequence[Span]) -> str:
        text, pieces = self.document.text, [(s.start, s.end) for s in spans]
        fragments = cut(text, pieces)
        id_ = self.add("T", f"{type_} {offsets(fragments)}", covered(text, fragments))
        if joined(text, fragments) != pieces:
            self.add("#", f"Pieces {id_}", offsets(pieces))
        return id_

    def quote(self, quote: Quote) -> None:
        kind = quote.kind.upper()
        event = f"{kind}:{self.span(kind, quote.content)}"
        if quote.cue:
            event += f" Cue:{self.part('CUE', quote.cue.span, quote.cue.score)}"
        if quote.source:
            event += f" Source:{self.part('SOURCE', quote.source)}"
        id_ = self.add("E", event)
        self.details(id_, quote.score, quote.speaker)
        if quote.speaker_score is not None:
            self.add("#", f"SpeakerScore {id_}", repr(float(quote.speaker_score)))

    def part(self, type_: str, span: Span, score: float | None = None) -> str:
        """The id of a cue or source; quotes that share it share the line."""
        if (type_, span, score) not in self.shared:
            self.shared[type_, span, score] = id_ = self.span(type_, (span,))
            self.details(id_, score)
        return self.shared[type_, span, score]

    def details(self, id_: str, score: float | None, reference: Reference | None = None) -> None:
        if score is not None:
            self.add("#", f"Score {id_}", repr(float(score)))
        if reference:
            name = " ".join(reference.name.split())
            self.add("N", f"Reference {id_} references:{percent(reference.id, safe='')}", name)


def _facts(document: Document) -> dict[str, Any]:
    """What stands in no line of its own."""
    data = document.to_dict()
    given = [{k: v for k, v in r.items() if k != "mentions"} for r in data["references"]]
    derived = Document.from_dict({**data, "references": given}).references
    for item, own, other in zip(given, document.references, derived, strict=True):
        if own.mentions != other.mentions:
            item["mentions"] = [{"start": m.start, "end": m.end} for m in own.mentions]
    facts = {"id": data["id"], "meta": data["meta"], "references": given}
    return {**facts, "tokens": data["tokens"]} if "tokens" in data else facts


def cut(text: str, pieces: Pieces) -> Pieces:
    """Pieces cut at line feeds, which are left out; a piece of nothing else stays as it is."""
    found: Pieces = []
    for start, end in pieces:
        lines = [(start + m.start(), start + m.end()) for m in re.finditer(r"[^\n]+", text[start:end])]
        found += lines or [(start, end)]
    return found


def joined(text: str, fragments: Pieces) -> Pieces:
    """Fragments joined where nothing but line feeds stands between them."""
    found: Pieces = []
    for start, end in fragments:
        if found and start > found[-1][1] and not text[found[-1][1] : start].strip("\n"):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def offsets(pieces: Pieces) -> str:
    """Pieces as brat writes them: ``0 5;9 12``."""
    return ";".join(f"{start} {end}" for start, end in pieces)


def covered(text: str, fragments: Pieces) -> str:
    """What a T line shows of the text: its fragments, on one line."""
    return " ".join(text[start:end] for start, end in fragments).replace("\n", " ")


def file_names(documents: Sequence[Document]) -> list[str]:
    """A file name without suffix for each document: its id, made fit for a name; no two are the same."""
    names: list[str] = []
    for document in documents:
        wanted = re.sub(r"[^\w.\-]+", "_", document.id).strip("._")[:60] or "document"
        name, number, taken = wanted, 1, {n.lower() for n in names}
        while name.lower() in taken:
            number += 1
            name = f"{wanted}-{number}"
        names.append(name)
    return names


def write_brat(documents: Sequence[Document], folder: str | Path) -> list[Path]:
    """Write ``{name}.txt`` and ``{name}.ann`` for each document, named by ``file_names``.

    An ``annotation.conf`` that tells brat of the types is written with them, unless there is one.

    Returns:
        The paths of the documents' files.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for document, name in zip(documents, file_names(documents), strict=True):
        for suffix, content in zip(SUFFIXES, to_brat(document), strict=True):
            paths.append(folder / (name + suffix))
            write_text(paths[-1], content)
    if not (folder / "annotation.conf").exists():
        write_text(folder / "annotation.conf", _configuration(documents))
    return paths


def _configuration(documents: Sequence[Document]) -> str:
    labels = dict.fromkeys([*ENTITY_LABELS, *(e.label for d in documents for e in d.entities)])
    events = [f"{kind.upper()}\tCue?:CUE, Source?:SOURCE" for kind in QUOTE_KINDS]
    lines = [
        "[entities]",
        *labels,
        "CUE",
        "SOURCE",
        "",
        "[events]",
        *events,
        "",
        "[relations]",
        "",
        "[attributes]",
    ]
    return "\n".join(lines) + "\n"
