"""The staff home: where a day at work begins. It reads the rooms' faces and has nothing of its own."""
