"""policeaudit schema: the published JSON schemas."""

from __future__ import annotations

import json

import click
from pydantic import BaseModel

from policeaudit.assessment.model import Assessment
from policeaudit.plan import Plan


@click.command()
@click.argument("document", type=click.Choice(["plan", "assessment"]))
def schema(document: str) -> None:
    """Print the JSON schema of a plan or of an assessment.json."""
    model: type[BaseModel] = Plan if document == "plan" else Assessment
    click.echo(json.dumps(model.model_json_schema(), ensure_ascii=False, indent=2))
