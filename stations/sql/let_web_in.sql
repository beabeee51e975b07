-- Let the role of the web connect; to our own cluster, where the socket asks for no password and others do not reach it.
ALTER ROLE waystation_web LOGIN;
