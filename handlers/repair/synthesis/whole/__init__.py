"""Whole files: cut by layout into parts, triple quotes set right, then each refused part mended by itself."""
