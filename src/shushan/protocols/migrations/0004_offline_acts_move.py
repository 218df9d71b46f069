"""Acts of machines that were cut off go to the circulation, where those of desks lie too."""

from django.db import migrations

WAYS = {"09": "return", "11": "lend", "29": "renew"}


def move(apps, schema_editor):
    old, new = apps.get_model("protocols", "OfflineAct"), apps.get_model("circulation", "OfflineAct")
    for row in old.objects.select_related("terminal__device").iterator(chunk_size=1000):
        new.objects.create(
            key=row.key, source=row.terminal.login, site_id=row.terminal.device.site_id, way=WAYS[row.act],
            card=row.card, barcode=row.barcode, said_at=row.said_at, at=row.said_at, came_at=row.came_at,
            outcome=row.outcome, why=row.why, settled_at=row.settled_at, settled_by=row.settled_by, note=row.note,
        )


class Migration(migrations.Migration):

    dependencies = [
        ('circulation', '0011_offline_acts'),
        ('people', '0006_tallies'),
        ('protocols', '0003_applications'),
    ]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.DeleteModel(name='OfflineAct'),
    ]
