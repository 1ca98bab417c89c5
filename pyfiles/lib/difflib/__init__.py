"""Differences of sequences and of texts."""
from difflib._matcher import Match, SequenceMatcher, get_close_matches, _calculate_ratio
from difflib._lines import (
    Differ, IS_CHARACTER_JUNK, IS_LINE_JUNK, context_diff, ndiff, restore, unified_diff,
    _format_range_context, _format_range_unified)

__all__ = ['get_close_matches', 'ndiff', 'restore', 'SequenceMatcher', 'Differ',
           'IS_CHARACTER_JUNK', 'IS_LINE_JUNK', 'context_diff', 'unified_diff', 'Match']
