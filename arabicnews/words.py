"""Words: how a text is cut, and how a word is normalised on its way into a model.

The text itself is never rewritten. A token is either a *word* (letters, marks, numbers and the joiners
inside them) or one other visible character; white space and invisible controls belong to no token.
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

import regex

# Joiners stay inside a word: . , ٫ / : - between digits, - . & ' between Latin letters, % and ٪ after a
# digit. Tatweel is a letter (Lm) to Unicode, so it needs no rule of its own.
_TOKEN = regex.compile(
    r"""(?P<word>(?:[\p{L}\p{M}\p{N}]
            | (?<=\p{Nd})[.,٫/:\-](?=\p{Nd})
            | (?<=\p{Latin})[\-.&'’](?=\p{Latin})
            | (?<=\p{Nd})[%٪]
        )+)
      | [^\s\p{C}]""",
    regex.VERBOSE,
)
# Diacritics, bidi controls, tatweel, and the blank that NFKC puts before an isolated diacritic (U+FE70).
_DROPPED = regex.compile(r"(?:[\p{Mn}\p{Cf}\u0640]|\ (?=\p{Mn}))+")
_DIGITS = {ord(a): str(i % 10) for i, a in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}


class Token(NamedTuple):
    """One token of a text: ``text[start:end]``, and whether it is a word or a mark."""

    text: str
    start: int
    end: int
    is_word: bool


def tokenize(text: str) -> list[Token]:
    """Cut a text into words and marks, in order.

    Example:
        >>> [t.text for t in tokenize("وقال: «لن نتراجع» بنسبة 3.5%")]
        ['وقال', ':', '«', 'لن', 'نتراجع', '»', 'بنسبة', '3.5%']
    """
    return [Token(m.group(), m.start(), m.end(), m.lastgroup == "word") for m in _TOKEN.finditer(text)]


def normalise(word: str) -> str:
    """A word as a tokenizer should see it: NFKC, no diacritics, tatweel or bidi controls, ASCII digits.

    Returns the word itself where nothing would be left of it (a lone mark), so that no word vanishes.
    """
    plain = _DROPPED.sub("", unicodedata.normalize("NFKC", word)).translate(_DIGITS)
    return plain or word


_FOLD = str.maketrans("أإآٱىةؤئ", "ااااي" + "ه" + "وي")


def fold(word: str) -> str:
    """A key under which spelling variants of one word meet (أ/إ/آ/ا, ى/ي, ة/ه, ؤ/و, ئ/ي)."""
    return normalise(word).translate(_FOLD).lower()


def at_word_edges(tokens: list[Token], start: int, end: int) -> bool:
    """Whether a span begins where a word begins and ends where a word ends."""
    starts = {t.start for t in tokens if t.is_word}
    ends = {t.end for t in tokens if t.is_word}
    return start in starts and end in ends


def sentence_ends(text: str) -> list[int]:
    """Offsets just past each sentence: after . ؟ ! (with closing marks behind it) or at a paragraph's end."""
    pattern = regex.compile(r"(?<!\p{Nd})[.؟?!]+[\"”»’'›)\]]*(?=\s|$)|(?<=\p{Nd})\.(?=\s|$)|\n+|$")
    ends = sorted({m.end() for m in pattern.finditer(text)})
    return ends
