"""The world services run on: Google Cloud's management interface, and a process supervisor's.

Clients only: what an answer means is decided in the probes, and what to change in the repairs.
"""
