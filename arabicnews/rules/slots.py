"""Where a person's name may follow: behind a title, or behind «اللاعب», «الفنانة» and the like."""

from __future__ import annotations

from typing import NamedTuple

from arabicnews.lexicon import folded
from arabicnews.names import folded_readings, given_names
from arabicnews.references.nouns import source_noun
from arabicnews.rules.extents import Known
from arabicnews.rules.titles import Title
from arabicnews.rules.view import View

_MAX_BRIDGE = 4  # tokens between a title and its name («وزير الدفاع الروسي السابق …»)
_BRIDGES = folded(
    "السابق السابقة سابقا الأسبق الحالي الحالية الجديد الجديدة الراحل الراحلة المقال المنتخب المخلوع"
)


class Slots(NamedTuple):
    """Tokens where a name may begin: ``all`` of them, and those right behind a common noun."""

    all: frozenset[int]
    nouns: frozenset[int]


def name_slots(view: View, known: Known, titles: dict[int, Title]) -> Slots:
    """The slots of a text, nationalities, bodies and «السابق» behind a title let past."""
    nouns = frozenset(i + 1 for i in range(len(view.tokens)) if _names_person(view, i))
    found: set[int] = set()
    behind = (title.end + (view.key(title.end) in (".", "/", ":")) for title in titles.values())
    for i in (*behind, *nouns):
        at: int | None = i
        for _ in range(_MAX_BRIDGE):
            if at is None:
                break
            found.add(at)
            at = _past(view, at, known, titles)
    return Slots(frozenset(found), nouns)


def _past(view: View, i: int, known: Known, titles: dict[int, Title]) -> int | None:
    """Past what may stand between a title and its name; None if nothing of the kind is here."""
    names = [c for c in known.get(i, ()) if c.label in ("NORP", "ORG", "GPE")]
    if names:
        return names[0].end
    if i in titles:
        return titles[i].end
    return i + 1 if view.key(i) in _BRIDGES or _leads_on(view, i, known) else None


def _leads_on(view: View, i: int, known: Known) -> bool:
    """«المتحدث باسم الوزارة في تونس، فاطمة …»: a place, or a comma before a given name, is let past."""
    if view.key(i) == "في":
        return any(c.label in ("GPE", "ORG") for c in known.get(i + 1, ()))
    comma = i < len(view.tokens) and view.tokens[i].text in "،,"
    return comma and view.key(i + 1) in given_names()


def _names_person(view: View, i: int) -> bool:
    """A definite noun for one person that is no adjective («الوضع الاقتصادي»)."""
    if not view.is_word(i) or not is_person_noun(view.tokens[i].text):
        return False
    return not (view.is_word(i - 1) and view.key(i - 1).startswith("ال") and view.keys[i].startswith("ال"))


def is_person_noun(text: str) -> bool:
    """«اللاعب», «الفنانة», «والناشط»: a definite noun for one person."""
    noun = source_noun(text)
    definite = any(reading.startswith("ال") for reading in folded_readings(text))
    return definite and noun is not None and noun.kind == "person" and noun.number == "s"
