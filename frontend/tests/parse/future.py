"""doc"""
from __future__ import (print_function, division)
print(a, file=b); print
x = print
from __future__ import unicode_literals; 'a', b'a', u'a', r'\u1234', 'a' b'b'
f(x.print, y.print); z = a.print; z.print.b
