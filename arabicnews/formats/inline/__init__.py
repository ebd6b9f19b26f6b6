r"""The inline format: an annotated article as a text that a person can read and edit.

    # id: a0001
    # topic: politics
    ===
    {c1 وقال} {s1 [TITLE:r1 الوزير] [PER:r1 سامر الحداد]} إن {q1 المشروع بدأ [DATE أمس]}.
    ===
    r1 PER سامر الحداد
    q1 indirect r1

Header lines ``# key: value`` (``id`` is required, the others are the document's ``meta``), ``===``, the
article exactly as it is apart from the markup, ``===``, the table.

- ``[LABEL text]`` or ``[LABEL:r1 text]`` is an entity; entities hold no other markup.
- ``{q1 …}`` is a piece of the content of quote 1, ``{c1 …}`` its cue, ``{s1 …}`` its source; ``{s1,3 …}`` is
  the source of quotes 1 and 3. Quote parts may hold entities, but no other quote parts.
- In the article a backslash stands before ``[ ] { } \``, and before a line that is ``===``.
- The table has ``r1 TYPE canonical name`` for each reference, with `` = r2 r3`` behind it where these speak
  together, and ``q1 kind speaker`` for each quote, ``-`` being an unknown speaker. The word ``document``
  behind the speaker says that the source names a document of the speaker and is no mention of the speaker.
  A backslash stands before ``\`` and ``=`` in a name.

The mentions of a reference are not written: they are its entities and the sources of its quotes.
"""

from arabicnews.formats.inline.reading import parse
from arabicnews.formats.inline.writing import render

__all__ = ["parse", "render"]
