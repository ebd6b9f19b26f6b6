"""What a tokenizer is shown of a word: steps by name, chosen by what the encoder's pretraining had seen.

A reader keeps the names of its steps in its ``config.json``, so that it reads in use as it did in training.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from arabicnews.words import normalise

PLAIN = ("plain",)

_REPEATS = re.compile(r"(\D)\1{2,}")
_LETTER = r"[\u0621-\u063A\u0641-\u064A]"
_NUMBER_EDGE = re.compile(rf"(?<=\d)(?={_LETTER})|(?<={_LETTER})(?=\d)")


def short_repeats(word: str) -> str:
    """No character but a digit more than twice in a row («جمييييل» → «جمييل»), as AraBERT's preprocessing."""
    return _REPEATS.sub(r"\1\1", word)


def numbers_apart(word: str) -> str:
    """A blank between Arabic letters and digits («كوفيد19» → «كوفيد 19»), as AraBERT's preprocessing."""
    return _NUMBER_EDGE.sub(" ", word)


STEPS: dict[str, Callable[[str], str]] = {
    "plain": normalise,
    "short_repeats": short_repeats,
    "numbers_apart": numbers_apart,
}


def normaliser(steps: Sequence[str]) -> Callable[[str], str]:
    """All the steps in one function, in their order; without any, a word is shown as it is written.

    Raises:
        ValueError: for a step that there is not.
    """
    unknown = [step for step in steps if step not in STEPS]
    if unknown:
        raise ValueError(
            f"no step of normalisation is called {', '.join(map(repr, unknown))}; there are "
            f"{', '.join(STEPS)} (set reader.normalisation to a list of them)"
        )
    functions = [STEPS[step] for step in steps]

    def normalised(word: str) -> str:
        for function in functions:
            word = function(word)
        return word

    return normalised
