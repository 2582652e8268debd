"""Generate the demonstration log: a made-up city's police early-warning system, fourth quarter of 2022.

Every row is synthetic. Only two figures are taken from a published plan: of the warnings that were followed
up, 68.3 % proved right for migrant residents and 83.5 % for local residents. Those two shares are exact by
construction: each followed-up warning gets a latent strength (subject, score, place, age, chance), and within
each residency group just as many of the strongest are confirmed as the share asks for.

Officers review most warnings. Their reviews of warnings about migrant residents are short more often, and a
short review overrides nothing: so fewer wrong warnings about them are stopped. Both shares are exact too.
Of the rows without a warning 0.4 % are drawn at random and checked; 15 % of all such rows are cases.

    python examples/demo-city/generate.py          # writes log.csv.gz beside this script
    python examples/demo-city/generate.py --rows 1000000 --out log.parquet --format parquet

The CSV also holds a few hundred planted defects, which are printed; Parquet has typed columns, so it holds
clean rows only. The same arguments give the same file. Earlier quarters are made by make_earlier.py.
"""

from __future__ import annotations

import argparse
import gzip
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

HERE = Path(__file__).parent
ROWS = 200_000  # clean rows; planted defects come on top
NEW_MODEL_FROM = np.datetime64("2022-11-15", "s")

MIGRANT, LOCAL = 0, 1
# Of the warnings that were followed up, the share that proved right. All but the last quarter are invented: the gap
# is six points in 2021 and grows through 2022, before the new model and after it.
PRECISION = {
    "2021Q1": {MIGRANT: 0.776, LOCAL: 0.836},
    "2021Q2": {MIGRANT: 0.772, LOCAL: 0.833},
    "2021Q3": {MIGRANT: 0.778, LOCAL: 0.838},
    "2021Q4": {MIGRANT: 0.773, LOCAL: 0.834},
    "2022Q1": {MIGRANT: 0.754, LOCAL: 0.836},
    "2022Q2": {MIGRANT: 0.729, LOCAL: 0.835},
    "2022Q3": {MIGRANT: 0.702, LOCAL: 0.837},
    "2022Q4": {MIGRANT: 0.683, LOCAL: 0.835},
}
QUARTER = "2022Q4"
RESIDENCY = np.array(["流动人口", "本地居民"])
SEX = np.array(["男", "女"])
AREA = np.array(["城区", "农村"])
DISTRICTS = np.array(["东林区", "西泉区", "南桥区", "北岭区", "新河区", "清湾区", "云岫区", "石塘区"])
RURAL_SHARE = np.array([0.10, 0.15, 0.20, 0.25, 0.45, 0.50, 0.60, 0.65])
WORSE_DISTRICT = 6
LEVELS = np.array(["", "蓝", "黄", "红"])
LEVEL_FROM = np.array([0.50, 0.70, 0.85])
VERSIONS = np.array(["v2.3", "v3.0"])
NONE, CONFIRMED, UNFOUNDED, PENDING = range(4)
OUTCOMES = np.array(["", "属实", "不属实", "核查中"])
YES_NO = np.array(["", "是", "否"])  # nothing of it is said of rows without a warning
DECISIONS = np.array(["", "采纳", "否决"])
HASTY = {MIGRANT: 0.31, LOCAL: 0.12}  # of the reviewed warnings, those reviewed in less than a minute
OVERRIDDEN = {MIGRANT: 0.045, LOCAL: 0.105}  # of the reviewed warnings, none of them in less than a minute
REVIEWED = np.array([0.0, 0.93, 0.96, 0.998])  # by level
ACTED_ON = np.array([0.0, 0.18, 0.45, 0.85])
SPOT_CHECK, MISSED = 0.004, 0.15  # of the rows without a warning: checked, and cases among them
HOURS = np.array([2, 1, 1, 1, 1, 2, 3, 5, 8, 9, 8, 7, 6, 7, 8, 8, 8, 7, 7, 8, 9, 8, 6, 4], dtype=float)

COLUMNS = (
    "warning_id",
    "subject_key",
    "issued_at",
    "score",
    "level",
    "residency",
    "age",
    "sex",
    "area",
    "district",
    "model_version",
    "outcome",
    "checked_at",
    "review_minutes",
    "decision",
    "action",
    "closed",
)
WARNING_ID, _, ISSUED_AT, SCORE, LEVEL, *_ = range(len(COLUMNS))
DISTRICT, OUTCOME = COLUMNS.index("district"), COLUMNS.index("outcome")

# Rows planted in a log of ROWS rows; each has this one defect and no other.
PLANTED = {
    "score out of range": 40,
    "score unreadable": 30,
    "level unknown": 30,
    "date unreadable": 30,
    "outside the period": 60,
    "outcome unknown": 30,
    "wrong column count": 19,
    "broken quote": 1,
    "duplicate warning_id": 60,
}

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Times = npt.NDArray[np.datetime64]


