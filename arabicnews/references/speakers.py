"""Speakers: whom a source names, and who speaks where no source is written."""

from __future__ import annotations

from typing import NamedTuple

from arabicnews.cues import agreement
from arabicnews.document import Entity, Quote, Span
from arabicnews.lexicon import folded
from arabicnews.names import nation, without_article
from arabicnews.references.aliases import Names
from arabicnews.references.article import Article, Cluster, Office
from arabicnews.references.nouns import SourceNoun, source_noun
from arabicnews.references.offices import holders, office_at
from arabicnews.words import fold

# How often each way of finding a speaker is right; fixed, so that min_score can cut between them.
NAMED = 0.95
JOINT = 0.9
BODY = 0.9
UNNAMED = 0.9  # a common noun stands for itself («مصدر أمني»)
OFFICE = 0.8  # a title that fits one person of the article, or nobody
ISSUER = 0.6  # «البيان», «الدراسة» for the body that issued it
BODY_BY_KIND = 0.75  # «الوزارة» for the ministry named before
NOUN_AGAIN = 0.6  # «الفنانة», «المتحدث نفسه»
OFFICE_OF_SEVERAL = 0.5
DESCRIBED = 0.5  # «الزعيم المعارض» for the person who spoke last
SAME_PARAGRAPH = 0.85  # no source: who spoke just before
PARAGRAPH_BEFORE = 0.75
FARTHER = 0.5
NEAREST_PERSON = 0.4
SKIPPED = 0.6  # factor, where somebody spoke between whom the verb does not agree with
_STOPS = frozenset(".؟!")
_NEAR = 60  # characters between a document and the body that issued it
_REACH = 3  # paragraphs
_THE_SAME = folded("نفس ذات")
_SAME_AGAIN = folded("نفسه ذاته نفسها ذاتها المذكور عينه")


class Spoken(NamedTuple):
    """A speaker and how sure that is; ``mention`` says whether the source is a mention of the speaker."""

    cluster: Cluster
    score: float
    mention: bool = True


