"""Each verdict word by hand-made counts: when it is given, and when it must not be."""

from __future__ import annotations

from pathlib import Path

import pytest
from scipy.stats import binomtest

from lab import assess_tally, cells_of, finding, group, judged, limit, measured, plan_of, tally_of, words
from policeaudit.checks.evidence import Evidence
from policeaudit.measures import MEASURES
from policeaudit.plan import Plan
from policeaudit.stats.rule import Verdict

# cells: alerted (confirmed, unfounded, pending, not followed up), not alerted (the same)
SAME = [800, 200, 0, 0, 0, 0, 0, 0]


def verdict(migrant: list[int], local: list[int], **kind: float) -> Verdict | None:
    measure = str(kind.pop("measure", "precision"))
    plan = plan_of(limits=[limit(measure, **(kind or {"gap_points": 5}))])
    (name,) = (
        {"gap_points": "gap", "ratio": "ratio", "target_percent": "target"}[next(iter(kind or {"gap_points": 5}))],
    )
    return judged(plan, tally_of({"migrant": migrant, "local": local}))[measure, "migrant", name].verdict


@pytest.mark.parametrize(
    ("migrant", "expected"),
    [
        ([8000, 2000, 0, 0, 0, 0, 0, 0], Verdict.NO_CONCERN),
        ([683, 317, 0, 0, 0, 0, 0, 0], Verdict.ACTION_NEEDED),
        ([70, 30, 0, 0, 0, 0, 0, 0], Verdict.WATCH),
        ([76, 24, 0, 0, 0, 0, 0, 0], Verdict.CANNOT_TELL),
        ([2, 27, 0, 0, 0, 0, 0, 0], Verdict.CANNOT_TELL),
    ],
    ids=["equal", "far", "a little far, few cases", "within, few cases", "29 cases"],
)
def test_a_gap_limit(migrant: list[int], expected: Verdict) -> None:
    assert verdict(migrant, [8000, 2000, 0, 0, 0, 0, 0, 0]) == expected


def test_a_group_that_is_better_off_beyond_the_limit_needs_action_too() -> None:
    assert verdict([950, 50, 0, 0, 0, 0, 0, 0], SAME) == Verdict.ACTION_NEEDED


@pytest.mark.parametrize(
    ("alerts", "expected"),
    [(1000, Verdict.NO_CONCERN), (2000, Verdict.ACTION_NEEDED), (500, Verdict.ACTION_NEEDED)],
    ids=["equal", "twice as often", "half as often"],
)
def test_a_ratio_limit_holds_in_both_directions(alerts: int, expected: Verdict) -> None:
    quiet = 10_000 - alerts
    migrant = [alerts, 0, 0, 0, 0, 0, 0, quiet]
    assert verdict(migrant, [1000, 0, 0, 0, 0, 0, 0, 9000], measure="selection_rate", ratio=0.8) == expected


@pytest.mark.parametrize(
    ("right", "expected"),
    [(980, Verdict.NO_CONCERN), (900, Verdict.CANNOT_TELL), (700, Verdict.ACTION_NEEDED)],
)
def test_a_target_for_a_measure_where_lower_is_worse(right: int, expected: Verdict) -> None:
    assert verdict([right, 1000 - right, 0, 0, 0, 0, 0, 0], SAME, target_percent=90) == expected


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [(20, Verdict.NO_CONCERN), (100, Verdict.CANNOT_TELL), (300, Verdict.ACTION_NEEDED)],
)
def test_a_target_for_a_measure_where_higher_is_worse(wrong: int, expected: Verdict) -> None:
    cells = [0, wrong, 0, 0, 0, 1000 - wrong, 0, 0]
    assert verdict(cells, cells, measure="false_positive_rate", target_percent=10) == expected


def test_without_a_limit_there_is_no_verdict(tmp_path: Path) -> None:
    found = assess_tally(plan_of(limits=[]), tally_of({"migrant": [1, 999, 0, 0, 0, 0, 0, 0], "local": SAME}), tmp_path)
    assert {f.verdict for f in found.findings} == {"no_limit"}
    assert {p.verdict for p in found.pillars} == {"not_assessed"}
    assert "no verdict" in finding(found, "C01.precision.origin.migrant.none").criterion.en


