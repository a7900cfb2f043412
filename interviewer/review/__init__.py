"""A second pair of eyes: the page a reviewer marks an answer on, and what comes back from it."""
