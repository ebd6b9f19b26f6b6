"""brat standoff, read back into documents; what its lines mean is told in ``formats/brat.py``."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple, NoReturn
from urllib.parse import unquote

from arabicnews.document import REFERENCE_TYPES, Document
from arabicnews.files import read_text
from arabicnews.formats.brat import Pieces, covered, joined
from arabicnews.labels import QUOTE_PARTS

_OFFSETS = re.compile(r"\d+ \d+(?:;\d+ \d+)*")
_NOTES = ("Score", "SpeakerScore", "Pieces", "Document")
_CONTENTS = QUOTE_PARTS[2:]


def read_brat(folder: str | Path) -> list[Document]:
    """The documents of a folder, by the names of their ``.ann`` files.

    Raises:
        OSError: if a file cannot be read; each ``.ann`` needs its ``.txt``.
        ValueError: as for ``from_brat``, and if a file is not UTF-8.
    """
    paths = sorted(Path(folder).glob("*.ann"))
    texts = [read_text(path.with_suffix(".txt"), keep_mark=True) for path in paths]
    return [from_brat(text, read_text(path), str(path)) for text, path in zip(texts, paths, strict=True)]


def from_brat(text: str, annotations: str, name: str = "brat") -> Document:
    """The document of a ``.txt`` and its ``.ann``.

    A reference that only N lines name is taken in, with the type of its first entity where that is a type of
    references, else GROUP. A content without an event is a quote without cue and source.

    Args:
        text: what the ``.txt`` holds.
        annotations: what the ``.ann`` holds.
        name: what messages call the latter.

    Raises:
        ValueError: a line is of no kind that the scheme knows, points to nothing, or says another text than
            stands there; with name and line. Else as for ``Document``, with the name.
    """
    reader = _Reader(text, name)
    for number, line in enumerate(annotations.split("\n"), 1):
        if line.strip():
            reader.read(number, line.rstrip("\r"))
    data = reader.document()
    try:
        return Document.from_dict(data)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


class _Part(NamedTuple):
    """A T line."""

    line: int
    type: str
    pieces: Pieces


class _Link(NamedTuple):
    """An N line: the id and name of a reference."""

    line: int
    id: str
    name: str


class _Reader:
    """Collects the lines of one file by kind, then makes a document of them."""

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name = text, name
        self.parts: dict[str, _Part] = {}
        self.events: dict[str, tuple[int, dict[str, str]]] = {}  # line, and the T line of each role
        self.links: dict[str, _Link] = {}  # by the T or E line that they are of
        self.notes: dict[tuple[str, str], tuple[int, str]] = {}  # line and value, by type and target

    def fail(self, line: int, message: str) -> NoReturn:
        raise ValueError(f"{self.name}, line {line}: {message}")

    def read(self, number: int, line: str) -> None:
        id_, data, tail = [*line.split("\t", 2), "", ""][:3]
        readers = {"T": self.part, "E": self.event, "N": self.link, "#": self.note}
        if id_[:1] not in readers or not data:
            self.fail(
                number, f"{line[:40]!r} is no line of this scheme; it has T, E, N and # lines, with tabs"
            )
        if id_ in self.parts or id_ in self.events:
            self.fail(number, f"{id_} is there already; ids must differ")
        readers[id_[0]](number, id_, data, tail)

    def part(self, number: int, id_: str, data: str, tail: str) -> None:
        type_, _, offsets = data.partition(" ")
        fragments = self.pieces(number, offsets)
        stands = covered(self.text, fragments)
        if tail != stands.rstrip("\r"):
            self.fail(
                number, f"{id_} says {tail!r} but there stands {stands!r}; correct the offsets or the text"
            )
        self.parts[id_] = _Part(number, type_, joined(self.text, fragments))

    def pieces(self, number: int, offsets: str) -> Pieces:
        if not _OFFSETS.fullmatch(offsets):
            self.fail(number, f"{offsets!r} are no offsets, as in PER 0 5 or DIRECT 0 5;9 12")
        return [(int(a), int(b)) for a, b in (piece.split() for piece in offsets.split(";"))]

    def event(self, number: int, id_: str, data: str, tail: str) -> None:
        roles = dict(role.partition(":")[::2] for role in data.split())
        content, *others = roles
        if content not in _CONTENTS or not set(others) <= {"Cue", "Source"}:
            self.fail(number, f"{data!r} is no quote; a quote is {'|'.join(_CONTENTS)}:T Cue:T Source:T")
        self.events[id_] = (number, roles)

    def link(self, number: int, id_: str, data: str, tail: str) -> None:
        match = re.fullmatch(r"Reference (\S+) references:(\S+)", data)
        if not match:
            self.fail(number, f"{data!r} names no reference; write Reference, an id and references:r1")
        self.links[match[1]] = _Link(number, unquote(match[2]), tail)

    def note(self, number: int, id_: str, data: str, tail: str) -> None:
        type_, _, target = data.partition(" ")
        if type_ in _NOTES:
            self.notes[type_, target] = (number, tail)

    def check(self) -> None:
        """Whether what lines point to is there, and whether every quote part has a quote."""
        used: set[str] = set()
        for number, roles in self.events.values():
            for role, id_ in roles.items():
                if id_ not in self.parts or self.parts[id_].type != role.upper():
                    self.fail(number, f"{role}:{id_} points to no {role.upper()}")
                used.add(id_)
        for id_, part in self.parts.items():
            if part.type in QUOTE_PARTS and part.type not in _CONTENTS and id_ not in used:
                self.fail(
                    part.line, f"{id_} is the {part.type} of no quote; give it to an event or delete it"
                )
        for target, link in self.links.items():
            is_entity = target in self.parts and self.parts[target].type not in QUOTE_PARTS
            if not is_entity and target not in self.events:
                self.fail(link.line, f"{target} is neither an entity nor a quote; only these have references")

    def document(self) -> dict[str, Any]:
        """The document as JSON values."""
        self.check()
        data = self.facts()
        triggers = {next(iter(roles.values())) for _, roles in self.events.values()}
        alone = [i for i, p in self.parts.items() if p.type in _CONTENTS and i not in triggers]
        quotes = [self.quote(id_, roles) for id_, (_, roles) in self.events.items()]
        quotes += [{"kind": self.parts[id_].type.lower(), "content": self.spans(id_)} for id_ in alone]
        entities = [self.entity(id_) for id_, part in self.parts.items() if part.type not in QUOTE_PARTS]
        references = [*data["references"], *self.new_references({r["id"] for r in data["references"]})]
        return {**data, "text": self.text, "entities": entities, "quotes": quotes, "references": references}

    def facts(self) -> dict[str, Any]:
        """The note on the document: its id, meta, references and tokens."""
        number, note = self.notes.get(("Document", "document"), (0, "{}"))
        try:
            data = {"references": [], **json.loads(note)}
            data["references"] = [{**reference, "id": reference["id"]} for reference in data["references"]]
        except (ValueError, TypeError, KeyError) as error:
            self.fail(number, f"the note on the document is no JSON object with references ({error!r})")
        return data

    def entity(self, id_: str) -> dict[str, Any]:
        label, span = self.parts[id_].type, self.spans(id_)[0]
        return {**span, "label": label, "reference": self.reference(id_), "score": self.score("Score", id_)}

    def quote(self, id_: str, roles: dict[str, str]) -> dict[str, Any]:
        kind, content = next(iter(roles.items()))
        found: dict[str, Any] = {
            "kind": kind.lower(),
            "content": self.spans(content),
            "speaker": self.reference(id_),
            "score": self.score("Score", id_),
            "speaker_score": self.score("SpeakerScore", id_),
        }
        if "Cue" in roles:
            found["cue"] = {**self.spans(roles["Cue"])[0], "score": self.score("Score", roles["Cue"])}
        if "Source" in roles:
            found["source"] = self.spans(roles["Source"])[0]
        return found

    def spans(self, id_: str) -> list[dict[str, int]]:
        """The pieces of a T line, by the note on them if there is one."""
        part = self.parts[id_]
        noted = self.notes.get(("Pieces", id_))
        pieces = self.pieces(*noted) if noted else part.pieces
        if len(pieces) > 1 and part.type not in _CONTENTS:
            self.fail(part.line, f"{id_} is in {len(pieces)} pieces; only the content of a quote may be")
        return [{"start": start, "end": end} for start, end in pieces]

    def score(self, type_: str, id_: str) -> float | None:
        number, value = self.notes.get((type_, id_), (0, None))
        try:
            return None if value is None else float(value)
        except ValueError:
            self.fail(number, f"{value!r} is no score; a score is a number from 0 to 1")

    def reference(self, id_: str) -> str | None:
        return self.links[id_].id if id_ in self.links else None

    def new_references(self, known: set[str]) -> list[dict[str, Any]]:
        """The references that N lines name and the note on the document does not."""
        found: dict[str, dict[str, Any]] = {}
        for target, link in self.links.items():
            type_ = self.parts[target].type if target in self.parts else ""
            item = found.setdefault(link.id, {"id": link.id, "type": "GROUP", "name": link.name})
            if item["type"] == "GROUP" and type_ in REFERENCE_TYPES:
                item["type"] = type_
        return [item for id_, item in found.items() if id_ not in known]
