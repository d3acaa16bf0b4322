"""Rows of entries keep their search document beside them.

PostgreSQL would move a document of more than 2 kB elsewhere, and common words would fetch thousands of them one by one:
ranking them takes several times as long. Rows written before move when their document is another one.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("directory", "0005_words_in_the_trail")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE directory_startup SET (toast_tuple_target = 8160)",
            "ALTER TABLE directory_startup RESET (toast_tuple_target)",
        ),
    ]
