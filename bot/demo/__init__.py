"""The demo stack: a small product of real processes on loopback, its faults by name, and its stack.yaml.

Nothing here knows the bot: other rooms start it through `bot.demo.stack.DemoStack` and reach it as they would reach
any other product, by the addresses in its stack.yaml. It imports `handlers.core` at most.
"""
