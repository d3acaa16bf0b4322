"""Extensions, and an unaccent() that indexes and generated columns accept.

`unaccent(text)` is only STABLE, because it looks up its dictionary by the search path. Naming schema and dictionary
makes it safe to call it IMMUTABLE; without the schema, dump and REINDEX would fail.
"""

from django.contrib.postgres.operations import BtreeGinExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

CREATE = """
CREATE OR REPLACE FUNCTION public.f_unaccent(text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$ SELECT public.unaccent('public.unaccent', $1) $$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        BtreeGinExtension(),
        migrations.RunSQL(CREATE, "DROP FUNCTION public.f_unaccent(text)"),
    ]
