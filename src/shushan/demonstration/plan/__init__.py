"""The plan of the demonstration: pure, seeded, the same on every machine. It knows no database and no clock."""
