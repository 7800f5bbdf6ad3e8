"""Text into terms: one analyzer for texts, queries and snippets. The only place that knows jieba."""

from indexer.analysis.analyzer import Analyzer, QueryTerms, TermBatch, default_analyzer
from indexer.analysis.folding import fold, simplify, typed
from indexer.analysis.segmenter import Segmenter, default_segmenter

__all__ = [
    "Analyzer",
    "QueryTerms",
    "Segmenter",
    "TermBatch",
    "default_analyzer",
    "default_segmenter",
    "fold",
    "simplify",
    "typed",
]
