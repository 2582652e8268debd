"""Imports run downwards only, those inside functions included."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from lab import ROOT, run_cli

SOURCE = ROOT / "src" / "policeaudit"
FILES = sorted(SOURCE.rglob("*.py"))

_COUNTED = {"log.tally", "log.steps", "log.inspection", "log.identifiers"}
_FROM_LOG = {"log.reasons", "log.source.LogFile", "log.tally", "log.inspection"}
# which parts of ours each part may import, itself aside
MAY: dict[str, set[str]] = {
    "text": set(),
    "stats": set(),
    "errors": {"text"},
    "measures": {"text"},
    "norms": {"text"},
    "plan": {"text", "errors", "norms"},
    "log": {"text", "errors", "measures", "plan", "startup"},
    "tables": {"text", "errors", "plan", "log.text_files", "log.record_files"},
    "checks": {"text", "errors", "measures", "norms", "plan", "stats", *_COUNTED, "tables"},
    "startup": set(),
    "elsewhere": {"startup"},
    "fairlearn_frames": {"elsewhere", "startup"},
    "fairlearn_metrics": {"text", "measures", "checks.evidence", "fairlearn_frames"},
    "assessment": {
        "text",
        "errors",
        "measures",
        "norms",
        "plan",
        "checks",
        "tables",
        "stats.rule.Verdict",
        "stats.intervals.mover_difference",
        "fairlearn_metrics",
        "fairlearn_frames",
        *_FROM_LOG,
    },
    "thresholds": {
        "text",
        "errors",
        "safe",
        "measures",
        "plan",
        "stats",
        "checks.evidence",
        "checks.exhibit.known",
        "checks.limits",
        "checks.score_values",
        "log.tally",
        "assessment.base",
        "__version__",
    },
    "edition": {
        "text",
        "errors",
        "measures",
        "plan.parts",
        "checks",
        "stats.clusters.DEGREES_OF_FREEDOM",
        "stats.disclosure",
        "stats.intervals",
        "assessment",
    },
    "provenance": {"text", "errors", "plan", "log.tally", "assessment.model", "__version__"},
    "report": {
        "text",
        "errors",
        "checks.exhibit",
        "assessment.model",
        "assessment.naming",
        "assessment.pillars",
        "assessment.record",
        "assessment.replies",
        "norms",
        "plan.answers.COUNTED",
        "measures.MEASURES",
        "measures.SCALAR_LABELS",
        "safe",
        "thresholds.model",
        "thresholds.remedy_words",
        "thresholds.words",
    },
    "manual": {"text", "errors", "measures", "norms", "checks", "assessment.pillars"},
    "pipeline": {
        "text",
        "errors",
        "elsewhere",
        "plan",
        "log",
        "tables",
        "assessment",
        "checks.all_checks",
        "fairlearn_frames",
        "edition",
        "report",
        "provenance",
        "checks.evidence",
        "thresholds",
    },
    "safe": set(),
    "compare": {"text", "errors", "safe", "plan", "measures", "stats", "assessment", "checks.evidence", *_FROM_LOG},
    "gate": {
        "text",
        "errors",
        "safe",
        "measures",
        "assessment.base",
        "assessment.model",
        "assessment.pillars",
        "compare",
    },
    "card": {"text", "safe", "measures", "assessment.model", "assessment.pillars"},
    "register": {"text", "errors", "assessment", "report", "__version__"},
    "sequences": {"text", "assessment.model", "assessment.pillars", "measures"},
    "api": {
        "text",
        "errors",
        "plan",
        "log.source",
        "assessment.model",
        "fairlearn_frames",
        "pipeline",
        "sequences",
        "compare",
        "report.whatif_page",
        "thresholds",
    },
    "testing": {"text", "plan", "assessment.model", "gate", "api"},
    "__main__": {"cli"},
    "cli": {
        "text",
        "errors",
        "startup",
        "elsewhere",
        "plan",
        "assessment",
        "manual",
        "pipeline",
        "edition",
        "api",
        "safe",
        "compare",
        "gate",
        "card",
        "register",
        "__version__",
    },
}
ONLY_IN = {
    "fairlearn": {"fairlearn_frames"},
    "sklearn": {"fairlearn_frames"},
    "ibis": {"log"},
    "narwhals": {"log"},
    "duckdb": {"log"},
    "pyarrow": {"log"},
    "python_calamine": {"log"},
    "click": {"cli"},
    "rich": {"cli"},
    "jinja2": {"report"},
    "scipy": {"stats"},
    "weasyprint": {"report"},
}


def part_of(path: Path) -> str:
    inner = path.relative_to(SOURCE)
    return inner.parts[0] if len(inner.parts) > 1 else inner.stem.replace("__init__", "")


def imports_of(path: Path) -> list[str]:
    """Full names of what a file imports, wherever in it; ``from a import b`` is a.b."""
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def test_there_is_something_to_test() -> None:
    assert {part_of(path) for path in FILES} >= set(MAY)
    assert "policeaudit.measures.MEASURES" in imports_of(SOURCE / "assessment" / "assess.py")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_file_imports_only_what_lies_below_it(path: Path) -> None:
    part = part_of(path)
    if not part:
        return
    for name in imports_of(path):
        top, _, inner = name.partition(".")
        if top != "policeaudit":
            continue
        if inner.split(".")[0] == part:
            continue
        allowed = any(inner == other or inner.startswith(f"{other}.") for other in MAY[part])
        assert allowed, f"{path} imports {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_library_is_imported_where_it_belongs(path: Path) -> None:
    for name in imports_of(path):
        home = ONLY_IN.get(name.split(".")[0])
        assert home is None or part_of(path) in home, f"{path} imports {name}"


def test_no_import_cycle_between_modules() -> None:
    names = {
        ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__"): path
        for path in FILES
    }
    edges = {
        module: {
            target
            for name in imports_of(path)
            for target in (name, name.rpartition(".")[0])
            if target in names and target != module and not module.startswith(f"{target}.")
        }
        for module, path in names.items()
    }
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " -> ".join([*trail, module])
        if module not in done:
            for target in edges[module]:
                visit(target, (*trail, module))
            done.add(module)

    for module in edges:
        visit(module, ())


def test_nothing_evaluates_text_as_code() -> None:
    """Regression: AI Verify calls eval on every prediction."""
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("eval", "exec", "compile"), path


def test_no_exception_is_swallowed() -> None:
    """Regression: AI Verify passes over an exception and reports 100 %."""
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler):
                assert node.type is not None, f"{path}:{node.lineno}: bare except"
                assert not all(isinstance(part, ast.Pass) for part in node.body), f"{path}:{node.lineno}: pass"


HEAVY = ("ibis", "duckdb", "narwhals", "pandas", "fairlearn", "sklearn", "scipy", "pyarrow")


@pytest.mark.parametrize(
    "arguments", [["--help"], ["run", "--help"], ["check", "--help"], ["whatif", "--help"], ["--version"]], ids=" ".join
)
def test_help_imports_nothing_that_is_slow(arguments: list[str]) -> None:
    prelude = (
        "import atexit, sys\n"
        f"atexit.register(lambda: print('HEAVY', sorted(set({HEAVY}) & set(sys.modules)), file=sys.stderr))"
    )
    result = run_cli(*arguments, prelude=prelude)
    assert result.returncode == 0
    assert "HEAVY []" in result.stderr


def test_an_english_audit_needs_no_module_of_the_tests() -> None:
    assert not [
        name for path in FILES for name in imports_of(path) if name.split(".")[0] in ("pytest", "hypothesis", "lab")
    ]
    assert "lab" in sys.modules
