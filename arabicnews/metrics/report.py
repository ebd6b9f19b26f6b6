"""The report of an evaluation: all scores, tables and curves in one value."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from arabicnews.metrics.bootstrap import Score
from arabicnews.metrics.confidence import Calibration, Point
from arabicnews.metrics.counting import FOUND_AT
from arabicnews.metrics.tables import Section, interval, percent, render, score_table, table

HEADLINE = {
    "entities_f1": ("entities", "f1"),
    "cue_f1": ("cue", "f1"),
    "source_f1": ("source", "f1"),
    "content_f1": ("content", "f1"),
    "direct_f1": ("quotes@0.8/direct", "f1"),
    "indirect_f1": ("quotes@0.8/indirect", "f1"),
    "quotes_f1_0.8": ("quotes@0.8", "f1"),
    "speaker_accuracy": ("speakers", "recall"),
    "end_to_end_f1": ("end_to_end", "f1"),
    "b3_f1": ("references", "f1"),
}
"""The numbers to look at first, and the score and measure behind each."""


@dataclass(frozen=True)
class Report:
    """What ``evaluate`` found. Numbers that are undefined are None, and «–» in Markdown.

    Attributes:
        documents: how many documents were scored.
        scores: every score by its name; ``evaluate`` says what they are.
        confusion: gold label by predicted label on equal spans, with ``missed`` and ``spurious``.
        speakerless: aligned quotes (IoU ≥ 0.3) whose gold has no speaker.
        invented: how many of these were given one.
        curve: precision and coverage of speakers as ``min_score`` rises.
        calibration: reliability of the scores of ``entities``, ``quotes`` and ``speakers``.
    """

    documents: int
    scores: Mapping[str, Score]
    confusion: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    speakerless: int = 0
    invented: int = 0
    curve: tuple[Point, ...] = ()
    calibration: Mapping[str, Calibration] = field(default_factory=dict)

    @property
    def headline(self) -> dict[str, float | None]:
        """The numbers to look at first."""
        return {name: getattr(self.scores[score], measure) for name, (score, measure) in HEADLINE.items()}

    @property
    def intervals(self) -> dict[str, tuple[float, float] | None]:
        """The 95 % intervals of the headline, None where there is none."""
        return {
            name: self.scores[score].intervals.get(measure) for name, (score, measure) in HEADLINE.items()
        }

    @property
    def entities_only(self) -> bool:
        """Whether no side has a quote, nor gold a reference; tables then show what entities are scored by."""
        parts = self.scores["content"], self.scores["references"]
        return not any(score.gold or score.predicted for score in parts)

    def group(self, name: str) -> dict[str, Score]:
        """The scores below a name: ``group("entities")`` is by label, ``group("quotes@0.8")`` by kind."""
        start = f"{name}/"
        return {key.removeprefix(start): score for key, score in self.scores.items() if key.startswith(start)}

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON values."""
        return {
            "headline": self.headline,
            "documents": self.documents,
            "scores": {name: score.to_dict() for name, score in self.scores.items()},
            "confusion": {row: dict(cells) for row, cells in self.confusion.items()},
            "speakerless": self.speakerless,
            "invented": self.invented,
            "curve": [point._asdict() for point in self.curve],
            "calibration": {name: found.to_dict() for name, found in self.calibration.items()},
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Report:
        """The inverse of ``to_dict``; the headline is made anew."""
        return cls(
            documents=data["documents"],
            scores={name: Score.from_dict(score) for name, score in data["scores"].items()},
            confusion={row: dict(cells) for row, cells in data["confusion"].items()},
            speakerless=data["speakerless"],
            invented=data["invented"],
            curve=tuple(Point(**point) for point in data["curve"]),
            calibration={name: Calibration.from_dict(found) for name, found in data["calibration"].items()},
        )

    def to_json(self) -> str:
        """The report as JSON text, indented."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def to_markdown(self, level: int = 2) -> str:
        """The report as Markdown tables in percent; ``level`` is that of the headings."""
        return render(_sections(self), level)

    def _repr_markdown_(self) -> str:
        return self.to_markdown()

    def __repr__(self) -> str:
        numbers = (f"{k}={'None' if v is None else format(v, '.3f')}" for k, v in self.headline.items())
        return f"Report(documents={self.documents}, {', '.join(numbers)})"


def _sections(report: Report) -> list[Section]:
    return [
        (f"Summary ({report.documents} documents)", _headline(report)),
        ("Entities", _entities(report)),
        ("Labels taken for one another (rows: gold)", _confusion(report)),
        *([] if report.entities_only else _quote_sections(report)),
        ("Expected calibration error", _calibration(report)),
    ]


def _quote_sections(report: Report) -> list[Section]:
    return [
        ("Cues, sources and contents", _parts(report)),
        ("Quotes found", _quotes(report)),
        ("Cue families: share of quotes found", _families(report)),
        ("Speakers", _speakers(report)),
        ("Quote and speaker (IoU ≥ 0.5)", score_table("kind", _with_all(report, "end_to_end"))),
        ("References (B³)", score_table("", {"all mentions": report.scores["references"]})),
        ("Speakers kept by score", _curve(report)),
    ]


def _with_all(report: Report, name: str) -> dict[str, Score]:
    return {"all": report.scores[name], **report.group(name)}


def _headline(report: Report) -> str:
    names = ["entities_f1"] if report.entities_only else list(HEADLINE)
    rows = [[name, percent(report.headline[name]), interval(report.intervals[name])] for name in names]
    return table(["measure", "%", "95 % interval"], rows)


def _entities(report: Report) -> str:
    scores = report.scores
    blind = {"spans, any label": scores["entity_spans"], "words": scores["entity_words"]}
    return score_table("label", {**_with_all(report, "entities"), **blind})


def _confusion(report: Report) -> str:
    if not report.confusion:
        return ""
    met = dict.fromkeys([*report.group("entities"), "missed"])
    columns = [label for label in met if any(label in cells for cells in report.confusion.values())]
    rows = [[row, *(str(cells.get(c, "·")) for c in columns)] for row, cells in report.confusion.items()]
    return table(["", *columns], rows)


def _parts(report: Report) -> str:
    parts = {}
    for part in ("cue", "source", "content"):
        parts[f"{part}, exact"] = report.scores[part]
        parts[f"{part}, words"] = report.scores[f"{part}_words"]
    return score_table("part", parts)


def _quotes(report: Report) -> str:
    rows = {}
    for threshold in FOUND_AT:
        for kind, score in _with_all(report, f"quotes@{threshold}").items():
            rows[f"{kind}, IoU ≥ {threshold}"] = score
    kinds = (f"at IoU ≥ {t} {percent(report.scores[f'kind_accuracy@{t}'].accuracy)}" for t in FOUND_AT)
    return f"{score_table('kind', rows)}\n\nThe kind is right in % of the quotes found: {', '.join(kinds)}."


def _families(report: Report) -> str:
    loose, strict = report.group("cue_family@0.3"), report.group("cue_family@0.8")
    rows = [
        [name, percent(loose[name].recall), percent(score.recall), _bounds(score, "recall"), str(score.gold)]
        for name, score in strict.items()
    ]
    return table(["family", "IoU ≥ 0.3", "IoU ≥ 0.8", "95 % interval", "gold"], rows) if rows else ""


def _speakers(report: Report) -> str:
    header = ["source", "accuracy", "95 % interval", "precision", "right", "wrong", "abstained"]
    rows = []
    for name, s in _with_all(report, "speakers").items():
        numbers = (s.right, s.predicted - s.right, s.gold - s.predicted)
        measures = [percent(s.accuracy), _bounds(s, "recall"), percent(s.precision)]
        rows.append([name, *measures, *map(str, numbers)])
    invented = (
        f"Quotes without a speaker in gold: {report.speakerless}, of which {report.invented} were given one."
    )
    return f"{table(header, rows)}\n\n{invented}"


def _bounds(score: Score, measure: str) -> str:
    return interval(score.intervals.get(measure))


def _curve(report: Report) -> str:
    # Eleven points are enough to read; the dict has them all.
    last = len(report.curve) - 1
    shown = report.curve if last < 11 else [report.curve[round(last * tenth / 10)] for tenth in range(11)]
    rows = [[f"{p.min_score:.3f}", percent(p.coverage), percent(p.precision)] for p in shown]
    return table(["min_score", "coverage", "precision"], rows) if rows else ""


def _calibration(report: Report) -> str:
    found = {name: c for name, c in report.calibration.items() if c.size}
    rows = [[name, percent(c.error), str(c.size)] for name, c in found.items()]
    return table(["score of", "%", "predictions"], rows) if rows else ""
