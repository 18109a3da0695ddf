"""How requests reach an app: envelopes over Socket Mode, or signed HTTP. Nothing here knows what they mean."""
