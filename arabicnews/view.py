"""View: how a document draws itself in a notebook."""

from __future__ import annotations

from arabicnews.document import Document
from arabicnews.formats.html import body, style


def draw(document: Document) -> str:
    """A document as an HTML fragment with its own style, for light and dark themes alike.

    Every drawing brings the style sheet: a notebook may show any one of its cells alone.
    """
    return f"<style>\n{style()}</style>\n{body(document)}"
