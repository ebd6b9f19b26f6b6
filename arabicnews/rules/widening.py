"""Widening: a subject whose beginning is sure, up to where its noun phrase ends.

«المشرفة على التقرير هدى …», «رئيس جمعية "…" مراد …»: behind a verb the first words are sure; how far the
phrase goes shows only when it is known where the words reported begin.
"""

from __future__ import annotations

from arabicnews.lexicon import folded
from arabicnews.names import folded_readings
from arabicnews.references.nouns import source_noun
from arabicnews.rules.extents import ADJECTIVES
from arabicnews.rules.subjects import Run, Subjects
from arabicnews.rules.view import View
from arabicnews.rules.vocabulary import all_function_words, is_ordinary

_LINKS = folded("في على عن لدى من إلى ل ب باسم مع بين وسط ضد حول قرب")
_OCCASIONS = folded(
    "مقابلة لقاء حوار تصريح تصريحات بيان حديث حديثه حديثها مؤتمر كلمة كلمته كلمتها رسالة خطاب خطابه تغريدة "
    "تدوينة مقال مداخلة اتصال جلسة اجتماع ندوة وقت ختام بداية مستهل إطار هذا مذكرة منشور سياق تعليق رد رده "
    "ردها افتتاح حفل مناسبة المناسبة أعقاب ضوء ظل حال نهاية مقطع فيديو برنامج تقرير تقريره تقريرها جانب جهة "
    "جهته جهتها مرة سؤال"
)
_ISSUED = folded("صادر صادرة الصادر الصادرة")
_LOOSE_ENDS = _ISSUED | folded("و مقرب مقربة")
_ONE_OF = folded("أحد إحدى صاحب صاحبة")
_PLAIN = 4  # words without a preposition that may follow
_REST = 2  # words that may be the rest of a name
_REACH = 14  # tokens behind the sure part


class Widening:
    """Widens subjects in one text."""

    def __init__(self, view: View, subjects: Subjects) -> None:
        self.view, self.subjects = view, subjects

    def of(self, run: Run, content: int, *, clausal: bool = True, target: bool = False) -> Run:
        """A subject as far as its phrase goes.

        Args:
            run: its sure part.
            content: where the words reported begin.
            clausal: whether a clause or speech is reported, so that no object stands before it.
            target: whether the verb may have somebody addressed behind its subject.
        """
        start, end = run
        stop, linked = self._reach(end, content)
        if stop == end:
            return run
        if self._has_name(start, end):
            brief = clausal and not target and not linked and stop - end <= _REST
            role = brief or (not target and self._begins_role(end))
            return self.view.trim(start, stop if role else self._past_unknown(end, stop))
        if not target or self.view.keys[end] in _LINKS:
            past = self._past_name(end, stop)
            if past:
                return start, past
        whole = clausal and not target and (self._indefinite(start) if linked else stop - end <= _PLAIN)
        return self.view.trim(start, stop) if whole else run

    def _begins_role(self, i: int) -> bool:
        """Whether what somebody is follows his name («… مدير إدارة الفنون», «… أحد أعضاء»)."""
        if self._label(i) == "TITLE" or self.view.keys[i] in _ONE_OF:
            return True
        noun = source_noun(self.view.tokens[i].text) if self.view.is_word(i) else None
        single = noun is not None and noun.kind == "person" and noun.number == "s"
        return single and not self.subjects.prefixed(i)

    def _past_unknown(self, i: int, stop: int) -> int:
        """Past the rest of a name of which the lists know only the beginning."""
        while i < stop and self._is_unknown(i):
            i += 1
        return self._roled(i, stop)

    def _is_unknown(self, i: int) -> bool:
        """Whether a word is no name of the lists and no ordinary word: then it is a name."""
        word = self.view.is_word(i) and not self.subjects.entity_at.get(i)
        return word and not is_ordinary(self.view.tokens[i].text)

    def _roled(self, i: int, stop: int) -> int:
        return stop if i < stop and self._begins_role(i) else i

    def _indefinite(self, i: int) -> bool:
        """Whether an unnamed source or a document begins here: what is said of it belongs to it."""
        if self.view.key(i + 1) in _ISSUED:
            return True
        noun = source_noun(self.view.tokens[i].text)
        return noun is not None and not self.view.keys[i].startswith("ال") and noun.kind != "body"

    def _reach(self, at: int, content: int) -> tuple[int, bool]:
        """The first token that cannot belong to the phrase, and whether prepositions stand before it."""
        view, linked, begin = self.view, False, at
        while at < min(content, begin + _REACH) and self._fits(at):
            linked = linked or view.keys[at] in _LINKS
            at += 1
        while at > begin and view.keys[at - 1] in _LINKS | _LOOSE_ENDS:
            at -= 1
        return at, linked

    def _fits(self, at: int) -> bool:
        view, key, text = self.view, self.view.keys[at], self.view.tokens[at].text
        if not view.is_word(at):
            return self._inside_name(at)
        if self.subjects.addressed_end(at, len(view.tokens)) > at and not self._roled_before(at):
            return False
        entity = self.subjects.entity_at.get(at)
        if entity:
            return entity.label != "DATE"
        if key in _LINKS:
            return not (at + 1 < len(view.tokens) and self._is_occasion(at + 1))
        if key in all_function_words() or self._is_occasion(at):
            return False
        if key.startswith("ب") and not key.startswith("بال") and is_ordinary(text):
            return False  # «قال بدوره»
        if text.endswith(("ا", "اً", "ًا")) and is_ordinary(text):
            return False  # «قال مازحا»
        return self.subjects.may_go_on(at)

    def _is_occasion(self, at: int) -> bool:
        return bool(set(folded_readings(self.view.tokens[at].text)) & _OCCASIONS)

    def _roled_before(self, at: int) -> bool:
        """Whether a role is being said, in which «ل» means of («المدير العام لشركة …»)."""
        return self._label(at - 1) == "TITLE" or self.view.key(at - 1) in ADJECTIVES

    def _inside_name(self, at: int) -> bool:
        """Whether a mark opens or closes a short name."""
        marked = self.subjects.stretch_at.values()
        return any(at in (s.before, s.end) for s in marked)

    def _has_name(self, start: int, end: int) -> bool:
        return any(self._label(i) == "PER" for i in range(start, end))

    def _past_name(self, at: int, stop: int) -> int | None:
        """Past the first person's name in a stretch of tokens."""
        for i in range(at, stop):
            if self._label(i) == "PER":
                entity = self.subjects.entity_at[i]
                return min(entity.end, stop) if entity.start >= at else None
            if i > at and self._is_unknown(i):
                return self._past_unknown(i, stop)
        return None

    def _label(self, i: int) -> str:
        entity = self.subjects.entity_at.get(i)
        return entity.label if entity else ""
