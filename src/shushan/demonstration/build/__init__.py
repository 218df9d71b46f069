"""Build the demonstration: through the operations where there is little, in bulk where there is much."""