def test_selective_outcomes_are_never_a_pass() -> None:
    """The missing outcomes decide: 4.2 points without them, 0.9 to 18.5 with them."""
    j = judged(
        plan_of(),
        tally_of({"migrant": [1336, 312, 352, 0, 0, 0, 0, 8000], "local": [1706, 294, 0, 0, 0, 0, 0, 8000]}),
    )["precision", "migrant", "gap"]
    assert j.verdict == Verdict.CANNOT_TELL
    assert j.missing_decides
    assert j.gap[0] == pytest.approx(0.853 - 1336 / 1648, abs=1e-12)
    assert j.gap[3:] == (pytest.approx(0.009, abs=1e-12), pytest.approx(0.185, abs=1e-12))


def test_a_result_that_is_too_rare_is_named_as_the_reason(tmp_path: Path) -> None:
    """One wrong warning in 271: a gap of 34.4 points is far beyond the limit, and yet no range holds with one event."""
    tally = tally_of({"migrant": [177, 94, 0, 0, 0, 0, 0, 1000], "local": [270, 1, 0, 0, 0, 0, 0, 1000]})
    j = judged(plan_of(), tally)["precision", "migrant", "gap"]
    assert j.verdict == Verdict.CANNOT_TELL
    assert j.large_enough
    assert j.too_rare
    found = finding(assess_tally(plan_of(), tally, tmp_path), "C01.precision.origin.migrant.gap")
    assert "The whole range lies beyond the limit" in found.sentence.en
    assert "both values" not in found.sentence.en
    assert "at least 5 of the rarer result" in found.settle.en


@pytest.mark.parametrize("missing", ["pending", "not followed up"])
def test_all_outcomes_of_a_group_missing_is_never_a_value_nor_a_pass(missing: str, tmp_path: Path) -> None:
    migrant = [0, 0, 1000, 0, 0, 0, 0, 0] if missing == "pending" else [0, 0, 0, 1000, 0, 0, 0, 0]
    tally = tally_of({"migrant": [*migrant[:4], 0, 0, 0, 1000], "local": [800, 200, 0, 0, 0, 0, 0, 1000]})
    found = assess_tally(
        plan_of(limits=[limit("precision", gap_points=50), limit("precision", target_percent=1)]), tally, tmp_path
    )
    for f in found.findings:
        if f.group == "migrant" and f.measure == "precision":
            assert f.verdict == "cannot_tell"
            assert f.gap.value is None
    about = measured(found, "precision", "migrant")
    assert (about.value, about.low, about.high, about.numerator) == (None, None, None, None)
    assert (about.lower_bound, about.upper_bound) == (0.0, 1.0)
    assert about.not_measurable is not None


def test_three_of_three_has_a_range() -> None:
    """Regression: fairlearn's bootstrap gives [1, 1]."""
    plan = Plan.model_validate(plan_of())
    rates = Evidence(plan, tally_of({"migrant": [3, 0, 0, 0, 0, 0, 0, 9], "local": SAME})).rates(
        MEASURES["precision"], "origin"
    )
    at = rates.at("migrant")
    assert rates.value[at] == 1.0
    assert rates.low[at] == pytest.approx(0.4385, abs=1e-4)
    assert rates.high[at] == 1.0


def test_no_alerts_in_a_group_is_undefined_and_not_zero(tmp_path: Path) -> None:
    """Regression: 0/0 printed as 0 by scikit-learn and those who build on it."""
    found = assess_tally(
        plan_of(),
        tally_of({"migrant": [0, 0, 0, 0, 50, 450, 0, 0], "local": [400, 100, 0, 0, 50, 450, 0, 0]}),
        tmp_path,
    )
    for name in ("precision", "follow_up_rate"):
        assert measured(found, name, "migrant").value is None
        assert measured(found, name, "migrant").not_measurable.en == "there were no warnings"
    assert measured(found, "selection_rate", "migrant").value == 0.0
    assert measured(found, "recall", "migrant").value == 0.0
    assert finding(found, "C01.precision.origin.migrant.gap").verdict == "cannot_tell"


