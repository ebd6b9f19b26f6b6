"""What resolving references works on: an article with its entities, and the clusters that grow from them."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from arabicnews.document import Entity, Span
from arabicnews.lexicon import folded, rows, split_phrases
from arabicnews.names import UNSURE, bare_form, capitals, countries, name_words, readings, without_article
from arabicnews.words import Token, fold, tokenize

_PREPOSITIONS = folded("من إلى عن على في مع لدى ضد نحو بين عند منذ")
_HASHTAG = str.maketrans("_", " ", "#")
_MARKS = " \t،,\"'«»“”()"


@dataclass(frozen=True, slots=True)
class Office:
    """A post: its words (folded, without ال), whose it is, and the body it belongs to."""

    words: tuple[str, ...]
    nation: str | None = None
    body: tuple[str, ...] = ()


def same_nation(a: str | None, b: str | None) -> bool:
    """Equal; or begun alike, where the lists do not know a country and its people («إلدار», «إلداري»)."""
    return a == b or (a is not None and b is not None and a[:4] == b[:4])


@dataclass(eq=False, slots=True)
class Cluster:
    """Everything found so far about one referent; becomes a ``Reference`` in the end."""

    type: str
    name: str
    keys: set[tuple[str, ...]] = field(default_factory=set)
    spans: list[Span] = field(default_factory=list)
    offices: list[Office] = field(default_factory=list)
    described: set[str] = field(default_factory=set)
    gender: str = ""
    number: str = ""
    nation: str | None = None
    members: tuple[Cluster, ...] = ()

    def last_before(self, offset: int) -> int:
        """Where it was mentioned last before an offset; -1 if it was not."""
        return max((span.start for span in self.spans if span.start < offset), default=-1)

    def head(self) -> str:
        """The first word of its name, folded, without ال."""
        return without_article(fold(self.name.split()[0]))

    def first(self) -> int:
        """Where it is mentioned first; past every text if nowhere."""
        return min((span.start for span in self.spans), default=1 << 60)


class Turn(NamedTuple):
    """An attributed quote: where its cue stands (its content, if it has none), its end, who speaks."""

    start: int
    end: int
    cluster: Cluster
    family: str | None = None


class Article:
    """A text with its words and entities, and what may be asked of their neighbourhood."""

    def __init__(self, text: str, tokens: Sequence[Token], entities: Sequence[Entity]) -> None:
        self.text = text
        self.tokens = tuple(tokens)
        self.starts = [token.start for token in self.tokens]
        self.entities = tuple(sorted(entities, key=lambda entity: entity.span))
        self.breaks = [i for i, character in enumerate(text) if character == "\n"]
        words = [fold(token.text) for token in self.tokens if token.is_word]
        self.counts = Counter(words)
        self.known = frozenset(words) | vocabulary()
        people = (entity.span for entity in self.entities if entity.label == "PER")
        self.first_names = frozenset(fold(word) for span in people for word in self.words(span)[:1])
        in_names = (fold(word) for entity in self.entities for word in self.words(entity.span))
        self.named = frozenset(in_names) | vocabulary()
        # Behind a preposition there is no clitic: «في ودان», «عن لطفي».
        self.proven = frozenset(word for before, word in pairwise(words) if before in _PREPOSITIONS)
        self.conjoined = frozenset(self._conjoined())

    def paragraph(self, offset: int) -> int:
        """The number of the line that an offset stands in, blank lines not counted."""
        before = self.breaks[: bisect_right(self.breaks, offset)]
        return sum(1 for i, at in enumerate(before) if i == 0 or at - before[i - 1] > 1)

    def words(self, span: Span) -> list[str]:
        """The words of a span as written, also where it begins inside a token of the text."""
        return [t.text for t in tokenize(self.text[span.start : span.end]) if t.is_word]

    def inside(self, start: int, end: int) -> tuple[Token, ...]:
        """The tokens that begin between two offsets."""
        return self.tokens[bisect_right(self.starts, start - 1) : bisect_right(self.starts, end - 1)]

    def preceding(self, offset: int, count: int) -> tuple[Token, ...]:
        """The last tokens before an offset."""
        at = bisect_right(self.starts, offset - 1)
        return self.tokens[max(0, at - count) : at]

    def word_behind(self, offset: int) -> str:
        """The token right behind an offset; nothing at the end."""
        at = bisect_right(self.starts, offset - 1)
        return self.tokens[at].text if at < len(self.tokens) else ""

    def entities_in(self, span: Span) -> list[Entity]:
        """The entities that overlap a span, in order."""
        return [entity for entity in self.entities if entity.span.overlaps(span)]

    def bare_words(self, span: Span, *, person: bool = False) -> list[str]:
        """The words of a span, the first without its clitics as far as the article or the lists tell."""
        words = self.words(span)
        if not words or self._never_bare(words[0], "لبكف" if person else "كف"):
            return words
        if span.start in self.conjoined and len(words[0]) > 2 and fold(words[0]) not in vocabulary():
            words[0] = words[0][1:]
        if person and words[0][0] == "ل" and fold(words[0][1:]) in self.first_names:
            words[0] = words[0][1:]  # «لحسن»: a name, but not where the article has «حسن»
        words[0] = bare_form(words[0], self._evidence(words[0], person), article_counts=not person)
        return words

    def bare_name(self, span: Span, *, person: bool = False) -> str:
        """A span as it is written («ج. ك. موريسون»), the first word as in ``bare_words``."""
        written, bare = self.words(span), self.bare_words(span, person=person)
        if not written:
            return ""
        _, _, rest = self.text[span.start : span.end].partition(written[0])
        return " ".join(_paired(bare[0] + rest).translate(_HASHTAG).split())

    def _evidence(self, word: str, person: bool) -> frozenset[str]:
        """What is known without this very word: that «لموسكو» stands in the article proves nothing.

        For people's names the words of names count alone: «ان» in the text says nothing of «بان كي مون».
        """
        key = fold(word)
        known = self.named if person else self.known
        return known if key in vocabulary() or key in self.proven else known - {key}

    def _never_bare(self, word: str, clitics: str) -> bool:
        """Whether a word comes again and again, and never without what could be its clitic («ليان»)."""
        if word[0] not in clitics or self.counts[fold(word)] < 2 or word.startswith(("لل", "لابن")):
            return False
        return not any(self.counts[fold(form)] for form in readings(word)[1:])

    def _conjoined(self) -> Iterator[int]:
        """Where a name begins with the و that joins it to a name of its kind («شهلا وورد», «إب وذمار»)."""
        for left, right in pairwise(self.entities):
            gap = self.text[left.end : right.start].strip(_MARKS)
            if not gap and left.label == right.label and self.text[right.start] == "و":
                yield right.start


def _paired(name: str) -> str:
    """A name without the marks in it whose other half stands outside («حي "النخيل»)."""
    for opening, closing in ('""', "«»", "“”", "()"):
        count = name.count(opening)
        if count % 2 if opening == closing else count != name.count(closing):
            name = name.replace(opening, "").replace(closing, "")
    return name


@cache
def vocabulary() -> frozenset[str]:
    """Folded first words of the names and nouns in the lists: evidence for where a clitic ends."""
    phrases: list[str] = [*countries(), *capitals()]
    for name in ("places", "facilities", "events", "works"):
        phrases += [phrase for (line,) in rows(name) for phrase in split_phrases(line)]
    for (line,) in rows("organisations"):
        phrases += [name for phrase in split_phrases(line) for name in phrase.split("=")]
    for (line,) in rows("cities"):
        phrases += split_phrases(line.split(":", 1)[1])
    for section in ("titles", "triggers"):
        phrases += [phrase for *_, line in rows(section) for phrase in split_phrases(line)]
    phrases += [noun for _, nouns in rows("speakers") for noun in nouns.split()]
    words = {fold(p.strip().rstrip(UNSURE).split()[0]) for p in phrases if p.strip(UNSURE + " ")}
    return frozenset(words | {w for w in name_words() if len(w) > 2})
