"""Fronts: the noun phrase in front of a verb, and the one that a name in a clause belongs to."""

from __future__ import annotations

from arabicnews.lexicon import folded
from arabicnews.rules.subjects import AUXILIARIES, STANDALONE, Run, Subjects
from arabicnews.rules.vocabulary import all_function_words

_CLAUSES = folded("إن أن لكن ولكن بأن وأن فإن حيث إذ بينما فيما كما و غير إلا أما وفيما وبينما")
_LEADS = folded("أما ثم وكان كان وكانت كانت فقد وقد")
_PHRASE_LINKS = folded("في من على ل ب أحد إحدى بعض عدد عدة نفس ذات أخرى آخر آخرون وكان كان وكانت كانت")
_MAX_IN_FRONT = 9  # words of a subject in front of its verb


def in_front(subjects: Subjects, i: int, start: int) -> Run | None:
    """The noun phrase between the beginning of a clause and a verb («لكن نشطاء من القرية قالوا»)."""
    keys, at = subjects.view.keys, i
    while at > start and keys[at - 1] in AUXILIARIES:
        at -= 1
    stop = at
    while at > start and stop - at < _MAX_IN_FRONT and _inside_phrase(subjects, at - 1):
        at -= 1
    opens = at == start or keys[at - 1] in _CLAUSES or subjects.line_break(at)
    while at < stop and keys[at] in _LEADS:
        at += 1
    run = subjects.behind(at, stop) if opens and at < stop else None
    if run is None or not subjects.names_somebody(run):
        return None
    return (at, stop) if run[1] == stop or keys[run[1]] in STANDALONE else None


def around(subjects: Subjects, i: int, start: int, end: int) -> Run | None:
    """The subject that a name at a token belongs to: what the verb in front of it has for one."""
    at = i
    while at > start and _inside_phrase(subjects, at - 1):
        at -= 1
    for verb in range(at, i):  # «وتبرع النجار حسين علوان بـ», «ألغت رئيسة الوزراء زيارة فلان»
        run = subjects.behind(verb + 1, end)
        if run and run[0] <= i:
            return run
    return subjects.behind(i, end)


def _inside_phrase(subjects: Subjects, i: int) -> bool:
    key = subjects.view.keys[i]
    if not subjects.view.is_word(i) or key in _CLAUSES or not subjects.may_go_on(i):
        return False
    return key in _PHRASE_LINKS or key not in all_function_words()
