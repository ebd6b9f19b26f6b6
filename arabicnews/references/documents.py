"""Documents as sources («البيان», «تقرير أعدته …»): the body or person that issued them speaks."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from arabicnews.cues import cue_family
from arabicnews.document import Entity, Quote, Span
from arabicnews.lexicon import folded
from arabicnews.names import folded_readings, without_article
from arabicnews.references.aliases import Names
from arabicnews.references.article import Article, Cluster, Turn
from arabicnews.references.nouns import source_noun
from arabicnews.words import Token, fold, sentence_ends

_NEAR = 60  # characters between a document and the body that issued it
_ABOUT = folded("في عن حول بشأن على ضد إلى")  # «تقرير عن سوريا»: what follows is no issuer
_POSSESSIVES = ("ا", "ه", "ها", "هم", "هما")  # «بيانا», «بيانها»
# What one does to a document of one's own. Not نشر: papers publish what others wrote.
_ISSUED = tuple(
    "اعد اصدر صدر صادر تصدر يصدر اجر انجز طرح كتب وقع وجه عمم بعث تاليف اعداد نظم قدم وزع سلم".split()
)


class Documents:
    """Finds the issuers of an article's documents.

    Args:
        article: the article.
        names: its named people, bodies and places.
        titled: the people whose titles stand next to their names.
        quotes: all its quotes; their sources tell issuers also of documents that stand before.
    """

    def __init__(
        self, article: Article, names: Names, titled: Mapping[Span, Cluster], quotes: Sequence[Quote]
    ) -> None:
        self.article, self.names, self.titled = article, names, titled
        self.ends = sentence_ends(article.text)
        self.issued: dict[str, Cluster] = {}  # by the noun, of the documents read so far
        self.told = self._told(quotes)
        self.chief = self._chief(quotes)

    def named(self, source: Span) -> Cluster | None:
        """«بيان لوزارة الداخلية», «تقرير أعدته منظمة …»: the issuer stands in the source or right behind."""
        return self._inside(source) or self._behind(source.start, source.end)

    def known(self, source: Span, head: str, turns: Sequence[Turn]) -> Cluster | None:
        """«البيان»: the issuer of the document of its kind, of whom the article spoke or will speak."""
        if self.article.bare_words(source)[0].startswith("ال"):
            known = self.issued.get(head) or self._spoken_of(source, head, turns) or self.told.get(head)
            return known or self.chief
        headline = self.article.paragraph(source.start) == 0
        return self.told.get(head) if headline or len(self.article.words(source)) == 1 else None

    def _told(self, quotes: Sequence[Quote]) -> dict[str, Cluster]:
        """The issuer of each kind of document, where the sources of the article name one and no other."""
        found: dict[str, set[Cluster]] = {}
        for quote in quotes:
            words = self.article.bare_words(quote.source) if quote.source else []
            noun = source_noun(words[0]) if words else None
            if quote.source and noun and noun.kind == "document" and (issuer := self.named(quote.source)):
                found.setdefault(without_article(fold(words[0])), set()).add(issuer)
        return {head: next(iter(issuers)) for head, issuers in found.items() if len(issuers) == 1}

    def _chief(self, quotes: Sequence[Quote]) -> Cluster | None:
        """The one body that speaks in the article under its name, if no other does and it denies nothing."""
        bodies: dict[int, Cluster] = {}
        for quote in quotes:
            first = self.article.entities_in(quote.source)[:1] if quote.source else []
            body = self.names.of.get(first[0].span) if first and first[0].label == "ORG" else None
            if body and quote.cue and cue_family(quote.cue.text) == "deny":
                return None
            if body:
                bodies[id(body)] = body
        return next(iter(bodies.values())) if len(bodies) == 1 else None

    def _inside(self, source: Span) -> Cluster | None:
        inside = [e for e in self.article.entities_in(source) if self._issues(source, e)]
        by_label = sorted(inside, key=lambda e: e.label != "PER")  # a title's holder rather than its body
        found = (self.names.of.get(e.span) or self.titled.get(e.span) for e in by_label)
        return next((cluster for cluster in found if cluster), None)

    def _issues(self, source: Span, entity: Entity) -> bool:
        """Whether an entity in a source is no topic («تقرير عن …»); «صادر عن» names the issuer."""
        before = [t for t in self.article.inside(source.start, entity.start) if t.is_word]
        about = bool(before) and fold(before[-1].text) in _ABOUT
        return not about or _issuing(before[-2:-1])

    def _behind(self, start: int, end: int) -> Cluster | None:
        """Somebody named soon behind a document, with a word for issuing between."""
        stop = min(self._sentence(end)[1], end + _NEAR)
        for entity in self.article.entities:
            if end <= entity.start < stop and entity.label in ("ORG", "PER"):
                issued = _issuing(self.article.inside(start, entity.start))
                return self.names.of.get(entity.span) if issued else None
        return None

    def _spoken_of(self, source: Span, head: str, turns: Sequence[Turn]) -> Cluster | None:
        """«وقالت الوزارة في بيان …»: who speaks or is named in the sentence that brought the document up."""
        for token in reversed(self.article.inside(0, source.start)):
            if token.is_word and _means(token.text, head):
                start, end = self._sentence(token.start)
                spoke = (t.cluster for t in turns if start <= t.start < end and t.cluster.head() != head)
                found = next(spoke, None) or self._subject(start, token)
                if found:
                    return found
        return None

    def _subject(self, start: int, document: Token) -> Cluster | None:
        for entity in self.article.entities:
            if start <= entity.start < document.start and entity.label in ("ORG", "PER"):
                return self.names.of.get(entity.span)
        return self._behind(document.start, document.end)

    def _sentence(self, offset: int) -> tuple[int, int]:
        """Where the sentence round an offset begins and ends."""
        at = bisect_right(self.ends, offset)
        end = self.ends[at] if at < len(self.ends) else len(self.article.text)
        return self.ends[at - 1] if at else 0, end


def _issuing(tokens: Iterable[Token]) -> bool:
    return any(reading.startswith(_ISSUED) for token in tokens for reading in folded_readings(token.text))


def _means(word: str, head: str) -> bool:
    """Whether a word is a document's noun, with any clitics («ببيانها»)."""
    stem = head[:-1] + "ت" if head.endswith("ه") else head
    forms = {head, *(stem + ending for ending in _POSSESSIVES)}
    return any(without_article(reading) in forms for reading in folded_readings(word))
