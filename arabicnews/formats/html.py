"""HTML: documents as a page that stands alone, with no script and nothing fetched from elsewhere.

Entities are coloured and labelled, quotes underlined by kind and numbered by speaker; the speakers stand
beside the article with what each of them said. Where annotations cross, elements are closed and opened again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from html import escape
from importlib.resources import files

from arabicnews.document import Document, Quote, Reference
from arabicnews.formats.nesting import Node, Nodes, nested_lines
from arabicnews.formats.wording import (
    KINDS,
    LABELS,
    UNKNOWN,
    by_label,
    label_name,
    members,
    name,
    offices,
    speaker_name,
)

_HUES = 8  # speakers past the eighth take the colours again from the first; their numbers go on
_PAGE = """<!DOCTYPE html>
<html lang="ar" dir="rtl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ margin: 2rem auto; padding: 0 1.5rem; max-width: 76rem; }}
.arabicnews + .arabicnews {{ margin-top: 3rem; border-top: 1px solid; padding-top: 2rem; }}
@media print {{
  body {{ margin: 0; padding: 0; }}
  .arabicnews + .arabicnews {{ break-before: page; margin-top: 0; border: 0; padding-top: 0; }}
}}
{style}</style>
</head>
<body>
{body}</body>
</html>
"""


@cache
def style() -> str:
    """The style sheet that ``body`` needs."""
    return (files("arabicnews") / "resources" / "document.css").read_text(encoding="utf-8")


def write_html(documents: Sequence[Document]) -> str:
    """Documents one below the other on a page of their own."""
    title = next((d.id for d in documents if d.id), "arabicnews") if len(documents) == 1 else "arabicnews"
    sections = "".join(body(d, f"d{n}") for n, d in enumerate(documents, 1))
    return _PAGE.format(title=escape(title), style=style(), body=sections)


def body(document: Document, prefix: str | None = None) -> str:
    """One document as a fragment for a page that has ``style``.

    Args:
        document: what to draw.
        prefix: what the ids of elements begin with, so that several fragments fit on one page; None takes it
            from the text.
    """
    if prefix is None:
        prefix = "d" + hashlib.sha256(document.text.encode("utf-8", "replace")).hexdigest()[:8]
    return _Drawing(document, prefix).body()


class _Drawing:
    """Draws one document; holds the numbers of its speakers."""

    def __init__(self, document: Document, prefix: str) -> None:
        self.document, self.prefix = document, prefix
        self.references = {r.id: r for r in document.references}
        self.numbers = {id_: number for number, id_ in enumerate(document.speakers, 1)}

    def body(self) -> str:
        paragraphs = "".join(f"<p>{self.nodes(line)}</p>\n" for line in nested_lines(self.document) if line)
        return (
            f'<section class="arabicnews" lang="ar" dir="rtl">\n{self.header()}'
            f'<div class="article">\n{paragraphs}</div>\n{self.voices()}{self.legend()}</section>\n'
        )

    def header(self) -> str:
        known = [v for v in self.document.meta.values() if isinstance(v, str | int | float)]
        about = [f"<bdi>{escape(str(value))}</bdi>" for value in known]
        title = f"<h2>{escape(self.document.id)}</h2>" if self.document.id else ""
        meta = f'<p class="meta">{" · ".join(about)}</p>' if about else ""
        return f"<header>{title}{meta}</header>\n" if title or meta else ""

    def nodes(self, nodes: Nodes) -> str:
        return "".join(escape(n, quote=False) if isinstance(n, str) else self.node(n) for n in nodes)

    def node(self, node: Node) -> str:
        inner = self.nodes(node.children)
        if node.mark.entity:
            entity = node.mark.entity
            label = entity.label if entity.label in LABELS else "other"
            shown = f"<small>{escape(entity.label)}</small>" if node.is_last else ""
            tip = _tip(label_name(entity.label), name(entity), entity.score)
            return f'<mark class="entity {label}" title="{tip}">{inner}{shown}</mark>'
        quote = self.document.quotes[node.mark.quotes[0]]
        if node.mark.role == "cue":
            return f'<span class="cue" title="{_tip("لفظ القول", speaker_name(quote))}">{inner}</span>'
        badge = self.badge(quote.speaker) if node.is_first else ""
        if node.mark.role == "source":
            tip = _tip("المصدر", speaker_name(quote), quote.speaker_score)
            return f'<span class="source {self.hue(quote.speaker)}" title="{tip}">{badge}{inner}</span>'
        return self.quote(node, quote, badge, inner)

    def quote(self, node: Node, quote: Quote, badge: str, inner: str) -> str:
        number = node.mark.quotes[0]
        tip = _tip(f"قول {KINDS[quote.kind]}", speaker_name(quote), quote.score)
        anchor = f' id="{self.prefix}-q{number + 1}"' if node.is_first and node.mark.piece == 0 else ""
        classes = f"quote {quote.kind} {self.hue(quote.speaker)}"
        return f'<span class="{classes}"{anchor} title="{tip}">{badge}{inner}</span>'

    def hue(self, speaker: Reference | None) -> str:
        return f"v{(self.numbers[speaker.id] - 1) % _HUES + 1}" if speaker else "v0"

    def badge(self, speaker: Reference | None) -> str:
        number = f"{self.numbers[speaker.id]}" if speaker else f"{UNKNOWN}&#8288;"  # no line ends behind it
        target = self.numbers[speaker.id] if speaker else 0
        tip = _tip(speaker.name if speaker else "متحدث غير معروف")
        return (
            f'<a class="badge {self.hue(speaker)}" href="#{self.prefix}-v{target}" title="{tip}">{number}</a>'
        )

    def voices(self) -> str:
        """The list of speakers with their quotes, those of nobody known last."""
        titles = offices(self.document)
        items = []
        for id_ in self.numbers:
            reference = self.references[id_]
            about = "، ".join(titles.get(id_, ())) or " + ".join(
                m.name for m in members(self.document, reference)
            )
            shown = f' <span class="offices">{escape(about)}</span>' if about else ""
            items.append(self.voice(reference, f"<strong>{escape(reference.name)}</strong>{shown}"))
        if any(q.speaker is None for q in self.document.quotes):
            items.append(self.voice(None, "<strong>متحدث غير معروف</strong>"))
        if not items:
            return ""
        return f'<aside><h3>المتحدثون</h3>\n<ol class="voices">\n{"".join(items)}</ol></aside>\n'

    def voice(self, speaker: Reference | None, title: str) -> str:
        said = [(n, q) for n, q in enumerate(self.document.quotes, 1) if _same(q.speaker, speaker)]
        quotes = "".join(
            f'<li><a href="#{self.prefix}-q{n}">{escape(q.text)}</a>'
            f"<small>{escape(' · '.join([*([q.cue.text] if q.cue else []), KINDS[q.kind]]))}</small></li>"
            for n, q in said
        )
        number = self.numbers[speaker.id] if speaker else 0
        return (
            f'<li id="{self.prefix}-v{number}" class="{self.hue(speaker)}">{self.badge(speaker)}{title}'
            f"<ul>{quotes}</ul></li>\n"
        )

    def legend(self) -> str:
        """What the colours and lines that occur mean."""
        labels = [
            f'<span><mark class="entity {label if label in LABELS else "other"}">'
            f"{escape(LABELS.get(label, label))}<small>{escape(label)}</small></mark></span>"
            for label in by_label(self.document.entities)
        ]
        present = {q.kind for q in self.document.quotes}
        kinds = [
            f'<span><span class="quote {k} v0">قول {KINDS[k]}</span></span>' for k in KINDS if k in present
        ]
        parts = []
        if any(q.cue for q in self.document.quotes):
            parts.append('<span class="cue">لفظ القول</span>')
        if any(q.source for q in self.document.quotes):
            parts.append('<span><span class="source v0">المصدر</span></span>')
        items = [*labels, *kinds, *parts]
        return f'<footer class="legend">{"".join(items)}</footer>\n' if items else ""


def _same(one: Reference | None, other: Reference | None) -> bool:
    return (one.id if one else None) == (other.id if other else None)


def _tip(*parts: str | float | None) -> str:
    """A tooltip: what is known, scores with two digits."""
    shown = (f"{p:.2f}" if isinstance(p, float) else str(p) for p in parts if p is not None)
    return escape(" · ".join(shown))
