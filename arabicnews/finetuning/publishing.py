"""Putting a finished reader on the Hugging Face Hub."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from huggingface_hub import HfApi

LEFT_OUT = ["checkpoints/*", "tensorboard/*", "log.json"]


def push(folder: Path, repository: str, api: Any = None) -> str:
    """Upload a finished run's folder, without what only the run itself needs.

    A new repository is private: whether texts that others hold rights in allow weights made of them to be
    published is for its owner to decide, on its page. One that exists stays as visible as it is.

    Args:
        folder: what ``training/finetune.py`` wrote.
        repository: ``NAME`` or ``OWNER/NAME`` on the Hub.
        api: a ``huggingface_hub.HfApi``; made here where None.

    Returns:
        The address of the repository.

    Raises:
        ValueError: if the folder holds no finished run.
        ConnectionError: if the Hub refuses or cannot be reached; it says what to do.
    """
    if not (folder / "run.json").exists():
        raise ValueError(f"{folder} holds no finished run (no run.json); run training/finetune.py to its end")
    api = api or HfApi()
    try:
        found = api.create_repo(repository, private=True, exist_ok=True)
        api.upload_folder(
            repo_id=found.repo_id,
            folder_path=folder,
            ignore_patterns=LEFT_OUT,
            commit_message="A reader trained by arabicnews",
        )
    except Exception as error:  # also those of the HTTP library, which is another one in each major version
        raise ConnectionError(
            f"{folder} is complete but could not be uploaded to {repository!r} ({type(error).__name__}: "
            f"{error}). Log in with `hf auth login`, look at the repository's name and the network, and give "
            "the same command again: it only uploads"
        ) from error
    return str(found)
