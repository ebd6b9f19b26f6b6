"""Names that begin with a word of their kind («وزارة الصحة», «مطار بيروت الدولي», «الجيش السوري»)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from arabicnews.lexicon import rows, sections, split_phrases
from arabicnews.names import UNSURE, name_words, without_article
from arabicnews.rules.candidates import Candidate
from arabicnews.rules.view import View
from arabicnews.rules.vocabulary import all_function_words, is_ordinary, is_prefixed
from arabicnews.words import fold

RANK = 2
MARKED = 4  # a title between quotation marks is sure of its edges
_MAX_MARKED = 6  # words of a title between marks
_MAX_UNKNOWN = 3  # unknown words in a row that are taken for one name
_ADJECTIVES = frozenset(
    fold(w)
    for w in "العام العامة الأعلى العليا العالي الموحد الموحدة المتحدة المشترك المشتركة المستقل المستقلة الشامل الكبرى الكبير الكبيرة "
    "المسلحة الحر الحرة الخاص الخاصة الدائم الدائمة القابضة المحدودة الممتاز الأول الأولى الثاني الثالث الثانية الخيرية الحرام "
    "المنورة المكرمة الشريف المقدس المقدسة القديم القديمة الجديد الجديدة الأكبر الأصغر المفتوحة الأولمبية الأولمبي".split()
)
_INSTITUTIONAL = frozenset(
    fold(w) for w in "الأعلى العليا الوطني الوطنية العام العامة المركزي المركزية الدولي الدولية المستقلة الملكي الملكية".split()
)
_NOT_ADJECTIVES = frozenset(
    fold(w)
    for w in "الذي التي الماضي الماضية الحالي الحالية المقبل المقبلة القادم القادمة السابق السابقة الثاني الثانية التالي "
    "التالية الجاري الجارية المعني المعنية".split()
)
_PAIRED = frozenset(
    without_article(fold(w)) for w in "وزارة هيئة منظمة لجنة معهد كلية مديرية مصلحة جمعية غرفة نقابة اتحاد مركز مؤسسة".split()
)
_NATIONAL_TEAM = frozenset(fold(w) for w in ("منتخب", "جيش", "حكومة", "رئاسة", "برلمان", "شرطة", "استخبارات", "مخابرات"))
_MINISTERIAL = frozenset(fold(w) for w in "وزير وزيرة وزراء وزيرا وزارة نظير نظيره نظيرها".split())
_LEAD_BY = frozenset(fold(w) for w in "بقيادة برئاسة بإدارة بحملة بقوة بسوق بدور".split())
_KINDS_INSIDE = {"GPE", "PER", "ORG", "LOC", "MISC", "FAC", "DATE", "NUMBER"}

_LETTERS = frozenset(
    fold(w)
    for w in "إيه بي سي دي إي إف أف جي إتش اتش آي أي جيه كيه إل ال أم إم ام إن ان أو أر آر إس أس اس تي يو في دبليو إكس واي".split()
)  # names of Latin letters: «أم بي سي»
Known = Mapping[int, tuple[Candidate, ...]]  # where a known name begins → the names, longest first


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
    if view.keys[i] in _LEAD_BY:
        return
    marked = _marked(view, i + 1)
    if how == "minister":
        end = portfolio_end(view, i + 1, known)
        if end > i + 1:
            yield Candidate(i, end, label, RANK)
    elif marked and label != "GPE":
        yield Candidate(*marked, label, MARKED)
    elif how == "bare":
        end = _unknown_end(view, i + 1, known)
        if end > i + 1:
            yield Candidate(i + 1, end, label, RANK - 1)
    elif how in ("own", "known"):
        end = _complement_end(view, i + 1, label, how, known)
        if end > i + 1:
            yield Candidate(i, end, label, RANK)


def _marked(view: View, i: int) -> tuple[int, int] | None:
    """A short stretch between marks that begins at or behind a token («فيلم "…"», «حركة النهضة"…»)."""
    for stretch in view.stretches:
        if stretch.before == i and stretch.end - stretch.start <= _MAX_MARKED:
            start, end = view.trim(stretch.start, stretch.end)
            return (start, end) if start < end else None
    return None


def portfolio_end(view: View, i: int, known: Known) -> int:
    """Past what a ministry or minister is in charge of («التعليم العالي والبحث العلمي»)."""
    end = i
    while view.is_word(end):
        key = view.keys[end]
        bare = key[1:] if key.startswith("و") and end > i else key
        people = any(c.label == "NORP" for c in known.get(end, ()))
        joined = key.startswith("وال") or bare in ("تكنولوجيا", "شوون")
        if without_article(bare) in _portfolios() and (end == i or joined or view.keys[end - 1] in _OF_SEVERAL):
            end += 1
        elif key.startswith("لل") and without_article("ال" + key[2:]) in _portfolios() and end > i:
            end += 1
        elif end > i and is_adjective(key) and not people and view.keys[end - 1] not in _ALONE:
            end += 1
        else:
            break
    return end


_OF_SEVERAL = frozenset(fold(w) for w in ("شؤون", "الدولة", "دولة", "تطوير", "الشؤون"))
_ALONE = frozenset(fold(w) for w in ("الخارجية", "الداخلية", "الدفاع", "المالية"))


def is_adjective(key: str) -> bool:
    """Whether a folded word with ال looks like an adjective that belongs to a name."""
    if key in _NOT_ADJECTIVES:
        return False
    return key in _ADJECTIVES or (key.startswith("ال") and len(key) > 5 and key.endswith(("ي", "يه")))


def _complement_end(view: View, i: int, label: str, how: str, known: Known) -> int:
    """Past what follows a word of a kind without ال and belongs to the name; ``i`` if nothing does."""
    inside = _KINDS_INSIDE - {"PER"} if label == "ORG" and how == "known" else _KINDS_INSIDE
    names = [c for c in known.get(i, ()) if c.label in inside and not _conjoined(view, i)]
    if names:
        return names[0].end if label in ("GPE", "LOC") else _tail(view, names[0].end, known)
    if _is_number(view, i) and label in ("EVENT", "MISC"):
        return i + 1
    if not view.is_word(i) or _conjoined(view, i) and is_ordinary(view.tokens[i].text):
        return i
    key = view.keys[i]
    if key.startswith("ال") and len(key) > 4:
        norp = any(c.label == "NORP" for c in known.get(i, ()))
        if norp or key in _NOT_ADJECTIVES or how == "known" and not _proper(view, i):
            return i
        return _tail(view, _paired(view, i + 1), known)
    if how == "own" and label == "ORG" and _construct(view, i):
        return _tail(view, i + 2, known)
    end = _unknown_end(view, i, known)
    return _tail(view, end, known) if end > i else i


def _proper(view: View, i: int) -> bool:
    """Whether a word with ال behind a loose kind word makes a name: unknown, or told so by its neighbours."""
    if not is_ordinary(view.tokens[i].text) or view.key(i + 1) in _INSTITUTIONAL:
        return True
    return bool({without_article(key) for key in view.readings(i - 2)} & _LEADERS) if i > 1 else False


_LEADERS = frozenset(fold(w) for w in "رئيس رئيسة زعيم زعيمة أمين قيادي عضو مرشح حزب متحدث ناطق باسم".split())


def _construct(view: View, i: int) -> bool:
    """«حقوق الإنسان», «مكافحة الفساد»: two nouns in a row, the second with ال."""
    following = view.key(i + 1)
    return (
        view.is_word(i)
        and view.keys[i] not in all_function_words()
        and following.startswith("ال")
        and len(following) > 4
        and following not in _NOT_ADJECTIVES
        and not view.keys[i].endswith("ا")
        and not _conjoined(view, i)
    )


def _paired(view: View, i: int) -> int:
    """Past a second noun behind و («هيئة الإذاعة والتلفزيون»), where such names have two."""
    heads = {without_article(key) for key in view.readings(i - 2)} if i > 1 else set()
    key = view.key(i)
    if heads & _PAIRED and key.startswith("وال") and without_article(key[1:]) not in _triggers() and len(key) > 5:
        return i + 1
    return i


def _tail(view: View, i: int, known: Known) -> int:
    """Past the adjectives, and what they are for, behind a name's core («الدولي للكتاب»)."""
    end = i
    while view.is_word(end) and is_adjective(view.keys[end]):
        if any(c.label == "NORP" for c in known.get(end, ())):
            break
        end += 1
    return _purpose(view, end, known) if end > i or view.key(i) in _FOR else end


def _purpose(view: View, i: int, known: Known) -> int:
    """«للكتاب», «لكرة القدم», «لحقوق الإنسان», «للأمم المتحدة»: what a body is for; ``i`` if not there."""
    key = view.key(i)
    names = [c for c in known.get(i, ()) if c.label in ("ORG", "GPE")]
    if names and key.startswith("ل"):
        return names[0].end
    if key.startswith("لل") and len(key) > 4:
        end = i + 1
        while view.is_word(end) and is_adjective(view.keys[end]) and view.keys[end].endswith(("يه", "ي")):
            end += 1
        return end
    if key in _PURPOSES and view.key(i + 1).startswith("ال"):
        return i + 2
    return i


_FOR = frozenset(
    fold(w)
    for w in "للكتاب للأنباء للسلام للحوار للثقافة للفنون للإعلام للتنمية للعلوم للطيران للدراسات للأبحاث للبحوث للأندية للسيارات للنفط "
    "للغاز للكهرباء للطاقة للشباب للمرأة للطفولة للعمل للشغل للقضاء للإحصاء للاتصالات للاستثمار للصحافة للصحفيين للسينما للمسرح "
    "للأدب للشعر للغة للفلك للتجارة للصناعة للمحاسبة للرياضة للتعليم للصحة للهجرة للسياحة للانتخابات للأمن للدفاع للإغاثة".split()
)
_PURPOSES = frozenset(
    fold(w) for w in "لكرة لحقوق لألعاب لشؤون لمكافحة لحماية لتنمية لدعم لإدارة لرعاية لتنظيم لمراقبة لدراسات لعلوم لأبحاث".split()
)


def _definite(view: View, i: int, known: Known) -> Iterator[Candidate]:
    """«الهيئة الوطنية للانتخابات», «المجلس الأعلى للقضاء»: ال on the kind word, adjectives, a purpose."""
    end, institutional = i + 1, 0
    while view.is_word(end) and is_adjective(view.keys[end]):
        institutional += view.keys[end] in _INSTITUTIONAL
        end += 1
    past = _purpose(view, end, known)
    if end > i + 1 and (past > end or institutional > 1 or (institutional and end > i + 2)):
        yield Candidate(i, past, "ORG", RANK)


def _national(view: View, i: int, known: Known) -> Iterator[Candidate]:
    """A body that its nationality makes a name («الحكومة الباكستانية», «الاتحاد المصري لكرة القدم»)."""
    if view.keys[i].endswith("يه") and view.key(i - 1).startswith("ال") and view.is_word(i - 1):
        return  # «السياسة الخارجية الأمريكية»
    if {without_article(key) for key in view.readings(i - 1)} & _MINISTERIAL:
        return
    for length in (3, 2, 1):
        for reading in view.readings(i):
            words = (reading, *(view.key(i + n) for n in range(1, length)))
            if " ".join(words) in _nationals():
                yield from _with_people(view, i, i + length, known)
                return
            if length == 1 and reading in _NATIONAL_TEAM:
                for place in known.get(i + 1, ()):
                    if place.label == "GPE" and not _conjoined(view, i + 1):
                        yield Candidate(i, place.end, "ORG", RANK)


def _with_people(view: View, start: int, i: int, known: Known) -> Iterator[Candidate]:
    end = i
    while view.is_word(end) and is_adjective(view.keys[end]) and not _people_end(end, known):
        end += 1
    if end - i > 1 or (end > i and view.keys[end - 1] not in _INSTITUTIONAL):
        return
    past = _people_end(end, known)
    if not past or _conjoined(view, end) or _is_feminine(view.keys[i - 1]) != view.keys[past - 1].endswith("ه"):
        return
    while view.is_word(past) and view.keys[past] in _INSTITUTIONAL | _ADJECTIVES:
        past += 1
    yield Candidate(start, _purpose(view, past, known), "ORG", RANK)


def _is_feminine(key: str) -> bool:
    return key.endswith(("ه", "ات")) or key == "الخطوط"


def _people_end(i: int, known: Known) -> int:
    return next((c.end for c in known.get(i, ()) if c.label == "NORP"), 0)


def _unknown_end(view: View, i: int, known: Known) -> int:
    """Past up to three words that no list knows, or a known name of any kind that begins here."""
    names = [c for c in known.get(i, ()) if c.label in ("ORG", "PER", "GPE")]
    if names:
        return i
    end = _letters_end(view, i)
    while end < i + _MAX_UNKNOWN and view.is_word(end) and not _is_number(view, end):
        if is_ordinary(view.tokens[end].text) or known.get(end) or view.keys[end] in name_words() and end == i:
            break
        end += 1
    return end


def _letters_end(view: View, i: int) -> int:
    """Past a name spelt by its Latin letters («سي إن إن»); ``i`` if there is none."""
    end = i
    while view.is_word(end) and view.keys[end] in _LETTERS:
        end += 1
    while end > i and view.keys[end - 1] in ("في", "او"):
        end -= 1
    letters = [key for key in view.keys[i:end] if key not in all_function_words()]
    return end if end - i > 1 and letters else i


def _conjoined(view: View, i: int) -> bool:
    """Whether a word begins with a clitic, as far as its form and the lists tell."""
    form = view.key(i).startswith(("وال", "بال", "لل", "فال", "كال"))
    return form or (view.is_word(i) and is_prefixed(view.tokens[i].text, "وفبلك"))


def _is_number(view: View, i: int) -> bool:
    return view.is_word(i) and view.tokens[i].text[0].isdigit()


@cache
def _triggers() -> dict[str, tuple[Trigger, ...]]:
    found: dict[str, tuple[Trigger, ...]] = {}
    for label, how, line in rows("triggers"):
        for word in split_phrases(line):
            if how != "nation" and " " not in word:
                found[fold(word)] = (*found.get(fold(word), ()), Trigger(label, how))
    return found


@cache
def _nationals() -> frozenset[str]:
    lines = [line for _, how, line in rows("triggers") if how == "nation"]
    return frozenset(" ".join(fold(w) for w in phrase.split()) for line in lines for phrase in split_phrases(line))


@cache
def _portfolios() -> frozenset[str]:
    words = (word.rstrip(UNSURE) for phrase in sections("titles")["portfolio"] for word in phrase.split())
    return frozenset(without_article(fold(word)) for word in words)
