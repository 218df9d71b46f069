"""What rooms above need to let their own tables move in; others reach it as ``people.public.moving_in``."""

from shushan.people.moving_in import guessing, tables
from shushan.people.moving_in.engine import find, keep_upload, lines, preview, start_import, start_study
from shushan.people.moving_in.readers import Refuse
from shushan.people.moving_in.reasons import words
from shushan.people.moving_in.terms import Batch, Field, Judged, Outcome, Written, headings, register_kind

__all__ = [
    "Batch",
    "Field",
    "Judged",
    "Outcome",
    "Refuse",
    "Written",
    "find",
    "guessing",
    "headings",
    "keep_upload",
    "lines",
    "preview",
    "register_kind",
    "start_import",
    "start_study",
    "tables",
    "words",
]
