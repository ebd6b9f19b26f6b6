"""Offices: which title belongs to which person, and whom a title alone stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from arabicnews.document import Entity, Span
from arabicnews.lexicon import folded, sections
from arabicnews.names import UNSURE, nation, without_article
from arabicnews.references.aliases import Names
from arabicnews.references.article import Article, Cluster, Office, same_nation
from arabicnews.references.bodies import body_heads, body_key
from arabicnews.references.nouns import source_noun
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
_PHRASES: dict[tuple[str, ...], tuple[str, ...]] = {("رييس", "دبلوماسيه"): ("وزير", "خارجيه")}
_OF_IT = folded("لها له لهم")  # «انتخبت الرابطة فلانا رئيسا لها»
_MARKS = "\"'«»“”"
_GAP = folded("في لدى سابقا سابق باسم السيد السيدة نفسه -")
_CLOSERS = frozenset("،,.)")
_SEVERAL = folded("رؤساء وزراء وكلاء عمداء أمناء مدراء ضباط ملوك أمراء شيوخ نقباء")
_FOR = "باسم"  # «متحدث باسم»
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
        if not office.body and fold(article.word_behind(entity.end)) in _OF_IT:
            bodies = [e for e in article.entities[:i] if e.label == "ORG"]
            office = replace(office, body=body_key(article.bare_words(bodies[-1].span)) if bodies else ())
        if office.words and not _HONOURS.issuperset(office.words):
            owner.offices.append(office)
        if fold(entity.text.split()[0]).endswith("ه") and not owner.gender:
            owner.gender = "f"
    return found


def office_at(article: Article, title: Entity) -> Office:
    """What a title says together with the nationality, place or body right behind it."""
    plain = article.bare_words(title.span)
    behind = [*plain[1:], article.word_behind(title.end)][0]
    if fold(plain[0]).endswith("ا") and behind.startswith("ل"):
        plain[0] = fold(plain[0])[:-1]  # «رئيسا للاتحاد», but «رئيسا الاتحادين»
    words = office_words(plain)
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
            of = of or nation(entity.text) or without_article(fold(entity.text))
        elif entity.label == "ORG" and not body:
            body = body_key(article.bare_words(entity.span))
        else:
            break
        end = entity.end
    return Office(words, of, body)


def office_words(words: list[str]) -> tuple[str, ...]:
    """A title's words as they are compared: folded, without ال, synonyms made one."""
    keys = (without_article(fold(word)) for word in words)
    found = tuple(word for word in (_SAME.get(key, key) for key in keys) if word)
    return _PHRASES.get(found, found)


def plural(title: str) -> bool:
    """Whether a title speaks of several («الباحثون», «وزراء الخارجية»)."""
    noun = source_noun(title)
    several = noun is not None and noun.number == "p"
    return several or fold(title).endswith(("ون", "ين")) or without_article(fold(title)) in _SEVERAL


def holders(office: Office, people: Sequence[Cluster]) -> list[Cluster]:
    """The people whom an office may stand for («الرئيس الروسي»), those it fits exactly if there are any."""
    gender = "f" if office.words and office.words[0].endswith("ه") else "m"
    people = [c for c in people if not c.gender or c.gender == gender or gender == "m"]
    fitting = [c for c in people if any(_fits(office, held) for held in c.offices)]
    exact = [c for c in fitting if any(_plain(held.words) == _plain(office.words) for held in c.offices)]
    found = exact or fitting
    if len(found) > 1 and not office.body:  # «الرئيس» is rather the president than some company's
        same_form = [c for c in found if any(held.words[0] == office.words[0] for held in c.offices)]
        found = same_form or found
    if not office.nation:
        return found
    return [c for c in found if any(same_nation(o.nation, office.nation) for o in c.offices)] or found


