"""Names: attached clitics, countries and their peoples, given names, and when two spellings are one name."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache, lru_cache

from arabicnews.lexicon import rows, split_phrases
from arabicnews.words import fold

UNSURE = "?"  # behind a fact of a list: the word is also a common word
_MIN_STEM = 2  # letters that must be left when a clitic is taken off
_DEMONYM_ENDINGS = ("", "ة", "ون", "ين", "ان", "ات", "تان", "تين")
KUNYA = frozenset({"ابو", "ابي", "ابا", "ام"})
LINKS = frozenset({"بن", "بنت", "ابن", "ال", "ولد", "اولد", "بو", "عبد", "ابو", "ابي", "ابا", "ام", "اخو"})


@lru_cache(maxsize=65536)
def readings(word: str) -> tuple[str, ...]:
    """A word as it stands, then without the clitics it may begin with (و ف ب ل ك), least stripped first.

    Whether a letter is a clitic is for the caller to judge, by which reading is known.

    Example:
        >>> readings("وللشرع")
        ('وللشرع', 'للشرع', 'الشرع', 'لشرع')
    """
    found = [word]
    if word[:1] in ("و", "ف") and len(word) > _MIN_STEM:
        found.append(word[1:])
    for form in tuple(found):
        if form.startswith("لل") and len(form) > _MIN_STEM + 1:
            found += ["ال" + form[2:], form[1:]]
        elif form[:1] in ("ب", "ل", "ك") and len(form) > _MIN_STEM:
            found.append(form[1:])
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=65536)
def folded_readings(word: str) -> tuple[str, ...]:
    """``readings``, folded."""
    return tuple(dict.fromkeys(fold(form) for form in readings(word)))


def without_article(key: str) -> str:
    """A folded word without ال."""
    return key[2:] if key.startswith("ال") and len(key) > 3 else key


def bare_form(word: str, known: Collection[str], *, article_counts: bool = True) -> str:
    """A word without its clitics, as far as there is evidence for them.

    Args:
        word: as written.
        known: folded words that stand on their own somewhere; «والشرع» is «الشرع» if that is among them,
            with or without ال, and «وليد» stays whole if it is known itself or «ليد» is not.
        article_counts: whether ال behind a clitic is evidence enough («للحزب»); not so in people's names
            («كالديرون»).
    """
    for form in readings(word):
        key = fold(form)
        if key in known or (len(key) > 4 and without_article(key) in known):
            return form
    if article_counts and not word.startswith("ال"):
        return next((form for form in readings(word)[1:] if form.startswith("ال") and len(form) > 4), word)
    return word


@cache
def demonyms() -> dict[str, str]:
    """Every inflection of a nationality, folded → the country's canonical name; several words with blanks."""
    found: dict[str, str] = {}
    for names, _, adjectives in _countries():
        for adjective in adjectives:
            for form in inflect(adjective):
                found.setdefault(fold(form), names[0].rstrip(UNSURE))
    return found


def inflect(adjective: str) -> Iterator[str]:
    """An adjective in ـي in all genders and numbers, with and without ال; another word as it is."""
    *first, last = adjective.split()
    if not (first or last.endswith("ي")) or (first and not last.endswith("ي")):
        yield adjective
        return
    if first and not first[-1].endswith("ي"):  # «جنوب أفريقي»: only the last word is inflected
        lead = " ".join(first)
        for ending in _DEMONYM_ENDINGS:
            yield f"{lead} {last}{ending}"
            yield f"ال{lead} {last}{ending}"
            yield f"{lead} ال{last}{ending}"
        return
    for ending in _DEMONYM_ENDINGS:  # «كوري جنوبي»: both
        words = [word + ending for word in (*first, last)]
        yield " ".join(words)
        yield " ".join("ال" + word for word in words)
    if not first:
        yield last + "ا"


@cache
def countries() -> dict[str, str]:
    """Every name of a country, folded → its canonical name."""
    return {fold(n.rstrip(UNSURE)): names[0].rstrip(UNSURE) for names, _, _ in _countries() for n in names}


