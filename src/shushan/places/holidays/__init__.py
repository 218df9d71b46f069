"""Public holidays and make-up working days 调休, and what each site does on them."""
