"""The middle of an inline file: the article, taken apart into its text and its markup."""

from __future__ import annotations

from typing import NamedTuple

import regex

from arabicnews.document import ENTITY_LABELS

SPECIAL = regex.compile(r"[\[\]{}\\]")  # what a backslash stands before where it is the article's own
RULE = "==="

_ENTITY = regex.compile(r"\[(?P<key>[A-Z]+)(?::(?P<numbers>r\d+))? ")
_PART = regex.compile(r"\{(?P<key>[qcs])(?P<numbers>\d+(?:,\d+)*) ")
_ESCAPED = frozenset("[]{}\\=")
_ALLOWED = "[LABEL text], [LABEL:r1 text], {q1 text}, {c1 text}, {s1 text} or {s1,2 text}"
_SHOWN = 25  # characters of the article that a message shows


class Markup(NamedTuple):
    """An entity or a quote part of an article.

    Attributes:
        key: the label of an entity; ``q`` (content), ``c`` (cue) or ``s`` (source) of a quote part.
        numbers: the reference of an entity, if it has one; the numbers of the quotes of a quote part.
        start: offset in the text without markup.
        line: line of the file in which it begins.
        opening: its beginning as it stands in the file, for messages.
        end: offset in the text without markup.
    """

    key: str
    numbers: tuple[str, ...]
    start: int
    line: int
    opening: str
    end: int = -1

    @property
    def is_entity(self) -> bool:
        return self.opening.startswith("[")


class Article:
    """A marked-up article, read.

    Args:
        marked: the article with its markup.
        first_line: the number of its first line in the file.

    Attributes:
        text: the article without markup.
        entities: the entities, in order.
        parts: the quote parts, in order.

    Raises:
        ValueError: a bracket that opens nothing, is never closed or closes nothing, an unknown label, or
            markup that is empty or stands where it may not; with the number of its line.
    """

    def __init__(self, marked: str, *, first_line: int) -> None:
        self.entities: list[Markup] = []
        self.parts: list[Markup] = []
        self._marked, self._first_line = marked, first_line
        self._open: list[Markup] = []
        self._pieces: list[str] = []
        self._length = 0
        self._read()
        self.text = "".join(self._pieces)

    def _read(self) -> None:
        at = 0
        while match := SPECIAL.search(self._marked, at):
            self._keep(self._marked[at : match.start()])
            at = self._special(match.group(), match.start())
        self._keep(self._marked[at:])
        if self._open:
            unclosed = self._open[-1]
            raise ValueError(
                f"line {unclosed.line}: {unclosed.opening!r} is never closed; add its closing bracket"
            )

    def _keep(self, piece: str) -> None:
        self._pieces.append(piece)
        self._length += len(piece)

    def _line(self, at: int) -> int:
        return self._first_line + self._marked.count("\n", 0, at)

    def _fail(self, at: int, message: str) -> ValueError:
        return ValueError(f"line {self._line(at)}: {message}")

    def _special(self, character: str, at: int) -> int:
        """Act on a bracket or a backslash; returns where to read on."""
        if character == "\\":
            escaped = self._marked[at + 1 : at + 2]
            if escaped not in _ESCAPED:
                raise self._fail(
                    at, f"found a backslash before {escaped!r}; allowed is one before [ ] {{ }} \\ or ="
                )
            self._keep(escaped)
            return at + 2
        if character in "[{":
            return self._begin(character, at)
        self._finish(character, at)
        return at + 1

    def _begin(self, character: str, at: int) -> int:
        """Note a piece of markup as open; returns where its text begins."""
        found = self._marked[at : at + _SHOWN].split("\n")[0]
        match = (_ENTITY if character == "[" else _PART).match(self._marked, at)
        if not match:
            raise self._fail(
                at, f"found {found!r}; allowed is {_ALLOWED}, and a backslash before a bracket of the article"
            )
        if self._open and (self._open[-1].is_entity or character == "{"):
            outer = self._open[-1]
            raise self._fail(
                at,
                f"found {found!r} inside {outer.opening!r} of line {outer.line}; entities hold no markup, "
                "quote parts hold entities only: close the outer one first, or split it into pieces",
            )
        numbers = tuple((match["numbers"] or "").split(",")) if match["numbers"] else ()
        markup = Markup(match["key"], numbers, self._length, self._line(at), found)
        self._check(markup, at)
        self._open.append(markup)
        return int(match.end())

    def _check(self, markup: Markup, at: int) -> None:
        if markup.is_entity:
            if markup.key not in ENTITY_LABELS:
                raise self._fail(
                    at, f"found the label {markup.key!r}; allowed are {', '.join(ENTITY_LABELS)}"
                )
        elif len(set(markup.numbers)) < len(markup.numbers) or (
            markup.key == "q" and len(markup.numbers) > 1
        ):
            raise self._fail(
                at, f"found {markup.opening!r}; only a source or a cue is shared, by quotes that differ"
            )

    def _finish(self, character: str, at: int) -> None:
        """Close the innermost open piece of markup."""
        found = self._marked[max(0, at - _SHOWN) : at + 1].split("\n")[-1]
        if not self._open:
            raise self._fail(
                at,
                f"found {found!r}, where nothing is open; delete {character!r} or put a backslash before it",
            )
        markup = self._open.pop()
        if markup.is_entity != (character == "]"):
            raise self._fail(
                at,
                f"found {found!r} while {markup.opening!r} of line {markup.line} is open; close that first",
            )
        if markup.start == self._length:
            raise self._fail(at, f"{markup.opening!r} holds no text; put its words inside or delete it")
        (self.entities if markup.is_entity else self.parts).append(markup._replace(end=self._length))
