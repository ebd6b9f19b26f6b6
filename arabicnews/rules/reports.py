"""Reports: a reporting verb, the words that name its source, and where the words reported begin."""

from __future__ import annotations

from typing import NamedTuple

from arabicnews.cues import CueForm, forms_of, is_future
from arabicnews.lexicon import folded
from arabicnews.references.nouns import source_noun
from arabicnews.rules.subjects import Run, Subjects, readings_without_conjunction
from arabicnews.rules.view import View
from arabicnews.rules.vocabulary import all_function_words
from arabicnews.words import fold

BARE = folded("أن إن بأن فإن")
FUSED = folded(
    "أنه أنها أنهم أنهما أنهن أننا أنني أني إنه إنها إنهم إنهما إنهن إننا إنني إني بأنه بأنها بأنهم "
    "بأنهما بأننا بأنني فإنه فإنها فإنهم"
)
_TAILS = folded("قائلا قائلة قائلين قائلتين بالقول بقوله بقولها بقولهم")
_NEGATIONS = folded("لم لن لا ما ليس غير عدم دون بدون")
_DEPENDENT = folded("أن بأن كي لكي حتى ألا إذا لو عندما كلما سوف قد ولو وإذا")
_QUESTIONS = folded("هل لماذا عما كيف متى أين ما إذا لم")
_PREPOSITIONS = folded("إلى عن على من في ل ب")
_TAKE_AN = folded(
    "يجب يمكن ينبغي يريد تريد يستطيع تستطيع قبل بعد منذ إلا على غير لابد بد شأنه شأنها المقرر المتوقع "
    "المنتظر رغم كما"
)
_GOVERN_NOUNS = folded("في على إلى عن بعد قبل خلال مع بين حول ضد منذ لدى دون رغم بسبب إثر عقب")
_IDIOMS = folded("النقاب اللثام الستار الأنظار الانتباه النظر الأمر")
_AFAR = 15  # tokens to an أن that follows a word
_NEAR = 8  # tokens to a complement that needs no comma in front of it, for weak verbs
_REACH = 45  # tokens between a cue and what introduces its content
_WEAK_REACH = 25
_TARGET = 8  # tokens of somebody addressed («دعا المجتمع الدولي إلى»)
_SPEECH = 4  # more words than this between marks are speech, not a name
_SUFFIXES = ("ه", "ها", "هم", "هما", "نا")


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
        self.stretch_at = {stretch.before: stretch for stretch in view.stretches}

    def find(self) -> list[Report]:
        """The reports of a text in order; inside quoted speech none are looked for."""
        quoted = {i for s in self.view.stretches if s.end - s.start > _SPEECH for i in range(s.start, s.end)}
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
        if report.source:
            idiom = self.view.keys[report.source[0]] in _IDIOMS
            return idiom or not (clausal or self.subjects.names_somebody(report.source))
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
        return (
            form.family not in ("add", "stress") and self.subjects.before(i, self.view.sentence(i)[0]) is None
        )

    # -- from the cue to the content -------------------------------------------------------------------

    def _frame(self, i: int, form: CueForm) -> Report | None:
        _, end = self.view.sentence(i)
        if form.kind == "participle":
            found = self._near(i, i + 1, end, form) or self._far(i, i + 1, end, form)
            return Report(i, form, None, *found) if found else None
        source = self.subjects.behind(i + 1, end)
        if source and "target" in form.governs and self._is_addressed(source, form):
            source = None
        at = self._past(source) if source else i + 1
        found = self._near(i, at, end, form)
        if found is None and source and "np" in form.governs and "weak" not in form.governs:
            strict = self.subjects.behind(i + 1, end, strict=True)
            if strict and strict[1] < at and self._is_object(strict[1], form):
                return self._better(
                    Report(i, form, strict, strict[1], "np"), self._far(i, at, end, form), source
                )
        found = found or self._far(i, at, end, form)
        return Report(i, form, source, *found) if found else None

    def _past(self, source: Run) -> int:
        """Past a source and the mark that may close it."""
        closing = any(s.end == source[1] < s.after for s in self.view.stretches)
        return source[1] + closing

    def _is_addressed(self, source: Run, form: CueForm) -> bool:
        """«وطالبت أفراد الشرطة بالبقاء»: the noun behind the verb does not agree with it."""
        noun = (
            None if self.subjects.entity_at.get(source[0]) else source_noun(self.view.tokens[source[0]].text)
        )
        return noun is not None and bool(form.gender) and noun.gender != form.gender and noun.kind == "person"

    def _better(self, bare: Report, far: tuple[int, str] | None, source: Run) -> Report:
        """«أكد الوزير الكويتي الجديد أن» over an object, if the clause is near."""
        if far and far[1] == "an" and far[0] - source[1] <= 2:
            return Report(bare.cue, bare.form, source, *far)
        return bare

    def _near(self, i: int, at: int, end: int, form: CueForm) -> tuple[int, str] | None:
        """Where the content begins if what introduces it stands at a token; commas and «قائلا» let past."""
        view, tail = self.view, False
        while at < end and (view.tokens[at].text in "،," or view.keys[at] in _TAILS or self._is_date(at)):
            tail = tail or view.keys[at] in _TAILS
            at += 1
        if at >= end:
            return None
        speech = "colon" in form.governs or tail
        opened = self._opens(at)
        worded = "mark" in form.governs and view.tokens[at].text != ":" and self._worded(at)
        if opened is not None and self.view.tokens[at].text != ":" and not tail and self._is_name(at):
            opened = None  # «أعلنت شركة "…" عن»
        if opened is not None and (speech or worded):
            return opened, "mark" if opened - 1 in self.stretch_at else "colon"
        clause = self._clause(at) if tail or "an" in form.governs or "ب" in form.governs else None
        if clause is not None:
            return clause, "an"
        if tail and view.is_word(at) and "tail" in form.governs:
            return at, "an"
        return self._governed(at, end, form)

    def _is_date(self, at: int) -> bool:
        entity = self.subjects.entity_at.get(at)
        return entity is not None and entity.label == "DATE"

    def _clause(self, at: int) -> int | None:
        """Where a clause behind أن / إن begins, marks and colon let past; None if none stands here."""
        key = self.view.key(at)
        if key in FUSED:
            return at
        if key not in BARE:
            return None
        opened = self._opens(at + 1)
        return opened if opened is not None else at + 1

    def _opens(self, at: int) -> int | None:
        """Past a colon and an opening mark at a token; None if neither stands here."""
        past = at + (at < len(self.view.tokens) and self.view.tokens[at].text == ":")
        past += past in self.stretch_at
        return past if past > at else None

    def _governed(self, at: int, end: int, form: CueForm) -> tuple[int, str] | None:
        """Behind a governed preposition («إلى»), at a fused ب, a question, or a bare noun phrase."""
        view, key = self.view, self.view.keys[at]
        if key in form.governs and key in _PREPOSITIONS and at + 1 < end:
            clause = self._clause(at + 1)
            if clause is not None:
                return clause, "an"
            return self._opens(at + 1) or at + 1, key
        fused = "ب" in form.governs and key.startswith("ب") and len(key) > 3 and "weak" not in form.governs
        if fused and view.is_word(at) and self.subjects.prefixed(at) | (key not in all_function_words()):
            return at, "ب"
        if "ask" in form.governs and key in _QUESTIONS:
            return at, "ask"
        return (at, "np") if "np" in form.governs and self._is_object(at, form) else None

    def _is_object(self, at: int, form: CueForm) -> bool:
        """Whether a bare noun phrase may be what is reported («نفى صحة …», «أكد دعم بلاده»)."""
        key = self.view.key(at)
        if not self.view.is_word(at) or key in all_function_words() or forms_of(key) or key in FUSED | BARE:
            return False
        if self.subjects.prefixed(at) or (key.startswith("و") and len(self.view.readings(at)) > 1):
            return False
        entity = self.subjects.entity_at.get(at)
        if entity and entity.label in ("DATE", "PER", "TITLE"):
            return False
        return "weak" not in form.governs or (form.kind == "participle" and key.endswith(_SUFFIXES))

    def _far(self, i: int, at: int, end: int, form: CueForm) -> tuple[int, str] | None:
        """The content behind an aside («أكد بوتين، خلال استقباله …، أن») or behind somebody addressed."""
        stop = min(end, at + (_WEAK_REACH if "weak" in form.governs or form.kind == "participle" else _REACH))
        for j in range(at, stop):
            if (j > at and self._other_report(j)) or (
                "weak" in form.governs and j - at > _NEAR and self._plain(j)
            ):
                return None
            found = self._far_clause(i, j, at, form) or self._far_speech(j, end, form)
            found = found or self._far_phrase(j, at, end, form)
            if found:
                return found
        return None

    def _far_clause(self, i: int, j: int, at: int, form: CueForm) -> tuple[int, str] | None:
        if "an" not in form.governs and "ب" not in form.governs:
            return None
        clause = self._clause(j)
        if clause is None or (
            form.kind == "participle" and j - at > (_TARGET if "target" in form.governs else 2)
        ):
            return None
        key, before = self.view.keys[j], self.view.key(j - 1)
        if before in _PREPOSITIONS and before not in form.governs:
            return None  # «من أنهم لا يسعون»
        if j - at > _AFAR and self.view.is_word(j - 1) and not self.view.tokens[j].text.startswith("إ"):
            return None
        sure = (
            key in (fold("بأن"),) or self.view.tokens[j].text.startswith("إ") or not self.view.is_word(j - 1)
        )
        return (clause, "an") if sure or (before not in _TAKE_AN and not _wants_an(before)) else None

    def _far_speech(self, j: int, end: int, form: CueForm) -> tuple[int, str] | None:
        text = self.view.tokens[j].text
        if text == ":" and "colon" in form.governs and j + 1 < end and not self._is_marked(j):
            opened = self._opens(j) or j + 1
            return opened, "mark" if opened - 1 in self.stretch_at else "colon"
        stretch = self.stretch_at.get(j)
        if stretch and "colon" in form.governs and stretch.end - stretch.start > _SPEECH:
            return j + 1, "mark"
        if stretch and "mark" in form.governs and self._worded(j):
            return j + 1, "mark"
        return None

    def _is_name(self, opening: int) -> bool:
        """Whether marks enclose one or two words in the middle of a sentence."""
        stretch = self.stretch_at.get(opening)
        if stretch is None or stretch.end - stretch.start > 3:
            return False
        return stretch.after < len(self.view.tokens) and self.view.is_word(stretch.after)

    def _is_marked(self, j: int) -> bool:
        return any(stretch.start <= j < stretch.end for stretch in self.view.stretches)

    def _worded(self, opening: int) -> bool:
        """Whether what stands between marks behind «وصف … بـ» are words said, and no name."""
        if opening not in self.stretch_at:
            return False
        stretch = self.stretch_at[opening]
        named = self.subjects.entity_at.get(stretch.start)
        return not (named and named.end >= stretch.end) and (
            stretch.end - stretch.start > 1 or self.view.key(opening - 1).startswith(("ب", "بان"))
        )

    def _far_phrase(self, j: int, at: int, end: int, form: CueForm) -> tuple[int, str] | None:
        """A governed phrase at a distance: behind a comma, behind somebody addressed, or a sure preposition."""
        key = self.view.keys[j]
        after_comma = j > at and self.view.tokens[j - 1].text in "،,)"
        addressed = "target" in form.governs and j - at <= _TARGET
        if key in _PREPOSITIONS:
            sure = not {"weak", "np"} & form.governs and key in ("الي", "عن", "من")
            return (
                self._governed(j, end, form)
                if key in form.governs and (after_comma or addressed or sure)
                else None
            )
        accused = after_comma and j - at <= _WEAK_REACH and "target" in form.governs and "ب" in form.governs
        fused = (
            (addressed or accused)
            and key[:1] in ("ب", "ل")
            and key[:1] in form.governs
            and self.view.is_word(j)
        )
        fits = fused and len(key) > 3 and key not in all_function_words() and (j > at or key[0] == "ل")
        return (j, key[0]) if fits and self.subjects.entity_at.get(j) is None else None

    def _other_report(self, j: int) -> bool:
        """Whether another finite reporting verb begins a report of its own at a token."""
        forms = [form for form in forms_of(self.view.keys[j]) if "weak" not in form.governs]
        if any(form.kind == "participle" for form in forms):
            return self._clause(j + 1) is not None or self.view.key(j + 1) in _PREPOSITIONS
        return any(form.kind == "past" for form in forms)

    def _plain(self, j: int) -> bool:
        """Whether a token follows another word, with no comma between."""
        return self.view.is_word(j - 1) or self.view.is_word(j)


def _wants_an(before: str) -> bool:
    """Whether أن belongs to the word before it («يستطيع أن», «ضرورة أن»), by that word's look."""
    return before.startswith(("ي", "ت")) and len(before) > 3 and before.endswith(("ع", "د", "ب", "ن"))