@cache
def capitals() -> dict[str, str]:
    """Every capital, folded → the canonical name of its country."""
    return {
        fold(c.rstrip(UNSURE)): names[0].rstrip(UNSURE) for names, seats, _ in _countries() for c in seats
    }


def nation(text: str) -> str | None:
    """The country that a nationality or a country's name speaks of («الروسية», «لروسيا» → «روسيا»)."""
    words = text.split()
    if not words:
        return None
    for first in folded_readings(words[0]):
        key = " ".join((first, *(fold(word) for word in words[1:])))
        found = countries().get(key) or demonyms().get(key)
        if found:
            return found
    return None


@cache
def _countries() -> tuple[tuple[tuple[str, ...], ...], ...]:
    padded = ((*row, "", "") for row in rows("countries"))
    return tuple(tuple(split_phrases(column) for column in row[:3]) for row in padded)


@cache
def given_names() -> dict[str, str]:
    """Given names, folded → ``m`` or ``f``; nothing where both are used."""
    found: dict[str, str] = {}
    for gender, names in rows("given_names"):
        for name in names.split():
            key, sex = fold(name.rstrip(UNSURE)), gender if gender in "mf" else ""
            found[key] = sex if found.get(key, sex) == sex else ""
    return found


@cache
def sure_names() -> frozenset[str]:
    """Given and family names that are no common words, folded."""
    words = [w for _, names in rows("given_names") for w in names.split()]
    words += [w for (names,) in rows("surnames") for w in names.split()]
    return frozenset(fold(w) for w in words if not w.endswith(UNSURE))


@cache
def name_words() -> frozenset[str]:
    """All given and family names, also those that are common words too, folded."""
    surnames = {fold(w.rstrip(UNSURE)) for (names,) in rows("surnames") for w in names.split()}
    return frozenset(given_names()) | surnames


def gender(name: str) -> str:
    """``m`` or ``f`` by the first word of a person's name, or nothing where it does not tell."""
    words = name.split()
    return given_names().get(fold(words[0]), "") if words else ""


def name_key(name: str) -> tuple[str, ...]:
    """A name's words as they are compared: folded, without ال, «عبد الله» and «أبو مازن» as one word each.

    Example:
        >>> name_key("أبو مازن الشرع") == name_key("ابو مازن شرع")
        True
    """
    found: list[str] = []
    joined = ""
    for word in name.split():
        key = fold(word)
        if key in KUNYA or key == "عبد":
            joined += key
        elif key in ("بن", "ابن", "ال") and not joined:
            continue
        else:
            whole = key if joined == "عبد" else without_article(key)
            found.append(joined + whole)
            joined = ""
    return tuple(found + ([joined] if joined else []))


def close(a: str, b: str) -> bool:
    """Whether two folded words may be spellings of one: equal, one letter apart, or two transliterations.

    Short words must be equal, unless they spell a foreign name («ترامب», «ترمب»; «غاريث», «جاريث»).
    """
    if a == b or _transliterations(a, b):
        return True
    if min(len(a), len(b)) < 5 or abs(len(a) - len(b)) > 1 or a[0] != b[0]:
        return False
    if len(a) == len(b):
        differ = [i for i in range(len(a)) if a[i] != b[i]]
        swapped = len(differ) == 2 and differ[1] == differ[0] + 1
        return len(differ) == 1 or (swapped and a[differ[0]] == b[differ[1]] and a[differ[1]] == b[differ[0]])
    short, long = sorted((a, b), key=len)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


_CONSONANTS = str.maketrans("غقكطذظثض", "جججتززتد")
_SOUNDS = _CONSONANTS | dict.fromkeys(map(ord, "اوي"))


def _transliterations(a: str, b: str) -> bool:
    """Whether two words that are no Arabic given names («سالم», «سليم») have the same consonants."""
    return (
        min(len(a), len(b)) > 3
        and not any(given_names().get(word) for word in (a, b))
        and _consonants(a) == _consonants(b)
    )


@lru_cache(maxsize=65536)
def _consonants(word: str) -> str:
    """Consonants, those that foreign sounds are spelt with made one; a vowel at the beginning counts."""
    rest = word[1:].translate(_SOUNDS)
    return word[0].translate(_CONSONANTS) + rest
