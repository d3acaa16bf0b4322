"""What the catalogues follow: the version of everything public, the entries changed since, synonyms.

The first change of a transaction takes the next version; the others of it find the number in a setting that ends
with the transaction. The row of the version makes itself, so that an emptied database needs nothing.
"""

import django.contrib.postgres.fields
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.db import migrations, models

NEXT_VERSION = """
CREATE FUNCTION public.catalogue_next_version() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    number bigint := nullif(current_setting('directory.catalogue_version', true), '')::bigint;
BEGIN
    IF number IS NULL THEN
        INSERT INTO public.directory_catalogueversion AS current (id, version, vocabulary_version, epoch)
        VALUES (1, 1, 1, gen_random_uuid())
        ON CONFLICT (id) DO UPDATE SET version = current.version + 1
        RETURNING version INTO number;
        PERFORM set_config('directory.catalogue_version', number::text, true);
    END IF;
    RETURN number;
END $$
"""
NOTE_CHANGE = """
CREATE FUNCTION public.catalogue_note_change(entry bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.directory_cataloguechange AS change (startup_id, version)
    VALUES (entry, public.catalogue_next_version())
    ON CONFLICT (startup_id) DO UPDATE SET version = excluded.version WHERE change.version <> excluded.version;
END $$
"""
NOTE_VOCABULARY = """
CREATE FUNCTION public.catalogue_note_vocabulary() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    number bigint := public.catalogue_next_version();
BEGIN
    UPDATE public.directory_catalogueversion SET vocabulary_version = number WHERE vocabulary_version <> number;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0003_events_cannot_be_emptied"),
    ]

    operations = [
        migrations.RunSQL(NEXT_VERSION, "DROP FUNCTION public.catalogue_next_version()"),
        migrations.RunSQL(NOTE_CHANGE, "DROP FUNCTION public.catalogue_note_change(bigint)"),
        migrations.RunSQL(NOTE_VOCABULARY, "DROP FUNCTION public.catalogue_note_vocabulary()"),
        migrations.CreateModel(
            name="CatalogueChange",
            fields=[
                ("startup_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("version", models.BigIntegerField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="CatalogueVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.BigIntegerField(default=1)),
                ("vocabulary_version", models.BigIntegerField(default=1)),
                ("epoch", models.UUIDField(default=uuid.uuid4)),
            ],
        ),
        migrations.CreateModel(
            name="Synonyms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "words",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), size=None, verbose_name="words that mean the same"
                    ),
                ),
                ("key", models.CharField(editable=False, max_length=60, null=True, unique=True)),
                ("is_used", models.BooleanField(default=True, verbose_name="used by the search")),
            ],
            options={
                "verbose_name": "synonyms",
                "verbose_name_plural": "synonyms",
            },
        ),
        migrations.AddConstraint(
            model_name="catalogueversion",
            constraint=models.CheckConstraint(condition=models.Q(("pk", 1)), name="catalogue_version_has_one_row"),
        ),
        migrations.AddConstraint(
            model_name="synonyms",
            constraint=models.CheckConstraint(
                condition=models.Q(("words__len__gte", 2)), name="synonyms_are_two_or_more"
            ),
        ),
        # First those that actions lock first, so that neither waits for the other in a circle.
        pgtrigger.migrations.AddTrigger(
            model_name="submission",
            trigger=pgtrigger.compiler.Trigger(
                name="submission_is_approved",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (NEW."startup_id" IS NOT NULL AND NEW."state" = \'approved\')',
                    constraint="CONSTRAINT",
                    func="PERFORM public.catalogue_note_change(NEW.startup_id); RETURN NULL;",
                    hash="b9c3c1c307d1f5fdaccedb03405558dab10d79fb",
                    operation="UPDATE",
                    pgid="pgtrigger_submission_is_approved_66df1",
                    table="directory_submission",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="startup",
            trigger=pgtrigger.compiler.Trigger(
                name="entry_appears",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.\"state\" = 'published')",
                    constraint="CONSTRAINT",
                    func="PERFORM public.catalogue_note_change(NEW.id); RETURN NULL;",
                    hash="7f8c9aedf0bd2ad54e5a1cac59ac6f1760b77e64",
                    operation="INSERT",
                    pgid="pgtrigger_entry_appears_9e0e5",
                    table="directory_startup",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="startup",
            trigger=pgtrigger.compiler.Trigger(
                name="entry_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."acquired_by" IS DISTINCT FROM (NEW."acquired_by") OR OLD."business_model" IS DISTINCT FROM (NEW."business_model") OR OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."claimed_at" IS DISTINCT FROM (NEW."claimed_at") OR OLD."client_focus" IS DISTINCT FROM (NEW."client_focus") OR OLD."confirmed_on" IS DISTINCT FROM (NEW."confirmed_on") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."description_de" IS DISTINCT FROM (NEW."description_de") OR OLD."description_en" IS DISTINCT FROM (NEW."description_en") OR OLD."description_fr" IS DISTINCT FROM (NEW."description_fr") OR OLD."description_nl" IS DISTINCT FROM (NEW."description_nl") OR OLD."domain" IS DISTINCT FROM (NEW."domain") OR OLD."enterprise_number" IS DISTINCT FROM (NEW."enterprise_number") OR OLD."export" IS DISTINCT FROM (NEW."export") OR OLD."founded" IS DISTINCT FROM (NEW."founded") OR OLD."funding" IS DISTINCT FROM (NEW."funding") OR OLD."hosting_country" IS DISTINCT FROM (NEW."hosting_country") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_sample" IS DISTINCT FROM (NEW."is_sample") OR OLD."merged_into_id" IS DISTINCT FROM (NEW."merged_into_id") OR OLD."municipality_id" IS DISTINCT FROM (NEW."municipality_id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."original_language" IS DISTINCT FROM (NEW."original_language") OR OLD."owner_country" IS DISTINCT FROM (NEW."owner_country") OR OLD."people" IS DISTINCT FROM (NEW."people") OR OLD."postal_code" IS DISTINCT FROM (NEW."postal_code") OR OLD."public_stage_id" IS DISTINCT FROM (NEW."public_stage_id") OR OLD."published_at" IS DISTINCT FROM (NEW."published_at") OR OLD."search_document" IS DISTINCT FROM (NEW."search_document") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."sort_name" IS DISTINCT FROM (NEW."sort_name") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."status_since" IS DISTINCT FROM (NEW."status_since") OR OLD."support_languages" IS DISTINCT FROM (NEW."support_languages") OR OLD."tagline" IS DISTINCT FROM (NEW."tagline") OR OLD."tagline_de" IS DISTINCT FROM (NEW."tagline_de") OR OLD."tagline_en" IS DISTINCT FROM (NEW."tagline_en") OR OLD."tagline_fr" IS DISTINCT FROM (NEW."tagline_fr") OR OLD."tagline_nl" IS DISTINCT FROM (NEW."tagline_nl") OR OLD."territory_id" IS DISTINCT FROM (NEW."territory_id") OR OLD."website" IS DISTINCT FROM (NEW."website"))',
                    constraint="CONSTRAINT",
                    func="IF 'published' IN (OLD.state, NEW.state) THEN PERFORM public.catalogue_note_change(NEW.id); RETURN NULL; END IF; RETURN NULL;",
                    hash="c3b8b554135dd48e8bb64f45916898f5c28ae340",
                    operation="UPDATE",
                    pgid="pgtrigger_entry_changes_f6fcb",
                    table="directory_startup",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="startup",
            trigger=pgtrigger.compiler.Trigger(
                name="entry_disappears",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.\"state\" = 'published')",
                    constraint="CONSTRAINT",
                    func="PERFORM public.catalogue_note_change(OLD.id); RETURN NULL;",
                    hash="323f704433a3f2d7f445e36a489eb8d112259103",
                    operation="DELETE",
                    pgid="pgtrigger_entry_disappears_6096b",
                    table="directory_startup",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ask",
            trigger=pgtrigger.compiler.Trigger(
                name="ask_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="\n        PERFORM public.catalogue_note_change(entry.id) FROM public.directory_startup entry\n        WHERE entry.id IN (OLD.startup_id, NEW.startup_id) AND entry.state = 'published';\n        RETURN NULL;\n    ",
                    hash="2357db87893e7c07af3ef8a319102c72fd23b8d6",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_ask_changes_c1c92",
                    table="directory_ask",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="certification",
            trigger=pgtrigger.compiler.Trigger(
                name="certification_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="\n        PERFORM public.catalogue_note_change(entry.id) FROM public.directory_startup entry\n        WHERE entry.id IN (OLD.startup_id, NEW.startup_id) AND entry.state = 'published';\n        RETURN NULL;\n    ",
                    hash="a90447f3a4f4a7871e89dd9644cb085cd1379d9c",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_certification_changes_baa34",
                    table="directory_certification",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="factsource",
            trigger=pgtrigger.compiler.Trigger(
                name="fact_source_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="\n        PERFORM public.catalogue_note_change(entry.id) FROM public.directory_startup entry\n        WHERE entry.id IN (OLD.startup_id, NEW.startup_id) AND entry.state = 'published';\n        RETURN NULL;\n    ",
                    hash="832c245ef83e8e9b7db2f54fd79a47365e458252",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_fact_source_changes_9a618",
                    table="directory_factsource",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="market",
            trigger=pgtrigger.compiler.Trigger(
                name="market_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="\n        PERFORM public.catalogue_note_change(entry.id) FROM public.directory_startup entry\n        WHERE entry.id IN (OLD.startup_id, NEW.startup_id) AND entry.state = 'published';\n        RETURN NULL;\n    ",
                    hash="15e938d6dec8056908c8fe29080896be1fd03681",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_market_changes_d9d68",
                    table="directory_market",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="municipality",
            trigger=pgtrigger.compiler.Trigger(
                name="municipality_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="PERFORM public.catalogue_note_vocabulary(); RETURN NULL;",
                    hash="d93850d10cc14bac775d913a48d9d1f5aec9b6b8",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_municipality_changes_60b19",
                    table="directory_municipality",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="office",
            trigger=pgtrigger.compiler.Trigger(
                name="office_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="\n        PERFORM public.catalogue_note_change(entry.id) FROM public.directory_startup entry\n        WHERE entry.id IN (OLD.startup_id, NEW.startup_id) AND entry.state = 'published';\n        RETURN NULL;\n    ",
                    hash="c4260b311c118bdd9cbf8cd1b1615b9f1b15e307",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_office_changes_833ef",
                    table="directory_office",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="partner",
            trigger=pgtrigger.compiler.Trigger(
                name="partner_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="PERFORM public.catalogue_next_version(); RETURN NULL;",
                    hash="36d078e0358ca2bf7f5ed71ea952cc048ecdb487",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_partner_changes_5e773",
                    table="directory_partner",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reference",
            trigger=pgtrigger.compiler.Trigger(
                name="reference_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="\n        PERFORM public.catalogue_note_change(entry.id) FROM public.directory_startup entry\n        WHERE entry.id IN (OLD.startup_id, NEW.startup_id) AND entry.state = 'published';\n        RETURN NULL;\n    ",
                    hash="18bed27a266006932f0cb09505b2dce6f0c039cf",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_reference_changes_0d398",
                    table="directory_reference",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="region",
            trigger=pgtrigger.compiler.Trigger(
                name="region_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="PERFORM public.catalogue_note_vocabulary(); RETURN NULL;",
                    hash="33c65ae5129709a894c2a221e3591515734a79d2",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_region_changes_96c7b",
                    table="directory_region",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="revenuestage",
            trigger=pgtrigger.compiler.Trigger(
                name="revenue_stage_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="PERFORM public.catalogue_note_vocabulary(); RETURN NULL;",
                    hash="c61e5fda39d84e8ab98d161af0600eae6e8db846",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_revenue_stage_changes_a2fde",
                    table="directory_revenuestage",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sector",
            trigger=pgtrigger.compiler.Trigger(
                name="sector_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="PERFORM public.catalogue_note_vocabulary(); RETURN NULL;",
                    hash="3e1c56815a879bc5c310fee8ad78718c18e9a53b",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_sector_changes_026ba",
                    table="directory_sector",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sectorlink",
            trigger=pgtrigger.compiler.Trigger(
                name="sector_link_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="\n        PERFORM public.catalogue_note_change(entry.id) FROM public.directory_startup entry\n        WHERE entry.id IN (OLD.startup_id, NEW.startup_id) AND entry.state = 'published';\n        RETURN NULL;\n    ",
                    hash="8d8b9dec0c6a99d5303b99e3a7c78862f74d546e",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_sector_link_changes_6ce5f",
                    table="directory_sectorlink",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="supportorganisation",
            trigger=pgtrigger.compiler.Trigger(
                name="organisation_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="PERFORM public.catalogue_next_version(); RETURN NULL;",
                    hash="b35b5791847ee3a24764f17bea6ae98cde8d05dd",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_organisation_changes_12fe1",
                    table="directory_supportorganisation",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="technology",
            trigger=pgtrigger.compiler.Trigger(
                name="technology_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="PERFORM public.catalogue_note_vocabulary(); RETURN NULL;",
                    hash="1ac958388208420c1d225655a37e1ce731e5d850",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_technology_changes_c1351",
                    table="directory_technology",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="technologylink",
            trigger=pgtrigger.compiler.Trigger(
                name="technology_link_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="\n        PERFORM public.catalogue_note_change(entry.id) FROM public.directory_startup entry\n        WHERE entry.id IN (OLD.startup_id, NEW.startup_id) AND entry.state = 'published';\n        RETURN NULL;\n    ",
                    hash="a944e0e57885962b435c4d6d815f15a4123b184d",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_technology_link_changes_b4773",
                    table="directory_technologylink",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="territory",
            trigger=pgtrigger.compiler.Trigger(
                name="territory_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="PERFORM public.catalogue_next_version(); RETURN NULL;",
                    hash="456c6f3190179ce50ec6f15e12e780c21b50a3de",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_territory_changes_fbf69",
                    table="directory_territory",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="synonyms",
            trigger=pgtrigger.compiler.Trigger(
                name="synonyms_change",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="PERFORM public.catalogue_note_vocabulary(); RETURN NULL;",
                    hash="a95ed989cde6b1c636ed9e7e16848cd8c81c2227",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_synonyms_change_a8d60",
                    table="directory_synonyms",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
    ]
