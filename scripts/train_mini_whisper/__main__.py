"""One entry for all steps: train, export, evaluate."""

from __future__ import annotations

import sys
from importlib import import_module

COMMANDS = {
    "train": "train (or go on) in a work folder",
    "finish": "train the decoder further on a fixed encoder",
    "refine": "train both further on the windows the program decodes",
    "export": "write a checkpoint as the folder faster-whisper loads",
    "evaluate": "measure an exported folder on unseen sentences",
}


def main() -> int:
    """Hand the remaining arguments to the named step."""
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        print("usage: python -m scripts.train_mini_whisper COMMAND ...\n")
        for name, purpose in COMMANDS.items():
            print(f"  {name:9} {purpose}")
        return 2
    module = import_module(f".{sys.argv[1]}", __package__)
    module.main(sys.argv[2:])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
