"""The embedded stack: the services as processes of one machine, under supervisord, with their state in one folder."""
