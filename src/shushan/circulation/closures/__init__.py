"""What a closure moves: due days of open loans and the last days of copies on the pick-up shelf; and their way back."""
