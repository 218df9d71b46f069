from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_rollup_corrections")]

    operations = [
        migrations.AddIndex(
            "entry",
            models.Index(
                fields=["fact", "occurred_on", "site_id", "reader", "quantity"],
                condition=models.Q(("reader__gt", "")),
                name="ledger_entry_readers",
            ),
        ),
        migrations.AddIndex(
            "entry",
            models.Index(
                fields=["fact", "occurred_on", "site_id", "quantity"],
                condition=models.Q(("dims__from_site__isnull", False)),
                name="ledger_entry_from_site",
            ),
        ),
    ]
