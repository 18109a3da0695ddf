"""The golden path: one real user journey, proven stage by stage."""
