"""The lists of the reports, and the page that names them all."""
