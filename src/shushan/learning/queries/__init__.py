"""What is shown of learning."""
