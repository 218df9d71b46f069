"""A suspended hold may say from which day on it waits again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("circulation", "0012_home_only"),
    ]

    operations = [
        migrations.AddField(model_name="hold", name="thaw_on", field=models.DateField(null=True)),
    ]
