"""Names that begin with a word of their kind («وزارة الصحة», «مطار بيروت الدولي», «الجيش السوري»)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from arabicnews.lexicon import folded, rows, split_phrases
from arabicnews.names import without_article
from arabicnews.rules import extents
from arabicnews.rules.candidates import Candidate
from arabicnews.rules.extents import INSTITUTIONAL, NOT_ADJECTIVES, Known
from arabicnews.rules.view import View
from arabicnews.rules.vocabulary import all_function_words, is_ordinary
from arabicnews.words import fold

RANK = 2
MARKED = 4  # a title between quotation marks is sure of its edges
_MAX_MARKED = 6  # words of a title between marks
_PAIRED = folded(
    "دائرة إدارة قطاع مكتب وزارة هيئة منظمة لجنة معهد كلية مديرية مصلحة جمعية غرفة نقابة اتحاد مركز مؤسسة"
)
_NATIONAL_TEAM = folded("منتخب جيش حكومة رئاسة برلمان شرطة استخبارات مخابرات")
_MINISTERIAL = folded("وزير وزيرة وزراء وزيرا وزارة نظير نظيره نظيرها")
_LEADERS = folded("رئيس رئيسة زعيم زعيمة أمين قيادي عضو مرشح حزب متحدث ناطق باسم")
_LEAD_BY = folded("بقيادة برئاسة بإدارة بحملة بقوة بسوق بدور")
_KINDS_INSIDE = frozenset({"GPE", "PER", "ORG", "LOC", "MISC", "FAC", "DATE"})


class Trigger(NamedTuple):
    """What a kind word brings: the label of the name and how it is read."""

    label: str
    how: str


def triggered_names(view: View, known: Known) -> list[Candidate]:
    """The names that begin with, or stand behind, a word of their kind."""
    found: list[Candidate] = []
    for i, token in enumerate(view.tokens):
        if not token.is_word:
            continue
        found += _national(view, i, known)
        for reading in view.readings(i):
            for trigger in _triggers().get(reading, ()):
                found += _read(view, i, trigger, known)
            definite = _triggers().get(reading[2:], ()) if reading.startswith("ال") else ()
            if any(t.label == "ORG" and t.how in ("own", "known") for t in definite):
                found += _definite(view, i, known)
    return found


def _read(view: View, i: int, trigger: Trigger, known: Known) -> Iterator[Candidate]:
    label, how = trigger
    if view.keys[i] in _LEAD_BY or (view.keys[i] == "طريق" and view.key(i - 1) == "عن"):
        return
    marked = _marked(view, i + 1) if label != "GPE" and how != "minister" else None
    if marked:
        yield Candidate(*marked, label, MARKED)
        return
    start, rank = (i + 1, RANK - 1) if how == "bare" else (i, RANK)
    if how == "minister":
        end = extents.portfolio_end(view, i + 1, known)
    elif how == "bare":
        end = extents.unknown_end(view, i + 1, known)
    else:
        end = _complement_end(view, i + 1, trigger, known) if how in ("own", "known") else i
    if end > i + 1:
        yield Candidate(start, end, label, rank)


def _marked(view: View, i: int) -> tuple[int, int] | None:
    """A short stretch whose opening mark is a token («فيلم "…"»)."""
    for stretch in view.stretches:
        if stretch.before == i and stretch.end - stretch.start <= _MAX_MARKED:
            start, end = view.trim(stretch.start, stretch.end)
            return (start, end) if start < end else None
    return None


def _complement_end(view: View, i: int, trigger: Trigger, known: Known) -> int:
    """Past what follows a word of a kind without ال and belongs to the name; ``i`` if nothing does."""
    label, how = trigger
    loose = how == "known" and label in ("ORG", "MISC")  # «قوات الناتو», «حكومة بوتين»: the inner name alone
    inside = _KINDS_INSIDE - {"PER", "ORG"} if loose else _KINDS_INSIDE
    names = [c for c in known.get(i, ()) if c.label in inside and not extents.is_conjoined(view, i)]
    if names:
        return names[0].end if label in ("GPE", "LOC") else extents.tail_end(view, names[0].end, known)
    if extents.is_number(view, i) and label in ("EVENT", "MISC"):
        return i + 1
    if not view.is_word(i) or (extents.is_conjoined(view, i) and is_ordinary(view.tokens[i].text)):
        return i
    if view.keys[i].startswith("ال") and len(view.keys[i]) > 4:
        return _definite_end(view, i, how, known)
    if how == "own" and label == "ORG" and _construct(view, i):
        return extents.tail_end(view, i + 2, known)
    end = extents.unknown_end(view, i, known)
    return extents.tail_end(view, end, known) if end > i else i


def _definite_end(view: View, i: int, how: str, known: Known) -> int:
    """Past a word with ال, a second one behind و, and their adjectives («الإذاعة والتلفزيون الوطنية»)."""
    if extents.is_people(known, i) or view.keys[i] in NOT_ADJECTIVES:
        return i
    if how == "known" and not _proper(view, i):
        return i
    return extents.tail_end(view, _paired(view, i + 1), known)


def _proper(view: View, i: int) -> bool:
    """Whether a word with ال behind a loose kind word makes a name: unknown, or told so by its neighbours."""
    if not is_ordinary(view.tokens[i].text) or view.key(i + 1) in INSTITUTIONAL:
        return True
    return i > 1 and bool({without_article(key) for key in view.readings(i - 2)} & _LEADERS)


def _construct(view: View, i: int) -> bool:
    """«حقوق الإنسان», «مكافحة الفساد»: two nouns in a row, the second with ال."""
    key, following = view.keys[i], view.key(i + 1)
    if key in all_function_words() or key.endswith("ا") or extents.is_conjoined(view, i):
        return False
    return following.startswith("ال") and len(following) > 4 and following not in NOT_ADJECTIVES


def _paired(view: View, i: int) -> int:
    """Past a second noun behind و («هيئة الإذاعة والتلفزيون»), where such names have two."""
    heads = {without_article(key) for key in view.readings(i - 2)} if i > 1 else set()
    key = view.key(i)
    paired = heads & _PAIRED and key.startswith("وال") and len(key) > 5
    return i + 1 if paired and without_article(key[1:]) not in _triggers() else i


def _definite(view: View, i: int, known: Known) -> Iterator[Candidate]:
    """«الهيئة الوطنية للانتخابات», «المجلس الأعلى للقضاء»: ال on the kind word, adjectives, a purpose."""
    end, institutional = i + 1, 0
    while view.is_word(end) and extents.is_adjective(view.keys[end]):
        institutional += view.keys[end] in INSTITUTIONAL
        end += 1
    past = extents.purpose_end(view, end, known)
    if end > i + 1 and (past > end or institutional > 1 or (institutional and end > i + 2)):
        yield Candidate(i, past, "ORG", RANK)


# -- «الجيش السوري», «منتخب مصر» -------------------------------------------------------------------------


def _national(view: View, i: int, known: Known) -> Iterator[Candidate]:
    """A body that its nationality makes a name («الحكومة الباكستانية», «الاتحاد المصري لكرة القدم»)."""
    if view.keys[i].endswith("يه") and view.key(i - 1).startswith("ال") and view.is_word(i - 1):
        return  # «السياسة الخارجية الأمريكية»
    if {without_article(key) for key in view.readings(i - 1)} & _MINISTERIAL:
        return  # «وزير الخارجية التركي»
    for length in (3, 2, 1):
        for reading in view.readings(i):
            words = (reading, *(view.key(i + n) for n in range(1, length)))
            label = _nationals().get(" ".join(words))
            if label:
                yield from _with_people(view, i, i + length, known, label)
                return
    if not extents.is_conjoined(view, i + 1) and any(r in _NATIONAL_TEAM for r in view.readings(i)):
        places = (place for place in known.get(i + 1, ()) if place.label == "GPE")
        yield from (Candidate(i, place.end, "ORG", RANK) for place in places)


def _with_people(view: View, start: int, i: int, known: Known, label: str) -> Iterator[Candidate]:
    """«المنتخب» + «الوطني» + «المغربي» + «الأول» + «لكرة القدم»."""
    at = i + (view.key(i) in INSTITUTIONAL and extents.is_people(known, i + 1))
    people = next((c for c in known.get(at, ()) if c.label == "NORP"), None)
    if people is None or extents.is_conjoined(view, at):
        return
    head = view.keys[i - 1] if view.keys[start].lstrip("وبلف").startswith("ال") else view.keys[start]
    feminine = head.endswith(("ه", "ات")) or head == "الخطوط"
    if feminine != view.keys[people.end - 1].endswith("ه"):
        return
    end = people.end
    while view.is_word(end) and view.keys[end] in INSTITUTIONAL | extents.ADJECTIVES:
        end += 1
    past = extents.purpose_end(view, end, known)
    if past == end and extents.is_object_of(view, end):
        past = end + 2  # «الاتحاد الدولي لتجارة اللحوم»
    yield Candidate(start, past, label, RANK)


@cache
def _triggers() -> dict[str, tuple[Trigger, ...]]:
    found: dict[str, tuple[Trigger, ...]] = {}
    for label, how, line in rows("triggers"):
        for word in split_phrases(line):
            if how != "nation" and " " not in word:
                found[fold(word)] = (*found.get(fold(word), ()), Trigger(label, how))
    return found


@cache
def _nationals() -> dict[str, str]:
    """Heads that a nationality makes a name, folded → the label."""
    lines = [(label, line) for label, how, line in rows("triggers") if how == "nation"]
    phrases = ((label, phrase) for label, line in lines for phrase in split_phrases(line))
    return {" ".join(fold(word) for word in phrase.split()): label for label, phrase in phrases}
