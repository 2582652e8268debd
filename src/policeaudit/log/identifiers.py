"""What kind of personal identifier a column holds, from a bounded sample of its values.

Only kinds and shares come out, never a value. Arbitrary numbers of the right length pass a check digit now and then (one
in ten that of a bank card), so a kind counts as found only where more values pass than chance would let, and comes with the
share that chance would give. One or two card or telephone numbers in a column are therefore not told; a single identity
number is.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

import pyarrow as pa
import pyarrow.compute as pc

from policeaudit.text import Text

MOST_VALUES = 10_000
_PROBE = 1_000
"""Values, spread over the sample, that show what times and coordinates are precise to."""
_UNLIKELY = 0.002
_BY_DESIGN = 10

KINDS: dict[str, Text] = {
    "identity_number": Text(en="resident identity number", zh="居民身份证号码"),
    "identity_number_15": Text(en="resident identity number, old form with 15 digits", zh="居民身份证号码（15位旧码）"),
    "mobile_phone": Text(en="mobile telephone number", zh="手机号码"),
    "licence_plate": Text(en="vehicle licence plate", zh="机动车号牌"),
    "bank_card": Text(en="bank-card number", zh="银行卡号"),
    "email": Text(en="e-mail address", zh="电子邮箱地址"),
    "passport": Text(en="passport number", zh="护照号码"),
    "coordinates": Text(en="coordinates", zh="经纬度坐标"),
}

# GB/T 2260, first two digits of an identity number; 83: residence permits of Hong Kong, Macao and Taiwan residents
_PROVINCES = {
    *range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83
}  # fmt: skip
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_PLATE_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_LETTERS = "A-HJ-NP-Z"  # no I, no O

_NOT_DIGIT_BEFORE, _NOT_DIGIT_AFTER = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
_LOOK_AROUND = re.compile(r"\(\?<?!\[[^\]]*\]\)")


@dataclass(frozen=True)
class Found:
    """A kind of identifier in a column."""

    kind: str
    share: float
    """Share of the values that were looked at."""
    by_chance: float
    """The share of different values that arbitrary ones of the same form would reach."""


@dataclass(frozen=True)
class ColumnScan:
    """What a sample of a column shows."""

    values: int
    """Values that were looked at: the first ones that are not empty."""
    found: tuple[Found, ...]
    coordinate_decimals: int | None
    """Decimals of its coordinates (4: some 11 m, 5: some 1 m); None where it holds none."""
    time_precision: str | None
    """``second``, ``minute``, ``hour``, ``day`` or ``month``; None where it does not hold times."""


@dataclass(frozen=True)
class _Detector:
    kind: str
    form: re.Pattern[str]
    is_one: Callable[[str], bool]
    chance: float
    """Share of arbitrary values of the form that are taken for one."""
    is_candidate: Callable[[str], bool] | None = None
    """What many values of the form may share by design (a region and a day), so that only the check digit is left."""
    chance_of_candidate: float = 0.0

    def formed(self, column: pa.Array, *, free_text: bool) -> list[str]:
        """The values that may have the form: one pass of an engine that knows no look-around, a hundred times faster."""
        pattern = _LOOK_AROUND.sub("", self.form.pattern)
        hit = pc.match_substring_regex(column, pattern if free_text else f"^(?:{pattern})$")
        values: list[str] = column.filter(hit).to_pylist()
        return values


def scan_column(
    values: Iterable[str | None], *, name: str = "", free_text: bool = False, most: int = MOST_VALUES
) -> ColumnScan:
    """Look for identifiers in the first values of a column.

    Args:
        values: the values as text, in any order; a sample that is spread over the log says more than its beginning.
        name: the column's name, a hint for coordinates, which alone look like any other number.
        free_text: look inside longer text too, not only at whole values.
        most: how many values are looked at.
    """
    sample = list(islice(filter(None, values), most))
    counted = _plainly(Counter(sample))
    if not counted:
        return ColumnScan(0, (), None, None)
    column = pa.array(counted, pa.string())
    hits = (_found(detector, counted, column, free_text=free_text) for detector in _DETECTORS)
    found = [hit for hit in hits if hit is not None]
    if counted.total() < len(sample):
        sample = [value for value in sample if not value.isspace()]
    probe = [_plain(value) for value in sample[:: -(-len(sample) // _PROBE)]]
    decimals = _coordinate_decimals(probe, name)
    if decimals is not None:
        found.append(Found("coordinates", len(_coordinates(list(counted.elements()), name)) / counted.total(), 0.0))
    return ColumnScan(counted.total(), tuple(found), decimals, _time_precision(probe))


def _plainly(spelt: Counter[str]) -> Counter[str]:
    """The values without space around them and in plain digits and letters; blank ones are none."""
    plain = map(str.strip if "".join(spelt).isascii() else _plain, spelt)
    counted = Counter[str](dict(zip(plain, spelt.values(), strict=True)))
    if len(counted) < len(spelt):  # some are one value written in several ways
        counted = Counter()
        for value, times in spelt.items():
            counted[_plain(value)] += times
    del counted[""]
    return counted


def _plain(value: str) -> str:
    return (value if value.isascii() else unicodedata.normalize("NFKC", value)).strip()


def _found(detector: _Detector, sample: Counter[str], column: pa.Array, *, free_text: bool) -> Found | None:
    formed = candidates = hits = rows = 0  # different values, for a code that comes up in every row is one try
    for value in detector.formed(column, free_text=free_text):
        whole = detector.form.fullmatch(value)
        matches = [match[0] for match in ([whole] if whole else detector.form.finditer(value) if free_text else [])]
        hit = any(map(detector.is_one, matches))
        formed, hits, rows = formed + bool(matches), hits + hit, rows + hit * sample[value]
        candidates += detector.is_candidate is not None and any(map(detector.is_candidate, matches))
    tries, chance = formed, detector.chance
    if candidates >= _BY_DESIGN and candidates * detector.chance_of_candidate > tries * chance:
        tries, chance = candidates, detector.chance_of_candidate
    if hits == 0 or _as_many_by_chance(hits, tries, chance) > _UNLIKELY:
        return None
    return Found(detector.kind, rows / sample.total(), tries * chance / sample.total())


def _as_many_by_chance(hits: int, tries: int, chance: float) -> float:
    """The probability of at least so many hits among arbitrary values: binomial, normal where many are expected."""
    expected = tries * chance
    if expected > 50:
        return math.erfc((hits - 0.5 - expected) / math.sqrt(2 * expected * (1 - chance))) / 2
    fewer, exactly = 0.0, (1 - chance) ** tries
    for k in range(min(hits, 400)):
        fewer += exactly
        exactly *= (tries - k) / (k + 1) * chance / (1 - chance)
    return max(0.0, 1 - fewer)


def _digits(text: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", text)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True


def _has_region_and_birthday(text: str) -> bool:
    number = _digits(text)
    if len(number) != 18 or not number[:17].isdecimal() or int(number[:2]) not in _PROVINCES:
        return False
    year, month, day = int(number[6:10]), int(number[10:12]), int(number[12:14])
    return 1900 <= year < 2100 and _is_day(year, month, day)


def is_identity_number(text: str) -> bool:
    """Whether 18 characters are a resident identity number: region, date of birth and check digit (GB 11643-1999)."""
    number = _digits(text).upper()
    if not _has_region_and_birthday(number):
        return False
    return number[17] == _CHECK_DIGITS[sum(int(d) * w for d, w in zip(number[:17], _WEIGHTS, strict=True)) % 11]


def is_identity_number_15(text: str) -> bool:
    """Whether 15 digits may be an identity number of the form used until 2013: region and date of birth (19yy)."""
    number = _digits(text)
    if len(number) != 15 or not number.isdecimal() or int(number[:2]) not in _PROVINCES:
        return False
    return _is_day(1900 + int(number[6:8]), int(number[8:10]), int(number[10:12]))


def is_bank_card(text: str) -> bool:
    """Whether 16 to 19 digits may be a payment card: issuer digit 3 to 6 or 9, Luhn (ISO/IEC 7812-1), no identity number."""
    number = _digits(text)
    if not 16 <= len(number) <= 19 or not number.isdecimal() or number[0] not in "34569":
        return False
    doubled = (int(d) * 2 for d in number[-2::-2])
    luhn = sum(int(d) for d in number[-1::-2]) + sum(d - 9 if d > 9 else d for d in doubled)
    return luhn % 10 == 0 and not is_identity_number(number)


def is_mobile_phone(text: str) -> bool:
    """Whether a number is a mobile one of mainland China: 11 digits in a range that is given out, with or without +86."""
    number = re.sub(r"^(\+|00)?86(?=1\d{10}$)", "", re.sub(r"[ \-]", "", text))
    return re.fullmatch(r"1(3\d|4[014-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])\d{8}", number) is not None


def is_licence_plate(text: str) -> bool:
    """Whether a text is a licence plate (GA 36-2018), that of a new-energy vehicle with 8 characters included."""
    plate = re.sub(r"[ ·•.\-]", "", text.upper())
    head = rf"[{_PLATE_PROVINCES}][{_LETTERS}]"
    usual = rf"{head}[{_LETTERS}0-9]{{4}}[{_LETTERS}0-9挂学警港澳领]"
    new_energy = rf"{head}(?:[DABCEFGHJK][{_LETTERS}0-9]\d{{4}}|\d{{5}}[DABCEFGHJK])"
    return re.fullmatch(f"{usual}|{new_energy}", plate) is not None


def is_passport(text: str) -> bool:
    """Whether a text has the form of a Chinese passport number; it has no check digit.

    A letter with a date (E20221001) is taken for the number of a case.
    """
    number = text.upper()
    if re.fullmatch(r"[EGDSPH](19|20)\d{6}", number):
        return not _is_day(int(number[1:5]), int(number[5:7]), int(number[7:9]))
    return re.fullmatch(r"[EGDSPH]\d{8}|E[A-HJ-NP-Z]\d{7}", number) is not None


def is_identifier(text: str) -> bool:
    """Whether a single text is an identifier, so that it must not be printed; forms without a check are not told from codes."""
    told = (is_identity_number, is_mobile_phone, is_licence_plate, is_bank_card)
    return any(is_one(text) for is_one in told) or "@" in text


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(_NOT_DIGIT_BEFORE + f"(?:{pattern})" + _NOT_DIGIT_AFTER)


_DETECTORS = (
    _Detector(
        "identity_number",
        _form(r"\d{17}[\dXx]|\d{6}[ \-]\d{8}[ \-]\d{3}[\dXx]"),
        is_identity_number,
        2.5e-5,
        _has_region_and_birthday,
        1 / 11,
    ),
    _Detector("identity_number_15", _form(r"\d{15}"), is_identity_number_15, 0.013),
    _Detector("mobile_phone", _form(r"(?:(?:\+|00)?86[ \-]?)?\d{3}[ \-]?\d{4}[ \-]?\d{4}"), is_mobile_phone, 0.059),
    _Detector(
        "licence_plate",
        re.compile(rf"[{_PLATE_PROVINCES}][A-Za-z][ ·•.\-]?[A-Za-z0-9]{{4,6}}[挂学警港澳领]?" + _NOT_DIGIT_AFTER),
        is_licence_plate,
        0.0,
    ),
    _Detector("bank_card", _form(r"[34569](?:\d{15,18}|\d{3}(?:[ \-]\d{4}){3}(?:[ \-]?\d{1,3})?)"), is_bank_card, 0.1),
    _Detector("email", re.compile(r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*\.[A-Za-z]{2,}"), bool, 0.0),
    _Detector("passport", _form(r"[A-Za-z]\d{8}|[A-Za-z]{2}\d{7}"), is_passport, 0.24),
)

_PAIR = re.compile(
    r"[\[(]?\s*(-?\d{1,3}\.\d+)\s*[,; ]\s*(-?\d{1,3}\.\d+)\s*[\])]?|POINT\s*\((-?\d+\.\d+) (-?\d+\.\d+)\)"
)
_LONE = re.compile(r"-?\d{1,3}\.\d+")
_COORDINATE_NAME = re.compile(r"(^|[^a-z])(lat|lon|lng|long|latitude|longitude|coord\w*|gps)([^a-z]|$)|[经纬]度|坐标")
_MOST_OF = 0.5


def _numbers(value: str, *, lone: bool) -> list[str]:
    """The coordinates in a value as they are written."""
    pair = _PAIR.fullmatch(value)
    if pair:
        numbers = [number for number in pair.groups() if number is not None]
        sizes = sorted(abs(float(number)) for number in numbers)
        return numbers if sizes[0] <= 90 and sizes[1] <= 180 else []
    return [value] if lone and _LONE.fullmatch(value) and abs(float(value)) <= 180 else []


def _coordinates(sample: list[str], name: str) -> list[list[str]]:
    lone = _COORDINATE_NAME.search(name.lower()) is not None
    return [numbers for value in sample if (numbers := _numbers(value, lone=lone))]


def _coordinate_decimals(sample: list[str], name: str) -> int | None:
    """The decimals that at least half of the coordinates have (a last 0 is often dropped)."""
    found = _coordinates(sample, name)
    if len(found) < _MOST_OF * len(sample):
        return None
    decimals = sorted(max(len(number.partition(".")[2]) for number in numbers) for numbers in found)
    return decimals[len(decimals) // 2]


_TIME = re.compile(
    r"\d{4}[-/.年]\d{1,2}(?:[-/.月](?P<day>\d{1,2})日?|月)?"
    r"(?:[T ]?(?P<hour>\d{1,2})[:时](?P<minute>\d{1,2})(?:[:分](?P<second>\d{1,2})(?:\.\d+)?秒?|分)?"
    r"\s*(?:Z|[+\-]\d{2}:?\d{2})?)?"
)
_COMPACT_TIME = re.compile(
    r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?:(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2}))?"
)
_SOME = 0.05


def _time(value: str) -> re.Match[str] | None:
    compact = _COMPACT_TIME.fullmatch(value)
    if compact and _is_day(int(compact["year"]), int(compact["month"]), int(compact["day"])):
        return compact
    return _TIME.fullmatch(value)


def _time_precision(sample: list[str]) -> str | None:
    """The finest part that is not always 0: a column of midnights is precise to the day."""
    times = [match for value in sample if (match := _time(value))]
    if len(times) < _MOST_OF * len(sample):
        return None
    used = Counter[str]()
    for time in times:
        used.update(part for part in ("second", "minute", "hour") if int(time[part] or 0))
        used["day"] += time["day"] is not None
    parts = ("second", "minute", "hour", "day")
    return next((part for part in parts if used[part] >= _SOME * len(times)), "month")
