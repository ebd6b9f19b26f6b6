"""Offices: which title belongs to which person, and whom a title alone stands for."""

from __future__ import annotations

from functools import cache

from arabicnews.document import Entity, Span
from arabicnews.lexicon import folded, sections
from arabicnews.names import UNSURE, nation, without_article
from arabicnews.references.aliases import Names, body_key
from arabicnews.references.article import Article, Cluster, Office
from arabicnews.words import fold

_SAME = {
    "عاهل": "ملك",
    "ناطق": "متحدث",
    "حكومه": "وزراء",  # «رئيس الحكومة», «رئيس الوزراء»
    "جمهوريه": "",
    "دوله": "",
    "بلاد": "",
    "مجلس": "",  # «رئيس مجلس الوزراء»
    "باسم": "",
    "رسمي": "",
    "اول": "",
    "دكتوره": "دكتور",
    "سيده": "سيد",
}
_GAP = folded("في لدى سابقا سابق باسم السيد السيدة نفسه -")
_HONOURS = folded("سيد سيدة دكتور دكتورة شيخ أستاذ مهندس حاج سمو")


def assign_titles(article: Article, names: Names) -> dict[Span, Cluster]:
    """The person of every title that stands next to a name; notes the office with the person."""
    found: dict[Span, Cluster] = {}
    for i, entity in enumerate(article.entities):
        if entity.label != "TITLE":
            continue
        owner = _owner_behind(article, names, i) or _owner_in_front(article, names, i)
        if owner is None:
            continue
        found[entity.span] = owner
        office = office_at(article, entity)
        if office.words and not _HONOURS.issuperset(office.words):
            owner.offices.append(office)
        if fold(entity.text.split()[0]).endswith("ه") and not owner.gender:
            owner.gender = "f"
    return found


def office_at(article: Article, title: Entity) -> Office:
    """What a title says together with the nationality, place or body right behind it."""
    words = office_words(article.bare_words(title.span))
    of: str | None = None
    body: tuple[str, ...] = ()
    end = title.end
    for entity in article.entities:
        if entity.start < title.end:
            continue
        gap = article.text[end : entity.start].split()
        if not all(_bridges(word) for word in gap) or len(gap) > 2:
            break
        if entity.label in ("NORP", "GPE"):
            of = of or nation(entity.text)
        elif entity.label == "ORG" and not body:
            body = body_key(article.bare_words(entity.span))
        else:
            break
        end = entity.end
    return Office(words, of, body)


def office_words(words: list[str]) -> tuple[str, ...]:
    """A title's words as they are compared: folded, without ال, synonyms made one."""
    keys = (without_article(fold(word)) for word in words)
    return tuple(word for word in (_SAME.get(key, key) for key in keys) if word)


def holders(office: Office, people: list[Cluster]) -> list[Cluster]:
    """The people whom an office may stand for («الرئيس الروسي»), those it fits exactly if there are any."""
    fitting = [c for c in people if any(_fits(office, held) for held in c.offices)]
    exact = [c for c in fitting if any(_plain(held.words) == _plain(office.words) for held in c.offices)]
    found = exact or fitting
    same_nation = [
        c for c in found if office.nation and any(held.nation == office.nation for held in c.offices)
    ]
    return same_nation or found


def _fits(asked: Office, held: Office) -> bool:
    """Whether a person who holds an office may be called by what is asked for."""
    words, own = _plain(asked.words), _plain(held.words)
    if not words or not own or words[0] != own[0]:
        return False
    if len(words) > 1 and words != own[: len(words)] and not set(words) <= set(own):
        return False
    if asked.nation and held.nation and asked.nation != held.nation:
        return False
    if asked.nation and len(words) == 1 and (len(own) > 1 or held.body) and words[0] == "رييس":
        return False  # «الرئيس الروسي» is no «رئيس الوزراء الروسي»
    if asked.body:
        return bool(held.body) and (asked.body == held.body or asked.body[0] == held.body[0])
    return True


def _plain(words: tuple[str, ...]) -> tuple[str, ...]:
    """Words without the ending of the feminine, so that «الوزيرة» finds «وزيرة الصحة» and «المتحدثة»."""
    return tuple(w[:-1] if w.endswith("ه") and i == 0 else w for i, w in enumerate(words))


def _owner_behind(article: Article, names: Names, index: int) -> Cluster | None:
    """«الرئيس الروسي فلاديمير بوتين»: the name at the end of the chain that a title begins."""
    end = article.entities[index].end
    for entity in article.entities[index + 1 :]:
        gap = article.text[end : entity.start].split()
        if (
            gap in (["،"], [","])
            and entity.label == "PER"
            and article.text[entity.end :].lstrip()[:1] in ("،", ",")
        ):
            return names.of.get(entity.span)  # «رئيس الحركة، عبد القادر …، إن»
        if len(gap) > 3 or not all(_bridges(word) for word in gap):
            return None
        if entity.label == "PER":
            conjoined = article.words(entity.span)[0] != article.bare_words(entity.span, person=True)[0]
            return None if conjoined and not gap and end < entity.start - 1 else names.of.get(entity.span)
        if entity.label not in ("TITLE", "NORP", "ORG", "GPE", "LOC", "FAC"):
            return None
        end = entity.end
    return None


def _owner_in_front(article: Article, names: Names, index: int) -> Cluster | None:
    """«إيغور كوستيوكوف، رئيس الإدارة …»: the name that a title explains."""
    title = article.entities[index]
    if index == 0 or article.words(title.span)[0] != article.bare_words(title.span)[0]:
        return None
    before = article.entities[index - 1]
    gap = article.text[before.end : title.start].strip()
    if before.label != "PER" or gap not in ("", "،", ",", "-", "–"):
        return None
    following = article.text[title.end :].lstrip()[:1]
    definite = fold(title.text).startswith("ال")
    return None if gap and definite and following not in "،,-–" else names.of.get(before.span)


def _bridges(word: str) -> bool:
    """Whether a word may stand between a title and its holder («وزير الدفاع السابق …»)."""
    key = fold(word)
    return key in _GAP or key in _outside() or (key.startswith(("ال", "لل", "بال")) and len(key) > 4)


@cache
def _outside() -> frozenset[str]:
    return frozenset(fold(word.rstrip(UNSURE)) for word in sections("titles")["outside"])
