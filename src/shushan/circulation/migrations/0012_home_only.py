from django.db import migrations, models

from shushan.database.public import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("circulation", "0011_offline_acts"),
    ]

    operations = [
        migrations.AddField(
            model_name="lendingruleversion",
            name="home_only",
            field=models.BooleanField(default=False),
        ),
        AppendOnly("circulation_lendingruleversion"),  # SQLite builds the table anew, and its triggers go with the old one
    ]
