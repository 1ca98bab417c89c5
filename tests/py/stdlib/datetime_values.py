# datetime: arithmetic, texts, zones, pickles, errors
import datetime as dt, pickle, copy, calendar, time

def attempt(function, *args, **kw):
    try: return repr(function(*args, **kw))
    except Exception, e: return '%s %s' % (type(e).__name__, e)

class Zone(dt.tzinfo):
    def __init__(self, minutes=0, name='Z', saving=0): self.minutes, self.name, self.saving = minutes, name, saving
    def utcoffset(self, moment): return dt.timedelta(minutes=self.minutes + self.saving)
    def dst(self, moment): return dt.timedelta(minutes=self.saving)
    def tzname(self, moment): return self.name
    def __repr__(self): return 'Zone(%d)' % self.minutes

days = [dt.date(1, 1, 1), dt.date(1900, 2, 28), dt.date(2000, 2, 29), dt.date(2024, 12, 31), dt.date(9999, 12, 31)]
for day in days:
    print day, repr(day), day.toordinal(), day.weekday(), day.isocalendar(), day.timetuple(), day.ctime(), \
        attempt(day.strftime, '%d.%m.%Y %j %a %%'), attempt(lambda: day + dt.timedelta(60)), attempt(lambda: day - dt.timedelta(60)), \
        attempt(day.replace, day=1, month=3), dt.date.fromordinal(day.toordinal()) == day, hash(day) == hash(copy.copy(day)), \
        pickle.dumps(day, 2), pickle.loads(pickle.dumps(day)) == day
deltas = [dt.timedelta(), dt.timedelta(1), dt.timedelta(-1, 1), dt.timedelta(hours=-5, microseconds=7), dt.timedelta(weeks=1.5),
          dt.timedelta(0, 0.1, 0.5), dt.timedelta.max, dt.timedelta.min]
for delta in deltas:
    print delta, repr(delta), delta.days, delta.seconds, delta.microseconds, delta.total_seconds(), bool(delta), \
        attempt(lambda: -delta), attempt(abs, delta), attempt(lambda: delta * 3), attempt(lambda: delta // 7), attempt(lambda: delta / 2), \
        attempt(lambda: delta * 1.5), attempt(lambda: delta // 0), [cmp(delta, other) for other in deltas]
moments = [dt.datetime(2024, 2, 29, 23, 59, 59, 999999), dt.datetime(1970, 1, 1), dt.datetime(2001, 7, 8, 9, 10, 11, tzinfo=Zone(90, 'A', 60)),
           dt.datetime(2001, 7, 8, 9, 10, tzinfo=Zone(-300, 'B'))]
for moment in moments:
    print moment, repr(moment), moment.isoformat(), moment.timetuple(), moment.utctimetuple(), moment.ctime(), moment.date(), moment.time(), \
        repr(moment.timetz()), moment.strftime('%H:%M:%S.%f [%z] [%Z] %%f'), moment.utcoffset(), moment.dst(), moment.tzname(), format(moment, '%Y'), \
        attempt(moment.astimezone, Zone(60)), attempt(lambda: moment - moments[0]), attempt(lambda: moment - moments[2]), attempt(lambda: moment < moments[1]), \
        attempt(lambda: moment + dt.timedelta(1, 1)), moment == copy.copy(moment), repr(moment.replace(year=2000, tzinfo=None))
for moment in (dt.time(), dt.time(1, 2), dt.time(23, 59, 59, 5), dt.time(5, 6, tzinfo=Zone(-65))):
    print moment, repr(moment), bool(moment), moment.isoformat(), moment.utcoffset(), moment.strftime('%H-%M %Z'), attempt(moment.replace, hour=25)
for text, format_ in (('2024-02-29 01:02:03', '%Y-%m-%d %H:%M:%S'), ('29 Feb 24', '%d %b %y'), ('x', '%Y'), ('2024 5', '%Y'), ('12:30 PM', '%I:%M %p'),
                      ('1.5', '%S.%f'), ('2024 060', '%Y %j'), ('2024 10 1', '%Y %W %w'), ('5', '%Q'), ('5', '%'), ('Mon Jan  1 00:00:00 2024', '%c'), ('30 Feb 2024', '%d %b %Y')):
    print attempt(dt.datetime.strptime, text, format_)
for call in (lambda: dt.date(2023, 2, 29), lambda: dt.date(0, 1, 1), lambda: dt.date(1, 13, 1), lambda: dt.date('1', 2, 3), lambda: dt.date(1, 2.5, 3), lambda: dt.date(1),
             lambda: dt.date(1, 2, 3, 4), lambda: dt.time(24), lambda: dt.time(1, 60), lambda: dt.datetime(1, 1, 1, 1, 1, 1, 10 ** 6), lambda: dt.datetime(1, 1, 1, tzinfo=5),
             lambda: dt.timedelta('x'), lambda: dt.timedelta(10 ** 9), lambda: dt.timedelta(foo=1), lambda: days[0] - dt.timedelta(1), lambda: days[-1] + dt.timedelta(1),
             lambda: days[0] + 1, lambda: days[0] < 5, lambda: days[0] == 5, lambda: dt.tzinfo().utcoffset(None), lambda: setattr(days[0], 'year', 5), lambda: setattr(days[0], 'foo', 5),
             lambda: setattr(dt.date, 'foo', 5), lambda: moments[0] < moments[2], lambda: moments[0] - moments[2], lambda: moments[0] < days[0], lambda: days[0].strftime(5),
             lambda: dt.datetime.combine(5, 6), lambda: dt.datetime.combine(days[1], dt.time(1)), lambda: dt.date.fromordinal(0), lambda: moments[0].astimezone(Zone()),
             lambda: dt.datetime(2020, 1, 1, tzinfo=Zone(1500)).utcoffset(), lambda: dt.time(1) + 1, lambda: days[1].strftime('%Y'), lambda: dt.date(1899, 1, 1).strftime('%Y')):
    print attempt(call)
print dt.date, dt.datetime, dt.timedelta, dt.date.__name__, dt.date.__module__, dt.MINYEAR, dt.MAXYEAR, dt.date.min, dt.datetime.max, dt.time.resolution
print calendar.month(2024, 2), calendar.monthrange(2023, 2), calendar.timegm((2000, 1, 1, 0, 0, 0)), calendar.isleap(1900), list(calendar.day_abbr)
print calendar.TextCalendar(6).formatyear(2025)[:400], calendar.HTMLCalendar().formatmonth(2024, 2)[:200], attempt(calendar.monthrange, 2023, 13)
