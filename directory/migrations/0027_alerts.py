"""Lists that people follow by mail. Two new tables: the version before knows nothing of them."""

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0026_error_reports"),
    ]

    operations = [
        migrations.CreateModel(
            name="Follower",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail address")),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("fr", "Français"), ("nl", "Nederlands"), ("de", "Deutsch")],
                        max_length=2,
                        verbose_name="language of our mails",
                    ),
                ),
                ("looked_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Alert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("query", models.TextField(blank=True, verbose_name="list")),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("fr", "Français"), ("nl", "Nederlands"), ("de", "Deutsch")],
                        max_length=2,
                        verbose_name="language of our mails",
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("seen", models.BigIntegerField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "follower",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="alerts", to="directory.follower"
                    ),
                ),
            ],
            options={
                "verbose_name": "alert",
                "verbose_name_plural": "alerts",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("follower"), django.db.models.functions.text.MD5("query"), name="alert_once_a_list"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at", None), ("seen", None)),
                            models.Q(("confirmed_at__isnull", False), ("seen__isnull", False)),
                            _connector="OR",
                        ),
                        name="alert_confirmed_has_seen",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended_at", None), ("confirmed_at__isnull", False), _connector="OR"),
                        name="alert_ended_was_confirmed",
                    ),
                ],
            },
        ),
    ]
