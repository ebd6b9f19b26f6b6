"""Names that the lists know: places, bodies, events, works, nationalities."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from arabicnews.lexicon import folded, rows, split_phrases
from arabicnews.names import UNSURE, capitals, countries, demonyms, inflect, without_article
from arabicnews.rules.candidates import Candidate
from arabicnews.rules.view import View
from arabicnews.rules.vocabulary import all_function_words
from arabicnews.words import fold, tokenize

NOTHING = "-"  # label of phrases that hide what stands in them
RANK = 2
_LISTS = (
    ("places", "LOC"),
    ("facilities", "FAC"),
    ("events", "EVENT"),
    ("works", "MISC"),
    ("stop_phrases", NOTHING),
)
_PLACE_WORDS = folded(
    "مدينة بلدة قرية محافظة ولاية قضاء ريف إقليم بلدية جهة منطقة معتمدية ميناء مطار دولة جمهورية إمارة حي جبل"
)
_CLUB_WORDS = folded("نادي فريق لاعب مدرب نجم مهاجم حارس مدافع قائد جماهير ملعب مباراة فريقي ناديي")
_SPORT = folded(
    "مباراة المباراة مباريات الدوري كأس لاعب لاعبي اللاعبين فريق الفريق مدرب المدرب منتخب المنتخب "
    "البطولة المرمى الملعب نادي النادي الشوط التعادل هدفا هدفين الجولة اللاعب المهاجم الحارس الأندية "
    "الاتحاد المونديال"
)
_MIN_SPORT = 5  # sports words that make an article one on sport
_MIN_SPORT_SHARE = 0.02


_LANGUAGES = folded(
    "العربية الفرنسية الإنجليزية الإنكليزية الأمازيغية الألمانية الإسبانية العبرية التركية الفارسية الكردية "
    "الصينية الروسية الإيطالية اليابانية البرتغالية الأردية الهندية"
)


class Phrase(NamedTuple):
    """A known name: its folded words, its label, and when it counts.

    ``when`` is empty where it always does, else the list whose rule for unsure names applies.
    """

    keys: tuple[str, ...]
    label: str
    when: str = ""


def known_names(view: View) -> list[Candidate]:
    """The known names of a text; overlapping ones too."""
    sport = is_sport(view)
    found = []
    for i, token in enumerate(view.tokens):
        if token.is_word:
            found += [
                Candidate(*_read(view, i, end, label), rank) for end, label, rank in _at(view, i, sport)
            ]
    return found


def _read(view: View, i: int, end: int, label: str) -> tuple[int, int, str]:
    """A known name as its neighbours read it: languages, «طالبا سوريا», «كأس العالم 2018 لكرة القدم»."""
    if label == "EVENT":
        end += view.is_word(end) and view.tokens[end].text.isdigit() and len(view.tokens[end].text) == 4
        return i, end + 2 * (view.key(end) == "لكره" and view.key(end + 1) == "القدم"), label
    before, key = view.key(i - 1), view.keys[i]
    if label == "GPE" and end == i + 1 and _is_adjective(view, i):
        return i, end, "NORP"
    language = (
        label == "NORP"
        and end == i + 1
        and key.endswith("يه")
        and any(r in _LANGUAGES for r in view.readings(i))
    )
    if language and before.endswith("اللغه") | before.endswith("للغه"):
        return i - 1, end, "MISC"
    return i, end, "MISC" if language and key.startswith("بال") else label


def _is_adjective(view: View, i: int) -> bool:
    """«الصحف السعودية», «طالبا سوريا»: a country's name that is a nationality behind its noun."""
    before, key = view.key(i - 1), view.keys[i]
    if not view.is_word(i - 1) or before in all_function_words():
        return False
    if key == "السعوديه":
        return before.startswith(("ال", "وال", "بال", "لل")) or before.endswith("ه")
    return (
        key in demonyms()
        and key.endswith("يا")
        and before.endswith("ا")
        and len(before) > 3
        and key[0] != "ا"
    )


def is_sport(view: View) -> bool:
    """Whether an article speaks of sport."""
    count = sum(key in _SPORT for key in view.keys)
    return count >= _MIN_SPORT and count >= _MIN_SPORT_SHARE * len(view.keys)


