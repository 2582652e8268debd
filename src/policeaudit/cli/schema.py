"""policeaudit schema: the published JSON schemas."""

from __future__ import annotations

import importlib
import json

import click

DOCUMENTS = {
    "plan": "policeaudit.plan.Plan",
    "assessment": "policeaudit.assessment.model.Assessment",
    "check": "policeaudit.gate.document.CheckRecord",
    "comparison": "policeaudit.compare.document.ComparisonRecord",
    "whatif": "policeaudit.thresholds.model.WhatIf",
}
"""Each document and the model that it is read or written with."""


@click.command()
@click.argument("document", type=click.Choice(list(DOCUMENTS)))
def schema(document: str) -> None:
    """Print the JSON schema of a plan, of an assessment.json, or of what check, compare and whatif print as JSON."""
    module, _, name = DOCUMENTS[document].rpartition(".")
    model = getattr(importlib.import_module(module), name)
    click.echo(json.dumps(model.model_json_schema(), ensure_ascii=False, indent=2))