@dataclass
class Log:
    """The log as columns of codes, in order of time."""

    subject: npt.NDArray[np.str_]
    issued: Times
    score: Floats
    level: Ints
    residency: Ints
    recorded: Bools  # residency is filled in
    age: Ints
    sex: Ints
    area: Ints
    district: Ints
    version: Ints
    outcome: Ints
    checked: Times
    minutes: Floats
    decision: Ints
    action: Ints
    closed: Ints

    def __len__(self) -> int:
        return len(self.subject)


def period(quarter: str) -> tuple[np.datetime64, np.datetime64]:
    """The first second of a quarter ("2022Q4"), and that of the next."""
    year, number = quarter.split("Q")
    first = np.datetime64(f"{year}-{3 * int(number) - 2:02}")
    return first.astype("datetime64[s]"), (first + 3).astype("datetime64[s]")


def seed_of(quarter: str) -> int:
    """The last day of a quarter as a number."""
    last = period(quarter)[1] - np.timedelta64(1, "D")
    return int(str(last)[:10].replace("-", ""))


def subjects(rng: np.random.Generator, rows: int) -> dict[str, npt.NDArray]:
    """Say for each row who it is about; a subject has 3.3 rows on average and keeps its attributes."""
    count = int(rows * 0.3 * 1.03)
    who = np.repeat(np.arange(count), rng.geometric(1 / (1 + rng.gamma(1.5, 1.55, count))))[:rows]
    rng.shuffle(who)
    district = rng.choice(len(DISTRICTS), count, p=[0.17, 0.15, 0.14, 0.13, 0.12, 0.11, 0.09, 0.09])
    age = np.clip(np.round(rng.gamma(9.0, 2.6, count) + 14), 14, 90).astype(np.int64)
    old = rng.random(count) < 0.045
    age = np.where(old, rng.integers(60, 89, count), np.where(age >= 60, rng.integers(35, 60, count), age))
    columns = {
        "key": np.frombuffer(rng.bytes(6 * count).hex().encode(), dtype="S12").astype(str),
        "residency": np.where(rng.random(count) < 0.30, MIGRANT, LOCAL),
        "sex": (rng.random(count) < 0.38).astype(np.int64),
        "age": age,
        "district": district,
        "area": (rng.random(count) < RURAL_SHARE[district]).astype(np.int64),
        "risk": rng.normal(size=count),  # what the score sees
        "truth": rng.normal(size=count),  # what only a follow-up finds
    }
    return {name: values[who] for name, values in columns.items()}


