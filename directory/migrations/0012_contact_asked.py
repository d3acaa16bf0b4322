from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0011_states")]

    operations = [
        migrations.AlterField(
            model_name="submission",
            name="contact",
            field=models.JSONField(blank=True, default=None, null=True, verbose_name="private contact"),
        ),
    ]
