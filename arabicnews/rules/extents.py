"""How far a name goes: adjectives, what a ministry is in charge of, what a body is for, unknown words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from arabicnews.lexicon import folded, sections
from arabicnews.names import UNSURE, demonyms, name_words, without_article
from arabicnews.rules.candidates import Candidate
from arabicnews.rules.view import View
from arabicnews.rules.vocabulary import all_function_words, is_ordinary, is_prefixed
from arabicnews.words import fold

Known = Mapping[int, tuple[Candidate, ...]]  # where a known name begins → the names, longest first

INSTITUTIONAL = folded(
    "الأعلى العليا الوطني الوطنية العام العامة المركزي المركزية الدولي الدولية المستقلة الملكي الملكية"
)
ADJECTIVES = folded(
    "العام العامة الأعلى العليا العالي الموحد الموحدة المتحدة المشترك المشتركة المستقل المستقلة الشامل "
    "الكبرى الكبير الكبيرة المسلحة الحر الحرة الخاص الخاصة الدائم الدائمة القابضة المحدودة الممتاز "
    "الأول الأولى الثاني الثالث الثانية الخيرية الحرام المنورة المكرمة الشريف المقدس المقدسة القديم "
    "القديمة الجديد الجديدة الأكبر الأصغر المفتوحة الأولمبية الأولمبي"
)
NOT_ADJECTIVES = folded(
    "الذي التي الماضي الماضية الحالي الحالية المقبل المقبلة القادم القادمة السابق السابقة الثاني "
    "الثانية التالي التالية الجاري الجارية المعني المعنية"
)
_MAX_UNKNOWN = 3  # unknown words in a row that are taken for one name
_OF_SEVERAL = folded("شؤون الدولة دولة تطوير الشؤون")  # a second word of a portfolio follows
_ALONE = folded("الخارجية الداخلية الدفاع المالية")  # no adjective of their own follows
_LETTERS = folded(  # names of Latin letters: «إم بي سي»
    "إيه بي سي دي إي إف أف جي إتش اتش آي أي جيه كيه إل ال أم إم ام إن ان أو أر آر إس أس اس تي يو في "
    "دبليو إكس واي"
)
_FOR = folded(
    "للكتاب للأنباء للسلام للحوار للثقافة للفنون للإعلام للتنمية للعلوم للطيران للدراسات للأبحاث للبحوث "
    "للأندية للسيارات للنفط للغاز للكهرباء للطاقة للشباب للمرأة للطفولة للعمل للشغل للقضاء للإحصاء "
    "للاتصالات للاستثمار للصحافة للصحفيين للسينما للمسرح للأدب للشعر للغة للفلك للتجارة للصناعة "
    "للمحاسبة للرياضة للتعليم للصحة للهجرة للسياحة للانتخابات للأمن للدفاع للإغاثة"
)
_FOR_WHAT = folded(
    "لكرة لحقوق لألعاب لشؤون لمكافحة لحماية لتنمية لدعم لإدارة لرعاية لتنظيم لمراقبة لدراسات لعلوم لأبحاث"
)


def is_adjective(key: str) -> bool:
    """Whether a folded word with ال looks like an adjective that belongs to a name."""
    if key in NOT_ADJECTIVES:
        return False
    return key in ADJECTIVES or (key.startswith("ال") and len(key) > 5 and key.endswith(("ي", "يه")))


def is_people(known: Known, i: int) -> bool:
    """Whether a nationality or the like begins at a token."""
    return any(candidate.label == "NORP" for candidate in known.get(i, ()))


def is_conjoined(view: View, i: int) -> bool:
    """Whether a word begins with a clitic, as far as its form and the lists tell."""
    form = view.key(i).startswith(("وال", "بال", "لل", "فال", "كال"))
    return form or (view.is_word(i) and is_prefixed(view.tokens[i].text, "وفبلك"))


def is_number(view: View, i: int) -> bool:
    """Whether a word begins with a digit."""
    return view.is_word(i) and view.tokens[i].text[0].isdigit()


def portfolio_end(view: View, i: int, known: Known) -> int:
    """Past what a ministry or minister is in charge of («التعليم العالي والبحث العلمي»)."""
    end = i
    while view.is_word(end) and (_in_portfolio(view, i, end) or _of_portfolio(view, i, end, known)):
        end += 1
    return end


def _in_portfolio(view: View, start: int, i: int) -> bool:
    key = view.keys[i]
    if i > start and key.startswith("لل"):
        return without_article("ال" + key[2:]) in _portfolios()
    bare = key[1:] if i > start and key.startswith("و") else key
    joined = key.startswith("وال") or bare in ("تكنولوجيا", "شوون")
    return without_article(bare) in _portfolios() and (
        i == start or joined or view.keys[i - 1] in _OF_SEVERAL
    )


def _of_portfolio(view: View, start: int, i: int, known: Known) -> bool:
    """An adjective behind a word of the portfolio that can have one («التعليم العالي», not «الداخلية …»)."""
    return (
        i > start
        and is_adjective(view.keys[i])
        and not is_people(known, i)
        and view.keys[i - 1] not in _ALONE
    )


def tail_end(view: View, i: int, known: Known) -> int:
    """Past the adjectives, and what they are for, behind a name's core («الدولي للكتاب»)."""
    end = i
    while view.is_word(end) and _describes(view, end, known):
        end += 1
    return purpose_end(view, end, known) if end > i or view.key(i) in _FOR else end


