"""Write the README's outputs and numbers, so that none is typed by hand.

    python training/fill_readme.py [--check]

What stands between ``<!-- BEGIN name -->`` and ``<!-- END name -->`` is replaced: outputs by running the
packaged model on the shipped article, numbers by the record of the run that made it (``run.json`` in its
folder). With ``--check`` nothing is written, and the exit status is 1 where the README is out of date.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path

import arabicnews
from arabicnews.formats import report
from arabicnews.metrics import Report, compare
from arabicnews.metrics.tables import percent, table
from arabicnews.pipeline import DEFAULT, PACKAGED

ROOT = Path(__file__).parent.parent
PRESETS = (0.8, 0.92)  # values of min_score that the README speaks of
NUMBERS = """\
F1 or accuracy on the test split of real news: {articles} articles, by which nothing was decided; in brackets
95 % bootstrap intervals over articles. A speaker that the model is not sure of is withheld, and counts as
missed in `speaker_accuracy` and `end_to_end_f1`.

{table}"""


def read_article() -> arabicnews.Document:
    text = (ROOT / "examples" / "article.txt").read_text(encoding="utf-8")
    return arabicnews.load()(arabicnews.Document(text, id="article"))


def lines_of_use() -> str:
    rows = [
        f"{q.speaker.name if q.speaker else '؟'} | {q.cue} | {q.kind} | {q.text}"
        for q in read_article().quotes[:5]
    ]
    return "```\n" + "\n".join(rows) + "\n```"


def command() -> str:
    return "```\n" + report(read_article()).strip() + "\n```"


def reports() -> dict[str, Report]:
    run = json.loads((PACKAGED / DEFAULT / "run.json").read_text(encoding="utf-8"))
    return {name: Report.from_dict(value) for name, value in run["scores"].items()}


def numbers() -> str:
    found = reports()
    scores = compare({DEFAULT: found["test"], "rules": found["test_rules"]})
    headline = [row for row in scores.splitlines() if "/" not in row.split("|")[1]]
    return NUMBERS.format(articles=found["test"].documents, table="\n".join(headline))


def min_scores() -> str:
    """What the presets are worth on each split, by the first point of its curve that is not below."""
    found = reports()
    rows = []
    for least in PRESETS:
        points = [next(p for p in found[split].curve if p.min_score >= least) for split in ("dev", "test")]
        rows.append([str(least), *(percent(value) for p in points for value in (p.coverage, p.precision))])
    return table(["min_score", "development: named, %", "right, %", "test: named, %", "right, %"], rows)


BLOCKS = {"use": lines_of_use, "command": command, "numbers": numbers, "min_scores": min_scores}


def filled(text: str) -> str:
    """The README with every block written anew.

    Raises:
        ValueError: if a block's marks are missing.
    """
    for name, write in BLOCKS.items():
        pattern = re.compile(rf"(<!-- BEGIN {name} -->\n).*?(<!-- END {name} -->)", re.DOTALL)
        if not pattern.search(text):
            raise ValueError(f"README.md has no <!-- BEGIN {name} --> … <!-- END {name} -->; put them back")
        block = write()
        text = pattern.sub(lambda m, block=block: f"{m[1]}{block}\n{m[2]}", text)
    return text


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    readme = ROOT / "README.md"
    before = readme.read_text(encoding="utf-8")
    after = filled(before)
    if arguments.check:
        state = "up to date" if before == after else "out of date: run training/fill_readme.py"
        print(f"README.md is {state}")
        return int(before != after)
    readme.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
