"""The command that checks and converts annotated articles."""

import json
import lzma
import runpy
import sys
from pathlib import Path

import pytest

from arabicnews.corpus import read_jsonl, sha256, write_rows

SCRIPT = Path(__file__).parent.parent / "training" / "annotations.py"
TEXT = "عنوان\n\nقال سامر: «نعم»."
INLINE = (
    "# id: one/1\n===\nعنوان\n\n{c1 قال} {s1 [PER:r1 سامر]}: «{q1 نعم}».\n===\nr1 PER سامر\nq1 direct r1\n"
)


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command; gives the exit status, standard output and standard error."""

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", [str(SCRIPT), *map(str, arguments)])
        with pytest.raises(SystemExit) as status:
            runpy.run_path(str(SCRIPT), run_name="__main__")
        return status.value.code, *capsys.readouterr()

    return call


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "inline").mkdir()
    (tmp_path / "texts").mkdir()
    (tmp_path / "inline" / "one__1.txt").write_text(INLINE, encoding="utf-8")
    (tmp_path / "texts" / "one__1.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "text").mkdir()
    with lzma.open(tmp_path / "text" / "one.jsonl.xz", "wt", encoding="utf-8") as out:
        out.write(json.dumps({"id": "one/1", "title": "عنوان", "text": "قال سامر: «نعم»."}) + "\n")
    return tmp_path


def test_check(run, folder):
    file = folder / "inline" / "one__1.txt"
    assert run("check", file) == (0, f"{file}: ok: 1 entities, 1 quotes\n", "")
    assert run("check", file, "--texts", folder / "texts")[0] == 0
    assert run("check", file, "--original", folder / "texts" / "one__1.txt")[0] == 0


def test_check_shows_problems(run, folder):
    file = folder / "inline" / "one__1.txt"
    file.write_text(INLINE.replace("«{q1 نعم}»", "{q1 نعم}"), encoding="utf-8")
    status, out, _ = run("check", file)
    assert status == 1
    assert "one__1.txt: 1 problems\n  quote 1 «نعم» [17, 20) is direct, but no piece" in out
    file.write_text(INLINE.replace("r1 PER", "r1 PERSON"), encoding="utf-8")
    status, out, _ = run("check", file)
    assert status == 1
    assert "line 7: r1 has the type 'PERSON'" in out


def test_check_shows_the_first_slip(run, folder):
    file = folder / "inline" / "one__1.txt"
    file.write_text(INLINE.replace("نعم", "نعمم"), encoding="utf-8")
    status, out, _ = run("check", file, "--texts", folder / "texts")
    assert status == 1
    assert "from line 3 of the article on (offset 21)" in out
    assert r"found    'عنوان\n\nقال سامر: «نعمم».'" in out
    assert r"original 'عنوان\n\nقال سامر: «نعم».'" in out


def test_check_wants_the_original_and_the_right_name(run, folder):
    other = folder / "inline" / "other.txt"
    other.write_text(INLINE, encoding="utf-8")
    status, out, _ = run("check", other, "--texts", folder / "texts")
    assert status == 1
    assert "there is no original" in out
    assert "its id is 'one/1', so its name must be one__1.txt" in out
    assert run("check", folder / "inline" / "one__1.txt", other, "--original", "x")[0] == 2


def test_convert_and_back(run, folder):
    data, again = folder / "data.jsonl", folder / "again"
    assert run("convert", folder / "inline", "--output", data, "--texts", folder / "texts")[0] == 0
    assert [d.id for d in read_jsonl(data)] == ["one/1"]
    assert run("inline", data, "--output", again)[0] == 0
    assert (again / "one__1.txt").read_text(encoding="utf-8") == INLINE


def test_convert_sorts_by_id(run, folder):
    (folder / "inline" / "one_.txt").write_text("# id: one_\n===\nأ\n===\n", encoding="utf-8")
    assert run("convert", folder / "inline", "--output", folder / "data.jsonl")[0] == 0
    assert [d.id for d in read_jsonl(folder / "data.jsonl")] == ["one/1", "one_"]


def test_standoff_and_back(run, folder):
    data, again = folder / "b.jsonl", folder / "again"
    assert run("convert", folder / "inline", "--output", data, "--standoff")[0] == 0
    assert "عنوان" not in data.read_text(encoding="utf-8")
    assert run("inline", data, "--output", again, "--corpora", folder)[0] == 0
    assert (again / "one__1.txt").read_text(encoding="utf-8") == INLINE


def test_convert_refuses_articles_with_problems(run, folder):
    (folder / "inline" / "two.txt").write_text("# id: two\n===\n[PER أ]\n===\n", encoding="utf-8")
    status, out, err = run("convert", folder / "inline", "--output", folder / "data.jsonl")
    assert status == 1
    assert "entity PER «أ» [0, 1) has no reference" in out
    assert "is not written" in err
    assert not (folder / "data.jsonl").exists()


def test_plain(run, folder):
    sample, output = folder / "sample.jsonl", folder / "plain"
    write_rows([{"id": "one/1", "sha256": sha256(TEXT)}], sample)
    assert run("plain", "--sample", sample, "--corpora", folder, "--output", output)[0] == 0
    assert (output / "one__1.txt").read_bytes().decode() == TEXT
    write_rows([{"id": "one/1", "sha256": sha256("أ")}], sample)
    status, _, err = run("plain", "--sample", sample, "--corpora", folder, "--output", folder / "other")
    assert (status, err) == (1, "error: 1 articles are not those drawn (SHA-256): one/1\n")
    assert not (folder / "other").exists()


def test_errors_are_told_without_a_traceback(run, folder):
    status, _, err = run("inline", folder / "none.jsonl", "--output", folder / "x")
    assert status == 1
    assert err.startswith("error: ")
