"""New records of a file that seem to be there already: by ISBN, by ISSN, or by title with first author and year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from shushan.catalogue.importing import Ready, asked, number_of
from shushan.catalogue.marc.projection import Projected
from shushan.catalogue.terms import Likeness
from shushan.database.public import among

TITLE_INDEXED = 60  # characters of a title that the index has


class Twin(NamedTuple):
    """A record that is there, and what makes it look the same."""

    record_id: int
    likeness: Likeness


def twins(new: Sequence[Ready]) -> dict[str, Twin]:
    """Return for the numbers of new records one that is there and seems the same, in at most four queries.

    A suggestion: volumes of one set may share an ISBN, and one edition may have two. Title and author count only when
    the part is the same, the years are not different, and not both have an ISBN: then they are two editions.
    """
    found: dict[str, Twin] = {}
    for likeness, table, column, wanted in (
        (Likeness.ISBN, "catalogue_recordisbn", "isbn", {i: number_of(one) for one in new for i in one.projected.isbns}),
        (Likeness.ISSN, "catalogue_bibrecord", "issn", {one.projected.issn: number_of(one) for one in new if one.projected.issn}),
    ):  # fmt: skip
        if wanted:
            condition, values = among(column, list(wanted))
            condition += f" AND NOT ({column} = '')"  # as the index of ISSNs says it
            key = "record_id" if likeness is Likeness.ISBN else "id"
            for value, pk in asked(
                f"SELECT {column}, {key} FROM {table} WHERE {condition} ORDER BY {key} DESC", values
            ):
                found.setdefault(wanted[value], Twin(pk, likeness))
    rest = [one for one in new if number_of(one) not in found and one.projected.author]
    return found | _by_title(rest) if rest else found


def _by_title(new: Sequence[Ready]) -> dict[str, Twin]:
    heads = {one.projected.title[:TITLE_INDEXED] for one in new}
    condition, values = among(f"SUBSTR(title, 1, {TITLE_INDEXED})", sorted(heads))
    said = "id, title, title_part, author, year"
    rows = asked(f"SELECT {said} FROM catalogue_bibrecord WHERE {condition} LIMIT 5000", values)
    if not rows:
        return {}
    rows.sort()
    by_title: dict[str, list[tuple[int, str, str, int | None]]] = {}
    for pk, title, part, author, year in rows:
        by_title.setdefault(title, []).append((pk, part, _first(author), year))
    alike = {
        number_of(one): [row[0] for row in by_title.get(one.projected.title, ()) if _is_alike(one.projected, row)]
        for one in new
    }
    condition, values = among("record_id", sorted({pk for pks in alike.values() for pk in pks}))
    numbered = {row[0] for row in asked(f"SELECT record_id FROM catalogue_recordisbn WHERE {condition}", values)}
    found: dict[str, Twin] = {}
    for one in new:
        own = [pk for pk in alike[number_of(one)] if not (one.projected.isbns and pk in numbered)]
        if own:
            found[number_of(one)] = Twin(own[0], Likeness.TITLE)
    return found


def _is_alike(one: Projected, row: tuple[int, str, str, int | None]) -> bool:
    _pk, part, author, year = row
    return part == one.title_part and author == _first(one.author) and (not year or not one.year or year == one.year)


def _first(author: str) -> str:
    return author.split("；")[0].strip()
