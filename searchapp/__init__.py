"""The Flask half: asks the Library, draws the answer."""

from searchapp.app import create_app

__all__ = ["create_app"]
