"""A language model as an addition: off unless asked for, never needed, and never trusted with a number.

`client` talks to any OpenAI-compatible server; `judge`, `follow_up` and `rewrite` say what it is asked; `add` puts its
view beside the offline one.
"""
