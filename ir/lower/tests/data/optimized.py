# optimize: 2
"""Module doc."""
def f(x):
    """doc"""
    assert x
    if __debug__:
        return 1
    return 2

class C:
    """doc"""
