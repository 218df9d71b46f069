"""The face of the claims."""

from shushan.claims.answers import Answer, State, answer, answers
from shushan.claims.table import Claim, claim, claims

__all__ = ["Answer", "Claim", "State", "answer", "answers", "claim", "claims"]
