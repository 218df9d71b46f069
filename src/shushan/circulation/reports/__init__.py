"""Reports of the staff: what is lost or missing, money by desk, top titles, copies that nobody takes out."""