def test_a_ratio_of_zero_is_kept_and_judged(tmp_path: Path) -> None:
    """Regression: dalex turns a ratio of 0 into NaN and skips it."""
    plan = plan_of(limits=[limit("selection_rate", ratio=0.8)])
    found = assess_tally(
        plan, tally_of({"migrant": [*[0] * 7, 5000], "local": [2500, 0, 0, 0, 0, 0, 0, 2500]}), tmp_path
    )
    f = finding(found, "C04.selection_rate.origin.migrant.ratio")
    assert f.ratio.value == 0.0
    assert f.verdict != "no_concern"


def test_measures_without_outcomes_keep_rows_whose_outcome_is_missing(tmp_path: Path) -> None:
    """Regression: vfairness drops them."""
    found = assess_tally(
        plan_of(), tally_of({"migrant": [1, 1, 3, 5, 0, 0, 0, 10], "local": [*SAME[:7], 1000]}), tmp_path
    )
    about = measured(found, "selection_rate", "migrant")
    assert (about.numerator, about.n, about.value) == (10, 20, 0.5)


def test_rates_divide_by_the_groups_own_rows(tmp_path: Path) -> None:
    """Regression: AI Verify divides by the whole data's totals, and a 2.5-fold disparity reads as an advantage."""
    found = assess_tally(
        plan_of(),
        tally_of({"migrant": [10, 746, 0, 0, 10, 9254, 0, 0], "local": [10, 295, 0, 0, 10, 9705, 0, 0]}),
        tmp_path,
    )
    assert measured(found, "false_positive_rate", "migrant").value == pytest.approx(0.0746)
    assert measured(found, "false_positive_rate", "local").value == pytest.approx(0.0295)


def test_each_measure_is_judged_by_its_own_counts() -> None:
    """Regression: aequitas tests precision where it says false positive rate."""
    tally = tally_of({"migrant": [2984, 746, 0, 0, 10, 9254, 0, 0], "local": [1180, 295, 0, 0, 10, 9705, 0, 0]})
    plan = plan_of(limits=[limit("precision", gap_points=2), limit("false_positive_rate", gap_points=2)])
    found = judged(plan, tally)
    assert found["precision", "migrant", "gap"].gap[0] == pytest.approx(0.0, abs=1e-12)
    assert found["false_positive_rate", "migrant", "gap"].verdict == Verdict.ACTION_NEEDED
    assert found["precision", "migrant", "gap"].verdict != Verdict.ACTION_NEEDED


def test_every_group_is_compared_not_only_the_first() -> None:
    """Regression: Lens stops after the first pair."""
    names = [f"g{i}" for i in range(12)]
    plan = plan_of(
        features=[
            {
                "name": "origin",
                "column": "origin",
                "label": words("O"),
                "reference": "g0",
                "groups": [group(n) for n in names],
            }
        ]
    )
    found = judged(plan, tally_of(dict.fromkeys(names, SAME)))
    assert {key[1] for key in found if key[0] == "precision"} == set(names[1:])


def test_many_equal_groups_are_no_disparity() -> None:
    """Regression: max minus min over 300 equal groups reads as a disparity of 0.83 in fairlearn."""
    names = [f"g{i}" for i in range(150)]
    counts = {name: [24 + i % 5, 8 - i % 5, 0, 0, 0, 0, 0, 60] for i, name in enumerate(names)}
    plan = plan_of(features=[{"name": "origin", "column": "origin", "label": words("O")}])
    found = judged(plan, tally_of(counts))
    assert {j.verdict for key, j in found.items() if key[0] == "precision"} <= {Verdict.CANNOT_TELL, Verdict.NO_CONCERN}


