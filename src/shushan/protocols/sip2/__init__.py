"""SIP2: self-check machines, gates and cabinets lend and take back through the operations of the desk.

``messages`` reads and writes the wire (3M Standard Interchange Protocol 2.00); ``acts``, ``returns``, ``holding``,
``patrons`` and ``questions`` say what each message means here, ``offline`` what has happened while a machine was cut
off; ``server`` keeps the connections. Lenient in what is read, strict in what is written; every act happens once.
"""
