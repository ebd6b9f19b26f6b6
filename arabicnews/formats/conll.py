"""CoNLL: one token a line, sentences parted by blank lines.

What is written has five columns, parted by tabs: token, entity tag, quote-part tag, reference, quotes. Tags
are IOB2, ``_`` is an empty cell. Comments before each document say what the ids mean::

    # id = a1
    # reference = r1 PER سامر الحداد
    # quote = q1 direct r1

Where quote parts overlap, tags and quotes stand in one cell, parted by ``|`` in the same order; quotes that
share a part are parted by ``,``. A token is a word or a mark, or one of the document's own tokens. It is cut
where an annotation begins or ends inside it, and no blank line stands inside an annotation: no tag is lost.

What is read is any file of named entities in this manner: IOB1, IOB2, BIOES and the like, tabs or blanks.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from arabicnews.document import Document, Entity, Span
from arabicnews.files import read_text
from arabicnews.formats.nesting import Mark, marks
from arabicnews.labels import decode, encode, split_tag, tokens_under
from arabicnews.words import sentence_ends, tokenize

EMPTY = "_"
_ID = re.compile(r"#\s*(?:sent_)?id\s*=\s*(.*\S)")
_BLANKS = re.compile(r"[ \t]+")  # not str.split: a token may hold a no-break space


def write_conll(documents: Sequence[Document]) -> str:
    """Documents in five columns, see above; quotes are q1, q2, … within a document, in their order.

    Raises:
        ValueError: if an annotation stands on white space only, or if a label or an id of a reference holds a
            tab or line feed.
    """
    return "".join(line + "\n" for document in documents for line in _lines(document))


def _lines(document: Document) -> Iterator[str]:
    yield from _comments(document)
    all_marks = sorted(marks(document), key=lambda m: (m.start, -m.end))
    tokens = _tokens(document, all_marks)
    rows = list(zip(*_columns(document, tokens, all_marks), strict=True))
    breaks = _breaks(document, all_marks)
    sentence = 0
    for token, row in zip(tokens, rows, strict=True):
        if (now := bisect_right(breaks, token.start)) > sentence:
            sentence = now
            if token is not tokens[0]:
                yield ""
        yield "\t".join([document.text[token.start : token.end], *row])
    yield ""


def _comments(document: Document) -> Iterator[str]:
    facts = [("id", document.id)] if document.id else []
    facts += [("reference", f"{r.id} {r.type} {r.name}") for r in document.references]
    for number, quote in enumerate(document.quotes, 1):
        facts.append(("quote", f"q{number} {quote.kind} {quote.speaker.id if quote.speaker else EMPTY}"))
    for key, value in facts:
        yield f"# {key} = {' '.join(value.split())}"


def _tokens(document: Document, all_marks: Sequence[Mark]) -> list[Span]:
    """The tokens, cut at white space and wherever an annotation begins or ends."""
    cuts = sorted({edge for mark in all_marks for edge in (mark.start, mark.end)})
    found = []
    for token in document.tokens if document.tokens is not None else tokenize(document.text):
        inner = cuts[bisect_right(cuts, token.start) : bisect_right(cuts, token.end - 1)]
        edges = [token.start, *inner, token.end]
        for start, end in pairwise(edges):
            pieces = re.finditer(r"\S+", document.text[start:end])
            found += [Span(start + m.start(), start + m.end()) for m in pieces]
    return found


def _columns(document: Document, tokens: Sequence[Span], all_marks: Sequence[Mark]) -> list[list[str]]:
    """The columns behind the token: entity tag, quote-part tag, reference, quotes."""
    edges = [(t.start, t.end) for t in tokens]
    entities: list[tuple[int, int, str]] = []
    references = [EMPTY] * len(tokens)
    parts: list[list[str]] = [[] for _ in tokens]
    quotes: list[list[str]] = [[] for _ in tokens]
    for mark in all_marks:
        try:
            first, last = tokens_under(edges, mark.start, mark.end)
        except ValueError as error:
            raise ValueError(f"document {document.id!r}: {error}, so it has no line in CoNLL") from None
        if mark.entity:
            entities.append((first, last, _cell(mark.entity.label)))
            if mark.entity.reference:
                references[first:last] = [_cell(mark.entity.reference.id)] * (last - first)
            continue
        part = document.quotes[mark.quotes[0]].kind if mark.role == "content" else mark.role
        ids = ",".join(f"q{number + 1}" for number in mark.quotes)
        for position, tag in enumerate(encode([(0, last - first, part.upper())], last - first), first):
            parts[position].append(tag)
            quotes[position].append(ids)
    tags = encode(entities, len(tokens))
    return [tags, ["|".join(p) or "O" for p in parts], references, ["|".join(q) or EMPTY for q in quotes]]


def _cell(value: str) -> str:
    if not value or re.search(r"[\t\r\n]", value):
        raise ValueError(f"{value!r} cannot stand in a column of CoNLL; a cell holds no tab and no line feed")
    return value


def _breaks(document: Document, all_marks: Sequence[Mark]) -> list[int]:
    """Where sentences end, unless inside an annotation."""
    breaks, reach, following = [], 0, 0
    for end in sentence_ends(document.text):
        while following < len(all_marks) and all_marks[following].start < end:
            reach = max(reach, all_marks[following].end)
            following += 1
        if reach <= end:
            breaks.append(end)
    return breaks


class _Sentence(NamedTuple):
    """The lines of one sentence as they stand in the file."""

    id: str | None
    words: list[str]
    tags: list[str]


def read_conll(
    path: str | Path, token_column: int = 0, tag_column: int = -1, encoding: str = "utf-8"
) -> list[Document]:
    """The sentences of a file of named entities, a document each, with its words as tokens.

    Columns are parted by tabs where a line has one, else by blanks. Left out are ``-DOCSTART-`` and comments:
    lines that begin with ``#`` before a sentence and have no tag. ``# id = …`` names the sentences after it.

    Args:
        path: the file.
        token_column: which column holds the words, from 0; negative numbers count from the last.
        tag_column: which one holds the tags, of any scheme that ``labels.decode`` takes; 1 in the files of
            ``write_conll``.
        encoding: for old Arabic sets often ``windows-1256``.

    Returns:
        Documents with ids ``{name}/{number}``, the name being the file's or that of the ``# id``; just the
        latter where it has one sentence only.

    Raises:
        OSError: if the file cannot be read.
        ValueError: if it is not in this encoding, or a line lacks a word or a tag; with file and line.
    """
    text = read_text(path, encoding)
    sentences = list(_sentences(text, str(path), token_column, tag_column))
    counts = Counter(s.id for s in sentences)
    numbers: Counter[str | None] = Counter()
    documents = []
    for sentence in sentences:
        numbers[sentence.id] += 1
        alone = sentence.id is not None and counts[sentence.id] == 1
        name = Path(path).stem if sentence.id is None else sentence.id
        documents.append(_document(sentence, name if alone else f"{name}/{numbers[sentence.id]}"))
    return documents


def _document(sentence: _Sentence, id_: str) -> Document:
    bare = Document.from_words(sentence.words, id=id_)
    tokens = bare.tokens or ()
    spans = decode(sentence.tags)
    entities = [Entity(Span(tokens[s.start].start, tokens[s.end - 1].end), s.label) for s in spans]
    return replace(bare, entities=tuple(entities))


def _sentences(text: str, name: str, token_column: int, tag_column: int) -> Iterator[_Sentence]:
    sentence = _Sentence(None, [], [])
    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip(" \r")
        columns = [c.strip(" ") for c in line.split("\t")] if "\t" in line else _BLANKS.split(line)
        if not line.strip() or columns[0] == "-DOCSTART-":
            if sentence.words:
                yield sentence
                sentence = _Sentence(sentence.id, [], [])
        elif not sentence.words and line.startswith("#") and not _has_tag(columns, tag_column):
            if match := _ID.fullmatch(line):
                sentence = sentence._replace(id=match[1])
        else:
            word, tag = _read_line(columns, f"{name}, line {number}", token_column, tag_column)
            sentence.words.append(word)
            sentence.tags.append(tag)
    if sentence.words:
        yield sentence


def _has_tag(columns: Sequence[str], tag_column: int) -> bool:
    try:
        split_tag(columns[tag_column])
    except (ValueError, IndexError):
        return False
    return len(columns) > 1


def _read_line(columns: Sequence[str], where: str, token_column: int, tag_column: int) -> tuple[str, str]:
    try:
        word, tag = columns[token_column], columns[tag_column]
    except IndexError:
        word = tag = ""
    if len(columns) < 2 or not tag:
        raise ValueError(
            f"{where}: found {len(columns)} columns, {' '.join(columns)!r}; a word is looked for in column "
            f"{token_column} and a tag in column {tag_column}, parted by a tab or blanks"
        )
    if not word:
        raise ValueError(f"{where}: the word is empty; delete the line, or give it a word")
    try:
        split_tag(tag)
    except ValueError as error:
        raise ValueError(f"{where}: {error}; tags are looked for in column {tag_column}") from None
    return word, tag