def test_repeating_every_subject_widens_the_range_and_makes_no_finding() -> None:
    """Twenty rows about the same people are not twenty times the evidence."""
    few = {"migrant": [45, 35, 0, 0, 0, 0, 0, 0], "local": [160, 40, 0, 0, 0, 0, 0, 0]}

    def spread(times: int, subjects: tuple[int, int]) -> object:
        from policeaudit.log.tally import Tally
        from policeaudit.measures import CELLS

        cells, person = [], 0
        for name, counts in few.items():
            for (alerted, status), n in zip(CELLS, counts, strict=True):
                for _ in range(n):
                    person += 1
                    cells += [
                        (v, g, "", "", alerted, status, person * 37 % 64, times)
                        for v, g in (("", ""), ("origin", name))
                    ]
        tally = Tally.empty("d").merge(Tally(cells_of(cells), {}, "d", subjects))
        return judged(plan_of(limits=[limit("precision", gap_points=20)]), tally)["precision", "migrant", "gap"]

    once, twenty = spread(1, (280, 280)), spread(20, (280, 280))
    as_if_independent = judged(
        plan_of(limits=[limit("precision", gap_points=20)]),
        tally_of({name: [20 * n for n in counts] for name, counts in few.items()}),
    )["precision", "migrant", "gap"]

    def width(j: object) -> float:
        return j.gap[2] - j.gap[1]

    assert width(twenty) > 3 * width(as_if_independent)
    assert width(twenty) == pytest.approx(width(once), rel=0.35)
    assert once.verdict != Verdict.ACTION_NEEDED
    assert twenty.verdict != Verdict.ACTION_NEEDED


