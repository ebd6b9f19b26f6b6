"""View: how documents, tables and errors draw themselves in a notebook, right to left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from importlib.resources import files

from arabicnews.document import Document, Entity, Quote, Span
from arabicnews.formats.html import body, style
from arabicnews.formats.wording import KINDS, label_name, name, speaker_name
from arabicnews.metrics import Mismatch, mismatches

CONTEXT = 40  # characters of the article on either side of an entity
WORDING = {
    "missed": "فائت",
    "spurious": "زائد",
    "extent": "الحدود",
    "label": "النوع",
    "kind": "نوع القول",
    "cue": "لفظ القول",
    "source": "المصدر",
    "speaker": "المتحدث",
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """A fragment of HTML that a notebook shows."""

    html: str = field(repr=False)

    def _repr_html_(self) -> str:
        return self.html


def draw(document: Document) -> str:
    """A document as an HTML fragment with its own style, for light and dark themes alike.

    Every drawing brings the style sheet: a notebook may show any one of its cells alone.
    """
    return f"<style>\n{style()}</style>\n{body(document)}"


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Drawing:
    """A table that is read from the right.

    Args:
        header: the names of the columns.
        rows: their cells; of floats two digits are shown, None is an empty cell.
    """
    return _styled(_table(header, rows))


def errors(gold: Sequence[Document], predicted: Sequence[Document], *, most: int = 10) -> Drawing:
    """An error browser: gold beside predicted wherever they differ, each article folded up.

    In quotes, characters that the other side lacks are marked, and so is a speaker, cue, source or kind that
    differs. Entities stand with the words around them.

    Args:
        gold: the gold documents.
        predicted: one prediction for each, of the same id and text.
        most: how many articles to draw, those with most differences first.

    Raises:
        ValueError: as ``mismatches``, or if the numbers of documents differ.
    """
    if len(gold) != len(predicted):
        raise ValueError(
            f"there are {len(gold)} gold documents and {len(predicted)} predicted ones; "
            "give one prediction for each gold document, in the same order"
        )
    found = [(one, mismatches(one, other)) for one, other in zip(gold, predicted, strict=True)]
    found = sorted(found, key=lambda item: -len(item[1]))[:most]
    return _styled("".join(_article(document, wrong) for document, wrong in found if wrong))


def _styled(rows: str) -> Drawing:
    """What is drawn as a table, with the style sheet of tables."""
    sheet = (files("arabicnews") / "resources" / "table.css").read_text(encoding="utf-8")
    box = f'<div class="arabicnews-table" lang="ar" dir="rtl">\n{rows}</div>\n'
    return Drawing(f"<style>\n{sheet}</style>\n{box}")


def _table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in header)
    lines = "".join(f"<tr>{''.join(f'<td>{_cell(cell)}</td>' for cell in row)}</tr>\n" for row in rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{lines}</tbody></table>\n"


def _cell(value: object) -> str:
    if isinstance(value, Drawing):
        return value.html
    shown = "" if value is None else f"{value:.2f}" if isinstance(value, float) else str(value)
    return f"<bdi>{escape(shown, quote=False)}</bdi>"


def _article(document: Document, wrong: Sequence[Mismatch]) -> str:
    title = document.id or document.text.strip().partition("\n")[0]
    rows = [
        (
            "، ".join(f"{WORDING[what]} ({what})" for what in mismatch.what),
            _side(document, mismatch.gold, mismatch.predicted, mismatch.what),
            _side(document, mismatch.predicted, mismatch.gold, mismatch.what),
        )
        for mismatch in wrong
    ]
    header = ("الفرق", "المرجع (gold)", "المتوقَّع (predicted)")
    summary = f"<summary><bdi>{escape(title)}</bdi> · {len(wrong)}</summary>"
    return f"<details>{summary}\n{_table(header, rows)}</details>\n"


def _side(
    document: Document, shown: Entity | Quote | None, other: Entity | Quote | None, what: Sequence[str]
) -> Drawing:
    """One cell of the error browser, with what differs from the other side marked."""
    if isinstance(shown, Quote):
        return Drawing(_quote(document, shown, other if isinstance(other, Quote) else None, what))
    return Drawing(_entity(document, shown, what) if shown else "")


def _entity(document: Document, entity: Entity, what: Sequence[str]) -> str:
    before = document.text[max(0, entity.start - CONTEXT) : entity.start].rpartition("\n")[2]
    after = document.text[entity.end : entity.end + CONTEXT].partition("\n")[0]
    label = _marked(label_name(entity.label), "label" in what)
    who = f" · {escape(name(entity))}" if entity.reference and name(entity) != entity.text else ""
    return (
        f"<small>{label}{who}</small><br>"
        f"{escape(_from_a_word(before))}<b>{escape(entity.text)}</b>{escape(_to_a_word(after))}"
    )


def _from_a_word(text: str) -> str:
    """The end of a longer text, without the piece of a word that it may begin with."""
    return text if len(text) < CONTEXT else "… " + text.partition(" ")[2]


def _to_a_word(text: str) -> str:
    return text if len(text) < CONTEXT else text.rpartition(" ")[0] + " …"


def _quote(document: Document, quote: Quote, other: Quote | None, what: Sequence[str]) -> str:
    about = {
        "speaker": speaker_name(quote),
        "source": quote.source.text if quote.source else None,
        "cue": quote.cue.text if quote.cue else None,
        "kind": KINDS[quote.kind],
    }
    shown = " · ".join(_marked(text or "–", part in what) for part, text in about.items())
    pieces = (
        _differing(document.text, piece, other.content if other else (piece,)) for piece in quote.content
    )
    return f"<small>{shown}</small><br>{' … '.join(pieces)}"


def _marked(text: str, differs: bool) -> str:
    return f"<mark><bdi>{escape(text)}</bdi></mark>" if differs else f"<bdi>{escape(text)}</bdi>"


def _differing(text: str, piece: Span, others: Sequence[Span]) -> str:
    """A piece of a content, with what no piece of the other side covers marked."""
    out, at = [], piece.start
    for other in sorted(others):
        start, end = max(at, other.start), min(other.end, piece.end)
        if start < end:
            out += [_only(text[at:start]), escape(text[start:end])]
            at = end
    return "".join([*out, _only(text[at : piece.end])])


def _only(text: str) -> str:
    return f"<mark>{escape(text)}</mark>" if text else ""
