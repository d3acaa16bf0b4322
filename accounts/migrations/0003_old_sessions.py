from django.db import migrations

EMPTY = """
    DO $$ BEGIN
        IF to_regclass('django_session') IS NOT NULL THEN DELETE FROM django_session; END IF;
    END $$
"""


class Migration(migrations.Migration):
    """Django's own table of sessions, which 0002 took the place of: nothing reads it any more, and it held addresses.

    It is emptied, not dropped: processes of the version before still ask it.
    """

    dependencies = [
        ("accounts", "0002_sessions"),
    ]

    operations = [
        migrations.RunSQL(EMPTY, migrations.RunSQL.noop),
    ]
