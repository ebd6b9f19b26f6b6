"""Quotation marks: which there are, and which stretches of a text they enclose.

Arabic news mixes every style, uses some of them the wrong way round («”لن نتراجع“»), forgets closing ones and
lets a speech run over paragraphs. What is here decides nothing about quotes: it only pairs marks.
"""

from __future__ import annotations

from typing import NamedTuple

import regex

_STYLES = {
    "guillemet": ("« <<", "» >>"),
    "angle": ("‹", "›"),
    "curly": ("“ „ ‟", "”"),
    "straight": ("\" '' ＂ ``", "\" '' ＂"),
    "single": ("‘ ‚ ‛ '", "’ '"),
    "heavy": ("❝", "❞"),
    "prime": ("〝", "〞 〟"),
}
_EITHER_WAY = frozenset("\"＂'“”‘’") | {"''"}  # marks that writers put on both sides

OPENING = frozenset(m for opening, _ in _STYLES.values() for m in opening.split()) | _EITHER_WAY
CLOSING = frozenset(m for _, closing in _STYLES.values() for m in closing.split()) | _EITHER_WAY
MARKS = OPENING | CLOSING

_STYLE_OF = {m: style for style, sides in _STYLES.items() for side in sides for m in side.split()}
_ONLY_OPENS = frozenset(m for o, c in _STYLES.values() for m in set(o.split()) - set(c.split()))
_ONLY_CLOSES = frozenset(m for o, c in _STYLES.values() for m in set(c.split()) - set(o.split()))

_MARK = regex.compile(
    r"<<|>>|''|``|(?<!\p{Latin})['’]|['’](?!\p{Latin})|["  # an apostrophe inside a Latin word is no mark
    + "".join(sorted(m for m in MARKS if len(m) == 1 and m not in "'’"))
    + "]"
)
_BEFORE_OPENING = frozenset("([{:،؛,;-–—/…ـ") | MARKS  # with the tatweel of a cut-off clitic: بـ«…»
_ENDING = frozenset(".,،؛;:!؟?)]}…")
_REACH = 2000  # characters: how far behind its opening mark a stretch may close in a later paragraph


def is_mark(character: str) -> bool:
    """Whether this is a quotation mark: one character, or a doubled mark such as ``<<``."""
    return character in MARKS


def find(text: str) -> list[tuple[int, int]]:
    """Start and end of every quotation mark of a text, in order; apostrophes in Latin words are none."""
    return [m.span() for m in _MARK.finditer(text)]


def pairs(text: str) -> list[tuple[int, int]]:
    """The quoted stretches of a text, outer before inner, in order.

    ``text[opening + 1 : closing]`` is what a stretch encloses: ``opening`` is the offset of its opening mark
    (of the second character of a doubled one), ``closing`` that of its closing mark. A stretch that nobody
    closes ends with its paragraph, and ``closing`` is the offset of the line break or the text's length;
    an unclosed single mark is taken for an apostrophe and left out.

    Example:
        >>> pairs('قال «لن "نتراجع" أبدا»')
        [(4, 21), (8, 15)]
    """
    pairing = _Pairing(text)
    for paragraph in regex.finditer(r"[^\n]+", text):
        pairing.paragraph(paragraph.start(), paragraph.end())
    return pairing.finish()


class _Mark(NamedTuple):
    text: str
    start: int
    end: int

    @property
    def style(self) -> str:
        return _STYLE_OF[self.text]


class _Pairing:
    """Reads a text's marks in order; open ones of this paragraph are a stack, older ones wait in ``left``."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[tuple[int, int]] = []
        self.stack: list[_Mark] = []
        self.left: dict[str, tuple[_Mark, int]] = {}  # style -> its unclosed mark, the end of its paragraph

    def paragraph(self, start: int, end: int) -> None:
        marks = [_Mark(m.group(), *m.span()) for m in _MARK.finditer(self.text, start, end)]
        for i, mark in enumerate(marks):
            is_open = [m for m in self.stack if m.style == mark.style]
            if is_open and self._closes(mark, is_open[-1]):
                self._close(is_open[-1], mark.start)
            elif is_open or self._opens(mark, sum(m.style == mark.style for m in marks[i:])):
                self._give_up(mark.style)
                self.stack.append(mark)
            elif mark.style in self.left:
                self._close_earlier(mark)
        for mark in self.stack:
            self._give_up(mark.style)
            self.left[mark.style] = (mark, end)
        self.stack = []

    def finish(self) -> list[tuple[int, int]]:
        for style in list(self.left):
            self._give_up(style)
        return sorted(self.found, key=lambda pair: (pair[0], -pair[1]))

    def _closes(self, mark: _Mark, opened: _Mark) -> bool:
        """Whether a mark closes the stretch of its style that is open in its paragraph."""
        if mark.style == "single":
            return self._is_free(mark)
        if (
            mark.text not in _ONLY_OPENS or opened.text in _ONLY_CLOSES
        ):  # the latter: used the wrong way round
            return True
        return self._looks_closing(mark)

    def _opens(self, mark: _Mark, remaining: int) -> bool:
        """Whether a mark opens a stretch where none of its style is open.

        Args:
            mark: the mark.
            remaining: marks of its style from here to the paragraph's end; an even number can be paired up,
                so then even a mark that looks like a closing one («وقال" لن نتراجع"») opens.
        """
        if self._looks_opening(mark):
            return True
        if mark.style == "single":
            return False
        return remaining % 2 == 0 or not (self._looks_closing(mark) or mark.text in _ONLY_CLOSES)

    def _close(self, opened: _Mark, at: int) -> None:
        """Close a stretch and, at the same place, what was left open inside it."""
        while True:
            inner = self.stack.pop()
            if inner is opened or inner.style != "single":
                self.found.append((inner.end - 1, at))
            if inner is opened:
                return

    def _close_earlier(self, mark: _Mark) -> None:
        """Close a stretch that was opened in an earlier paragraph, unless that is too far away."""
        opened, _ = self.left[mark.style]
        if mark.start - opened.end > _REACH:
            self._give_up(mark.style)
            return
        del self.left[mark.style]
        self.found.append((opened.end - 1, mark.start))

    def _give_up(self, style: str) -> None:
        """End a stretch of an earlier paragraph, if there is one of this style, where its paragraph ends."""
        if style in self.left:
            opened, paragraph_end = self.left.pop(style)
            if style != "single":
                self.found.append((opened.end - 1, paragraph_end))

    def _around(self, mark: _Mark) -> tuple[str, str]:
        """The characters before and after a mark; a line break at the text's edges."""
        return self.text[mark.start - 1 : mark.start] or "\n", self.text[mark.end : mark.end + 1] or "\n"

    def _looks_opening(self, mark: _Mark) -> bool:
        left, right = self._around(mark)
        return (left.isspace() or left in _BEFORE_OPENING) and not (right.isspace() or right in _ENDING)

    def _looks_closing(self, mark: _Mark) -> bool:
        left, right = self._around(mark)
        follows = left.isspace() or left in "([{:"
        return not follows and (right.isspace() or right in _ENDING | MARKS)

    def _is_free(self, mark: _Mark) -> bool:
        """Whether a single mark has no letter or number on one of its sides: else it is an apostrophe."""
        left, right = self._around(mark)
        return not (left.isalnum() and right.isalnum())
