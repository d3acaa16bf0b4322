"""What was typed and not sent yet is kept topic by topic. A draft of one flat form is sorted into its topics."""

from django.db import migrations

LANGUAGES = ("en", "fr", "nl", "de")
TOPICS = {
    "company": ("name", "enterprise_number", "website", "founded"),
    "what": (
        "original_language",
        *(f"tagline_{code}" for code in LANGUAGES),
        *(f"description_{code}" for code in LANGUAGES),
    ),
    "where": ("postal_code", "municipality"),
    "classification": ("sector", "sector_2", "sector_3"),
    "size": ("people", "stage", "stage_year", "stage_disclosed"),
}


def sort_into_topics(apps, schema_editor):
    Submission = apps.get_model("directory", "Submission")
    for submission in Submission.objects.exclude(draft={}).iterator():
        flat, version = submission.draft, submission.draft_version
        if any(isinstance(value, dict) for value in flat.values()):
            continue  # sorted already
        typed = {topic: {name: flat[name] for name in names if name in flat} for topic, names in TOPICS.items()}
        submission.draft = {topic: {"typed": one, "version": version} for topic, one in typed.items() if one}
        submission.save(update_fields=["draft"])


def make_flat(apps, schema_editor):
    Submission = apps.get_model("directory", "Submission")
    for submission in Submission.objects.exclude(draft={}).iterator():
        kept = [one["typed"] for topic, one in submission.draft.items() if topic in TOPICS]
        submission.draft = {name: value for typed in kept for name, value in typed.items()}
        submission.save(update_fields=["draft"])


class Migration(migrations.Migration):
    dependencies = [("directory", "0007_founders")]

    operations = [migrations.RunPython(sort_into_topics, make_flat)]
