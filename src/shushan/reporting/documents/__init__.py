"""Documents of a built report: HTML, DOCX, PDF, and the charts in them."""
