"""The command ``waystation``: one module per verb, and the private PostGIS that serves a checkout."""
