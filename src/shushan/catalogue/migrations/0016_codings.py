"""Which fields of a record were read in which coding, where an import found several."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0015_likeness")]

    operations = [
        migrations.AddField(
            model_name="importline", name="codings", field=models.CharField(blank=True, default="", max_length=300)
        ),
    ]
