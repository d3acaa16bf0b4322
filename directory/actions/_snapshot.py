"""What a decision changes, row by row, so that it can be taken back exactly as long as nobody went on from it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

from directory.choices import SubmissionState
from directory.models import (
    Ask,
    Certification,
    Decision,
    FactSource,
    Invitation,
    Logo,
    Market,
    Message,
    Office,
    Proof,
    Reference,
    SectorLink,
    StageDeclaration,
    Startup,
    Submission,
    TeamMember,
    TechnologyLink,
)

Row = dict[str, Any]
Rows = dict[str, Row]  # by primary key
State = dict[str, Rows]  # by table
# Columns that only count or remember what was mailed: they come along, but nobody goes on from a decision by them.
BOOKKEEPING = {"reply_days", "reminded_on"}


@dataclass(frozen=True)
class Table:
    """Rows that a decision may write. `columns`: those that matter, all of them where none is named."""

    model: type[Model]
    path: str  # to the entry or to the submission
    columns: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.model._meta.label_lower

    @property
    def all(self) -> QuerySet[Any]:
        """Columns as they are: no manager that chooses among languages stands in between."""
        return QuerySet(self.model)

    def rows(self, owners: Iterable[Any]) -> Rows:
        fields = [field for field in self.model._meta.concrete_fields if not field.generated]
        names = self.columns or tuple(field.attname for field in fields if field.attname != "search_document")
        found = self.all.filter(**{f"{self.path}__in": owners}).order_by("pk").values("pk", *names)
        rows: list[Row] = json.loads(json.dumps(list(found), default=str))  # as they come back from the database
        return {str(row.pop("pk")): row for row in rows}


ENTRY = Table(Startup, "pk")
SUBMISSION = Table(Submission, "pk", ("state", "startup_id", "decided_at", "changed_at"))
DECISION = Table(Decision, "submission", ("undone_at", "undone_by_id"))
OF_A_SUBMISSION = (
    SUBMISSION,
    DECISION,
    Table(Proof, "submission"),
    Table(Logo, "submission", ("submission_id",)),
    Table(Message, "submission", ("created_at",)),
)
DETAILS = tuple(
    Table(model, "startup")
    for model in (
        SectorLink,
        TechnologyLink,
        StageDeclaration,
        Office,
        Market,
        Ask,
        Certification,
        Reference,
        FactSource,
        TeamMember,
        Invitation,
    )
)


def state_of(submission_id: int, entry_id: int | None) -> State:
    """The submission, and the entry with all that belongs to it and was ever proposed for it."""
    about = Q(pk=submission_id) | (Q(startup=entry_id) if entry_id else Q(pk__in=[]))
    submissions = list(Submission.objects.filter(about).values_list("pk", flat=True))
    entries = [entry_id] if entry_id else []
    state = {table.name: table.rows(submissions) for table in OF_A_SUBMISSION}
    return state | {table.name: table.rows(entries) for table in (*DETAILS, ENTRY)}


def is_as(state: State, other: State) -> bool:
    """Whether both say the same."""
    return _said(state) == _said(other)


def _said(state: State) -> State:
    return {table: {pk: _facts(row) for pk, row in rows.items()} for table, rows in state.items()}


def _facts(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in BOOKKEEPING}


def put_back(before: State, after: State) -> None:
    """Make it `before` again, where it is `after` now. What was made since goes: submissions and the entry last, for
    the rest names them. Only decisions on what stays are kept, and are the caller's to mark."""
    new = made(SUBMISSION, before, after)
    SUBMISSION.all.filter(pk__in=new).update(state=SubmissionState.WITHDRAWN)  # what waits again takes their place
    for table in (*OF_A_SUBMISSION, *DETAILS, ENTRY):
        was, became = before[table.name], after[table.name]
        if table not in (SUBMISSION, DECISION, ENTRY):
            table.all.filter(pk__in=made(table, before, after)).delete()
        for pk, row in was.items():
            if pk not in became:
                table.model(pk=pk, **row).save_base(raw=True, force_insert=True)
            elif _facts(row) != _facts(became[pk]):
                table.all.filter(pk=pk).update(**_facts(row))
    DECISION.all.filter(submission__in=new).delete()
    SUBMISSION.all.filter(pk__in=new).delete()
    ENTRY.all.filter(pk__in=made(ENTRY, before, after)).delete()


def made(table: Table, before: State, after: State) -> list[str]:
    """What is there since."""
    return [pk for pk in after[table.name] if pk not in before[table.name]]
