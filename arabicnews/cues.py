"""Reporting words: the verbs, participles and phrases that bring what somebody said.

The lists are ``resources/lexicon/cues.txt`` and ``cue_phrases.txt``; the inflections are made here by rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from arabicnews.lexicon import rows
from arabicnews.words import fold, tokenize

_PROCLITICS = "وف"
_OBJECTS = ("ه", "ها", "هم", "هما", "نا", "ني")


@dataclass(frozen=True, slots=True)
class CueForm:
    """One inflected form of a reporting word.

    Attributes:
        kind: ``past``, ``present``, ``participle``; of phrases ``host``, ``self``, ``relay``, ``noun``,
            ``tail``.
        family: what kind of reporting it is (say, add, deny, warn, call …).
        governs: what may introduce the words reported, and flags; see the head of ``cues.txt``.
        gender: ``m``, ``f`` or nothing where the form does not tell.
        number: ``s``, ``d``, ``p`` or nothing.
    """

    kind: str
    family: str
    governs: frozenset[str] = frozenset()
    gender: str = ""
    number: str = ""


def cue_family(text: str) -> str | None:
    """The family of a cue as annotated («وأضاف», «على حد قوله»), or None if it is none we know.

    Example:
        >>> cue_family("ومؤكداً"), cue_family("بحسب"), cue_family("السماء")
        ('stress', 'attribute', None)
    """
    keys = tuple(fold(token.text) for token in tokenize(text) if token.is_word)
    for length in range(len(keys), 0, -1):
        for first in _bare(keys[0]):
            phrase = phrase_forms().get((first, *keys[1:length]))
            if phrase:
                return phrase.family
    for key in keys:
        form = next(iter(forms_of(key)), None)
        if form:
            return form.family
    begun = (phrase.family for words, phrase in phrase_forms().items() if keys and words[0] in _bare(keys[0]))
    return next(begun, None)  # «وفقاً» without its «لـ»


def agreement(text: str) -> tuple[str, str]:
    """Gender and number that a cue shows («وأضافت» → ``("f", "s")``); empty where it shows none.

    A pronoun suffix on a verbal noun counts: «قولها» → ``("f", "s")``.
    """
    for token in tokenize(text):
        form = next(iter(forms_of(fold(token.text))), None)
        if form:
            return form.gender, form.number
    key = fold(text.split()[-1]) if text.split() else ""
    for ending, shown in (("هما", ("", "d")), ("ها", ("f", "s")), ("هم", ("m", "p")), ("ه", ("m", "s"))):
        if key.endswith(ending):
            return shown
    return "", ""


def forms_of(key: str) -> tuple[CueForm, ...]:
    """The verb forms that a folded word may be, with or without و / ف before it."""
    for bare in _bare(key):
        if bare in verb_forms():
            return verb_forms()[bare]
    return ()


def is_future(key: str) -> bool:
    """Whether a folded word is a reporting verb in the future («سيعلن», «وستؤكد»)."""
    return any(
        bare.startswith("س") and any(form.kind == "present" for form in verb_forms().get(bare[1:], ()))
        for bare in _bare(key)
    )


@cache
def verb_forms() -> Mapping[str, tuple[CueForm, ...]]:
    """Every inflected form of the reporting verbs, folded and without proclitics."""
    found: dict[str, tuple[CueForm, ...]] = {}
    for past, present, participle, family, governs in rows("cues"):
        rule = frozenset(fold(word) for word in governs.split())
        made = (*_past(past), *_present(present), *_participle(participle))
        for word, kind, gender, number in made:
            form = CueForm(kind, family, rule, gender, number)
            for key in _with_objects(fold(word), form):
                found[key] = (*found.get(key, ()), form)
    return found


def _with_objects(key: str, form: CueForm) -> Iterator[str]:
    """A form, and for verbs that address somebody the forms with an object («وطالبهم», «أبلغني»)."""
    yield key
    if {"target", "object"} & form.governs and form.kind != "participle":
        stem = key[:-1] if key.endswith("وا") else key
        yield from (stem + pronoun for pronoun in _OBJECTS)


@cache
def phrase_forms() -> Mapping[tuple[str, ...], CueForm]:
    """The reporting words that are no verbs, by their folded words."""
    found = {}
    for words, kind, family in rows("cue_phrases"):
        keys = tuple(fold(word) for word in words.split())
        gender, number = _suffix(keys[-1]) if kind in ("self", "noun", "tail") else ("", "")
        found[keys] = CueForm(kind, family, frozenset(), gender, number)
    return found


def _bare(key: str) -> Iterator[str]:
    yield key
    if (len(key) > 3 or key[1:] == "رد") and key[0] in _PROCLITICS:
        yield key[1:]


def _past(word: str) -> Iterator[tuple[str, str, str, str]]:
    weak = word[-1] in "اى"
    stem = word[:-1] if weak else word
    dual = stem + ("و" if word[-1] == "ا" else "ي") + "ا" if weak else word + "ا"
    yield word, "past", "m", "s"
    yield stem + "ت", "past", "f", "s"
    yield stem + "وا", "past", "m", "p"
    yield dual, "past", "m", "d"
    yield stem + "تا", "past", "f", "d"


def _present(word: str) -> Iterator[tuple[str, str, str, str]]:
    if word == "-":
        return
    stem = word[1:]
    plural = stem[:-1] if stem[-1] in "ويى" else stem
    yield word, "present", "m", "s"
    yield "ت" + stem, "present", "f", "s"
    yield "ي" + plural + "ون", "present", "m", "p"
    yield "ي" + stem + "ان", "present", "m", "d"


def _participle(word: str) -> Iterator[tuple[str, str, str, str]]:
    if word == "-":
        return
    plural = word[:-1] if word.endswith("ي") else word
    yield word + "ا", "participle", "m", "s"
    yield word + "ة", "participle", "f", "s"
    yield plural + "ين", "participle", "m", "p"
    yield word + "تين", "participle", "f", "d"


def _suffix(key: str) -> tuple[str, str]:
    for ending, shown in (("هما", ("", "d")), ("ها", ("f", "s")), ("هم", ("m", "p")), ("ه", ("m", "s"))):
        if key.endswith(ending):
            return shown
    return "", ""
