"""Writes of money: one file per noun."""
