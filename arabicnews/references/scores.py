"""How sure each way of finding a speaker is."""

from __future__ import annotations

from typing import NamedTuple

from arabicnews.references.article import Cluster

# How often each way is right: measured on the training splits, half with spans that people marked, half with
# spans that the rules found; those with few cases are guarded downwards. Fixed, so that min_score can cut.
NAMED = 0.95
JOINT = 0.85
BODY = 0.91
UNNAMED = 0.86  # a common noun stands for itself («مصدر أمني»)
OFFICE = 0.91  # a title that fits one person of the article, or nobody
DOCUMENT = 0.47  # a document without an issuer
ISSUER_NAMED = 0.87  # «بيان لوزارة الصحة»
ISSUER_BY_KIND = 0.89  # «بيان الوزارة»
ISSUER = 0.79  # «البيان», «الدراسة» for the body that issued it
ISSUER_SPOKE = 0.6  # «البيان» for the body that spoke last
BODY_BY_KIND = 0.95  # «الوزارة» for the ministry named before
NOUN_AGAIN = 0.83  # «الفنانة», «المتحدث نفسه»
OFFICE_OF_SEVERAL = 0.4
DESCRIBED = 0.62  # «الزعيم المعارض» for the person who spoke last
# No source is written.
SAME_PARAGRAPH = 0.82  # who spoke just before
PARAGRAPH_BEFORE = 0.75
FARTHER = 0.49
SKIPPED = 0.4  # factor: somebody spoke between whom the verb does not agree with
RELATIVE = 0.85  # «…، الذي نفى»
ANSWER = 0.58  # who was asked
INTRODUCED = 0.76  # the person that the paragraph began to tell of
INTRODUCED_BEFORE = 0.21  # the one person of the paragraph before
PAIR = 0.75  # «وأكدا»: the two named before
INVOKED = 0.87  # «قال تعالى»
NEAREST_PERSON = 0.39


class Spoken(NamedTuple):
    """A speaker and how sure that is; ``mention`` says whether the source is a mention of the speaker."""

    cluster: Cluster
    score: float
    mention: bool = True
