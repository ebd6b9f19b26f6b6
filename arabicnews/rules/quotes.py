"""The quotes of a text: reports, quotations and their attributions put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from arabicnews.document import Cue, Quote
from arabicnews.names import gender
from arabicnews.rules.attributions import Attribution, Attributions
from arabicnews.rules.candidates import Candidate
from arabicnews.rules.complements import BARE, FUSED
from arabicnews.rules.contents import Content, Contents, marked_words, skip_complementiser
from arabicnews.rules.fronts import around, in_front
from arabicnews.rules.reports import Report, Reports
from arabicnews.rules.subjects import Run, Subjects
from arabicnews.rules.view import Stretch, View
from arabicnews.rules.vocabulary import function_words

# How often a quote found in each way is one, with about this content.
MARKED = 0.95  # words between marks behind a cue
BEHIND = 0.9  # words between marks, the cue behind them
CLAUSE = 0.85
HOST = 0.75
HEADLINE = 0.75
PHRASE = 0.7  # a bare noun phrase or a weak verb
ALONE = 0.6  # a marked paragraph without a cue
_ASIDE = 12  # tokens between «بحسب X» and the comma or «فإن» behind it
_MIN_ALONE = 5  # words of a quotation that stands without a cue
_FINAL = frozenset(".؟?!")


class Draft(NamedTuple):
    """A quote in the making, as runs of tokens."""

    kind: str
    pieces: tuple[Run, ...]
    cue: Run | None
    source: Run | None
    score: float


class Quotes:
    """Finds the quotes of one text."""

    def __init__(self, view: View, entities: Sequence[Candidate]) -> None:
        self.view = view
        self.subjects = Subjects(view, entities)
        self.attributions = Attributions(view, self.subjects)
        self.chains = self.attributions.chains()
        self.reports = self._without_relays(Reports(view, self.subjects).find())
        self.contents = Contents(view, self.subjects, self.reports)

    def find(self) -> list[Quote]:
        """The quotes in order, without speakers."""
        drafts = self._reported()
        drafts += self._chained(drafts)
        drafts = self._marked(drafts)
        drafts += self._headlines(drafts)
        drafts += self._turns(drafts)
        drafts += self._hosted(drafts)
        return [self._quote(draft) for draft in sorted(_apart(drafts), key=lambda d: d.pieces)]

    def _quote(self, draft: Draft) -> Quote:
        cue = Cue(self.view.span(*draft.cue), draft.score) if draft.cue else None
        return Quote(
            kind=draft.kind,
            content=tuple(self.view.span(*piece) for piece in draft.pieces),
            cue=cue,
            source=self.view.span(*draft.source) if draft.source else None,
            score=draft.score,
        )

    def _without_relays(self, reports: list[Report]) -> list[Report]:
        """Reports without the verbs of chains, which are read as a whole."""
        spans = [(chain.cue[0], chain.content) for chain in self.chains if chain.cue]
        return [r for r in reports if not any(start <= r.cue < end for start, end in spans)]

    # -- reports ---------------------------------------------------------------------------------------

    def _reported(self) -> list[Draft]:
        drafts: list[Draft] = []
        past = -1  # the end of the last content: cues inside it report within a report
        for report in self.reports:
            if report.cue < past:
                continue
            content = self.contents.of(report)
            if (
                content is None
                or not content.pieces
                or (report.how == "np" and content.pieces[0][1] - content.pieces[0][0] < 2)
            ):
                continue
            source = report.source or self._source_in_sentence(report, drafts)
            score = self._score(report, content)
            drafts.append(Draft(content.kind, content.pieces, (report.cue, report.cue + 1), source, score))
            past = content.pieces[-1][1]
        return drafts

    def _score(self, report: Report, content: Content) -> float:
        if content.kind == "direct":
            return MARKED
        return PHRASE if report.how == "np" or "weak" in report.form.governs else CLAUSE

    def _source_in_sentence(self, report: Report, drafts: Sequence[Draft]) -> Run | None:
        """The subject in front of the verb, or the one written earlier in the sentence."""
        start, _ = self.view.sentence(report.cue)
        if report.form.kind != "participle":
            front = in_front(self.subjects, report.cue, start)
            before = front or self.subjects.before(report.cue, start)
            if before and self.subjects.names_somebody(before):
                return before
        for draft in reversed(drafts):
            if draft.cue and start <= draft.cue[0] < report.cue:
                return draft.source
        inside = report.cue > start + 2  # not at the sentence's beginning, where Arabic drops the subject
        return self._subject_of_sentence(report, start) if inside else None

    def _subject_of_sentence(self, report: Report, start: int) -> Run | None:
        """«واستقبل الوزير وفدا، مؤكدا أن»: who acts in the sentence in which somebody reports."""
        for i in range(start, report.cue):
            entity = self.subjects.entity_at.get(i)
            if entity is None or entity.start != i or entity.label not in ("PER", "TITLE", "ORG"):
                continue
            if self.subjects.prefixed(i) or self.view.key(i - 1) in function_words("preposition"):
                continue
            run = around(self.subjects, i, start, report.cue)
            return run if run and self._may_say(run, report) else None
        return None

    def _may_say(self, run: Run, report: Report) -> bool:
        """Whether a verb allows a subject, as far as the name shows its gender."""
        shown, form = gender(self.view.tokens[run[0]].text), report.form
        return form.number in ("", "s") and (not shown or not form.gender or shown == form.gender)

    # -- chains, quotations, headlines -----------------------------------------------------------------

    def _chained(self, drafts: Sequence[Draft]) -> list[Draft]:
        found = []
        for chain in self.chains:
            if chain.cue is None or chain.form is None or self._covered(chain.cue[0], drafts):
                continue
            how = "mark" if any(s.start == chain.content for s in self.view.stretches) else "an"
            content = self.contents.of(Report(chain.cue[0], chain.form, chain.source, chain.content, how))
            if content:
                score = MARKED if content.kind == "direct" else CLAUSE
                found.append(Draft(content.kind, content.pieces, chain.cue, chain.source, score))
        return found

    def _marked(self, drafts: list[Draft]) -> list[Draft]:
        """Adds the quotations that no cue in front of them brings; joins those that a cue interrupts."""
        for stretch in self.view.stretches:
            piece = marked_words(self.view, stretch)
            if piece[0] >= piece[1] or self._covered(piece[0], drafts):
                continue
            attribution = self.attributions.behind(stretch)
            if attribution and attribution.cue and self._worded(piece, attribution):
                drafts = self._with_cue_behind(piece, attribution, drafts)
            elif self._stands_alone(stretch, piece):
                drafts = [*drafts, Draft("direct", (piece,), None, None, ALONE)]
        return drafts

    def _worded(self, piece: Run, attribution: Attribution) -> bool:
        entity = self.subjects.entity_at.get(piece[0])
        named = entity is not None and entity.end >= piece[1]
        verb = attribution.form is not None and attribution.form.kind in ("past", "present")
        return not named and piece[1] - piece[0] > (1 if verb else 3)

    def _with_cue_behind(self, piece: Run, found: Attribution, drafts: list[Draft]) -> list[Draft]:
        """«"…"، قال X، "…"» is one quote in two pieces."""
        same = next((d for d in drafts if d.cue == found.cue), None)
        if same is None:
            return [*drafts, Draft("direct", (piece,), found.cue, found.source, BEHIND)]
        ended = self.view.tokens[piece[1]].text in _FINAL if piece[1] < len(self.view.tokens) else False
        if same.kind != "direct" or ended:
            return [*drafts, Draft("direct", (piece,), None, None, ALONE)]
        joined = same._replace(pieces=(piece, *same.pieces))
        return [joined if draft is same else draft for draft in drafts]

    def _stands_alone(self, stretch: Stretch, piece: Run) -> bool:
        """A whole sentence or paragraph between marks."""
        if piece[1] - piece[0] < _MIN_ALONE:
            return False
        start, end = self.view.sentence(piece[0])
        lead = self.view.trim(start, stretch.start)
        tail = self.view.trim(stretch.after, end) if stretch.after < end else (0, 0)
        return lead[0] >= lead[1] and tail[0] >= tail[1] and piece[0] > self.view.lines[0][1]

    def _headlines(self, drafts: Sequence[Draft]) -> list[Draft]:
        """The first line, and short lines without an end, of the form «X: …»."""
        found = []
        for number, line in enumerate(self.view.lines):
            last = self.view.tokens[line[1] - 1].text
            if number and (last in _FINAL or line[1] - line[0] > 25):
                continue
            head = self.attributions.headline(line)
            if head is None or self._covered(head.content, drafts) or self._covered(line[0], drafts):
                continue
            stretch = next((s for s in self.view.stretches if s.before == head.content), None)
            whole = stretch is not None and stretch.after >= line[1] - 1
            start = stretch.start if stretch and whole else head.content
            content = self.contents.clause(start, stretch.end if stretch and whole else self._line_end(line))
            if content:
                kind = "direct" if whole else content.kind
                found.append(Draft(kind, content.pieces, None, head.source, HEADLINE))
        return found

    def _turns(self, drafts: Sequence[Draft]) -> list[Draft]:
        """A speaker's dash at the beginning of a line, behind a question or a colon: an answer."""
        found = []
        for before, line in pairwise(self.view.lines):
            asked = self.view.tokens[before[1] - 1].text in "؟?!:"
            start, end = self.view.trim(line[0] + 1, line[1])
            dash = self.view.tokens[line[0]].text in "-–—" and start < end
            if asked and dash and not self._covered(start, drafts):
                found.append(Draft("direct", ((start, end),), None, None, ALONE))
        return found

    def _line_end(self, line: Run) -> int:
        """A line's end; «X: … .. كذا» ends at the dots."""
        for i in range(*line):
            if self.view.tokens[i].text == "." and i + 1 < line[1] and self.view.tokens[i + 1].text == ".":
                return i
        return line[1]

    # -- «بحسب X» --------------------------------------------------------------------------------------

    def _hosted(self, drafts: Sequence[Draft]) -> list[Draft]:
        """The clause around «بحسب X», unless it is somebody's report already."""
        found: list[Draft] = []
        for host in self.attributions.hosts():
            if host.cue is None or self._taken(host, [*drafts, *found]):
                continue
            content = self._host_clause(host)
            if content:
                found.append(Draft(content.kind, content.pieces, host.cue, host.source, HOST))
        return found

    def _taken(self, host: Attribution, drafts: Iterable[Draft]) -> bool:
        """Whether a report in front of the phrase, or one right behind it, says it already."""
        assert host.cue is not None
        start, end = self.view.sentence(host.cue[0])
        for draft in drafts:
            cue = draft.cue[0] if draft.cue else draft.pieces[0][0]
            if start <= cue <= host.cue[0] or (draft.cue == host.cue):
                return True
            finite = (
                draft.cue
                and self.contents.cues.get(cue)
                and self.contents.cues[cue].form.kind != "participle"
            )
            if cue < end and host.content <= cue <= host.content + 2 and finite:
                return True
        return self.is_quoted(host.cue[0])

    def is_quoted(self, i: int) -> bool:
        """Whether a token stands inside a longer stretch between marks."""
        return any(s.start <= i < s.end and s.end - s.start > _MIN_ALONE for s in self.view.stretches)

    def _host_clause(self, host: Attribution) -> Content | None:
        assert host.cue is not None
        start, end = self.view.sentence(host.cue[0])
        front = self.view.trim(start, self._lead(start, host.start))
        behind = self._behind(host, end, first=front[0] >= front[1])
        back_end = self.contents.boundary(behind, host.cue[0]) if behind < end else end
        back = self.view.trim(behind, min(back_end, end))
        pieces = tuple(run for run in (front, back) if run[1] - run[0] > 1)
        if not pieces:
            return None
        kinds = [content.kind for run in pieces if (content := self.contents.clause(*run))]
        return Content("mixed" if "mixed" in kinds else "indirect", pieces, end)

    def _lead(self, start: int, cue: int) -> int:
        """Before the conjunction that leads over to the phrase."""
        return cue - 1 if cue - 1 > start and self.view.key(cue - 1) in ("و", "وذلك") else cue

    def _behind(self, host: Attribution, end: int, *, first: bool) -> int:
        """Where the clause goes on behind the phrase, past a comma or «فإن»; ``end`` where it does not."""
        view = self.view
        inline = view.is_word(host.start - 1) and host.start - 1 >= view.sentence(host.start)[0]
        if not first and inline:
            return host.content  # «وأدى التباطؤ بحسب المحللين إلى …»
        reach = _ASIDE if first else 1
        for i in range(host.content, min(end, host.content + reach)):
            if view.keys[i] in BARE | FUSED or view.tokens[i].text in "،,":
                return skip_complementiser(view, i + (not view.is_word(i)))
        return host.content if first else end

    def _covered(self, i: int, drafts: Iterable[Draft]) -> bool:
        return any(start <= i < end for draft in drafts for start, end in draft.pieces)


def _apart(drafts: Iterable[Draft]) -> list[Draft]:
    """The drafts without those whose content lies inside another's; the surer and longer first."""
    found: list[Draft] = []
    for draft in sorted(drafts, key=lambda d: (-d.score, d.pieces)):
        if not any(_overlap(draft, other) for other in found):
            found.append(draft)
    return found


def _overlap(a: Draft, b: Draft) -> bool:
    return any(s < f and e < t for s, t in a.pieces for e, f in b.pieces)
