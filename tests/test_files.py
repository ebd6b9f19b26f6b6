import os
import re
from pathlib import Path

import pytest

from arabicnews.files import decode, read_text, write_text


def test_decode():
    assert decode("\ufeffقال\r\n".encode(), "a.txt") == "قال\r\n"
    assert decode("\ufeffقال".encode(), "a.txt", keep_mark=True) == "\ufeffقال"
    assert decode("قال".encode("windows-1256"), "a.txt", "windows-1256") == "قال"
    assert decode("قال".encode("utf-16"), "a.txt", "utf-16") == "قال"


@pytest.mark.parametrize(
    ("data", "encoding", "message"),
    [
        (
            b"ab\xe3",
            "utf-8",
            "a.txt: byte 0xe3 at offset 2 is not utf-8; name the file's encoding, perhaps windows-1256",
        ),
        (
            "ق".encode(),
            "ascii",
            "a.txt: byte 0xd9 at offset 0 is not ascii; name the file's encoding, perhaps utf-8",
        ),
        (b"a", "arabic-7", "a.txt: there is no encoding 'arabic-7'; try utf-8 or windows-1256"),
    ],
)
def test_decode_refuses(data, encoding, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        decode(data, "a.txt", encoding)


def test_what_is_written_is_read(tmp_path):
    path = tmp_path / "a.txt"
    write_text(path, "قال\r\nنعم\u2028")
    assert path.read_bytes() == "قال\r\nنعم\u2028".encode()
    assert read_text(path) == "قال\r\nنعم\u2028"


def test_a_failure_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(UnicodeEncodeError):
        write_text(path, "\ud800")

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr("pathlib.Path.replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_text(path, "new")
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_links_and_devices_stay(tmp_path):
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("old", encoding="utf-8")
    link.symlink_to(real)
    write_text(link, "new")
    assert link.is_symlink() and real.read_text(encoding="utf-8") == "new"
    write_text(os.devnull, "x")
    assert not Path(os.devnull).is_file()