def times(rng: np.random.Generator, rows: int, quarter: str) -> Times:
    """Moments in the quarter, more in the daytime, sorted."""
    first, end = period(quarter)
    days = rng.integers(0, (end - first).astype(int) // 86_400, rows)
    hours = rng.choice(24, rows, p=HOURS / HOURS.sum())
    seconds = days * 86_400 + hours * 3_600 + rng.integers(0, 3_600, rows)
    return np.sort(first + seconds.astype("timedelta64[s]"))


def highest(values: Floats, counted: Bools, share: float) -> Bools:
    """Which values are at least as high as those of a share of the counted rows, which is met exactly."""
    most = round(share * counted.sum())
    bar = np.partition(values[counted], counted.sum() - most)[counted.sum() - most]
    return values >= bar


def outcomes(rng: np.random.Generator, log: Log, truth: Floats, clean: Bools, quarter: str) -> Ints:
    """Outcome of each row; the shares of ``PRECISION`` are exact over the clean rows."""
    rows = len(log)
    warned = log.level > 0
    migrant = log.residency == MIGRANT
    latent = (
        0.61 * truth
        + 0.79 * rng.normal(size=rows)
        + 1.6 * log.score
        - 0.07 * (log.area == 1)
        - 0.21 * (log.age >= 60)
        - 0.17 * (log.district == WORSE_DISTRICT)
    )
    # Open cases pile up at the end of the quarter; a few warnings are never looked at.
    late = log.issued >= period(quarter)[1] - np.timedelta64(12, "D")
    open_share = np.where(migrant, 0.013, 0.008) * np.where(late, 6.0, 0.6)
    draw = rng.random(rows)
    pending = warned & (draw < open_share)
    unchecked = warned & (draw > 1 - np.where(migrant, 0.008, 0.004))
    result = np.zeros(rows, dtype=np.int64)
    for group, share in PRECISION[quarter].items():
        followed = warned & ~pending & ~unchecked & (log.residency == group)
        right = highest(latent, followed & clean & log.recorded, share)
        result[followed] = np.where(right[followed], CONFIRMED, UNFOUNDED)
    result[pending] = PENDING
    spot_check = ~warned & (rng.random(rows) < SPOT_CHECK)
    result[spot_check] = np.where(rng.random(spot_check.sum()) < MISSED, CONFIRMED, UNFOUNDED)
    return result


def human_step(rng: np.random.Generator, log: Log, clean: Bools) -> None:
    """Say what officers did with each warning; the shares of ``HASTY`` and ``OVERRIDDEN`` are exact over the clean rows."""
    rows = len(log)
    warned, known = log.level > 0, np.isin(log.outcome, (CONFIRMED, UNFOUNDED))
    reviewed = rng.random(rows) < REVIEWED[log.level]
    haste = rng.random(rows)
    doubt = rng.normal(size=rows) + 1.2 * (log.outcome == UNFOUNDED)
    hasty, overridden = np.zeros((2, rows), dtype=bool)
    for group in HASTY:
        ours = log.residency == group
        counted = ours & clean & log.recorded
        hasty |= ours & reviewed & highest(haste, counted & reviewed, HASTY[group])
        doubt[hasty] = -np.inf
        overridden |= ours & reviewed & highest(doubt, counted & reviewed, OVERRIDDEN[group])
    acted_on = ~overridden & (rng.random(rows) < ACTED_ON[log.level])
    closed = known & (rng.random(rows) < 0.97)
    slow = np.maximum(np.round(rng.lognormal(np.log(6), 0.8, rows), 1), 1.0)
    minutes = np.where(hasty, np.round(rng.uniform(0.1, 0.9, rows), 1), slow)
    log.minutes = np.where(reviewed, minutes, np.nan)
    log.decision = np.where(reviewed, 1 + overridden, 0)
    log.action, log.closed = (np.where(warned, 2 - yes, 0) for yes in (acted_on, closed))


def make_log(rows: int, planted: int = 0, quarter: str = QUARTER) -> tuple[Log, Ints]:
    """Draw ``rows`` clean rows and ``planted`` more; return the log and the places of the latter."""
    rng = np.random.default_rng(seed_of(quarter))
    total = rows + planted
    who = subjects(rng, total)
    issued = times(rng, total, quarter)
    version = (issued >= NEW_MODEL_FROM).astype(np.int64)
    strength = 0.87 * who["risk"] + 0.49 * rng.normal(size=total)
    strength += 0.35 * (who["residency"] == MIGRANT) - 0.30 * (who["age"] >= 60) + 0.03 * version
    score = np.round(1 / (1 + np.exp(1.15 - 1.2 * strength)), 3)
    log = Log(
        subject=who["key"],
        issued=issued,
        score=score,
        level=np.searchsorted(LEVEL_FROM, score, side="right"),
        residency=who["residency"],
        recorded=rng.random(total) >= 0.008,
        age=who["age"],
        sex=who["sex"],
        area=who["area"],
        district=who["district"],
        version=version,
        outcome=np.zeros(total, dtype=np.int64),
        checked=np.full(total, np.datetime64("NaT"), dtype="datetime64[s]"),
        minutes=np.full(total, np.nan),
        decision=np.zeros(total, dtype=np.int64),
        action=np.zeros(total, dtype=np.int64),
        closed=np.zeros(total, dtype=np.int64),
    )
    places = np.sort(rng.choice(total - 1, planted, replace=False)) + 1  # the first row stays clean
    clean = np.ones(total, dtype=bool)
    clean[places] = False
    log.outcome = outcomes(rng, log, who["truth"], clean, quarter)
    known = np.isin(log.outcome, (CONFIRMED, UNFOUNDED))
    delay = (rng.gamma(2.0, 1.6, total) * 86_400).astype("timedelta64[s]")
    log.checked = np.where(known, log.issued + delay, log.checked)
    human_step(np.random.default_rng([seed_of(quarter), 12]), log, clean)
    return log, places


def warning_ids(rows: int, quarter: str) -> list[str]:
    """Running numbers."""
    return [f"YJ{quarter}-{i:08d}" for i in range(1, rows + 1)]


def as_text(log: Log) -> list[list[str]]:
    """The rows of the log as text, field by field."""
    columns = [
        warning_ids(len(log), QUARTER),
        log.subject.tolist(),
        [t.replace("T", " ") for t in np.datetime_as_string(log.issued, unit="s").tolist()],
        [f"{s:.3f}" for s in log.score.tolist()],
        LEVELS[log.level].tolist(),
        np.where(log.recorded, RESIDENCY[log.residency], "").tolist(),
        log.age.astype(str).tolist(),
        SEX[log.sex].tolist(),
        AREA[log.area].tolist(),
        DISTRICTS[log.district].tolist(),
        VERSIONS[log.version].tolist(),
        OUTCOMES[log.outcome].tolist(),
        ["" if t == "NaT" else t.replace("T", " ") for t in np.datetime_as_string(log.checked, unit="s").tolist()],
        ["" if np.isnan(m) else f"{m:.1f}" for m in log.minutes.tolist()],
        DECISIONS[log.decision].tolist(),
        YES_NO[log.action].tolist(),
        YES_NO[log.closed].tolist(),
    ]
    return [list(row) for row in zip(*columns, strict=True)]


def plant(rows: list[list[str]], places: Ints, counts: dict[str, int], rng: np.random.Generator) -> None:
    """Spoil the rows at ``places``, one defect each."""
    kinds = rng.permutation(np.repeat(list(counts), list(counts.values())))
    spoilt = set(places.tolist())
    for at, kind in zip(places.tolist(), kinds.tolist(), strict=True):
        spoil(rows, at, kind, spoilt)


def spoil(rows: list[list[str]], at: int, kind: str, spoilt: set[int]) -> None:
    """Give the row ``at`` one defect."""
    row = rows[at]
    match kind:
        case "score out of range":
            row[SCORE] = "1.7"
        case "score unreadable":
            row[SCORE] = ("--", "高", "0.8.3")[at % 3]
        case "level unknown":
            row[LEVEL] = "橙"
        case "date unreadable":
            row[ISSUED_AT] = ("2022-13-05 08:00:00", "十月三日", "2022-11-31 10:20:00")[at % 3]
        case "outside the period":
            row[ISSUED_AT] = ("2022-09-30", "2023-01-01")[at % 2] + row[ISSUED_AT][10:]
        case "outcome unknown":
            row[OUTCOME] = "待定"
        case "wrong column count":
            rows[at] = row[:-2] if at % 2 else [*row, "备注"]
        case "broken quote":
            row[DISTRICT] = '"' + row[DISTRICT]
        case "duplicate warning_id":
            earlier = next(i for i in range(at - 1, -1, -1) if i not in spoilt)
            rows[at] = list(rows[earlier])


def write_csv(rows: int, out: Path) -> dict[str, int]:
    """Write the log with its planted defects (gzipped if the name ends in .gz); return what was planted."""
    counts = {kind: max(1, round(n * rows / ROWS)) for kind, n in PLANTED.items()}
    counts["broken quote"] = 1
    log, places = make_log(rows, sum(counts.values()))
    table = as_text(log)
    plant(table, places, counts, np.random.default_rng(seed_of(QUARTER) + 1))
    text = "".join(",".join(row) + "\n" for row in [list(COLUMNS), *table]).encode()
    if out.suffix == ".gz":
        buffer = io.BytesIO()
        with gzip.GzipFile(filename="", fileobj=buffer, mode="wb", compresslevel=9, mtime=0) as stream:
            stream.write(text)
        text = buffer.getvalue()
    out.write_bytes(text)
    return counts


def write_parquet(rows: int, out: Path, quarter: str = QUARTER) -> None:
    """Write the clean log with typed columns."""
    log, _ = make_log(rows, quarter=quarter)

    def coded(codes: Ints, words: npt.NDArray[np.str_]) -> pa.Array:
        return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), pa.array(words.tolist()))

    arrays = [
        pa.array(warning_ids(rows, quarter)),
        pa.array(log.subject),
        pa.array(log.issued, pa.timestamp("s")),
        pa.array(log.score),
        coded(log.level, LEVELS),
        coded(np.where(log.recorded, log.residency, len(RESIDENCY)), np.append(RESIDENCY, "")),
        pa.array(log.age, pa.int16()),
        coded(log.sex, SEX),
        coded(log.area, AREA),
        coded(log.district, DISTRICTS),
        coded(log.version, VERSIONS),
        coded(log.outcome, OUTCOMES),
        pa.array(log.checked, pa.timestamp("s"), mask=np.isnat(log.checked)),
        pa.array(log.minutes, mask=np.isnan(log.minutes)),
        coded(log.decision, DECISIONS),
        coded(log.action, YES_NO),
        coded(log.closed, YES_NO),
    ]
    pq.write_table(pa.table(arrays, names=list(COLUMNS)), out, compression="zstd")


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the synthetic demonstration log.")
    parser.add_argument("--rows", type=int, default=ROWS, help="clean rows (default: %(default)s)")
    parser.add_argument("--out", type=Path, default=HERE / "log.csv.gz", help="default: beside this script")
    parser.add_argument("--format", choices=("csv", "parquet"), default="csv")
    args = parser.parse_args()
    if args.format == "parquet":
        write_parquet(args.rows, args.out)
        print(f"{args.out}: {args.rows:,} rows, all synthetic")
        return
    counts = write_csv(args.rows, args.out)
    print(f"{args.out}: {args.rows + sum(counts.values()):,} rows, all synthetic")
    print(f"  clean {args.rows:,}")
    for kind, n in counts.items():
        print(f"  planted {kind} {n}")


if __name__ == "__main__":
    main()
