-- Show nobody what the web says: a statement that is under way may hold a secret, and logins of one role see each other's.
ALTER ROLE waystation_web SET track_activities = off;
