"""Merged sectors and technologies point at what took their place; a member’s last daily mail has a date."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0019_holds_and_notes"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="digest_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="sector",
            name="merged_into",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged_from",
                to="directory.sector",
            ),
        ),
        migrations.AddField(
            model_name="technology",
            name="merged_into",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged_from",
                to="directory.technology",
            ),
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
                    ("entry-gone", "Unclaimed entry: no longer in business"),
                    ("entry-not-a-firm", "Unclaimed entry: not a firm for this directory"),
                    ("entry-put-back", "Unclaimed entry put back on the list"),
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
                    ("account-closed", "Account closed"),
                    ("introduction-reported", "Introduction reported"),
                    ("report-dismissed", "Report dismissed"),
                    ("address-blocked", "Sender of introductions blocked"),
                ],
                max_length=24,
            ),
        ),
    ]
