"""Signatures, prepared words and settings of partners. Every column has a default of the database: the version before writes on."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0013_nobody_asked"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="wants_digest",
            field=models.BooleanField(db_default=True, default=True, verbose_name="daily digest"),
        ),
        migrations.AddField(
            model_name="partner",
            name="import_setting",
            field=models.CharField(
                choices=[
                    ("publish", "Public at once, as unclaimed entries"),
                    ("queue", "A moderator looks at them first"),
                ],
                db_default="publish",
                default="publish",
                max_length=8,
                verbose_name="own lists",
            ),
        ),
        migrations.AddField(
            model_name="partner",
            name="signature",
            field=models.TextField(blank=True, db_default="", max_length=500, verbose_name="signature"),
        ),
        migrations.AddField(
            model_name="partner",
            name="signature_de",
            field=models.TextField(blank=True, db_default="", max_length=500, null=True, verbose_name="signature"),
        ),
        migrations.AddField(
            model_name="partner",
            name="signature_en",
            field=models.TextField(blank=True, db_default="", max_length=500, null=True, verbose_name="signature"),
        ),
        migrations.AddField(
            model_name="partner",
            name="signature_fr",
            field=models.TextField(blank=True, db_default="", max_length=500, null=True, verbose_name="signature"),
        ),
        migrations.AddField(
            model_name="partner",
            name="signature_nl",
            field=models.TextField(blank=True, db_default="", max_length=500, null=True, verbose_name="signature"),
        ),
        migrations.CreateModel(
            name="PreparedWords",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("meets-criteria", "Meets the criteria"),
                            ("incomplete", "Something is missing"),
                            ("unclear", "Not clear enough for a reader"),
                            ("fact-in-doubt", "A fact needs a source"),
                            ("language", "Text is not in the language it claims"),
                            ("not-belgian", "Not established in Belgium"),
                            ("no-own-technology", "No technology product of its own"),
                            ("duplicate", "Already listed"),
                            ("not-entitled", "Not entitled to speak for the company"),
                            ("not-verifiable", "Cannot be verified"),
                            ("misleading", "Misleading"),
                            ("unlawful", "Unlawful"),
                        ],
                        max_length=20,
                        verbose_name="reason",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("fr", "Français"), ("nl", "Nederlands"), ("de", "Deutsch")],
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="words")),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="prepared_words",
                        to="directory.partner",
                    ),
                ),
            ],
            options={
                "verbose_name": "prepared words",
                "verbose_name_plural": "prepared words",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("partner", "reason", "language"), name="prepared_words_once_a_reason"
                    )
                ],
            },
        ),
    ]
