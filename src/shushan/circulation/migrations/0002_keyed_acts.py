"""Keys of all acts in one table; those of lendings move there."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def move_keys(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Copy the key of every lending that has one."""
    loan, keyed = apps.get_model("circulation", "Loan"), apps.get_model("circulation", "KeyedAct")
    keyed.objects.bulk_create(
        [
            keyed(
                key=one.key, act="circulation.lend", loan_id=one.pk, due_at=one.due_at, site_id=one.lent_site_id,
                done_at=one.lent_at,
            )
            for one in loan.objects.exclude(key=None)
        ]
    )  # fmt: skip


def move_back(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Put the keys of lendings back on their loans."""
    loan, keyed = apps.get_model("circulation", "Loan"), apps.get_model("circulation", "KeyedAct")
    for one in keyed.objects.filter(act="circulation.lend"):
        loan.objects.filter(pk=one.loan_id).update(key=one.key)


class Migration(migrations.Migration):
    """From a key on the loan to keyed acts."""

    dependencies = [
        ("places", "0001_initial"),
        ("circulation", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeyedAct",
            fields=[
                ("key", models.UUIDField(primary_key=True, serialize=False)),
                ("act", models.CharField(max_length=40)),
                ("due_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(db_index=True)),
                (
                    "came_from",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=models.deletion.PROTECT,
                        related_name="+",
                        to="places.site",
                    ),
                ),
                (
                    "loan",
                    models.ForeignKey(
                        db_index=False, on_delete=models.deletion.CASCADE, related_name="+", to="circulation.loan"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        db_index=False, on_delete=models.deletion.PROTECT, related_name="+", to="places.site"
                    ),
                ),
            ],
        ),
        migrations.RunPython(move_keys, move_back),
        migrations.RemoveField("loan", "key"),
    ]
