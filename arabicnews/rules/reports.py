"""Reports: a reporting verb, the words that name its source, and where the words reported begin."""

from __future__ import annotations

from typing import NamedTuple

from arabicnews.cues import CueForm, forms_of, is_future
from arabicnews.lexicon import folded
from arabicnews.references.nouns import source_noun
from arabicnews.rules.complements import SPEECH, Complements, Found
from arabicnews.rules.fronts import in_front
from arabicnews.rules.subjects import Run, Subjects, readings_without_conjunction
from arabicnews.rules.view import View
from arabicnews.rules.widening import Widening

_NEGATIONS = folded("لم لن لا ما ليس غير عدم دون بدون")
_DEPENDENT = folded("أن بأن كي لكي حتى ألا إذا لو عندما كلما سوف قد ولو وإذا")
_GOVERN_NOUNS = folded("في على إلى عن بعد قبل خلال مع بين حول ضد منذ لدى دون رغم بسبب إثر عقب")
_IMPERSONAL = ("say", "expect", "hold", "point", "announce", "explain", "reveal", "claim", "find", "ask")
_RESUMED = folded("فيه فيها فيهم به بها عنه عنها عليه عليها منه منها له لها لهم خلاله خلالها")  # «قال فيه»
_IDIOMS = folded("النقاب اللثام الستار الأنظار الانتباه النظر الأمر")


class Report(NamedTuple):
    """A cue with its frame, as positions of tokens.

    Attributes:
        cue: the token of the cue.
        form: which form of which verb it is.
        source: the run that names the source, or None.
        content: where the words reported begin.
        how: ``an`` (behind أن), ``colon``, ``mark``, ``np``, ``ask`` or the preposition.
    """

    cue: int
    form: CueForm
    source: Run | None
    content: int
    how: str


