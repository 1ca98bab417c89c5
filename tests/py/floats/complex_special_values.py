# cmath at zeros, infinities and what is no number.
import cmath, math
inf = float('inf'); nan = float('nan')
vs = [-inf, -2.5, -1.0, -0.0, 0.0, 0.5, 1.0, 2.5, inf, nan]
for n in sorted(dir(cmath)):
    f = getattr(cmath, n)
    if not callable(f) or n in ('rect', 'phase', 'sqrt', 'acos', 'asin', 'acosh', 'asinh'): continue
    for a in vs:
        for b in vs:
            try: r = f(complex(a, b)); s = '%s %.9g %.9g' % (type(r).__name__, r.real, r.imag) if not isinstance(r, tuple) else '%.9g %.9g' % r
            except (ValueError, OverflowError) as e: s = type(e).__name__ + str(e)
            print n, a, b, s
for a in vs:
    for b in vs:
        try: s = repr(cmath.rect(a, b))
        except (ValueError, OverflowError) as e: s = type(e).__name__ + str(e)
        print 'rect', a, b, s
