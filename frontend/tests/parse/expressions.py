a + b - c
a + (b + c)
(a + b) + c * d / e // f % g
a << b >> c & d ^ e | f
-a ** -b ** c
- - +~a
-1; -1.5; -2j; -0; -0L; -(1); - 1; --1; -1 ** 2; -9223372036854775808; -9223372036854775809
0777; 0o17; 0xFf; 0b11; 0L; 1l; 0xffffffffffffffff; 08.5; 09e1; 1e5; .5; 1.; 1.j; 1J; 1e400
not a and b or c and not not d
a < b > c == d != e <> f <= g >= h is i is not j in k not in l
a if b else c if d else e
lambda: a
lambda a, b=1, (c, d)=2, *e, **f: a if b else c
lambda x: lambda y=lambda: 1: y
`a`; `a, b`; `(a, b)`; ``a``
(); (a,); (a, b); (a); ((a), b); (((a)))
[]; [a]; [a, b,]; [(a)]
{}; {a: b}; {a: b, c: d,}; {a}; {a, b,}
[a for b in c]
[a for b in c, d if e if lambda: f for g in lambda: h, i]
[a for b in c,d, ]
[a for b, in c]
[(a, b) for a, (b, c) in d]
(a for b in c if d if e for f in g)
{a for b in c}; {a: b for c in d if e}
(yield); (yield a, b)
f(); f(a); f(a,); f(a, b=c); f(*a); f(**a); f(a, *b, **c); f(*a, b=c, **d); f((a)=b); f(a=lambda: b)
f(a for b in c); f((a for b in c), d)
a.b.c(d)[e].f
(a).b; (a + b).c; ((a).b)(c)
a[b]; a[b, c]; a[(b, c)]; a[b,]; a[:]; a[b:]; a[:c]; a[b:c]; a[::]; a[b:c:]; a[::d]; a[b:c:d]
a[...]; a[..., b]; a[. . .]; a[b:c, d, ...]; a[b, c:d:]; a[:,]; a[lambda: b:c]
'a' "b" '''c
d''' r'\n' u'\u1234' ur'\u1234\n' b'\x7f' Br'\x' U'\N{DIGIT ONE}'
'\a\b\f\n\r\t\v\\\'\"\0\12\377\400\x41\q\
'
u'\a\400\U0001F600\ud800\x41\q'
('a'
 'b')
(a +
 b -
 c)
async; await; nonlocal; match; type; True; False; None; print_function
-a.b.c; not a.b; -a.b.c ** d.e; a.b.c(d.e, -f.g, h=i.j)[j.k].l
x = a.b; x = y = 1; x += 'a' 'b'; x = -1; x = (a.b)
{a.b: c.d, 'e': -1, f: (g,)}; {a.b, 1}; {a: b for c in d}; {'a': 1, b(c): d}
