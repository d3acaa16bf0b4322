"""Several people may claim one entry with one number; every other open submission has its number alone."""

import django.contrib.postgres.constraints
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0008_drafts_by_topic"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        BtreeGistExtension(),
        migrations.RemoveConstraint(
            model_name="submission",
            name="submission_enterprise_number_unique",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="submission",
            trigger=pgtrigger.compiler.Trigger(
                name="submission_number_in_turn",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF NEW.enterprise_number <> '' AND NEW.state IN ('waiting', 'changes-requested') THEN\n        PERFORM pg_advisory_xact_lock(16978, hashtext(NEW.enterprise_number));\n    END IF;\n    RETURN NEW;\n",
                    hash="7e86fd786133af70cef3040ad77627d52870322a",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_submission_number_in_turn_7486a",
                    table="directory_submission",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(
                    ("state__in", ("waiting", "changes-requested")), models.Q(("enterprise_number", ""), _negated=True)
                ),
                expressions=[
                    ("enterprise_number", "="),
                    (
                        models.Case(
                            models.When(kind="claim", then=models.F("startup")),
                            default=django.db.models.expressions.CombinedExpression(
                                models.F("id"), "*", models.Value(-1)
                            ),
                        ),
                        "<>",
                    ),
                ],
                name="submission_enterprise_number_unique",
                violation_error_message="A submission for this enterprise number is already pending.",
            ),
        ),
    ]
