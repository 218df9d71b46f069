"""Moving in: readers (and, from rooms above, open loans) come from another system's table on one evening.

A file is read by its bytes, its columns are guessed from their headings, every row is judged before anything is written,
and a whole import can be taken back as long as nothing hangs on it. What moves in is no act of this library: it is counted
as stock, never as new cards or issues (decision 0021).
"""
