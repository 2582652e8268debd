"""The section of a plan about data protection: what the log may hold, for how long, and for what."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from policeaudit.norms.negative_list import negative_list
from policeaudit.plan.parts import _Part, problem
from policeaudit.plan.table_file import LimitKind, TableLimit, refuse_repeated_ids, refuse_unknown_ids
from policeaudit.text import Text


class InventoryColumn(_Part):
    """A column of the log in the operator's inventory of data."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    column: str = Field(min_length=1)
    data_class: Literal["core", "important", "general"] = Field(
        alias="class", description="grade of the data: 核心数据, 重要数据, 一般数据"
    )
    sensitive: bool = Field(description="sensitive personal information")
    reason: Text | None = Field(default=None, description="why the column is in the log")


class DeclaredUse(_Part):
    """A use or an input that the operator declares, and the entry of the negative list that it falls under."""

    what: Text
    entry: str | None = Field(default=None, description="id of an entry of the negative list; none: under no entry")
    reason: Text | None = Field(
        default=None, description="where it is written why this is needed and how it is guarded"
    )


class ProtectionLimit(TableLimit):
    """What the oversight body accepts for the log itself: shares are not to be exceeded, a class is to be that large."""

    KINDS: ClassVar[dict[str, tuple[LimitKind, ...]]] = {
        "smallest_class": ("standard",),
        "share_unique": ("target_percent",),
        "share_small": ("target_percent",),
    }
    measure: Literal["smallest_class", "share_unique", "share_small"]


class ProtectionPart(_Part):
    """What the log may hold, for how long and for what ([protection])."""

    inventory: list[InventoryColumn] = Field(
        default=[], description="the operator's inventory, one entry for each column"
    )
    retention_days: int | None = Field(default=None, ge=1, description="how long rows may be kept")
    quasi_identifiers: list[str] = Field(default=[], description="columns that together may point to a person")
    smallest_class: int = Field(default=5, ge=2, description="the k below which a class of equal persons is small")
    free_text: list[str] = Field(default=[], description="columns to be searched for identifiers inside longer text")
    sample_values: int = Field(default=10_000, ge=100, le=1_000_000, description="values looked at in each column")
    uses: list[DeclaredUse] = Field(default=[], description="what the system is used for")
    inputs: list[DeclaredUse] = Field(default=[], description="what goes into its scores")
    limits: list[ProtectionLimit] = Field(default=[])

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        refuse_repeated_ids([entry.column for entry in self.inventory])
        refuse_repeated_ids(self.quasi_identifiers)
        refuse_repeated_ids(self.free_text)
        for name, declared in (("use", self.uses), ("input", self.inputs)):
            known = [entry.id for entry in negative_list() if entry.kind == name]
            refuse_unknown_ids([part.entry for part in declared], known, f"{name}s.entry")
        refuse_repeated_ids([limit.measure for limit in self.limits])
        if self.limits and not self.quasi_identifiers:
            raise problem("limits need quasi_identifiers", "设限值时须给出quasi_identifiers")
        return self
