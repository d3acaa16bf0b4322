"""Who holds a submission, and notes for colleagues: new tables only."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0018_looks_referrals_on_behalf'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='event',
            name='verb',
            field=models.CharField(choices=[('entry-imported', 'Entry imported from a public list'), ('entry-published', 'Entry published'), ('entry-claimed', 'Unclaimed entry taken over by the company'), ('entry-changed', 'Entry changed'), ('entry-moved', 'Entry moved to another territory'), ('submitted', 'Submitted'), ('resubmitted', 'Corrected and submitted again'), ('withdrawn', 'Withdrawn'), ('approved', 'Approved'), ('changes-requested', 'Changes requested'), ('rejected', 'Rejected'), ('undone', 'Decision taken back'), ('looked', 'First look'), ('offered', 'Offered to another territory'), ('offer-answered', 'Offer to another territory answered'), ('proposed-on-behalf', 'Change proposed on behalf of the company'), ('entry-confirmed', 'Confirmed by the company'), ('entry-hidden', 'Taken off the public pages'), ('entry-removed', 'Entry removed'), ('entry-gone', 'Unclaimed entry: no longer in business'), ('entry-not-a-firm', 'Unclaimed entry: not a firm for this directory'), ('entry-put-back', 'Unclaimed entry put back on the list'), ('ask-renewed', 'Ask renewed'), ('ask-ended', 'Ask ended'), ('proof-given', 'Proof given'), ('proof-lapsed', 'Proof no longer found'), ('team-joined', 'Joined the team'), ('team-left', 'Left the team'), ('team-invited', 'Invited to the team'), ('team-role-changed', 'Role in the team changed'), ('team-reminded', 'Team reminded to confirm the entry'), ('claim-invited', 'Company invited to claim its entry'), ('opted-out', 'Asked not to be written to'), ('organisation-changed', 'Support organisation changed'), ('organisation-shown', 'Support organisation published or taken off the public pages'), ('partner-joined', 'Joined a partner'), ('partner-left', 'Left a partner'), ('words-changed', 'Synonyms changed'), ('name-changed', 'Name changed'), ('account-closed', 'Account closed'), ('introduction-reported', 'Introduction reported'), ('report-dismissed', 'Report dismissed'), ('address-blocked', 'Sender of introductions blocked')], max_length=24),
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('until', models.DateTimeField()),
                ('held_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='holds', to=settings.AUTH_USER_MODEL)),
                ('submission', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='hold', to='directory.submission')),
            ],
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=4000, verbose_name='note')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('startup', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='directory.startup')),
                ('submission', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='directory.submission')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('startup__isnull', False), ('submission', None)), models.Q(('startup', None), ('submission__isnull', False)), _connector='OR'), name='note_about_one_thing')],
            },
        ),
    ]
