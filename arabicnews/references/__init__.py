"""Who is who: references across an article, and the speakers of its quotes. Rules only, no weights.

Entities and quotes may come from anywhere (the rule-based reader, a model, a person); their spans are taken
as they are. The rules are those of the annotation guidelines, section 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from arabicnews.document import Document, Entity, Quote, Reference, Span
from arabicnews.references.aliases import Names
from arabicnews.references.article import Article, Cluster
from arabicnews.references.offices import assign_titles, holders, office_at, plural
from arabicnews.references.scores import Spoken
from arabicnews.references.speakers import Speakers
from arabicnews.words import Token, fold

__all__ = ["Resolved", "resolve"]


class Resolved(NamedTuple):
    """What ``resolve`` gives back: the same entities and quotes, now with references."""

    entities: tuple[Entity, ...]
    quotes: tuple[Quote, ...]
    references: tuple[Reference, ...]

    def on(self, document: Document) -> Document:
        """The document with these annotations in place of what it had; text, id, meta and tokens stay."""
        return replace(
            document.bare(), entities=self.entities, quotes=self.quotes, references=self.references
        )


def resolve(
    text: str, tokens: Sequence[Token], entities: Sequence[Entity], quotes: Sequence[Quote]
) -> Resolved:
    """Find out who is who in an article, and who speaks each quote.

    References and speakers that entities and quotes already have are replaced. Labels other than the news
    scheme's get no reference.

    Args:
        text: the article.
        tokens: its tokens, in order (``words.tokenize``, or those the text came with).
        entities: its entities, without overlap.
        quotes: its quotes, with or without sources. A ``speaker_score`` that one has says how sure its
            source is; the speaker is then no surer than that.

    Returns:
        Entities and quotes in text order, with ``reference``, ``speaker`` and ``speaker_score`` filled in,
        and the references in the order of their first mention.
    """
    article = Article(text, tokens, [replace(e, span=_bound(e.span, text)) for e in entities])
    names = Names(article)
    titled = assign_titles(article, names)
    bound = (_bound_quote(quote, text) for quote in quotes)
    ordered = sorted(bound, key=lambda quote: quote.cue.start if quote.cue else quote.start)
    speakers = Speakers(article, names, titled, ordered)
    spoken = [(quote, speakers.speaker(quote)) for quote in ordered]
    _titles_alone(article, names, titled)
    clusters = _used(names, titled, spoken)
    ids = {id(cluster): f"r{number}" for number, cluster in enumerate(clusters, 1)}
    references = {id(cluster): _reference(cluster, ids) for cluster in clusters}

    def of(cluster: Cluster | None) -> Reference | None:
        return references.get(id(cluster)) if cluster else None

    found = tuple(
        replace(e, reference=of(names.of.get(e.span) or titled.get(e.span))) for e in article.entities
    )
    attributed = (
        replace(q, speaker=of(s.cluster) if s else None, speaker_score=_sure(q, s) if s else None)
        for q, s in spoken
    )
    return Resolved(
        found,
        tuple(sorted(attributed, key=lambda q: q.content[0])),
        tuple(references[id(c)] for c in clusters),
    )


def _sure(quote: Quote, spoken: Spoken) -> float:
    """How sure a speaker is: the way of finding it, times how sure its source is."""
    return round(spoken.score * (1.0 if quote.speaker_score is None else quote.speaker_score), 4)


def _bound(span: Span, text: str) -> Span:
    """A span that says its text; spans that no document holds yet may lack it."""
    return Span(span.start, span.end, text[span.start : span.end])


def _bound_quote(quote: Quote, text: str) -> Quote:
    return replace(
        quote,
        content=tuple(sorted(_bound(span, text) for span in quote.content)),
        cue=replace(quote.cue, span=_bound(quote.cue.span, text)) if quote.cue else None,
        source=_bound(quote.source, text) if quote.source else None,
    )


def _titles_alone(article: Article, names: Names, titled: dict[Span, Cluster]) -> None:
    """Titles without a name beside them: of the one person they fit, or of somebody known by office only."""
    for entity in article.entities:
        if entity.label != "TITLE" or entity.span in titled:
            continue
        office = office_at(article, entity)
        words = article.bare_words(entity.span)
        vague = len(office.words) == 1 and not words[0].startswith("ال")  # «رئيس», of what or who is not said
        if not office.words or (vague and not office.nation and not office.body) or plural(words[0]):
            continue
        found = holders(office, names.people())
        if len(found) == 1:
            titled[entity.span] = found[0]
        elif not found and (len(words) > 1 or office.nation or office.body):
            cluster = names.new("PER", " ".join(words), tuple(fold(word) for word in words), entity.span)
            cluster.offices.append(office)
            titled[entity.span] = cluster


def _used(
    names: Names, titled: dict[Span, Cluster], spoken: Sequence[tuple[Quote, Spoken | None]]
) -> list[Cluster]:
    """The clusters in the order of their first mention; those of titles now hold the titles' spans too."""
    for span, cluster in titled.items():
        if span not in cluster.spans:
            cluster.spans.append(span)
    clusters = {id(c): c for c in names.clusters}
    clusters |= {id(s.cluster): s.cluster for _, s in spoken if s}
    return sorted(clusters.values(), key=lambda cluster: cluster.first())


def _reference(cluster: Cluster, ids: dict[int, str]) -> Reference:
    mentions = tuple(sorted({Span(span.start, span.end) for span in cluster.spans}))
    members = tuple(ids[id(member)] for member in cluster.members if id(member) in ids)
    return Reference(ids[id(cluster)], cluster.type, cluster.name, mentions, members)
