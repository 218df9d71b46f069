import django.db.models.deletion
from django.db import migrations, models

from shushan.database.triggers import NoOverlap


class Migration(migrations.Migration):

    dependencies = [
        ('organisation', '0001_initial'),
        ('units', '0002_unitversion_basis'),
    ]

    operations = [
        migrations.CreateModel(
            name='GroupSpan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('by', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='groups', to='organisation.member')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['unit', 'since'], name='organisation_group_roster')],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='organisation_group_day'),
                ],
            },
        ),
        NoOverlap("organisation_groupspan", keys=["member_id"], since="since", until="until"),
    ]
