"""TEI P5: documents as XML for editions and corpora, what is said tied to who says it.

- ``<said who="#r1" direct="true" ana="#direct">`` is a quote. ``<rs type="source">`` names its speaker,
  ``<seg type="cue">`` is the reporting word; ``corresp`` ties both to the quote.
- Entities are ``persName``, ``orgName``, ``placeName``, ``roleName``, ``date``, ``rs`` or ``name``. ``ref``
  points to the people, bodies and places in the header; ``cert`` is a score, on a source that of the speaker.
- A quote in pieces, and what is cut because it crosses another element or a line, is joined by ``next`` and
  ``prev``.
- Each line is a ``p``: joined with line feeds they are exactly the text. A character that XML cannot hold is
  ``<g n="U+0007"/>``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from arabicnews.document import QUOTE_KINDS, Document, Entity, Quote, Reference
from arabicnews.formats.nesting import Mark, Node, Nodes, nested_lines
from arabicnews.formats.wording import KINDS

_NAMESPACE = 'xmlns="http://www.tei-c.org/ns/1.0" xml:lang="ar"'
_ELEMENTS = {"PER": "persName", "ORG": "orgName", "TITLE": "roleName", "DATE": "date"}
_ELEMENTS |= dict.fromkeys(("GPE", "LOC", "FAC"), "placeName") | dict.fromkeys(("NORP", "EVENT"), "rs")
_TYPED = ("placeName", "rs", "name")  # elements that several labels share: their type says which it is
_LISTS = {  # type of a reference → list and its section of the header, element, element of the name
    "PER": ("particDesc", "listPerson", "person", "persName"),
    "GROUP": ("particDesc", "listPerson", "personGrp", "persName"),
    "ORG": ("particDesc", "listOrg", "org", "orgName"),
    "GPE": ("settingDesc", "listPlace", "place", "placeName"),
    "LOC": ("settingDesc", "listPlace", "place", "placeName"),
    "FAC": ("settingDesc", "listPlace", "place", "placeName"),
}
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_tei(documents: Sequence[Document]) -> str:
    """One document as ``TEI``, several as ``teiCorpus``; well-formed XML, to be written as UTF-8.

    The ids of references are those of the document as far as they are XML names, with the original as ``n``
    where not; in a corpus they begin with ``d1.``, ``d2.``, …
    """
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    if len(documents) == 1:
        return head + _Edition(documents[0], "").write(f" {_NAMESPACE}", _kinds())
    parts = [_Edition(document, f"d{n}.").write() for n, document in enumerate(documents, 1)]
    header = _header("arabicnews", "", _kinds())
    return f"{head}<teiCorpus {_NAMESPACE}>\n{header}{''.join(parts)}</teiCorpus>\n"


def _header(title: str, source: str, more: str) -> str:
    return (
        f"<teiHeader>\n<fileDesc>\n<titleStmt><title>{_text(title)}</title></titleStmt>\n"
        "<publicationStmt><p>Annotated with arabicnews.</p></publicationStmt>\n"
        f"<sourceDesc>{source or '<p>Unknown.</p>'}</sourceDesc>\n</fileDesc>\n{more}</teiHeader>\n"
    )


def _kinds() -> str:
    """What ``ana`` of a ``said`` points to."""
    kinds = "".join(f'<category xml:id="{k}"><catDesc>{KINDS[k]}</catDesc></category>' for k in QUOTE_KINDS)
    taxonomy = f'<taxonomy xml:id="kinds">{kinds}</taxonomy>'
    return f"<encodingDesc><classDecl>{taxonomy}</classDecl></encodingDesc>\n"


def _text(text: str) -> str:
    """Text as XML; a carriage return as a reference, else a parser takes it for a line feed."""
    return _FORBIDDEN.sub(lambda m: f'<g n="U+{ord(m[0]):04X}"/>', escape(text, {"\r": "&#13;"}))


def _element(name: str, attributes: Mapping[str, object], content: str) -> str:
    """An element; attributes that are None or empty are left out."""
    given = {key: str(value) for key, value in attributes.items() if value not in (None, "")}
    shown = "".join(f" {key}={quoteattr(_FORBIDDEN.sub('�', value))}" for key, value in given.items())
    return f"<{name}{shown}>{content}</{name}>"


def _name(text: str) -> str:
    """Text as an XML name."""
    name = re.sub(r"[^A-Za-z0-9._-]", "_", text)
    return name if re.match(r"[A-Za-z_]", name) else f"_{name}"


class _Link(NamedTuple):
    """How a fragment is tied to the others of its annotation; empty where there are none."""

    id: str = ""
    previous: str = ""
    next: str = ""


class _Edition:
    """Writes one document; holds the ids of its references and how its fragments are linked."""

    def __init__(self, document: Document, prefix: str) -> None:
        self.document, self.prefix = document, prefix
        self.used = {"kinds", *QUOTE_KINDS}  # those of the header
        self.ids = {r.id: self.new_id(_name(r.id)) for r in document.references}
        self.lines = list(nested_lines(document))
        self.links: dict[Node, _Link] = {}
        self.quotes: dict[int, str] = {}  # id of the first piece of each quote, by its position
        self.link()

    def new_id(self, wanted: str) -> str:
        id_ = self.prefix + wanted
        while id_ in self.used:
            id_ += "_"
        self.used.add(id_)
        return id_

    def link(self) -> None:
        chains: dict[Mark | int, list[Node]] = {}
        for node in _walk(node for line in self.lines for node in line):
            key = node.mark.quotes[0] if node.mark.role == "content" else node.mark
            chains.setdefault(key, []).append(node)
        for number, (key, nodes) in enumerate(chains.items(), 1):
            if isinstance(key, Mark) and len(nodes) == 1:
                continue
            name = f"part{number}" if isinstance(key, Mark) else f"q{key + 1}"
            ids = [self.new_id(f"{name}.{n}" if len(nodes) > 1 else name) for n in range(1, len(nodes) + 1)]
            refs = ["", *(f"#{id_}" for id_ in ids), ""]
            for position, node in enumerate(nodes):
                self.links[node] = _Link(ids[position], refs[position], refs[position + 2])
            if not isinstance(key, Mark):
                self.quotes[key] = ids[0]

    def write(self, namespace: str = "", more: str = "") -> str:
        lines = "".join(f"<p>{self.nodes(line)}</p>\n" for line in self.lines)
        header = _header(self.document.id or "untitled", self.source(), more + self.profile())
        return f"<TEI{namespace}>\n{header}<text>\n<body>\n{lines}</body>\n</text>\n</TEI>\n"

    def source(self) -> str:
        """The document's meta as a bibliographical note."""
        elements = {"outlet": "publisher", "date": "date", "title": "title"}
        known = {k: str(v) for k, v in self.document.meta.items() if isinstance(v, str | int | float)}
        return "".join(
            _element(elements[key], {}, _text(value))
            if key in elements
            else _element("note", {"type": _name(key)}, _text(value))
            for key, value in known.items()
        ).join(("<bibl>", "</bibl>") if known else ("", ""))

    def profile(self) -> str:
        """The lists of people, bodies and places."""
        sections: dict[str, dict[str, list[str]]] = {}
        for reference in self.document.references:
            section, list_, element, name = _LISTS[reference.type]
            item = self.reference(reference, element, name)
            sections.setdefault(section, {}).setdefault(list_, []).append(item)
        shown = ""
        for section in sorted(sections):
            lists = "".join(f"<{n}>\n{''.join(i)}</{n}>\n" for n, i in sections[section].items())
            shown += f"<{section}>\n{lists}</{section}>\n"
        return f"<profileDesc>\n{shown}</profileDesc>\n" if shown else ""

    def reference(self, reference: Reference, element: str, name: str) -> str:
        id_ = self.ids[reference.id]
        attributes = {
            "xml:id": id_,
            "n": reference.id if self.prefix + reference.id != id_ else None,
            "type": reference.type.lower() if element == "place" else None,
            "corresp": " ".join(f"#{self.ids[member]}" for member in reference.members),
        }
        return _element(element, attributes, _element(name, {}, _text(reference.name))) + "\n"

    def nodes(self, nodes: Nodes) -> str:
        return "".join(_text(n) if isinstance(n, str) else self.node(n) for n in nodes)

    def node(self, node: Node) -> str:
        link, inner = self.links.get(node, _Link()), self.nodes(node.children)
        joins: dict[str, object] = {"xml:id": link.id, "prev": link.previous, "next": link.next}
        if node.mark.entity:
            return self.entity(node.mark.entity, joins, inner)
        quote = self.document.quotes[node.mark.quotes[0]]
        if node.mark.role == "content":
            return self.said(quote, joins, inner)
        ties = {
            **joins,
            "corresp": " ".join(f"#{self.quotes[n]}" for n in node.mark.quotes if n in self.quotes),
        }
        if node.mark.role == "cue":
            score = quote.cue.score if quote.cue else None
            return _element("seg", {"type": "cue", **ties, "cert": score}, inner)
        return _element(
            "rs", {"type": "source", **self.points(quote.speaker), **ties, "cert": quote.speaker_score}, inner
        )

    def points(self, reference: Reference | None, attribute: str = "ref") -> dict[str, object]:
        return {attribute: f"#{self.ids[reference.id]}"} if reference else {}

    def said(self, quote: Quote, joins: dict[str, object], inner: str) -> str:
        direct = {"direct": "true" if quote.kind == "direct" else "false", "ana": f"#{quote.kind}"}
        return _element(
            "said", {**self.points(quote.speaker, "who"), **direct, **joins, "cert": quote.score}, inner
        )

    def entity(self, entity: Entity, joins: dict[str, object], inner: str) -> str:
        element = _ELEMENTS.get(entity.label, "name")
        type_ = _name(entity.label.lower()) if element in _TYPED else None
        return _element(
            element, {"type": type_, **self.points(entity.reference), **joins, "cert": entity.score}, inner
        )


def _walk(nodes: Iterator[Node | str]) -> Iterator[Node]:
    """All nodes in order, each before those in it."""
    for node in nodes:
        if isinstance(node, Node):
            yield node
            yield from _walk(iter(node.children))
