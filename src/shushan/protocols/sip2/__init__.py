"""SIP2: self-check machines, gates and cabinets lend and take back through the operations of the desk.

``messages`` reads and writes the wire (3M Standard Interchange Protocol 2.00), ``answers`` says what each message
means here, ``server`` keeps the connections. Lenient in what is read, strict in what is written; every act happens
once, whatever is sent again.
"""
