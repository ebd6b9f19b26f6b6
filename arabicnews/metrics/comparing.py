"""Reports side by side."""

from __future__ import annotations

from collections.abc import Mapping

from arabicnews.metrics.report import HEADLINE, Report
from arabicnews.metrics.tables import interval, percent, table

_GROUPS = {
    "entities": "f1",
    "quotes@0.8": "f1",
    "cue_family@0.8": "recall",
    "speakers": "recall",
    "end_to_end": "f1",
}


def compare(reports: Mapping[str, Report]) -> str:
    """Reports side by side as Markdown, in percent: the headline with 95 % intervals, then each group.

    The best of a row is in bold. Reports of different gold documents are not comparable; the first row says
    how many documents each one scored. Where all of them are ``entities_only``, so are the rows.

    Raises:
        ValueError: if there is no report.
    """
    if not reports:
        raise ValueError("there are no reports to compare; give at least one, by name")
    rows = [["documents", *(str(report.documents) for report in reports.values())]]
    few = all(report.entities_only for report in reports.values())
    headline = {"entities_f1": HEADLINE["entities_f1"]} if few else HEADLINE
    for name, (score, measure) in headline.items():
        rows.append([name, *_row(reports, score, measure)])
    for group, measure in (_GROUPS if not few else {"entities": "f1"}).items():
        names = dict.fromkeys(name for report in reports.values() for name in report.group(group))
        rows += [[f"{group}/{name}", *_row(reports, f"{group}/{name}", measure)] for name in names]
    return table(["", *reports], rows) + "\n"


def _row(reports: Mapping[str, Report], name: str, measure: str) -> list[str]:
    scores = [report.scores.get(name) for report in reports.values()]
    values = [getattr(score, measure) if score else None for score in scores]
    best = max((value for value in values if value is not None), default=None)
    cells = []
    for score, value in zip(scores, values, strict=True):
        number = percent(value)
        bold = f"**{number}**" if len(reports) > 1 and value is not None and value == best else number
        bounds = score.intervals.get(measure) if score else None
        cells.append(f"{bold} ({interval(bounds)})" if bounds else bold)
    return cells
