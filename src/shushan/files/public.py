"""The face of the files."""

from shushan.files.operations import (
    PLAYABLE,
    FileTooLarge,
    FileValue,
    drop_old,
    keep,
    media_type,
    open_file,
    playing_address,
    signed_address,
    unsign,
    unsign_playing,
    unsign_viewing,
    value,
    viewing_address,
)
from shushan.files.ranges import range_of

__all__ = [
    "PLAYABLE", "FileTooLarge", "FileValue", "drop_old", "keep", "media_type", "open_file", "playing_address", "range_of",
    "signed_address", "unsign", "unsign_playing", "unsign_viewing", "value",
    "viewing_address",
]  # fmt: skip
