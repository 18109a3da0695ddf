"""Who takes a renamed thing from whom inside the tree, so that moving one file does not break another."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from handlers.repair.modernise.rename import Rename


@dataclass(frozen=True, slots=True)
class Reliance:
    """`renames`, each told which modules of the tree define its old name; `relied`: path -> old names to keep there."""

    renames: list[Rename]
    relied: Mapping[str, frozenset[str]] = field(default_factory=dict)


def reliance(sources: Mapping[str, str], renames: Sequence[Rename]) -> Reliance:
    """Look through `sources` (path relative to the top -> text); those that do not parse say nothing.

    Modules are told apart by the last part of their name alone: one that might be meant counts as meant.
    """
    trees = dict(_parsed(sources, [rename.old_name for rename in renames]))
    relied: dict[str, set[str]] = defaultdict(set)
    told = []
    for rename in renames:
        name = rename.old_name
        own = frozenset(_stem(path) for path, tree in trees.items() if _defines(tree, name))
        told.append(replace(rename, own=own if not rename.old_module else frozenset()))
        takers = {path: set(_taken_from(path, tree, rename)) for path, tree in trees.items()}
        for path in trees if rename.old_module else ():
            if any(_stem(path) in stems for other, stems in takers.items() if other != path):
                relied[path].add(name)
    return Reliance(told, {path: frozenset(names) for path, names in relied.items()})


def _parsed(sources: Mapping[str, str], names: Sequence[str]) -> Iterator[tuple[str, ast.Module]]:
    for path, text in sources.items():
        if any(name in text for name in names):
            try:
                yield path, ast.parse(text)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue


def _stem(path: str) -> str:
    """The last part of the name a file is imported by."""
    file = PurePosixPath(path)
    return file.parent.name if file.stem == "__init__" else file.stem


def _defines(tree: ast.Module, name: str) -> bool:
    return any(
        isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name
        for node in tree.body
    )


def _taken_from(path: str, tree: ast.Module, rename: Rename) -> Iterator[str]:
    """The last parts of the names of modules, other than its old one, from which a file may take the thing."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and {alias.name for alias in node.names} & {rename.old_name, "*"}:
            if node.level or node.module != rename.old_module:
                module = node.module or ""
                yield module.rpartition(".")[2] or _package(path, node.level)
        elif isinstance(node, ast.Attribute) and node.attr == rename.old_name:
            yield from _last(node.value)


def _package(path: str, level: int) -> str:
    folders = PurePosixPath(path).parent.parts
    return folders[-level] if level <= len(folders) else ""


def _last(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.Name):
        yield value.id
    elif isinstance(value, ast.Attribute):
        yield value.attr