def test_repeated_subjects_are_printed_with_the_effective_number(tmp_path: Path) -> None:
    tally = tally_of({"migrant": SAME, "local": SAME}, buckets=64, subjects=(100, 100))
    lumpy = [
        row | {"bucket": row["bucket"] // 16 * 16 + (row["status"] == "confirmed") * 3}
        for row in tally.cells.to_pylist()
    ]
    from policeaudit.log.tally import Tally

    cells = cells_of(row.values() for row in lumpy)
    found = assess_tally(plan_of(), Tally.empty("digest").merge(Tally(cells, {}, "digest", (100, 100))), tmp_path)
    about = measured(found, "precision", "migrant")
    assert about.n == 1000
    assert about.n_effective < 500
    assert about.method == "Wilson, effective n, t(63)"


def test_outcomes_that_go_missing_do_not_make_the_correction_milder(tmp_path: Path) -> None:
    """Twenty outcomes of sixty are too few for a verdict, but the comparison was one of those that share the error."""
    origin = {"name": "origin", "column": "origin", "label": words("O"), "reference": "local"}
    known = {"local": SAME, "migrant": [600, 400, 0, 0, 0, 0, 0, 0], "tourist": [40, 20, 0, 0, 0, 0, 0, 0]}
    fewer = {**known, "tourist": [13, 7, 30, 10, 0, 0, 0, 0]}
    before, after = (assess_tally(plan_of(features=[origin]), tally_of(groups), tmp_path) for groups in (known, fewer))
    assert before.audit.rules.family_size == after.audit.rules.family_size == 2
    id_ = "C01.precision.origin.migrant.gap"
    assert finding(after, id_).adjusted_p == finding(before, id_).adjusted_p
    assert finding(after, "C01.precision.origin.tourist.gap").adjusted_p is None


def test_an_exact_range_on_request(tmp_path: Path) -> None:
    """The rate of a group alone changes, and with it what is said of a target; gaps stay as they are."""
    groups = {"migrant": [683, 317, 0, 0, 0, 0, 0, 0], "local": [48, 52, 0, 0, 0, 0, 0, 0]}
    limits = [limit("precision", gap_points=5), limit("precision", target_percent=60)]
    usual, exact = (
        assess_tally(plan_of(limits=limits, **rules), tally_of(groups), tmp_path)
        for rules in ({}, {"rules": {"interval": "clopper_pearson"}})
    )
    for group_, k, n in (("migrant", 683, 1000), ("local", 48, 100)):
        expected = binomtest(k, n).proportion_ci(method="exact")
        about = measured(exact, "precision", group_)
        assert (about.low, about.high) == pytest.approx((expected.low, expected.high), abs=1e-9)
        assert about.method == "Clopper-Pearson"
        assert measured(usual, "precision", group_).method == "Wilson"
    gap, target = "C01.precision.origin.migrant.gap", "C01.precision.origin.local.target"
    assert finding(exact, gap).gap == finding(usual, gap).gap
    low = measured(exact, "precision", "local").low
    assert finding(exact, target).gap.high == pytest.approx(0.6 - low)
    assert finding(exact, target).gap.high > finding(usual, target).gap.high
    assert exact.audit.rules.interval == "clopper_pearson"


def test_a_group_of_one_row(tmp_path: Path) -> None:
    found = assess_tally(plan_of(), tally_of({"migrant": [1, 0, 0, 0, 0, 0, 0, 0], "local": SAME}), tmp_path)
    f = finding(found, "C01.precision.origin.migrant.gap")
    assert f.verdict == "cannot_tell"
    assert "too few cases" in f.sentence.en
    assert f.sentence.en.startswith("Of 1 ")


def test_a_log_of_alerts_only_supports_no_measure_that_needs_the_others(tmp_path: Path) -> None:
    found = assess_tally(plan_of(), tally_of({"migrant": SAME, "local": SAME}), tmp_path)
    for name in ("recall", "false_positive_rate", "false_negative_rate", "accuracy", "base_rate", "selection_rate"):
        about = measured(found, name, "migrant")
        assert about.value is None, name
        assert "every row is a warning" in about.not_measurable.en
    assert measured(found, "precision", "migrant").value == 0.8
    (parity,) = (m for m in found.measures if m.measure == "demographic_parity_difference")
    assert parity.value is None


def test_groups_not_recorded_and_not_in_the_plan_are_shown_and_not_compared(tmp_path: Path) -> None:
    """Regressions: aequitas loses rows of a missing group while the total keeps them; fairbench adds them to any group."""
    counts = {
        "migrant": SAME,
        "local": SAME,
        "__not_recorded__": [7, 3, 0, 0, 0, 0, 0, 0],
        "__other__": [1, 9, 0, 0, 0, 0, 0, 0],
    }
    found = assess_tally(plan_of(), tally_of(counts), tmp_path)
    assert measured(found, "precision", "__not_recorded__").value == 0.7
    assert measured(found, "precision", "__other__").n == 10
    total = sum(measured(found, "follow_up_rate", name).n for name in counts)
    assert total == measured(found, "follow_up_rate", None).n == 2020
    assert {f.group for f in found.findings} == {"migrant"}


def test_more_rows_not_recorded_than_recorded_without_a_reference(tmp_path: Path) -> None:
    """Regression: the others of a group that is not compared came out negative and stopped the audit."""
    plan = plan_of(features=[{"name": "origin", "column": "origin", "label": words("O")}])
    counts = {"a": SAME, "b": SAME, "__not_recorded__": [n * 9 for n in SAME]}
    found = assess_tally(plan, tally_of(counts), tmp_path)
    assert {f.group for f in found.findings} == {"a", "b"}
    assert finding(found, "C01.precision.origin.a.gap").n_reference == 1000


def test_a_declared_group_that_never_occurs_has_no_value(tmp_path: Path) -> None:
    found = assess_tally(plan_of(), tally_of({"local": [800, 200, 0, 0, 0, 0, 0, 1000]}), tmp_path)
    assert measured(found, "precision", "migrant").value is None
    assert finding(found, "C01.precision.origin.migrant.gap").verdict in ("cannot_tell", "not_assessed")
    assert finding(found, "C01.precision.origin.migrant.gap").gap.value is None


def test_counts_of_a_trillion_do_not_overflow(tmp_path: Path) -> None:
    huge = 10**12
    found = assess_tally(
        plan_of(),
        tally_of(
            {"migrant": [7 * huge, 3 * huge, 0, 0, 0, 0, 0, huge], "local": [8 * huge, 2 * huge, 0, 0, 0, 0, 0, huge]}
        ),
        tmp_path,
    )
    f = finding(found, "C01.precision.origin.migrant.gap")
    assert f.n == 10 * huge
    assert f.gap.value == pytest.approx(0.1)
    assert f.verdict == "action_needed"


def test_two_features_that_share_a_group_label_stay_apart(tmp_path: Path) -> None:
    """Regression: aequitas joins p-values by group label, so two features with "unknown" overwrite each other."""
    label = words("unknown", "不详")
    features = [
        {
            "name": name,
            "column": name,
            "label": words(name),
            "reference": "known",
            "groups": [group("unknown", label=label), group("known")],
        }
        for name in ("origin", "sex")
    ]
    tally = tally_of({"unknown": [500, 500, 0, 0, 0, 0, 0, 0], "known": SAME})
    other = tally_of({"unknown": SAME, "known": SAME}, view="sex").cells.to_pylist()
    from policeaudit.log.tally import Tally

    sex = cells_of(row.values() for row in other if row["view"] == "sex")
    both = tally.merge(Tally(sex, {}, "digest", None))
    found = assess_tally(plan_of(features=features), both, tmp_path)
    assert finding(found, "C01.precision.origin.unknown.gap").gap.value == pytest.approx(0.3)
    assert finding(found, "C01.precision.sex.unknown.gap").gap.value == pytest.approx(0.0)


def test_a_limit_set_after_the_period_began_is_told_as_such(tmp_path: Path) -> None:
    import datetime as dt

    late = {**limit("precision", gap_points=5), "set_on": dt.date(2022, 11, 1)}
    found = assess_tally(plan_of(limits=[late]), tally_of({"migrant": SAME, "local": SAME}), tmp_path)
    assert found.audit.limits[0].after_start
    assert "set after the audited period had begun" in finding(found, "C01.precision.origin.migrant.gap").criterion.en


def test_a_pillar_takes_the_worst_of_its_findings(tmp_path: Path) -> None:
    names = {"migrant": [500, 500, 0, 0, 0, 0, 0, 0], "local": SAME, "third": SAME}
    feature = {**plan_of()["features"][0], "groups": [group("migrant"), group("local"), group("third")]}
    found = assess_tally(plan_of(features=[feature]), tally_of(names), tmp_path)
    pillar = next(p for p in found.pillars if p.id == "P2")
    assert pillar.verdict == "action_needed"
    assert sum(pillar.counts.values()) == len(found.findings)
    assert found.findings[0].verdict == "action_needed"


def test_the_bounds_of_a_gap_are_in_order_under_a_ratio_limit_too() -> None:
    """Regression: for precision the filling-in that makes the ratio least makes the gap most."""
    plan = plan_of(limits=[limit("precision", ratio=0.8)])
    j = judged(plan, tally_of({"migrant": [60, 30, 10, 0, 0, 0, 0, 9], "local": [80, 20, 0, 0, 0, 0, 0, 9]}))
    gap, ratio = j["precision", "migrant", "ratio"].gap, j["precision", "migrant", "ratio"].ratio
    assert gap[3:] == (pytest.approx(0.1), pytest.approx(0.2))
    assert ratio[3:] == (pytest.approx(0.75), pytest.approx(0.875))


def test_a_ratio_of_nothing_to_nothing_is_said_in_words(tmp_path: Path) -> None:
    """Regression: the sentence held "NaN.00"."""
    plan = plan_of(limits=[limit("selection_rate", ratio=0.8)])
    found = assess_tally(plan, tally_of({"migrant": [*[0] * 7, 90], "local": [*[0] * 7, 90]}), tmp_path)
    f = finding(found, "C04.selection_rate.origin.migrant.ratio")
    assert "nan" not in f.sentence.en.lower()
    assert "there is no ratio" in f.sentence.en
    assert f.verdict == "cannot_tell"
