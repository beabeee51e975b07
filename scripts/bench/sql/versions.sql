-- The versions of the server and of PostGIS, for the head of the report.
SELECT current_setting('server_version'), postgis_lib_version();
