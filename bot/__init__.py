"""The surfaces (Slack, terminal, schedule), the durable runs behind them, and the local world for demo and tests."""
