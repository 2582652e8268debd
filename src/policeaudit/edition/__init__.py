"""The public edition of an assessment: counts rounded and small ones withheld, all else computed from them or left out."""

from policeaudit.edition.document import public_edition

__all__ = ["public_edition"]
