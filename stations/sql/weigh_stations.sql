-- Let the planner see how many places there are now: after a first list it would still plan for an empty table.
ANALYZE station;
