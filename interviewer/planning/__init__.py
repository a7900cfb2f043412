"""What to practise next and why: from what a job asks for and what the saved answers have shown."""
