"""The public edition: an assessment that may be handed to anyone.

The rule, in one place:

1. The document is built anew. A part of the full assessment is in it only if it is listed here as coming from the plan, from
   a fixed text, from people who wrote it for publication, or as computed from the published counts. What a check adds to
   an assessment is therefore withheld until somebody decides otherwise.
2. The published counts are those of the follow-up table and of the rows left out. Counts from 1 to below the declared minimum
   are withheld, as are zeros in short lines; every other one goes to the nearest multiple of the declared base.
3. The counts are attacked before they are written (``protect``): of each withheld one the declared number of values remains
   possible, whatever a reader adds up or remembers from earlier editions.
4. Verdicts are those of the full edition. A comparison that rests on a withheld count is not listed, because its verdict
   could tell about that count; the verdicts of whole areas stand as they are.

Sources: complementary suppression and its audit by integer programming (Fischetti & Salazar 2001; Hundepool et al. 2012).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from policeaudit.assessment import model as m
from policeaudit.assessment.pillars import pillars
from policeaudit.edition import record
from policeaudit.edition import words as say
from policeaudit.edition.collect import DELIVERED, cells, collect, left_out, plain, rows, side
from policeaudit.edition.earlier import earlier_editions
from policeaudit.edition.figures import Figures, design_effects
from policeaudit.edition.findings import Findings
from policeaudit.edition.gaps import gaps
from policeaudit.edition.ledger import Ledger
from policeaudit.edition.names import Names
from policeaudit.edition.protect import Published, protect
from policeaudit.measures import CELLS, STATUSES
from policeaudit.text import Text

NOT_HERE = "[ip]"
"""What stands for the name and the fingerprint of a file."""
_RULE = Text(
    en="From a certain score on a row counts as a warning; the score is withheld [ps].",
    zh="分数达到一定值的记录计为预警；该值不予公开[ps]。",
)
_UNLISTED = Text(
    en="This verdict rests on comparisons that this edition cannot list.", zh="该结论所依据的比较未列入本版。"
)


def public_edition(full: m.Assessment, previous: Sequence[tuple[str, m.Assessment]] = ()) -> m.Assessment:
    """The public edition of a full assessment.

    Args:
        full: the full assessment; it stays as it is.
        previous: earlier public editions of the system: the SHA-256 of the document, the document.

    Raises:
        ValueError: when ``full`` is no full edition, or one of ``previous`` no public one.
        UsageError: when its small counts cannot be protected.
    """
    if full.audit.edition != "full":
        msg = "only a full edition can be made public"
        raise ValueError(msg)
    ledger = collect(full)
    names = Names.of(full, ledger) if ledger.counts else Names({})
    earlier = earlier_editions(full, ledger, [document for _, document in previous])
    published = protect(ledger, full.audit.publication, earlier)
    effects = design_effects(full)
    figures = Figures(full, published, effects)
    findings = Findings(full, figures, names)
    listed = findings.listed()
    process = record.process(full)
    made = m.Assessment(
        audit=_audit(full, names),
        intake=_intake(full, published, names),
        pillars=_pillars(full, pillars(listed, process)),
        findings=listed,
        measures=list(findings.measurements()),
        checks=[_check(check) for check in full.checks],
        norms=full.norms,
        replies=record.replies(full, findings.ids),
        actions=record.register(full, {f.id: f for f in listed}, findings.ids),
        process=process,
        public=m.PublicEdition(
            counts={names.public(id_): n for id_, n in published.counts.items()},
            withheld={names.public(id_): ends for id_, ends in published.withheld.items()},
            sums=_sums(ledger, names),
            gaps=[],
            previous=[sha256 for sha256, _ in previous],
            design_effects=effects,
        ),
        provenance=full.provenance.model_copy(update={"tally_sha256": NOT_HERE, "record": []}),
    )
    assert made.public is not None  # noqa: S101 - narrowed for mypy
    told = gaps(full, made, len(names.masks))
    return made.model_copy(update={"public": made.public.model_copy(update={"gaps": told})})


def _sums(ledger: Ledger, names: Names) -> list[dict[str, int]]:
    return [{names.public(id_): c for id_, c in relation.items()} for relation in ledger.relations]


def _audit(full: m.Assessment, names: Names) -> m.Audit:
    """All of it is the plan's own text but the names of small groups and the limits' words, which checks wrote."""
    audit = full.audit
    hidden = not audit.levels and re.search(r"\d", audit.alert_rule.en) is not None
    return audit.model_copy(
        update={
            "edition": "public",
            "alert_rule": m.Words.of(_RULE) if hidden else audit.alert_rule,
            "features": [names.feature(feature, audit.publication.minimum) for feature in plain(full)],
            "limits": [limit.model_copy(update={"rule": None}) for limit in audit.limits],
        }
    )


def _intake(full: m.Assessment, published: Published, names: Names) -> m.Intake:
    counts = published.counts
    return m.Intake(
        rows_in=counts.get(DELIVERED, 0),
        rows_used=counts.get(rows(None, None), 0),
        left_out=[entry.model_copy(update={"rows": counts[left_out(entry.reason)]}) for entry in full.intake.left_out],
        left_out_columns=[],
        files=[
            m.InputFile(name=NOT_HERE, format=file.format, encoding=None, bytes=None, sha256=NOT_HERE, rows=None)
            for file in full.intake.files
        ],
        tables=[],
        follow_up=[_follow_up(row, published, names) for row in full.intake.follow_up],
        outcomes=full.intake.outcomes,
        levels=[],
        versions=[],
        subjects=None,
    )


def _follow_up(row: m.FollowUp, published: Published, names: Names) -> m.FollowUp:
    where = row.sensitive_feature, row.group
    at = {status: published.counts[cells(*where)[CELLS.index((row.alerted, status))]] for status in STATUSES}
    return m.FollowUp(
        sensitive_feature=row.sensitive_feature,
        group=names.group(*where),
        alerted=row.alerted,
        **at,
        total=published.counts[side(*where, alerted=row.alerted)],
    )


def _pillars(full: m.Assessment, listed: list[m.Pillar]) -> list[m.Pillar]:
    """The areas with the full edition's verdicts, and the numbers of the findings that are listed."""
    return [
        pillar
        if pillar.verdict is exact.verdict
        else pillar.model_copy(update={"verdict": exact.verdict, "sentence": m.Words.of(_UNLISTED)})
        for pillar, exact in zip(listed, full.pillars, strict=True)
    ]


def _check(check: m.CheckInfo) -> m.CheckInfo:
    return check if check.not_assessed is None else check.model_copy(update={"not_assessed": m.Words.of(say.NOT_MADE)})
