from arabicnews.document import Cue, Document, Entity, Quote, Span
from arabicnews.formats.nesting import Node, nested_lines


def shape(nodes):
    """Nodes as nested lists: [role, is_first, is_last, …children]; strings as they are."""
    return [
        n if isinstance(n, str) else [n.mark.role, n.is_first, n.is_last, *shape(n.children)] for n in nodes
    ]


def lines(document):
    return [shape(line) for line in nested_lines(document)]


def flat(nodes):
    return "".join(flat(n.children) if isinstance(n, Node) else n for n in nodes)


def test_the_lines_are_the_text(article):
    assert "\n".join(flat(line) for line in nested_lines(article)) == article.text


def test_nothing_annotated():
    assert lines(Document("سطر\n\nسطر")) == [["سطر"], [], ["سطر"]]
    assert lines(Document("")) == [[]]


def test_entities_lie_in_sources():
    document = Document(
        "قال الوزير سامر",
        entities=(Entity(Span(4, 10), "TITLE"), Entity(Span(11, 15), "PER")),
        quotes=(Quote("direct", (Span(0, 3),), source=Span(4, 15)),),
    )
    assert lines(document) == [
        [
            ["content", True, True, "قال"],
            " ",
            ["source", True, True, ["entity", True, True, "الوزير"], " ", ["entity", True, True, "سامر"]],
        ]
    ]


def test_marks_on_the_same_characters():
    document = Document(
        "سامر",
        entities=(Entity(Span(0, 4), "PER"),),
        quotes=(Quote("direct", (Span(0, 4),), Cue(Span(0, 4)), Span(0, 4)),),
    )
    inner = ["entity", True, True, "سامر"]
    assert lines(document) == [[["content", True, True, ["source", True, True, ["cue", True, True, inner]]]]]


def test_crossing_marks_are_cut():
    document = Document(
        "abcdef",
        entities=(Entity(Span(2, 6), "PER"),),
        quotes=(Quote("direct", (Span(0, 4),)),),
    )
    assert lines(document) == [
        [
            ["content", True, True, "ab", ["entity", True, False, "cd"]],
            ["entity", False, True, "ef"],
        ]
    ]


def test_a_mark_over_lines():
    document = Document("ab\n\ncd\nef", quotes=(Quote("direct", (Span(1, 8),)),))
    assert lines(document) == [
        ["a", ["content", True, False, "b"]],
        [],
        [["content", False, False, "cd"]],
        [["content", False, True, "e"], "f"],
    ]


def test_line_feeds_at_the_edges_of_a_mark():
    document = Document("a\nb\nc", entities=(Entity(Span(1, 4), "PER"),))
    assert lines(document) == [["a"], [["entity", True, True, "b"]], ["c"]]


def test_quotes_that_share_a_source_have_one_mark():
    source = Span(0, 4)
    quotes = (Quote("direct", (Span(5, 6),), source=source), Quote("direct", (Span(7, 8),), source=source))
    (line,) = nested_lines(Document("سامر a b", quotes=quotes))
    assert line[0].mark.quotes == (0, 1)
    assert [n.mark.quotes for n in line[2::2]] == [(0,), (1,)]
