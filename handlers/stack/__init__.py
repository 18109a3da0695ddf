"""What stack.yaml describes, as typed frozen data: environments, services, probes, journeys, schedules, recovery.

Models only: reading the file, its line numbers and its secrets is `bot.stack`'s work.
"""