def _fits(asked: Office, held: Office) -> bool:
    """Whether a person who holds an office may be called by what is asked for."""
    words, own = _plain(asked.words), _plain(held.words)
    if not words or not own or words[0] != own[0]:
        return False
    if len(words) > 1 and words != own[: len(words)] and not set(words) <= {*own, *held.body}:
        return False
    if asked.nation and held.nation and not same_nation(asked.nation, held.nation):
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
    title = article.entities[index]
    spoken_for = fold(title.text.split()[-1]) == _FOR
    end = title.end
    for entity in article.entities[index + 1 :]:
        gap = _gap(article, end, entity.start)
        if gap in (["،"], [","]) and entity.label == "PER":
            closed = article.text[entity.end :].lstrip()[:1] in _CLOSERS
            return names.of.get(entity.span) if closed else None  # «رئيس الحركة، عبد القادر …، إن»
        if gap in (["،"], [","]) and _forms_of_address(article, entity):
            end = entity.end  # «المدير التنفيذي للشركة، المهندس وائل …، إن»
            continue
        abbreviated = gap in (["."], [".،"]) and len(title.text) < 3  # «د. هدى …»
        if not abbreviated and (len(gap) > 3 or not all(_bridges(word) for word in gap)):
            return None
        conjoined = article.words(entity.span)[0] != article.bare_words(entity.span, person=True)[0]
        if entity.label == "PER":
            direct = spoken_for and article.entities[index + 1].label in ("PER", "TITLE")
            return None if conjoined or direct else names.of.get(entity.span)  # «متحدث باسم الرئيس …»
        if entity.label not in ("TITLE", "NORP", "ORG", "GPE", "LOC", "FAC"):
            return None
        if entity.label == "TITLE" and conjoined and _adjacent(article, index):
            return None  # «فلان رئيس الدائرة والشيخ علان»
        end = entity.end
    return None


def _gap(article: Article, start: int, end: int) -> list[str]:
    """The words between two offsets, without the marks round a name («رئيس حزب "النخلة" فلان»)."""
    return [word for word in (w.strip(_MARKS) for w in article.text[start:end].split()) if word]


def _forms_of_address(article: Article, title: Entity) -> bool:
    return title.label == "TITLE" and _HONOURS.issuperset(office_words(article.words(title.span)))


def _adjacent(article: Article, index: int) -> bool:
    """Whether a name stands right in front of a title, with nothing between."""
    before = article.entities[index - 1] if index else None
    gap = article.text[before.end : article.entities[index].start] if before else "-"
    return before is not None and before.label == "PER" and not gap.strip()


def _owner_in_front(article: Article, names: Names, index: int) -> Cluster | None:
    """«إيغور كوستيوكوف، رئيس الإدارة …»: the name that a title explains, also after other titles of it."""
    title = article.entities[index]
    conjoined = article.words(title.span)[0] != article.bare_words(title.span)[0]
    start = title.start
    for before in reversed(article.entities[:index]):
        gap = article.text[before.end : start].strip(" \n\t" + _MARKS)
        if gap not in ("", "،", ",", "-", "–", "، وهو", "، وهي"):
            return None
        if conjoined and before.label == "PER":
            return None  # but «فلان، رئيس الاتحاد، ونقيب …»
        conjoined = conjoined and before.label != "TITLE"
        if before.label == "PER":
            following = article.text[title.end :].lstrip()[:1]
            first = start == title.start
            definite = first and gap and fold(title.text).startswith("ال")
            return None if definite and following not in "،,-–" else names.of.get(before.span)
        if before.label not in ("TITLE", "ORG", "GPE", "NORP"):
            return None
        start = before.start
    return None


def _bridges(word: str) -> bool:
    """Whether a word may stand between a title and its holder («وزير الدفاع السابق …», «رئيس شركة …»)."""
    key = fold(word)
    definite = key.startswith(("ال", "لل", "بال")) and len(key) > 4 and key[-1].isalnum()
    return key in _GAP or key in _outside() or key in body_heads() or definite


@cache
def _outside() -> frozenset[str]:
    return frozenset(fold(word.rstrip(UNSURE)) for word in sections("titles")["outside"])