def _describes(view: View, i: int, known: Known) -> bool:
    """Adjectives, also of a faith or people («المحاكم الإسلامية», «المحامين العرب»), but not of a country."""
    if is_people(known, i):
        return view.keys[i].startswith("ال") and view.keys[i] not in demonyms()
    return is_adjective(view.keys[i])


def purpose_end(view: View, i: int, known: Known) -> int:
    """Past what a body is for («للكتاب», «لكرة القدم», «للأمم المتحدة»); ``i`` if that is not there."""
    key = view.key(i)
    names = [c for c in known.get(i, ()) if c.label in ("ORG", "GPE")]
    if names and key.startswith("ل"):
        return names[0].end
    if key.startswith("لل") and len(key) > 4:
        end = i + 1
        while view.is_word(end) and is_adjective(view.keys[end]) and view.keys[end].endswith(("يه", "ي")):
            end += 1
        return end
    return i + 2 if key in _FOR_WHAT and view.key(i + 1).startswith("ال") else i


def is_object_of(view: View, i: int) -> bool:
    """«لتجارة اللحوم», «لتكرير البترول»: a purpose of two nouns that no list holds."""
    key, following = view.key(i), view.key(i + 1)
    return (
        key.startswith("ل")
        and len(key) > 4
        and key.endswith(("ه", "ير", "يم", "اج", "يل"))
        and following.startswith("ال")
    )


def unknown_end(view: View, i: int, known: Known) -> int:
    """Past up to three words that no list knows, or letters read out; ``i`` if a known name begins here."""
    if any(c.label in ("ORG", "PER", "GPE") for c in known.get(i, ())):
        return i
    end = letters_end(view, i)
    while end < i + _MAX_UNKNOWN and view.is_word(end) and not is_number(view, end):
        listed = is_ordinary(view.tokens[end].text) or known.get(end)
        if listed or (end == i and view.keys[end] in name_words()):
            break
        end += 1
    return end


def letters_end(view: View, i: int) -> int:
    """Past a name spelt by its Latin letters («سي إن إن»); ``i`` if there is none."""
    end = i
    while view.is_word(end) and view.keys[end] in _LETTERS:
        end += 1
    while end > i and view.keys[end - 1] in ("في", "او"):
        end -= 1
    letters = [key for key in view.keys[i:end] if key not in all_function_words()]
    return end if end - i > 1 and letters else i


@cache
def _portfolios() -> frozenset[str]:
    words = (word.rstrip(UNSURE) for phrase in sections("titles")["portfolio"] for word in phrase.split())
    return frozenset(without_article(fold(word)) for word in words)
