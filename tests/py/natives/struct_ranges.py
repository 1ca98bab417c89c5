# What does not fit, for every integer format.
import struct, warnings
warnings.simplefilter('ignore')
for pre in ('','@','<','>','=','!'):
    for c in 'bBhHiIlLqQP':
        for v in (1<<70, -(1<<70), 1<<16, -(1<<16), 1<<32, -(1<<33), 1<<63, -1, 300, -300, 1.5, 'a', None):
            try: struct.pack(pre+c, v); r='ok'
            except Exception, e: r='%s %s'%(type(e).__name__, e)
            print repr(pre), c, str(v)[:8], r
