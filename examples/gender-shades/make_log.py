"""Write logs that give the error rates which Gender Shades printed for three commercial gender classifiers.

Buolamwini & Gebru (2018), "Gender Shades", PMLR 81:1-15, table 4: error rates of four groups, to one decimal. The paper
prints the rates and the sizes of the groups, not the numbers of errors, and not every printed rate can be had with the
printed size. Each group therefore has the number of pictures nearest to its size with which the rate comes out.

    python examples/gender-shades/make_log.py     # writes one log for each classifier
"""

from __future__ import annotations

import gzip
from itertools import count
from pathlib import Path

HERE = Path(__file__).parent
GROUPS = (("darker", "female"), ("darker", "male"), ("lighter", "female"), ("lighter", "male"))
SIZES = (271, 318, 296, 385)
ERROR_PERCENT = {
    "microsoft": (20.8, 6.0, 1.7, 0.0),
    "facepp": (34.5, 0.7, 6.0, 0.8),
    "ibm": (34.7, 12.0, 7.1, 0.3),
}


def pictures(percent: float, size: int) -> tuple[int, int]:
    """Pictures and errors: the number of pictures nearest to the size that gives the rate to its printed decimal."""
    for away in count():
        for n in (size - away, size + away):
            errors = round(n * percent / 100)
            if f"{errors / n * 100:.1f}" == f"{percent:.1f}":
                return n, errors
    raise AssertionError  # count() does not end


def rows(classifier: str) -> list[tuple[str, ...]]:
    """The header and one row for each picture."""
    found = []
    for (skin, sex), size, percent in zip(GROUPS, SIZES, ERROR_PERCENT[classifier], strict=True):
        n, errors = pictures(percent, size)
        found += [(skin, sex, "1", "wrong" if i < errors else "right") for i in range(n)]
    return [("skin", "sex", "answered", "answer"), *found]


def write(classifier: str, out: Path) -> int:
    """Write the log of a classifier and say how many rows it has."""
    lines = rows(classifier)
    text = "".join(",".join(line) + "\n" for line in lines)
    with out.open("wb") as file, gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0) as stream:
        stream.write(text.encode())
    return len(lines) - 1


def main() -> None:
    for classifier in ERROR_PERCENT:
        target = HERE / f"{classifier}.csv.gz"
        print(f"{target}: {write(classifier, target):,} rows")


if __name__ == "__main__":
    main()
