"""``python -m indexer`` is ``fagui``."""

from indexer.cli import main

main()
