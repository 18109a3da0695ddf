"""What people may type, and what it means: text -> a frozen order, or Usage that names the mistake. Pure.

Nothing is looked up in here: whether an environment or an incident exists is known to who carries the order out.
"""
