"""One blueprint a kind of page."""
