"""Speakers: whom a source names, and who speaks where no source is written."""

from __future__ import annotations

from collections.abc import Sequence

from arabicnews.cues import agreement, cue_family
from arabicnews.document import Entity, Quote, Span
from arabicnews.lexicon import folded
from arabicnews.names import bare_form, without_article
from arabicnews.references.aliases import Names
from arabicnews.references.article import Article, Cluster, Office, Turn
from arabicnews.references.descriptions import Descriptions
from arabicnews.references.documents import Documents
from arabicnews.references.dropped import Dropped
from arabicnews.references.nouns import SourceNoun, source_noun
from arabicnews.references.offices import holders, office_at
from arabicnews.references.phrases import accompanied, collective, examples, governed, joined
from arabicnews.references.scores import (
    BODY,
    DESCRIBED,
    DOCUMENT,
    ISSUER,
    ISSUER_BY_KIND,
    ISSUER_NAMED,
    ISSUER_SPOKE,
    JOINT,
    NAMED,
    NOUN_AGAIN,
    OFFICE,
    OFFICE_OF_SEVERAL,
    UNNAMED,
    Spoken,
)
from arabicnews.words import fold

_THE_SAME = folded("نفس ذات")


class Speakers:
    """Finds the speakers of an article's quotes, in order."""

    def __init__(
        self, article: Article, names: Names, titled: dict[Span, Cluster], quotes: Sequence[Quote]
    ) -> None:
        self.article, self.names, self.titled = article, names, titled
        self.documents = Documents(article, names, titled, quotes)
        self.dropped = Dropped(article, names, quotes)
        self.turns: list[Turn] = []  # the quotes so far
        self.described = Descriptions(article, names, self.turns)

    def speaker(self, quote: Quote) -> Spoken | None:
        """Who speaks a quote; None where the article does not make it clear."""
        found = self._sourced(quote) if quote.source else self.dropped.speaker(quote, self.turns)
        if found:
            if found.mention and quote.source and quote.source not in found.cluster.spans:
                found.cluster.spans.append(quote.source)
            start = quote.cue.start if quote.cue else quote.start
            family = cue_family(quote.cue.text) if quote.cue else None
            self.turns.append(Turn(start, max(quote.end, start), found.cluster, family))
        return found

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
        if quote.cue:
            self._note_agreement(found.cluster, *agreement(quote.cue.text))
        return found

    def _note_agreement(self, cluster: Cluster, gender: str, number: str) -> None:
        """What a verb shows of its subject, where the name did not tell."""
        if cluster.type == "PER":
            cluster.gender = cluster.gender or gender
        elif cluster.type == "GROUP" and number == "p" and not cluster.number:
            cluster.gender, cluster.number = gender, number

    def _who(self, source: Span, words: list[str], inside: list[Entity]) -> Spoken:
        noun_at_start = source_noun(words[0])
        noun = None if inside and inside[0].start <= source.start else noun_at_start
        people = [e for e in inside if e.label == "PER" and e.span in self.names.of]
        if noun and noun.kind == "document":
            return self._document(source, words, inside, noun)
        beside = self._apposed(source)
        if people and not governed(self.article, source, people[0]):
            return self._people(source, people)
        if beside and (noun is None or noun.number == "s"):
            return Spoken(beside, OFFICE)
        if people:
            return self._unnamed(source, words, inside, noun_at_start)
        several = noun_at_start is not None and noun_at_start.number == "p"
        if inside and inside[0].label == "TITLE" and inside[0].start <= source.start and not several:
            return self._office(source, words, inside[0])
        bodies = [e for e in inside if e.span in self.names.of]
        if len(joined(self.article, bodies)) > 1 and (bodies[0].start <= source.start or examples(words)):
            return self._together(source, joined(self.article, bodies))
        for entity in bodies:
            whole = entity.label == "ORG" or entity.start <= source.start
            if whole and not collective(words) and not (noun and noun.kind == "person"):
                return Spoken(self.names.of[entity.span], BODY)
        return self.described.speaker(source, words, noun)

    def _apposed(self, source: Span) -> Cluster | None:
        """«المسؤول في الشرطة، بيتر داهل، أن»: the name between commas behind a source, after its titles."""
        text, end = self.article.text, source.end
        for entity in self.article.entities:
            if entity.start < source.end:
                continue
            gap = text[end : entity.start].strip()
            if gap not in (("،", ",") if end == source.end else ("",)):
                return None
            if entity.label == "PER":
                closed = text[entity.end :].lstrip()[:1] in ("،", ",")
                return self.names.of.get(entity.span) if closed else None
            if entity.label != "TITLE":
                return None
            end = entity.end
        return None

    def _people(self, source: Span, people: list[Entity]) -> Spoken:
        """One person, or several joined by و, who then are a group of their own."""
        together = joined(self.article, people)
        if len({self.names.of[entity.span] for entity in together}) > 1:
            return self._together(source, together)
        if accompanied(self.article, source, together[-1]):
            words = self.article.bare_words(source, person=True)
            return Spoken(self.described.same_words(words) or self.described.group(source, words, "p"), JOINT)
        return Spoken(self.names.of[together[0].span], NAMED)

    def _together(self, source: Span, entities: list[Entity]) -> Spoken:
        """Those who speak together, as a group with members."""
        members = tuple(dict.fromkeys(self.names.of[entity.span] for entity in entities))
        for cluster in self.names.clusters:
            if cluster.members == members:
                return Spoken(cluster, JOINT)
        group = self.described.group(source, self.article.bare_words(source, person=True), "p")
        if all(entity.label == "PER" for entity in entities):
            group.name = " و".join(member.name for member in members)  # without titles
        group.members = members
        return Spoken(group, JOINT)

    def _unnamed(
        self, source: Span, words: list[str], inside: list[Entity], noun: SourceNoun | None
    ) -> Spoken:
        """«محامي النجار», «مصادر مقربة من النجار»: somebody whom the article names by that person only."""
        same = self.described.same_words(words)
        if same:
            return Spoken(same, UNNAMED)
        if inside[0].label == "TITLE" and inside[0].start <= source.start:
            cluster = self._office_alone(source, words, office_at(self.article, inside[0]))
            return Spoken(cluster, UNNAMED)
        group = self.described.group(source, words, noun.number if noun else "")
        group.gender = noun.gender if noun else ""
        return Spoken(group, UNNAMED)

    def _document(self, source: Span, words: list[str], inside: list[Entity], noun: SourceNoun) -> Spoken:
        """«بيان لوزارة الداخلية»: its issuer speaks; without one the document itself."""
        head = without_article(fold(words[0]))
        found = self._issuer(source, words, inside, noun)
        if found:
            self.documents.issued[head] = found.cluster
            return found._replace(mention=False)
        return Spoken(self.described.same_words(words) or self.described.group(source, words), DOCUMENT)

    def _issuer(
        self, source: Span, words: list[str], inside: list[Entity], noun: SourceNoun
    ) -> Spoken | None:
        if inside and inside[0].label == "TITLE" and all(e.label != "PER" for e in inside):
            return self._office(inside[0].span, self.article.bare_words(inside[0].span), inside[0])
        named = self.documents.named(source)
        if named:
            return Spoken(named, ISSUER_NAMED)
        body = self._body_named_by(source, words)
        if body:
            return Spoken(body, ISSUER_BY_KIND)
        if noun.number == "p":
            return None
        known = self.documents.known(source, without_article(fold(words[0])), self.turns)
        if known:
            return Spoken(known, ISSUER)
        here = self.article.paragraph(source.start)
        for turn in reversed(self.turns):
            near = here - self.article.paragraph(turn.start) < 2
            if words[0].startswith("ال") and near and turn.cluster.type == "ORG":
                return Spoken(turn.cluster, ISSUER_SPOKE)
        return None

    def _body_named_by(self, source: Span, words: list[str]) -> Cluster | None:
        """«بيان الوزارة», «تقديرات للبرنامج»: the body of this kind that was named before."""
        for word in words[1:]:
            bare = bare_form(word, frozenset())
            found = (
                self.described.body_of_kind(source, without_article(fold(bare)))
                if bare.startswith("ال")
                else None
            )
            if found:
                return found
        return None

    def _office(self, source: Span, words: list[str], title: Entity) -> Spoken:
        if title.span in self.titled:
            return Spoken(self.titled[title.span], OFFICE)
        office = office_at(self.article, title)
        found = holders(office, self.names.people())
        if len(found) > 1:
            bare = (
                len(office.words) == 1
            )  # «الرئيس» is the article's chief one, «المستشار البرلماني» the last
            meant = max(found, key=lambda c: len(c.spans) if bare else c.last_before(source.start))
            return Spoken(meant, OFFICE_OF_SEVERAL)
        again = None if found else self.described.again(words)
        if again:
            return Spoken(again, NOUN_AGAIN)
        if not found and words[0].startswith("ال") and not office.nation and not office.body:
            guessed = self.described.last_person(source, "f" if fold(words[0]).endswith("ه") else "m")
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
