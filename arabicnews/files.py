"""Files of text: reading them with errors that help, and writing them whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def decode(data: bytes, name: str, encoding: str = "utf-8", *, keep_mark: bool = False) -> str:
    """Bytes as text, line ends untouched.

    Args:
        data: the content of a file.
        name: what messages call it.
        encoding: any codec that Python knows; Arabic files that are not UTF-8 are mostly ``windows-1256``.
        keep_mark: whether a byte order mark at the start is a character of the text.

    Raises:
        ValueError: if the bytes are not in this encoding (with the offset of the first that is not), or if
            there is no such encoding.
    """
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        other = "utf-8" if encoding.lower().replace("_", "-") not in ("utf-8", "utf8") else "windows-1256"
        raise ValueError(
            f"{name}: byte 0x{data[error.start]:02x} at offset {error.start} is not {encoding}; "
            f"name the file's encoding, perhaps {other} (--encoding {other})"
        ) from None
    except LookupError:
        raise ValueError(f"{name}: there is no encoding {encoding!r}; try utf-8 or windows-1256") from None
    return text if keep_mark else text.removeprefix("\ufeff")


def read_text(path: str | Path, encoding: str = "utf-8", *, keep_mark: bool = False) -> str:
    """A file's text; see ``decode``.

    Raises:
        OSError: if the file cannot be read.
        ValueError: as for ``decode``.
    """
    return decode(Path(path).read_bytes(), str(path), encoding, keep_mark=keep_mark)


def write_text(path: str | Path, text: str) -> None:
    """Write a text as UTF-8, line ends untouched. A file that is there stays as it was until all is written.

    Raises:
        OSError: if it cannot be written.
        UnicodeEncodeError: if the text holds half a surrogate pair, which no encoding takes.
    """
    data, path = text.encode("utf-8"), Path(path).resolve()
    if path.exists() and not path.is_file():  # a device or a pipe cannot be replaced
        path.write_bytes(data)
        return
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
