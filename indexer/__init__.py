"""fagui (法规): the library and its command line. It knows nothing of the web."""

__version__ = "0.1.0"
