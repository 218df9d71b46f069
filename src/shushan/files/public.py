"""The face of the files."""

from shushan.files.operations import FileTooLarge, FileValue, drop_old, keep, open_file, signed_address, unsign, value

__all__ = ["FileTooLarge", "FileValue", "drop_old", "keep", "open_file", "signed_address", "unsign", "value"]
