"""Collections, the firms in them, and contacts abroad: new tables only."""

import django.db.models.constraints
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0027_alerts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Collection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="address")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("collection", "Collection"),
                            ("mission", "Joint mission"),
                            ("fair", "Joint stand at a fair"),
                        ],
                        default="collection",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "original_language",
                    models.CharField(
                        choices=[("en", "English"), ("fr", "Français"), ("nl", "Nederlands"), ("de", "Deutsch")],
                        max_length=2,
                        verbose_name="original language",
                    ),
                ),
                ("title", models.CharField(max_length=100, verbose_name="title")),
                ("title_en", models.CharField(max_length=100, null=True, verbose_name="title")),
                ("title_fr", models.CharField(max_length=100, null=True, verbose_name="title")),
                ("title_nl", models.CharField(max_length=100, null=True, verbose_name="title")),
                ("title_de", models.CharField(max_length=100, null=True, verbose_name="title")),
                ("introduction", models.TextField(blank=True, verbose_name="introduction")),
                ("introduction_en", models.TextField(blank=True, null=True, verbose_name="introduction")),
                ("introduction_fr", models.TextField(blank=True, null=True, verbose_name="introduction")),
                ("introduction_nl", models.TextField(blank=True, null=True, verbose_name="introduction")),
                ("introduction_de", models.TextField(blank=True, null=True, verbose_name="introduction")),
                ("rule", models.TextField(blank=True, verbose_name="rule")),
                ("rule_en", models.TextField(blank=True, null=True, verbose_name="rule")),
                ("rule_fr", models.TextField(blank=True, null=True, verbose_name="rule")),
                ("rule_nl", models.TextField(blank=True, null=True, verbose_name="rule")),
                ("rule_de", models.TextField(blank=True, null=True, verbose_name="rule")),
                ("review_on", models.DateField(null=True, verbose_name="to be reviewed on")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="place")),
                ("country", models.CharField(blank=True, max_length=2, verbose_name="country")),
                ("starts_on", models.DateField(null=True, verbose_name="from")),
                ("ends_on", models.DateField(null=True, verbose_name="until")),
                ("is_published", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name": "collection",
                "verbose_name_plural": "collections",
            },
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
                    ("collection-changed", "Collection changed"),
                    ("collection-shown", "Collection published or taken off the public pages"),
                    ("collection-firms", "Firms of a collection changed"),
                    ("market-contact-changed", "Contact abroad changed"),
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
            name="CollectionEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("reason_en", models.CharField(max_length=300, null=True, verbose_name="reason")),
                ("reason_fr", models.CharField(max_length=300, null=True, verbose_name="reason")),
                ("reason_nl", models.CharField(max_length=300, null=True, verbose_name="reason")),
                ("reason_de", models.CharField(max_length=300, null=True, verbose_name="reason")),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="directory.collection"
                    ),
                ),
                (
                    "startup",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="collection_entries",
                        to="directory.startup",
                    ),
                ),
            ],
            options={
                "verbose_name": "firm of a collection",
                "verbose_name_plural": "firms of collections",
            },
        ),
        migrations.CreateModel(
            name="CollectionOwner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="owners", to="directory.collection"
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="owned_collections",
                        to="directory.partner",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="collection",
            name="partners",
            field=models.ManyToManyField(
                related_name="collections", through="directory.CollectionOwner", to="directory.partner"
            ),
        ),
        migrations.CreateModel(
            name="MarketContact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("country", models.CharField(max_length=2, verbose_name="country")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("help", models.CharField(max_length=300, verbose_name="what it helps with")),
                ("help_en", models.CharField(max_length=300, null=True, verbose_name="what it helps with")),
                ("help_fr", models.CharField(max_length=300, null=True, verbose_name="what it helps with")),
                ("help_nl", models.CharField(max_length=300, null=True, verbose_name="what it helps with")),
                ("help_de", models.CharField(max_length=300, null=True, verbose_name="what it helps with")),
                ("website", models.URLField(blank=True, verbose_name="website")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
            ],
            options={
                "verbose_name": "contact abroad",
                "verbose_name_plural": "contacts abroad",
                "constraints": [
                    models.UniqueConstraint(
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        fields=("country", "position"),
                        name="market_contact_position_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("website", ""), _negated=True),
                            models.Q(("email", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="market_contact_can_be_reached",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="marketcontact",
            trigger=pgtrigger.compiler.Trigger(
                name="market_contact_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="PERFORM public.catalogue_next_version(); RETURN NULL;",
                    hash="dfb5232cb31bab4399a7b10133df47417235ce7a",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_market_contact_changes_cc1ce",
                    table="directory_marketcontact",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="collectionentry",
            constraint=models.UniqueConstraint(fields=("collection", "startup"), name="collection_entry_once"),
        ),
        migrations.AddConstraint(
            model_name="collectionentry",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("collection", "position"),
                name="collection_entry_position_once",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="collectionentry",
            trigger=pgtrigger.compiler.Trigger(
                name="collection_entry_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="PERFORM public.catalogue_next_version(); RETURN NULL;",
                    hash="6fcee64850b1342c8696f22de4a27b4e7efbe4de",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_collection_entry_changes_328eb",
                    table="directory_collectionentry",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="collectionowner",
            constraint=models.UniqueConstraint(fields=("collection", "partner"), name="collection_owner_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="collectionowner",
            trigger=pgtrigger.compiler.Trigger(
                name="collection_owner_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="PERFORM public.catalogue_next_version(); RETURN NULL;",
                    hash="cc14f53b4fb18d05eaa2d58c9da4c169fbb9cdf3",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_collection_owner_changes_88778",
                    table="directory_collectionowner",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="collection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("country", ""), ("ends_on", None), ("kind", "collection"), ("place", ""), ("starts_on", None)
                    ),
                    models.Q(
                        models.Q(("kind", "collection"), _negated=True),
                        models.Q(("place", ""), _negated=True),
                        models.Q(("country", ""), _negated=True),
                        ("ends_on__gte", models.F("starts_on")),
                        ("starts_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="collection_event_has_place_and_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="collection",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_published", False), ("review_on__isnull", False), _connector="OR"),
                name="collection_published_has_review",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="collection",
            trigger=pgtrigger.compiler.Trigger(
                name="collection_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="PERFORM public.catalogue_next_version(); RETURN NULL;",
                    hash="0defa19b642fc355dea6487e047f0e567a7878da",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_collection_changes_41cc2",
                    table="directory_collection",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
    ]
