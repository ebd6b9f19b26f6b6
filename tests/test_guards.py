"""Guards: what holds of the project as a whole, so that nobody has to remember it."""

import ast
import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

import arabicnews

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "arabicnews"
MAX_LINES = 350
MAX_BYTES = 32 * 2**20

# A module imports only from the layers before its own; the modules of one layer do not know each other.
LAYERS = (
    ("arabicnews", "words", "files", "marks"),  # the package itself imports nothing when imported
    ("document", "lexicon", "normalisation", "quantisation"),
    ("serialisation",),
    ("labels", "corpus", "validation", "names", "cues", "metrics"),
    ("standoff", "references", "card", "voices", "scaling"),
    ("rules", "windows"),
    ("hints", "model"),
    ("decoding",),
    ("finders",),
    ("neural", "pipeline"),
    ("loading",),
    ("formats", "inputs"),
    ("view", "finetuning", "pretraining"),
    ("commands",),
    ("cli",),
)
# Imports inside a function that go the other way, and why they may.
UPWARD = {
    ("document", "serialisation"): "to_dict and from_dict are methods for the user's sake",
    ("document", "view"): "a notebook asks the document itself to draw",
    ("pipeline", "loading"): "load takes rules or weights; only the latter need torch",
}
HEAVY = {"torch", "transformers", "tokenizers", "numpy", "scipy", "datasets", "gensim"}

PICKLED = re.compile(rb"\x80[\x02-\x05].", re.DOTALL)  # how a pickle of protocol 2 or later begins
PICKLES = {".pkl", ".pickle", ".joblib", ".pt", ".pth", ".ckpt", ".bin", ".npy", ".npz"}
PICKLERS = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve"}
OWN_PATH = re.compile(rb"(?<![\w.~/-])/(?:home|root|Users|work|workspace)/[\w.-]|[A-Z]:\\Users\\")


def run(code):
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    ).stdout.strip()


@cache
def files():
    """The files of the repository, also those that are about to be added, by path."""
    listing = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    try:
        found = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True, timeout=60).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is no git checkout")
    paths = (ROOT / name for name in found.decode().split("\0") if name)
    return sorted(path for path in paths if path.is_file())


def modules():
    return sorted(PACKAGE.rglob("*.py"))


def unit(module):
    """What stands for a module in the layers: itself, or the package that it is in."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else parts[0]


def imported(node):
    """The modules of this package that an import statement names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names if alias.name.split(".")[0] == "arabicnews"]
    if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("arabicnews"):
        return []
    if node.module != "arabicnews":
        return [node.module]
    return [f"arabicnews.{alias.name}" for alias in node.names]


