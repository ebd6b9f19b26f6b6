"""Titles: offices, ranks and forms of address (TITLE)."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from arabicnews.lexicon import folded, sections
from arabicnews.names import UNSURE, name_words, without_article
from arabicnews.references.bodies import body_heads
from arabicnews.rules.extents import Known, is_adjective, portfolio_end
from arabicnews.rules.view import View
from arabicnews.rules.vocabulary import all_function_words, is_ordinary
from arabicnews.words import fold

_MINISTERS = folded("وزير وزيرة وزراء وزيرا وزيران وزيرين وزيري")
_OF_OFFICES = folded("نائب نائبة مساعد مساعدة معاون مستشار مستشارة وكيل وكيلة سكرتير كبير مبعوث مدير")
_LEADERS = folded(
    "رئيس رئيسة مدير مديرة قائد قائدة عميد زعيم مدرب أمين ناطق متحدث متحدثة مسؤول وكيل مفتي عضو"
)
_EDGE = all_function_words() | folded(
    "السابق السابقة الأسبق الحالي الجديد الجديدة الراحل الذي التي المقبل القادم نفسه الأول الثاني الآخر"
)


ALONE_NOT = folded(
    "المتحدث المتحدثة العضو الحاكم الوكيل المساعد الإمبراطور الخليفة الحكم المراسل المحامي "
    "المحامية الباحث الباحثة المحقق المهندس"
)


class Title(NamedTuple):
    """A run of tokens that may be a title; ``needs_name`` where it counts only before a name."""

    start: int
    end: int
    needs_name: bool
    definite: bool
    complete: bool  # it says of what («وزير الخارجية»), or is a fixed phrase


def titles(view: View, known: Known) -> dict[int, Title]:
    """The possible titles of a text by the token they begin at."""
    found: dict[int, Title] = {}
    i = 0
    while i < len(view.tokens):
        title = _title(view, i, known) if view.is_word(i) else None
        if title:
            found[i] = title
            i = title.end
        else:
            i += 1
    return found


def _title(view: View, i: int, known: Known) -> Title | None:
    """The longest title that begins at a token."""
    if view.keys[i] in ("د", "م") and view.key(i + 1) in (".", "/", ":") and view.is_word(i + 2):
        return Title(i, i + 1, needs_name=True, definite=True, complete=True)  # «د. نادية»
    for reading in view.readings(i):
        address = _longest(view, i, reading, _phrases("address"))
        if address:
            return Title(i, address, needs_name=True, definite=True, complete=True)
        phrase = _longest(view, i, reading, _phrases("phrase"))
        bare = without_article(reading)
        if reading in ("امام", "باب") or view.tokens[i].text.endswith("أمام"):
            continue
        if bare in _words("office") and view.tokens[i].text[-1] != "ى":
            return _office(view, i, reading, max(phrase, i + 1), known)
        if reading == "والي" and view.tokens[i].text == "والي" and _governor(view, i, known):
            return Title(i, i + 1, needs_name=False, definite=True, complete=True)
        if phrase:
            return Title(i, _further(view, phrase, known), False, reading.startswith("ال"), True)
        if bare in _words("rank") and reading != "فريق":
            return Title(i, i + 1, needs_name=True, definite=reading.startswith("ال"), complete=False)
    return None


def _office(view: View, i: int, reading: str, end: int, known: Known) -> Title:
    bare, definite = without_article(reading), reading.startswith("ال")
    complete = end > i + 1
    if bare in _MINISTERS and not definite:
        past = portfolio_end(view, end, known)
        complete, end = complete or past > end, past
    elif not complete and bare in _OF_OFFICES and not definite:
        inner = _title(view, end, known) if view.is_word(end) and not view.keys[end].startswith("و") else None
        if inner and not inner.needs_name:
            complete, end = True, inner.end
    if not complete and not definite and _governs(view, end, known):
        complete, end = True, end + 1
        end += _qualifies(view, end, known)
    if end == i + 1 or view.keys[end - 1] in ("الاركان", "اركان"):
        end = _adjectives(view, end, known, definite=definite)
        end += definite and end == i + 1 and _qualifies(view, end, known)  # «الخبير المصرفي»
    needs_name = bare in _words("rank") and not complete and not definite
    complete = complete or (
        bare in _LEADERS and not definite and without_article(view.key(end)) in body_heads()
    )
    return Title(i, _further(view, end, known), needs_name, definite, complete)


def _qualifies(view: View, i: int, known: Known) -> bool:
    """Whether an adjective that belongs to a title stands here, and no title («الدفاع المحامية»)."""
    key = view.key(i)
    if not is_adjective(key) or not key.endswith(("يه", "ي")) or known.get(i) or key in _EDGE:
        return False
    return without_article(key) not in _words("office") | _words("rank") and key not in name_words()


def _governor(view: View, i: int, known: Known) -> bool:
    """«والي مستغانم» and not «وإلى مصر» of an article that never writes ى."""
    place = any(c.label == "GPE" for c in known.get(i + 1, ()))
    return place or view.key(i + 1) in ("ولايه", "جهه", "الولايه", "الجهه")


def _governs(view: View, i: int, known: Known) -> bool:
    """Whether a word is what an office may govern («الحكومة») and begins no name of its own."""
    key = view.key(i)
    if not view.is_word(i) or not key.startswith("ال") or known.get(i) or is_adjective(key):
        return without_article(key) in _governed() and key.startswith("ال") and not known.get(i)
    return without_article(key) in _governed() or (is_ordinary(view.tokens[i].text) and key not in _EDGE)


def _adjectives(view: View, i: int, known: Known, *, definite: bool) -> int:
    while view.is_word(i) and not known.get(i):
        key = view.keys[i]
        word = key if definite else "ال" + key
        if word not in _words("adjective") or (definite and not key.startswith("ال")):
            break
        i += 1
    return i + 1 if view.key(i) == "باسم" else i


def _further(view: View, i: int, known: Known) -> int:
    """Past «لشؤون الشرق الأدنى», «للشؤون السياسية» and «باسم» behind a title."""
    if view.key(i) == "باسم":
        return i + 1
    if view.key(i) == "لشوون" and view.is_word(i + 1):
        names = known.get(i + 1, ())
        return names[0].end if names else i + 2
    if view.key(i) == "للشوون" and view.is_word(i + 1) and not known.get(i + 1):
        return i + 2
    return i


def _longest(view: View, i: int, reading: str, phrases: dict[str, tuple[tuple[str, ...], ...]]) -> int:
    """Past the longest phrase that begins at a token; 0 if none does."""
    for keys in phrases.get(reading, ()):
        if all(view.key(i + n) == key for n, key in enumerate(keys) if n):
            return i + len(keys)
    return 0


@cache
def _phrases(section: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sections("titles")[section]:
        if not phrase.endswith(UNSURE):
            keys = tuple(fold(word) for word in phrase.split())
            found.setdefault(keys[0], []).append(keys)
    return {first: tuple(sorted(known, key=len, reverse=True)) for first, known in found.items()}


@cache
def _words(section: str) -> frozenset[str]:
    words = frozenset(fold(word) for word in sections("titles")[section] if not word.endswith(UNSURE))
    return words if section == "adjective" else frozenset(without_article(word) for word in words)


@cache
def _governed() -> frozenset[str]:
    return frozenset(without_article(fold(word)) for word in sections("titles")["governed"])
