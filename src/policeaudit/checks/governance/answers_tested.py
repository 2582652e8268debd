"""C30: do the operator's answers agree with what the log and the tables show?"""

from policeaudit.checks.check import Check, Quantity
from policeaudit.checks.claim import About, Fact, Said
from policeaudit.checks.evidence import Evidence
from policeaudit.checks.examination import Examination
from policeaudit.checks.exhibit import Cell, Column, Exhibit
from policeaudit.checks.governance import log_figures, table_figures
from policeaudit.checks.governance.figure import LOG, Figure
from policeaudit.norms.questionnaire import Question, questionnaire
from policeaudit.plan.answers import COUNTED, Answer
from policeaudit.stats.rule import Verdict
from policeaudit.text import Text, same

CHECK = Check(
    id="C30",
    pillar="P6",
    title=Text(en="Answers against the data", zh="问卷答案与数据对照"),
    asks=Text(
        en="Where the operator answers that something is done and the log or a table holds a figure for it, do the two agree?",
        zh="运用单位答称已落实、而日志或表格中有相应数字的，两者是否一致？",
    ),
    matters=Text(
        en="A yes that the data contradict is worse than a no: the oversight body relies on it.",
        zh="与数据相矛盾的“是”比“否”更有害，因为监督机构会据此作出判断。",
    ),
    cannot_show=Text(
        en="Most questions leave no trace in a log or a table, and an answer that the data bear out can still be wrong in the "
        "rest of what it asks.",
        zh="多数问题在日志和表格中不留痕迹；答案即使与数据相符，问题的其余部分也可能不实。",
    ),
    quantities={
        "answer": Quantity(
            Text(en="Answers that the data contradict", zh="与数据相矛盾的答案"),
            Text(
                en="Questions answered with yes whose condition, as the questionnaire states it, the data do not meet.",
                zh="答“是”但数据不符合问卷所列条件的问题。",
            ),
        )
    },
)


_FIGURES = log_figures.FIGURES | table_figures.FIGURES
_SAY = {True: Text(en="says", zh="显示"), False: Text(en="say", zh="显示")}


def examine(evidence: Evidence) -> Examination:
    """Every question with a figure: the answer, the figure, and a finding for each yes that it contradicts.

    A yes that is borne out is no finding: the data show one part of what is asked, which clears no area.
    """
    if evidence.answers is None:
        return Examination(lacking=Text(en="the plan names no filled questionnaire", zh="审计方案未指定已填写的问卷"))
    facts: list[Fact] = []
    rows: list[tuple[Cell, ...]] = []
    for question in questionnaire().questions:
        figure = _FIGURES[question.id](evidence) if question.id in _FIGURES else None
        if figure is None:
            continue
        answer = evidence.answers.of(question)
        rows.append(
            (same(question.id), question.question, COUNTED[answer.counted], figure.said, _agreement(answer, figure))
        )
        if answer.answer == "yes" and figure.holds is False:
            facts.append(_contradicted(question, figure))
    if not rows:
        lacking = Text(
            en="neither log nor tables hold a figure for any question", zh="日志和表格中都没有与问题对应的数字"
        )
        return Examination(lacking=lacking)
    return Examination(facts=facts, exhibits=[_table(rows)])


def _agreement(answer: Answer, figure: Figure) -> Text:
    if answer.answer != "yes" or figure.holds is None:
        return same("–")
    return Text(en="agrees", zh="相符") if figure.holds else Text(en="contradicted", zh="矛盾")


def _contradicted(question: Question, figure: Figure) -> Fact:
    said = Said(
        heading=Text(en="Answer {id} against the data", zh="问题{id}的答案与数据对照").fill(id=question.id),
        criterion=Text(
            en="A yes to “{question}” means: {condition}. Where the data show otherwise: {verdict}",
            zh="对“{question}”答“是”，表示：{condition}。数据显示并非如此的，{verdict}",
        ).fill(
            question=question.question,
            condition=question.yes_if,
            verdict=Text(en="Action needed, because it is a key question.", zh="因属关键问题，为需整改。")
            if question.key
            else Text(en="Watch.", zh="为需关注。"),
        ),
        condition=Text(
            en="The operator answers yes; {source} {says}: {figure}. This contradicts the answer.",
            zh="运用单位答“是”；{source}{says}：{figure}。两者相矛盾。",
        ).fill(source=figure.source, says=_SAY[figure.source is LOG], figure=figure.said),
        effect=Text(
            en="The oversight body relied on a safeguard that is not there in full.",
            zh="监督机构所依据的保障措施并未完全落实。",
        ),
        settle=Text(
            en="The operator corrects the answer or shows why the data are incomplete.",
            zh="运用单位更正答案，或说明数据为何不完整。",
        ),
        cause=Text(en="Not known. The data show that they differ.", zh="不明，数据只显示两者不一致。"),
    )
    verdict = Verdict.ACTION_NEEDED if question.key else Verdict.WATCH
    return Fact(About("answer", group=question.id), said, verdict, n=figure.n)


def _table(rows: list[tuple[Cell, ...]]) -> Exhibit:
    return Exhibit(
        name="answers",
        title=Text(en="What was answered and what the data say", zh="所答与数据所示"),
        columns=(
            Column(Text(en="Question", zh="编号")),
            Column(Text(en="Asked", zh="问题")),
            Column(Text(en="Counts as", zh="计为")),
            Column(Text(en="The data say", zh="数据显示")),
            Column(Text(en="Together", zh="对照")),
        ),
        rows=tuple(rows),
        note=Text(
            en="Only a yes is held against the data. Percentages in the conditions are the questionnaire's own proposals; the "
            "oversight body should set its own.",
            zh="仅将“是”与数据对照。条件中的百分比是问卷的建议值，应由监督机构自行确定。",
        ),
    )
