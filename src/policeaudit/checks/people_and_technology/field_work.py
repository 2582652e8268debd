"""C12: what did officers do before and after a technology came?"""

from policeaudit.checks.check import Check, Quantity
from policeaudit.checks.claim import Claim, Fact
from policeaudit.checks.evidence import Evidence
from policeaudit.checks.examination import Examination
from policeaudit.checks.people_and_technology.months import Months
from policeaudit.checks.people_and_technology.phases import Phases
from policeaudit.checks.people_and_technology.published_changes import (
    published_findings,
    published_headlines,
    published_table,
)
from policeaudit.text import Text

CHECK = Check(
    id="C12",
    pillar="P3",
    title=Text(en="Field work before and after", zh="采用技术前后的实地工作"),
    asks=Text(
        en="What became of visits, disputes found and patrols when the technology came?",
        zh="采用该项技术后，走访、矛盾纠纷发现和巡逻有何变化？",
    ),
    matters=Text(
        en="What officers no longer see for themselves, no system finds for them. Trust grows at the door, not on a screen.",
        zh="民警不再亲眼去看的，系统也不会替他们发现。信任来自上门，而不是屏幕。",
    ),
    cannot_show=Text(
        en="Two figures, from before and after, do not prove that the technology caused the change: something else "
        "may have changed at the same time. Areas without it, or a series of months, can bring one closer. The range of two "
        "totals allows for chance alone; where months differ by more than chance, it is too short.",
        zh="前后两个数字不能证明变化是该项技术造成的：同期可能还有其他变化。以未采用的地区作对照，或使用逐月数据，才更接近答案。"
        "两个总数的区间只计偶然波动；各月差异若超出偶然水平，该区间偏窄。",
    ),
    quantities={
        "fieldwork_change": Quantity(
            Text(en="Field work, after over before", zh="实地工作：采用后与采用前之比"),
            Text(
                en="By how many times a figure, or a rate of two figures, is after the introduction what it was before.",
                zh="某项数字（或两项数字之比）在采用后为采用前的多少倍。",
            ),
            "lower",
        )
    },
)


def examine(evidence: Evidence) -> Examination:
    """Published percentages, counts before and after, and monthly series."""
    parts = evidence.plan.fieldwork
    if not parts:
        return Examination(lacking=Text(en="the plan names no field work", zh="审计方案未提供实地工作数据"))
    findings: list[Claim | Fact] = []
    exhibits, headlines = [], []
    for part in parts:
        table = evidence.tables.of(part)
        if part.changes:
            findings += published_findings(part, evidence)
            exhibits.append(published_table(part))
            headlines += published_headlines(part)
        elif table is not None and part.phase is not None:
            phases = Phases(part, table)
            findings += phases.findings(evidence)
            exhibits.append(phases.table_of())
        elif table is not None:
            months = Months(part, table)
            findings += months.findings(evidence)
            exhibits += months.charts()
    claims = [found for found in findings if isinstance(found, Claim)]
    counted = [claim for claim in claims if claim.ratio[0] == claim.ratio[0]]
    return Examination(
        claims=claims,
        facts=[found for found in findings if isinstance(found, Fact)],
        exhibits=exhibits,
        headlines=[*headlines, *(claim.said.condition for claim in counted)],
    )
