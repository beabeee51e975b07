"""The planner's door: what the store holds to measures, and measures to a plan that is kept."""
