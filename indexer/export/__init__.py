"""Bulk export: rows of documents into files others can use. A table of formats; each format is one small writer."""

from indexer.export.formats import FORMATS, Format
from indexer.export.manifest import Manifest, ManifestFile
from indexer.export.pdf import PdfUnavailable
from indexer.export.rows import ExportFile, ExportRow

__all__ = ["FORMATS", "ExportFile", "ExportRow", "Format", "Manifest", "ManifestFile", "PdfUnavailable"]