class Reports:
    """Finds the reporting verbs and participles of a text with what they bring."""

    def __init__(self, view: View, subjects: Subjects) -> None:
        self.view, self.subjects = view, subjects
        self.complements = Complements(view, subjects)
        self.widening = Widening(view, subjects)

    def find(self) -> list[Report]:
        """The reports of a text in order; inside quoted speech none are looked for."""
        quoted = {i for s in self.view.stretches if s.end - s.start > SPEECH for i in range(s.start, s.end)}
        places = (i for i, token in enumerate(self.view.tokens) if token.is_word and i not in quoted)
        return [report for i in places if (report := self.at(i))]

    def at(self, i: int) -> Report | None:
        """The report whose cue a token is."""
        key = self.view.keys[i]
        forms = forms_of(key)
        if (
            not forms
            or is_future(key)
            or self._follows(i, _NEGATIONS)
            or self.view.key(i - 1) in _GOVERN_NOUNS
        ):
            return None
        for form in forms:
            if form.kind == "present" and self._follows(i, _DEPENDENT):
                continue
            report = self._frame(i, form)
            if report and not self._impersonal(i, form, report) and not self._doubtful(i, form, report):
                return report
        return None

    def _follows(self, i: int, words: frozenset[str]) -> bool:
        if i == 0 or not self.view.is_word(i - 1):
            return False
        return any(reading in words for reading in readings_without_conjunction(self.view.tokens[i - 1].text))

    def _doubtful(self, i: int, form: CueForm, report: Report) -> bool:
        """«كشف النقاب عن»; a subject that says nothing («يشير المؤشر إلى»); «عقوبات مشددة على»."""
        clausal = report.how in ("an", "colon", "mark", "ask")
        if form.family == "find" and (
            report.source is None or not self.subjects.names_somebody(report.source)
        ):
            return True
        if report.source:
            idiom = self.view.keys[report.source[0]] in _IDIOMS
            vague = form.family in ("point", "reveal", "explain", "expect", "promise", "threaten")
            return idiom or (vague and not clausal and not self.subjects.names_somebody(report.source))
        adjective = form.kind == "participle" and form.gender == "f" and self.view.is_word(i - 1)
        return adjective and not clausal and not self.view.keys[i].startswith("و")

    def _impersonal(self, i: int, form: CueForm, report: Report) -> bool:
        """«يذكر أن», «ويتوقع أن»: the reporter's own voice."""
        if self.view.keys[i] in ("تبين", "وتبين", "يتبين", "ويتبين") and report.source is None:
            return True
        passive = (
            form.kind == "present" and report.source is None and form.gender == "m" and form.number == "s"
        )
        if not passive or report.how != "an" or report.content - i > 2:
            return False
        start = self.view.sentence(i)[0]
        return form.family in _IMPERSONAL and self.subjects.before(i, start) is None

    def _frame(self, i: int, form: CueForm) -> Report | None:
        _, end = self.view.sentence(i)
        if form.kind == "participle":
            found = self.complements.near(i, i + 1, end, form) or self.complements.far(i, i + 1, end, form)
            return Report(i, form, None, *found) if found else None
        at = i + 1 + (self.view.key(i + 1) in _RESUMED)
        loose = not {"np", "weak", "target"} & form.governs
        source = self._set_off(at, end)
        source = source or self.subjects.behind(at, end, loose=loose, strict="target" in form.governs)
        if source and self._has_subject(i, source, form):
            source = None  # what follows the verb is its object
        at = self._past(source) if source else at
        found = self.complements.near(i, at, end, form)
        if found is None and source and "np" in form.governs and "weak" not in form.governs:
            strict = self.subjects.behind(i + 1, end, strict=True)
            if strict and strict[1] < at and self.complements.is_object(strict[1], form):
                return self._better(
                    Report(i, form, strict, strict[1], "np"), self.complements.far(i, at, end, form), source
                )
        found = found or self.complements.far(i, at, end, form)
        if found and source:
            clausal, target = found[1] not in ("np", "ب"), "target" in form.governs
            source = self.widening.of(source, found[0], clausal=clausal, target=target)
        return Report(i, form, source, *found) if found else None

    def _set_off(self, at: int, end: int) -> Run | None:
        """A subject between commas («وأفاد، المصدر ذاته، أن»)."""
        if self.view.key(at) not in ("،", ","):
            return None
        source = self.subjects.behind(at + 1, end)
        closed = source is not None and self.view.key(source[1]) in ("،", ",")
        return source if source and closed and self.subjects.names_somebody(source) else None

    def _has_subject(self, i: int, source: Run, form: CueForm) -> bool:
        """Whether the subject stands in front («باريس تتهم لندن بـ»), or the run does not fit the verb."""
        if in_front(self.subjects, i, self.view.sentence(i)[0]):
            return True
        return "target" in form.governs and self._is_addressed(i, source, form)

    def _past(self, source: Run) -> int:
        """Past a source and the mark that may close it."""
        closing = any(s.end == source[1] < s.after for s in self.view.stretches)
        return source[1] + closing

    def _is_addressed(self, i: int, source: Run, form: CueForm) -> bool:
        """«وطالبت أفراد الشرطة بالبقاء», «حث النرويج على»: what follows the verb does not agree with it."""
        entity = self.subjects.entity_at.get(source[0])
        if entity:
            feminine = self.view.keys[entity.end - 1].endswith(("ا", "ه"))
            return entity.label == "GPE" and form.gender == "m" and feminine
        noun = source_noun(self.view.tokens[source[0]].text)
        if noun is None or noun.kind != "person":
            return False
        crowd = noun.number == "p" and self.view.keys[i].startswith("و")  # «ودعا الأهالي إلى»
        return crowd or (bool(form.gender) and noun.gender != form.gender)

    def _better(self, bare: Report, far: Found | None, source: Run) -> Report:
        """«أكد الوزير الكويتي الجديد أن» over an object, if the clause is near."""
        if far and far[1] == "an" and far[0] - source[1] <= 2:
            return Report(bare.cue, bare.form, source, *far)
        return bare
