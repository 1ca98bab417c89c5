"""Compares a run of CPython's own tests with the list of those that are known to fail.

Standard input is what the runner prints with --list-failing. STATUS, beside this file, has one line each: the test's
name and the reason. A test that fails and is not listed is an error, and so is a listed one of a tier that ran which
passes. With --update the list is written anew; known reasons stay.
"""
import os
import re
import sys

STATUS = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'STATUS')
HEAD = '# CPython tests that are known to fail (with the Lib of CPython behind ours): name, reason.\n'
FAILED = re.compile(r'^(?:FAIL|ERROR|MISSING|TIMEOUT|CRASH)\s+(\S+)\s+(.*)$')


def known():
    """Return the listed names with their reasons."""
    if not os.path.exists(STATUS):
        return {}
    with open(STATUS) as lines:
        rows = [line.split(None, 1) for line in lines if line.strip() and not line.startswith('#')]
    return {row[0]: row[1].strip() if len(row) > 1 else '' for row in rows}


def main():
    failed = {}
    for line in sys.stdin:
        sys.stdout.write(line)
        match = FAILED.match(line)
        if match:
            failed[match.group(1)] = match.group(2).strip()
    listed = known()
    if '--update' in sys.argv:
        with open(STATUS, 'w') as out:
            out.write(HEAD)
            for name in sorted(failed):
                out.write('%s %s\n' % (name, listed.get(name) or failed[name]))
        return 0
    new = sorted(set(failed) - set(listed))
    gone = sorted(set(listed) - set(failed))
    for name in new:
        print('not listed, fails: %s  %s' % (name, failed[name]))
    for name in gone:
        print('listed, passes: %s' % name)
    return 1 if new or gone else 0


sys.exit(main())
