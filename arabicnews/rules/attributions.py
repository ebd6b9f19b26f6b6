"""Attributions that are no verb in front of a clause: «بحسب X», «نقل عن X قوله», «"…"، قال X», «X: …»."""

from __future__ import annotations

from typing import NamedTuple

from arabicnews.cues import CueForm, forms_of, is_future, phrase_forms
from arabicnews.lexicon import folded
from arabicnews.names import capitals, nation
from arabicnews.rules.complements import BARE, FUSED
from arabicnews.rules.subjects import Run, Subjects
from arabicnews.rules.view import Stretch, View
from arabicnews.rules.vocabulary import is_ordinary
from arabicnews.rules.widening import Widening
from arabicnews.words import fold

_RELAYED = frozenset(
    fold(w)
    for w in (
        "نقل",
        "نقلت",
        "ونقل",
        "ونقلت",
        "نقلوا",
        "ناقلا",
        "ناقلة",
        "ونسبت",
        "نسبت",
        "نسب",
        "ينقل",
        "تنقل",
    )
)
_FROM = folded("عن إلى")
_CAME = folded("جاء وجاء ورد وورد جاءت وجاءت وردت ووردت")
_GOING_ON = folded(  # «"…"، قالت وهي …»
    "وهو وهي وهم ثم في قبل بعد خلال عن ل ضاحكا ضاحكة مبتسما مبتسمة ساخرا ساخرة"
)
_PLACES = folded("في على ضمن")
_PHRASES = (3, 2, 1)
_BACK = 18  # tokens between «عن» and «قوله»
_HEADLINE = 9  # tokens before the colon of a headline
_ASIDE = 12  # tokens between «بحسب X» and the comma behind it
_MIN_HEADLINE = 3  # words behind it
_AFTER = 3  # marks and «هكذا» between a quotation and its verb


class Attribution(NamedTuple):
    """A cue and its source, as runs of tokens; ``content`` is where the words begin if they follow."""

    cue: Run | None
    form: CueForm | None
    source: Run | None
    content: int
    start: int  # where the phrase begins: «بحسب ما أعلن» has its cue at the end


