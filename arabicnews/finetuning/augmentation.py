"""Examples changed a little, anew in each epoch, so that there is more to learn from few articles.

Each way takes a document and gives one back in which all annotations are as true as before. What it does
to an article is drawn; where there is nothing to do, the document itself comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from random import Random

import regex

from arabicnews import marks
from arabicnews.cues import forms_of, verb_forms
from arabicnews.document import Document
from arabicnews.finetuning.edits import Edit, edited
from arabicnews.finetuning.renaming import renamed
from arabicnews.finetuning.sources import Example
from arabicnews.words import fold, sentence_ends, tokenize

_STYLES = (("«", "»"), ("“", "”"), ('"', '"'), ("'", "'"), ("„", "“"), ("‹", "›"))
# Habits of careless spelling; of those that stand together a writer has one at most.
_HABITS = tuple(
    tuple((regex.compile(pattern), written) for pattern, written in group)
    for group in (
        [("[أإآ]", "ا")],
        [(r"ى(?=\p{Mn}*$)", "ي"), (r"(?<=.)ي(?=\p{Mn}*$)", "ى")],
        [(r"ة(?=\p{Mn}*$)", "ه")],
        [(r"[\p{Mn}ـ]", "")],
    )
)
_LETTER = r"[\p{Arabic}&&\p{L}]"  # marks between digits or Latin letters may belong to a word
_BLANK_BEHIND = regex.compile(rf"(?V1)(?<={_LETTER}[،؛:.؟!])[ \u00a0]+(?={_LETTER})")
_BEFORE_MARK = regex.compile(rf"(?V1)(?<={_LETTER})(?=[،؛:.؟!])")


def clitics(document: Document, chance: Random) -> Document:
    """Reporting verbs at the beginning of sentences gain و or lose it: «أكد» and «وأكد».

    A cue holds its clitics, so it grows or shrinks with them. The article's first sentence stays as it is.
    """
    text = document.text
    starts = {len(text) - len(text[end:].lstrip()) for end in sentence_ends(text)}
    cues = {q.cue.start: q.cue.text for q in document.quotes if q.cue and q.cue.start in starts}
    edits = []
    for start, word in sorted(cues.items()):
        finite = any(form.kind in ("past", "present") for form in forms_of(fold(word)))
        if not finite or chance.random() < 0.5:
            continue
        if fold(word) in verb_forms():
            edits.append(Edit(start, start + len(word), f"و{word}"))
        elif word.startswith("و"):
            edits.append(Edit(start, start + len(word), word[1:]))
    return edited(document, edits)


def quotation_marks(document: Document, chance: Random) -> Document:
    """All quotation marks in one other style; marks within marks stay, and so does the quoting.

    Where the new marks would be paired otherwise than the old ones, the document stays as it is.
    """
    text, found = document.text, marks.find(document.text)
    styles = [style for style in _STYLES if not any(mark in text for mark in style)]
    if not (found and styles):
        return document
    left, right = chance.choice(styles)
    edits, reach = [], 0
    for opening, closing in marks.pairs(text):
        if opening >= reach:  # else it stands within another pair
            edits += [Edit(s, e, left) for s, e in found if e == opening + 1]
            edits += [Edit(s, e, right) for s, e in found if s == closing]
            reach = closing
    changed = edited(document, edits)
    return changed if _quoted(changed.text) == _quoted(text) else document


def _quoted(text: str) -> list[str]:
    return [text[opening + 1 : closing] for opening, closing in marks.pairs(text)]


def spelling(document: Document, chance: Random) -> Document:
    """Careless spelling: no hamzas, ى for ي or ي for ى, ه for ة, no diacritics and tatweel.

    Habits and how often they show are the article's. Names of references keep their spelling: they are
    compared folded.
    """
    habits = [chance.choice(h) for h in chance.sample(_HABITS, chance.randint(1, len(_HABITS)))]
    share = chance.random()
    edits = []
    for token in tokenize(document.text):
        if token.is_word and chance.random() < share:
            word = token.text
            for pattern, written in habits:
                word = pattern.sub(written, word)
            if word and word != token.text:
                edits.append(Edit(token.start, token.end, word))
    return edited(document, edits)


def punctuation(document: Document, chance: Random) -> Document:
    """Marks glued to the word behind them, or set apart from the one before; between Arabic words only.

    In a text that came split into tokens nothing is set apart: a token may hold its mark.
    """
    glue = document.tokens is not None or chance.random() < 0.5
    share = chance.random()
    places = (_BLANK_BEHIND if glue else _BEFORE_MARK).finditer(document.text)
    edits = [Edit(m.start(), m.end(), "" if glue else " ") for m in places if chance.random() < share]
    return edited(document, edits)


WAYS: Mapping[str, Callable[[Document, Random], Document]] = {
    "names": renamed,
    "clitics": clitics,
    "marks": quotation_marks,
    "spelling": spelling,
    "punctuation": punctuation,
}
"""The ways to change a document, in the order in which they are applied."""


class Augmented:
    """Training examples, some of them changed. Without shares it gives the very examples it was given.

    Args:
        examples: what to learn from.
        shares: for each way the share of the examples that it is tried on in an epoch.
        seed: with ``epoch`` and the example's number it decides what is changed, and how.

    Attributes:
        epoch: set by whoever draws from it, before drawing.

    Raises:
        ValueError: as for ``check_shares``.
    """

    def __init__(self, examples: Sequence[Example], shares: Mapping[str, float], seed: int) -> None:
        check_shares(shares)
        self.examples, self.shares, self.seed = examples, shares, seed
        self.epoch = 0

    def __len__(self) -> int:
        return len(self.examples)

    def __getitem__(self, number: int) -> Example:
        example = self.examples[number]
        document = example.document
        for way, change in WAYS.items():
            chance = Random(f"{way} {self.seed} {self.epoch} {number}")  # what one way does changes no other
            if chance.random() < self.shares.get(way, 0.0):
                document = change(document, chance)
        same = document is example.document
        return example if same else replace(example, document=document, changed=True)


def check_shares(shares: Mapping[str, float]) -> None:
    """Check what a configuration says under ``augmentation``.

    Raises:
        ValueError: for a way that there is not, or a share outside [0, 1].
    """
    for way, share in shares.items():
        if way not in WAYS:
            raise ValueError(f"unknown augmentation {way!r}; there are {', '.join(WAYS)}")
        if not 0.0 <= share <= 1.0:
            raise ValueError(f"the share of the augmentation {way} is {share}; it is a number from 0 to 1")
