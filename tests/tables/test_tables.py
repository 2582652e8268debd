"""Small tables, sound and hostile: what is declared is read, everything else is refused with file, line and column."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab import group, words
from policeaudit.errors import DataError
from policeaudit.plan.table_file import Groups, TableFile
from policeaudit.plan.tables import CoveragePart
from policeaudit.tables.cells import CellError, Cells, DateField, GroupField, NumberField
from policeaudit.tables.read import Table
from policeaudit.tables.sections import coverage_table

DENOMINATOR = {"source": words("Census", "人口普查"), "as_of": dt.date(2020, 11, 1)}
AGE = {
    "column": "age",
    "label": words("Age", "年龄"),
    "groups": [group("old", "60岁及以上"), group("young", "60岁以下")],
    "reference": "young",
}
SOUND = "age,people,registered\n60岁及以上,10000,1230\n60岁以下,40000,30000\n"


def part_of(path: str = "table.csv", **changes: Any) -> CoveragePart:
    file = {"path": path, **changes.pop("file", {})}
    return CoveragePart.model_validate(
        {
            "id": "platform",
            "title": words("Platform", "平台"),
            "file": file,
            "group": AGE,
            "population": "people",
            "denominator": DENOMINATOR,
            "stages": [{"id": "registered", "column": "registered", "label": words("registered", "已注册")}],
            **changes,
        }
    )


def read(folder: Path, content: str, **changes: Any) -> Table:
    (folder / "table.csv").write_text(content, encoding="utf-8")
    return coverage_table(part_of(**changes), folder)


def refused(folder: Path, content: str, **changes: Any) -> list[str]:
    """Each mistake as place and reason in English; each is told in Chinese too."""
    with pytest.raises(DataError) as caught:
        read(folder, content, **changes)
    for problem in caught.value.problems:
        assert re.search(r"[\u3400-\u9fff]", problem.message.zh)
    return [problem.line("en").removeprefix(f"{folder}/") for problem in caught.value.problems]


def share(percent: str, **more: Any) -> dict[str, Any]:
    stage = {"id": "registered", "column": "registered", "label": words("registered", "已注册"), "percent": percent}
    return {"stages": [stage], **more}


def test_a_sound_table(tmp_path: Path) -> None:
    table = read(tmp_path, SOUND)
    assert table.groups["group"] == ["old", "young"]
    assert table.numbers["population"].tolist() == [10_000, 40_000]
    assert table.numbers["stage.registered"].tolist() == [1_230, 30_000]
    assert table.lines == [2, 3]
    assert table.labels["group"]["old"].en == "old"
    assert not table.suppressed["stage.registered"].any()
    assert table.sources == {tmp_path / "table.csv": hashlib.sha256(SOUND.encode()).hexdigest()}


@pytest.mark.parametrize("kind", ["utf-8", "bom", "gb18030", "utf-16", "tsv", "semicolon", "gz", "xlsx", "jsonl"])
def test_every_way_of_writing_it_gives_the_same_table(kind: str, tmp_path: Path) -> None:
    rows = [line.split(",") for line in SOUND.splitlines()]
    name = {"tsv": "t.tsv", "gz": "t.csv.gz", "xlsx": "t.xlsx", "jsonl": "t.jsonl"}.get(kind, "t.csv")
    path = tmp_path / name
    if kind == "xlsx":
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append([int(cell) if cell.isdigit() else cell for cell in row])
        book.save(path)
    elif kind == "jsonl":
        path.write_text("\n".join(json.dumps(dict(zip(rows[0], row, strict=True))) for row in rows[1:]))
    elif kind == "gz":
        path.write_bytes(gzip.compress(SOUND.encode()))
    else:
        text = SOUND.replace(",", {"tsv": "\t", "semicolon": ";"}.get(kind, ","))
        encoding = {"bom": "utf-8-sig", "gb18030": "gb18030", "utf-16": "utf-16"}.get(kind, "utf-8")
        path.write_bytes(text.encode(encoding))
    found, expected = coverage_table(part_of(name), tmp_path), read(tmp_path, SOUND)
    assert found.groups == expected.groups
    for column, numbers in expected.numbers.items():
        np.testing.assert_array_equal(found.numbers[column], numbers)


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    content = (
        "age,people,registered\n"
        "60岁及以上,10000,-5\n"
        "60岁以上,10000,100\n"
        "60岁及以上,0,abc\n"
        ",10000,7.5\n"
        "60岁以下,,1\n"
        "60岁以下,1,2,3\n"
    )
    assert refused(tmp_path, content) == [
        "table.csv:2 [registered]: a negative number where none can be; if it is a code, as -666666666, list "
        "it under missing or suppressed",
        "table.csv:3 [age]: this value is not declared (did you mean “60岁及以上”?); declare it, correct it, or list it "
        "under ignore if it is a total",
        "table.csv:4 [registered]: not a number; if it marks a withheld cell list it under suppressed, if it means "
        "nothing recorded under missing",
        "table.csv:4 [people]: the number that is divided by is 0: correct it, or leave the row out",
        "table.csv:4: a second row for the same group; the first is in line 2. Keep one, or add the columns that tell "
        "them apart",
        "table.csv:5 [age]: this value is not declared (declared: 60岁及以上, 60岁以下); declare it, correct it, or list "
        "it under ignore if it is a total",
        "table.csv:5 [registered]: not a whole number where something is counted",
        "table.csv:6 [people]: the number that is divided by is missing: supply it, or leave the row out",
        "table.csv:7: the row has another number of columns than the header",
    ]


def test_no_mistake_shows_what_stands_in_the_cell(tmp_path: Path) -> None:
    lines = refused(tmp_path, "age,people,registered\n张三丰,Li Si,440301199001011234\n")
    assert len(lines) == 5  # three cells, two groups without a row
    assert not re.search("张三丰|Li Si|4403", "".join(lines))


def test_many_mistakes_are_counted(tmp_path: Path) -> None:
    lines = refused(tmp_path, "age,people,registered\n" + "60岁以下,1,x\n" * 100)
    assert len(lines) == 51
    assert "and 150 more mistakes" in lines[-1]  # 100 numbers, 99 second rows, one group without a row


def test_more_registered_than_people(tmp_path: Path) -> None:
    content = SOUND.replace("1230", "12300")
    assert refused(tmp_path, content) == [
        "table.csv:2 [registered]: more counted than there are people (registered): correct it, or declare "
        'over = "cap" or "keep"'
    ]
    cut = read(tmp_path, content, over="cap")
    assert cut.numbers["stage.registered"].tolist() == [10_000, 30_000]
    assert cut.cut["stage.registered"].tolist() == [True, False]
    assert read(tmp_path, content, over="keep").numbers["stage.registered"].tolist() == [12_300, 30_000]


@pytest.mark.parametrize(
    ("percent", "cell", "expected"),
    [
        ("percent", "12.3", 0.123),
        ("percent", "12.3 %", 0.123),
        ("percent", "12.3%", 0.123),
        ("percent", "１２．３％", 0.123),
        ("percent", "0.123", 0.00123),
        ("fraction", "0.123", 0.123),
        ("fraction", ".123", 0.123),
        ("fraction", "12.3", "a share above 1"),
        ("fraction", "12.3 %", "a percent sign in a column"),
        ("percent", "123", "a share above 100 %"),
        ("percent", "-1", "a negative number"),
        ("percent", "12,3", "a number with a separator"),
        ("percent", "12.3 % %", "not a number"),
        ("percent", "inf", "not a number"),
        ("percent", "1_0", "not a number"),
        ("percent", "0x10", "not a number"),
    ],
)
def test_percentages_are_declared_never_guessed(percent: str, cell: str, expected: Any, tmp_path: Path) -> None:
    content = f'age,people,registered\n60岁及以上,10000,"{cell}"\n60岁以下,40000,0\n'
    if isinstance(expected, str):
        (line,) = refused(tmp_path, content, **share(percent))
        assert line.startswith(f"table.csv:2 [registered]: {expected}")
    else:
        table = read(tmp_path, content, **share(percent))
        assert table.numbers["share.registered"][0] == pytest.approx(expected)
        assert table.numbers["stage.registered"][0] == round(expected * 10_000)


def test_shares_above_1_where_they_are_kept_or_cut(tmp_path: Path) -> None:
    content = "age,people,registered\n60岁及以上,100,6.52\n60岁以下,100,0.5\n"
    assert read(tmp_path, content, **share("fraction", over="keep")).numbers["share.registered"][0] == 6.52
    table = read(tmp_path, content, **share("fraction", over="cap"))
    assert table.numbers["share.registered"].tolist() == [1, 0.5]
    assert table.numbers["stage.registered"].tolist() == [100, 50]


def test_shares_need_no_population(tmp_path: Path) -> None:
    table = read(tmp_path, "age,registered\n60岁及以上,12.3\n60岁以下,75\n", **share("percent", population=None))
    assert "stage.registered" not in table.numbers


def test_suppressed_and_missing_cells(tmp_path: Path) -> None:
    content = "age,people,registered\n60岁及以上,10000,**\n60岁以下,[c],\n"
    assert any("list it under suppressed" in line for line in refused(tmp_path, content))
    table = read(tmp_path, content, file={"suppressed": ["**", "[c]"]})
    assert np.isnan(table.numbers["stage.registered"]).all()
    assert table.suppressed["stage.registered"].tolist() == [True, False]
    assert table.suppressed["population"].tolist() == [False, True]


def test_thousands_and_units(tmp_path: Path) -> None:
    content = 'age,people,registered\n60岁及以上,"10,000","1,230"\n60岁以下,"40,000",300\n'
    assert all("declare thousands" in line for line in refused(tmp_path, content))
    assert read(tmp_path, content, file={"thousands": ","}).numbers["population"].tolist() == [10_000, 40_000]
    assert refused(tmp_path, content.replace("1,230", "12,30"), file={"thousands": ","})
    units = {"population": {"column": "people", "times": 1e8}}
    table = read(tmp_path, "age,people,registered\n60岁及以上,2.67,5\n60岁以下,11.45,5\n", **units)
    assert table.numbers["population"].tolist() == [267_000_000, 1_145_000_000]
    assert read(tmp_path, SOUND.replace("1230", "1230.0")).numbers["stage.registered"][0] == 1230


def test_totals_are_ignored_only_where_declared(tmp_path: Path) -> None:
    content = SOUND + "全国,50000,31230\n"
    assert "table.csv:4 [age]" in refused(tmp_path, content)[0]
    table = read(tmp_path, content, group={**AGE, "ignore": ["全国"]})
    assert (table.rows, table.ignored) == (2, 1)


def test_a_declared_group_without_a_row(tmp_path: Path) -> None:
    content = "age,people,registered\n60岁及以上,10000,1230\n"
    (line,) = refused(tmp_path, content)
    assert "there is no row for “young”" in line
    assert read(tmp_path, content, group={**AGE, "absent": "keep"}).groups["group"] == ["old"]


def test_groups_that_are_not_declared_are_those_of_the_table(tmp_path: Path) -> None:
    own = {"column": "age", "label": words("Age", "年龄")}
    table = read(tmp_path, SOUND, group=own)
    assert table.groups["group"] == ["60岁及以上", "60岁以下"]
    assert table.labels["group"]["60岁以下"].zh == "60岁以下"
    assert "the group is missing" in refused(tmp_path, "age,people,registered\n,1,1\n", group=own)[0]


def test_two_columns_tell_rows_apart(tmp_path: Path) -> None:
    area = {"column": "area", "label": words("Area", "区域")}
    content = "age,area,people,registered\n" + "".join(
        f"{age},{where},100,{n}\n"
        for n, (age, where) in enumerate((a, w) for a in ("60岁及以上", "60岁以下") for w in "东西")
    )
    assert read(tmp_path, content, area=area).rows == 4
    assert len([line for line in refused(tmp_path, content) if "a second row" in line]) == 2


def test_one_year_of_several(tmp_path: Path) -> None:
    content = "year,age,people,registered\n" + "".join(
        f"{year},{age},100,{n}\n" for year, n in ((2021, 5), (2022, 8)) for age in ("60岁及以上", "60岁以下")
    )
    assert len(refused(tmp_path, content)) == 2  # second rows
    table = read(tmp_path, content, file={"only": {"year": [2022]}})
    assert table.numbers["stage.registered"].tolist() == [8, 8]
    assert table.ignored == 2
    assert "no column “yaer”" in refused(tmp_path, content, file={"only": {"yaer": [2022]}})[0]


WIDE = {"columns": ["60岁及以上", "60岁以下"], "into": "age", "value": "registered"}


def test_a_column_for_each_group(tmp_path: Path) -> None:
    area = {"column": "area", "label": words("Area", "区域")}
    content = "area,people,60岁及以上,60岁以下\n东,100,12,70\n西,100,13,80\n"
    table = read(tmp_path, content, area=area, file={"unpivot": WIDE})
    assert table.groups == {"group": ["old", "young"] * 2, "area": ["东", "东", "西", "西"]}
    assert table.numbers["stage.registered"].tolist() == [12, 70, 13, 80]
    assert table.lines == [2, 2, 3, 3]
    (line,) = refused(tmp_path, content.replace("13", "?"), area=area, file={"unpivot": WIDE})
    assert line.startswith("table.csv:3 [60岁及以上]: not a number")
    assert read(tmp_path, content + ",,,\n", area=area, file={"unpivot": WIDE}).rows == 4
    both = {**AGE, "groups": [group("all", "60岁及以上", "60岁以下")], "reference": None}
    lines = refused(tmp_path, content, area=area, group=both, file={"unpivot": WIDE})
    assert [line.partition(":")[2][:26] for line in lines] == [
        "2: a second row for the sa",
        "3: a second row for the sa",
    ]


def test_a_population_in_a_table_of_its_own(tmp_path: Path) -> None:
    area = {"column": "area", "label": words("Area", "区域")}
    (tmp_path / "people.csv").write_text(
        "where,60岁及以上,60岁以下\n西,200,800\n东,100,900\n南,1,1\n", encoding="utf-8"
    )
    unpivot = {"columns": ["60岁及以上", "60岁以下"], "into": "band", "value": "n"}
    people = {"column": "n", "file": {"path": "people.csv", "unpivot": unpivot}, "group": "band", "area": "where"}
    content = "area,60岁及以上,60岁以下\n东,12,70\n西,13,80\n"
    table = read(tmp_path, content, area=area, file={"unpivot": WIDE}, population=people)
    assert table.numbers["population"].tolist() == [100, 900, 200, 800]
    assert {path.name for path in table.sources} == {"table.csv", "people.csv"}
    assert (
        "more counted than there are people"
        in refused(tmp_path, content.replace("12", "120"), area=area, file={"unpivot": WIDE}, population=people)[0]
    )
    lines = refused(tmp_path, content.replace("西", "西部"), area=area, file={"unpivot": WIDE}, population=people)
    assert len(lines) == 2
    for line in lines:
        assert line.startswith("table.csv:3 [area]: no population for this row in people.csv: add it there")
        assert "if “西” there is the same" in line
    by_area = {"column": "60岁以下", "file": {"path": "people.csv"}, "area": "where"}
    table = read(tmp_path, content, area=area, file={"unpivot": WIDE}, population=by_area)
    assert table.numbers["population"].tolist() == [900, 900, 800, 800]
    (tmp_path / "people.csv").write_text("where,n\n东,0\n西,1\n", encoding="utf-8")
    zero = {"column": "n", "file": {"path": "people.csv"}, "area": "where"}
    (line,) = refused(tmp_path, content, area=area, file={"unpivot": WIDE}, population=zero)
    assert line.startswith("people.csv:2 [n]: the number that is divided by is 0")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "no rows"),
        ("age,people,registered\n", "no rows"),
        ("age,people,registered\n\n,,\n", "no rows"),
        (
            "age,people,registerd\n1,2,3\n",
            "no column “registered”; the columns are: age, people, registerd. Did you mean “registerd”?",
        ),
        ("age,people,registered,registered\n60岁以下,1,1,2\n", "“registered” stands twice"),
        ('age,people,registered\n"60岁以下,1,1\n60岁及以上,1,1\n', "a quote is not closed"),
    ],
)
def test_tables_that_are_none(content: str, why: str, tmp_path: Path) -> None:
    assert why in "\n".join(refused(tmp_path, content))


def test_files_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_bytes(b"no workbook")
    (tmp_path / "t.jsonl").write_text('{"age": "60岁以下", "people": 1, "registered": 1}\nnonsense\n[1]\n')
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(SOUND.encode() * 100)[:60])
    for name, why in (
        ("none.csv", "there is no such file"),
        ("t.xlsx", "cannot be read as excel"),
        ("t.jsonl", "t.jsonl:2: the line is no JSON object"),
        ("t.csv.gz", "cannot be read as csv"),
    ):
        with pytest.raises(DataError, match=re.escape(why)):
            coverage_table(part_of(name), tmp_path)


def test_unreadable_characters_are_placed(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_bytes(SOUND.encode("gb18030").replace(b"\xcb\xea", b"\xff\xff", 1))
    with pytest.raises(DataError, match=r"table.csv:2 \[age\]: unreadable characters"):
        coverage_table(part_of(file={"encoding": "gb18030"}), tmp_path)


def test_a_log_is_no_small_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policeaudit.tables.read.MOST_ROWS", 3)
    content = "age,people,registered\n" + "".join(f"{i},1,1\n" for i in range(5))
    (line,) = refused(tmp_path, content, group={"column": "age", "label": words("Age", "年龄")})
    assert "more than 3 rows" in line


CELLS = Cells(TableFile(path="t.csv", suppressed=["**"], thousands=","))
CELL = st.one_of(
    st.text(max_size=12), st.floats().map(str), st.integers().map(str), st.from_regex(r"[-+0-9.,%eE ]{0,8}")
)


@given(CELL, st.sampled_from(["count", "number", "share"]), st.sampled_from(["fraction", "percent"]), st.booleans())
def test_any_cell_is_a_possible_number_nothing_or_refused(raw: str, kind: Any, percent: Any, denominator: bool) -> None:
    field = NumberField("n", "n", kind, percent=percent, denominator=denominator)
    try:
        number = CELLS.number(raw, field)
    except CellError:
        return
    if np.isnan(number):
        assert raw.strip() in (*CELLS.file.missing, "**")
    else:
        assert 0 <= number <= (1 if kind == "share" else 1e15)
        assert number > 0 or not denominator
        assert kind != "count" or number == int(number)


@given(st.integers(0, 10**12))
def test_a_whole_number_is_read_as_it_is_meant(n: int) -> None:
    for text in (str(n), f"{n:,}", f" {n}.0 ", f"+{n}"):
        assert CELLS.number(text, NumberField("n", "n", "count")) == n


@pytest.mark.parametrize("text", ["2022-03-05", "2022-03", "2022/3", "2022年3月", "2022-03-05 00:00:00"])
def test_months(text: str) -> None:
    assert CELLS.day(text, DateField("m", "m", month=True)) == dt.date(2022, 3, 1)


def test_days() -> None:
    assert CELLS.day("20220305", DateField("m", "m", "%Y%m%d")) == dt.date(2022, 3, 5)
    for text in ("", "soon", "2022-13", "05.03.2022"):
        with pytest.raises(CellError, match="not a date"):
            CELLS.day(text, DateField("m", "m"))


def test_a_mapped_group_may_be_an_empty_cell() -> None:
    declared = Groups.model_validate({"column": "g", "label": words("G", "群"), "groups": [group("unknown", "")]})
    assert CELLS.group(" ", GroupField("g", declared)) == "unknown"
