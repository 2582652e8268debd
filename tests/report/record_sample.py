"""What people add to the sample: replies, a register with every state, earlier audits, norms."""

from __future__ import annotations

import datetime as dt
from typing import get_args

from policeaudit.assessment.model import Assessment
from policeaudit.assessment.pillars import pillars
from policeaudit.assessment.process import process_of
from policeaudit.assessment.record import Status
from policeaudit.norms.questionnaire import questionnaire
from policeaudit.plan.answers import Answers

LONG = "The outcome codes were changed in November. " * 30
REPLY_ZH = "我局认为该差距主要源于核查登记口径。\n已于十二月统一登记要求。"


def words(en: str, zh: str) -> dict[str, str]:
    return {"en": en, "zh": zh}


def with_record(assessment: Assessment) -> Assessment:
    """The sample with replies (one of them long, one hostile, the others silent) and a register."""
    document = assessment.model_dump(mode="json", by_alias=True)
    asked = [f["id"] for f in document["findings"] if f["verdict"] in ("action_needed", "watch")]
    for finding in document["findings"]:
        finding["recommendation"] = words("The operator explains it.", "运用单位应予说明。")
    document["checks"][0] |= {"norms": ["PIPL-24", "AIA-13", "ETHICS"], "policy_target": True}
    document["norms"] = [
        norm("PIPL-24", "china", "law", "R", "PIPL Art. 24", "《个人信息保护法》第24条"),
        norm("ETHICS", "china", "guide", "R-part", "Ethical Norms", "《伦理规范》"),
        norm("AIA-13", "eu", "yardstick", "M", "EU AI Act Art. 13", "欧盟《人工智能法》第13条"),
    ]
    document["replies"] = {
        "sent_on": "2023-01-16",
        "reply_by": "2023-02-05",
        "replies": [
            reply(asked[0], REPLY_ZH, "zh", "2023-02-05", words("We have seen no such order.", "我们未见该项要求。")),
            reply(asked[1], LONG, "en", "2023-02-09", None),
            reply(asked[2], '<script>alert("2")</script> \u202eesrever', "en", None, None),
        ],
    }
    document["actions"] = {
        "as_of": "2023-03-31",
        "previous": [
            {
                "id": "demo-city-2022q3",
                "period_start": "2022-07-01",
                "period_end": "2022-09-30",
                "tally_sha256": "ef" * 32,
            }
        ],
        "entries": [entry(i, status, asked[i % len(asked)]) for i, status in enumerate(get_args(Status))],
    }
    process = process_of(answers())
    made = Assessment.model_validate(document)
    return made.model_copy(update={"process": process, "pillars": pillars(made.findings, process)})


def answers() -> Answers:
    """Every kind of answer, in turn; P4 does well."""
    seen = {"evidence": [{"ref": "<i>17</i>", "date": dt.date(2022, 11, 3), "sha256": "ab" * 32}]}
    seen |= {"evidence_seen_by": "auditor"}
    kinds = (
        {"answer": "yes", **seen},
        {"answer": "partly", **seen},
        {"answer": "no", "reason": "planned", "operator_comment": "in May"},
        {"answer": "yes"},
        {},
    )
    given = {
        question.id: kinds[0 if question.pillar == "P4" else i % len(kinds)]
        for i, question in enumerate(questionnaire().questions)
    }
    return Answers.model_validate({"questionnaire": questionnaire().version, "answers": given})


def norm(id_: str, column: str, force: str, mark: str, en: str, zh: str) -> dict[str, object]:
    says = words("results fair and impartial", "结果公平、公正")
    return {"id": id_, "column": column, "force": force, "mark": mark, "code": words(en, zh), "says": says}


def reply(finding: str, text: str, language: str, day: str | None, comment: dict[str, str] | None) -> dict[str, object]:
    return {"finding": finding, "text": text, "language": language, "received_on": day, "comment": comment}


def entry(i: int, status: str, finding: str) -> dict[str, object]:
    named = status != "new"
    return {
        "finding": finding if status != "open" else "gone.precision.residency.migrants",
        "pillar": "P2",
        "heading": words(f"Precision, finding number {i}", f"预警准确率，第{i}项"),
        "verdict": None if status == "open" else "action_needed",
        "opened_in": "demo-city-2022q3",
        "opened_end": "2022-09-30",
        "reopened": False,
        "action": words("Retrain with checked outcomes", "以核查结果重新训练") if named else None,
        "owner_role": words("Head of the data centre", "数据中心负责人") if named else None,
        "severity": "high" if named else None,
        "due": "2023-03-01" if named else None,
        "evidence": "minutes-17.pdf" if named else None,
        "done_on": "2023-02-20" if named else None,
        "accepted_by": words("The board", "委员会") if status == "risk_accepted" else None,
        "status": status,
        "before": {"value": 0.152, "low": 0.115, "high": 0.189},
        "after": {"value": 0.08, "low": 0.05, "high": 0.11},
        "change": {"value": -0.072, "low": -0.12, "high": -0.024},
        "retest": words("The gap was 15.2 points and is now 8.0 points.", "差距原为15.2个百分点，现为8.0个百分点。"),
    }
