"""Text: reports to read in a terminal, right to left.

Every line begins with an Arabic word, or with digits and one, so that a terminal that follows the direction
of the text draws it from the right. Bidi controls are put in on demand only: copied out they spoil searches.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import regex

from arabicnews.document import Document, Quote, Reference
from arabicnews.formats.wording import (
    KINDS,
    UNKNOWN,
    by_label,
    label_name,
    members,
    name,
    offices,
    said,
    speaker_name,
)

_BOLD, _CYAN, _GREEN, _RESET = "\x1b[1m", "\x1b[36m", "\x1b[32m", "\x1b[0m"
_ISOLATE, _POP = "\u2068", "\u2069"
_CONTROL = regex.compile(r"\p{Cc}")


class _Style:
    """How pieces of a line are dressed; ``of`` is for what comes from the article."""

    def __init__(self, colour: bool, isolate: bool) -> None:
        self.colour, self.isolate = colour, isolate

    def paint(self, code: str, text: str) -> str:
        return f"{code}{text}{_RESET}" if self.colour else text

    def of(self, text: str) -> str:
        """Text of the article on one line; none of its control characters gets to the terminal."""
        line = _CONTROL.sub("\ufffd", " ".join(text.split()))
        return f"{_ISOLATE}{line}{_POP}" if self.isolate else line


def report(document: Document, *, colour: bool = False, isolate: bool = False) -> str:
    """A document's quotes in order, and its entities by label.

    Args:
        document: what to report.
        colour: paint with ANSI codes.
        isolate: put Unicode isolates round what comes from the article, where a terminal mixes directions up.

    Returns:
        Lines that end in a line feed: «{speaker}» · {cue} · {kind}: {content} for each quote,
        {label}: {names} for each label, and behind a name how often it stands if more than once.
    """
    style = _Style(colour, isolate)
    lines = [f"أقوال: {len(document.quotes)}"]
    lines += [f"{n}. {_quote_line(q, style)}" for n, q in enumerate(document.quotes, 1)]
    lines += ["", f"كيانات: {len(document.entities)}"]
    for label, entities in by_label(document.entities).items():
        counts = Counter(name(entity) for entity in entities)
        names = "، ".join(style.of(n) + (f" ×{count}" if count > 1 else "") for n, count in counts.items())
        lines.append(f"{style.paint(_GREEN, label_name(label))}: {names}")
    return _page(document, lines, style)


def _quote_line(quote: Quote, style: _Style) -> str:
    who = style.paint(_CYAN, f"«{style.of(speaker_name(quote))}»")
    cue = f" · {style.of(quote.cue.text)}" if quote.cue else ""
    return f"{who}{cue} · {KINDS[quote.kind]}: {style.of(quote.text)}"


def _page(document: Document, lines: Sequence[str], style: _Style) -> str:
    title = [style.paint(_BOLD, f"وثيقة: {style.of(document.id)}"), ""] if document.id else []
    return "\n".join([*title, *lines]) + "\n"


def by_speaker(document: Document, *, colour: bool = False, isolate: bool = False) -> str:
    """Everyone who speaks: canonical name, offices as the article writes them, and all their quotes in order.

    What people say together stands under each of them, marked «مع …» with the names of the others. Quotes
    whose speaker is not known come last. The arguments are those of ``report``.
    """
    style = _Style(colour, isolate)
    titles = offices(document)
    lines: list[str] = []
    for reference, quotes in said(document).items():
        known = "، ".join(style.of(title) for title in titles.get(reference.id, ()))
        who = style.paint(_CYAN, style.of(reference.name))
        lines += [f"{who} ({known})" if known else who]
        lines += [f"{n}. {_said_line(document, reference, q, style)}" for n, q in enumerate(quotes, 1)]
        lines.append("")
    if unknown := [q for q in document.quotes if not q.speaker]:
        lines += [f"{style.paint(_CYAN, 'بلا متحدث معروف')} {UNKNOWN}"]
        lines += [f"{n}. {_quote_line(q, style)}" for n, q in enumerate(unknown, 1)]
    return _page(document, lines, style).rstrip("\n") + "\n"


def _said_line(document: Document, reference: Reference, quote: Quote, style: _Style) -> str:
    joint = members(document, quote.speaker) if quote.speaker else ()
    others = "، ".join(style.of(m.name) for m in joint if m.id != reference.id)
    cue = f"{style.of(quote.cue.text)} · " if quote.cue else ""
    together = f" · مع {others}" if others else ""
    return f"{cue}{KINDS[quote.kind]}{together}: {style.of(quote.text)}"


def write_text(documents: Sequence[Document]) -> str:
    """The reports of documents, a blank line between them."""
    return "\n".join(report(document) for document in documents)
