"""Dashboards: of the director, of a site, of a branch, of everybody: trends, doors, alerts."""
