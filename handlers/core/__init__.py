"""What every capability shares: requests, reports, ports and errors.

Plain data and protocols only. No input or output, no capability, no client library may be named in here.
"""
