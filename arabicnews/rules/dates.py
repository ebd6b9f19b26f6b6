"""Dates and times (DATE): every token gets the letter of its class, and patterns of letters are dates."""

from __future__ import annotations

from functools import cache

import regex

from arabicnews.lexicon import folded, rows
from arabicnews.names import without_article
from arabicnews.rules.candidates import Candidate
from arabicnews.rules.view import View
from arabicnews.words import fold

RANK = 3
_OTHER = "."
_OF = "[fv]?"
_MONTHS = r"[MmV]n?(?:[/\-]?[Mm]n?|\([Mm]n?\))*"
_YEAR = r"(?:[yUu]?Y+e?)"
_PERIOD = r"(?:H?U[qNOa]?PY?e?|HU|[qLN]uP|zP)"
_MONTH_OF = rf"[su]?{_MONTHS}(?:P|,?{_OF}{_YEAR}|[fv]{_PERIOD})?"
_DAY_MONTH = rf"(?:[NOaq]{{1,3}}{_OF}{_MONTH_OF})"
_WEEKDAY = r"(?:W(?:/W)?T?P?)"
_PATTERNS = tuple(
    regex.compile(pattern)
    for pattern in (
        rf"(?:T?[DdR]?a?,?){_WEEKDAY}(?:[,(]?{_DAY_MONTH}\)?)?",
        rf"T?d?{_DAY_MONTH}",
        r"T?d?(?:Ra?|aR|afR)T?",
        r"TD",
        r"D(?![Oal])T?",
        rf"E{_OF}(?:{_MONTH_OF}|{_PERIOD}|{_YEAR}|W|D|U)",
        rf"Kl[fv]?(?:{_MONTH_OF}|{_PERIOD}|D|{_WEEKDAY})",
        r"[su]?V(?:P|Y)?b?",
        rf"[su]?Mn?(?:[/\-]?[Mm]n?|\([Mm]n?\))*(?:P|,?{_OF}{_YEAR}|[fv]H?UP)?",
        rf"(?:[su]|(?<=[vi]))m(?:/?[Mm]n?)*(?:P|{_OF}{_YEAR})?",  # «مارس» also means «practised»
        rf"m(?:/[Mm]n?|\([Mm]n?\))*(?:P|{_YEAR})",
        rf"(?:S|g[Oa]?[fv]?)(?:{_PERIOD}|{_YEAR}|U)",
        r"[yUu]Y+e?",
        _PERIOD,
        r"B[qNL]*up?(?!f)",
        r"g[Oa]",
        r"k(?:h|N|[Oaq]{1,3})(?:T|G.)*",
        r"[Fh](?:T|G.)*",
        r"z[Oaq]{1,3}",
        r"x(?:zP)?",
        r"(?<=[fvi(])Y",
    )
)
_FULL = regex.compile(r"(?:\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|\d{4}[/-]\d{1,2}[/-]\d{1,2})م?$")
_YEARS = regex.compile(r"(?:1[0-9]|20)\d\d(?:[-/](?:\d{4}|\d\d))?م?$")
_TWO_WORDS = {  # months of two words: the first is none without the second
    "تشرين": ("الاول", "الثاني"),
    "كانون": ("الاول", "الثاني"),
    "ربيع": ("الاول", "الاخر", "الثاني"),
    "جمادي": ("الاولي", "الاخره", "الثانيه"),
    "ذي": ("الحجه", "القعده"),
    "ذو": ("الحجه", "القعده"),
}
_PRAYER = folded("صلاة خطبة خطيب صلوات خطب")


def dates(view: View) -> list[Candidate]:
    """The dates and times of a text."""
    letters = "".join(_letter(view, i) for i in range(len(view.tokens)))
    found, i = [], 0
    while i < len(letters):
        matches = (pattern.match(letters, i) for pattern in _PATTERNS) if letters[i] != _OTHER else ()
        end = max((m.end() for m in matches if m), default=i)
        start, stop = view.trim(i, end)
        if start < stop and view.key(i - 1) not in _PRAYER and not _breaks(view, start, stop):
            month = stop == start + 1 and view.keys[start].endswith("رمضان")  # also a name: «طارق رمضان»
            found.append(Candidate(start, stop, "DATE", 2 if month else RANK))
            i = end
        else:
            i += 1
    return found


def _breaks(view: View, start: int, end: int) -> bool:
    """Whether a line ends inside."""
    return "\n" in view.text[view.tokens[start].start : view.tokens[end - 1].end]


def _letter(view: View, i: int) -> str:
    token = view.tokens[i]
    if not token.is_word:
        return {"،": ","}.get(token.text, token.text if token.text in "/-(),–" else _OTHER).replace("–", "-")
    glued = regex.fullmatch(r"(\p{Arabic}+)\d{4}", view.keys[i])  # «فبراير2021»
    if glued and _table().get(glued[1]) == "M":
        return "M"
    two = _two_words(view, i)
    if two:
        return two
    if view.keys[i] == "المبارك" and "رمضان" in view.key(i - 1):
        return "b"
    if token.text in ("لامس", "ولامس") or (i and view.tokens[i - 1].text == "+"):
        return _OTHER
    for key in view.readings(i):
        letter = _table().get(key) or _number(key)
        if letter:
            return letter
    return _OTHER


def _two_words(view: View, i: int) -> str:
    for key in view.readings(i):
        if view.key(i + 1) in _TWO_WORDS.get(key, ()):
            return "M"
    before = view.readings(i - 1) if i else ()
    return "n" if any(view.key(i) in _TWO_WORDS.get(key, ()) for key in before) else ""


def _number(key: str) -> str:
    bare = without_article(key) if key.startswith("ال") else key
    if (bare.isdigit() and len(bare) <= 2) or bare in ("24", "48", "72"):
        return "L" if bare != key else "N"
    if _FULL.match(bare):
        return "F"
    if regex.fullmatch(r"\d{1,2}:\d\d(?::\d\d)?", bare):
        return "h"
    return "Y" if _YEARS.match(bare) else ""


@cache
def _table() -> dict[str, str]:
    found: dict[str, str] = {}
    for letter, words in rows("dates"):
        for word in words.split():
            found.setdefault(fold(word), letter)
    return found