class Speakers:
    """Finds the speakers of an article's quotes, in order."""

    def __init__(self, article: Article, names: Names, titled: dict[Span, Cluster]) -> None:
        self.article, self.names, self.titled = article, names, titled
        self.issued: dict[str, Cluster] = {}  # kind of document → its issuer
        self.spoken: list[tuple[int, Cluster]] = []  # paragraph and speaker of the quotes so far

    def speaker(self, quote: Quote) -> Spoken | None:
        """Who speaks a quote; None where the article does not make it clear."""
        found = self._sourced(quote) if quote.source else self._unsourced(quote)
        if found:
            if found.mention and quote.source and quote.source not in found.cluster.spans:
                found.cluster.spans.append(quote.source)
            self.spoken.append((self.article.paragraph(quote.start), found.cluster))
        return found

    # -- a source is written ---------------------------------------------------------------------------

    def _sourced(self, quote: Quote) -> Spoken | None:
        source = quote.source
        assert source is not None
        inside = self.article.entities_in(source)
        words = self.article.bare_words(source)
        if len(words) > 1 and fold(words[0]) in _THE_SAME:
            words = [*words[1:], words[0] + "ه"]  # «نفس المصدر» as «المصدر نفسه»
        if not words or fold(words[0]) in ("هو", "هي", "هم"):
            return None
        found = self._who(source, words, inside)
        if quote.cue and len(self.article.words(source)) and not found.cluster.gender:
            shown, _ = agreement(quote.cue.text)
            found.cluster.gender = shown if found.cluster.type == "PER" else found.cluster.gender
        return found

    def _who(self, source: Span, words: list[str], inside: list[Entity]) -> Spoken:
        noun_at_start = source_noun(words[0])
        noun = None if inside and inside[0].start <= source.start else noun_at_start
        people = [e for e in inside if e.label == "PER" and e.span in self.names.of]
        if noun and noun.kind == "document":
            return self._document(source, words, inside)
        if people:
            return self._people(source, people)
        beside = self._apposed(source)
        if beside and (noun is None or noun.number == "s"):
            return Spoken(beside, OFFICE)
        several = noun_at_start is not None and noun_at_start.number == "p"
        if inside and inside[0].label == "TITLE" and inside[0].start <= source.start and not several:
            return self._office(source, words, inside[0])
        for entity in inside:
            whole = entity.label == "ORG" or entity.start <= source.start
            if entity.span in self.names.of and whole and not (noun and noun.kind == "person"):
                return Spoken(self.names.of[entity.span], BODY)
        return self._noun(source, words, noun)

    def _apposed(self, source: Span) -> Cluster | None:
        """«المسؤول في الشرطة، بيتر داهل، أن»: the name between commas behind a source."""
        text = self.article.text
        following = next((e for e in self.article.entities if e.start >= source.end), None)
        if following is None or following.label != "PER":
            return None
        gap, after = text[source.end : following.start].strip(), text[following.end :].lstrip()[:1]
        return self.names.of.get(following.span) if gap in ("،", ",") and after in ("،", ",") else None

    def _people(self, source: Span, people: list[Entity]) -> Spoken:
        """One person, or several joined by و, who then are a group of their own."""
        joined = [people[0]]
        for entity in people[1:]:
            gap = self.article.text[joined[-1].end : entity.start]
            if "و" in [word[:1] for word in gap.split()] or (entity.text.startswith("و") and not gap.strip()):
                joined.append(entity)
        members = tuple(dict.fromkeys(self.names.of[entity.span] for entity in joined))
        if len(members) == 1:
            return Spoken(members[0], NAMED)
        for cluster in self.names.clusters:
            if cluster.members == members:
                return Spoken(cluster, JOINT)
        group = self._group(source, self.article.bare_words(source, person=True))
        group.members, group.number = members, "p"
        return Spoken(group, JOINT)

    def _document(self, source: Span, words: list[str], inside: list[Entity]) -> Spoken:
        """«بيان لوزارة الداخلية»: its issuer speaks; without one the document itself."""
        head = without_article(fold(words[0]))
        found = [c for e in inside if (c := self.names.of.get(e.span) or self.titled.get(e.span))]
        score = BODY
        if not found:
            definite = words[0].startswith("ال")
            issuer = self.issued.get(head) if definite else self._issuer_behind(source)
            found = [issuer] if issuer else self._issuer_before(source) if definite else []
            score = ISSUER
        if found:
            self.issued[head] = found[0]
            return Spoken(found[0], score, mention=False)
        return Spoken(self._same_words(source, words) or self._group(source, words), UNNAMED)

    def _issuer_behind(self, source: Span) -> Cluster | None:
        """«تقرير أعدته منظمة …»: a body named soon behind a document."""
        end = next(
            (t.start for t in self.article.inside(source.end, len(self.article.text)) if t.text in _STOPS), 0
        )
        for entity in self.article.entities:
            if source.end <= entity.start < min(end, source.end + _NEAR) and entity.label == "ORG":
                return self.names.of[entity.span]
        return None

    def _issuer_before(self, source: Span) -> list[Cluster]:
        """«البيان», «الدراسة»: the body mentioned last, at most a paragraph before."""
        here = self.article.paragraph(source.start)
        bodies = [c for c in self.names.clusters if c.type == "ORG" and c.last_before(source.start) >= 0]
        near = [c for c in bodies if here - self.article.paragraph(c.last_before(source.start)) < 2]
        return [max(near, key=lambda c: c.last_before(source.start))] if near else []

    def _office(self, source: Span, words: list[str], title: Entity) -> Spoken:
        if title.span in self.titled:
            return Spoken(self.titled[title.span], OFFICE)
        office = office_at(self.article, title)
        found = holders(office, self.names.people())
        if len(found) > 1:
            found.sort(key=lambda cluster: cluster.last_before(source.start), reverse=True)
            return Spoken(found[0], OFFICE_OF_SEVERAL)
        if not found and words[-1] and fold(words[-1]) in _SAME_AGAIN and self.spoken:
            return Spoken(self.spoken[-1][1], NOUN_AGAIN)
        if not found and words[0].startswith("ال") and not office.nation and not office.body:
            guessed = self._last_person(source)
            if guessed:
                return Spoken(guessed, DESCRIBED)
        cluster = found[0] if found else self._office_alone(source, words, office)
        self.titled[title.span] = cluster
        return Spoken(cluster, OFFICE)

    def _office_alone(self, source: Span, words: list[str], office: Office) -> Cluster:
        """A person known by the office only («وزير الصحة»)."""
        cluster = self.names.new("PER", " ".join(words), tuple(fold(word) for word in words), source)
        cluster.offices.append(office)
        cluster.gender = "f" if fold(words[0]).endswith("ه") else "m"
        return cluster

    def _noun(self, source: Span, words: list[str], noun: SourceNoun | None) -> Spoken:
        """A common noun: one named before, or the unnamed source it says."""
        head = without_article(fold(words[0]))
        definite = words[0].startswith("ال")
        same = self._same_words(source, words)
        if same:
            return Spoken(same, UNNAMED)
        if definite and noun and noun.kind == "body" and not self._nation(words):
            bodies = [c for c in self.names.clusters if c.type == "ORG" and _of_kind(c, head)]
            if bodies:
                nearest = max(bodies, key=lambda cluster: cluster.last_before(source.start))
                return Spoken(nearest, BODY_BY_KIND)
        if definite and (noun is None or noun.kind == "person"):
            again = self._again(source, words, head)
            if again:
                return Spoken(again, NOUN_AGAIN)
            guessed = self._last_person(source) if noun and noun.number == "s" else None
            if guessed:
                return Spoken(guessed, DESCRIBED)
        group = self._group(source, words)
        if noun:
            group.gender, group.number = noun.gender, noun.number
        if noun and noun.kind == "body" and noun.number == "s":
            group.type = "ORG"
        return Spoken(group, UNNAMED)

    def _again(self, source: Span, words: list[str], head: str) -> Cluster | None:
        """«المصدر نفسه», «الفنانة المغربية»: who was spoken of, or spoke, before under this noun."""
        described = [c for c in self.names.people() if head in self._described(c)]
        if described:
            return max(described, key=lambda cluster: cluster.last_before(source.start))
        groups = [c for c in self.names.clusters if c.type == "GROUP" and _of_kind(c, head)]
        if groups:
            return groups[-1]
        return self.spoken[-1][1] if self.spoken and fold(words[-1]) in _SAME_AGAIN else None

    def _last_person(self, source: Span) -> Cluster | None:
        """«الزعيم المعارض», «الفنانة»: the person who spoke last, not far back."""
        here = self.article.paragraph(source.start)
        for paragraph, cluster in reversed(self.spoken):
            if here - paragraph > _REACH:
                return None
            if cluster.type == "PER":
                return cluster
        return None

    def _described(self, cluster: Cluster) -> set[str]:
        """The words right before somebody's name («الفنانة المغربية فاطمة …»), up to three."""
        if not cluster.described:
            for span in cluster.spans:
                for token in reversed(self.article.preceding(span.start, 3)):
                    if not token.is_word:
                        break
                    cluster.described.add(without_article(fold(token.text)))
        return cluster.described

    def _nation(self, words: list[str]) -> bool:
        return any(nation(word) for word in words[1:])

    def _same_words(self, source: Span, words: list[str]) -> Cluster | None:
        key = tuple(without_article(fold(word)) for word in words)
        found = (c for c in self.names.clusters if c.type in ("GROUP", "ORG") and key in c.keys)
        return next(found, None)

    def _group(self, source: Span, words: list[str]) -> Cluster:
        key = tuple(without_article(fold(word)) for word in words)
        return self.names.new("GROUP", " ".join(words), key, source)

    # -- no source is written --------------------------------------------------------------------------

    def _unsourced(self, quote: Quote) -> Spoken | None:
        """The last speaker that the verb agrees with, not too far back."""
        shown = agreement(quote.cue.text) if quote.cue else ("", "")
        here = self.article.paragraph(quote.cue.start if quote.cue else quote.start)
        factor = 1.0
        for paragraph, cluster in reversed(self.spoken):
            if here - paragraph > _REACH:
                break
            if not _agrees(cluster, shown):
                factor = SKIPPED
                continue
            base = {0: SAME_PARAGRAPH, 1: PARAGRAPH_BEFORE}.get(here - paragraph, FARTHER)
            return Spoken(cluster, base * factor, mention=False)
        return self._nearest_person(quote, shown) if quote.cue else self._interviewed(quote)

    def _interviewed(self, quote: Quote) -> Spoken | None:
        """A first answer without a cue: the person of whom the article spoke most before it."""
        before = [c for c in self.names.people() if c.last_before(quote.start) >= 0]
        if not before:
            return None
        most = max(before, key=lambda c: sum(span.start < quote.start for span in c.spans))
        return Spoken(most, NEAREST_PERSON, mention=False)

    def _nearest_person(self, quote: Quote, shown: tuple[str, str]) -> Spoken | None:
        """Nobody has spoken yet: the person mentioned last, at most a paragraph before."""
        assert quote.cue is not None
        at = quote.cue.start
        here = self.article.paragraph(at)
        people = [c for c in self.names.people() if _agrees(c, shown)]
        before = [
            c
            for c in people
            if c.last_before(at) >= 0 and here - self.article.paragraph(c.last_before(at)) < 2
        ]
        if not before:
            return None
        return Spoken(max(before, key=lambda c: c.last_before(at)), NEAREST_PERSON, mention=False)


def _of_kind(cluster: Cluster, head: str) -> bool:
    """Whether a cluster's name begins with a noun, or is said to be such («شركة …»)."""
    return without_article(fold(cluster.name.split()[0])) == head or head in cluster.described


def _agrees(cluster: Cluster, shown: tuple[str, str]) -> bool:
    gender, number = shown
    if number in ("p", "d") and cluster.type in ("PER", "GPE") and not cluster.members:
        return False
    if number == "s" and cluster.members:
        return False
    if not gender or not cluster.gender or number == "p":
        return True
    return gender == cluster.gender
