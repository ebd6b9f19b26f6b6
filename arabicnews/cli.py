"""The command line: ``arabicnews annotate``, ``evaluate``, ``validate`` and ``info``.

Exit status: 0 all is well; 1 something in the input is wrong, what could be done was done; 2 nothing could be
done: a wrong call, or no such model. Messages go to standard error.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from arabicnews import commands
from arabicnews.commands import FORMATS, RefusedError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    options = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a C locale would refuse Arabic; line ends stay as they are
            stream.reconfigure(encoding="utf-8", newline="\n")
    try:
        status: int = options.command(options)
        sys.stdout.flush()
    except RefusedError as error:
        commands.complain(str(error))
        return 2
    except BrokenPipeError:  # whoever read our output went away, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        commands.complain(f"{error.filename}: {error.strerror}" if error.filename else str(error))
        return 1
    except ValueError as error:
        commands.complain(str(error))
        return 1
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="arabicnews", description="Reads Arabic news: named entities, quotes, and who said each of them."
    )
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for add, command in (
        (_add_annotate, commands.annotate),
        (_add_evaluate, commands.evaluate),
        (_add_validate, commands.validate),
        (_add_info, commands.info),
    ):
        text = (command.__doc__ or "").splitlines()[0]
        own = subparsers.add_parser(command.__name__, help=text, description=text)
        add(own)
        own.set_defaults(command=command)
    return parser


def _add_annotate(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "files",
        nargs="*",
        metavar="FILE",
        help="a text, or .jsonl with a text on each line; - or none: stdin",
    )
    add("--format", choices=FORMATS, default="text", help="what to write (default: text)")
    add(
        "--output", metavar="PATH", help="where to; a folder for brat, else a file (default: standard output)"
    )
    add("--by-speaker", action="store_true", help="as text or jsonl: each speaker with all that they said")
    add("--colour", action="store_true", help="as text: in the colours of a terminal")
    add("--encoding", default="utf-8", help="of the texts, as windows-1256 (default: utf-8)")
    _add_model(parser)


def _add_evaluate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("gold", metavar="GOLD.jsonl")
    parser.add_argument("--predicted", metavar="FILE.jsonl", help="score these documents and no model")
    parser.add_argument("--format", choices=("markdown", "json"), default="markdown")
    parser.add_argument("--output", metavar="PATH", help="a file to write (default: standard output)")
    _add_model(parser)


def _add_validate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE.jsonl")


def _add_info(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", help="rules, a packaged model or a folder (default: the packaged model)")


def _add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", help="rules, a folder or a Hub id (default: the packaged model)")
    parser.add_argument("--scheme", default="news", help="the entity labels to answer in (default: news)")
    parser.add_argument("--device", help="where to run, cpu or cuda (default: a GPU where there is one)")
    parser.add_argument("--min-score", type=_probability, help="leave out speakers less sure than this")


def _probability(value: str) -> float:
    number = float(value)
    if not 0.0 <= number <= 1.0:
        raise argparse.ArgumentTypeError(f"{value} is not from 0 to 1")
    return number


if __name__ == "__main__":
    sys.exit(main())
