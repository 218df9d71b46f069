from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0003_consents'),
    ]

    operations = [
        migrations.AddField(model_name='accountwish', name='inbox_only', field=models.JSONField(blank=True, default=list)),
        migrations.AddField(model_name='accountwish', name='quiet_from', field=models.PositiveSmallIntegerField(null=True)),
        migrations.AddField(model_name='accountwish', name='quiet_until', field=models.PositiveSmallIntegerField(null=True)),
        migrations.AddConstraint(
            model_name='accountwish',
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(('quiet_from__isnull', True), ('quiet_until__isnull', True)),
                    models.Q(('quiet_from__lte', 23), ('quiet_until__lte', 23)),
                    _connector='OR',
                ),
                name='wish_hours',
            ),
        ),
    ]
