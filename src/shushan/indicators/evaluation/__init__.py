"""Evaluation sets: versioned criteria with thresholds and points, scored from values, with what is still lacking."""
