"""CSV: a table of quotes, one row each, for a spreadsheet or a data frame.

Cells hold the article's words exactly, also where they begin with «=» or «+»: a spreadsheet should import the
columns of a text that you do not trust as text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from arabicnews.document import Document, Quote

COLUMNS = (
    "document",
    "speaker",
    "name",
    "kind",
    "cue",
    "source",
    "quote",
    "start",
    "end",
    "score",
    "speaker_score",
)


def write_csv(documents: Sequence[Document]) -> str:
    """The quotes of documents as CSV with a header: quotation marks where a cell needs them.

    ``start`` is where the first piece of the content begins, ``end`` where the last one ends. What a quote
    lacks is an empty cell.
    """
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows(_row(document, quote) for document in documents for quote in document.quotes)
    return out.getvalue()


def _row(document: Document, quote: Quote) -> tuple[object, ...]:
    speaker = quote.speaker
    return (
        document.id,
        speaker.id if speaker else None,
        speaker.name if speaker else None,
        quote.kind,
        quote.cue,
        quote.source,
        quote.text,
        quote.start,
        quote.end,
        quote.score,
        quote.speaker_score,
    )
