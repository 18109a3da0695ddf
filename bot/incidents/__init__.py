"""What people hear of failures: one incident per root cause, said once, ended once. Pure; nothing in here does I/O.

`machine.step` takes the state of one environment's watch and an event to the next state; what is to be posted stands in
the state's outbox, in order, until whoever posts says that it was sent. The clock is an argument everywhere.
"""
