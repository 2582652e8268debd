"""Makes values that are personal identifiers and values that only look like them; seeded, none belongs to anybody known."""

from __future__ import annotations

import hashlib
import random
import string
from collections.abc import Callable

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
REGIONS = ("110101", "310115", "440305", "500103", "610113", "654201", "710000")
PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"

Maker = Callable[[random.Random], str]


def digits(rng: random.Random, n: int) -> str:
    return "".join(rng.choice(string.digits) for _ in range(n))


def day(rng: random.Random, first: int, last: int) -> str:
    return f"{rng.randint(first, last)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"


def identity_number(rng: random.Random) -> str:
    head = rng.choice(REGIONS) + day(rng, 1930, 2015) + digits(rng, 3)
    return head + "10X98765432"[sum(int(d) * w for d, w in zip(head, WEIGHTS, strict=True)) % 11]


def identity_number_15(rng: random.Random) -> str:
    return rng.choice(REGIONS) + day(rng, 1930, 1999)[2:] + digits(rng, 3)


def mobile_phone(rng: random.Random) -> str:
    number = rng.choice(("130", "138", "147", "150", "166", "177", "189", "191", "198")) + digits(rng, 8)
    spaced = f"{number[:3]}-{number[3:7]}-{number[7:]}"
    return rng.choice((number, number, number, f"+86{number}", f"86 {number}", spaced))


def licence_plate(rng: random.Random) -> str:
    head = rng.choice("京津沪粤苏浙川藏") + rng.choice(PLATE_LETTERS)
    tail = "".join(rng.choice(PLATE_LETTERS + string.digits) for _ in range(5))
    return rng.choice((head + tail, f"{head}·{tail}", head + tail[:4] + "警"))


def new_energy_plate(rng: random.Random) -> str:
    head = rng.choice("京津沪粤苏浙川藏") + rng.choice(PLATE_LETTERS)
    small = rng.choice("DF") + rng.choice(PLATE_LETTERS + string.digits) + digits(rng, 4)
    return head + rng.choice((small, digits(rng, 5) + rng.choice("DF")))


def luhn_digit(body: str) -> str:
    total = sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(reversed(body)))
    return str(-total % 10)


def bank_card(rng: random.Random) -> str:
    body = rng.choice(("622202", "621700", "6228", "436742", "955880", "356833")) + digits(rng, 9)
    number = (body + digits(rng, 4))[: rng.choice((15, 16, 17, 18))]
    number += luhn_digit(number)
    return " ".join(number[i : i + 4] for i in range(0, len(number), 4)) if rng.random() < 0.2 else number


def email(rng: random.Random) -> str:
    return f"{rng.choice('abcdefg')}{digits(rng, 4)}@{rng.choice(('example.com', 'mail.example.org', 'qq.example'))}"


def passport(rng: random.Random) -> str:
    return rng.choice((f"E{digits(rng, 8)}", f"E{rng.choice(PLATE_LETTERS)}{digits(rng, 7)}", f"G{digits(rng, 8)}"))


IDENTIFIERS: dict[str, tuple[Maker, ...]] = {
    "identity_number": (identity_number,),
    "identity_number_15": (identity_number_15,),
    "mobile_phone": (mobile_phone,),
    "licence_plate": (licence_plate, new_energy_plate),
    "bank_card": (bank_card,),
    "email": (email,),
    "passport": (passport,),
}

OTHERS: dict[str, Maker] = {
    "11 digits": lambda rng: digits(rng, 11),
    "15 digits": lambda rng: digits(rng, 15),
    "16 digits": lambda rng: digits(rng, 16),
    "18 digits": lambda rng: digits(rng, 18),
    "19 digits": lambda rng: digits(rng, 19),
    "region, day, number (18)": lambda rng: rng.choice(REGIONS) + day(rng, 2019, 2023) + digits(rng, 4),
    "one card-like code (16)": lambda rng: "4000000000000002",
    "running number from 6 (16)": lambda rng: str(6_000_000_000_000_000 + rng.randint(0, 10**7)),
    "letter and day": lambda rng: f"E{day(rng, 2019, 2023)}",
    "letter and 8 digits": lambda rng: rng.choice(string.ascii_uppercase) + digits(rng, 8),
    "case number": lambda rng: f"A{rng.choice(REGIONS)}{day(rng, 2022, 2022)}{digits(rng, 6)}",
    "hash": lambda rng: hashlib.sha256(digits(rng, 8).encode()).hexdigest(),
    "milliseconds": lambda rng: str(1_660_000_000_000 + rng.randint(0, 10**10)),
    "seconds": lambda rng: str(1_660_000_000 + rng.randint(0, 10**7)),
    "amount": lambda rng: f"{rng.uniform(0, 1e6):.2f}",
    "score": lambda rng: f"{rng.random():.6f}",
    "firm": lambda rng: "9144" + digits(rng, 6) + "MA5" + digits(rng, 4) + rng.choice(PLATE_LETTERS),
    "Chinese text": lambda rng: "".join(chr(rng.randint(0x4E00, 0x9FA5)) for _ in range(12)) + digits(rng, 3),
    "landline": lambda rng: f"0755-{rng.choice('2368')}{digits(rng, 7)}",
    "day and time": lambda rng: f"2022-10-{rng.randint(1, 31):02} {rng.randint(0, 23):02}:15:{rng.randint(0, 59):02}",
}


def column(makers: tuple[Maker, ...], n: int, seed: int) -> list[str]:
    rng = random.Random(seed)
    return [rng.choice(makers)(rng) for _ in range(n)]
