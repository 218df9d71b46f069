"""What is done in learning, one noun a file."""
