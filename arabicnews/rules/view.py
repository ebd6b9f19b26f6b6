"""A document as the rules read it: tokens, their folded keys, sentences and quoted stretches."""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

import regex

from arabicnews import marks
from arabicnews.cues import forms_of
from arabicnews.document import Document, Span
from arabicnews.lexicon import folded
from arabicnews.names import folded_readings
from arabicnews.words import Token, fold, tokenize

_FINAL = frozenset(".؟?!…")
_RUNS_ON = folded("التي الذي الذين اللذين مع إلى عن على أن بأن أو ضد بين")
_NEW_START = folded("ذلك صعيد الرغم العكس هذا العلم هامش رغم كل أي جانب")
_LONG_QUOTE = 3000  # characters: beyond this a pair of marks is not trusted to hold its sentences together
_MOSTLY = 0.5  # share of paragraphs with final punctuation, for its absence to mean something


class Stretch(NamedTuple):
    """A quoted stretch: the tokens between its marks, and the tokens of the marks themselves."""

    start: int  # first token inside
    end: int  # past the last token inside
    before: int  # token of the opening mark
    after: int  # past the token of the closing mark; ``end`` where nobody closed it


class View:
    """What the rules look at; positions are indices of tokens."""

    def __init__(self, document: Document) -> None:
        self.text = document.text
        self.tokens = _tokens(document)
        self.keys = [fold(token.text) for token in self.tokens]
        self.starts = [token.start for token in self.tokens]
        self.stretches = self._stretches()
        self.lines = self._lines()
        self.sentences = self._sentences()
        self.sentence_of = [n for n, (start, end) in enumerate(self.sentences) for _ in range(start, end)]

    def readings(self, i: int) -> tuple[str, ...]:
        """A token's folded forms, whole and without clitics."""
        return folded_readings(self.tokens[i].text)

    def is_word(self, i: int) -> bool:
        """Whether there is a token here and it is a word."""
        return 0 <= i < len(self.tokens) and self.tokens[i].is_word

    def key(self, i: int) -> str:
        """The folded token; nothing outside the text."""
        return self.keys[i] if 0 <= i < len(self.keys) else ""

    def span(self, start: int, end: int) -> Span:
        """The characters from one token to before another."""
        return Span(self.tokens[start].start, self.tokens[end - 1].end)

    def at(self, offset: int) -> int:
        """The first token that begins at or after an offset."""
        return bisect_left(self.starts, offset)

    def sentence(self, i: int) -> tuple[int, int]:
        """The sentence around a token."""
        return self.sentences[self.sentence_of[i]]

    def joined(self, i: int) -> bool:
        """Whether nothing stands between a token and the one before it (no blank)."""
        return i > 0 and self.tokens[i - 1].end == self.tokens[i].start

    def trim(self, start: int, end: int) -> tuple[int, int]:
        """A run of tokens without the marks at its edges."""
        while start < end and not self.tokens[start].is_word:
            start += 1
        while end > start and not self.tokens[end - 1].is_word:
            end -= 1
        return start, end

    def _stretches(self) -> list[Stretch]:
        found = []
        for opening, closing in marks.pairs(self.text):
            start, end = self.at(opening + 1), self.at(closing)
            closed = closing < len(self.text) and self.text[closing] != "\n"
            after = end
            if closed and end < len(self.tokens):
                width = 2 if self.text[closing : closing + 2] in (">>", "''", "``") else 1
                after = self.at(closing + width)
            if start < end:
                found.append(self._trusted(Stretch(start, end, start - 1, after)))
        return found

    def _trusted(self, stretch: Stretch) -> Stretch:
        """A stretch, cut where «. وأكد X أن» stands inside it: there the marks went astray."""
        for i in range(stretch.start + 2, stretch.end - 1):
            if self.tokens[i - 1].text in _FINAL and self.keys[i].startswith("و"):
                forms = forms_of(self.keys[i])
                if any(f.kind == "past" and "weak" not in f.governs for f in forms) and self._names(i + 1):
                    return Stretch(stretch.start, i - 1, stretch.before, i - 1)
        return stretch

    def _names(self, i: int) -> bool:
        """Whether a name or a clause follows a verb, so that it is a report («وأكد غوتيريس أن»)."""
        return any(key in ("ان", "انه", "انها") for key in self.keys[i : i + 4])

    def _lines(self) -> list[tuple[int, int]]:
        """The runs of tokens that stand on one line."""
        found = []
        for match in regex.finditer(r"[^\n]+", self.text):
            start, end = self.at(match.start()), self.at(match.end())
            if start < end:
                found.append((start, end))
        return found

    def _sentences(self) -> list[tuple[int, int]]:
        held = {i for s in self.stretches if self._holds(s) for i in range(s.start, s.end)}
        ends = {i + 1 for i in range(len(self.tokens)) if i not in held and self._ends(i)}
        ends |= {s.after for s in self.stretches if s.after > s.end and self._full_stop(s)}
        ends |= {end for n, (_, end) in enumerate(self.lines) if not self._continues(n)}
        found, start = [], 0
        for end in sorted(ends | {len(self.tokens)}):
            while (
                end < len(self.tokens)
                and end not in held
                and self.tokens[end].text in marks.CLOSING
                and self.joined(end)
            ):
                end += 1
            if start < end:
                found.append((start, end))
                start = end
        return found

    def _full_stop(self, stretch: Stretch) -> bool:
        """Whether a sentence ends with a stretch: final punctuation inside, and no comma behind the mark."""
        last = self.tokens[stretch.end - 1].text in _FINAL
        return last and (stretch.after >= len(self.tokens) or self.tokens[stretch.after].text not in "،,.؛:)")

    def _holds(self, stretch: Stretch) -> bool:
        first, last = self.tokens[stretch.start], self.tokens[stretch.end - 1]
        return stretch.after > stretch.end and last.end - first.start <= _LONG_QUOTE

    def _ends(self, i: int) -> bool:
        """Whether a sentence ends behind a token: final punctuation, but not «د.» nor the first of «..»."""
        token = self.tokens[i]
        if token.text not in _FINAL or (token.text == "." and self._abbreviates(i)):
            return False
        following = self.tokens[i + 1] if i + 1 < len(self.tokens) else None
        return following is None or following.text not in _FINAL

    def _abbreviates(self, i: int) -> bool:
        before = self.tokens[i - 1] if i else None
        short = (
            before is not None
            and before.is_word
            and len(before.text) == 1
            and (before.end == self.tokens[i].start or before.text == "د")  # also «د . نادية»
        )
        after = self.text[self.tokens[i].end : self.tokens[i].end + 1]
        latin = before is not None and before.text.isascii() and after.isascii() and after.isalnum()
        return (short and after != "\n" and not before.text.isdigit() if before else False) or latin

    def _continues(self, line: int) -> bool:
        """Whether a sentence runs on into the next line, as its lack of an end and the next words show."""
        if line == 0 or line + 1 >= len(self.lines) or self._share_final < _MOSTLY:
            return False
        last, (first, end) = self.tokens[self.lines[line][1] - 1], self.lines[line + 1]
        if last.text in "،,":
            return True
        if not last.is_word or last.text in marks.CLOSING:
            return False
        return self.keys[first] in _RUNS_ON and first + 1 < end and self.keys[first + 1] not in _NEW_START

    @property
    def _share_final(self) -> float:
        last = [self.tokens[end - 1].text for _, end in self.lines]
        return sum(t in _FINAL or t in marks.CLOSING or t in ":؛" for t in last) / max(1, len(last))


def _tokens(document: Document) -> list[Token]:
    if document.tokens is None:
        return tokenize(document.text)
    return [Token(t.text, t.start, t.end, any(c.isalnum() for c in t.text)) for t in document.tokens]
