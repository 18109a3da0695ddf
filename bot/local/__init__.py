"""Everything on one machine: the demo stack, the local Slack and the bot, for `medic demo` and the acceptance tests."""
