"""Kinds of copies and accession numbers.

Copies that are there get the kind that their record's MARC says, and their barcode as accession number: the register
has been printing it under that name.
"""

from django.db import migrations, models

KINDS = (
    "book", "picture-book", "serial", "newspaper", "audio", "video", "electronic", "map", "score", "reference", "other",
)  # fmt: skip
OF_TYPE = {
    "a": "book", "t": "book", " ": "book", "b": "book", "c": "score", "d": "score", "e": "map", "f": "map", "g": "video",
    "i": "audio", "j": "audio", "k": "map", "l": "electronic", "m": "electronic", "o": "other", "p": "other", "r": "other",
}  # fmt: skip
PICTURE = ("图画故事", "绘本", "图画书")


def kind(format, mark):
    """Return the kind that positions 6 and 7 of a leader say."""
    if mark[:1] in ("a", " ") and mark[1:] in ("s", "b"):
        return "serial"
    if format == "cnmarc" and mark[:1] in "lm":
        return "electronic" if mark[:1] == "l" else "other"
    return OF_TYPE.get(mark[:1], "book")


def backfill(apps, schema_editor):
    """Give the copies that are there their kinds and numbers."""
    is_postgres = schema_editor.connection.vendor == "postgresql"
    mark = "encode(substring(marc from 7 for 2), 'escape')" if is_postgres else "CAST(substr(marc, 7, 2) AS TEXT)"
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT format, {mark} FROM catalogue_bibrecord WHERE length(marc) > 24")
        for format, said in cursor.fetchall():
            found = kind(format, said)
            if found != "book":
                cursor.execute(
                    "UPDATE catalogue_item SET kind = %s WHERE record_id IN (SELECT id FROM catalogue_bibrecord "
                    f"WHERE format = %s AND length(marc) > 24 AND {mark} = %s)",
                    [found, format, said],
                )
        for word in PICTURE:
            ways = (word, word.encode("unicode_escape").decode().replace("\\", "\\\\" if is_postgres else "\\"))
            cursor.execute(
                "UPDATE catalogue_item SET kind = 'picture-book' WHERE kind = 'book' AND record_id IN (SELECT id FROM "
                "catalogue_bibrecord WHERE CAST(subjects AS TEXT) LIKE %s OR CAST(subjects AS TEXT) LIKE %s)",
                [f"%{way}%" for way in ways],
            )
        cursor.execute("UPDATE catalogue_item SET accession_number = barcode WHERE accession_number = ''")


class Migration(migrations.Migration):

    dependencies = [("catalogue", "0012_suppressed")]

    operations = [
        migrations.CreateModel(
            name="AccessionSequence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("prefix", models.CharField(max_length=12, unique=True)),
                ("following", models.BigIntegerField(default=1)),
            ],
        ),
        migrations.AddField("item", "kind", models.CharField(default="book", max_length=12)),
        migrations.AddField("item", "accession_number", models.CharField(blank=True, default="", max_length=40)),
        migrations.AddField("holdingsmapping", "accession", models.CharField(blank=True, default="", max_length=1)),
        migrations.AddField("holdingsmapping", "kind", models.CharField(blank=True, default="", max_length=1)),
        migrations.RunPython(backfill, migrations.RunPython.noop),
        migrations.AddConstraint(
            "item", models.CheckConstraint(condition=models.Q(("kind__in", list(KINDS))), name="catalogue_item_kind_known")
        ),
        migrations.AddConstraint(
            "item",
            models.UniqueConstraint(
                condition=models.Q(("accession_number", ""), _negated=True),
                fields=("accession_number",),
                name="catalogue_accession_number_once",
            ),
        ),
    ]
