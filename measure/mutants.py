"""How many faults put into linking and comparison the fast tests find: `python -m storywatch.measure.mutants`, or `make mutants`.

A fault is one place of one module changed by an operator of cosmic-ray: another comparison, a number off by one, "and" for "or", a
loop that does not run. Each is tried in a process of its own, forked from one that has the libraries and models loaded, so that it
costs what the tests cost. Tried is a sample with a fixed seed, as all would take hours. Those that no test noticed are printed.
"""

import argparse
import importlib
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import ModuleType

from storywatch.transforms.claims.extract import claims_of
from storywatch.transforms.embedding_model import DEFAULT, embed, load
from storywatch.transforms.rows import Article

ROOT = Path(__file__).parent.parent
FOLDERS = ("stories", "developments", "candidates")
"""Folders of transforms/ that faults are put into; their stages and what learns are tried by whole runs, which take longer."""
NOT = ("stage.py", "__init__.py")
TESTS = ("linking", "assign", "news", "denials", "reasons", "ledger", "propositions", "told", "evidence", "developments", "alerts",
         "candidates", "title", "wording", "comparison", "changes", "foreign_news", "foreign", "timeline")  # fmt: skip
"""Files of tests that need no pipeline."""
SLOW = "not trees_say and not in_so_many_dates"
"""Of these the tests without two: of what grows the trees, and of a whole run."""
OPERATORS = ("AddNot", "NumberReplacer", "ReplaceTrueWithFalse", "ReplaceFalseWithTrue", "ReplaceAndWithOr", "ReplaceOrWithAnd",
             "ReplaceBreakWithContinue", "ReplaceContinueWithBreak", "ZeroIterationForLoop", "ReplaceUnaryOperator_Delete_Not",
             "ReplaceUnaryOperator_Delete_USub", "ReplaceBinaryOperator_Add_Sub", "ReplaceBinaryOperator_Sub_Add",
             "ReplaceBinaryOperator_Mul_Div", "ReplaceBinaryOperator_Div_Mul", "ReplaceComparisonOperator_Eq_NotEq",
             "ReplaceComparisonOperator_NotEq_Eq", "ReplaceComparisonOperator_Lt_LtE", "ReplaceComparisonOperator_LtE_Lt",
             "ReplaceComparisonOperator_Gt_GtE", "ReplaceComparisonOperator_GtE_Gt", "ReplaceComparisonOperator_Lt_Gt",
             "ReplaceComparisonOperator_Gt_Lt", "ReplaceComparisonOperator_LtE_GtE", "ReplaceComparisonOperator_GtE_LtE",
             "ReplaceComparisonOperator_Is_IsNot", "ReplaceComparisonOperator_IsNot_Is")  # fmt: skip
LOADED = ("apache_beam", "torch", "spacy", "sklearn.linear_model", "pyarrow", "pytest", "typer")  # fmt: skip
"""What is loaded once, none of which loads what faults are put into."""


@dataclass(frozen=True)
class Fault:
    """One change of one module. `line`: of the file, from 1."""

    path: Path
    operator: str
    at: int
    line: int

    @property
    def module(self) -> str:
        return "storywatch." + ".".join(self.path.relative_to(ROOT).with_suffix("").parts)

    def source(self) -> str:
        """The module with the fault in it."""
        from cosmic_ray.mutating import mutate_code
        from cosmic_ray.plugins import get_operator

        found: str | None = mutate_code(self.path.read_text("utf-8"), get_operator(f"core/{self.operator}")(), self.at)
        return found or ""


class Instead(MetaPathFinder, Loader):
    """Loads another source in place of a module."""

    def __init__(self, module: str, source: str) -> None:
        self.module, self.source = module, source

    def find_spec(self, name: str, path: object = None, target: ModuleType | None = None) -> ModuleSpec | None:
        return spec_from_loader(name, self) if name == self.module else None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.source, self.module, "exec"), module.__dict__)


def faults(folders: Sequence[str]) -> Iterator[Fault]:
    """All faults that the operators can put into the modules of folders."""
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.plugins import get_operator

    for path in sorted(p for name in folders for p in (ROOT / "transforms" / name).glob("*.py") if p.name not in NOT):
        nodes = list(ast_nodes(get_ast(path.read_text("utf-8"))))
        for operator in OPERATORS:
            change = get_operator(f"core/{operator}")()
            places = [place for node in nodes for place in change.mutation_positions(node)]
            yield from (Fault(path, operator, at, place[0][0]) for at, place in enumerate(places))


def fork(do: Callable[[], int]) -> int:
    """The process that does it, silently, and ends with its exit code."""
    process = os.fork()
    if not process:
        # a group of its own, so that what it starts can be ended with it
        os.setsid()
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        code = 1
        with suppress(BaseException):
            code = do()
        os._exit(code)
    return process


def unnoticed(tried: Sequence[Fault], seconds: float) -> list[Fault]:
    """The faults with which all tests pass, in so much time; as many at once as there are cores."""
    left, out = list(reversed(tried)), []
    running: dict[int, tuple[Fault, float]] = {}
    while left or running:
        while left and len(running) < (os.cpu_count() or 1):
            fault = left.pop()
            running[fork(partial(tested, fault))] = (fault, time.monotonic())
        for process, (fault, began) in list(running.items()):
            ended, status = os.waitpid(process, os.WNOHANG)
            if not ended and time.monotonic() - began < seconds:
                continue
            if not ended:
                os.killpg(process, signal.SIGKILL)
                os.waitpid(process, 0)
            elif os.waitstatus_to_exitcode(status) == 0:
                print(f"{fault.path.relative_to(ROOT)}:{fault.line}: {fault.operator}", flush=True)
                out.append(fault)
            del running[process]
        time.sleep(0.02)
    return out


def tested(fault: Fault | None = None) -> int:
    """The exit code of the tests, with a fault."""
    import pytest

    if fault:
        sys.meta_path.insert(0, Instead(fault.module, fault.source()))
    files = [str(ROOT / "tests" / f"test_{name}.py") for name in TESTS]
    return int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-k", SLOW, "--rootdir", str(ROOT), *files]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=300, help="faults that are tried")
    parser.add_argument("--only", default="", help="a part of the path of the modules")
    args = parser.parse_args()
    # a fork of a process with threads may hang
    os.environ.update(OMP_NUM_THREADS="1", TOKENIZERS_PARALLELISM="false")
    for name in LOADED:
        importlib.import_module(name)
    for language in ("en", "de"):
        claims_of(Article("warm-up", "Soldiers of Norway arrived in Paris.", language=language))
    embed(["Models are loaded once."], load(DEFAULT))
    began = time.monotonic()
    if os.waitpid(fork(tested), 0)[1]:
        sys.exit("the tests fail without any fault")
    longest = 3 * (time.monotonic() - began) + 10
    print(f"the tests take {time.monotonic() - began:.0f} s", flush=True)
    some = [fault for fault in faults(FOLDERS) if args.only in str(fault.path)]
    tried = random.Random(1).sample(some, min(args.sample, len(some)))
    passed = unnoticed(tried, longest)
    noticed = len(tried) - len(passed)
    print(
        f"{len(some)} faults, {len(tried)} tried, {noticed} noticed: {noticed / max(1, len(tried)):.3f}; {time.monotonic() - began:.0f} s"
    )


if __name__ == "__main__":
    main()
