"""Introductions: requests, what remains of them as counts, blocked addresses, and the reply time of an entry.

All of it is new or may be null: the version before writes on. The trigger of the entries names the new column, too.
"""

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0015_claiming_and_figures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BlockedAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("blocked_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="Introduction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("unconfirmed", "Address not confirmed yet"),
                            ("waiting", "Waiting for an answer"),
                            ("yes", "Yes"),
                            ("not-now", "Not now"),
                            ("no", "No"),
                            ("lapsed", "No answer in 30 days"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="unconfirmed",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("company", models.CharField(max_length=120, verbose_name="company")),
                ("role", models.CharField(blank=True, max_length=80, verbose_name="role")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                ("country", models.CharField(max_length=2, verbose_name="country")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("buy", "To buy, or to try it in a pilot"),
                            ("resell", "To distribute or resell it"),
                            ("partner", "To work together on something"),
                            ("invest", "To invest"),
                            ("other", "Press, or something else"),
                        ],
                        max_length=12,
                        verbose_name="what for",
                    ),
                ),
                ("message", models.TextField(max_length=1000, verbose_name="message")),
                (
                    "timing",
                    models.CharField(
                        choices=[
                            ("now", "Now"),
                            ("3-months", "Within three months"),
                            ("6-months", "Within six months"),
                            ("12-months", "Within a year"),
                            ("exploring", "No date yet: I am looking around"),
                        ],
                        max_length=12,
                        verbose_name="when",
                    ),
                ),
                (
                    "budget",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("to-10k", "Less than €10,000"),
                            ("10k-50k", "€10,000 to €50,000"),
                            ("50k-250k", "€50,000 to €250,000"),
                            ("250k", "€250,000 or more"),
                        ],
                        max_length=12,
                        verbose_name="budget",
                    ),
                ),
                ("answer_language", models.CharField(max_length=3, verbose_name="language of the answer")),
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
                ("reminded_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("words", models.TextField(blank=True, max_length=1000, verbose_name="words")),
                ("outcome_asked_at", models.DateTimeField(null=True)),
                (
                    "visitor_outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("deal", "A deal"),
                            ("talks", "We are in talks"),
                            ("nothing", "Nothing came of it"),
                            ("no-answer", "The other side has not written yet"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "firm_outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("deal", "A deal"),
                            ("talks", "We are in talks"),
                            ("nothing", "Nothing came of it"),
                            ("no-answer", "The other side has not written yet"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reported_at", models.DateTimeField(null=True)),
                ("report", models.TextField(blank=True, max_length=1000, verbose_name="report")),
                ("dismissed_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "introduction",
                "verbose_name_plural": "introductions",
            },
        ),
        migrations.CreateModel(
            name="IntroductionCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField()),
                ("country", models.CharField(max_length=2)),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("unconfirmed", "Address not confirmed yet"),
                            ("waiting", "Waiting for an answer"),
                            ("yes", "Yes"),
                            ("not-now", "Not now"),
                            ("no", "No"),
                            ("lapsed", "No answer in 30 days"),
                            ("withdrawn", "Taken back"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("deal", "A deal"),
                            ("talks", "We are in talks"),
                            ("nothing", "Nothing came of it"),
                            ("no-answer", "The other side has not written yet"),
                        ],
                        max_length=12,
                    ),
                ),
                ("count", models.PositiveIntegerField(default=0)),
            ],
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="startup",
            name="entry_changes",
        ),
        migrations.AddField(
            model_name="startup",
            name="reply_days",
            field=models.PositiveSmallIntegerField(null=True),
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
        pgtrigger.migrations.AddTrigger(
            model_name="startup",
            trigger=pgtrigger.compiler.Trigger(
                name="entry_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."acquired_by" IS DISTINCT FROM (NEW."acquired_by") OR OLD."business_model" IS DISTINCT FROM (NEW."business_model") OR OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."claimed_at" IS DISTINCT FROM (NEW."claimed_at") OR OLD."client_focus" IS DISTINCT FROM (NEW."client_focus") OR OLD."confirmed_on" IS DISTINCT FROM (NEW."confirmed_on") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."description_de" IS DISTINCT FROM (NEW."description_de") OR OLD."description_en" IS DISTINCT FROM (NEW."description_en") OR OLD."description_fr" IS DISTINCT FROM (NEW."description_fr") OR OLD."description_nl" IS DISTINCT FROM (NEW."description_nl") OR OLD."domain" IS DISTINCT FROM (NEW."domain") OR OLD."enterprise_number" IS DISTINCT FROM (NEW."enterprise_number") OR OLD."export" IS DISTINCT FROM (NEW."export") OR OLD."founded" IS DISTINCT FROM (NEW."founded") OR OLD."funding" IS DISTINCT FROM (NEW."funding") OR OLD."hosting_country" IS DISTINCT FROM (NEW."hosting_country") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_sample" IS DISTINCT FROM (NEW."is_sample") OR OLD."logo_id" IS DISTINCT FROM (NEW."logo_id") OR OLD."merged_into_id" IS DISTINCT FROM (NEW."merged_into_id") OR OLD."municipality_id" IS DISTINCT FROM (NEW."municipality_id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."original_language" IS DISTINCT FROM (NEW."original_language") OR OLD."owner_country" IS DISTINCT FROM (NEW."owner_country") OR OLD."people" IS DISTINCT FROM (NEW."people") OR OLD."postal_code" IS DISTINCT FROM (NEW."postal_code") OR OLD."public_contact" IS DISTINCT FROM (NEW."public_contact") OR OLD."public_stage_id" IS DISTINCT FROM (NEW."public_stage_id") OR OLD."published_at" IS DISTINCT FROM (NEW."published_at") OR OLD."reply_days" IS DISTINCT FROM (NEW."reply_days") OR OLD."search_document" IS DISTINCT FROM (NEW."search_document") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."sort_name" IS DISTINCT FROM (NEW."sort_name") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."status_since" IS DISTINCT FROM (NEW."status_since") OR OLD."status_source" IS DISTINCT FROM (NEW."status_source") OR OLD."support_languages" IS DISTINCT FROM (NEW."support_languages") OR OLD."tagline" IS DISTINCT FROM (NEW."tagline") OR OLD."tagline_de" IS DISTINCT FROM (NEW."tagline_de") OR OLD."tagline_en" IS DISTINCT FROM (NEW."tagline_en") OR OLD."tagline_fr" IS DISTINCT FROM (NEW."tagline_fr") OR OLD."tagline_nl" IS DISTINCT FROM (NEW."tagline_nl") OR OLD."territory_id" IS DISTINCT FROM (NEW."territory_id") OR OLD."website" IS DISTINCT FROM (NEW."website"))',
                    constraint="CONSTRAINT",
                    func="IF 'published' IN (OLD.state, NEW.state) THEN PERFORM public.catalogue_note_change(NEW.id); RETURN NULL; END IF; RETURN NULL;",
                    hash="328c57f05f2c430d7b21853d10a02370ecb117c9",
                    operation="UPDATE",
                    pgid="pgtrigger_entry_changes_f6fcb",
                    table="directory_startup",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="introduction",
            name="answered_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="introduction",
            name="startup",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="introductions", to="directory.startup"
            ),
        ),
        migrations.AddField(
            model_name="introductioncount",
            name="startup",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="introduction_counts", to="directory.startup"
            ),
        ),
        migrations.AddIndex(
            model_name="introduction",
            index=models.Index(django.db.models.functions.text.Lower("email"), name="introduction_by_address"),
        ),
        migrations.AddConstraint(
            model_name="introduction",
            constraint=models.UniqueConstraint(
                models.F("startup"),
                django.db.models.functions.text.Lower("email"),
                condition=models.Q(("state", "waiting")),
                name="introduction_waits_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="introduction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at", None), ("state", "unconfirmed")),
                    models.Q(models.Q(("state", "unconfirmed"), _negated=True), ("confirmed_at__isnull", False)),
                    _connector="OR",
                ),
                name="introduction_sent_once_confirmed",
            ),
        ),
        migrations.AddConstraint(
            model_name="introduction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", False), ("state__in", ("yes", "not-now", "no", "lapsed"))),
                    models.Q(
                        models.Q(("state__in", ("yes", "not-now", "no", "lapsed")), _negated=True), ("ended_at", None)
                    ),
                    _connector="OR",
                ),
                name="introduction_ended_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="introduction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_by__isnull", False), ("state__in", ("yes", "not-now", "no"))),
                    models.Q(models.Q(("state__in", ("yes", "not-now", "no")), _negated=True), ("answered_by", None)),
                    _connector="OR",
                ),
                name="introduction_answered_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="introduction",
            constraint=models.CheckConstraint(
                condition=models.Q(("dismissed_at", None), ("reported_at__isnull", False), _connector="OR"),
                name="introduction_dismissed_is_reported",
            ),
        ),
        migrations.AddConstraint(
            model_name="introductioncount",
            constraint=models.UniqueConstraint(
                fields=("startup", "month", "country", "answer", "outcome"), name="introduction_count_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="introductioncount",
            constraint=models.CheckConstraint(
                condition=models.Q(("month__day", 1)), name="introduction_count_first_of_month"
            ),
        ),
    ]
