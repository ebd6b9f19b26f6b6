"""Subjects: the run of words that names who says something, behind a verb or in front of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from arabicnews.cues import forms_of
from arabicnews.lexicon import folded
from arabicnews.names import folded_readings
from arabicnews.references.article import vocabulary
from arabicnews.references.nouns import source_noun, source_nouns
from arabicnews.rules.candidates import Candidate
from arabicnews.rules.extents import is_adjective
from arabicnews.rules.view import View
from arabicnews.rules.vocabulary import (
    all_function_words,
    common_words,
    function_words,
    is_ordinary,
    is_prefixed,
)

_INSIDE = frozenset({"PER", "TITLE", "ORG", "GPE", "NORP", "LOC", "FAC"})
_BODIES = frozenset({"ORG", "GPE", "LOC", "FAC"})
_PEOPLE = frozenset({"PER", "TITLE"})
_MAX = 16  # tokens of a source
_MAX_WORDS = 5  # plain words in a row behind an unnamed source
_MAX_SHORT = 4  # letters of a word whose first one is hardly a preposition («باخ»)
_MARKED = 4  # tokens of a name between marks
_QUANTITIES = folded("أكثر نصف معظم غالبية أغلبية ثلث ثلثا ربع")
STANDALONE = folded("في من لدى ل ب عن")
_AGAIN = folded("نفسه نفسها أنفسهم ذاته ذاتها ذاتهم عينه عينها آخر آخرون آخرين آخران أخرى أخريات")
_PRONOUNS = folded("هو هي هم هما ذلك هذا هذه")
_ONE_OF = folded("أحد إحدى نفس ذات بعض عدد")
_SEVERAL = folded("عدة بعض عدد مجموعة العديد الكثير كثير كثيرا أحد إحدى نفس ذات")
_HEARERS = folded("للصحفيين للصحافيين للإعلاميين لمراسل لمراسلنا لمراسلتنا للمراسلين")
_OWN_WORDS = folded("قوله قولها قولهم قولهما تأكيده تأكيدها تأكيدهم نفيه نفيها نفيهم")
_THESE = folded("هذا هذه هؤلاء")
_ROLE_LINKS = folded("لدى في عن")  # inside a role behind a name: «المحلل لدى …», «مدير عام … في الكويت»
_MAX_ROLE = 9  # words of a role behind a name
_LETTERS = folded("د م أ أد")
_RELATIVE_VERBS = folded(
    "استند صدر صدرت أعده أجراه أصدره أعدها أجراها أصدرها اطلعت حصل حصلت وصل وصلت رفض رفضت طلب "
    "فضل فضلت شارك "
    "شملت أصدرت"
)
AUXILIARIES = folded("قد كان كانت كانوا")

Run = tuple[int, int]


class Subjects:
    """Finds sources around verbs."""

    def __init__(self, view: View, entities: Sequence[Candidate]) -> None:
        self.view = view
        self.entity_at = {i: entity for entity in entities for i in range(entity.start, entity.end)}
        self.stretch_at = {s.before: s for s in view.stretches if s.end - s.start <= _MARKED}

    def behind(
        self, i: int, end: int, *, strict: bool = False, clitic: bool = False, loose: bool = False
    ) -> Run | None:
        """The subject that begins at a token; None if the verb in front of it has none there.

        Args:
            i: the first token behind the verb.
            end: where the sentence ends.
            strict: only words that must belong to it: what follows may be an object («أعلن المجلس الموافقة»).
            clitic: whether it may begin with a preposition of one letter («وفقا لمصادر»).
            loose: whether any noun may begin it, as behind a verb that takes no bare object.
        """
        marked = self.stretch_at.get(i)
        if marked and (clitic or (marked.after < end and self.view.is_word(marked.after))):
            return self.view.trim(marked.start, marked.end)  # «وأعلنت "أليانس" أن»
        if i < end and self._is_quantity(i):
            return self._quantity(i, end)
        if i >= end or not (self._may_begin(i, clitic=clitic) or (loose and self._is_noun(i))):
            return None
        at = i
        while at < min(end, i + _MAX):
            past = self._step(i, at, end, strict=strict)
            if past == at:
                break
            at = past
        start, stop = self.view.trim(i, at)
        return (start, stop) if stop > start else None

    def _is_quantity(self, i: int) -> bool:
        return self.view.keys[i] in _QUANTITIES or (
            self.view.is_word(i) and self.view.tokens[i].text[0].isdigit()
        )

    def _quantity(self, i: int, end: int) -> Run | None:
        """«أكثر من 87 بالمئة من المشاركين»: up to the clause or what describes them."""
        for at in range(i + 1, min(end, i + _MAX)):
            key = self.view.keys[at]
            if key in _complements():
                return i, at
            if key in function_words("relative") or not self.view.is_word(at):
                return (i, at) if at - i > 1 else None
        return None

    def addressed_end(self, i: int, end: int) -> int:
        """Past «للصحيفة», «لوكالة رويترز», «لـ"…"» at a token; the token itself if nobody is addressed."""
        if i >= end or not self.view.is_word(i) or not self.view.keys[i].startswith("ل"):
            return i
        if self.view.keys[i] == "ل":
            return self._past_names(i + 1, end) if i + 1 in self.stretch_at else i
        if not self.prefixed(i):
            return i
        entity = self.entity_at.get(i)
        if entity:
            return min(entity.end, end) if entity.label in ("ORG", "PER") else i
        noun = source_noun(self.view.tokens[i].text)
        heard = noun is not None and (noun.kind == "body" or self.view.keys[i] in _HEARERS)
        return self._past_names(i + 1, end) if heard else i

    def _past_names(self, at: int, end: int) -> int:
        """Past the names that say which body it is («لوكالة "…" الروسية»)."""
        while at < end:
            entity, marked = self.entity_at.get(at), self.stretch_at.get(at)
            if marked:
                at = marked.after
            elif entity and entity.label in ("ORG", "NORP", "GPE", "PER") and not self.prefixed(at):
                at = entity.end
            else:
                break
        return min(at, end)

    def before(self, i: int, start: int) -> Run | None:
        """The subject that ends right before a token («بوتين قال», «وكان بوتين قد قال»)."""
        view, stop = self.view, i
        while stop > start and view.keys[stop - 1] in AUXILIARIES:
            stop -= 1
        begin = stop
        while begin > start and (entity := self.entity_at.get(begin - 1)) and entity.label in _INSIDE:
            begin = entity.start
        if begin == stop:
            alone = stop - 1 == start or (
                stop - 1 > start and view.keys[stop - 2] in ("وكان", "وكانت", "كان", "كانت")
            )
            noun = alone and view.is_word(stop - 1) and source_noun(view.tokens[stop - 1].text)
            return (stop - 1, stop) if noun else None
        if begin > start and self.entity_at[begin].label not in _PEOPLE and view.is_word(begin - 1):
            begin -= bool(source_noun(view.tokens[begin - 1].text))  # «مصادر أمريكية»
        return None if self.prefixed(begin) or self._is_object(begin) else (begin, stop)

    def names_somebody(self, run: Run) -> bool:
        """Whether a run of words can be a source: it holds a name, a title or a noun for a source."""
        entities = (self.entity_at.get(i) for i in range(*run))
        if any(e and e.label in _PEOPLE | {"ORG", "GPE"} for e in entities):
            return True
        start, end = run
        start += self.view.keys[start] in _ONE_OF | _SEVERAL and start + 1 < end  # «أحد السكان»
        return source_noun(self.view.tokens[start].text) is not None

    def prefixed(self, i: int) -> bool:
        """Whether a word begins with a preposition of one letter, as far as the lists tell («لموسكو»)."""
        return is_prefixed(self.view.tokens[i].text)

    def may_go_on(self, i: int) -> bool:
        """Whether a plain word may stand inside a noun phrase: no verb and nothing that brings a clause."""
        key = self.view.keys[i]
        return not (key in _complements() or key in _RELATIVE_VERBS or forms_of(key))

    def _is_object(self, i: int) -> bool:
        return self.view.key(i - 1) in function_words("preposition")

    def _may_begin(self, i: int, *, clitic: bool) -> bool:
        """Whether a subject may begin at a token: a name, or a noun that is no adverb and no complement."""
        view, entity = self.view, self.entity_at.get(i)
        if not view.is_word(i) or (not clitic and self.prefixed(i)):
            return False
        if entity:
            return entity.label in _INSIDE and entity.start == i
        key = view.keys[i]
        if key in _ONE_OF | _THESE and view.key(i + 1).startswith("ال"):
            return True
        if key in _SEVERAL and view.is_word(i + 1) and view.keys[i + 1] not in all_function_words():
            return True
        if key in _complements() or key in _PRONOUNS or key in all_function_words() or forms_of(key):
            return False
        if source_noun(view.tokens[i].text):
            return clitic or key in source_nouns() or key.startswith("ال")
        if key.startswith("ال") and len(key) > 3:
            return True
        unknown = len(key) > 2 and not is_ordinary(view.tokens[i].text)  # «وأشار زنغوري إلى»
        return unknown or (view.key(i + 1) in _complements() and not key.endswith("ا"))

    def _is_noun(self, i: int) -> bool:
        """Whether a word that no list knows stands where only a subject can."""
        key = self.view.keys[i]
        known = key in _complements() or key in _PRONOUNS or key in all_function_words() or forms_of(key)
        plain = self.view.is_word(i) and not self.entity_at.get(i) and not known and len(key) > 2
        leans = key[:1] in ("ب", "ل") and (self.prefixed(i) or is_ordinary(self.view.tokens[i].text))
        return plain and not key.endswith("ا") and not (leans and len(key) > _MAX_SHORT)

    def _step(self, first: int, at: int, end: int, *, strict: bool) -> int:
        """Past the next piece of a subject; ``at`` if it ends here."""
        view, entity = self.view, self.entity_at.get(at)
        if at > first and self._is_told(first, at, end):
            return at  # «مصدر أمني لوكالة …»
        if entity:
            fits = entity.label in _INSIDE and entity.end <= end and not (at > first and self._new_phrase(at))
            return entity.end if fits else at
        marked = self.stretch_at.get(at)
        if marked and at > first and self._is_named_by(first, at):
            return marked.after  # «محطة "…"», «رئيس جمعية "…"»
        if at == first + 1 and view.keys[first] in _LETTERS and view.tokens[at].text in "./":
            return at + 1  # «د. نادية»
        if not view.is_word(at) or (at > first and self.line_break(at)):
            return at
        key = view.keys[at]
        if at == first or key in _AGAIN or view.keys[at - 1] in _ONE_OF | _SEVERAL | _THESE:
            return at + 1
        if key in _OWN_WORDS or key == "مره" or self.addressed_end(at, end) > at:
            return at
        if key in STANDALONE:
            return self._with_preposition(first, at, end)
        if key in _complements() or key in all_function_words() or forms_of(key):
            return at
        return at + 1 if self._modifier(first, at, strict=strict) else at

    def _is_told(self, first: int, at: int, end: int) -> bool:
        """Whether somebody addressed stands at a token, behind a name or an unnamed person."""
        if self.addressed_end(at, end) == at:
            return False
        head, before = source_noun(self.view.tokens[first].text), self.entity_at.get(at - 1)
        unnamed = head is not None and head.kind == "person" and first not in self.entity_at
        return unnamed or (before is not None and before.label == "PER")

    def _is_named_by(self, first: int, at: int) -> bool:
        """Whether the mark at a token opens a name: behind a noun for a body, or the first word."""
        noun = source_noun(self.view.tokens[at - 1].text) if self.view.is_word(at - 1) else None
        return noun is not None and (at == first + 1 or noun.kind != "person")

    def _new_phrase(self, at: int) -> bool:
        """Whether an entity begins a phrase of its own rather than going on with the subject."""
        view, entity, before = self.view, self.entity_at[at], self.entity_at.get(at - 1)
        if view.keys[at].startswith("و") and view.keys[at] not in vocabulary():
            same = before and (before.label == entity.label or {before.label, entity.label} <= _PEOPLE)
            return not same
        if before and before.label == "PER" and entity.label == "GPE":
            return True
        body = before is not None and before.label in ("ORG", "TITLE")
        return (
            self.prefixed(at) and view.keys[at].startswith(("ب", "ك")) and entity.label != "ORG" and not body
        )

    def _with_preposition(self, first: int, at: int, end: int) -> int:
        """«مسؤول في وزارة الداخلية»: a body behind a preposition belongs to an unnamed source or a title."""
        following, role = self.entity_at.get(at + 1), self._role(first, at)
        if not following or following.label not in _BODIES or following.end > end:
            return at
        if self._named(first, at) and not (role and self.view.keys[at] in _ROLE_LINKS):
            return at
        head, before = self.entity_at.get(first), self.entity_at.get(at - 1)
        place = (
            following.label != "ORG" and self.view.keys[at] == "في" and not (before and before.label == "ORG")
        )
        return at if head and (head.label in _BODIES or place) else following.end

    def _modifier(self, first: int, at: int, *, strict: bool) -> bool:
        """Whether a plain word goes on with a subject: an adjective, or a noun it governs."""
        key = self.view.keys[at]
        if self._named(first, at):
            return not strict and self._in_role(first, at)
        if at - first > _MAX_WORDS:
            return False
        if key.startswith("و") and len(self.view.readings(at)) > 1 and not key.startswith("وال"):
            return False
        if is_prefixed(self.view.tokens[at].text, "ف"):
            return False
        if (
            key.startswith("ب")
            and key not in common_words()
            and is_ordinary(key)
            and not key.startswith("بال")
        ):
            return False  # «أفاد ناشطون محليون بإغلاق الطريق»
        if key in _RELATIVE_VERBS or (key.endswith(("ته", "تها")) and len(key) > 4):
            return False  # «تقرير صدر أمس», «دراسة أجرتها الجامعة»
        if key.startswith(("بال", "كال", "لل")):
            return key.startswith("لل") and not strict
        definite = self.view.keys[first].startswith("ال") or first in self.entity_at
        if strict:
            return is_adjective(key) if definite else key.startswith("ال") or at - first == 1
        return key.startswith("ال") or not definite

    def _in_role(self, first: int, at: int) -> bool:
        """«باسل الجندي حارس مرمى الساحل السابق»: a role without a comma goes on with a name."""
        key = self.view.keys[at]
        if (
            key in _RELATIVE_VERBS
            or key.endswith(("ته", "تها"))
            or key.startswith(("وال", "بال", "كال", "ف"))
        ):
            return False
        start = self._role(first, at)
        if start is None:
            noun = source_noun(self.view.tokens[at].text)
            return noun is not None and noun.kind == "person" and noun.number == "s" and not self.prefixed(at)
        return at - start < _MAX_ROLE and not key.startswith("و")

    def _role(self, first: int, at: int) -> int | None:
        """Where a title or a noun for somebody begins behind a name in a subject; None if there is none."""
        names = [k for k in range(first, at) if (e := self.entity_at.get(k)) and e.label == "PER"]
        start = names[-1] + 1 if names else at
        if start >= at:
            return None
        entity = self.entity_at.get(start)
        noun = source_noun(self.view.tokens[start].text)
        return start if (entity and entity.label == "TITLE") or (noun and noun.kind == "person") else None

    def _named(self, first: int, at: int) -> bool:
        return any(e.label == "PER" for k in range(first, at) if (e := self.entity_at.get(k)))

    def line_break(self, at: int) -> bool:
        """Whether a line ends before a token."""
        return "\n" in self.view.text[self.view.tokens[at - 1].end : self.view.tokens[at].start]


@cache
def _complements() -> frozenset[str]:
    return folded("أن إن بأن أنه أنها إنه إنها بأنه بأنها أنهم إنهم بأنهم أنهما إنهما أننا إننا أنني إنني")


def readings_without_conjunction(word: str) -> tuple[str, ...]:
    """A word's folded form, and without و / ف if it begins with one."""
    return folded_readings(word)[:2] if word[:1] in ("و", "ف") else folded_readings(word)[:1]
