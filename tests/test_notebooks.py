"""The notebooks: each runs from top to bottom, offline, and is committed with what it shows."""

import re
import shutil
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest

from arabicnews import read_jsonl, write_jsonl

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PART_A = ROOT / "training" / "data" / "part_a"
MAX_BYTES = 400_000
MACHINE_PATH = re.compile(
    r"(?<![\w.~/:-])/(?:home|root|Users|work|workspace|opt|usr|tmp|var)/[\w.-]|[A-Z]:\\"
)
NO_PROXY = "http://127.0.0.1:9"  # nothing listens there: whatever asks for the network fails at once

by_name = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def code_cells(book):
    return [cell for cell in book.cells if cell.cell_type == "code"]


def outputs(book):
    return [output for cell in code_cells(book) for output in cell.outputs]


def shown(book):
    """All that the notebook shows as text, whatever its form."""
    texts = [output.get("text", "") for output in outputs(book)]
    forms = [form for output in outputs(book) for form in output.get("data", {}).items()]
    return "\n".join([*texts, *(text for name, text in forms if name.startswith("text/"))])


@pytest.fixture
def workplace(tmp_path, monkeypatch):
    """A folder for notebooks to run in, with the shipped article beside it, few articles, and no network."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    (tmp_path / "notebooks").mkdir()
    write_jsonl(read_jsonl(PART_A / "dev.jsonl")[:5], tmp_path / "gold.jsonl")
    (tmp_path / "articles").mkdir()
    write_jsonl(
        [d.bare() for d in read_jsonl(PART_A / "train.jsonl")[:12]], tmp_path / "articles" / "a.jsonl"
    )
    shutil.copy(ROOT / "examples" / "article.txt", tmp_path / "articles")
    monkeypatch.setenv("ARABICNEWS_GOLD", "../gold.jsonl")
    monkeypatch.setenv("ARABICNEWS_ARTICLES", "../articles")
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, NO_PROXY)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "jupyter"))
    monkeypatch.syspath_prepend(ROOT / "notebooks")
    return tmp_path


def test_there_are_three():
    assert [path.stem for path in NOTEBOOKS] == ["01_quickstart", "02_evaluate", "03_who_speaks"]


@by_name
def test_a_notebook_runs_from_top_to_bottom(path, workplace, monkeypatch):
    from execute import executed

    if path.stem == "03_who_speaks":
        monkeypatch.setenv("ARABICNEWS_MODEL", "rules")  # that a name is taken, and quicker
    book = executed(path, workplace / "notebooks")
    # A cell that fails raises; a warning would stand in the committed notebook.
    assert {o.output_type for o in outputs(book)} <= {"stream", "display_data", "execute_result"}
    assert [o.text for o in outputs(book) if o.output_type == "stream" and o.name == "stderr"] == []
    expected = {
        "01_quickstart": "هناء السروجي",
        "02_evaluate": "5 articles, ",
        "03_who_speaks": "13 articles, 0 that could not be read",
    }
    assert expected[path.stem] in shown(book)
    assert list((workplace / "notebooks").iterdir()) == [], "a notebook leaves nothing behind"


def test_a_notebook_that_fails_is_left_as_it_was(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "notebooks")
    from execute import main
    from nbclient.exceptions import CellExecutionError

    path = tmp_path / "wrong.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 / 0")]), path)
    before = path.read_bytes()
    monkeypatch.setattr(sys, "argv", ["execute.py", str(path)])
    with pytest.raises(CellExecutionError, match="division by zero"):
        main()
    assert path.read_bytes() == before


@by_name
def test_a_notebook_is_committed_with_what_it_shows(path):
    book = nbformat.read(path, as_version=4)
    nbformat.validate(book)
    for cell in code_cells(book):
        assert cell.outputs, f"{path.name}: this cell shows nothing\n{cell.source}"
    assert all(o.output_type in ("stream", "display_data", "execute_result") for o in outputs(book))
    assert [cell.execution_count for cell in code_cells(book)] == list(range(1, len(code_cells(book)) + 1))
    assert path.stat().st_size < MAX_BYTES


@by_name
def test_a_notebook_names_no_folder_of_a_machine(path):
    text = path.read_text(encoding="utf-8")
    assert not MACHINE_PATH.search(text), MACHINE_PATH.search(text)
    assert MACHINE_PATH.search("/opt/venv/lib") and MACHINE_PATH.search("in /tmp/x1")


@by_name
def test_a_notebook_uses_the_public_interface_only(path):
    for cell in code_cells(nbformat.read(path, as_version=4)):
        assert not re.search(r"\b(?:arabicnews|nlp|doc|document|report)(?:\.\w+)*\._\w", cell.source), (
            cell.source
        )


def test_arabic_in_plots_is_joined_and_ordered():
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.font_manager import FontProperties

    renderer = RendererAgg(400, 100, 100)
    font = FontProperties(family="DejaVu Sans", size=24)

    def width(text):
        return renderer.get_text_width_height_descent(text, font, ismath=False)[0]

    assert width("سسسس") < 0.9 * width("\u200c".join("سسسس"))  # letters that are kept apart are wider
    renderer.draw_text(renderer.new_gc(), 0, 80, "للل،،،", font, 0)
    ink = np.asarray(renderer.buffer_rgba())[..., 3]
    # Above the commas' height only the tall first letters have ink, and they stand to the right.
    assert np.flatnonzero(ink[:65].any(axis=0)).min() > width("للل،،،") / 3
