"""The diagnostics of SRU that we use: number → message (list info:srw/diagnostic/1 of the Library of Congress)."""

from __future__ import annotations

MESSAGES = {
    4: "Unsupported operation",
    5: "Unsupported version",
    6: "Unsupported parameter value",
    7: "Mandatory parameter not supplied",
    8: "Unsupported parameter",
    10: "Query syntax error",
    12: "Too many characters in query",
    13: "Invalid or unsupported use of parentheses",
    14: "Invalid or unsupported use of quotes",
    15: "Unsupported context set",
    16: "Unsupported index",
    19: "Unsupported relation",
    20: "Unsupported relation modifier",
    24: "Unsupported combination of relation and term",
    27: "Empty term unsupported",
    28: "Masking character not supported",
    29: "Masked words too short",
    31: "Anchoring character not supported",
    32: "Anchoring character in unsupported position",
    33: "Combination of proximity/adjacency and masking characters not supported",
    36: "Term in invalid format for index or relation",
    37: "Unsupported boolean operator",
    38: "Too many boolean operators in query",
    46: "Unsupported boolean modifier",
    60: "Result set not created: too many matching records",
    61: "First record position out of range",
    66: "Unknown schema for retrieval",
    71: "Unsupported record packing",
    72: "XPath retrieval unsupported",
    80: "Sort not supported",
    82: "Unsupported sort sequence",
    110: "Stylesheets not supported",
}


class Diagnostic(Exception):
    """A question that is answered by a diagnostic of the list."""

    def __init__(self, number: int, details: str = "") -> None:
        super().__init__(f"{MESSAGES[number]}: {details}")
        self.number, self.details = number, details[:200]

    @property
    def text(self) -> str:
        """The message of the list."""
        return MESSAGES[self.number]
