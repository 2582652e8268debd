"""Write three validation logs of an invented vendor: a fair model, an unfair one, and one with too little data.

In a validation log the outcome of every case is known, also of those without a warning. All rows are synthetic; the counts
below are the whole example.

    python examples/vendor-ci/make_logs.py          # writes fair.csv.gz, unfair.csv.gz and too-little.csv.gz beside this script
"""

from __future__ import annotations

import gzip
import random
from pathlib import Path

HERE = Path(__file__).parent
COLUMNS = ("case_id", "person", "residency", "alert", "outcome")
CELLS = (("1", "confirmed"), ("1", "unfounded"), ("0", "confirmed"), ("0", "unfounded"))
COUNTS = {  # rows of each group in the order of CELLS
    "fair": {"migrant": (800, 200, 200, 2800), "local": (1215, 285, 285, 4215)},
    "unfair": {"migrant": (884, 416, 116, 2584), "local": (1215, 285, 285, 4215)},
    "too-little": {"migrant": (24, 6, 6, 84), "local": (36, 9, 9, 126)},
}


def make_rows(model: str) -> list[tuple[str, ...]]:
    """The rows of a model's validation log, each about another person."""
    rng = random.Random(model)
    cells = [
        (group, *cell)
        for group, counts in COUNTS[model].items()
        for cell, n in zip(CELLS, counts, strict=True)
        for _ in range(n)
    ]
    rng.shuffle(cells)
    people = rng.sample(range(16**10), len(cells))
    return [
        (f"V{i:05d}", f"{person:010x}", *cell) for i, (person, cell) in enumerate(zip(people, cells, strict=True), 1)
    ]


def main(folder: Path = HERE) -> None:
    for model in COUNTS:
        text = "".join(",".join(row) + "\n" for row in [COLUMNS, *make_rows(model)])
        with (
            (folder / f"{model}.csv.gz").open("wb") as file,
            gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=9, mtime=0) as stream,
        ):
            stream.write(text.encode())
        print(f"{model}.csv.gz: {text.count(chr(10)) - 1:,} rows, all synthetic")


if __name__ == "__main__":
    main()
