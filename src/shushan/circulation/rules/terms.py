"""Words of the rules that others see: verbs, the name of a row."""

from __future__ import annotations

from dataclasses import dataclass

from shushan.circulation.rules.policy import Row
from shushan.kernel.verbs import Act


class RuleAct(Act):
    """What may be granted around the table of rules. A grant at one site covers the rows of that site only."""

    SEE = "circulation.see-rules"
    SET = "circulation.set-rules"


@dataclass(frozen=True, slots=True)
class RuleName:
    """The row that gave an answer: its number and its name in both languages.

    ``is_on_site``: it lets the item be read in the house only, so no gate may let it out.
    ``is_home_only``: it is to come back at the site it belongs to.
    """

    number: int
    name: str
    name_en: str = ""
    is_on_site: bool = False
    is_home_only: bool = False

    @classmethod
    def of(cls, row: Row) -> RuleName:
        """Return the name of a row."""
        return cls(row.number, row.name, row.name_en, row.terms.on_site, row.terms.home_only)
