"""Training of the mini Whisper: `python -m scripts.train_mini_whisper --help`."""
