"""SRU 1.1 and 1.2 with CQL: other libraries search ours at /sru.

Sources: SRU 1.2 specifications and the CQL 1.2 grammar of the Library of Congress (loc.gov/standards/sru), and its list
of diagnostics. Whatever cannot be understood is answered by one of those diagnostics.
"""
