"""Rows of a model by COPY, the fastest way in."""

import io
import json
from typing import Any

from django.db import connection
from django.db.models import Field, JSONField, Model

ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


class Table:
    """Rows of a model, kept until `send`. Columns that are not named get the model's defaults, the id its own."""

    def __init__(self, model: type[Model], *columns: str) -> None:
        self.rows: list[str] = []
        rest = [field for field in model._meta.concrete_fields if _is_filled(field, columns)]
        names = ", ".join(f'"{name}"' for name in [*columns, *(str(field.column) for field in rest)])
        self.statement = f'COPY "{model._meta.db_table}" ({names}) FROM STDIN'
        self.defaults = [_text(_default(field)) for field in rest]

    def add(self, *values: object) -> None:
        self.rows.append("\t".join([*map(_text, values), *self.defaults]))

    def send(self) -> None:
        with connection.cursor() as cursor:
            cursor.copy_expert(self.statement, io.StringIO("\n".join([*self.rows, ""])))
        self.rows.clear()


def _is_filled(field: "Field[Any, Any]", given: tuple[str, ...]) -> bool:
    return field.column not in given and not field.generated and not field.primary_key


def _default(field: "Field[Any, Any]") -> object:
    """As the database takes it; JSON as its text, without the cast that Django's own statements have."""
    default = field.get_default()
    return json.dumps(default) if isinstance(field, JSONField) else field.get_db_prep_save(default, connection)


def _text(value: object) -> str:
    """As COPY reads it. Elements of lists are codes, which need no quotes."""
    if value is None:
        return r"\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, list):
        return f"{{{','.join(value)}}}"
    return str(value).translate(ESCAPES)
