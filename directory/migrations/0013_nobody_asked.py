"""So far {} meant that nobody was asked whom to contact. By itself: the rows have triggers that run at the end."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("directory", "0012_contact_asked")]

    operations = [
        migrations.RunSQL(
            "UPDATE directory_submission SET contact = NULL WHERE contact = '{}'",
            "UPDATE directory_submission SET contact = '{}' WHERE contact IS NULL",
        ),
    ]
