"""From the inline format to a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from arabicnews.document import Cue, Document, Entity, Quote, Reference, Span
from arabicnews.formats.inline.article import RULE, Article
from arabicnews.formats.inline.table import QuoteRow, Table

_ROLES = {"q": "content", "c": "cue", "s": "source"}


def parse(content: str) -> Document:
    """Read an article in the inline format.

    Raises:
        ValueError: what is wrong, one problem a line, with the number of the line in the file, what was
            found and what is allowed.
    """
    lines = content.removeprefix("\ufeff").split("\n")
    rules = [number for number, line in enumerate(lines) if line == RULE]
    if len(rules) != 2:
        raise ValueError(
            f"found {len(rules)} lines that are {RULE!r} and nothing else; there are two, one before and one "
            f"after the article (lines end in \\n alone; a line {RULE!r} of the article is '\\{RULE}')"
        )
    id_, meta = _header(lines[: rules[0]])
    article = Article("\n".join(lines[rules[0] + 1 : rules[1]]), first_line=rules[0] + 2)
    table = Table(lines[rules[1] + 1 :], first_line=rules[1] + 2)
    problems = [*table.problems(), *_entity_problems(article, table), *_quote_problems(article, table)]
    if problems:
        raise ValueError("\n".join(problems))
    return _document(id_, meta, article, table)


def _header(lines: Sequence[str]) -> tuple[str, dict[str, str]]:
    """The article's id and its other header values."""
    values: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        key, colon, value = (piece.strip() for piece in line.removeprefix("#").partition(":"))
        if not line.startswith("#") or not colon or not key:
            raise ValueError(f"line {number}: found {line!r} in the header; allowed are lines '# key: value'")
        if key in values:
            raise ValueError(f"line {number}: the header has {key!r} already; keep one of them")
        values[key] = value
    if not values.get("id"):
        raise ValueError("the header has no id; write a line '# id: …' at the top")
    return values.pop("id"), values


def _entity_problems(article: Article, table: Table) -> Iterator[str]:
    """References that only the article or only the table has."""
    used = table.used()
    for entity in article.entities:
        used.update(entity.numbers)
        if not set(entity.numbers) <= table.references.keys():
            yield f"line {entity.line}: {entity.opening!r}: {entity.numbers[0]} is not in the table; add it"
    for row in table.references.values():
        if row.id not in used:
            yield f"line {row.line}: {row.id} is used by no entity, quote or member; use it or delete the row"


def _quote_problems(article: Article, table: Table) -> Iterator[str]:
    """Quotes that only the article or only the table has, and quotes with two cues or sources."""
    seen: set[tuple[str, str]] = set()
    for part in article.parts:
        for number in part.numbers:
            if f"q{number}" not in table.quotes:
                yield f"line {part.line}: {part.opening!r}: q{number} is not in the table; add its row"
            if part.key != "q" and (part.key, number) in seen:
                yield (
                    f"line {part.line}: {part.opening!r}: q{number} has a {_ROLES[part.key]} already; "
                    "a quote has one at most"
                )
            seen.add((part.key, number))
    for row in table.quotes.values():
        if ("q", row.id[1:]) not in seen:
            yield f"line {row.line}: {row.id} has no content; mark it {{{row.id} …}} or delete the row"


def _document(id_: str, meta: dict[str, str], article: Article, table: Table) -> Document:
    """Put together what was read."""
    parts: dict[tuple[str, str], list[Span]] = {}
    for part in article.parts:
        for number in part.numbers:
            parts.setdefault((part.key, f"q{number}"), []).append(Span(part.start, part.end))
    mentions: dict[str, list[Span]] = {id_: [] for id_ in table.references}
    for entity in article.entities:
        for reference in entity.numbers:
            mentions[reference].append(Span(entity.start, entity.end))
    for row in table.quotes.values():
        if row.speaker in mentions and not row.document:
            mentions[row.speaker] += parts.get(("s", row.id), [])
    references = {
        row.id: Reference(row.id, row.type, row.name, tuple(mentions[row.id]), row.members)
        for row in table.references.values()
    }
    entities = [
        Entity(Span(e.start, e.end), e.key, reference=references[e.numbers[0]] if e.numbers else None)
        for e in article.entities
    ]
    quotes = [_quote(row, parts, references) for row in table.quotes.values()]
    return Document(article.text, id_, meta, tuple(entities), tuple(quotes), tuple(references.values()))


def _quote(
    row: QuoteRow, parts: dict[tuple[str, str], list[Span]], references: dict[str, Reference]
) -> Quote:
    cue, source = parts.get(("c", row.id)), parts.get(("s", row.id))
    return Quote(
        row.kind,
        tuple(parts["q", row.id]),
        cue=Cue(cue[0]) if cue else None,
        source=source[0] if source else None,
        speaker=references.get(row.speaker),
    )
