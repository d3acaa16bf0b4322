from django.db import migrations


class Migration(migrations.Migration):
    """Django's own table of sessions, which 0002 took the place of: nothing reads or empties it any more."""

    dependencies = [
        ("accounts", "0002_sessions"),
    ]

    operations = [
        migrations.RunSQL("DROP TABLE IF EXISTS django_session", migrations.RunSQL.noop),
    ]
