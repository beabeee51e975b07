"""`waystation plan`: who is uncovered, and where the next places go."""
