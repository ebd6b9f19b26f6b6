"""Other names for the people and towns of an article: what stands around a name must tell what it is.

Words are replaced, each by one word throughout the article, so all mentions of somebody change alike, and who
shared a family name shares one still. A person's gender stays. Of whom all this is not sure (a foreign given
name, a compound with عبد, a mention by a word that the full name has not), the name stays as it is, and so do
bodies, titles and nationalities.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from random import Random

import regex

from arabicnews.document import Document, Entity
from arabicnews.finetuning.edits import Edit, edited
from arabicnews.lexicon import rows, split_phrases
from arabicnews.names import LINKS, UNSURE, bare_form, given_names, name_words, readings, sure_names
from arabicnews.words import fold, tokenize

# Fine labels of people (Politician, Athlete …) are left out: they say who somebody is, not that it is a name.
_PEOPLE = frozenset({"PER", "PERS"})
_PLACES = frozenset({"GPE", "LOC", "Population-Center"})
_ARABIC = regex.compile(r"[\p{Arabic}\p{M}]+")


def renamed(document: Document, chance: Random) -> Document:
    """The document with other names of people and towns, and of the references that are called by them."""
    changed, words, left = [], [], []
    for mentions in _people(document):
        name = _full_name(mentions)
        if name:
            changed += mentions
            words.append(name)
        else:
            left += mentions
    kept = {fold(form) for mention in left for word in _words(mention.text) for form in readings(word)}
    used = {fold(word) for entity in document.entities for word in _words(entity.text)}
    new = {k: w for k, w in _new_names(words, used, chance).items() if k not in kept}
    for entity in document.entities:
        town = _town(entity)
        if town:
            changed.append(entity)
            if town not in new:
                new |= _new_town(town, used, chance)
    edits = [edit for e in changed for edit in _word_edits(e.text, e.start, new)]
    return edited(document, edits, _reference_names(document, changed, new))


def _words(text: str) -> list[str]:
    return [token.text for token in tokenize(text) if token.is_word]


def _people(document: Document) -> Iterable[list[Entity]]:
    """The mentions of each person: by reference, or by their text where there are no references."""
    found: dict[str, list[Entity]] = {}
    for entity in document.entities:
        if entity.label in _PEOPLE:
            key = f"reference {entity.reference.id}" if entity.reference else entity.text
            found.setdefault(key, []).append(entity)
    return found.values()


def _full_name(mentions: Sequence[Entity]) -> list[str]:
    """The words of a person's full name without clitics; none where the name has to stay as it is."""
    reference = mentions[0].reference
    words = _words(reference.name if reference else mentions[0].text)
    if not reference:
        words[:1] = [bare_form(word, name_words(), article_counts=False) for word in words[:1]]
    keys = {fold(word) for word in words}
    told = all(_as_known(word, keys) for mention in mentions for word in _words(mention.text))
    arabic = all(_ARABIC.fullmatch(word) for word in words) and "عبد" not in keys
    return words if words and told and arabic and _tells_gender(words) else []


def _tells_gender(words: Sequence[str]) -> bool:
    """Whether a name's first word has a gender, or says nothing of it: a kunya, a family name alone."""
    first = fold(words[0])
    family = len(words) == 1 and first in name_words() and first not in given_names()
    return family or first in LINKS or given_names().get(first, "") != ""


def _as_known(word: str, known: Iterable[str]) -> str:
    """A word without clitics in the form whose key is known; empty if none is."""
    return next((form for form in readings(word) if fold(form) in known), "")


def _new_names(people: Sequence[Sequence[str]], used: set[str], chance: Random) -> dict[str, str]:
    """A new word for each name word, by its key, drawn among those that the article does not use."""
    new: dict[str, str] = {}
    for words in people:
        for place, word in enumerate(words):
            key = fold(word)
            if key in new or key in LINKS:
                continue
            sex = given_names().get(key, "") if place == 0 else ""
            found = _unused(_pool(sex, word.startswith("ال")), used, chance)
            if found:  # the lists have no women's names with ال
                new[key] = found
    return new


def _unused(words: Sequence[str], used: set[str], chance: Random) -> str:
    """A word that the article does not use, which from now on it does; empty where a few draws find none."""
    drawn = chance.sample(words, min(len(words), 8))
    found = next((word for word in drawn if fold(word) not in used), "")
    used |= {fold(found)} if found else set()
    return found


@cache
def _pool(sex: str, article: bool) -> tuple[str, ...]:
    """Given names of a gender, or family names where none is given; with or without ال.

    A family name without ال is taken from the men's given names, as most are («سامر خليل»).
    """
    given = [
        word for gender, names in rows("given_names") if gender == (sex or "m") for word in names.split()
    ]
    family = [word for (names,) in rows("surnames") for word in names.split()]
    fitting = {w for w in (family if article and not sex else given) if w.startswith("ال") == article}
    if sex:
        fitting = {w for w in fitting if given_names().get(fold(w)) == sex}
    return tuple(sorted(w for w in fitting if fold(w) in sure_names() and not w.endswith(UNSURE)))


def _town(entity: Entity) -> str:
    """The key of a town of one word that the list of cities has; empty for what is none."""
    if entity.label not in _PLACES:
        return ""
    words = _words(entity.reference.name) if entity.reference else [bare_form(entity.text, _towns())]
    key = fold(words[0]) if len(words) == 1 else ""
    return key if key in _towns() and _as_known(entity.text, {key}) else ""


def _new_town(key: str, used: set[str], chance: Random) -> dict[str, str]:
    """Another town of the same country by the key of the old, if there is one; in Arabic all are feminine."""
    old, country = _towns()[key]
    article = old.startswith("ال")
    same = [n for n, where in _towns().values() if where == country and n.startswith("ال") == article]
    found = _unused(same, used, chance)
    return {key: found} if found else {}


@cache
def _towns() -> dict[str, tuple[str, str]]:
    """Towns of one word that are no common words, by key: the name and its country."""
    found = {}
    for (line,) in rows("cities"):
        country, _, names = line.partition(":")
        towns = (n for n in split_phrases(names) if len(_words(n)) == 1 and not n.endswith(UNSURE))
        found.update({fold(name): (name, country) for name in towns})
    return found


def _word_edits(text: str, at: int, new: Mapping[str, str]) -> Iterator[Edit]:
    """Edits of a name that begins at an offset, its clitics kept."""
    for token in tokenize(text):
        form = _as_known(token.text, new)
        if form and token.is_word:
            changed = _with_clitics(token.text, form, new[fold(form)])
            yield Edit(at + token.start, at + token.end, changed)


def _with_clitics(word: str, form: str, new: str) -> str:
    """A new word with the clitics of the old one; «للشرع» is ل and «الشرع», whose alef is not written."""
    if word.endswith(form):
        return word.removesuffix(form) + new
    return word.removesuffix(form[2:]) + new[2:]


def _reference_names(document: Document, changed: Sequence[Entity], new: Mapping[str, str]) -> dict[str, str]:
    """New names, by id: of who has another name now, and of who is called by one («نجل سامي»)."""
    own = {e.reference.id for e in document.entities if e.reference and e.label in _PEOPLE | _PLACES}
    renamed = {e.reference.id for e in changed if e.reference}
    for reference in document.references:
        if reference.id not in own and any(m.overlaps(e.span) for m in reference.mentions for e in changed):
            renamed.add(reference.id)
    names = {r.id: r.name for r in document.references if r.id in renamed}
    return {id_: edited(Document(name), _word_edits(name, 0, new)).text for id_, name in names.items()}