def _at(view: View, i: int, sport: bool) -> Iterator[tuple[int, str, float]]:
    """Ends, labels and ranks of the names that begin at a token: the longest of each label."""
    seen: set[str] = set()
    for reading in view.readings(i):
        for phrase in _phrases().get(reading, ()):
            end = i + len(phrase.keys)
            if phrase.label in seen or not _stands(view, i, phrase.keys):
                continue
            if phrase.when and not _counts(view, i, end, phrase, sport, whole=reading == view.keys[i]):
                continue
            seen.add(phrase.label)
            if phrase.label == "NORP" and view.tokens[i].text.endswith("ى"):
                continue  # «مجرى», «اليمنى»
            if phrase.label == NOTHING:
                yield end, NOTHING, RANK + 1
                continue
            yield end, phrase.label, RANK + (phrase.when in ("club", "body")) / 2  # the club before the city


def _stands(view: View, i: int, keys: tuple[str, ...]) -> bool:
    return all(view.key(i + n) == key for n, key in enumerate(keys) if n)


def _counts(view: View, i: int, end: int, phrase: Phrase, sport: bool, *, whole: bool) -> bool:
    """Whether a name that is also a common word is meant."""
    before = {without_article(key) for key in view.readings(i - 1)} if i else set()
    if phrase.when == "place":
        return bool(before & _PLACE_WORDS)
    if phrase.when == "club":
        in_place = bool(before & (_PLACE_WORDS | {"في", "عاصمه"}))
        return bool(before & _CLUB_WORDS) or (sport and not in_place and view.keys[i] not in _OFTEN_ELSE)
    if phrase.when == "article":
        return any(key.startswith("ال") for key in view.readings(i))
    if before & _heads():
        return True
    return any(s.start == i and s.end == end for s in view.stretches)


_OFTEN_ELSE = folded("الشباب الجزيرة العين الوحدة الفتح الاتفاق العربي السد المقاصة عجمان الشارقة")


@cache
def _heads() -> frozenset[str]:
    """Words after which an unsure name of a body counts."""
    lines = [line for label, _, line in rows("triggers") if label == "ORG"]
    return frozenset(without_article(fold(w)) for line in lines for w in split_phrases(line) if " " not in w)


@cache
def _phrases() -> dict[str, tuple[Phrase, ...]]:
    """Every known name by its first folded word, longest first."""
    found: dict[str, dict[Phrase, None]] = {}
    for phrase in _listed():
        if phrase.keys:
            found.setdefault(phrase.keys[0], {})[phrase] = None
    return {first: tuple(sorted(known, key=lambda p: -len(p.keys))) for first, known in found.items()}


def _listed() -> Iterator[Phrase]:
    for name in countries():
        yield Phrase(tuple(name.split()), "GPE", "place" if name in ("مالي", "بنين") else "")
    for name in capitals():
        yield Phrase(tuple(name.split()), "GPE")
    for (line,) in rows("cities"):
        yield from (_phrase(name, "GPE", "place") for name in split_phrases(line.split(":", 1)[1]))
    for listed, label in _LISTS:
        yield from (_phrase(name, label, "place") for (line,) in rows(listed) for name in split_phrases(line))
    for listed, when in (("organisations", "body"), ("clubs", "club")):
        for (line,) in rows(listed):
            for group in split_phrases(line):
                names = [name.strip() for name in group.split("=")]
                yield from (_phrase(name, "ORG", when) for name in names if not _of_kind(name, names))
    yield from _peoples()


def _of_kind(name: str, names: list[str]) -> bool:
    """«صحيفة الشروق» beside «الشروق»: the word of its kind is no part of the name."""
    first, _, rest = name.partition(" ")
    plain = {other.rstrip(UNSURE) for other in names}
    return fold(first) in _bare_heads() and rest in plain


@cache
def _bare_heads() -> frozenset[str]:
    lines = [line for label, how, line in rows("triggers") if label == "ORG" and how == "bare"]
    return frozenset(fold(word) for line in lines for word in split_phrases(line))


def _phrase(name: str, label: str, when: str) -> Phrase:
    keys = tuple(fold(token.text) for token in tokenize(name.rstrip(UNSURE)))
    return Phrase(keys, label, when if name.endswith(UNSURE) else "")


def _peoples() -> Iterator[Phrase]:
    for form in demonyms():
        if form not in countries() and form.rstrip("ا") not in ("مالي", "بنين"):
            yield Phrase(tuple(form.split()), "NORP")
    for (line,) in rows("affiliations"):
        first, *others = split_phrases(line)
        for form in inflect(first.rstrip(UNSURE)):
            yield Phrase((fold(form),), "NORP", "article" if first.endswith(UNSURE) else "")
        for other in others:
            forms = inflect(other) if other.endswith("ي") else (other.rstrip(UNSURE),)
            for form in forms:
                yield Phrase((fold(form),), "NORP", "article" if other.endswith(UNSURE) else "")
