"""How the languages write what differs from Django."""
