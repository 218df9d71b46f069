"""A library's own indicators: drafted as data, proved, checked by another person, versioned, retired, never deleted."""
