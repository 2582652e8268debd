"""Personal identifiers: published examples, hit and false-alarm rates on generated columns, and no value ever comes out."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from identifiers_made import IDENTIFIERS, OTHERS, bank_card, column, day, identity_number, mobile_phone

from policeaudit.log.identifiers import (
    KINDS,
    ColumnScan,
    is_bank_card,
    is_identity_number,
    is_identity_number_15,
    is_licence_plate,
    is_mobile_phone,
    is_passport,
    scan_column,
)


def kinds(scan: ColumnScan) -> set[str]:
    return {found.kind for found in scan.found}


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014", "11010519491231002x"])
def test_the_examples_of_the_standard(number: str) -> None:
    """GB 11643-1999 gives both; the second one is born in 1880, before any living person."""
    assert is_identity_number(number) == number.startswith("11")


@pytest.mark.parametrize(
    "number",
    [
        "110105194912310021",  # check digit
        "11010519491331002X",  # month 13
        "11010519490229002X",  # no leap year
        "99010519491231002X",  # no such region
        "1101051949123100X",
        "１１０１０５",
        "",
    ],
)
def test_no_identity_number(number: str) -> None:
    assert not is_identity_number(number)


def test_any_changed_digit_breaks_an_identity_number() -> None:
    rng = random.Random(1)
    for _ in range(50):
        number = identity_number(rng)
        assert is_identity_number(number)
        at = rng.randrange(17)
        changed = number[:at] + str((int(number[at]) + rng.randint(1, 9)) % 10) + number[at + 1 :]
        assert not is_identity_number(changed)


def test_other_examples() -> None:
    assert is_identity_number_15("130503670401001")
    assert not is_identity_number_15("130503671301001")
    for card in ("4111111111111111", "5555 5555 5555 4444", "6011111111111117"):  # the networks' test numbers
        assert is_bank_card(card)
    assert not is_bank_card("4111111111111112")
    assert not is_bank_card("1" + "0" * 15)
    assert all(map(is_licence_plate, ("京A12345", "粤B·D12345", "沪AF12345"[:8], "粤B12345D", "粤Z1234港", "京a12345")))
    assert not any(map(is_licence_plate, ("京A1234", "京I12345", "AA12345", "粤B1234567", "京AO2345")))
    assert is_mobile_phone("+86 138-0013-8000")
    assert not any(map(is_mobile_phone, ("12800138000", "1380013800", "010-12345678", "15400138000")))
    assert is_passport("E12345678")
    assert not any(map(is_passport, ("E20221001", "X12345678", "E1234567")))


@pytest.mark.parametrize("kind", IDENTIFIERS)
@pytest.mark.parametrize("seed", range(3))
def test_a_column_of_identifiers_is_found_as_its_kind_and_no_other(kind: str, seed: int) -> None:
    scan = scan_column(column(IDENTIFIERS[kind], 1000, seed))
    assert kinds(scan) == {kind}
    assert scan.found[0].share >= (0.98 if kind == "passport" else 0.999)
    assert scan.values == 1000


@pytest.mark.parametrize("kind", ["identity_number", "licence_plate", "email"])
def test_a_full_sample_of_one_value_over_and_over(kind: str) -> None:
    assert kinds(scan_column(column(IDENTIFIERS[kind], 1, 7) * 10_000)) == {kind}


@pytest.mark.parametrize("name", OTHERS)
def test_a_column_that_only_looks_like_them_is_not(name: str) -> None:
    for seed in range(5):
        assert kinds(scan_column(column((OTHERS[name],), 1000, seed))) == set(), seed


@pytest.mark.parametrize(
    "kind", [kind for kind in IDENTIFIERS if kind not in ("bank_card", "passport", "identity_number_15")]
)
@pytest.mark.parametrize("other", ["case number", "18 digits", "Chinese text"])
def test_one_in_a_hundred_is_enough(kind: str, other: str) -> None:
    values = column((OTHERS[other],), 1980, 1) + column(IDENTIFIERS[kind], 20, 2)
    (found,) = scan_column(values).found
    assert found.kind == kind
    assert found.share == pytest.approx(0.01, abs=0.001)


def test_a_single_identity_number_is_told_and_a_single_card_number_cannot_be() -> None:
    rng = random.Random(4)
    text = column((OTHERS["Chinese text"],), 5000, 3)
    assert kinds(scan_column([*text, identity_number(rng)])) == {"identity_number"}
    assert kinds(scan_column([*text, bank_card(rng)])) == set()
    assert kinds(scan_column([*text, *(bank_card(rng) for _ in range(3))])) == {"bank_card"}


def test_case_numbers_in_the_old_form_of_an_identity_number_cannot_be_told_from_it() -> None:
    """Region, day as yymmdd and a running number: there is no check digit, so a person has to look."""
    rng = random.Random(6)
    scan = scan_column(f"440305{day(rng, 2022, 2022)[2:]}{i:03}" for i in range(900))
    assert kinds(scan) == {"identity_number_15"}


def test_identifiers_inside_longer_text_only_where_it_is_asked_for() -> None:
    rng = random.Random(5)
    values = [f"群众张某（身份证{identity_number(rng)}，电话{mobile_phone(rng)}）反映情况" for _ in range(50)]
    assert kinds(scan_column(values)) == set()
    assert kinds(scan_column(values, free_text=True)) == {"identity_number", "mobile_phone"}


def test_full_width_digits_and_space_do_not_hide_a_number() -> None:
    assert kinds(scan_column(f"　１３８００１３８００{n} " for n in "０１２３")) == {"mobile_phone"}


@pytest.mark.parametrize(
    ("values", "name", "decimals"),
    [
        (["113.9443,22.5329", "114.0579,22.5431"], "place", 4),
        (["(22.53291, 113.94432)"], "place", 5),
        (["POINT(113.94 22.53)"], "place", 2),
        (["113.94432", "114.1"], "经度", 5),
        (["22.5", "22.6"], "lat", 1),
        (["22.5", "22.6"], "platform_score", None),
        (["500.5,22.6"], "place", None),
        (["0.53", "0.61"], "score", None),
    ],
)
def test_coordinates_by_precision(values: list[str], name: str, decimals: int | None) -> None:
    scan = scan_column(values, name=name)
    assert scan.coordinate_decimals == decimals
    assert ("coordinates" in kinds(scan)) == (decimals is not None)


@pytest.mark.parametrize(
    ("values", "precision"),
    [
        (["2022-10-01 08:15:37", "2022-10-02 09:20:11"], "second"),
        (["2022-10-01T08:15:37.123+08:00"], "second"),
        (["20221001081537"], "second"),
        (["2022-10-01 08:15:00", "2022/10/2 9:20"], "minute"),
        (["2022-10-01 08:00:00"], "hour"),
        (["2022-10-01 00:00:00", "2022-10-02"], "day"),
        (["2022年10月1日"], "day"),
        (["20221001"], "day"),
        (["2022-10", "2022年11月"], "month"),
        (["20229999", "12345678"], None),
        (["0.5"], None),
    ],
)
def test_precision_of_times(values: list[str], precision: str | None) -> None:
    assert scan_column(values).time_precision == precision


def test_the_sample_is_bounded_and_says_how_large_it_was() -> None:
    taken = []
    scan = scan_column((taken.append(i) or ("x" if i % 2 else None) for i in range(1000)), most=10)
    assert scan.values == 10
    assert len(taken) == 20
    assert scan_column([None, "", " "]).values == 0


def test_no_value_comes_out() -> None:
    values = column(IDENTIFIERS["identity_number"], 20, 9)
    shown = repr(scan_column(values))
    assert not any(value[:6] in shown for value in values)
    assert kinds(scan_column(values)) <= KINDS.keys()
