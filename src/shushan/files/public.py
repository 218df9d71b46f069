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
from shushan.files.pictures import MOST_BYTES, redrawn
from shushan.files.ranges import range_of

__all__ = [
    "MOST_BYTES", "PLAYABLE", "FileTooLarge", "FileValue", "drop_old", "keep", "media_type", "open_file", "playing_address",
    "range_of", "redrawn", "signed_address", "unsign", "unsign_playing", "unsign_viewing", "value", "viewing_address",
]  # fmt: skip
