"""Run notebooks from top to bottom and save them in place, with their outputs.

    python notebooks/execute.py [NOTEBOOK…]

Without arguments all notebooks of this folder are run. One that fails is left as it was. What differs from
run to run and means nothing is not saved: times, the version of Python.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).parent
TIMEOUT = 900  # seconds for one cell: a slow machine that is also busy


def executed(notebook: Path, folder: Path) -> nbformat.NotebookNode:
    """A notebook with fresh outputs.

    Args:
        notebook: the file; it is not changed.
        folder: where its code runs, which is what relative paths in it start from.

    Raises:
        nbclient.exceptions.CellExecutionError: if a cell fails; it shows the cell and the error.
    """
    book = nbformat.read(notebook, as_version=4)
    options = {"timeout": TIMEOUT, "record_timing": False, "coalesce_streams": True}
    NotebookClient(book, resources={"metadata": {"path": str(folder)}}, **options).execute()
    book.metadata.language_info = {"name": "python"}
    return book


def main() -> None:
    """Run the notebooks that are named, or all."""
    for notebook in [Path(name) for name in sys.argv[1:]] or sorted(FOLDER.glob("*.ipynb")):
        print(f"{notebook.name} …", flush=True)
        nbformat.write(executed(notebook, notebook.resolve().parent), notebook)


if __name__ == "__main__":
    main()
