"""Reading a run's file: what it includes, the changes of the command line, and whether every value fits.

A file may begin with ``include: other.yaml``. It then has all values of that file but those that it gives
itself; of a section such as ``reader`` it gives single values. Lists (``sources``) are taken as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import yaml

from arabicnews.files import read_text
from arabicnews.finetuning.recipe import Recipe
from arabicnews.finetuning.sources import Source
from arabicnews.model import ReaderConfig

TYPE_NAMES = {
    str: "a text", bool: "true or false", int: "a whole number", float: "a number", list: "a list",
    dict: "a section of keys and values", type(None): "null",
}  # fmt: skip
# What a run finds out by itself is not for its file to say.
FOUND = ("encoder", "min_score", "scaling", "drop_below", "quantised", "kwargs", "return")
READER = {k: hint for k, hint in get_type_hints(ReaderConfig.__init__).items() if k not in FOUND}


def read_config(path: Path, changes: Sequence[str] = ()) -> dict[str, Any]:
    """The values of a file in ``configs/``, checked, as ``Recipe.from_dict`` takes them.

    Args:
        path: a YAML file; what it includes is looked for beside it.
        changes: ``KEY=VALUE`` each, VALUE in YAML; a dot leads into a section (``reader.window=128``).

    Raises:
        FileNotFoundError: if the file is not there, or what it includes.
        ValueError: for a file that is no YAML mapping or includes itself, a change without ``=``, a key that
            nothing reads, or a value of another type than the key has.
    """
    values = _read(path, ())
    for change in changes:
        values = _merged(values, _change(change))
    return _recipe(values, str(path))


def _read(path: Path, above: tuple[Path, ...]) -> dict[str, Any]:
    if path.resolve() in above:
        raise ValueError(f"{path} includes itself, by way of {' and '.join(p.name for p in above)}")
    if not path.is_file():
        told = f"{path}, which {above[-1].name} includes," if above else str(path)
        raise FileNotFoundError(f"{told} is not there; the runs' files are in configs/")
    try:
        values = yaml.safe_load(read_text(path))
    except yaml.YAMLError as error:
        raise ValueError(f"{path} is no YAML: {error}") from None
    if not isinstance(values, dict):
        raise ValueError(f"{path} holds no keys; a run's file has lines such as `encoder: FOLDER`")
    included = values.pop("include", None)
    if included is None:
        return values
    if not isinstance(included, str):
        raise ValueError(f"{path}: include is {included!r}; it takes the name of one file")
    return _merged(_read(path.parent / included, (*above, path.resolve())), values)


def _merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Both, ``over`` winning; sections are merged key by key."""
    merged = dict(under)
    for key, value in over.items():
        known = merged.get(key)
        if isinstance(known, Mapping) and isinstance(value, Mapping):
            value = {**known, **value}
        merged[key] = value
    return merged


def _change(change: str) -> dict[str, Any]:
    key, equals, value = change.partition("=")
    if not (key and equals):
        raise ValueError(f"{change!r} is no change; write KEY=VALUE, such as batch=4 or reader.window=128")
    try:
        found = yaml.safe_load(value)
    except yaml.YAMLError as error:
        raise ValueError(f"the value of {change!r} is no YAML: {error}") from None
    for name in reversed(key.split(".")):
        found = {name: found}
    return dict(found)


def _recipe(values: Mapping[str, Any], where: str) -> dict[str, Any]:
    found = _section(values, get_type_hints(Recipe), where, "a recipe")
    if "reader" in found:
        found["reader"] = _section(found["reader"], READER, f"{where}: reader", "a reader")
    for key in ("sources", "dev"):
        if key in found:
            found[key] = [
                _source(s, f"{where}: {key}, number {i}") for i, s in enumerate(found[key], start=1)
            ]
    return found


def _source(values: Any, where: str) -> dict[str, Any]:
    if not isinstance(values, Mapping) or "path" not in values:
        raise ValueError(f"{where}: {values!r} has no path; a source is written as {{path: FILE, …}}")
    return _section(values, get_type_hints(Source), where, "a source")


def _section(values: Mapping[str, Any], types: Mapping[str, Any], where: str, who: str) -> dict[str, Any]:
    unknown = sorted(str(k) for k in set(values) - set(types))
    if unknown:
        raise ValueError(f"{where}: unknown keys {', '.join(unknown)}; {who} has {', '.join(sorted(types))}")
    return {key: _fitted(value, types[key], f"{where}: {key}") for key, value in values.items()}


def _fitted(value: Any, hint: Any, where: str) -> Any:
    """The value itself if it is of the hinted type."""
    allowed = _python_types(hint)
    if float in allowed and isinstance(value, str):
        # YAML 1.1 takes 2e-5 for a string, because there is no point in it.
        with suppress(ValueError):
            return float(value)
    if not isinstance(value, allowed) or (isinstance(value, bool) and bool not in allowed):
        names = " or ".join(TYPE_NAMES[kind] for kind in allowed if kind is not int or float not in allowed)
        raise ValueError(f"{where} is {value!r}; it takes {names}")
    return value


def _python_types(hint: Any) -> tuple[type, ...]:
    """What YAML gives for a type: a list for a tuple, a dict for a mapping, an int also where floats go."""
    options = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    kinds = {get_origin(option) or option for option in options}
    listed = {list if k is tuple else dict if k is Mapping else k for k in kinds}
    return tuple(k for k in TYPE_NAMES if k in listed or (k is int and float in listed))
