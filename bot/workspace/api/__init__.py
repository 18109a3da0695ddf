"""The Web API: one file per family of methods, each with its own table; `registry` joins the tables."""
