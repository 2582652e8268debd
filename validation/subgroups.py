"""Study: how often the subgroup search names a subgroup where there is none, and how often it finds one that is there.

Logs of 20,000 warnings with six attributes (2 x 5 x 2 x 3 x 16 x 10 levels, 9,600 cells), without and with subjects
that repeat, without and with single traits that matter, without and with one planted subgroup of three traits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from policeaudit.stats.clusters import BUCKETS, design_effect
from policeaudit.stats.subgroups import Search, search
from validation.study import Done, Row, Task, share
from validation.subjects import Floats, Ints, buckets, propensities, rows_each, some_keys

NAME = "subgroups"
SHARES = {
    "residency": np.array([0.7, 0.3]),
    "age": np.array([0.3, 0.25, 0.2, 0.15, 0.1]),
    "sex": np.array([0.5, 0.5]),
    "level": np.array([0.5, 0.3, 0.2]),
    "district": np.full(16, 1 / 16),
    "month": np.full(10, 0.1),
}
SIZES = tuple(len(shares) for shares in SHARES.values())
SPREAD = 0.35  # of the single traits' effects, on the logit scale
PLANTED = {"three traits": ((0, 1), (1, 2), (3, 1)), "few": ((0, 1), (1, 4), (3, 1)), "two traits": ((0, 1), (4, 3))}
LOGS = 60
_PER_TASK = 20


@dataclass(frozen=True)
class Setting:
    """A kind of log."""

    part: str
    traits_matter: bool = True
    icc: float | None = None
    """How alike the rows of a subject are; None where no subject repeats."""
    pattern: str = "geometric 5"
    rate: float = 0.8
    planted: str | None = None
    effect: float = 0.0
    rows: int = 20_000
    logs: int = LOGS


def settings() -> list[Setting]:
    """Nothing planted, independent and clustered; then planted subgroups."""
    repeating = (
        (True, 0.3, "geometric 5", 0.8),
        (True, 0.3, "geometric 10", 0.8),
        (True, 0.3, "geometric 5", 0.1),
        (False, 0.1, "2", 0.8),
    )
    return [
        *(Setting("nothing", matter, logs=2 * LOGS) for matter in (False, True)),
        *(Setting("nothing, subjects repeat", *each) for each in repeating),
        Setting("planted", planted="three traits", effect=-0.15, logs=LOGS // 2),
        Setting("planted", planted="three traits", effect=-0.1, logs=LOGS // 2),
        Setting("planted", planted="few", effect=-0.2, logs=LOGS // 2),
        Setting("planted", planted="two traits", effect=-0.15, logs=LOGS // 2),
        *(
            Setting(
                "planted, subjects repeat", icc=0.3, planted="three traits", effect=-0.15, rows=rows, logs=LOGS // 2
            )
            for rows in (20_000, 50_000)
        ),
    ]


def tasks(effort: float) -> list[Task]:
    """Some logs of one setting each."""
    found = []
    for setting in settings() if effort >= 1 else settings()[::4]:
        logs = max(2, round(setting.logs * effort))
        for start in range(0, logs, _PER_TASK):
            size = min(_PER_TASK, logs - start)
            arguments = {"setting": setting, "logs": size}
            found.append(Task(NAME, f"{setting!r} {start}", size * setting.rows / 2e4, arguments))
    return found


def measure(task: Task, rng: np.random.Generator) -> Row:
    """Counts of what each way of searching names."""
    setting, logs = task.arguments["setting"], task.arguments["logs"]
    counts: dict[str, int] = {}
    effects, tested = 0.0, 0
    for _ in range(logs):
        attributes, yes, no, excess = generate(setting, rng)
        ways: dict[str, Search] = {}
        if setting.icc is None:
            deff = 1.0
            ways["rows"] = search(attributes, yes.sum(1), no.sum(1))
        else:
            total, rows = yes.sum(0), (yes + no).sum(0)
            deff = float(design_effect(total, rows, 0 * total, 0 * rows))
            ways["deff"] = search(attributes, yes.sum(1), no.sum(1), deff=deff)
            ways["buckets"] = search(attributes, yes, no)
        effects, tested = effects + deff, tested + next(iter(ways.values())).tested
        for way, result in ways.items():
            for name, value in _judged(setting, result, excess).items():
                counts[f"{way} {name}"] = counts.get(f"{way} {name}", 0) + value
    return {"setting": setting, "logs": logs, "deff": effects, "tested": tested, "counts": counts}


def generate(setting: Setting, rng: np.random.Generator) -> tuple[Ints, Floats, Floats, float]:
    """A log as cells: attributes, cases and others by bucket (one where no subject repeats), and the planted excess."""
    each = (
        np.ones(setting.rows, dtype=np.int64) if setting.icc is None else rows_each(rng, setting.pattern, setting.rows)
    )
    people = int(np.searchsorted(np.cumsum(each), setting.rows)) + 1
    subject = np.repeat(np.arange(people), each[:people])[: setting.rows]
    levels = np.stack([rng.choice(len(shares), people, p=shares) for shares in SHARES.values()], axis=1)
    spread = SPREAD if setting.traits_matter else 0.0
    effects = [rng.normal(0, spread, size) if spread else np.zeros(size) for size in SIZES]
    rate = expit(logit(setting.rate) + sum(effect[levels[:, i]] for i, effect in enumerate(effects)))
    excess = float("nan")
    if setting.planted is not None:
        member = np.all([levels[:, i] == level for i, level in PLANTED[setting.planted]], axis=0)
        by_traits, rate = rate, np.where(member, np.clip(rate + setting.effect, 0.02, 0.98), rate)
        excess = float((rate - by_traits)[subject][member[subject]].mean())
    event = rng.random(len(subject)) < propensities(rng, rate, setting.icc or 0.0, people)[subject]
    bucket = 0 * subject if setting.icc is None else buckets()[some_keys(rng, people)][subject]
    width = 1 if setting.icc is None else BUCKETS
    code, cell = np.unique(np.ravel_multi_index(tuple(levels.T), SIZES)[subject], return_inverse=True)
    at = cell * width + bucket
    yes, no = (np.bincount(at[kept], minlength=len(code) * width).reshape(-1, width) for kept in (event, ~event))
    return np.stack(np.unravel_index(code, SIZES), axis=1), yes, no, excess


def _judged(setting: Setting, result: Search, excess: float) -> dict[str, int]:
    """Whether anything was named, the planted subgroup as the first, any other, it at all, and with limits that held."""
    names = [each.traits for each in result.found]
    figures = {"any": bool(names)}
    if setting.planted is not None:
        planted = PLANTED[setting.planted]
        hits = [each for each in result.found if each.traits == planted]
        figures |= {"exact": names[:1] == [planted], "extra": len(names) > len(hits), "named": bool(hits)}
        figures["held"] = any(each.low <= excess <= each.high for each in hits)
    return {name: int(value) for name, value in figures.items()}


def rows(done: list[Done]) -> list[Row]:
    """One row for each setting and way of searching."""
    found = []
    for setting in dict.fromkeys(each.result["setting"] for each in done):
        parts = [each.result for each in done if each.result["setting"] == setting]
        logs = sum(part["logs"] for part in parts)
        totals: dict[str, int] = {}
        for part in parts:
            for name, value in part["counts"].items():
                totals[name] = totals.get(name, 0) + value
        for way in dict.fromkeys(name.split()[0] for name in totals):
            figures = {name.split()[1]: value for name, value in totals.items() if name.split()[0] == way}
            row: Row = {
                "part": setting.part,
                "way": way,
                "traits_matter": setting.traits_matter,
                "icc": setting.icc,
                "pattern": setting.pattern if setting.icc is not None else None,
                "rate": setting.rate,
                "planted": setting.planted,
                "effect": setting.effect,
                "rows": setting.rows,
                "logs": logs,
                "deff": sum(part["deff"] for part in parts) / logs,
                "tested": sum(part["tested"] for part in parts) / logs,
            }
            named = figures.pop("named", 0)
            for name, value in figures.items():
                trials = named if name == "held" else logs
                row[name], row[f"{name}_se"] = share(value, trials)
            found.append(row)
    return found
