"""The entities of a text: candidates from lists, patterns and runs of names, and which of them stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from arabicnews.names import name_words, without_article
from arabicnews.rules.candidates import Candidate, select
from arabicnews.rules.dates import dates
from arabicnews.rules.extents import Known
from arabicnews.rules.gazetteer import NOTHING, known_names
from arabicnews.rules.people import People
from arabicnews.rules.titles import ALONE_NOT, Title, titles
from arabicnews.rules.triggers import triggered_names
from arabicnews.rules.view import View
from arabicnews.rules.vocabulary import common_words, is_ordinary

_FOLLOWS_TITLE = frozenset({"PER", "ORG", "NORP", "GPE", "LOC", "FAC"})


def find_entities(view: View) -> list[Candidate]:
    """The entities of a text as runs of tokens, in order and without overlap."""
    listed = [*known_names(view), *dates(view)]
    known = _by_start(listed)
    possible = titles(view, known)
    people = People(view, known, possible).find()
    known = _by_start([*listed, *people])
    names = select([*listed, *people, *triggered_names(view, known)])
    again = _again(view, names, {i for t in possible.values() for i in range(t.start, t.end)})
    names = select([*(_ranked(c) for c in names), *again])
    return sorted([*(c for c in names if c.label != NOTHING), *_standing(view, possible, names)])


def _by_start(candidates: Iterable[Candidate]) -> Known:
    found: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        found.setdefault(candidate.start, []).append(candidate)
    return {start: tuple(sorted(here, key=lambda c: -c.end)) for start, here in found.items()}


def _ranked(candidate: Candidate) -> Candidate:
    return candidate._replace(rank=9)


def _again(view: View, names: Sequence[Candidate], titled: AbstractSet[int]) -> list[Candidate]:
    """Family names of people named in full, where they stand alone."""
    family: set[str] = set()
    for name in names:
        if name.label == "PER" and name.end - name.start > 1:
            last = view.keys[name.end - 1]
            if not is_ordinary(view.tokens[name.end - 1].text) and len(without_article(last)) > 2:
                family.add(without_article(last))
            if view.keys[name.start] in name_words() and len(view.keys[name.start]) > 3:
                family.add(view.keys[name.start])  # «هدير» for «هدير عبد المقصود»
    taken = {i for name in names for i in range(name.start, name.end)}
    return [
        Candidate(i, i + 1, "PER")
        for i in range(len(view.tokens))
        if i not in taken | titled and view.is_word(i) and _is_family(view, i, family)
    ]


def _is_family(view: View, i: int, family: set[str]) -> bool:
    """Whether a word is one of the family names, with or without clitics and ال."""
    bare = {without_article(reading) for reading in view.readings(i)}
    return any(name in family and len(name) > 2 and name not in common_words() for name in bare)


def _standing(view: View, possible: dict[int, Title], names: Sequence[Candidate]) -> list[Candidate]:
    """The titles that stand, cut where a name begins."""
    label_at = {i: name for name in names if name.label != NOTHING for i in range(name.start, name.end)}
    found = []
    for title in possible.values():
        end = title.start
        while end < title.end and end not in label_at:
            end += 1
        if end > title.start and _stands(view, title, end, label_at):
            found.append(Candidate(title.start, end, "TITLE"))
    return found


def _stands(view: View, title: Title, end: int, label_at: dict[int, Candidate]) -> bool:
    following = label_at.get(end)
    follows = following.label if following and following.start == end else ""
    if title.needs_name:
        return follows == "PER" or (
            view.key(end) != "" and end == title.end and _title_then_name(end, label_at)
        )
    if title.definite and not title.complete and view.keys[title.start] in ALONE_NOT:
        return follows in _FOLLOWS_TITLE
    if title.definite:
        return not view.key(end).startswith("ب") or title.complete or view.keys[title.start] != "القاضي"
    return title.complete or follows in _FOLLOWS_TITLE


def _title_then_name(end: int, label_at: dict[int, Candidate]) -> bool:
    """A name right behind a title, or behind the dot of «د.» or another title."""
    return any(label_at[i].label == "PER" for i in (end, end + 1) if i in label_at)
