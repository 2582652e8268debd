"""Write the selective-outcomes log: what an audit must not conclude when only warnings are followed up.

In truth 66.8 % of the migrants' and 85.3 % of the locals' warnings were right, a gap of 18.5 points. But of
the 664 wrong warnings about migrants 352 were never closed. Leaving the open ones out shrinks the gap to 4.2
points. All rows are synthetic; the counts below are the whole example.

    python examples/selective-outcomes/make_log.py          # writes log.csv.gz beside this script
"""

from __future__ import annotations

import gzip
import random
from datetime import datetime, timedelta
from pathlib import Path

HERE = Path(__file__).parent
START = datetime(2022, 10, 1)
QUARTER = 92 * 86_400
COLUMNS = ("warning_id", "subject_key", "issued_at", "alert", "residency", "outcome")
COUNTS = {  # (residency, alert, outcome): rows
    ("流动人口", "1", "属实"): 1_336,
    ("流动人口", "1", "不属实"): 312,
    ("流动人口", "1", "核查中"): 352,
    ("本地居民", "1", "属实"): 1_706,
    ("本地居民", "1", "不属实"): 294,
    ("流动人口", "0", ""): 8_000,
    ("本地居民", "0", ""): 8_000,
}


def make_rows(seed: int = 352) -> list[tuple[str, ...]]:
    """The rows in order of time, each about another subject."""
    rng = random.Random(seed)
    cells = [cell for cell, n in COUNTS.items() for _ in range(n)]
    rng.shuffle(cells)
    moments = sorted(rng.randrange(QUARTER) for _ in cells)
    keys = rng.sample(range(16**12), len(cells))
    return [
        (f"S{i:05d}", f"{key:012x}", f"{START + timedelta(seconds=at)}", alert, residency, outcome)
        for i, (key, at, (residency, alert, outcome)) in enumerate(zip(keys, moments, cells, strict=True), 1)
    ]


def main(out: Path = HERE / "log.csv.gz") -> None:
    lines = [COLUMNS, *make_rows()]
    text = "".join(",".join(line) + "\n" for line in lines)
    with (
        out.open("wb") as file,
        gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=9, mtime=0) as stream,
    ):
        stream.write(text.encode())
    print(f"{out}: {len(lines) - 1:,} rows, all synthetic")


if __name__ == "__main__":
    main()
