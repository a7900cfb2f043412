"""Many recordings at once: the list, the run that can be stopped and resumed, the results and the cohort's page."""
