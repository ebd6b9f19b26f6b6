"""Where training examples come from: documents with all layers, and sentences with entity tags only."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path

from arabicnews.corpus import read_jsonl, rows, sha256
from arabicnews.document import Document, Entity, Span
from arabicnews.files import read_text
from arabicnews.formats.arrow import from_dataset
from arabicnews.formats.conll import read_conll
from arabicnews.labels import OUTSIDE, decode, encode, scheme_labels, tokens_under
from arabicnews.words import fold

FORMATS = ("jsonl", "arrow", "parquet", "conll")


@dataclass(frozen=True, slots=True)
class Source:
    """One file of annotated text.

    Attributes:
        path: the file.
        format: ``jsonl`` (our documents), ``arrow`` (a folder of them that ``Dataset.save_to_disk`` made, see
            ``formats.arrow``), ``parquet`` (one file of such a dataset) or ``conll``.
        scheme: the label scheme of its entities.
        weight: how often it is drawn, as a multiple of its size.
        entities: whether its entities are annotated.
        quotes: whether its quotes are.
        join: for sentences, how many words are read together as one text.
        glue: for sentences whose clitics (و ف ب ل ك) are tokens of their own, write them as the press does.
        without: leave out sentences whose letters stand in this held-out file (see ``held_out``).
        name: what the card calls it; the file's name where empty.
        licence: as its origin states it, for the card.
    """

    path: str
    format: str = "jsonl"
    scheme: str = "news"
    weight: float = 1.0
    entities: bool = True
    quotes: bool = True
    join: int = 120
    glue: bool = False
    without: str | None = None
    name: str = ""
    licence: str = "not stated"


@dataclass(frozen=True, slots=True)
class Example:
    """A document to learn from.

    Attributes:
        document: with its annotations.
        scheme: of its entities.
        quotes: whether its quotes are annotated.
        weight: how often it is drawn.
        entities: whether its entities are annotated.
        changed: whether it was made from another one for this epoch alone (see ``augmentation.py``).
    """

    document: Document
    scheme: str
    quotes: bool
    weight: float
    entities: bool = True
    changed: bool = False


def examples(source: Source, root: Path, known: Mapping[str, str] | None = None) -> list[Example]:
    """Read one source.

    Args:
        source: what to read; its path is relative to ``root`` unless absolute.
        root: usually the folder of the corpora.
        known: the SHA-256 of the texts of some documents, by id.

    Raises:
        FileNotFoundError: if a file is not there.
        ValueError: if the format is unknown, a label is not of the scheme (with file and line), or a text is
            not the known one.
    """
    path = root / source.path
    if source.format not in FORMATS:
        raise ValueError(f"unknown format {source.format!r} of {path}; allowed are {', '.join(FORMATS)}")
    for needed in (path, *([root / source.without] if source.without else [])):
        if not needed.exists():
            raise FileNotFoundError(
                f"{needed} is not there; give its place with --corpora or --data, or drop the source"
            )
    documents = _documents(source, path)
    _check_labels(documents, source, path)
    _check_texts(documents, known or {}, path)
    if source.format == "conll":
        if source.without:
            documents = outside(documents, held_out(root / source.without))
        documents = joined([glued(s) for s in documents] if source.glue else documents, source.join)
    quotes = source.quotes and source.format != "conll"
    return [Example(d, source.scheme, quotes, source.weight, source.entities) for d in documents]


def _documents(source: Source, path: Path) -> list[Document]:
    if source.format == "jsonl":
        return read_jsonl(path)
    if source.format == "conll":
        return read_conll(path)
    from datasets import Dataset
    from datasets.table import InMemoryTable
    from pyarrow import parquet

    if source.format == "parquet":  # not Dataset.from_parquet, which leaves a copy in the user's cache
        return from_dataset(Dataset(InMemoryTable(parquet.read_table(path))))
    if not (path / "state.json").exists():
        raise ValueError(f"{path} is no folder of Dataset.save_to_disk; give that of one split")
    return from_dataset(Dataset.load_from_disk(str(path)))


def _check_labels(documents: Sequence[Document], source: Source, path: Path) -> None:
    allowed = scheme_labels(source.scheme)
    labels = (e.label for d in documents for e in d.entities if e.label not in allowed)
    if wrong := next(labels, None):
        raise ValueError(
            f"{_first(wrong, source.format, path)}: the label {wrong!r} is not of the scheme "
            f"{source.scheme!r}, which has {', '.join(allowed)}; correct the file or the source's `scheme`"
        )


def _first(label: str, format_: str, path: Path) -> str:
    """The file, and the line where the label first stands, of those files that have lines."""
    if format_ == "jsonl":
        held = (
            where for where, row in rows(path) if any(e["label"] == label for e in row.get("entities", ()))
        )
        return next(held)
    if format_ == "conll":
        tag = re.compile(rf"[ \t][A-Za-z][-_]{re.escape(label)}\s*$")
        lines = enumerate(read_text(path).split("\n"), start=1)
        return next((f"{path}, line {number}" for number, line in lines if tag.search(line)), str(path))
    return str(path)


def _check_texts(documents: Sequence[Document], known: Mapping[str, str], path: Path) -> None:
    changed = [d.id for d in documents if d.id in known and sha256(d.text) != known[d.id]]
    if changed:
        raise ValueError(
            f"{path}: {len(changed)} texts are not those that were annotated (their SHA-256 differs): "
            f"{', '.join(changed[:5])}; make the file again with training/dataset.py join"
        )


def checksum(path: Path) -> str:
    """The SHA-256 of a file, or of all Arrow files of a folder, in hexadecimal."""
    digest = hashlib.sha256()
    for file in sorted(path.glob("*.arrow")) if path.is_dir() else [path]:
        digest.update(file.read_bytes())
    return digest.hexdigest()


CLITICS = frozenset("وفبلك")


def glued(sentence: Document) -> Document:
    """A sentence with its separate clitics attached to the words behind them («ل موسكو» → «لموسكو»).

    A clitic inside an entity, before a mark or at the end stays as it is.
    """
    tokens = sentence.tokens or ()
    edges = [(t.start, t.end) for t in tokens]
    tags = encode([(*tokens_under(edges, e.start, e.end), e.label) for e in sentence.entities], len(tokens))
    words: list[str] = []
    kept: list[str] = []
    before = ""
    for number, (token, tag) in enumerate(zip(tokens, tags, strict=True)):
        following = tokens[number + 1].text if number + 1 < len(tokens) else ""
        if token.text in CLITICS and tag == OUTSIDE and following.isalpha():
            before += token.text
            continue
        whole = before[:-1] + "لل" + token.text[2:] if _merges(before, token.text) else before + token.text
        words.append(whole)
        kept.append(tag)
        before = ""
    ends = list(accumulate(len(w) + 1 for w in words))
    spans = tuple(Span(end - 1 - len(w), end - 1, w) for w, end in zip(words, ends, strict=True))
    entities = tuple(Entity(Span(spans[s].start, spans[e - 1].end), label) for s, e, label in decode(kept))
    return Document(" ".join(words), id=sentence.id, entities=entities, tokens=spans)


def _merges(clitic: str, word: str) -> bool:
    """Whether the article loses its alef: ل + الدولة → للدولة."""
    return clitic.endswith("ل") and word.startswith("ال") and len(word) > 4


def joined(sentences: Sequence[Document], words: int) -> list[Document]:
    """Neighbouring sentences as texts of about so many words, a line each; their tokens are kept."""
    texts: list[Document] = []
    group: list[Document] = []
    for sentence in sentences:
        group.append(sentence)
        if sum(len(d.tokens or ()) for d in group) >= words:
            texts.append(_join(group))
            group = []
    return texts + ([_join(group)] if group else [])


def _join(group: Sequence[Document]) -> Document:
    entities: list[Entity] = []
    tokens: list[Span] = []
    at = 0
    for document in group:
        tokens += [Span(t.start + at, t.end + at) for t in document.tokens or ()]
        entities += [replace(e, span=Span(e.start + at, e.end + at)) for e in document.entities]
        at += len(document.text) + 1
    return Document(
        "\n".join(d.text for d in group), id=group[0].id, entities=tuple(entities), tokens=tuple(tokens)
    )


SHINGLE = 40  # letters; long enough to be no accident, short enough to survive another sentence division
KEPT = 4  # of the stretches one in so many is kept, chosen by its hash and so alike on both sides


def letters(text: str) -> str:
    """A text's folded letters and digits alone: how copies of a sentence are told apart from others."""
    return "".join(c for c in fold(text) if c.isalnum())


def held_out(path: Path) -> set[str]:
    """The hashes of held-out stretches of letters; the file stores no text.

    See ``training/hold_out.py``, which makes it.
    """
    return set(json.loads(path.read_text(encoding="utf-8"))["shingles"])


def shingles(text: str) -> set[str]:
    """Hashes of a quarter of the stretches of ``SHINGLE`` letters, or of the whole where it is shorter."""
    plain = letters(text)
    if len(plain) <= SHINGLE:
        return {_hash(plain)}
    hashes = {_hash(plain[i : i + SHINGLE]) for i in range(len(plain) - SHINGLE + 1)}
    return {h for h in hashes if int(h[-2:], 16) % KEPT == 0} or {min(hashes)}


def _hash(plain: str) -> str:
    return hashlib.sha1(plain.encode()).hexdigest()[:10]


def outside(sentences: Iterable[Document], held: set[str]) -> list[Document]:
    """The sentences that share no stretch of letters with the held-out ones."""
    return [s for s in sentences if not shingles(s.text) & held]
