"""Run the studies, write their results and draw the pages."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

from validation.bars import bars
from validation.checks import checks_digest
from validation.pages import write_pages, write_summary
from validation.study import STUDIES, Row, about, engine_digest, load, run, save

ROOT = Path(__file__).resolve().parents[1]


def main(arguments: list[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser("python -m validation", description="Measure the error rates of the verdicts.")
    parser.add_argument("studies", nargs="*", help=f"which of {', '.join(STUDIES)} (all)")
    parser.add_argument("--effort", type=float, default=1.0, help="share of the repetitions; below 1 only for a try")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument(
        "--out",
        type=Path,
        default=ROOT,
        help="where validation/results, docs and src/policeaudit/norms/error_rates.toml are written",
    )
    parser.add_argument("--draw", action="store_true", help="only draw the pages again from the saved results")
    chosen = parser.parse_args(arguments)
    unknown = set(chosen.studies) - set(STUDIES)
    if unknown:
        parser.error(f"unknown study: {', '.join(sorted(unknown))}")
    results = chosen.out / "validation" / "results"
    if not chosen.draw:
        measure(chosen.studies or list(STUDIES), chosen.effort, chosen.processes, results)
    documents = {name: load(results, name) for name in STUDIES if (results / f"{name}.json").exists()}
    if set(documents) != set(STUDIES):
        print("the pages are drawn once all studies have results")
        return 0
    found = bars({name: document["rows"] for name, document in documents.items()})
    save(results, "bars", {"rows": found})
    write_pages(documents, found, chosen.out / "docs")
    write_summary(documents, chosen.out / "src" / "policeaudit" / "norms" / "error_rates.toml")
    for name in old(documents):
        print(f"OLD    {name}: the code that it measures has changed since")
    for bar in found:
        print(
            f"{'holds' if bar['holds'] else 'FAILS'}  {bar['bar']}: {bar['measured']:.4g} ({', '.join(bar['where'])})"
        )
    return 0


def old(documents: dict[str, Row]) -> list[str]:
    """The studies whose figures are of other code than this."""
    digests = {
        name: ("checks", checks_digest()) if name == "checks" else ("engine", engine_digest()) for name in documents
    }
    return [name for name, (key, now) in digests.items() if documents[name][key] != now]


def measure(names: list[str], effort: float, processes: int, results: Path) -> None:
    """Run some studies side by side and save each."""
    studies = {name: import_module(f"validation.{name}") for name in STUDIES if name in names}
    done = run([task for study in studies.values() for task in study.tasks(effort)], processes, _tell)
    for name, study in studies.items():
        own = [each for each in done if each.task.study == name]
        head = {"study": name, **about(effort), **(study.about() if hasattr(study, "about") else {})}
        head["processor_seconds"] = round(sum(each.seconds for each in own))
        save(results, name, {**head, "rows": study.rows(own)})


def _tell(line: str) -> None:
    if sys.stderr.isatty():
        print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
