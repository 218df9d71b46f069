"""Signed values: draft, check, sign, approve, submit; receipts; late records; restatements."""
