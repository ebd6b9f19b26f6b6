from pathlib import Path

import pytest
import yaml

from arabicnews.finetuning.configs import read_config
from arabicnews.finetuning.recipe import Recipe

CONFIGS = Path(__file__).parent.parent / "configs"
ENCODERS = ("arabert", "camelbert", "marbert", "araelectra", "xlm_roberta", "modernbert")


def written(folder, **files):
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder / "run.yaml"


@pytest.mark.parametrize("name", ["news_small", "weak_small", "debug"])
def test_a_file_that_includes_nothing_is_what_yaml_reads(name):
    path = CONFIGS / f"{name}.yaml"
    assert read_config(path) == yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ENCODERS)
def test_each_encoder_has_values_of_its_own_on_the_same_sources(name):
    path = CONFIGS / f"{name}.yaml"
    own, ours = yaml.safe_load(path.read_text(encoding="utf-8")), read_config(CONFIGS / "news_small.yaml")
    values = read_config(path)
    assert {"encoder", "encoder_revision", "batch", "accumulation", "rate", "head_rate", "precision"} <= set(
        own
    )
    assert (values["sources"], values["dev"]) == (ours["sources"], ours["dev"])
    assert values["reader"] == {**ours["reader"], **own["reader"]}
    assert values["batch"] * values["accumulation"] == 16
    assert Recipe.from_dict(values).encoder.count("/") == 1


@pytest.mark.parametrize("name", ENCODERS)
def test_each_value_has_its_reason_beside_it(name):
    lines = (CONFIGS / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
    bare = [line for line in lines if "#" not in line]
    assert bare == ["reader:", "seed: 1"]


def test_what_is_included_is_overridden_value_by_value_and_lists_as_a_whole(tmp_path):
    path = written(
        tmp_path,
        base="encoder: a\nepochs: 3\nreader: {window: 64, overlap: 8}\nsources: [{path: x}, {path: y}]\n",
        middle="include: base.yaml\nepochs: 4\n",
        run="include: middle.yaml\nencoder: b\nreader: {window: 128}\nsources: [{path: z}]\n",
    )
    assert read_config(path) == {
        "encoder": "b", "epochs": 4, "reader": {"window": 128, "overlap": 8}, "sources": [{"path": "z"}],
    }  # fmt: skip


def test_changes_come_last_and_lead_into_sections(tmp_path):
    path = written(tmp_path, run="rate: 0.1\nreader: {window: 64, overlap: 8}\nencoder: a\n")
    changed = read_config(
        path, ["rate=2e-5", "reader.window=128", "reader.schemes=[news, fane]", "encoder=b=c"]
    )
    assert changed == {
        "rate": 2e-5, "reader": {"window": 128, "overlap": 8, "schemes": ["news", "fane"]}, "encoder": "b=c",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text, said",
    [
        ("epoch: 3", "run.yaml: unknown keys epoch; a recipe has accumulation, "),
        ("reader: {windw: 3}", "run.yaml: reader: unknown keys windw; a reader has "),
        ("reader: 3", "run.yaml: reader is 3; it takes a section of keys and values"),
        ("sources: [{path: a}, {pth: b}]", "run.yaml: sources, number 2: {'pth': 'b'} has no path"),
        ("sources: [{path: a, wait: 1}]", "sources, number 1: unknown keys wait; a source has "),
        ("sources: {path: a}", "run.yaml: sources is {'path': 'a'}; it takes a list"),
        ("rate: high", "run.yaml: rate is 'high'; it takes a number"),
        ("batch: 1.5", "run.yaml: batch is 1.5; it takes a whole number"),
        ("batch: true", "run.yaml: batch is True; it takes a whole number"),
        ("encoder: null", "run.yaml: encoder is None; it takes a text"),
        ("reader: {hints: 1}", "run.yaml: reader: hints is 1; it takes true or false"),
        ("- 3", "run.yaml holds no keys"),
        ("", "run.yaml holds no keys"),
        ("a: [", "run.yaml is no YAML: "),
        ("include: [a.yaml]", "run.yaml: include is ['a.yaml']; it takes the name of one file"),
        ("include: run.yaml", "run.yaml includes itself, by way of run.yaml"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path, text, said):
    with pytest.raises(ValueError) as told:
        read_config(written(tmp_path, run=text))
    assert said in str(told.value)


def test_missing_files_are_told_with_who_wants_them(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"run\.yaml is not there; the runs' files are in configs/"):
        read_config(tmp_path / "run.yaml")
    path = written(tmp_path, run="include: gone.yaml")
    with pytest.raises(FileNotFoundError, match=r"gone\.yaml, which run\.yaml includes, is not there"):
        read_config(path)


@pytest.mark.parametrize("change", ["rate", "=3"])
def test_a_change_without_key_or_value_is_refused(tmp_path, change):
    with pytest.raises(ValueError, match="is no change; write KEY=VALUE"):
        read_config(written(tmp_path, run="rate: 0.1"), [change])
