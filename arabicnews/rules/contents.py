"""Contents: how far the words reported go, and whether they are quoted, paraphrased or mixed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from arabicnews.cues import forms_of, phrase_forms
from arabicnews.lexicon import folded, rows, split_phrases
from arabicnews.names import folded_readings, without_article
from arabicnews.rules.complements import BARE
from arabicnews.rules.reports import Report
from arabicnews.rules.subjects import Run, Subjects
from arabicnews.rules.view import Stretch, View
from arabicnews.rules.vocabulary import all_function_words, is_ordinary
from arabicnews.words import fold

_CONNECTIVES = folded(
    "و كما وكما فيما بينما في حين لكنه لكنها لكن ولكنه غير أنه أنها إلا حيث من جانبه جهته ناحيته جانبها "
    "جهتها وقد قد ثم كان وكان نفسه السياق ذاته الوقت الصدد هذا أيضا بدوره بدورها"
)
_NAMING = folded(
    "عنوان شعار كلمة عبارة بعبارة تسمى يسمى سمي سميت اسم باسم لقب سفينة مؤشر مادة طراز مثل وسم هاشتاغ "
    "منطقة حملة خطة مقهى مطعم ناقلة طائرة صاروخ قصيدة"
)
_LEADING_OVER = folded(
    "كما وكما فيما بينما حين ثم لكنه لكنها لكن جانبه جهته ناحيته جانبها جهتها بدوره بدورها"
)
_HE = folded("أنه أنها أنهم")
_EXCEPT = folded("إلا غير بيد على")
_ALWAYS = folded("بحسب وفقا")  # hosts that need no comma in front of them
_ANYWHERE = frozenset(
    tuple(fold(word) for word in phrase.split())
    for phrase in ("على حد", "في تصريحات أدلى", "في تصريح أدلى", "في تصريحات أدلت", "في تصريح أدلت")
)
_GOES_ON = folded("وأن وأنه وأنها وأنهم وبأن وإن وإنه وإنها")
_AND = folded("و وأن أن وبأن وإن وأنه وأنها ثم أو بل")
_ASIDES = tuple(
    tuple(fold(word) for word in phrase.split())
    for phrase in split_phrases(
        "دون أن، دون تحديد، في تصريحات أدلى، في تصريح أدلى، في تصريحات أدلت، في تصريح أدلت، "
        "في إشارة إلى، في إشارة ل، في اشارة، وذلك خلال، وذلك في، وذلك على، "
        "وذلك بعد، وذلك عقب، جاء ذلك، على حد، وفق ما، وذلك ردا، "
        "في تصريح، في حديث، خلال مؤتمر، في مؤتمر صحفي، وهو ما نفاه، وهو ما أكده، "
        "فيما، بينما، في حين، غير أن، في خطوة، في إجراء، من دون، وذلك إثر، وذلك عندما، وذلك تعليقا"
    )
)
_NAME = 3  # words between marks behind «شعار», «سفينة» and the like that are taken for a name
_SAYING = 2  # words between marks that are taken for speech inside an indirect clause


class Content(NamedTuple):
    """What a cue brings: its kind, its pieces and the token where the next thing may begin."""

    kind: str
    pieces: tuple[Run, ...]
    end: int


class Contents:
    """Measures contents in one text."""

    def __init__(self, view: View, subjects: Subjects, reports: Sequence[Report]) -> None:
        self.view, self.subjects = view, subjects
        self.cues = {report.cue: report for report in reports}
        self.stretch_from = {stretch.start: stretch for stretch in view.stretches}

    def of(self, report: Report) -> Content | None:
        """The content of a report; None if nothing is left of it."""
        stretch = self._stretch_at(report.content)
        if stretch and (report.how in ("mark", "colon") or self._ends_clause(stretch.after)):
            pieces, end = self._marked_pieces(stretch)
            return Content("direct", pieces, end)
        start = stretch.before if stretch else report.content
        return self.clause(start, self.boundary(report.content, report.cue))

    def clause(self, start: int, end: int) -> Content | None:
        """A clause as content: trimmed, and mixed if it holds words between marks."""
        first, last = self.view.trim(start, end)
        if first >= last:
            return None
        pieces = ((first, last), *self._behind_aside(end))
        kinds = {self._kind(*piece) for piece in pieces}
        return Content("mixed" if "mixed" in kinds else "indirect", pieces, pieces[-1][1])

    def _behind_aside(self, i: int) -> tuple[Run, ...]:
        """«…، على حد تعبيرها، وأنها …»: the clause goes on behind the phrase."""
        for length in (3, 2, 1):
            form = phrase_forms().get(tuple(self.view.keys[i : i + length]))
            at = i + length + 1
            if (
                form
                and form.kind == "self"
                and self.view.key(at) in _GOES_ON
                and not self.view.is_word(at - 1)
            ):
                run = self.view.trim(at, self.boundary(at, i))
                return (run,) if run[0] < run[1] else ()
        return ()

    def boundary(self, start: int, cue: int) -> int:
        """Where a clause that begins at a token ends: the next report, an aside, or the sentence."""
        _, end = self.view.sentence(cue)
        end = max(end, self.view.sentence(start)[1]) if start < len(self.view.tokens) else end
        inside = self._inside_marks(start)
        for i in range(start + 1, end):
            if i in inside:
                continue
            if i in self.cues and self.starts_report(i):
                return self._back(start, i)
            if self._aside(i) or self._other_act(i):
                return i
            subject = self._other_subject(start, i) if i in self.cues else None
            if subject is not None:
                return self._back(start, subject)
        return self._before_speech(start, end)

    def _other_subject(self, start: int, i: int) -> int | None:
        """«، إلا أن الوزيرة ردت بأن», «، وكان الرئيس أعلن أن»: where the subject of another report begins."""
        run = self.subjects.before(i, start + 1)
        if run is None or not self.subjects.names_somebody(run):
            return None
        keys, at = self.view.keys, run[0]
        if at > start + 2 and keys[at - 1] == "ان" and keys[at - 2] in ("الا", "غير", "بيد"):
            return at - 2
        if at > start + 1 and keys[at - 1] in ("وكان", "وكانت", "لكن", "ولكن", "فيما", "بينما"):
            return at - 1
        return at if at > start + 1 and not self.view.is_word(at - 1) else None

    def _before_speech(self, start: int, end: int) -> int:
        """Before a whole marked sentence that closes the clause without a word that leads to it."""
        for stretch in self.view.stretches:
            if start + 3 < stretch.before < end and stretch.after >= end - 1:
                full = any(self.view.tokens[i].text in ".؟!" for i in range(stretch.start, stretch.end))
                if full and self.view.keys[stretch.before - 1] not in all_function_words():
                    return stretch.before
        return end

    def _other_act(self, i: int) -> bool:
        """«، مثنياً على», «، مرحباً بـ»: a participle behind a comma that reports nothing."""
        acts = any(form.kind == "participle" and form.family == "act" for form in forms_of(self.view.keys[i]))
        return acts and not self.view.is_word(i - 1)

    def starts_report(self, i: int) -> bool:
        """Whether the cue at a token begins a report of its own and does not stand in another's words."""
        form, token = self.cues[i].form, self.view.tokens[i]
        if form.kind == "participle" and self.view.key(i - 1) not in ("غير", "انه", "انها"):
            return not self.view.is_word(i - 1) or self.cues[i].how != "np" or token.text[0] == "و"
        conjoined = token.text[0] in "وف" and self.view.keys[i][1:] in folded_readings(token.text)
        return bool(conjoined and forms_of(self.view.keys[i][1:])) or self._connected(i)

    def _connected(self, i: int) -> bool:
        keys = self.view.keys
        if keys[i - 1] in _HE and keys[i - 2] in _EXCEPT:
            return True  # «، إلا أنه أقر بـ»
        return not self.view.is_word(i - 1) or keys[i - 1] in _LEADING_OVER

    def _back(self, start: int, i: int) -> int:
        """Before the words that lead over to the next report («، كما أكد», «، ومن جهته قال»)."""
        j = i
        while j > start and (self.view.keys[j - 1] in _CONNECTIVES or not self.view.is_word(j - 1)):
            j -= 1
            if self.view.tokens[j].text in "،,؛" and not self.view.is_word(j):
                return j
        return i if j == start else j

    def _aside(self, i: int) -> bool:
        """Whether a parenthesis of the reporter's own begins here, behind a comma («، في إشارة إلى»)."""
        keys = self.view.keys
        for phrase in _ASIDES:
            if keys[i] == phrase[0] and tuple(keys[i : i + len(phrase)]) == phrase:
                return phrase in _ANYWHERE or not self.view.is_word(i - 1)
        for length in (3, 2, 1):
            form = phrase_forms().get(tuple(keys[i : i + length]))
            if form and form.kind == "self":
                return True
            comma = not self.view.is_word(i - 1)
            if form and (form.kind == "relay" or (form.kind == "host" and (comma or keys[i] in _ALWAYS))):
                run = self.subjects.behind(i + length, len(keys), clitic=True)
                return form.kind == "relay" or bool(run and self.subjects.names_somebody(run))
        return False

    def _inside_marks(self, start: int) -> set[int]:
        """The tokens of stretches that begin behind a token, so that no boundary is seen inside them."""
        end = self.view.sentence(min(start, len(self.view.tokens) - 1))[1]
        return {i for s in self.view.stretches if start <= s.start < end for i in range(s.start, s.end)}

    # -- between marks ---------------------------------------------------------------------------------

    def _stretch_at(self, start: int) -> Stretch | None:
        return self.stretch_from.get(start)

    def _ends_clause(self, i: int) -> bool:
        """Whether a clause ends behind a closing mark."""
        view = self.view
        if i >= len(view.tokens) or not view.is_word(i) or view.sentence_of[i] != view.sentence_of[i - 1]:
            return i >= len(view.tokens) or view.tokens[i].text not in "(-–"
        if i in self.cues and self.starts_report(i):
            return True
        return (view.keys[i] in _AND and i + 1 in self._openings()) or self._aside(i)

    def _openings(self) -> set[int]:
        return {stretch.before for stretch in self.view.stretches}

    def _marked_pieces(self, stretch: Stretch) -> tuple[tuple[Run, ...], int]:
        """A marked piece and those that are joined to it («أن "…" وأن "…"»)."""
        pieces, current = [marked_words(self.view, stretch)], stretch
        while following := self._joined(current.after):
            pieces.append(marked_words(self.view, following))
            current = following
        return tuple(p for p in pieces if p[0] < p[1]), current.after

    def _joined(self, i: int) -> Stretch | None:
        view, j = self.view, i
        while j < len(view.tokens) and (view.keys[j] in _AND or view.tokens[j].text in "،,"):
            j += 1
        opened = next((s for s in view.stretches if s.before == j), None)
        joined = opened is not None and j > i and view.sentence_of[i - 1] == view.sentence_of[j]
        return opened if joined and any(view.keys[k] in _AND for k in range(i, j)) else None

    def _kind(self, start: int, end: int) -> str:
        """``mixed`` if some words that are said stand between marks, else ``indirect``."""
        for stretch in self.view.stretches:
            if start <= stretch.start and stretch.end <= end and self._said(stretch):
                return "mixed"
        return "indirect"

    def _said(self, stretch: Stretch) -> bool:
        """Whether marks enclose words of a speaker and not a name, a nickname or a title."""
        first, last = self.view.trim(stretch.start, stretch.end)
        if first >= last or self._is_named(stretch, first, last):
            return False
        single = last - first < _SAYING
        return not (
            single and (self.view.keys[first].startswith("ال") or self.view.tokens[first].text.isascii())
        )

    def _is_named(self, stretch: Stretch, first: int, last: int) -> bool:
        """An entity, an unknown word or two, or a few words behind «شعار», «سفينة» and the like."""
        entity = self.subjects.entity_at.get(first)
        if entity and entity.start == first and entity.end >= last:
            return True
        if last - first <= _SAYING and not is_ordinary(self.view.tokens[first].text):
            return True
        readings = self.view.readings(stretch.before - 1) if stretch.before else ()
        key = self.view.keys[first]
        clausal = key in all_function_words() or key[0] in "يتسن"
        behind = any(without_article(reading) in naming_words() for reading in readings)
        return last - first <= _NAME and behind and not clausal


@cache
def naming_words() -> frozenset[str]:
    """Words behind which marks enclose a name: «شعار», «سفينة», and those that say of what kind a body is."""
    kinds = (word for _, _, line in rows("triggers") for word in split_phrases(line))
    return _NAMING | frozenset(without_article(fold(word)) for word in kinds)


def marked_words(view: View, stretch: Stretch) -> Run:
    """The words between marks, without the bare أن / إن with which some begin («"إن …"»)."""
    start, end = view.trim(stretch.start, stretch.end)
    bare = end - start > _NAME and view.keys[start] in BARE and view.tokens[start].text[0] in "إأ"
    return start + bare, end


def skip_complementiser(view: View, i: int) -> int:
    """Past a bare أن / إن / فإن."""
    return i + 1 if view.key(i) in BARE else i
