from types import SimpleNamespace

import pytest

from arabicnews.finetuning.publishing import push


class FakeApi:
    """Takes what it is given, as ``HfApi`` would; fails where it is told to."""

    def __init__(self, failing=None):
        self.failing, self.calls = failing, []

    def create_repo(self, name, **options):
        self.calls.append(("create", name, options))
        return SimpleNamespace(repo_id=f"someone/{name}")

    def upload_folder(self, **options):
        if self.failing:
            raise self.failing
        self.calls.append(("upload", options.pop("repo_id"), options))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "run.json").write_text("{}")
    return tmp_path


def test_a_finished_folder_goes_to_a_private_repository_without_its_checkpoints(folder):
    api = FakeApi()
    push(folder, "reader", api)
    assert [call[:2] for call in api.calls] == [("create", "reader"), ("upload", "someone/reader")]
    assert api.calls[0][2] == {"private": True, "exist_ok": True}
    assert api.calls[1][2]["folder_path"] == folder
    assert set(api.calls[1][2]["ignore_patterns"]) >= {"checkpoints/*", "tensorboard/*"}


def test_what_is_not_finished_is_not_uploaded(tmp_path):
    api = FakeApi()
    with pytest.raises(ValueError, match="holds no finished run"):
        push(tmp_path, "reader", api)
    assert api.calls == []


def test_an_upload_that_fails_says_what_to_do(folder):
    with pytest.raises(ConnectionError, match=r"is complete .*RuntimeError: gone.*hf auth login"):
        push(folder, "reader", FakeApi(RuntimeError("gone")))
