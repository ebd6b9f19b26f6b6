"""The pipeline: what ``arabicnews.load`` returns. A reader of either kind behind one interface."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from arabicnews.document import Document
from arabicnews.metrics import Report, evaluate

PACKAGED = Path(__file__).parent / "pretrained"
DEFAULT = "news-small"
RULES = "rules"


class Reader(Protocol):
    """Anything that reads bare documents."""

    def read(self, documents: Sequence[Document]) -> list[Document]:
        """The same documents with entities, quotes and references."""


class Pipeline:
    """Reads articles: ``nlp(text)``, ``nlp.pipe(texts)``, ``nlp.evaluate(gold)``.

    Args:
        reader: what reads.
        name: the model's name, for reports.
        min_score: a speaker that the reader is less sure of is left out (a wrong one is worse than none).
    """

    def __init__(self, reader: Reader, *, name: str, min_score: float = 0.0) -> None:
        if not 0.0 <= min_score <= 1.0:
            raise ValueError(f"min_score is a probability in [0, 1], found {min_score}")
        self.reader, self.name, self.min_score = reader, name, min_score

    def __repr__(self) -> str:
        return f"<arabicnews pipeline {self.name!r}, min_score={self.min_score}>"

    def __call__(self, article: str | Document) -> Document:
        """Read one article.

        Args:
            article: the text, or a document (for an id, meta or words already split); what annotations it
                may hold are not looked at.

        Raises:
            TypeError: if it is neither.
        """
        return next(self.pipe([article]))

    def pipe(
        self, articles: Iterable[str | Document], *, batch_size: int = 32, progress: bool = False
    ) -> Iterator[Document]:
        """Read many articles, lazily and in order.

        Args:
            articles: texts or documents.
            batch_size: how many are read together.
            progress: show a bar.
        """
        if isinstance(articles, (str, Document)):
            raise TypeError("pipe takes several articles; for one, call the pipeline on it")
        if batch_size < 1:
            raise ValueError(f"batch_size must be at least 1, found {batch_size}")
        return self._pipe(iter(articles), batch_size, progress)

    def _pipe(self, rest: Iterator[str | Document], batch_size: int, progress: bool) -> Iterator[Document]:
        from tqdm.auto import tqdm

        with tqdm(unit=" articles", disable=not progress) as bar:
            while group := [_bare(a) for a in islice(rest, batch_size)]:
                for document in self.reader.read(group):
                    bar.update()
                    yield withhold(document, self.min_score)

    def evaluate(self, gold: Iterable[Document], *, batch_size: int = 32, **options: Any) -> Report:
        """Read the bare texts of gold documents and score the result (options: see ``metrics.evaluate``)."""
        documents = list(gold)
        predicted = list(self.pipe((d.bare() for d in documents), batch_size=batch_size))
        return evaluate(documents, predicted, **options)


def withhold(document: Document, min_score: float) -> Document:
    """The document without the speakers that have a lower score; one without a score is never withheld."""
    if all(_score(q) >= min_score for q in document.quotes):
        return document
    quotes = (q if _score(q) >= min_score else replace(q, speaker=None) for q in document.quotes)
    return replace(document, quotes=tuple(quotes))


def load(
    model: str | Path | None = None, *, scheme: str = "news", device: str | None = None,
    min_score: float | None = None,
) -> Pipeline:  # fmt: skip
    """Load a pipeline.

    Args:
        model: None for the packaged model, ``"rules"`` for the rule-based reader, the name of a packaged
            model, a folder, or a Hub id.
        scheme: the entity label scheme to answer in.
        device: where to run (``"cpu"``, ``"cuda"`` …); None takes a GPU where there is one.
        min_score: leave out speakers below this; None takes the value stored with the model.

    Raises:
        ValueError: if the model has no such scheme, or the folder holds another kind of model.
        FileNotFoundError: if a folder or Hub id cannot be found; the message says what was tried.
    """
    if str(model) == RULES:
        return _load_rules(scheme, min_score)
    from arabicnews.loading import load_reader

    return load_reader(model, scheme=scheme, device=device, min_score=min_score)


def _load_rules(scheme: str, min_score: float | None) -> Pipeline:
    from arabicnews.rules import RuleReader

    if scheme != "news":
        raise ValueError(f"the rule-based reader answers in the scheme 'news' only, not in {scheme!r}")
    return Pipeline(_Each(RuleReader()), name=RULES, min_score=min_score or 0.0)


class _Each:
    """A reader of single documents as a reader of many."""

    def __init__(self, read_one: Any) -> None:
        self.read_one = read_one

    def read(self, documents: Sequence[Document]) -> list[Document]:
        return [self.read_one(d) for d in documents]


def _bare(article: str | Document) -> Document:
    if isinstance(article, Document):
        return article.bare()
    if isinstance(article, str):
        return Document(article)
    raise TypeError(
        f"an article is a str or a Document, found {type(article).__name__}"
        + ("; decode bytes first, as in data.decode('utf-8')" if isinstance(article, bytes) else "")
    )


def _score(quote: Any) -> float:
    return 1.0 if quote.speaker is None or quote.speaker_score is None else float(quote.speaker_score)
