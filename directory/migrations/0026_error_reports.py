"""Errors that visitors report in entries, and what becomes of them in the trail.

A table of its own, which the version before does not know.
"""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0025_accompaniment"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="verb",
            field=models.CharField(
                choices=[
                    ("entry-imported", "Entry imported from a public list"),
                    ("entry-published", "Entry published"),
                    ("entry-claimed", "Unclaimed entry taken over by the company"),
                    ("entry-changed", "Entry changed"),
                    ("entry-moved", "Entry moved to another territory"),
                    ("submitted", "Submitted"),
                    ("resubmitted", "Corrected and submitted again"),
                    ("withdrawn", "Withdrawn"),
                    ("approved", "Approved"),
                    ("changes-requested", "Changes requested"),
                    ("rejected", "Rejected"),
                    ("undone", "Decision taken back"),
                    ("looked", "First look"),
                    ("offered", "Offered to another territory"),
                    ("offer-answered", "Offer to another territory answered"),
                    ("proposed-on-behalf", "Change proposed on behalf of the company"),
                    ("entry-confirmed", "Confirmed by the company"),
                    ("entry-hidden", "Taken off the public pages"),
                    ("entry-removed", "Entry removed"),
                    ("entry-gone", "Unclaimed entry: no longer in business"),
                    ("entry-not-a-firm", "Unclaimed entry: not a firm for this directory"),
                    ("entry-put-back", "Unclaimed entry put back on the list"),
                    ("entry-merged", "Merged into another entry"),
                    ("entry-unmerged", "Merging undone"),
                    ("not-the-same", "Two entries found not to be the same company"),
                    ("ask-renewed", "Ask renewed"),
                    ("ask-ended", "Ask ended"),
                    ("proof-given", "Proof given"),
                    ("proof-lapsed", "Proof no longer found"),
                    ("team-joined", "Joined the team"),
                    ("team-left", "Left the team"),
                    ("team-invited", "Invited to the team"),
                    ("team-role-changed", "Role in the team changed"),
                    ("team-reminded", "Team reminded to confirm the entry"),
                    ("claim-invited", "Company invited to claim its entry"),
                    ("opted-out", "Asked not to be written to"),
                    ("organisation-changed", "Support organisation changed"),
                    ("organisation-shown", "Support organisation published or taken off the public pages"),
                    ("accompaniment-proposed", "Accompaniment proposed"),
                    ("accompaniment-confirmed", "Accompaniment confirmed"),
                    ("accompaniment-ended", "Accompaniment ended or declined"),
                    ("partner-joined", "Joined a partner"),
                    ("partner-left", "Left a partner"),
                    ("words-changed", "Synonyms changed"),
                    ("name-changed", "Name changed"),
                    ("term-added", "Sector or technology added"),
                    ("term-merged", "Sector or technology merged into another"),
                    ("term-removed", "Sector or technology removed"),
                    ("partner-added", "Partner added"),
                    ("partner-changed", "Partner changed"),
                    ("territory-added", "Territory added"),
                    ("territory-changed", "Territory changed"),
                    ("refiled", "Filed under another territory"),
                    ("power-given", "Right for the whole site given"),
                    ("power-taken", "Right for the whole site taken back"),
                    ("person-barred", "Person barred"),
                    ("person-unbarred", "Person let in again"),
                    ("list-confirmed", "List confirmed"),
                    ("list-undone", "List undone"),
                    ("entry-taken-back", "Entry of a list taken back"),
                    ("account-closed", "Account closed"),
                    ("introduction-reported", "Introduction reported"),
                    ("report-dismissed", "Report dismissed"),
                    ("address-blocked", "Sender of introductions blocked"),
                    ("error-passed-on", "Report of an error passed on"),
                    ("error-handled", "Report of an error dealt with"),
                    ("error-dismissed", "Report of an error: no error"),
                    ("error-answered", "Report of an error answered by the company"),
                ],
                max_length=24,
            ),
        ),
        migrations.CreateModel(
            name="ErrorReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fact", models.CharField(blank=True, max_length=24, verbose_name="fact")),
                ("words", models.TextField(max_length=1000, verbose_name="words")),
                ("evidence", models.CharField(blank=True, max_length=300, verbose_name="how one knows")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("fr", "Français"), ("nl", "Nederlands"), ("de", "Deutsch")],
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("passed-on", "Passed on to the company"),
                            ("handled", "Dealt with"),
                            ("dismissed", "No error"),
                        ],
                        default="open",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("handled_at", models.DateTimeField(null=True)),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("correcting", "The company has begun to correct it"),
                            ("right", "The company says that it is right as it stands"),
                        ],
                        max_length=12,
                        verbose_name="answer of the company",
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "handled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "startup",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="error_reports",
                        to="directory.startup",
                    ),
                ),
            ],
            options={
                "verbose_name": "error report",
                "verbose_name_plural": "error reports",
                "indexes": [models.Index(fields=["state", "created_at"], name="error_report_by_age")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("handled_at", None), ("handled_by", None), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("handled_at__isnull", False),
                                ("handled_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="error_report_handled_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None), ("answered_by", None)),
                            models.Q(
                                models.Q(("answer", ""), _negated=True),
                                models.Q(("state", "open"), _negated=True),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="error_report_answered_once_passed_on",
                    ),
                ],
            },
        ),
    ]
