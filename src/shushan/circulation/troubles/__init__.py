"""What goes wrong with a loan: lost, found again, damaged, said to be returned, wanted back early, not known to anybody.

Nouns: loss (a loan that ended because the item is lost), damage (what was seen at a return), claim (a reader says that
an item was returned), recall (a loan is to end earlier), stray (an item in hand that the catalogue cannot explain).
Invariant: a loan has at most one loss, one open claim and one recall; a return is never refused for want of a record.
"""
