"""What every service has: settings, telemetry, transports and the command line."""
