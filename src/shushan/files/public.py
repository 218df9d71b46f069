"""The face of the files."""

from shushan.files.operations import FileTooLarge, FileValue, keep, open_file, signed_address, unsign, value

__all__ = ["FileTooLarge", "FileValue", "keep", "open_file", "signed_address", "unsign", "value"]
