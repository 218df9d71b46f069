"""Frontend: styles, scripts and icons, bundled from npm packages into an ignored folder.

Nouns: bundle, sprite, stamp.
Invariant: nothing third-party is committed; what is built follows from the lock file and the sources.
"""
