"""The faults of the demo, each by a name that is also the id of the cause a diagnosis must find."""
