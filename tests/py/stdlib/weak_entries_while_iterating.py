import weakref
class O(object): pass
def fresh(W):
    if W is weakref.WeakValueDictionary:
        os_=[O() for i in range(5)]; d=W(enumerate(os_)); 
    elif W is weakref.WeakKeyDictionary:
        os_=[O() for i in range(5)]; d=W((o,i) for i,o in enumerate(os_))
    else:
        os_=[O() for i in range(5)]; d=W(os_)
    return os_,d
for W in (weakref.WeakValueDictionary,weakref.WeakKeyDictionary,weakref.WeakSet):
    for op in ('len(d)','4 in d','d.get(4)','d[4]','d.items()','d.values()','list(d)','d.copy()','d.setdefault(k,k)','d.pop(k,1)','d.has_key(k)','repr(d)','list(d.itervalues())','list(d.iterkeys())','list(d.iteritems())','d.update({})','d.discard(k)','k in d','d==d','d.keyrefs()','d.valuerefs()','list(d.itervaluerefs())','list(d.iterkeyrefs())','d.get(k)','d|d','d.issubset(d)'):
        os_,d=fresh(W); it=iter(d) if W is weakref.WeakSet else d.itervalues(); x=next(it); k=os_[0]; o=None
        for q in range(1,5):
            if os_[q] is not x: os_[q]=None
        try: eval(op)
        except (AttributeError,TypeError,KeyError),e: r=e.__class__.__name__
        else: r='ok'
        print W.__name__,op,r,len(d.data)
