"""Acts of the people room, one file per noun."""