class Attributions:
    """Finds them in one text."""

    def __init__(self, view: View, subjects: Subjects) -> None:
        self.view, self.subjects = view, subjects
        self.widening = Widening(view, subjects)

    def hosts(self) -> list[Attribution]:
        """«بحسب X», «وفقا لـX», «حسبما أعلن X», «على حد قوله»: their content is the clause they stand in."""
        found: list[Attribution] = []
        for i in range(len(self.view.tokens)):
            host = self._host(i) if self.view.is_word(i) else None
            if host and (not found or host.content > found[-1].content):
                found.append(host)
        return found

    def _host(self, i: int) -> Attribution | None:
        phrase = self._phrase(i)
        if phrase is None:
            return None
        end, form = phrase
        if form.kind == "self":
            return Attribution((i, end), form, None, end, i)
        if form.kind == "relay":
            return self._relay(i, end)
        if form.kind != "host":
            return None
        _, stop = self.view.sentence(i)
        source = self.subjects.behind(end, stop, clitic=True)
        if source is None or not self.subjects.names_somebody(source):
            return None
        source = self.widening.of(source, self._clause_behind(source[1], stop))
        return Attribution((i, end), form, source, source[1], i)

    def _relayed_by(self, key: str) -> CueForm | None:
        """The form of a verb that «ما» brings, also with the pronoun that takes it up («ما نقلته»)."""
        for bare in (key, key[:-1] if key.endswith("ه") else key):
            form = next((f for f in forms_of(bare) if f.kind in ("past", "present")), None)
            if form or bare in _RELAYED | _CAME:
                return form or CueForm("past", "say")
        return None

    def _clause_behind(self, i: int, stop: int) -> int:
        """The comma or «فإن» with which the clause begins behind «بحسب X»; ``i`` if it is not marked."""
        for at in range(i, min(stop, i + _ASIDE)):
            if self.view.keys[at] in BARE | FUSED or not self.view.is_word(at):
                return at
        return i

    def _relay(self, start: int, i: int) -> Attribution | None:
        """The verb behind «حسبما» is the cue."""
        form = self._relayed_by(self.view.key(i))
        if form is None:
            return None
        if self.view.key(i) in _CAME and self.view.key(i + 1) in _PLACES:
            i, at = i, i + 2  # «حسبما جاء في بيان»
        else:
            at = i + 1
        _, stop = self.view.sentence(i)
        source = self.subjects.behind(at, stop, loose=True)
        if source:
            source = self.widening.of(source, self._clause_behind(source[1], stop))
        return Attribution((i, i + 1), form, source, source[1] if source else i + 1, start)

    def _phrase(self, i: int) -> tuple[int, CueForm] | None:
        """The longest phrase of the list that begins at a token; a final ل may be joined to the next word."""
        view = self.view
        first = view.keys[i][1:] if view.keys[i].startswith("و") and view.key(i) != "وفق" else view.keys[i]
        for start in dict.fromkeys((view.keys[i], first)):
            for length in _PHRASES:
                keys = (start, *view.keys[i + 1 : i + length])
                form = phrase_forms().get(keys)
                if form:
                    return i + length, form
                joined = (start, *view.keys[i + 1 : i + length - 1], "ل") if length > 1 else ()
                if view.key(i + length - 1).startswith("ل") and joined in phrase_forms():
                    return i + length - 1, phrase_forms()[joined]
        return None

    def chains(self) -> list[Attribution]:
        """«نقلت رويترز عن الوزير قوله إن», «نقل عن مصادر أن», «جاء في البيان أن»: the inner source counts."""
        found = []
        for i, key in enumerate(self.view.keys):
            form = phrase_forms().get((key,))
            chain = None
            if form and form.kind == "noun":
                chain = self._own_words(i, form)
            elif key in _RELAYED:
                chain = self._relayed(i)
            elif key in _CAME:
                chain = self._came(i)
            if chain:
                found.append(chain)
        return found

    def _own_words(self, i: int, form: CueForm) -> Attribution | None:
        (begin, end), content = self.view.sentence(i), self.content_behind(i + 1)
        if content is None:  # «قوله للصحفيين، أمس، إن»
            far = (j for j in range(i + 2, min(end, i + _BACK)) if self.view.keys[j] in BARE | FUSED)
            content = next((self.content_behind(j) for j in far), None)
        for j in range(i - 1, max(begin, i - _BACK) - 1, -1):
            if self.view.keys[j] in _FROM:
                source = self.subjects.behind(j + 1, i)
                if source and content is not None:
                    source = self.widening.of(source, i)
                    return Attribution((i, i + 1), form, source, content, i)
        pronoun = any(self.view.keys[j] in ("عنه", "عنها", "عنهم") for j in range(max(begin, i - 3), i))
        return Attribution((i, i + 1), form, None, content, i) if pronoun and content is not None else None

    def _relayed(self, i: int) -> Attribution | None:
        end = self.view.sentence(i)[1]
        for j in range(i + 1, min(end, i + _BACK)):
            if self.view.keys[j] not in _FROM:
                continue
            source = self.subjects.behind(j + 1, end)
            content = self.content_behind(source[1]) if source else None
            if source and content is not None:
                return Attribution((i, i + 1), CueForm("past", "attribute"), source, content, i)
        return None

    def _came(self, i: int) -> Attribution | None:
        """«وجاء في بيان للوزارة أن», «وجاء في الرسالة، التي نشرتها الصحيفة، أن»."""
        end = self.view.sentence(i)[1]
        if self.view.key(i + 1) not in _PLACES:
            return None
        source = self.subjects.behind(i + 2, end)
        if source is None or not self.subjects.names_somebody(source):
            return None
        content = self.content_behind(source[1])
        if content is None:
            far = (j for j in range(source[1], min(end, i + _BACK)) if self.view.keys[j] in BARE | FUSED)
            content = next((self.content_behind(j) for j in far), None)
        if content is None:
            return None
        source = self.widening.of(source, self._clause_behind(source[1], end))
        return Attribution((i, i + 1), CueForm("past", "say"), source, content, i)

    def content_behind(self, i: int) -> int | None:
        """Where a clause behind أن / إن, a colon or a mark begins; a comma is let past."""
        view = self.view
        i += view.key(i) in ("،", ",")
        if view.key(i) in FUSED:
            return i
        past = i + (view.key(i) in BARE)
        past += past < len(view.tokens) and view.tokens[past].text == ":"
        past += any(s.before == past for s in view.stretches)
        return past if past > i else None

    def behind(self, stretch: Stretch) -> Attribution | None:
        """The verb and speaker behind a quotation: «"…"، قال X», «"…" يقول X», «"…"، بحسب X»."""
        view, i = self.view, stretch.after
        while i < min(len(view.tokens), stretch.after + _AFTER) and (
            not view.is_word(i) or view.keys[i] == "هكذا"
        ):
            if view.tokens[i].text in ".؟!؛:" or i in {s.before for s in view.stretches}:
                return None
            i += 1
        if i >= len(view.tokens) or not view.is_word(i) or self._new_line(i):
            return None
        i += view.keys[i] in ("كما", "هذا")
        host = self._host(i)
        if host:
            return host
        return self._verb_behind(i)

    def _verb_behind(self, i: int) -> Attribution | None:
        view = self.view
        finite = [f for f in forms_of(view.key(i)) if f.kind in ("past", "present")]
        forms = [f for f in finite if f.family not in ("act", "find")]
        if not forms or is_future(view.key(i)) or view.tokens[i].text[0] in "وف":
            return None
        stop = view.sentence(i)[1]
        goes_on = view.key(i + 1) in _GOING_ON
        source = None if goes_on else self.subjects.behind(i + 1, stop, loose=True)
        if source:
            source = self.widening.of(source, self._clause_behind(source[1], stop))
        elif view.is_word(i + 1) and not goes_on:
            return None
        return Attribution((i, i + 1), forms[0], source, source[1] if source else i + 1, i)

    def _new_line(self, i: int) -> bool:
        return "\n" in self.view.text[self.view.tokens[i - 1].end : self.view.tokens[i].start]

    def _ellipsis(self, i: int) -> bool:
        dots = self.view.tokens[i].text
        return dots == "…" or (dots == "." == self.view.tokens[i - 1].text and i > 0)

    def _is_unknown(self, i: int) -> bool:
        """Whether a word is no ordinary one: at the head of a headline it is a name."""
        return not is_ordinary(self.view.tokens[i].text)

    def _is_capital(self, i: int) -> bool:
        return any(key in capitals() for key in self.view.readings(i))

    def headline(self, line: Run) -> Attribution | None:
        """«بوتين لنظيره السوري: روسيا تتابع …»: a source, a colon, and what is said."""
        view, (start, end) = self.view, line
        dots = [i for i in range(start, min(end, start + 20)) if self._ellipsis(i)]
        if line == view.lines[0] and dots:
            start = dots[-1] + 1  # «… في عامين.. خبراء: …»
        dash = next((i for i in range(start, min(end, start + 6)) if view.tokens[i].text in "-–"), None)
        if line == view.lines[0] and dash is not None:
            start = dash + 1  # «BBC Arabic - X: …»
        colon = next(
            (i for i in range(start, min(end, start + _HEADLINE)) if view.tokens[i].text == ":"), None
        )
        if colon is None or end - colon <= _MIN_HEADLINE:
            return None
        start, _ = view.trim(start, colon)
        source = self.subjects.behind(start, colon)
        unknown = line == view.lines[0] and source == (start, colon) and self._is_unknown(start)
        if source is None or not (unknown or self.subjects.names_somebody(source)):
            return None
        rest = range(source[1], colon)
        place = self.subjects.entity_at.get(start)
        if (
            place
            and place.label == "GPE"
            and nation(self.view.tokens[start].text) is None
            and not self._is_capital(start)
        ):
            return None
        addressed = (
            not rest
            or self.subjects.prefixed(rest[0])
            or view.keys[rest[0]] in ("في", "من", "عن", "ل", "بعد")
        )
        if not addressed or any(forms_of(view.keys[i]) or view.tokens[i].text in "،,." for i in rest):
            return None
        return Attribution(None, None, source, colon + 1, start)
