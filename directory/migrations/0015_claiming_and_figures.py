"""Invitations to claim, who asked not to be written to, and the figures of decisions. New tables only."""

import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0014_words_of_partners"),
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
                ],
                max_length=24,
            ),
        ),
        migrations.CreateModel(
            name="ClaimInvitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.BigIntegerField(unique=True)),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("fr", "Français"), ("nl", "Nederlands"), ("de", "Deutsch")],
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                ("invited_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claim_invitations",
                        to="directory.partner",
                    ),
                ),
                (
                    "startup",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="claim_invitations",
                        to="directory.startup",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OptOut",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address_digest", models.CharField(blank=True, max_length=64)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "startup",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="opt_outs",
                        to="directory.startup",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DecisionFigures",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("counted_on", models.DateField(verbose_name="counted on")),
                ("waiting", models.PositiveIntegerField(verbose_name="waiting")),
                ("late", models.PositiveIntegerField(verbose_name="late")),
                ("reasons", models.JSONField(verbose_name="decisions by reason")),
                ("median_days", models.FloatField(null=True, verbose_name="median of working days")),
                (
                    "territory",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="directory.territory",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("territory",), name="decision_figures_once_a_territory", nulls_distinct=False
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decisionfigures",
            trigger=pgtrigger.compiler.Trigger(
                name="decision_figures_change",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="PERFORM public.catalogue_next_version(); RETURN NULL;",
                    hash="ab7257b58499b478242fe10ce78e39d8788383d0",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_decision_figures_change_ad5ef",
                    table="directory_decisionfigures",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="optout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("address_digest__gt", ""), ("startup", None)),
                    models.Q(("address_digest", ""), ("startup__isnull", False)),
                    _connector="OR",
                ),
                name="opt_out_of_address_or_entry",
            ),
        ),
        migrations.AddConstraint(
            model_name="optout",
            constraint=models.UniqueConstraint(
                condition=models.Q(("startup", None)), fields=("address_digest",), name="opt_out_once_an_address"
            ),
        ),
        migrations.AddConstraint(
            model_name="optout",
            constraint=models.UniqueConstraint(fields=("startup",), name="opt_out_once_an_entry"),
        ),
    ]
