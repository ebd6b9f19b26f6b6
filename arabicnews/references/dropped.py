"""Who speaks where no source is written: «وأضاف», «فأجابت», «…، الذي نفى»."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import regex

from arabicnews.cues import agreement
from arabicnews.document import Quote
from arabicnews.lexicon import folded
from arabicnews.names import folded_readings
from arabicnews.references.aliases import Names
from arabicnews.references.article import Article, Cluster, Turn
from arabicnews.references.scores import (
    ANSWER,
    FARTHER,
    INTRODUCED,
    INTRODUCED_BEFORE,
    INVOKED,
    NEAREST_PERSON,
    PAIR,
    PARAGRAPH_BEFORE,
    RELATIVE,
    SAME_PARAGRAPH,
    SKIPPED,
    Spoken,
)
from arabicnews.words import fold, sentence_ends

_REACH = 3  # paragraphs
_IMPERSONAL = folded("قيل يقال تردد يتردد سألناه سألناها سألناهم")
_PASSIVE = regex.compile("^[وف]?[^وف]ُ")  # «أُعلن», «كُتب»
_WHO = folded("الذي التي اللذان اللتان الذين")
_AUXILIARIES = folded("قد لم لا كان كانت كانوا")
_GOD = folded("تعالى سبحانه عز جل")
_PROPHET = ("الرسول", "النبي", "محمد", "رسول")


class Dropped:
    """Finds the subjects of reporting verbs that have none.

    Args:
        article: the article.
        names: its named people, bodies and places.
        quotes: all its quotes; nobody is introduced inside their contents.
    """

    def __init__(self, article: Article, names: Names, quotes: Sequence[Quote]) -> None:
        self.article, self.names = article, names
        self.contents = [span for quote in quotes for span in quote.content]
        self.ends = sentence_ends(article.text)

    def speaker(self, quote: Quote, turns: Sequence[Turn]) -> Spoken | None:
        """Who speaks a quote without a source, given the quotes before it.

        Returns:
            None where the verb has no subject («قيل»), or nobody agrees with it.
        """
        if quote.cue is None:
            return self._last(quote.start, ("", ""), turns) or self._interviewed(quote)
        at, shown = quote.cue.start, _shown(quote.cue.text)
        if _IMPERSONAL & set(folded_readings(quote.cue.text)) or _PASSIVE.match(quote.cue.text):
            return None
        return (
            self._invoked(quote.cue.end)
            or self._antecedent(at, shown)
            or self._asked(at, shown, turns)
            or self._introduced(at, shown, turns)
            or self._two(at, shown, turns)
            or self._last(at, shown, turns)
            or self._nearest_person(at, shown)
        )

    def _last(self, at: int, shown: tuple[str, str], turns: Sequence[Turn]) -> Spoken | None:
        """The last speaker that the verb agrees with, not too far back."""
        here = self.article.paragraph(at)
        factor = 1.0
        for turn in reversed(turns):
            back = here - self.article.paragraph(turn.start)
            if back > _REACH:
                break
            if agrees(turn.cluster, shown):
                base = {0: SAME_PARAGRAPH, 1: PARAGRAPH_BEFORE}.get(back, FARTHER)
                return Spoken(turn.cluster, base * factor, mention=False)
            factor = SKIPPED
        return None

    def _invoked(self, end: int) -> Spoken | None:
        """«قال تعالى», «قال صلى الله عليه وسلم»: known by what is said in their praise."""
        after = [fold(token.text) for token in self.article.inside(end, end + 20) if token.is_word][:2]
        if after[:1] and after[0] in _GOD:
            return Spoken(self._called(("الله",)), INVOKED, mention=False)
        return Spoken(self._called(_PROPHET), INVOKED, mention=False) if after == ["صلي", "الله"] else None

    def _called(self, names: Sequence[str]) -> Cluster:
        found = next((c for c in self.names.people() if fold(c.name.split()[0]) in names), None)
        if found is None:
            found = Cluster("PER", names[0], {(names[0],)}, gender="m")
            self.names.clusters.append(found)
        return found

    def _antecedent(self, at: int, shown: tuple[str, str]) -> Spoken | None:
        """«…، الذي نفى»: the name before the relative pronoun."""
        before = list(self.article.preceding(at, 4))
        while before and fold(before[-1].text) in _AUXILIARIES:
            before.pop()
        if not before or fold(before[-1].text) not in _WHO:
            return None
        named = [e for e in self.article.entities if e.end <= before[-1].start and e.span in self.names.of]
        for entity in named[-1:]:
            gap = self.article.text[entity.end : before[-1].start].strip(" ،,\"'»”")
            cluster = self.names.of[entity.span]
            return Spoken(cluster, RELATIVE, mention=False) if not gap and agrees(cluster, shown) else None
        return None

    def _asked(self, at: int, shown: tuple[str, str], turns: Sequence[Turn]) -> Spoken | None:
        """«وسأل صحفي الوزير …، فأجاب»: not who asked, but who was asked or spoke before."""
        if not turns or turns[-1].family != "ask":
            return None
        if self.article.paragraph(at) - self.article.paragraph(turns[-1].start) > 1:
            return None
        asker = turns[-1].cluster
        between = self._people(turns[-1].start, at)
        for cluster in (*between, *(turn.cluster for turn in reversed(turns))):
            if cluster is not asker and agrees(cluster, shown):
                return Spoken(cluster, ANSWER, mention=False)
        return None

    def _introduced(self, at: int, shown: tuple[str, str], turns: Sequence[Turn]) -> Spoken | None:
        """The first person of whom this paragraph tells, if nobody has spoken in it.

        If it tells of nobody, the one person of the paragraph before, unless somebody has spoken there.
        """
        this = self._paragraph_start(at)
        before = self._paragraph_start(len(self.article.text[:this].rstrip()))
        spoken = turns[-1].end if turns else -1
        if spoken > this:
            return None
        people = self._people(this, self._sentence_start(at))
        found = next((cluster for cluster in people if agrees(cluster, shown)), None)
        if found:
            return Spoken(found, INTRODUCED, mention=False)
        alone = [] if people or spoken > before else self._people(before, this)
        if len(alone) == 1 and agrees(alone[0], shown):
            return Spoken(alone[0], INTRODUCED_BEFORE, mention=False)
        return None

    def _two(self, at: int, shown: tuple[str, str], turns: Sequence[Turn]) -> Spoken | None:
        """«وأكدا»: the two people of the sentence before."""
        if shown[1] != "d" or (turns and agrees(turns[-1].cluster, shown)):
            return None
        end = self._sentence_start(at)
        members = tuple(self._people(self._sentence_start(end - 1), end)) if end else ()
        if len(members) != 2:
            return None
        name = " و".join(member.name for member in members)
        pair = Cluster("GROUP", name, members=members, number="d")
        self.names.clusters.append(pair)
        return Spoken(pair, PAIR, mention=False)

    def _interviewed(self, quote: Quote) -> Spoken | None:
        """A first answer without a cue: the person of whom the article spoke most before it."""
        before = [c for c in self.names.people() if c.last_before(quote.start) >= 0]
        if not before:
            return None
        most = max(before, key=lambda c: sum(span.start < quote.start for span in c.spans))
        return Spoken(most, NEAREST_PERSON, mention=False)

    def _nearest_person(self, at: int, shown: tuple[str, str]) -> Spoken | None:
        """Nobody has spoken yet: the person mentioned last, at most a paragraph before."""
        here = self.article.paragraph(at)
        people = [c for c in self.names.people() if agrees(c, shown) and c.last_before(at) >= 0]
        near = [c for c in people if here - self.article.paragraph(c.last_before(at)) < 2]
        if not near:
            return None
        return Spoken(max(near, key=lambda c: c.last_before(at)), NEAREST_PERSON, mention=False)

    def _people(self, start: int, end: int) -> list[Cluster]:
        """The people named between two offsets, outside of what is quoted, in order."""
        found = [
            self.names.of[e.span]
            for e in self.article.entities
            if start <= e.start < end
            and e.label == "PER"
            and e.span in self.names.of
            and not any(e.span.overlaps(content) for content in self.contents)
        ]
        return list(dict.fromkeys(found))

    def _paragraph_start(self, offset: int) -> int:
        return self.article.text.rfind("\n", 0, offset) + 1

    def _sentence_start(self, offset: int) -> int:
        at = bisect_right(self.ends, offset)
        return self.ends[at - 1] if at else 0


def _shown(cue: str) -> tuple[str, str]:
    """``agreement``, and the plural of women, for which the lists have no forms («وقلن»)."""
    shown = agreement(cue)
    women = shown == ("", "") and len(cue) > 3 and cue.endswith("ن")
    return ("f", "p") if women else shown


def agrees(cluster: Cluster, shown: tuple[str, str]) -> bool:
    """Whether somebody may be the subject of a verb of a gender and a number."""
    gender, number = shown
    if number in ("p", "d") and cluster.type in ("PER", "GPE") and not cluster.members:
        return False
    if number == "s" and (cluster.members or (cluster.number, cluster.gender) == ("p", "m")):
        return False
    if number == "d" and cluster.number == "p" and len(cluster.members) != 2:
        return False
    if not gender or not cluster.gender or number == "p":
        return True
    return gender == cluster.gender
