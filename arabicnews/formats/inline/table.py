"""The end of an inline file: the table of references and quotes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import regex

from arabicnews.document import QUOTE_KINDS, REFERENCE_TYPES, Quote, Reference

UNKNOWN, DOCUMENT = "-", "document"
_REFERENCE = regex.compile(
    r"(?P<id>r\d+)\s+(?P<type>\S+)(?:\s+(?P<name>(?:[^\\=]|\\.)*?))?(?: =(?P<members>(?: +r\d+)+))?"
)
_QUOTE = regex.compile(r"(?P<id>q\d+)\s+(?P<kind>\S+)\s+(?P<speaker>\S+)(?P<document>\s+document)?")


class ReferenceRow(NamedTuple):
    """``r1 TYPE name``, with `` = r2 r3`` behind it where these speak together."""

    id: str
    type: str
    name: str
    members: tuple[str, ...]
    line: int


class QuoteRow(NamedTuple):
    """``q1 kind speaker``; ``document`` says that the source names a document of the speaker."""

    id: str
    kind: str
    speaker: str
    document: bool
    line: int


class Table:
    """The table of an inline file, read.

    Args:
        lines: its lines; empty ones are skipped.
        first_line: the number of the first one in the file.

    Attributes:
        references: the rows of references by id.
        quotes: the rows of quotes by id.

    Raises:
        ValueError: a line that is no row, or an id that is there twice.
    """

    def __init__(self, lines: Sequence[str], *, first_line: int) -> None:
        self.references: dict[str, ReferenceRow] = {}
        self.quotes: dict[str, QuoteRow] = {}
        for number, line in enumerate(map(str.strip, lines), first_line):
            if line:
                self._read(line, number)

    def _read(self, line: str, number: int) -> None:
        is_quote = line.startswith("q")
        match = (_QUOTE if is_quote else _REFERENCE).fullmatch(line)
        if not match:
            raise ValueError(
                f"line {number}: found {line!r} in the table; allowed are 'r1 TYPE name', 'r1 GROUP name = "
                "r2 r3' (\\ before a \\ or = of the name), 'q1 kind speaker', 'q1 kind speaker document' "
                f"(the speaker is a reference, or {UNKNOWN!r} where it is unknown)"
            )
        id_ = match["id"]
        if id_ in self.references or id_ in self.quotes:
            raise ValueError(f"line {number}: {id_} is in the table already; ids must differ")
        if is_quote:
            self.quotes[id_] = QuoteRow(id_, match["kind"], match["speaker"], bool(match["document"]), number)
        else:
            name, members = regex.sub(r"\\(.)", r"\1", match["name"] or ""), (match["members"] or "").split()
            self.references[id_] = ReferenceRow(id_, match["type"], name, tuple(members), number)

    def problems(self) -> Iterator[str]:
        """Types, members, kinds and speakers that there are not."""
        for reference in self.references.values():
            yield from _unknown(reference, "type", [reference.type], REFERENCE_TYPES)
            yield from _unknown(reference, "member", reference.members, self.references)
        for quote in self.quotes.values():
            yield from _unknown(quote, "kind", [quote.kind], QUOTE_KINDS)
            yield from _unknown(quote, "speaker", [quote.speaker], [*self.references, UNKNOWN])

    def used(self) -> set[str]:
        """The references that the table itself uses, as speakers and members."""
        members = {m for r in self.references.values() for m in r.members}
        return members | {q.speaker for q in self.quotes.values()}


def _unknown(
    row: ReferenceRow | QuoteRow, what: str, values: Iterable[str], allowed: Iterable[str]
) -> Iterator[str]:
    allowed = list(allowed)
    for value in values:
        if value not in allowed:
            yield f"line {row.line}: {row.id} has the {what} {value!r}; allowed are {', '.join(allowed)}"


def write_reference(reference: Reference) -> str:
    """The row of a reference."""
    name = regex.sub(r"[\\=]", r"\\\g<0>", reference.name)
    members = f" = {' '.join(reference.members)}" if reference.members else ""
    return f"{reference.id} {reference.type} {name}".rstrip() + members


def write_quote(number: int, quote: Quote) -> str:
    """The row of a quote."""
    speaker = quote.speaker.id if quote.speaker else UNKNOWN
    by_document = quote.speaker and quote.source and quote.source not in quote.speaker.mentions
    return f"q{number} {quote.kind} {speaker}{f' {DOCUMENT}' if by_document else ''}"
