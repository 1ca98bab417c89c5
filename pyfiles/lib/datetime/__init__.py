"""Dates and times of day, with and without time zones."""
from datetime._days import MAXYEAR, MINYEAR
from datetime._zone import tzinfo
from datetime._delta import timedelta
from datetime._date import date
from datetime._time import time
from datetime._datetime import datetime


def _seal():
    """Have the classes appear as what they are elsewhere, types that are built in."""
    from _nativetype import seal
    for kind in (tzinfo, timedelta, date, time, datetime):
        kind.__module__ = __name__
        seal(kind)


_seal()
del _seal
