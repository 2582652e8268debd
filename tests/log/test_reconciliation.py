"""Every physical line of a log is used, or left out with its place and reason."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import policeaudit.log.text_files as text_files
from lab import count, left_out, plan_of

HEADER = b"id,person,at,score,alert,outcome,origin,note\n"
FIELDS = HEADER.decode().strip().split(",")
PLAN = plan_of(
    columns={
        "subject": "person",
        "time": "at",
        "score": "score",
        "alert": {"column": "alert", "yes": ["1"], "no": ["0"]},
        "outcome": {"column": "outcome", "confirmed": ["right"], "unfounded": ["wrong"], "pending": ["open"]},
    },
    log__encoding="utf-8",
)
SECRET = "SECRETVALUE"


@dataclass(frozen=True)
class Record:
    """Bytes of one record (or of what is left of one), its physical lines, and why it is left out."""

    data: bytes
    reason: str | None = None
    column: str = ""

    @property
    def lines(self) -> int:
        return self.data.count(b"\n")


def line(**fields: str) -> bytes:
    sound = dict(zip(FIELDS, ["7", "p1", "2022-11-05", "0.5", "1", "right", "migrant", "n"], strict=True))
    return (",".join((sound | fields).values()) + "\n").encode()


SOUND = [
    Record(line()),
    Record(line(origin="local", outcome="wrong")),
    Record(line(alert="0", outcome="")),
    Record(line(outcome="open")),
    Record(line(outcome="NA")),
    Record(line(origin="")),
    Record(line(origin="NA")),
    Record(line(origin="martian")),
    Record(line(origin='"migrant"', note='"a, ""quoted"" word"')),
    Record(line(origin="  migrant ", outcome=" right ", score=" 0.25 ", alert=" 1 ")),
    Record(line(at="2022/10/1")),
    Record(line(at="2022年10月1日")),
    Record(line(at="2022-12-31T23:59:59+08:00")),
    Record(line(at="2022-10-01T00:00:00Z")),
    Record(line(at="2022-12-31 23:59:59.999")),
    Record(line(score="")),
    Record(line(score="NaN")),
    Record(line(score="1e-400")),
    Record(line(note='"first line\nsecond line"')),
    Record(line(note='"first line\n\nthird line, with a comma"')),
    Record(line(note='a 5" nail and a 6" nail')),
    Record(line(note='a 5" nail')),
    Record(line(note="中文备注")),
    Record(line(note="a\rb")),
    Record(line(note="@@").replace(b"@@", b"\xff\xfe")),
    Record(line()[:-1] + b"\r\n"),
]
DEFECTS = [
    Record(b"\n", "empty_line"),
    Record(b"\r\n", "empty_line"),
    Record(b"1,2\n", "wrong_column_count"),
    Record(line(note="n,one more"), "wrong_column_count"),
    Record(line(id='"7'), "broken_quote"),
    Record(line(note=f'"{SECRET}'), "broken_quote"),
    Record(line(person='"p1', note='x"y"z'), "broken_quote"),
    Record(line(id='5"', note='"abc'), "broken_quote"),
    Record(line(at="2022-13-01"), "unreadable_date", "at"),
    Record(line(at=SECRET), "unreadable_date", "at"),
    Record(line(at=""), "missing_time", "at"),
    Record(line(at="2023-01-01"), "outside_period", "at"),
    Record(line(at="2022-09-30 23:59:59"), "outside_period", "at"),
    Record(line(at="2023-01-01T00:00:00+08:00"), "outside_period", "at"),
    Record(line(score="high"), "unreadable_number", "score"),
    Record(line(score='"0,5"'), "unreadable_number", "score"),
    Record(line(score="1.01"), "out_of_range", "score"),
    Record(line(score="-0.1"), "out_of_range", "score"),
    Record(line(score="inf"), "out_of_range", "score"),
    Record(line(score="1e400"), "out_of_range", "score"),
    Record(line(alert=""), "missing_alert", "alert"),
    Record(line(alert=SECRET), "unknown_alert", "alert"),
    Record(line(outcome="RIGHT"), "unknown_outcome", "outcome"),
    Record(line(outcome=SECRET), "unknown_outcome", "outcome"),
    Record(line(origin="@@").replace(b"@@", b"\xff\xfe"), "broken_encoding", "origin"),
]
NAMES = [f"{record.reason or 'sound'} {record.data!r}" for record in SOUND + DEFECTS]


def reconcile(records: list[Record], folder: Path, *, bom: bytes = b"") -> None:
    """Count a log of these records and hold every number and every place against what was planted."""
    data = bom + HEADER + b"".join(record.data for record in records)
    (folder / "log.csv").write_bytes(data)
    counted = count(PLAN, folder)
    expected, at = [], 2
    for record in records:
        if record.reason:
            expected.append(("log.csv", str(at), record.column, record.reason))
        at += record.lines
    found = [(row["file"], row["line"], row["column"], row["reason"]) for row in left_out(counted)]
    assert found == expected
    assert counted.tally.rows_in == len(records)
    assert counted.tally.rows_in == counted.tally.rows_used + sum(counted.tally.left_out.values())
    runs_on = sum(record.lines - 1 for record in records)
    assert data.count(b"\n") == 1 + counted.tally.rows_in + runs_on
    assert SECRET not in counted.left_out_csv()


@pytest.mark.parametrize("record", SOUND + DEFECTS, ids=NAMES)
@pytest.mark.parametrize("last", [False, True], ids=["inside", "at the end"])
def test_each_kind_of_line_lands_where_it_belongs(record: Record, last: bool, tmp_path: Path) -> None:
    sound = Record(line())
    reconcile([sound, record] if last else [sound, record, sound, sound], tmp_path)


RECORDS = st.lists(st.sampled_from(SOUND + DEFECTS), min_size=1, max_size=60)


@settings(max_examples=40, deadline=None)
@given(records=RECORDS, block=st.sampled_from([60, 101, 500, 1 << 21]), bom=st.sampled_from([b"", b"\xef\xbb\xbf"]))
def test_any_mixture_reconciles_to_the_last_line_whatever_the_block(
    records: list[Record], block: int, bom: bytes
) -> None:
    # an open quote that is followed by another odd quote is a riddle that no reader can solve: see below
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_files, "BLOCK_BYTES", block)
        reconcile([Record(line()), *records], Path(folder), bom=bom)


@settings(max_examples=30, deadline=None)
@given(data=st.lists(st.sampled_from([b'"', b"1", b",", b"\n", b"\r", "中".encode(), b"\xff", b" "]), max_size=120))
def test_no_bytes_are_lost_or_stop_the_audit(data: list[bytes]) -> None:
    """Every line of rubbish is accounted for: as a row, or as part of one that runs over several lines."""
    with tempfile.TemporaryDirectory() as folder:
        rubbish = b"".join(data).replace(b"\r\n", b"\n").strip(b"\r\n")
        content = HEADER + line() + rubbish + b"\n" + line()
        (Path(folder) / "log.csv").write_bytes(content)
        counted = count(PLAN, Path(folder))
        lines = content.count(b"\n") - 1
        assert counted.tally.rows_used >= 2
        assert counted.tally.rows_in == counted.tally.rows_used + len(left_out(counted))
        assert counted.tally.rows_in <= lines
        if b'"' not in rubbish:
            assert counted.tally.rows_in == lines


def test_a_thousand_planted_defects_are_found_to_the_last_row(tmp_path: Path) -> None:
    records = [(DEFECTS if i % 4 == 0 else SOUND)[(i * 7) % len(DEFECTS if i % 4 == 0 else SOUND)] for i in range(4000)]
    assert sum(record.reason is not None for record in records) == 1000
    reconcile(records, tmp_path)


def test_a_line_break_in_a_used_column_is_never_read_as_a_value(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_bytes(HEADER + line() + line(origin='"mig\nrant"') + line())
    counted = count(PLAN, tmp_path)
    assert counted.tally.rows_used == 2
    assert [row["line"] for row in left_out(counted)] == ["3", "4"]


def test_a_record_inside_an_open_quote_is_not_swallowed(tmp_path: Path) -> None:
    open_quote = line(note='"never closed')
    (tmp_path / "log.csv").write_bytes(HEADER + open_quote + line() * 500)
    counted = count(PLAN, tmp_path)
    assert counted.tally.rows_used == 500
    assert [(row["line"], row["reason"]) for row in left_out(counted)] == [("2", "broken_quote")]


def test_a_spreadsheet_formula_in_a_file_name_is_defused(tmp_path: Path) -> None:
    (tmp_path / "=1+1.csv").write_bytes(HEADER + line() + b"1,2\n")
    counted = count({**PLAN, "log": {"path": "*.csv"}}, tmp_path)
    assert [row["file"] for row in left_out(counted)] == ["'=1+1.csv"]


def test_every_defect_reason_has_words_in_both_languages() -> None:
    from policeaudit.log.reasons import REASONS

    assert {record.reason for record in DEFECTS} - set(REASONS) == set()
