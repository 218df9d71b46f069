"""The face of the audit."""

from shushan.audit.operations import looked
from shushan.audit.queries import looks
from shushan.audit.terms import AuditAct, LookLine

__all__ = ["AuditAct", "LookLine", "looked", "looks"]
