from django.db import migrations, models

FILL = """
UPDATE ledger_rollup SET corrections = found.corrections, latest_at = found.latest_at FROM (
  SELECT fact_id, occurred_on, recorded_on, COALESCE(site_id, 0) AS site_id, COALESCE(unit_id, 0) AS unit_id,
    COUNT(corrects_id) AS corrections, MAX(recorded_at) AS latest_at
  FROM ledger_entry WHERE id <= (SELECT COALESCE(MAX(last_id), 0) FROM ledger_seal)
  GROUP BY fact_id, occurred_on, recorded_on, COALESCE(site_id, 0), COALESCE(unit_id, 0)
) AS found
WHERE ledger_rollup.fact_id = found.fact_id AND ledger_rollup.occurred_on = found.occurred_on
  AND ledger_rollup.recorded_on = found.recorded_on AND ledger_rollup.site_id = found.site_id
  AND ledger_rollup.unit_id = found.unit_id
"""
# a cell without an entry is a fault that the doctor names; it must not stop the migration
REST = "UPDATE ledger_rollup SET latest_at = '1970-01-01 00:00:00' WHERE latest_at IS NULL"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.AddField("rollup", "corrections", models.PositiveBigIntegerField(default=0)),
        migrations.AddField("rollup", "latest_at", models.DateTimeField(null=True)),
        migrations.RunSQL([FILL, REST], migrations.RunSQL.noop),
        migrations.AlterField("rollup", "latest_at", models.DateTimeField()),
    ]
