"""What a workspace consists of: plain records. No network, no rules of the Web API."""
