"""Which names are one: full and partial names of people, aliases of places and bodies."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from arabicnews.document import Entity, Span
from arabicnews.lexicon import folded
from arabicnews.names import close, countries, gender, name_key, nation, without_article
from arabicnews.references.article import Article, Cluster, same_nation
from arabicnews.references.bodies import abbreviates, body_key, same_body
from arabicnews.words import fold

_CLASS_WORDS = folded(
    "دولة جمهورية مملكة مدينة محافظة ولاية العاصمة إقليم قطاع إمارة معتمدية بلدة قرية مديرية قضاء"
)
_SONS = frozenset({"ابن", "اب", "جونيور"})  # «ترامب الابن» is not «ترامب»
_KINGDOMS = ("السعودية", "المغرب", "الأردن", "البحرين")
_OBLIQUE = folded("أبي أبا")
# What stands between a name and another one of the same («حليمة الراشد المعروفة بأم نزار»).
_ALIAS = folded(
    "المعروف المعروفة الملقب الملقبة المكنى المكناة الشهير الشهيرة المسمى المسماة "
    "يعرف تعرف يدعى تدعى اختصارا باسم بلقب ب"
)


class Names:
    """The clusters of an article's named people, bodies and places, grown mention by mention."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.clusters: list[Cluster] = []
        self.of: dict[Span, Cluster] = {}
        people = [e for e in article.entities if e.label == "PER"]
        self._people(people)
        for entity in article.entities:
            if entity.label in ("ORG", "GPE", "LOC", "FAC"):
                self._thing(entity)
        self._bracketed()

    def new(self, type_: str, name: str, key: tuple[str, ...], span: Span) -> Cluster:
        """Begin a cluster with its first mention."""
        cluster = Cluster(type_, name, {key}, [span])
        self.clusters.append(cluster)
        return cluster

    def people(self) -> list[Cluster]:
        """The clusters that are persons."""
        return [cluster for cluster in self.clusters if cluster.type == "PER"]

    def _people(self, entities: Sequence[Entity]) -> None:
        """Full names first, so that a bare family name before the full one finds it."""
        read = [(entity, self.article.bare_words(entity.span, person=True)) for entity in entities]
        read = [(entity, words) for entity, words in read if words]
        for entity, words in sorted(read, key=lambda item: len(name_key(" ".join(item[1]))) < 2):
            key = name_key(" ".join(words)) or tuple(words)
            cluster = self._full(key) if len(key) > 1 else self._partial(key[0], entity.start)
            first, *rest = self.article.bare_name(entity.span, person=True).split()
            if fold(first) in _OBLIQUE and rest and fold(rest[0]) != "بن":
                first = "أبو"
            self._add(cluster, "PER", " ".join((first, *rest)), key, entity.span)

    def _add(self, found: Cluster | None, type_: str, name: str, key: tuple[str, ...], span: Span) -> None:
        cluster = found or self.new(type_, name, key, span)
        if found:
            if len(key) > max(map(len, cluster.keys)):
                cluster.name = name
            cluster.keys.add(key)
            cluster.spans.append(span)
        if type_ == "PER":
            cluster.gender = cluster.gender or gender(cluster.name)
        self.of[span] = cluster

    def _full(self, key: tuple[str, ...]) -> Cluster | None:
        found = [c for c in self.people() if any(len(k) > 1 and same_person(key, k) for k in c.keys)]
        return found[0] if found else None

    def _partial(self, word: str, offset: int) -> Cluster | None:
        """The person a single name stands for: by family name, else first name, else any part."""
        people = self.people()
        for position in (-1, 0, None):
            found = [c for c in people if any(_has(key, word, position) for key in c.keys)]
            if found:
                return self._clear(found, offset)
        return None

    def _clear(self, found: list[Cluster], offset: int) -> Cluster | None:
        """One of several people of a name: only if nobody else of that name was mentioned nearby before."""
        if len(found) == 1:
            return found[0]
        ordered = sorted(found, key=lambda cluster: cluster.last_before(offset), reverse=True)
        nearest, other = ordered[0].last_before(offset), ordered[1].last_before(offset)
        if nearest < 0:
            return None
        paragraph = self.article.paragraph
        apart = other < 0 or (paragraph(nearest) == paragraph(offset) != paragraph(other))
        return ordered[0] if apart else None

    def _thing(self, entity: Entity) -> None:
        words = self.article.bare_words(entity.span)
        if not words:
            return
        name = self.article.bare_name(entity.span)
        if entity.label == "ORG":
            self._body(entity, words)
            return
        key = self._place_key(words, entity.start)
        same_kind = (c for c in self.clusters if c.type == entity.label)
        found = next((c for c in same_kind if any(_same_place(key, k) for k in c.keys)), None)
        self._add(found, entity.label, name, key, entity.span)
        cluster = self.of[entity.span]
        if len(words) > len(cluster.name.split()):
            cluster.name = name
        if entity.label == "GPE":
            cluster.nation = nation(name)

    def _place_key(self, words: list[str], offset: int) -> tuple[str, ...]:
        keys = [fold(word) for word in words]
        whole = " ".join(keys)
        for name in (whole, "ال" + whole):
            if name in countries():
                return (fold(countries()[name]),)
        if whole == "المملكه":
            named = [c for c in self.clusters if c.type == "GPE" and c.nation in _KINGDOMS]
            if named:
                return min(max(named, key=lambda c: c.last_before(offset)).keys)
        if len(keys) > 1 and keys[0] in _CLASS_WORDS:
            keys = keys[1:]
        return tuple(without_article(key) for key in keys)

    def _body(self, entity: Entity, words: list[str]) -> None:
        """A body; the same ministry of two nations is two."""
        near = self.nation_after(entity.span)
        key = body_key(words)
        found = [c for c in self.clusters if c.type == "ORG" and any(same_body(key, k) for k in c.keys)]
        of_nation = [c for c in found if same_nation(c.nation, near)]
        if near is None and not of_nation and len(found) > 1:
            of_nation = [max(found, key=lambda c: c.last_before(entity.start))]
        elif not of_nation:
            of_nation = [c for c in found if c.nation is None or near is None] or self._abbreviated(key, near)
        name = self.article.bare_name(entity.span)
        self._add(of_nation[0] if of_nation else None, "ORG", name, key, entity.span)
        cluster = self.of[entity.span]
        cluster.nation = cluster.nation or near
        if len(words) > len(cluster.name.split()):
            cluster.name = name
        cluster.gender = "f" if fold(cluster.name.split()[0]).endswith("ه") else cluster.gender
        before = self.article.preceding(entity.start, 1)
        if before and before[0].is_word and self.article.words(entity.span)[0] == words[0]:
            cluster.described.add(without_article(fold(before[0].text)))

    def _abbreviated(self, key: tuple[str, ...], near: str | None) -> list[Cluster]:
        """The one body of which this name is a shorter or longer form («وكالة الطاقة الذرية»)."""
        found = [
            c
            for c in self.clusters
            if c.type == "ORG"
            and (near is None or c.nation in (None, near))
            and any(abbreviates(*sorted((key, k), key=len)) for k in c.keys)
        ]
        return found if len(found) == 1 else []

    def nation_after(self, span: Span) -> str | None:
        """The country of the nationality that stands right behind a span («وزارة الخارجية» · «الروسية»)."""
        for entity in self.article.entities:
            if entity.start >= span.end:
                gap = self.article.text[span.end : entity.start]
                if entity.label != "NORP" or gap.strip():
                    return None
                return nation(entity.text) or without_article(fold(entity.text))
        return None

    def _bracketed(self) -> None:
        """«منظمة … (فيفا)», «حليمة … المعروفة بأم نزار»: what stands in the bracket or behind is the same."""
        for left, right in pairwise(self.article.entities):
            if left.label == right.label and left.label in ("ORG", "PER") and self._renamed(left, right):
                kept, lost = self.of.get(left.span), self.of.get(right.span)
                if kept and lost and kept is not lost:
                    self._merge(kept, lost)

    def _renamed(self, left: Entity, right: Entity) -> bool:
        gap = self.article.text[left.end : right.start].split()
        if gap == ["("]:
            return self.article.text[right.end : right.end + 1] == ")"
        words = [fold(word) for word in " ".join(gap).strip(' ،"«“(').split()]
        return bool(words) and _ALIAS.issuperset(words)

    def _merge(self, kept: Cluster, lost: Cluster) -> None:
        if len(lost.name.split()) > len(kept.name.split()):
            kept.name = lost.name
        kept.keys |= lost.keys
        kept.spans += lost.spans
        self.clusters.remove(lost)
        self.of.update({span: kept for span in lost.spans})


def same_person(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether two names of two words or more may be one person's (``name_key`` of each).

    Equal up to spelling («نوفاك», «نوافك»), or the shorter is a run of the longer, or first and last agree.
    """
    if _SONS & (set(a) ^ set(b)):
        return False
    short, long = sorted((a, b), key=len)
    if len(short) == len(long):
        return all(map(close, a, b))
    run = any(short == long[i : i + len(short)] for i in range(len(long) - len(short) + 1))
    return run or (short[0] == long[0] and short[-1] == long[-1])


def _same_place(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    return len(a) == len(b) and all(map(close, a, b))


def _has(key: tuple[str, ...], word: str, position: int | None) -> bool:
    """Whether a name has a word in a place (anywhere: None), maybe spelt otherwise."""
    if position is None:
        return word in key
    return close(key[position], word)
