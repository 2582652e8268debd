"""C13: does the log hold more about people than its purpose needs?"""

from policeaudit.checks.check import Check, Quantity
from policeaudit.checks.claim import Fact
from policeaudit.checks.data_protection.anonymity_facts import anonymity_exhibit, anonymity_facts
from policeaudit.checks.data_protection.declared_facts import negative_list_facts, retention_fact
from policeaudit.checks.data_protection.identifier_facts import (
    columns_exhibit,
    identifier_facts,
    inventory_fact,
    unneeded_fact,
)
from policeaudit.checks.evidence import Evidence
from policeaudit.checks.examination import Examination
from policeaudit.text import Text

CHECK = Check(
    id="C13",
    pillar="P1",
    title=Text(en="Personal data in the log", zh="日志中的个人信息"),
    asks=Text(
        en="Does the log hold more about people than its purpose needs, more precisely or for longer?",
        zh="日志所含个人信息的种类、精确程度和保存时间，是否超出用途所需？",
    ),
    matters=Text(
        en="Whoever gets hold of the log can find a person in it by an identity number, by a place and a minute, or by a "
        "combination of traits that few people share.",
        zh="取得日志者可凭身份证号码、地点加时刻，或少数人共有的特征组合，从中找到具体的人。",
    ),
    cannot_show=Text(
        en="A sample of each column is looked at, so that a few identifiers in a long log can be missed. Names of people "
        "and addresses are not recognised. Whether the log is stored safely and who reads it does not show in it.",
        zh="对各列只抽样查看，长日志中的个别标识符可能漏查；不识别姓名和住址。日志是否安全保存、由谁查阅，从日志本身看不出来。",
    ),
    quantities={
        "identifiers": Quantity(
            Text(en="Identifiers of persons in a column", zh="列中的个人标识符"),
            Text(
                en="The share of the values looked at in a column that are identity, telephone, card, passport or plate "
                "numbers, e-mail addresses or coordinates.",
                zh="某列抽查的取值中，属于身份证、手机、银行卡、护照、车牌号码，或电子邮箱、经纬度坐标的比例。",
            ),
        ),
        "inventory": Quantity(
            Text(en="Completeness of the inventory of data", zh="数据清单的完整性"),
            Text(en="The columns of the log that the inventory does not list.", zh="日志中未列入数据清单的列。"),
        ),
        "unneeded_columns": Quantity(
            Text(en="Columns that the audit does not need", zh="本次评估不需要的列"),
            Text(
                en="The columns that no figure of the audit needs and for which the inventory gives no reason.",
                zh="评估数字均不需要、数据清单中也未说明理由的列。",
            ),
        ),
        "retention": Quantity(
            Text(en="Age of the rows", zh="记录的保存时间"),
            Text(
                en="The age of the oldest row at the end of the audited period.",
                zh="评估期间结束时最早一条记录的时间。",
            ),
        ),
        "smallest_class": Quantity(
            Text(en="Smallest class", zh="最小等价类"),
            Text(
                en="The fewest people who share one combination of the quasi-identifiers (the k of k-anonymity).",
                zh="具有同一准标识符组合的最少人数（k匿名中的k）。",
            ),
            "lower",
        ),
        "share_unique": Quantity(
            Text(en="Share of people who are unique", zh="唯一可识别者的比例"),
            Text(
                en="The share of people whose combination of quasi-identifiers nobody else has.",
                zh="准标识符组合与其他任何人都不相同者的比例。",
            ),
        ),
        "share_small": Quantity(
            Text(en="Share of people in small classes", zh="处于小等价类者的比例"),
            Text(
                en="The share of people whose combination of quasi-identifiers fewer people share than the plan asks for.",
                zh="准标识符组合的共有人数少于方案要求者的比例。",
            ),
        ),
        "negative_list": Quantity(
            Text(en="Negative list of uses and inputs", zh="技术应用负面清单"),
            Text(
                en="Declared uses of the system and inputs to its scores that the negative list names.",
                zh="所声明的系统用途和评分输入中，属于负面清单所列者。",
            ),
        ),
    },
)


def examine(evidence: Evidence) -> Examination:
    """What the inspection of the log and the plan's own declarations show."""
    if evidence.plan.protection is None:
        return Examination(lacking=Text(en="the plan has no [protection]", zh="审计方案没有[protection]部分"))
    facts: list[Fact] = negative_list_facts(evidence.plan.protection)
    found = evidence.inspection
    if found is None:
        lacking = Text(en="the log itself was not at hand", zh="未取得日志本身")
        return Examination(facts=facts, lacking=lacking)
    facts += [
        *identifier_facts(found, evidence.plan),
        *inventory_fact(found, evidence.plan.protection),
        *unneeded_fact(found, evidence.plan.protection),
        *retention_fact(found, evidence.plan),
        *anonymity_facts(found, evidence.plan),
    ]
    exhibits = [columns_exhibit(found, evidence.plan.protection), *anonymity_exhibit(found, evidence.plan.protection)]
    return Examination(facts=facts, exhibits=exhibits)
