"""Learns on the first share of the data and writes the tables.

    python -m benchmarks.learn_repair [--data FILE] [--to 0.6] [--scripts FOLDER] [--only snippets]

`--scripts` names a folder of public scripts by beginners, whose n-grams join those of the standard library. Without it
the n-grams for snippets are those shipped, less what the data added to them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.learn_repair.damage import damaged_parts, damaged_states
from benchmarks.learn_repair.finalists import final_table
from benchmarks.learn_repair.ways import State, states_of
from benchmarks.learn_repair.weights import learn
from benchmarks.learn_repair.words import Base, counted_base, learn_languages, shipped_base
from benchmarks.repair_snippets import DATA, block, load

# How many names the language models tell apart.
SNIPPET_NAMES, FILE_NAMES = 250, 150
TABLES = Path(__file__).resolve().parents[2] / "handlers" / "repair" / "synthesis" / "tables"


def write(name: str, data: object) -> None:
    """One table, as compressed JSON whose bytes depend on its content alone."""
    TABLES.mkdir(exist_ok=True)
    text = json.dumps(data, separators=(",", ":"), sort_keys=True, ensure_ascii=True).encode()
    (TABLES / name).write_bytes(gzip.compress(text, 9, mtime=0))
    print(name, len(text), "bytes,", (TABLES / name).stat().st_size, "compressed")


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--to", dest="end", type=float, default=0.6, help="the share of the pairs to learn from")
    parser.add_argument("--without", type=float, nargs=2, default=(0.0, 0.0), help="the block to leave out")
    parser.add_argument("--penalty", type=float, default=1.0, help="on weights before compiling")
    parser.add_argument("--penalty-after", type=float, default=3.0, help="on weights after compiling")
    parser.add_argument("--penalty-final", type=float, default=2.0, help="on weights of candidates as wholes")
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--weight", type=int, default=8, help="how often the n-grams of mended snippets count")
    parser.add_argument("--scripts", type=Path, help="a folder of scripts whose n-grams count twice")
    parser.add_argument("--parts", type=int, default=1500, help="how many damaged parts of files to learn from")
    parser.add_argument("--only", choices=("snippets", "files"))
    return parser.parse_args()


def learn_snippets(
    pairs: list[dict[str, Any]], states: list[State], folds: list[int], options: argparse.Namespace
) -> None:
    """The tables for snippets, with their language model."""
    fixed = [pair["fixed"] for pair in pairs]
    languages = learn_languages(fixed, folds, base_of_snippets(fixed, options), options.weight)
    learnt = learn(states, languages.models, options.penalty, options.penalty_after)
    final = final_table(pairs, folds, learnt.held, languages.models).train(options.penalty_final)
    write("snippets.json.gz", learnt.table | {"final": final})
    write("snippets-ngrams.json.gz", languages.packed)


def base_of_snippets(fixed: list[str], options: argparse.Namespace) -> Base:
    """The n-grams snippets' own are added to: counted where scripts are at hand, else those shipped."""
    if options.scripts is not None:
        return counted_base(fixed, options.scripts, SNIPPET_NAMES)
    every = [pair["fixed"] for pair in load(options.data)]
    return shipped_base(TABLES / "snippets-ngrams.json.gz", every, options.weight)


def learn_files(
    pairs: list[dict[str, Any]], states: list[State], folds: list[int], options: argparse.Namespace
) -> None:
    """The tables for parts of files, with their language model; snippets count half there."""
    fixed = [pair["fixed"] for pair in pairs]
    languages = learn_languages(fixed, folds, counted_base(fixed, None, FILE_NAMES), options.weight)
    hurt = list(damaged_states(list(damaged_parts(options.parts)), options.folds))
    print(len(hurt), "states of damaged parts")
    halved = [replace(state, weight=state.weight * 0.5) for state in states]
    write("files.json.gz", learn(hurt + halved, languages.models, options.penalty, options.penalty_after).table)
    write("ngrams.json.gz", languages.packed)


def main() -> None:
    """Learns as the command line says."""
    warnings.simplefilter("ignore")
    options = arguments()
    every = load(options.data)
    held_out = {pair["id"] for pair in block(every, *options.without)}
    pairs = [pair for pair in block(every, 0.0, options.end) if pair["id"] not in held_out]
    folds = [i * options.folds // len(pairs) for i in range(len(pairs))]
    states = [state for pair, fold in zip(pairs, folds, strict=True) for state in states_of(pair, fold)]
    print(len(states), "states of snippets,", sum(s.weight == 1.0 for s in states), "of them reach the fix")
    if options.only != "files":
        learn_snippets(pairs, states, folds, options)
    if options.only != "snippets":
        learn_files(pairs, states, folds, options)


if __name__ == "__main__":
    main()
