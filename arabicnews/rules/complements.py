"""Complements: what a reporting verb brings its words with (أن, a preposition, a colon, a bare noun)."""

from __future__ import annotations

from arabicnews.cues import CueForm, forms_of
from arabicnews.lexicon import folded
from arabicnews.names import LINKS
from arabicnews.references.nouns import source_noun
from arabicnews.rules.subjects import Subjects
from arabicnews.rules.view import View
from arabicnews.rules.vocabulary import all_function_words, common_words

BARE = folded("أن إن بأن فإن")
FUSED = folded(
    "أنه أنها أنهم أنهما أنهن أننا أنني أني إنه إنها إنهم إنهما إنهن إننا إنني إني بأنه بأنها بأنهم "
    "بأنهما بأننا بأنني فإنه فإنها فإنهم"
)
_TAILS = folded("قائلا قائلة قائلين قائلتين بالقول بقوله بقولها بقولهم")
_QUESTIONS = folded("هل لماذا عما كيف متى أين ما إذا لم")
_OBJECT_HEADS = folded("هذا هذه تلك هؤلاء ما أي أية عدة أكثر جميع كل")
_PREPOSITIONS = folded("إلى عن على من في ل ب")
_TAKE_AN = folded(
    "يجب يمكن ينبغي يريد تريد يستطيع تستطيع قبل بعد منذ إلا على غير لابد بد شأنه شأنها المقرر المتوقع "
    "المنتظر رغم كما"
)
_AFAR = 15  # tokens to an أن that follows a word
_NEAR = 8  # tokens to a complement that needs no comma in front of it, for weak verbs
_ALSO = folded("أيضا كذلك مجددا بدوره بدورها")
_FOR_HIS_PART = folded("جهته جهتها جانبه جانبها ناحيته ناحيتها")
_REACH = 45  # tokens between a cue and what introduces its content
_WEAK_REACH = 25
_TARGET = 8  # tokens of somebody addressed («دعا المجتمع الدولي إلى»)
SPEECH = 4  # more words than this between marks are speech, not a name
_SUFFIXES = ("ه", "ها", "هم", "هما", "نا")

Found = tuple[int, str]  # where the words reported begin, and what brings them (see ``Report.how``)


