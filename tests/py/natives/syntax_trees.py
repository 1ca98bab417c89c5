import _ast
def t(f, *a, **k):
    try: print f(*a, **k)
    except Exception, e: print type(e).__name__, e
def dump(n):
    if isinstance(n, _ast.AST):
        parts = ['%s=%s' % (f, dump(getattr(n, f))) for f in n._fields + n._attributes]
        return '%s(%s)' % (type(n).__name__, ', '.join(parts))
    if isinstance(n, list): return '[%s]' % ', '.join(map(dump, n))
    return repr(n)
for name in sorted(dir(_ast)):
    o = getattr(_ast, name)
    if isinstance(o, type): print name, o.__bases__[0].__name__, o._fields, o._attributes
t(_ast.Name, 1); t(_ast.Pass, 1); t(_ast.AST, 1); t(_ast.Module, 1, 2)
n = _ast.Name('x', _ast.Load(), lineno=1); print n.id, sorted(n.__dict__); n.foo = 1; print n.foo; t(lambda: _ast.Name().id)
source = '''
@deco
def f(a, (b, c)=(1, 2), *d, **e):
    "doc"
    global g
    for i in x: print >>y, i,
    else: pass
    while 1: break
    if a: return
    elif b: yield 1
    with a as b, c: raise E, v, t
    try: del x, y.z
    except (A, B), n: pass
    except: assert x, 'm'
    else: exec 'a' in b, c
    finally: import os.path as p, sys
class C(B): from .m import a as b, c
lambda x: [i for i in x if y]; {1: 2}; {1, 2}; {a: b for a in c}; (i for i in j); `x`; -1; not a; a and b or c
x[1:2, ..., 3] = y[::2] = z[...]; x += 10L ** 2.5 // 3j; a < b is not c not in d; f(1, k=2, *a, **k); u'\\u20ac' 'b'
a if b else c
'''
tree = compile(source, 'f', 'exec', _ast.PyCF_ONLY_AST); print dump(tree)
print type(compile(tree, 'f', 'exec')).__name__, dump(compile('1+1', 'f', 'eval', 1024)), dump(compile('x', 'f', 'single', 1024))
tree = compile('x = 1\nprint x + 2, "a", u"b", 1.5, 2j, 10L', 'f', 'exec', 1024)
exec compile(tree, 'f', 'exec')
print eval(compile(compile('[a * 2 for a in range(5) if a]', 'f', 'eval', 1024), 'f', 'eval'))
print tree.body[0].targets[0].ctx is compile('y = 1', 'f', 'exec', 1024).body[0].targets[0].ctx
def c(m, mode='exec'): t(compile, m, 'f', mode)
p = dict(lineno=1, col_offset=0)
c(_ast.Module()); c(_ast.Expression()); c(_ast.Module([1])); c(_ast.Module(5)); c(_ast.Module([_ast.Pass()])); c(_ast.Module([_ast.Expr(_ast.Name(u'x', _ast.Load(), **p), **p)]))
c(_ast.Module([_ast.Expr(5, **p)])); c(_ast.Name()); c(_ast.Module([_ast.Expr(_ast.Str(5, **p), **p)])); c(_ast.Module([_ast.Return(**p)])); c(_ast.Module([_ast.Expr(None, **p)]))
t(compile, 'x=', 'f', 'exec', 1024)
