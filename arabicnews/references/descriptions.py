"""Whom a common noun stands for: one named before («الوزارة», «الفنانة»), or the unnamed source it says."""

from __future__ import annotations

from collections.abc import Sequence

from arabicnews.document import Span
from arabicnews.lexicon import folded
from arabicnews.names import nation, without_article
from arabicnews.references.aliases import Names
from arabicnews.references.article import Article, Cluster, Turn
from arabicnews.references.nouns import SourceNoun
from arabicnews.references.scores import BODY_BY_KIND, DESCRIBED, NOUN_AGAIN, UNNAMED, Spoken
from arabicnews.words import fold

_REACH = 3  # paragraphs
_SAME_AGAIN = folded("نفسه ذاته نفسها ذاتها المذكور عينه")


class Descriptions:
    """Finds or makes the clusters of sources that are common nouns.

    Args:
        article: the article.
        names: its clusters; those made here are added.
        turns: the quotes attributed so far; grows while the article is read.
    """

    def __init__(self, article: Article, names: Names, turns: Sequence[Turn]) -> None:
        self.article, self.names, self.turns = article, names, turns

    def speaker(self, source: Span, words: list[str], noun: SourceNoun | None) -> Spoken:
        """The one a common noun stands for, or a group of its own."""
        head = without_article(fold(words[0]))
        definite = words[0].startswith("ال")
        same = self.same_words(words)
        if same:
            return Spoken(same, UNNAMED)
        if definite and noun and noun.kind == "body" and not _nations(words):
            body = self.body_of_kind(source, head)
            if body:
                return Spoken(body, BODY_BY_KIND)
        if definite and (noun is None or noun.kind == "person"):
            again = self._again(source, words, head)
            if again:
                return Spoken(again, NOUN_AGAIN)
            guessed = self._person_meant(source, noun.gender) if noun and noun.number == "s" else None
            if guessed:
                return Spoken(guessed, DESCRIBED)
        return Spoken(self._unnamed(source, words, noun), UNNAMED)

    def _unnamed(self, source: Span, words: list[str], noun: SourceNoun | None) -> Cluster:
        group = self.group(source, words)
        if noun:
            group.gender, group.number = noun.gender, noun.number
        elif words[0].endswith("ة"):
            group.gender = "f"
        if noun and noun.kind == "body" and noun.number == "s":
            group.type = "ORG"
        return group

    def same_words(self, words: Sequence[str]) -> Cluster | None:
        """The unnamed source or body that was called by the same words before."""
        found = (c for c in self.names.clusters if c.type in ("GROUP", "ORG") and _key(words) in c.keys)
        return next(found, None)

    def group(self, source: Span, words: Sequence[str], number: str = "") -> Cluster:
        """An unnamed source of its own."""
        name = self.article.bare_name(source)
        group = self.names.new("GROUP", name, _key(words), source)
        group.number = number
        return group

    def body_of_kind(self, source: Span, head: str) -> Cluster | None:
        """«الوزارة»: the body of this kind that was named last before."""
        bodies = [c for c in self.names.clusters if c.type == "ORG" and _of_kind(c, head)]
        return max(bodies, key=lambda cluster: cluster.last_before(source.start)) if bodies else None

    def again(self, words: Sequence[str]) -> Cluster | None:
        """«المتحدث نفسه»: who spoke last."""
        return self.turns[-1].cluster if self.turns and fold(words[-1]) in _SAME_AGAIN else None

    def _again(self, source: Span, words: list[str], head: str) -> Cluster | None:
        """«المصدر نفسه», «الفنانة المغربية»: who was spoken of, or spoke, before under this noun."""
        described = [c for c in self.names.people() if head in self._described(c)]
        if described:
            return max(described, key=lambda cluster: cluster.last_before(source.start))
        groups = [c for c in self.names.clusters if c.type == "GROUP" and _of_kind(c, head)]
        groups = [c for c in groups if _may_be(words, c.name.split())]
        return groups[-1] if groups else self.again(words)

    def last_person(self, source: Span, gender: str) -> Cluster | None:
        """«الزعيم المعارض», «الفنانة»: the person who spoke last, not far back."""
        here = self.article.paragraph(source.start)
        for turn in reversed(self.turns):
            if here - self.article.paragraph(turn.start) > _REACH:
                return None
            if turn.cluster.type == "PER" and turn.cluster.gender in ("", gender):
                return turn.cluster
        return None

    def _person_meant(self, source: Span, gender: str) -> Cluster | None:
        """``last_person``; where nobody has spoken yet, the one person named so far."""
        if self.turns:
            return self.last_person(source, gender)
        named = [c for c in self.names.people() if c.last_before(source.start) >= 0]
        return named[0] if len(named) == 1 and named[0].gender in ("", gender) else None

    def _described(self, cluster: Cluster) -> set[str]:
        """The words right before somebody's name («الفنانة المغربية فاطمة …»), up to three."""
        if not cluster.described:
            for span in cluster.spans:
                for token in reversed(self.article.preceding(span.start, 3)):
                    if not token.is_word:
                        break
                    cluster.described.add(without_article(fold(token.text)))
        return cluster.described


def _key(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(without_article(fold(word)) for word in words)


def _nations(words: Sequence[str]) -> list[str]:
    return [found for word in words[1:] if (found := nation(word))]


def _may_be(words: Sequence[str], others: Sequence[str]) -> bool:
    """Whether a noun may be the same again: «الجانب المغربي» is not «الجانب الإسباني».

    Nationalities and numbers contradict each other; what only one of the two says does not.
    """
    here, there = _nations(words), _nations(others)
    if here and there and not set(here) & set(there):
        return False
    numbers, theirs = _numbers(words), _numbers(others)
    return not numbers or not theirs or numbers == theirs


def _numbers(words: Sequence[str]) -> set[str]:
    return {word for word in (w.strip("()") for w in words) if word.isdigit()}


def _of_kind(cluster: Cluster, head: str) -> bool:
    """Whether a cluster's name begins with a noun, or is said to be such («شركة …»)."""
    return cluster.head() == head or head in cluster.described
