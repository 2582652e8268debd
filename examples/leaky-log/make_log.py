"""Write the leaky log: a log that was exported with far more about people than an audit needs.

All values are invented. The identity numbers have a valid check digit, but county 99 of a province and a day of birth after
2080, which nobody has; the places lie in a desert; telephone numbers and plates are drawn at random.

    python examples/leaky-log/make_log.py          # writes log.csv.gz beside this script
"""

from __future__ import annotations

import gzip
import random
from datetime import datetime, timedelta
from pathlib import Path

HERE = Path(__file__).parent
ROWS = 3_000
START = datetime(2022, 7, 1)
HALF_YEAR = 184 * 86_400
COLUMNS = (
    "warning_id",
    "subject_key",
    "issued_at",
    "alert",
    "residency",
    "outcome",
    "birth_year",
    "street",
    "id_number",
    "phone",
    "plate",
    "longitude",
    "latitude",
    "remark",
    "file_no",
)
PLANTED = ("id_number", "phone", "plate", "longitude", "latitude", "remark")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity_number(rng: random.Random) -> str:
    """18 characters with a valid check digit that nobody can have."""
    born = f"{rng.randint(2080, 2099)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    head = f"{rng.choice((11, 31, 44, 51))}9999{born}{rng.randint(1, 999):03}"
    return head + "10X98765432"[sum(int(d) * w for d, w in zip(head, _WEIGHTS, strict=True)) % 11]


def person(rng: random.Random) -> dict[str, str]:
    """What the log says of somebody each time."""
    return {
        "subject_key": f"{rng.randrange(16**12):012x}",
        "residency": "流动人口" if rng.random() < 0.4 else "本地居民",
        "birth_year": str(rng.randint(1945, 2004)),
        "street": f"{rng.choice('东西南北')}街{rng.randint(1, 12)}号段",
        "id_number": identity_number(rng),
        "phone": f"1990000{rng.randrange(10_000):04}",
        "plate": f"新{rng.choice('ABCDEF')}{rng.randrange(100_000):05}" if rng.random() < 0.3 else "",
    }


def make_rows(seed: int = 231) -> list[tuple[str, ...]]:
    """The rows in order of time."""
    rng = random.Random(seed)
    people = [person(rng) for _ in range(ROWS // 2)]
    moments = sorted(rng.randrange(HALF_YEAR) for _ in range(ROWS))
    rows = []
    for i, at in enumerate(moments, 1):
        who = rng.choice(people)
        alert = rng.random() < 0.3
        row = who | {
            "warning_id": f"S{i:05d}",
            "issued_at": f"{START + timedelta(seconds=at)}",
            "alert": "1" if alert else "0",
            "outcome": rng.choice(("属实", "属实", "不属实")) if alert else "",
            "longitude": f"{rng.uniform(82, 84):.6f}",
            "latitude": f"{rng.uniform(38, 39):.6f}",
            "remark": f"已联系，电话{who['phone']}，证件{who['id_number']}" if rng.random() < 0.1 else "",
            "file_no": f"A{rng.randrange(10**6):06}",
        }
        rows.append(tuple(row[name] for name in COLUMNS))
    return rows


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
