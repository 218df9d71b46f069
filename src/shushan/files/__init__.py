"""Files: what people bring in and what the house makes, kept by content.

Nouns: file (name, size, content hash), store (a folder; a port), signed address.
Invariant: a file's bytes never change; it is given out only by a signed address with an end: as a download, or, of a
few kinds of sound and film, to be played in a page, or, of a PDF, to be looked at.
Facts: none.
"""