def imports(path):
    """(unit, whether it stands inside a function) for each import from this package."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
        for node in ast.walk(function)
    }
    return {(unit(module), id(node) in inside) for node in ast.walk(tree) for module in imported(node)}


def own_unit(path):
    return unit(".".join(path.relative_to(ROOT).with_suffix("").parts))


@pytest.mark.parametrize("code", ["import arabicnews", "from arabicnews import Document, Span, read_jsonl"])
def test_importing_loads_nothing_heavy(code):
    loaded = "{m.partition('.')[0] for m in sys.modules}"
    assert run(f"import sys; {code}; print(sorted({HEAVY!r} & {loaded}))") == "[]"


def test_the_rules_need_no_torch():
    code = (
        "import sys, arabicnews\n"
        "document = arabicnews.load('rules')('قالت المهندسة هالة بن طارق: «الجسر آمن».')\n"
        "print([q.text for q in document.quotes], sorted({'torch', 'transformers'} & sys.modules.keys()))"
    )
    assert run(code) == "['الجسر آمن'] []"


def test_every_public_name_is_there():
    for name in arabicnews.__all__:
        assert getattr(arabicnews, name).__module__.startswith("arabicnews."), name
    with pytest.raises(AttributeError, match="module 'arabicnews' has no attribute 'nothing'"):
        _ = arabicnews.nothing


def test_every_module_has_a_layer():
    listed = [name for layer in LAYERS for name in layer]
    assert len(listed) == len(set(listed))
    assert {own_unit(path) for path in modules()} - {"__init__"} == set(listed) - {"arabicnews"}


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_one_way(path):
    own = own_unit(path)
    if own == "__init__":
        return  # it looks names up when they are first used; what it imports is for type checkers
    place = {name: number for number, layer in enumerate(LAYERS) for name in layer}
    wrong = [
        target
        for target, inside in imports(path)
        if target != own
        and place.get(target, len(LAYERS)) >= place[own]
        and not (inside and (own, target) in UPWARD)
    ]
    assert not wrong, f"{path.name} is before {', '.join(sorted(wrong))}: see LAYERS"


def test_upward_imports_are_all_needed():
    found = {(own_unit(path), target) for path in modules() for target, inside in imports(path) if inside}
    assert set(UPWARD) <= found


def test_imports_are_absolute():
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.ImportFrom) and node.level), f"{path}, line {node.lineno}"


def test_nothing_pickles():
    for path in (p for p in files() if p.suffix == ".py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            where = f"{path.relative_to(ROOT)}, line {getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.Import):
                assert not PICKLERS & {alias.name.split(".")[0] for alias in node.names}, where
            elif isinstance(node, ast.ImportFrom):
                assert (node.module or "").split(".")[0] not in PICKLERS, where
            elif isinstance(node, ast.Call):
                assert ast.unparse(node.func) not in ("torch.save", "torch.load"), f"{where}: use safetensors"
            elif isinstance(node, ast.keyword) and node.arg == "allow_pickle":
                assert ast.unparse(node.value) == "False", where


def test_no_file_holds_a_pickle_or_is_too_large():
    for path in files():
        name = path.relative_to(ROOT)
        assert path.suffix not in PICKLES, f"{name}: store weights as safetensors, data as JSON Lines"
        assert path.stat().st_size <= MAX_BYTES, f"{name} has more than {MAX_BYTES} bytes"
        with path.open("rb") as file:
            assert not PICKLED.match(file.read(3)), f"{name} is a pickle"


def test_no_file_names_a_folder_of_the_machine_it_was_made_on():
    for path in (p for p in files() if p != Path(__file__)):
        found = OWN_PATH.search(path.read_bytes())
        assert not found, f"{path.relative_to(ROOT)}, offset {found.start()}: {found.group()!r}"


@pytest.mark.parametrize(
    "text", [b' "/%s/a/model"' % b"home", b"=/%s/x" % b"root", b"(/%s/shared" % b"work", b"C:\\Users\\a"]
)
def test_folders_of_a_machine_are_recognised(text):
    assert OWN_PATH.search(text)


@pytest.mark.parametrize(
    "text",
    [
        b"/%s/\n" % b"work",
        b"https://example.org/%s/x" % b"home",
        b"runs/%s/x" % b"work",
        b"net/%s/a" % b"root",
    ],
)
def test_other_paths_are_not(text):
    assert not OWN_PATH.search(text)


def test_no_module_is_too_long():
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()
    }
    assert {name: length for name, length in lengths.items() if length >= MAX_LINES} == {}


def listed():
    """The first column of the tables of ARCHITECTURE.md, as paths from the repository's root."""
    folder, found = "", []
    for line in (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").splitlines():
        if heading := re.match(r"#+ .*?(?:`(\S+/)`)?$", line):
            folder = heading[1] or ""
        if row := re.match(r"\| `([^`]+)` \| \S", line):
            found.append(folder + row[1])
    return found


def test_the_architecture_page_lists_every_file():
    entries = listed()
    assert len(entries) == len(set(entries))
    held = [str(p.relative_to(ROOT)) for p in files()]
    told = [n for n in held if n.startswith(("arabicnews/", "training/", "configs/"))]
    code = {n for n in told if n.endswith(".py")}
    assert sorted(code - set(entries)) == [], "ARCHITECTURE.md has no line for these"
    assert [n for n in told if not any(fnmatch(n, e) for e in entries)] == []
    assert [e for e in entries if not any(fnmatch(n, e) for n in held)] == [], "these are gone"


def test_the_version_is_one():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == arabicnews.__version__
    assert f"## [{arabicnews.__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_two_commands_are_the_same_everywhere():
    readme = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    commands = [line for line in readme if line.startswith("python3 -m venv .venv && ")]
    assert [c.rpartition(" && ")[2] for c in commands] == [
        ".venv/bin/arabicnews annotate examples/article.txt",
        ".venv/bin/python -m pytest",
    ]
    assert [line for line in readme if line.endswith("-m pytest")] == commands[1:], ".ci/run takes the first"
    workflow = (ROOT / ".github" / "workflows" / "tests.yml").read_text(encoding="utf-8")
    assert f"- run: {commands[1]}\n" in workflow


def test_links_between_the_pages_lead_somewhere():
    for page in (p for p in files() if p.suffix == ".md"):
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.relative_to(ROOT)} links to {target}"


def test_tested_versions_satisfy_what_is_asked_for():
    from packaging.requirements import Requirement

    pinned = {}
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, version = line.split("==")
            pinned[name.lower().replace("_", "-")] = version
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(r for e in project["optional-dependencies"].values() for r in e)]
    for requirement in map(Requirement, asked):
        if requirement.name != "arabicnews":
            assert requirement.specifier.contains(pinned[requirement.name.lower()]), requirement
