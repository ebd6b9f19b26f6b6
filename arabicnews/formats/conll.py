"""CoNLL: one token a line, sentences parted by blank lines.

What is written has five columns, parted by tabs: token, entity tag, quote-part tag, reference, quotes. Tags
are IOB2, ``_`` is an empty cell. Comments before each document say what the ids mean::

    # id = a1
    # reference = r1 PER سامر الحداد
    # quote = q1 direct r1

Where quote parts overlap, tags and quotes stand in one cell, parted by ``|`` in the same order; quotes that
share a part are parted by ``,``. A token is a word or a mark, or one of the document's own tokens. It is cut
where an annotation begins or ends inside it, and no blank line stands inside an annotation: no tag is lost.

What is read is any file of named entities in this manner: IOB1, IOB2, BIOES and the like, tabs or blanks, one
tag on a line or several (Wojood's nested names).
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from arabicnews.document import Document, Entity, Span
from arabicnews.files import read_text
from arabicnews.formats.nesting import Mark, marks
from arabicnews.labels import OUTSIDE, TagSpan, decode, encode, split_tag, tokens_under
from arabicnews.words import sentence_ends, tokenize

EMPTY = "_"
_ID = re.compile(r"#\s*(?:sent_)?id\s*=\s*(.*\S)")
TEXT_END = "$#$"  # in Wojood a line of its own behind each text
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


class Sentence(NamedTuple):
    """A sentence as it stands in a file.

    Attributes:
        id: what the ``# id = …`` before it says.
        words: its words.
        tags: the tags of each word: one, or any number where names are nested.
        lines: the number of each word's line, from 1.
    """

    id: str | None
    words: list[str]
    tags: list[tuple[str, ...]]
    lines: list[int]

    def spans(self) -> list[TagSpan]:
        """What the tags stand for, by where it begins, a longer one before those inside it."""
        # A row of tags for each label, and of a label inside itself a row for each depth.
        rows: dict[tuple[str, int], list[str]] = defaultdict(lambda: [OUTSIDE] * len(self.words))
        for position, tags in enumerate(self.tags):
            labels = [split_tag(tag)[1] for tag in tags]
            for number, (tag, label) in enumerate(zip(tags, labels, strict=True)):
                rows[label, labels[:number].count(label)][position] = tag
        spans = (span for row in rows.values() for span in decode(row))
        return sorted(spans, key=lambda span: (span.start, -span.end))


def outermost(spans: Iterable[TagSpan]) -> list[TagSpan]:
    """The spans, in the order of ``Sentence.spans``, without those that overlap one before them."""
    kept: list[TagSpan] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def read_conll(
    path: str | Path,
    token_column: int = 0,
    tag_column: int = -1,
    encoding: str = "utf-8",
    *,
    nested: bool = False,
) -> list[Document]:
    """The sentences of a file of named entities, a document each, with its words as tokens.

    Of nested names the outermost are kept, for entities are flat.

    Args:
        path: the file.
        token_column: see ``read_sentences``.
        tag_column: see there.
        encoding: for old Arabic sets often ``windows-1256``.
        nested: see ``read_sentences``.

    Returns:
        Documents with ids ``{name}/{number}``, the name being the file's or that of the ``# id``; just the
        latter where it has one sentence only.

    Raises:
        OSError: if the file cannot be read.
        ValueError: as for ``read_sentences``.
    """
    sentences = list(read_sentences(path, token_column, tag_column, encoding, nested=nested))
    counts = Counter(s.id for s in sentences)
    numbers: Counter[str | None] = Counter()
    documents = []
    for sentence in sentences:
        numbers[sentence.id] += 1
        alone = sentence.id is not None and counts[sentence.id] == 1
        name = Path(path).stem if sentence.id is None else sentence.id
        documents.append(_document(sentence, name if alone else f"{name}/{numbers[sentence.id]}"))
    return documents


def _document(sentence: Sentence, id_: str) -> Document:
    bare = Document.from_words(sentence.words, id=id_)
    tokens = bare.tokens or ()
    spans = outermost(sentence.spans())
    entities = [Entity(Span(tokens[s.start].start, tokens[s.end - 1].end), s.label) for s in spans]
    return replace(bare, entities=tuple(entities))


def read_sentences(
    path: str | Path,
    token_column: int = 0,
    tag_column: int = -1,
    encoding: str = "utf-8",
    *,
    nested: bool = False,
) -> Iterator[Sentence]:
    """The sentences of a file of named entities as they stand there.

    Columns are parted by tabs where a line has one, else by blanks. Left out are ``-DOCSTART-`` and comments:
    lines that begin with ``#`` before a sentence and have no tag. ``# id = …`` names the sentences after it.

    Args:
        path: the file.
        token_column: which column holds the words, from 0; negative numbers count from the last.
        tag_column: which one holds the tags, of any scheme that ``labels.decode`` takes; 1 in the files of
            ``write_conll``.
        encoding: of the file.
        nested: whether every column behind the word is a tag, as in Wojood; its ``$#$`` is left out.

    Raises:
        OSError: if the file cannot be read.
        ValueError: if it is not in this encoding, a line lacks a word or a tag, or lines differ in how many
            columns they have; with file and line.
    """
    layout = _Layout(str(path), token_column, tag_column, nested)
    sentence, width = Sentence(None, [], [], []), 0
    for number, line in enumerate(_text(path, encoding).split("\n"), 1):
        line = line.rstrip(" \r")
        columns = [c.strip(" ") for c in line.split("\t")] if "\t" in line else _BLANKS.split(line)
        if not line.strip() or columns[0] == "-DOCSTART-" or (nested and columns[0] == TEXT_END):
            if sentence.words:
                yield sentence
                sentence = Sentence(sentence.id, [], [], [])
        elif not sentence.words and line.startswith("#") and not _has_tag(columns, tag_column):
            if match := _ID.fullmatch(line):
                sentence = sentence._replace(id=match[1])
        else:
            word, tags = layout.read(columns, number, width)
            width = len(columns)
            sentence.words.append(word)
            sentence.tags.append(tags)
            sentence.lines.append(number)
    if sentence.words:
        yield sentence


def _text(path: str | Path, encoding: str) -> str:
    text = read_text(path, encoding)
    if codecs.lookup(encoding).name == "cp1256" and not text.isascii():
        try:  # that encoding takes any bytes; Arabic text in it is never UTF-8 by chance
            Path(path).read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            return text
        raise ValueError(f"{path} is UTF-8, and nonsense if it is read as {encoding}; leave the encoding out")
    return text


def _has_tag(columns: Sequence[str], tag_column: int) -> bool:
    try:
        split_tag(columns[tag_column])
    except (ValueError, IndexError):
        return False
    return len(columns) > 1


class _Layout(NamedTuple):
    """Where a file has what."""

    name: str
    token_column: int
    tag_column: int
    nested: bool

    def read(self, columns: Sequence[str], line: int, width: int) -> tuple[str, tuple[str, ...]]:
        """The word and the tags of a line; ``width`` is how many columns the line before has, 0 for none."""
        where, shown = f"{self.name}, line {line}", f"{len(columns)} columns, {' '.join(columns)!r}"
        try:
            word = columns[self.token_column]
            tags = columns[self.token_column + 1 :] if self.nested else [columns[self.tag_column]]
        except IndexError:
            word, tags = "", []
        if len(columns) < 2 or not tags or not all(tags):
            raise ValueError(
                f"{where}: found {shown}; a word is looked for in column {self.token_column} and a tag in "
                f"column {self.tag_column}, parted by a tab or blanks"
            )
        if not word:
            raise ValueError(f"{where}: the word is empty; delete the line, or give it a word")
        try:
            for tag in tags:
                split_tag(tag)
        except ValueError as error:
            raise ValueError(f"{where}: {error}; tags are looked for in column {self.tag_column}") from None
        if width not in (0, len(columns)) and not self.nested:
            raise ValueError(
                f"{where}: found {shown}, but {width} on the line before; part the columns by tabs where a "
                "word holds a blank, or say that tags are nested where lines have several"
            )
        return word, tuple(tags)
