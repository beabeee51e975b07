"""The planner's table: pages, maps, plots and reports of plans."""
