"""How the phrase of a source is built: which of its words is the head, and which names it joins."""

from __future__ import annotations

from collections.abc import Sequence

from arabicnews.document import Entity, Span
from arabicnews.lexicon import folded
from arabicnews.references.article import Article
from arabicnews.references.nouns import source_noun
from arabicnews.words import fold

_PREPOSITIONS = folded("من باسم عن إلى مع ضد لدى في")
# Nouns that stand in a construct before somebody's name and mean somebody else.
_RELATIVES = folded(
    "والد والدة أب أم زوج زوجة أرملة نجل ابن ابنة شقيق شقيقة أخ أخت جد جدة عم عمة خال خالة حفيد محامي محامية "
    "محامو دفاع موكل سلف خلف أنصار مؤيدو معارضو منافس زميل زميلة صديق صديقة جيران جار جارة عائلة أسرة أقارب "
    "مقربون مقربين طبيب حملة نظام إدارة حكومة فريق وكيل حارس مرافق سكرتير مكتب تيار حزب قائمة"
)
_KIN = folded("والد والدة زوجة أرملة نجل ابنة شقيق شقيقة")  # these also with more words before the name
_SOME = folded("بعض مجموعة عدد كل جميع معظم عشرات مئات آلاف كثير غالبية أغلبية")
_MARKS = " ،,\"'»«“”"
_LIKE = folded("مثل")


def governed(article: Article, source: Span, person: Entity) -> bool:
    """Whether a person named in a source is not who speaks («محامي …», «مصادر مقربة من …»)."""
    before = [t.text for t in article.inside(source.start, person.start) if t.is_word]
    while before and _attribute(article, source, before):
        before.pop()
    if not before:
        return False
    head, last = fold(before[0]), fold(before[-1])
    noun = source_noun(before[0])
    several = noun is not None and noun.number == "p" and not head.startswith("ال")
    titled = any(e.label == "TITLE" and e.start <= source.start for e in article.entities_in(source))
    return (
        last in _PREPOSITIONS
        or several
        or (last in _RELATIVES and (len(before) == 1 or titled))
        or head in _KIN
    )


def _attribute(article: Article, source: Span, before: Sequence[str]) -> bool:
    """Whether the last word belongs to the name behind it («الرئيس الروسي»), and another stands before it.

    That of a title which the source begins with does not («رئيسة مجلس إدارة المصرف فلانة»).
    """
    labels = {
        word: entity.label
        for entity in article.entities_in(source)
        if entity.start > source.start
        for word in article.words(entity.span)
    }
    definite = before[-1].startswith("ال")
    return definite and len(before) > 1 and labels.get(before[-1]) in ("TITLE", "NORP")


def joined(article: Article, entities: Sequence[Entity]) -> list[Entity]:
    """The first of the entities and those that و joins to it («X وY»)."""
    found = list(entities[:1])
    for entity in entities[1:]:
        gap = article.text[found[-1].end : entity.start]
        first = article.words(entity.span)[0]
        conjoined = first.startswith("و") and article.bare_words(entity.span)[0] != first
        if any(word.startswith("و") for word in gap.split()) or (conjoined and not gap.strip(_MARKS)):
            found.append(entity)
    return found


def collective(words: Sequence[str]) -> bool:
    """Whether a source is some of many («بعض جنود …», «مجموعة من …»), so that no body in it speaks."""
    return len(words) > 1 and fold(words[0]) in _SOME


def examples(words: Sequence[str]) -> bool:
    """Whether the bodies in a source are examples that speak («شركات مثل X وY»)."""
    return any(fold(word) in _LIKE for word in words[1:3])


def accompanied(article: Article, source: Span, person: Entity) -> bool:
    """«X وزملاؤها»: others without a name speak with a person."""
    after = [t.text for t in article.inside(person.end, source.end) if t.is_word]
    return 0 < len(after) < 3 and after[0].startswith("و") and after[0].endswith(("ه", "ها", "هم"))
