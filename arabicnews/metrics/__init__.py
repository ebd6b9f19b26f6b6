"""Metrics: how good a prediction is, how sure of that we are, and how far two annotators agree."""

from arabicnews.metrics.agreement import Agreement, agreement, krippendorff_alpha
from arabicnews.metrics.bootstrap import Score
from arabicnews.metrics.comparing import compare
from arabicnews.metrics.confidence import Bin, Calibration, Point, calibration, precision_coverage
from arabicnews.metrics.evaluation import Difference, differences, evaluate, paired_bootstrap
from arabicnews.metrics.mismatches import Mismatch, mismatches
from arabicnews.metrics.report import HEADLINE, Report

__all__ = [
    "HEADLINE",
    "Agreement",
    "Bin",
    "Calibration",
    "Difference",
    "Mismatch",
    "Point",
    "Report",
    "Score",
    "agreement",
    "calibration",
    "compare",
    "differences",
    "evaluate",
    "krippendorff_alpha",
    "mismatches",
    "paired_bootstrap",
    "precision_coverage",
]
