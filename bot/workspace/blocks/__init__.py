"""Block Kit's rules as pure code: JSON in, problems out, in the words of the real validator.

`limits` is the table of numbers, `schema` the few combinators, the rest says which block may hold what.
"""
