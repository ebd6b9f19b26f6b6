"""Contents: how far the words reported go, and whether they are quoted, paraphrased or mixed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from arabicnews.cues import forms_of, phrase_forms
from arabicnews.lexicon import folded
from arabicnews.names import folded_readings
from arabicnews.rules.reports import BARE, Report
from arabicnews.rules.subjects import Run, Subjects
from arabicnews.rules.view import Stretch, View
from arabicnews.words import fold

_CONNECTIVES = folded(
    "و كما وكما فيما بينما في حين لكنه لكنها لكن ولكنه غير أنه أنها إلا حيث من جانبه جهته ناحيته جانبها "
    "جهتها وقد قد ثم كان وكان نفسه السياق ذاته الوقت الصدد هذا أيضا بدوره بدورها"
)
_LEADING_OVER = folded(
    "كما وكما فيما بينما حين ثم لكنه لكنها لكن جانبه جهته ناحيته جانبها جهتها بدوره بدورها"
)
_AND = folded("و وأن أن وبأن وإن وأنه وأنها ثم أو بل")
_ASIDES = tuple(
    tuple(fold(w) for w in phrase.split())
    for phrase in (
        "في إشارة إلى", "في إشارة ل", "في اشارة", "وذلك خلال", "وذلك في", "وذلك على", "وذلك بعد", "وذلك عقب", "جاء ذلك", "على حد",
        "وفق ما", "وذلك ردا", "في تصريح", "في حديث", "خلال مؤتمر", "في مؤتمر صحفي", "وهو ما نفاه", "وهو ما أكده",
    )
)  # fmt: skip
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
        return Content(self._kind(first, last), ((first, last),), end)

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
        return end

    def _other_act(self, i: int) -> bool:
        """«، مثنياً على», «، مرحباً بـ»: a participle behind a comma that reports nothing."""
        acts = any(form.kind == "participle" and form.family == "act" for form in forms_of(self.view.keys[i]))
        return acts and not self.view.is_word(i - 1)

    def starts_report(self, i: int) -> bool:
        """Whether the cue at a token begins a report of its own rather than standing inside another's words."""
        form, token = self.cues[i].form, self.view.tokens[i]
        if form.kind == "participle" and self.view.key(i - 1) not in ("غير", "انه", "انها"):
            return not self.view.is_word(i - 1) or self.cues[i].how != "np" or token.text[0] == "و"
        conjoined = token.text[0] in "وف" and self.view.keys[i][1:] in folded_readings(token.text)
        return bool(conjoined and forms_of(self.view.keys[i][1:])) or self._connected(i)

    def _connected(self, i: int) -> bool:
        return not self.view.is_word(i - 1) or self.view.key(i - 1) in _LEADING_OVER

    def _back(self, start: int, i: int) -> int:
        """Before the words that lead over to the next report («، كما أكد», «، ومن جهته قال», «الوزير قال»)."""
        j = i
        while j > start and (self.view.keys[j - 1] in _CONNECTIVES or not self.view.is_word(j - 1)):
            j -= 1
            if self.view.tokens[j].text in "،,؛" and not self.view.is_word(j):
                return j
        return i if j == start else j

    def _aside(self, i: int) -> bool:
        """Whether a parenthesis of the reporter's own begins here, behind a comma (or «على حد قوله» anywhere)."""
        keys = self.view.keys
        for phrase in _ASIDES:
            if keys[i] == phrase[0] and tuple(keys[i : i + len(phrase)]) == phrase:
                return phrase[0] == "علي" or not self.view.is_word(i - 1)
        for length in (3, 2, 1):
            form = phrase_forms().get(tuple(keys[i : i + length]))
            if form and form.kind == "self":
                return True
            if form and form.kind in ("host", "relay") and not self.view.is_word(i - 1):
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
        pieces, current = [self.view.trim(stretch.start, stretch.end)], stretch
        while following := self._joined(current.after):
            pieces.append(self.view.trim(following.start, following.end))
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
        entity = self.subjects.entity_at.get(first)
        if first >= last or (entity and entity.start == first and entity.end >= last):
            return False
        single = last - first < _SAYING
        return not (
            single and (self.view.keys[first].startswith("ال") or self.view.tokens[first].text.isascii())
        )


def skip_complementiser(view: View, i: int) -> int:
    """Past a bare أن / إن / فإن."""
    return i + 1 if view.key(i) in BARE else i
