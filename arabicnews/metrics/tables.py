"""Markdown: numbers in percent with one decimal, tables, sections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from arabicnews.metrics.bootstrap import Score

Section = tuple[str, str]
"""A heading and what stands below it; a section with nothing below is left out."""


def percent(value: float | None) -> str:
    """A share as percent with one decimal; «–» where it is undefined."""
    return "–" if value is None else f"{100 * value:.1f}"


def interval(bounds: tuple[float, float] | None) -> str:
    """An interval in percent."""
    return "–" if bounds is None else f"{100 * bounds[0]:.1f} to {100 * bounds[1]:.1f}"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table: the first column to the left, numbers to the right."""
    rule = ["---", *["---:"] * (len(header) - 1)]
    return "\n".join(f"| {' | '.join(_cell(c) for c in row)} |" for row in (header, rule, *rows))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def score_table(first: str, scores: Mapping[str, Score]) -> str:
    """Precision, recall, F1 with its interval, and the numbers of gold and predicted items."""
    header = [first, "precision", "recall", "F1", "95 % interval", "gold", "predicted"]
    rows = []
    for name, score in scores.items():
        measures = [percent(score.precision), percent(score.recall), percent(score.f1)]
        bounds = interval(score.intervals.get("f1"))
        rows.append([name, *measures, bounds, str(score.gold), str(score.predicted)])
    return table(header, rows)


def render(sections: Iterable[Section], level: int) -> str:
    """Sections under headings of a level from 1 to 6.

    Raises:
        ValueError: for another level.
    """
    if not 1 <= level <= 6:
        raise ValueError(f"the level of headings is {level}; allowed are 1 to 6")
    return "\n\n".join(f"{'#' * level} {title}\n\n{body}" for title, body in sections if body) + "\n"
