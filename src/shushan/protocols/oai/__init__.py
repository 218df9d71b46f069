"""OAI-PMH 2.0: other catalogues harvest ours at /oai.

Source of every rule here: The Open Archives Initiative Protocol for Metadata Harvesting, version 2.0 of 2002-06-14
(document version 2015-01-08). Deleted records are told for ever (persistent); a resumption token holds where the list
goes on, signed, so that nothing is kept between two requests.
"""
