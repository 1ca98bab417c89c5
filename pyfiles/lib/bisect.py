"""Searching and inserting in sorted lists."""
from _bisect import bisect_right, bisect_left, insort_left, insort_right, insort, bisect
