"""Every regular expression of the package, how it is used, and what a tool made for it says of it.

A pattern that needs far more time for a longer text lets one cell stop an inbox. So each is checked once, by recheck
(https://makenowjust-labs.github.io/recheck/), and the verdict is kept in tests/data/patterns.json:

    npm install --prefix /anywhere recheck
    NODE_PATH=/anywhere/node_modules python -m tests.support.patterns

"linear": the time grows with the length of the text and no faster. Any other verdict needs a `cap`: where it is said
how long the text can be at most. A pattern that is neither is to be written anew: no two repeats beside each other that
take the same characters, and what is searched for does not begin with a repeat.
"""

import ast
import importlib
import json
import os
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from pathlib import Path

import careers_workbook

VERDICTS = Path(__file__).parent.parent / "data" / "patterns.json"
SCRIPT = Path(__file__).with_name("recheck.cjs")
_USES = ("fullmatch", "match", "search", "sub", "subn", "split", "findall", "finditer")
_ANCHORED = {"fullmatch": "fullmatch", "match": "match"}
_FLAGS = {"IGNORECASE": re.IGNORECASE, "DOTALL": re.DOTALL, "ASCII": re.ASCII, "MULTILINE": re.MULTILINE}


@dataclass(frozen=True, slots=True, order=True)
class Used:
    """One pattern and the way in which it is looked for: "search", "match" (from the beginning) or "fullmatch"."""

    pattern: str
    flags: str
    how: str

    def compiled(self) -> re.Pattern[str]:
        """As text, that of bytes too."""
        flags = re.NOFLAG
        for letter in self.flags:
            flags |= getattr(re, letter.upper())
        return re.compile(self.pattern, flags)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of a pattern. `cap` says why a verdict that is not "linear" does no harm."""

    pattern: str
    flags: str
    how: str
    verdict: str
    cap: str = ""


def used() -> dict[Used, str]:
    """Every pattern of the package, and a module in which it stands."""
    return {one: module for module in _modules() for one in (*_kept(module), *_inside_functions(module))}


def unknown() -> list[str]:
    """Patterns that are put together inside functions, so that nobody can check them beforehand."""
    return [
        f"{module}: {ast.unparse(call.args[0])}"
        for module in _modules()
        for call in _calls_inside_functions(module)
        if not isinstance(call.args[0], ast.Constant)
    ]


def verdicts() -> dict[Used, Verdict]:
    """What is kept."""
    found = (Verdict(**one) for one in json.loads(VERDICTS.read_text("utf-8")))
    return {Used(one.pattern, one.flags, one.how): one for one in found}


def _modules() -> Iterator[str]:
    for module in pkgutil.walk_packages(careers_workbook.__path__, "careers_workbook."):
        if not module.name.endswith("__main__"):
            yield module.name


def _source(module: str) -> str:
    return Path(str(importlib.import_module(module).__file__)).read_text("utf-8")


def _kept(module: str) -> Iterator[Used]:
    """The patterns that a module keeps, by its names; each of a table is called `pattern` where it is used."""
    source = _source(module)
    for name, value in vars(importlib.import_module(module)).items():
        if not (found := list(_inside(value))):
            continue
        called = name if isinstance(value, re.Pattern) else r"pattern(?:\.\w+)?"
        hows = {_ANCHORED.get(way, "search") for way in re.findall(rf"\b{called}\.({'|'.join(_USES)})\(", source)}
        yield from (_used(pattern, how) for pattern in found for how in hows or {"search"})


def _inside(value: object, depth: int = 0) -> Iterator[re.Pattern[str] | re.Pattern[bytes]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 4:
        inner: list[object] = []
        if isinstance(value, Mapping):
            inner = [*value, *value.values()]
        elif isinstance(value, list | tuple | set | frozenset):
            inner = list(value)
        elif is_dataclass(value) and not isinstance(value, type):
            inner = [getattr(value, field.name) for field in fields(value)]
        for one in inner:
            yield from _inside(one, depth + 1)


def _used(pattern: re.Pattern[str] | re.Pattern[bytes], how: str) -> Used:
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    letters = "".join(flag[0].lower() for flag, bit in _FLAGS.items() if pattern.flags & bit and flag != "ASCII")
    return Used(text, letters.replace("d", "s"), how)


def _calls_inside_functions(module: str) -> Iterator[ast.Call]:
    for function in ast.walk(ast.parse(_source(module))):
        if isinstance(function, ast.FunctionDef | ast.Lambda):
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.args:
                    of = call.func.value
                    if isinstance(of, ast.Name) and of.id == "re" and call.func.attr in (*_USES, "compile"):
                        yield call


def _inside_functions(module: str) -> Iterator[Used]:
    for call in _calls_inside_functions(module):
        pattern = call.args[0]
        if isinstance(pattern, ast.Constant) and isinstance(call.func, ast.Attribute):
            flags = re.NOFLAG
            for name, bit in _FLAGS.items():
                flags |= bit if f"re.{name}" in ast.unparse(call) else re.NOFLAG
            assert isinstance(pattern.value, str | bytes)
            compiled = re.compile(pattern.value, flags)  # type: ignore[arg-type]
            yield _used(compiled, _ANCHORED.get(call.func.attr, "search"))


def _for_recheck(one: Used) -> dict[str, str]:
    """The pattern as JavaScript writes it, anchored where it is."""
    pattern = re.sub(r"\\U([0-9A-Fa-f]{8})", lambda found: f"\\u{{{int(found[1], 16):x}}}", one.pattern)
    flags = one.flags
    if pattern.startswith("(?s)"):
        pattern = pattern.removeprefix("(?s)")
    pattern = pattern.replace("(?P<", "(?<")
    if one.how != "search":
        pattern = f"^(?:{pattern}){'$' if one.how == 'fullmatch' else ''}"
    return {"pattern": pattern, "flags": flags + ("u" if "\\u{" in pattern else "")}


def main() -> None:
    """Check what is new, drop what is gone, and write the verdicts."""
    known, now = verdicts() if VERDICTS.exists() else {}, sorted(used())
    new = [one for one in now if one not in known]
    asked = json.dumps([_for_recheck(one) for one in new])
    ran = subprocess.run(
        ["node", str(SCRIPT)], input=asked, capture_output=True, text=True, check=True, env={**os.environ}
    )
    for one, said in zip(new, json.loads(ran.stdout), strict=True):
        known[one] = Verdict(one.pattern, one.flags, one.how, said["verdict"])
        if said["verdict"] != "linear":
            sys.stdout.write(f"{one.how} {one.pattern!r}: {said['verdict']}, attack {said['attack']}\n")
    kept = [{key: value for key, value in asdict(known[one]).items() if value or key != "cap"} for one in now]
    VERDICTS.write_text(json.dumps(kept, indent=1, ensure_ascii=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
