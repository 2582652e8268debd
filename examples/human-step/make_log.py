"""Write the human-step log: what people did with warnings, with every count planted below. All rows are synthetic.

Of the red warnings 71 % were reviewed by a person, although the questionnaire beside the plan says that every one was.

    python examples/human-step/make_log.py          # writes log.csv.gz beside this script
"""

from __future__ import annotations

import gzip
import random
from datetime import datetime, timedelta
from pathlib import Path

HERE = Path(__file__).parent
START = datetime(2022, 10, 1)
QUARTER = 92 * 86_400
COLUMNS = (
    "warning_id",
    "issued_at",
    "level",
    "residency",
    "reviewer",
    "review_start",
    "review_end",
    "decision",
    "action",
    "closed_on",
    "outcome",
)
# (level, residency): warnings, reviewed, of these in less than two minutes, of these overridden
COUNTS = {
    ("红", "流动人口"): (400, 244, 122, 12),
    ("红", "本地居民"): (600, 466, 47, 93),
    ("蓝", "流动人口"): (800, 400, 200, 20),
    ("蓝", "本地居民"): (1_200, 840, 84, 168),
    ("", "流动人口"): (2_000, 0, 0, 0),
    ("", "本地居民"): (3_000, 0, 0, 0),
}
FOLLOWED_RIGHT, OVERRIDDEN_RIGHT, UNREVIEWED_RIGHT = 0.80, 0.30, 0.70
ACTION_EVERY = 2
"""Every second warning led to an action unless it was overridden."""


def make_rows(seed: int = 71) -> list[tuple[str, ...]]:
    """The rows in order of time."""
    rng = random.Random(seed)
    rows = [row for cell, counts in COUNTS.items() for row in _of_cell(*cell, *counts, rng)]
    rng.shuffle(rows)
    moments = sorted(rng.randrange(QUARTER) for _ in rows)
    return [
        _dated(i, START + timedelta(seconds=at), row) for i, (at, row) in enumerate(zip(moments, rows, strict=True), 1)
    ]


def _of_cell(
    level: str, residency: str, n: int, reviewed: int, hasty: int, overridden: int, rng: random.Random
) -> list[dict[str, str]]:
    rows = []
    right = {"采纳": FOLLOWED_RIGHT, "否决": OVERRIDDEN_RIGHT, "": UNREVIEWED_RIGHT}
    sizes = {"采纳": reviewed - overridden, "否决": overridden, "": n - reviewed}
    for decision, size in sizes.items():
        confirmed = round(right[decision] * size)
        for i in range(size):
            at = len(rows)
            rows.append(
                {
                    "level": level,
                    "residency": residency,
                    "reviewer": f"R{rng.randint(1, 30):02}" if decision else "",
                    "seconds": str(rng.randint(20, 110) if at % reviewed < hasty else rng.randint(130, 3_000))
                    if decision
                    else "",
                    "decision": decision,
                    "action": ("是" if i % ACTION_EVERY == 0 and decision != "否决" else "否") if level else "",
                    "outcome": ("属实" if i < confirmed else "不属实") if level else "",
                    "closed": "yes" if level and i % 10 else "",
                }
            )
    return rows


def _dated(i: int, issued: datetime, row: dict[str, str]) -> tuple[str, ...]:
    start = issued + timedelta(minutes=30)
    end = start + timedelta(seconds=int(row["seconds"] or 0))
    told = row | {
        "warning_id": f"H{i:05d}",
        "issued_at": f"{issued}",
        "review_start": f"{start}" if row["decision"] else "",
        "review_end": f"{end}" if row["decision"] else "",
        "closed_on": f"{(issued + timedelta(days=3)).date()}" if row["closed"] else "",
    }
    return tuple(told[name] for name in COLUMNS)


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
