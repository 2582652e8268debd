"""A rich assessment made up for the tests: every number follows from the counts below."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np

from policeaudit.assessment.model import Assessment, VerdictWord
from policeaudit.measures import MEASURES, Measure

Z = 1.959964
HOSTILE = {
    "migrants": '<script>alert("1")</script>',
    "locals": "\u202eesrever \u2066Locals & <b>bold</b>",
    "not_recorded": "长" * 5000 + "x" * 5000,
}

# rows, then confirmed, unfounded, pending, not followed up among the warnings
COUNTS: dict[str, dict[str, tuple[int, int, int, int, int]]] = {
    "residency": {
        "locals": (149_000, 10_020, 1_980, 180, 100),
        "migrants": (50_000, 4_098, 1_902, 150, 90),
        "not_recorded": (1_000, 48, 12, 12, 8),
    },
    "age": {
        "18-34": (62_000, 5_100, 1_450, 130, 70),
        "35-59": (101_000, 7_400, 1_990, 150, 90),
        "60+": (37_000, 1_666, 454, 62, 38),
    },
    "district": {
        "north": (40_100, 3_000, 760, 60, 35),
        "south": (39_000, 2_900, 700, 60, 35),
        "east": (38_500, 2_500, 690, 60, 35),
        "west": (37_900, 2_400, 880, 60, 35),
        "harbour": (44_000, 3_340, 850, 90, 50),
        "hill": (500, 26, 14, 12, 8),
    },
    "housing": {
        "own": (159_000, 11_124, 3_288, 100, 88),
        "dormitory": (21_000, 1_706, 294, 0, 0),
        "rented": (20_000, 1_336, 312, 242, 110),
    },
}
REFERENCE = {"residency": "locals", "age": "35-59", "district": None, "housing": "dormitory"}
LABELS = {
    "residency": ("Residency", "居住身份"),
    "age": ("Age band", "年龄段"),
    "district": ("District", "辖区"),
    "housing": ("Housing", "住房类型"),
    "locals": ("local residents", "本地居民"),
    "migrants": ("migrant residents", "流动人口"),
    "not_recorded": ("not recorded", "未记录"),
    "18-34": ("18 to 34", "18至34岁"),
    "35-59": ("35 to 59", "35至59岁"),
    "60+": ("60 and over", "60岁及以上"),
    "north": ("North", "北区"),
    "south": ("South", "南区"),
    "east": ("East", "东区"),
    "west": ("West", "西区"),
    "harbour": ("Harbour", "港口区"),
    "hill": ("Hill", "山区"),
    "own": ("own home", "自有住房"),
    "dormitory": ("works dormitory", "单位宿舍"),
    "rented": ("rented room", "出租房"),
    "rest": ("all others", "其余群体"),
}
LIMITS = {"precision": ("gap", 0.05), "selection_rate": ("ratio", 0.8), "follow_up_rate": ("target", 0.9)}
LIMIT_FEATURES = {
    "precision": ["residency", "age", "district", "housing"],
    "selection_rate": ["residency"],
    "follow_up_rate": ["housing"],
}
SET_BY = {"en": "City Oversight Board", "zh": "市监督委员会"}
UNMEASURABLE = {
    "en": "Only warnings were ever checked, so the real cases without a warning are unknown.",
    "zh": "只有预警得到核查，未预警的真实情形不明。",
}
PILLARS = [
    ("P1", "Data security", "数据安全与隐私"),
    ("P2", "Fair and accurate warnings", "算法公平与预警准确"),
    ("P3", "People and technology", "技术应用与人工干预"),
    ("P4", "Digital inclusion", "数字包容与服务可及"),
    ("P5", "Honest execution and resources", "执行真实与资源均衡"),
    ("P6", "Governance and redress", "治理、公开与救济"),
]


def words(name: str, labels: dict[str, str] | None = None) -> dict[str, str]:
    if labels and name in labels:
        return {"en": labels[name], "zh": labels[name]}
    en, zh = LABELS[name]
    return {"en": en, "zh": zh}


def cells(feature: str | None, group: str | None) -> np.ndarray:
    """The eight cells of a group, of the rest ('not:x') or of all rows."""
    if feature is None:
        return sum(cells("residency", g) for g in COUNTS["residency"])
    if group is not None and group.startswith("not:"):
        return sum(cells(feature, g) for g in COUNTS[feature] if g != group[4:])
    rows, c, u, p, n = COUNTS[feature][group]
    return np.array([c, u, p, n, 0, 0, 0, rows - c - u - p - n])


def wilson(x: float, n: float) -> tuple[float, float]:
    p, z2 = x / n, Z * Z
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return centre - half, centre + half


def rate(measure: Measure, counts: np.ndarray, fill: str = "observed") -> tuple[int, int, float]:
    x, n = (int(v) for v in measure.ratio(counts, fill))
    return x, n, x / n


def measurement(name: str, feature: str | None, group: str | None) -> dict[str, object]:
    measure = MEASURES[name]
    base = {"measure": name, "sensitive_feature": feature, "group": group, "n_effective": None}
    counts = cells(feature, group)
    missing = int(measure.missing(counts))
    if measure.needs_outcomes_beyond_alerts:
        empty = dict.fromkeys(("value", "low", "high", "lower_bound", "upper_bound", "numerator"))
        return base | empty | {"n": 0, "missing": missing, "method": "none", "not_measurable": UNMEASURABLE}
    x, n, value = rate(measure, counts)
    low, high = wilson(x, n)
    bounds = (rate(measure, counts, fill)[2] for fill in ("lowest", "highest"))
    lower, upper = bounds if measure.lowest else (None, None)
    numbers = {"n": n, "value": value, "low": low, "high": high, "lower_bound": lower, "upper_bound": upper}
    return base | numbers | {"numerator": x, "missing": missing, "method": "wilson", "not_measurable": None}


def gap_of(measure: Measure, ours: np.ndarray, theirs: np.ndarray) -> dict[str, float]:
    sign = 1 if measure.worse == "higher" else -1
    (x, n, p), (y, m, q) = rate(measure, ours), rate(measure, theirs)
    (l1, u1), (l2, u2) = wilson(x, n), wilson(y, m)
    d = p - q
    low = d - math.hypot(p - l1, u2 - q)
    high = d + math.hypot(u1 - p, q - l2)
    fills = [rate(measure, ours, "lowest")[2] - rate(measure, theirs, "highest")[2]]
    fills.append(rate(measure, ours, "highest")[2] - rate(measure, theirs, "lowest")[2])
    ends, bounds = sorted((sign * low, sign * high)), sorted(sign * f for f in fills)
    return {
        "value": sign * d,
        "low": ends[0],
        "high": ends[1],
        "lower_bound": bounds[0],
        "upper_bound": bounds[1],
    }


def judge(gap: dict[str, float], n: int, limit: float) -> VerdictWord:
    if n < 50:
        return VerdictWord.CANNOT_TELL
    if gap["low"] > limit:
        return VerdictWord.ACTION_NEEDED if gap["lower_bound"] > limit else VerdictWord.CANNOT_TELL
    if gap["value"] > limit:
        return VerdictWord.WATCH if gap["lower_bound"] > 0 else VerdictWord.CANNOT_TELL
    inside = gap["low"] > -limit and gap["high"] < limit
    missing_inside = gap["lower_bound"] > -limit and gap["upper_bound"] < limit
    return VerdictWord.NO_CONCERN if inside and missing_inside else VerdictWord.CANNOT_TELL


def finding(name: str, feature: str, group: str, labels: dict[str, str] | None) -> dict[str, object]:
    measure, reference = MEASURES[name], REFERENCE[feature]
    kind, value = LIMITS.get(name, (None, 0.0))
    limited = feature in LIMIT_FEATURES.get(name, [])
    ours, theirs = cells(feature, group), cells(feature, reference or f"not:{group}")
    gap, n, m = gap_of(measure, ours, theirs), rate(measure, ours)[1], rate(measure, theirs)[1]
    p, q = rate(measure, ours)[2], rate(measure, theirs)[2]
    ratio = {
        "value": p / q,
        "low": p / q * 0.97,
        "high": p / q * 1.03,
        "lower_bound": None,
        "upper_bound": None,
    }
    reference = reference or "rest"
    verdict = judge(gap, n, value if kind == "gap" else 0.03) if limited else VerdictWord.NO_LIMIT
    if kind == "target" and limited:
        low, high = wilson(p * n, n)
        gap = {"value": value - p, "low": value - high, "high": value - low}
        gap |= {"lower_bound": gap["value"], "upper_bound": gap["value"]}
        verdict = VerdictWord.ACTION_NEEDED if gap["low"] > 0 else VerdictWord.NO_CONCERN
        reference = None
    survives = None if not measure.missing(ours) else verdict is not VerdictWord.CANNOT_TELL
    return {
        "id": f"group-rates.{name}.{feature}.{group}",
        "check": "group-rates",
        "pillar": "P2",
        "verdict": verdict,
        "measure": name,
        "sensitive_feature": feature,
        "group": group,
        "reference": reference,
        "gap": gap,
        "ratio": ratio,
        "limit": {"value": value, "kind": kind, "set_by": SET_BY, "set_on": dt.date(2022, 9, 1)} if limited else None,
        "n": n,
        "n_reference": m if reference else None,
        "n_needed": 1_150 if verdict is VerdictWord.CANNOT_TELL else None,
        "adjusted_p": 0.0001 if verdict is VerdictWord.ACTION_NEEDED else 0.4 if limited else None,
        "watch_q": 0.0001 if limited else None,
        "survives_missing": survives,
        **sentences(name, feature, group, reference, (p, q), gap, verdict, labels),
    }


def sentences(name, feature, group, reference, rates, gap, verdict, labels):
    p, q = (f"{r * 100:.1f}%" for r in rates)
    d, low, high, lb, ub = (f"{gap[k] * 100:.1f}" for k in ("value", "low", "high", "lower_bound", "upper_bound"))
    ours = words(group, labels)
    theirs = words(reference or "rest", labels)
    label = MEASURES[name].label
    en_measure, zh_measure = label.en.split(" (")[0], label.zh.split("（")[0]
    against = ("the target", "目标") if reference is None else (theirs["en"], theirs["zh"])
    cannot = verdict is VerdictWord.CANNOT_TELL
    return {
        "heading": {
            "en": f"{en_measure}, {ours['en']}: {d} points worse than {against[0]}",
            "zh": f"{zh_measure}：{ours['zh']}比{against[1]}差{d}个百分点",
        },
        "sentence": {
            "en": f"The rate is {p} for {ours['en']} and {q} for {theirs['en']}: a gap of {d} percentage"
            f" points, between {low} and {high}; for every missing result between {lb} and {ub}.",
            "zh": f"{ours['zh']}为{p}，{theirs['zh']}为{q}，差距为{d}个百分点，在{low}至{high}之间；"
            f"无论缺失结果为何，在{lb}至{ub}之间。",
        },
        "criterion": {
            "en": "The City Oversight Board accepts a gap of at most 5.0 points (set on 1 September 2022).",
            "zh": "市监督委员会可以接受的差距不超过5.0个百分点（2022年9月1日设定）。",
        },
        "effect": {
            "en": "A wrong warning can lead to a visit, a check or a record.",
            "zh": "不属实的预警可能导致走访、盘查或留下记录。",
        },
        "settle": {
            "en": "About 1,150 more checked warnings in this group would settle it.",
            "zh": "该群体再核查约1,150条预警即可判断。",
        }
        if cannot
        else None,
    }


def follow_up() -> list[dict[str, object]]:
    rows = []
    for feature, group in [(None, None), *((f, g) for f in COUNTS for g in COUNTS[f])]:
        c = [int(v) for v in cells(feature, group)]
        for alerted, four in ((True, c[:4]), (False, c[4:])):
            statuses = dict(zip(("confirmed", "unfounded", "pending", "not_followed_up"), four, strict=True))
            rows.append({"sensitive_feature": feature, "group": group, "alerted": alerted} | statuses)
    return rows


def pillars(findings: list[dict[str, object]]) -> list[dict[str, object]]:
    made = []
    for code, en, zh in PILLARS:
        counts: dict[VerdictWord, int] = {}
        for f in findings if code == "P2" else []:
            counts[f["verdict"]] = counts.get(f["verdict"], 0) + 1
        verdict = VerdictWord.ACTION_NEEDED if counts else VerdictWord.NOT_ASSESSED
        sentence = {
            "en": "Warnings about migrant residents are wrong more often than the limit allows."
            if counts
            else "This edition has no check for this area.",
            "zh": "涉及流动人口的预警不属实的比例超出限值。" if counts else "本版尚无针对该领域的检查。",
        }
        made.append(
            {
                "id": code,
                "label": {"en": en, "zh": zh},
                "verdict": verdict,
                "counts": counts,
                "sentence": sentence,
            }
        )
    return made


def sample(labels: dict[str, str] | None = None, **audit: object) -> Assessment:
    """The assessment; ``labels`` replaces group labels, ``audit`` replaces fields of the audit."""
    groups = [(None, None), *((f, g) for f in COUNTS for g in COUNTS[f])]
    measures = [measurement(name, f, g) for name in MEASURES for f, g in groups]
    findings = [
        finding(name, feature, group, labels)
        for name in ("precision", "selection_rate", "follow_up_rate")
        for feature in COUNTS
        for group in COUNTS[feature]
        if group != REFERENCE[feature] or (name == "follow_up_rate" and feature == "housing")
    ]
    return Assessment.model_validate(
        {
            "audit": AUDIT
            | {
                "features": [
                    {
                        "name": f,
                        "label": words(f),
                        "groups": [{"id": g, "label": words(g, labels)} for g in COUNTS[f]],
                        "reference": REFERENCE[f],
                    }
                    for f in COUNTS
                ]
            }
            | audit,
            "intake": INTAKE | {"follow_up": follow_up()},
            "pillars": pillars(findings),
            "findings": findings,
            "measures": measures,
            "checks": CHECKS,
            "exhibits": exhibits(labels),
            "provenance": PROVENANCE,
        }
    )


def exhibits(labels: dict[str, str] | None) -> list[dict[str, object]]:
    """One exhibit of each form, and one that is a table alone."""
    names = ("locals", "migrants", "not_recorded")
    heads = [{"label": {"en": "Group", "zh": "群体"}}, {"label": {"en": "Count", "zh": "数量"}, "kind": "count"}]
    heads += [{"label": {"en": "Share", "zh": "比例"}, "kind": "percent"}]
    heads += [{"label": {"en": "Range", "zh": "区间"}, "kind": "percent"}]
    rows = [[words(g, labels), 1234 + i, 0.5 + i / 10, [0.4, 0.95]] for i, g in enumerate(names)]
    dots = [
        {"label": words(g, labels), "value": 12.5 * i, "low": 10 * i, "high": 15 * i, "n": 40}
        for i, g in enumerate(names)
    ]
    lines = [
        {
            "label": words(g, labels),
            "points": [{"x": x, "y": 0.5 + (x + i) / 20, "low": 0.4, "high": 0.9} for x in range(3)],
        }
        for i, g in enumerate(names)
    ]
    quarters = [[x, {"en": f"Q{x + 1}", "zh": f"第{x + 1}季"}] for x in range(3)]
    axes = {"x_label": {"en": "quarter", "zh": "季度"}, "y_label": {"en": "share right", "zh": "属实比例"}}
    forms = [
        None,
        {"form": "dots", "dots": dots, "kind": "minutes", "band": [0, 15]},
        {"form": "lines", **axes, "lines": lines, "ticks": quarters, "breaks": [[1.5, {"en": "v3.2", "zh": "v3.2"}]]},
    ]
    return [
        {
            "id": f"group-rates.{i}",
            "check": "group-rates",
            "pillar": "P2",
            "exhibit": {
                "name": str(i),
                "title": {"en": f"Exhibit {i}", "zh": f"展示{i}"},
                "columns": heads,
                "rows": rows,
                "chart": form,
                "note": {"en": "How to read it.", "zh": "阅读方法。"},
            },
        }
        for i, form in enumerate(forms)
    ]


CHECKS: list[dict[str, object]] = [
    {
        "id": name,
        "pillar": "P2",
        "title": {"en": f"Check {name}", "zh": f"检查{name}"},
        "asks": {"en": "Is it so?", "zh": "是否如此？"},
        "matters": {"en": "It matters.", "zh": "很重要。"},
        "cannot_show": {"en": "It shows no cause.", "zh": "不能说明原因。"},
        "quantities": {},
        "not_assessed": reason,
    }
    for name, reason in (("group-rates", None), ("scores", {"en": "the plan names no score", "zh": "方案未指定分数"}))
]


AUDIT: dict[str, object] = {
    "id": "demo-city-2022q4",
    "title": {
        "en": "Person early-warning system of Demo City, 2022 fourth quarter",
        "zh": "示例市人员智能预警系统2022年第四季度",
    },
    "operator": {"en": "Demo City Public Security Bureau", "zh": "示例市公安局"},
    "system": {"en": "Person early-warning system, version 3", "zh": "人员智能预警系统（第3版）"},
    "purpose": {
        "en": "Points officers to people who may be about to commit an offence, so that they can be visited.",
        "zh": "提示民警关注可能违法犯罪的人员，以便走访。",
    },
    "outcome_meaning": {
        "en": "The visit found what the warning was about.",
        "zh": "走访证实了预警所指的情况。",
    },
    "rated_unit": "person",
    "period_start": dt.date(2022, 10, 1),
    "period_end": dt.date(2022, 12, 31),
    "commissioned_by": SET_BY,
    "audited_by": {"en": "University Audit Group", "zh": "大学评估组"},
    "independence": {
        "en": "The auditors took no part in building or approving the system.",
        "zh": "评估人员未参与该系统的建设或审批。",
    },
    "status": "draft",
    "edition": "full",
    "synthetic": True,
    "language": "en",
    "alert_rule": {"en": "Level yellow or red counts as a warning.", "zh": "黄色和红色等级计为预警。"},
    "levels": [
        {"id": "blue", "label": {"en": "Blue", "zh": "蓝色"}, "alert": False},
        {"id": "yellow", "label": {"en": "Yellow", "zh": "黄色"}, "alert": True},
        {"id": "red", "label": {"en": "Red", "zh": "红色"}, "alert": True},
    ],
    "limits": [
        {
            "measure": measure,
            "label": {"en": MEASURES[measure].label.en, "zh": MEASURES[measure].label.zh},
            "kind": kind,
            "value": value,
            "features": LIMIT_FEATURES[measure],
            "set_by": SET_BY,
            "set_on": dt.date(2022, 11, 15) if measure == "follow_up_rate" else dt.date(2022, 9, 1),
            "after_start": measure == "follow_up_rate",
            "after_end": False,
        }
        for measure, (kind, value) in LIMITS.items()
    ],
    "rules": {
        "confidence": 0.95,
        "alpha": 0.05,
        "watch_fdr": 0.1,
        "min_n": 30,
        "min_events": 5,
        "min_follow_up": 0.5,
        "family_size": 14,
    },
}

INTAKE: dict[str, object] = {
    "rows_in": 200_412,
    "rows_used": 200_000,
    "left_out": [
        {
            "reason": "duplicate",
            "rows": 240,
            "label": {"en": "repeats of a row already counted", "zh": "重复行"},
        },
        {
            "reason": "outside_period",
            "rows": 131,
            "label": {"en": "outside the period", "zh": "不在评估期间"},
        },
        {
            "reason": "unreadable",
            "rows": 41,
            "label": {"en": "unreadable number or date", "zh": "数字或日期无法读取"},
        },
    ],
    "left_out_columns": [
        {"reason": "duplicate", "column": None, "rows": 240},
        {"reason": "outside_period", "column": "scored_at", "rows": 131},
        {"reason": "unreadable", "column": "score", "rows": 30},
        {"reason": "unreadable", "column": "scored_at", "rows": 11},
    ],
    "files": [
        {
            "name": f"log-2022-{month}.csv.gz",
            "format": "csv",
            "encoding": "utf-8",
            "bytes": 1_500_000 + month,
            "sha256": f"{month:x}" * 64,
            "rows": rows,
        }
        for month, rows in ((10, 70_000), (11, 65_000), (12, 65_412))
    ],
    "levels": [
        {"value": "blue", "rows": 181_400, "alerts": 0},
        {"value": "yellow", "rows": 15_600, "alerts": 15_600},
        {"value": "red", "rows": 3_000, "alerts": 3_000},
    ],
    "versions": [
        {"value": "3.1", "rows": 120_000, "alerts": 11_200},
        {"value": "3.2", "rows": 80_000, "alerts": 7_400},
    ],
    "subjects": {
        "rows": 200_000,
        "subjects": 61_240,
        "alerts": 18_600,
        "subjects_alerted": 9_310,
        "used": True,
    },
}

PROVENANCE: dict[str, object] = {
    "tool": "policeaudit",
    "version": "0.1.0",
    "commit": "4e49aa9",
    "schema": "policeaudit.assessment/1",
    "plan_name": "demo-city-2022q4.toml",
    "plan_sha256": "ab" * 32,
    "tally_sha256": "cd" * 32,
    "command": "policeaudit run audits/demo-city-2022q4.toml",
    "seed": None,
    "created_at": dt.datetime(2022, 12, 31, 12, 0, tzinfo=dt.UTC),
    "python": "3.11.7",
    "platform": "Linux x86_64",
    "libraries": {"duckdb": "1.4.0", "numpy": "2.4.6", "scipy": "1.17.1"},
}
