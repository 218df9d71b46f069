"""ISSN and title as keys of likeness, prices in other money, and which copies were edited by hand."""

from django.db import migrations, models
from django.db.models.functions import Substr

from shushan.database.public import NotedChanges

ASKED_AT_ONCE = 2000


def issn_of(marc):
    """Return the first ISSN of a record of ISO 2709 (011 ‡a of CNMARC, 022 ‡a of MARC 21), or an empty string."""
    base = marc[12:17]
    if not base.isdigit():
        return ""
    directory = marc[24 : int(base) - 1]
    for place in range(0, len(directory) - 11, 12):
        entry = directory[place : place + 12]
        if entry[:3] not in (b"011", b"022") or not entry[3:].isdigit():
            continue
        start = int(base) + int(entry[7:12])
        for part in marc[start : start + int(entry[3:7])].split(b"\x1f")[1:]:
            digits = part[1:].strip(b" \x1e").replace(b"-", b"")[:8].decode("ascii", "replace").upper()
            if part[:1] == b"a" and len(digits) == 8 and digits[:7].isdigit() and digits[7] in "0123456789X":
                return f"{digits[:4]}-{digits[4:]}"
    return ""


def backfill(apps, schema_editor):
    """Give the records that are there their ISSN."""
    record = apps.get_model("catalogue", "BibRecord")
    last = 0
    while some := list(record.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "marc")[:ASKED_AT_ONCE]):
        for pk, marc in some:
            if issn := issn_of(bytes(marc)):
                record.objects.filter(pk=pk).update(issn=issn)
        last = some[-1][0]


class Migration(migrations.Migration):

    dependencies = [("catalogue", "0014_headings_lists_themes")]

    operations = [
        migrations.AddField("bibrecord", "issn", models.CharField(blank=True, default="", max_length=9)),
        migrations.AddField("item", "price_text", models.CharField(blank=True, default="", max_length=60)),
        migrations.AddField("item", "edited_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("importline", "likeness", models.CharField(blank=True, default="", max_length=5)),
        migrations.RunPython(backfill, migrations.RunPython.noop),
        migrations.AddIndex(
            "bibrecord",
            models.Index(condition=models.Q(("issn", ""), _negated=True), fields=["issn"], name="catalogue_record_issn"),
        ),
        migrations.AddIndex("bibrecord", models.Index(Substr("title", 1, 60), name="catalogue_record_by_title")),
        NotedChanges(  # again: on SQLite the new column made the table anew, and its triggers went with the old one
            "catalogue_bibrecord",
            columns=[
                "title", "title_original", "title_part", "author", "contributor", "publisher", "series", "subjects", "marc",
                "is_suppressed",
            ],
            into="catalogue_stalerecord",
        ),
    ]
