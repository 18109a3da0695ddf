"""Driving the workspace from outside: as a person, as an administrator, as bad luck. In process and over HTTP."""
