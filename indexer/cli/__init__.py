"""The command line: ``fagui``. Data to stdout, words to stderr; 0 done, 1 findings, 2 wrong usage, 3 failed."""

from indexer.cli.main import main

__all__ = ["main"]
