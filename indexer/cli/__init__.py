"""The command line: ``fagui``. Data to stdout, words to stderr; 0 done, 1 findings, 2 wrong usage, 3 failed."""

import gc
import os

_FEW_COLLECTIONS = (50_000, 20, 50)


def main() -> None:
    """Run the command line."""
    # Modules, the index's tables and the titles are made once and kept: with the usual threshold the collector goes
    # through them, finding nothing, hundreds of times before the first answer, a fifth of the time to it.
    gc.set_threshold(*_FEW_COLLECTIONS)
    # A second thread for linear algebra would be made when numpy is loaded; our products are short rows.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from indexer.cli.main import main as run

    run()


__all__ = ["main"]
