"""Candidates for entities, and which of them stand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Candidate(NamedTuple):
    """A run of tokens that may be an entity.

    The higher whole number of ``rank`` wins, then the longer run, then the higher fraction.
    """

    start: int
    end: int
    label: str
    rank: float = 0


def select(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The candidates that stand, in order: best first, and no token twice."""
    taken: set[int] = set()
    found = []
    for candidate in sorted(candidates, key=lambda c: (-int(c.rank), c.start - c.end, -c.rank, c.start)):
        run = range(candidate.start, candidate.end)
        if run and not taken.intersection(run):
            taken.update(run)
            found.append(candidate)
    return sorted(found)
