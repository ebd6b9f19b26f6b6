"""Formats: what a document can be written as, one file for each.

``WRITERS`` are the formats that make one text of any number of documents. brat makes two files of each, by
``write_brat``; an article with its annotation in the text is ``inline.render``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from arabicnews.document import Document
from arabicnews.formats.brat import to_brat, write_brat
from arabicnews.formats.brat_reading import from_brat, read_brat
from arabicnews.formats.conll import read_conll, write_conll
from arabicnews.formats.csvtable import write_csv
from arabicnews.formats.html import write_html
from arabicnews.formats.jsonl import write_jsonl, write_speakers
from arabicnews.formats.tei import write_tei
from arabicnews.formats.text import by_speaker, report, write_text

__all__ = [
    "SUFFIXES", "WRITERS", "by_speaker", "from_brat", "read_brat", "read_conll", "report", "to_brat",
    "write_brat", "write_conll", "write_csv", "write_html", "write_jsonl", "write_speakers", "write_tei",
    "write_text",
]  # fmt: skip

WRITERS: dict[str, Callable[[Sequence[Document]], str]] = {
    "text": write_text,
    "jsonl": write_jsonl,
    "html": write_html,
    "conll": write_conll,
    "tei": write_tei,
    "csv": write_csv,
}
SUFFIXES = {
    "text": ".txt",
    "jsonl": ".jsonl",
    "html": ".html",
    "conll": ".conll",
    "tei": ".xml",
    "csv": ".csv",
}
