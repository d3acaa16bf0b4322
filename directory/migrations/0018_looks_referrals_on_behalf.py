"""Two looks at what weighs much, offers between territories, and changes on behalf of a company. What is added to existing
tables has a default of the database or may be empty: the version before writes on."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0017_decisions_in_depth"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FirstLook",
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
                ("words", models.TextField(blank=True, max_length=4000, verbose_name="words to the founder")),
                ("given", models.JSONField(blank=True, default=dict)),
                ("looked_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(max_length=2000, verbose_name="why it belongs there")),
                ("offered_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("accepted", "Accepted"), ("declined", "Declined"), ("taken-back", "Taken back")],
                        default="",
                        max_length=10,
                        verbose_name="answer",
                    ),
                ),
                (
                    "answer",
                    models.TextField(blank=True, default="", max_length=2000, verbose_name="words with the answer"),
                ),
                ("answered_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="submission",
            name="submission_one_open_change_a_team",
        ),
        migrations.AddField(
            model_name="submission",
            name="on_behalf",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.partner"
            ),
        ),
        migrations.AddField(
            model_name="submission",
            name="source",
            field=models.CharField(blank=True, db_default="", max_length=300, verbose_name="source"),
        ),
        migrations.AddField(
            model_name="submission",
            name="source_as_of",
            field=models.DateField(null=True, verbose_name="as of"),
        ),
        migrations.AddField(
            model_name="submission",
            name="source_url",
            field=models.URLField(blank=True, db_default="", max_length=300, verbose_name="address of the source"),
        ),
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
                    ("partner-joined", "Joined a partner"),
                    ("partner-left", "Left a partner"),
                    ("words-changed", "Synonyms changed"),
                    ("name-changed", "Name changed"),
                    ("account-closed", "Account closed"),
                    ("introduction-reported", "Introduction reported"),
                    ("report-dismissed", "Report dismissed"),
                    ("address-blocked", "Sender of introductions blocked"),
                ],
                max_length=24,
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("kind", "change"), ("on_behalf", None), ("state__in", ("draft", "waiting", "changes-requested"))
                ),
                fields=("startup",),
                name="submission_one_open_change_a_team",
                violation_error_message="A change of this entry is already waiting for a decision.",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("kind", "change"), ("on_behalf__isnull", False), ("state__in", ("waiting", "changes-requested"))
                ),
                fields=("startup",),
                name="submission_one_open_change_on_behalf",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("on_behalf", None),
                    models.Q(
                        ("kind__in", ("change", "transfer")),
                        ("source_as_of__isnull", False),
                        models.Q(("source", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="submission_on_behalf_names_its_source",
            ),
        ),
        migrations.AddField(
            model_name="firstlook",
            name="looked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="firstlook",
            name="revision",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="first_look", to="directory.revision"
            ),
        ),
        migrations.AddField(
            model_name="firstlook",
            name="submission",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="first_looks", to="directory.submission"
            ),
        ),
        migrations.AddField(
            model_name="referral",
            name="answered_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="referral",
            name="from_territory",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.territory"
            ),
        ),
        migrations.AddField(
            model_name="referral",
            name="offered_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="referral",
            name="submission",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="referrals", to="directory.submission"
            ),
        ),
        migrations.AddField(
            model_name="referral",
            name="to_territory",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.territory",
                verbose_name="territory",
            ),
        ),
        migrations.AddConstraint(
            model_name="firstlook",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__in", ("meets-criteria",))), name="first_look_reason_is_for_approval"
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.UniqueConstraint(
                condition=models.Q(("outcome", "")), fields=("submission",), name="referral_one_open_a_submission"
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_territory", models.F("to_territory")), _negated=True),
                name="referral_goes_to_another_territory",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at", None), ("answered_by", None), ("outcome", "")),
                    models.Q(
                        models.Q(("outcome", ""), _negated=True),
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="referral_answered_when_and_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "declined"), _negated=True),
                    models.Q(("answer", ""), _negated=True),
                    _connector="OR",
                ),
                name="referral_declined_has_words",
            ),
        ),
    ]