class Complements:
    """Looks for complements in one text."""

    def __init__(self, view: View, subjects: Subjects) -> None:
        self.view, self.subjects = view, subjects
        self.stretch_at = {stretch.before: stretch for stretch in view.stretches}

    def near(self, i: int, at: int, end: int, form: CueForm) -> Found | None:
        """Where the content begins if what introduces it stands at a token; commas and «قائلا» let past."""
        start, tail = at, False
        while at < end and (past := self._let_past(at, end)) > at:
            tail = tail or self.view.keys[at] in _TAILS
            at = past
        if at >= end:
            return None
        found = self._speech(at, form, tail=tail) or self._reported_clause(at, form, tail=tail)
        found = found or self._governed(at, end, form)
        lone_comma = all(self.view.tokens[k].text in "،," for k in range(start, at)) and at > start
        return None if found and found[1] == "np" and lone_comma else found

    def _speech(self, at: int, form: CueForm, *, tail: bool) -> Found | None:
        """Behind a colon or an opening mark; not at a mere name between marks («أعلنت شركة "…" عن»)."""
        opened, colon = self._opens(at), self.view.tokens[at].text == ":"
        if opened is None or (not colon and not tail and self._is_name(at)):
            return None
        worded = "mark" in form.governs and not colon and self._worded(at)
        if not (tail or worded or "colon" in form.governs):
            return None
        return opened, "mark" if opened - 1 in self.stretch_at else "colon"

    def _reported_clause(self, at: int, form: CueForm, *, tail: bool) -> Found | None:
        clause = self._clause(at) if tail or "an" in form.governs or "ب" in form.governs else None
        if clause is not None:
            return clause, "an"
        return (at, "an") if tail and self.view.is_word(at) and "tail" in form.governs else None

    def _let_past(self, at: int, end: int) -> int:
        """Past a comma, «قائلا», a date, «للصحيفة» or a marked name; ``at`` if none is here."""
        view = self.view
        if view.tokens[at].text in "،," or view.keys[at] in _TAILS | _ALSO or self._is_date(at):
            return at + 1
        if view.keys[at] == "من" and view.key(at + 1) in _FOR_HIS_PART:
            return at + 2
        stretch = self.stretch_at.get(at)
        if stretch and stretch.end - stretch.start < SPEECH and view.key(at - 1) in ("،", ","):
            return stretch.after if view.key(stretch.after) in ("،", ",") else at
        return self.subjects.addressed_end(at, end)

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

    def _governed(self, at: int, end: int, form: CueForm) -> Found | None:
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
        return (at, "np") if "np" in form.governs and self.is_object(at, form) else None

    def is_object(self, at: int, form: CueForm) -> bool:
        """Whether a bare noun phrase may be what is reported («نفى صحة …», «أكد دعم بلاده»)."""
        key = self.view.key(at)
        if key in _OBJECT_HEADS and "weak" not in form.governs:
            return self.view.is_word(at + 1)  # «نفى هذه الأنباء», «نفى ما تردد»
        if not self.view.is_word(at) or key in all_function_words() or forms_of(key) or key in FUSED | BARE:
            return False
        if key not in common_words() and (
            self.subjects.prefixed(at) or (key.startswith("و") and len(self.view.readings(at)) > 1)
        ):
            return False
        entity = self.subjects.entity_at.get(at)
        if key in LINKS or (entity and entity.label in ("DATE", "PER", "TITLE")):
            return False
        return "weak" not in form.governs or (form.kind == "participle" and key.endswith(_SUFFIXES))

    def far(self, i: int, at: int, end: int, form: CueForm) -> Found | None:
        """The content behind an aside («أكد بوتين، خلال استقباله …، أن») or behind somebody addressed."""
        stop = min(end, at + (_WEAK_REACH if "weak" in form.governs or form.kind == "participle" else _REACH))
        for j in range(at, stop):
            if j > at and self._other_report(j):
                stop = j
                break
            found = self._far_speech(j, end, form)
            if not found and not ("weak" in form.governs and j - at > _NEAR and self._plain(j)):
                found = self._far_clause(i, j, at, form) or self._far_phrase(j, at, end, form)
            if found:
                return found
        objects = (self._far_object(j, form) for j in range(at + 1, stop))
        return next((found for found in objects if found), None)

    def _far_clause(self, i: int, j: int, at: int, form: CueForm) -> Found | None:
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
        sure = key == "بان" or self.view.tokens[j].text.startswith("إ") or not self.view.is_word(j - 1)
        return (clause, "an") if sure or (before not in _TAKE_AN and not _wants_an(before)) else None

    def _far_speech(self, j: int, end: int, form: CueForm) -> Found | None:
        text = self.view.tokens[j].text
        if text == ":" and "colon" in form.governs and j + 1 < end and not self._is_marked(j):
            opened = self._opens(j) or j + 1
            return opened, "mark" if opened - 1 in self.stretch_at else "colon"
        stretch = self.stretch_at.get(j)
        if stretch and "colon" in form.governs and stretch.end - stretch.start > SPEECH:
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

    def _far_phrase(self, j: int, at: int, end: int, form: CueForm) -> Found | None:
        """A governed phrase at a distance: behind a comma or somebody addressed, or a sure preposition."""
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

    def _far_object(self, j: int, form: CueForm) -> Found | None:
        """«أكد X، المدير العام …، قيام المستثمرين بـ»: a bare noun behind a comma, if all else fails."""
        if "np" not in form.governs or "weak" in form.governs or self.view.key(j - 1) not in ("،", ","):
            return None
        key, noun = self.view.keys[j], source_noun(self.view.tokens[j].text)
        bare = key in common_words() or not key.startswith(("و", "ب", "ل", "ف"))
        fits = bare and not key.startswith("ال") and self.is_object(j, form)
        person = noun is not None and noun.kind == "person"
        return (j, "np") if fits and not person and not self.subjects.entity_at.get(j) else None

    def _other_report(self, j: int) -> bool:
        """Whether another finite reporting verb begins a report of its own at a token."""
        forms = [form for form in forms_of(self.view.keys[j]) if "weak" not in form.governs]
        if any(form.kind == "participle" for form in forms):
            return self._clause(j + 1) is not None or self.view.key(j + 1) in _PREPOSITIONS
        return any(form.kind == "past" for form in forms)

    def _plain(self, j: int) -> bool:
        """Whether a token follows another word, with no comma between."""
        return self.view.is_word(j - 1)


def _wants_an(before: str) -> bool:
    """Whether أن belongs to the word before it («يستطيع أن», «ضرورة أن»), by that word's look."""
    return before.startswith(("ي", "ت")) and len(before) > 3 and before.endswith(("ع", "د", "ب", "ن"))
