# json: texts read and written, messages, pieces
import json
def t(f,*a,**k):
    try: print repr(f(*a,**k))
    except Exception,e: print type(e).__name__, e
for s in ('{','{"a"','{"a":','{"a":1','{"a":1,','{"a":1 ','[','[1','[1,','[1 ','[ ','[1,]','[,1]','"','"a','"\\','"\\u','"\\u12','"\\u12x4"','"\\ud83d\\u12"','"\\ud83d','"a\nb"','{,}','{"a",}','{"a":}','{"a":1,}','{"a":1 "b"}','-','-x','1.','1e','.5','01','+1','tru','nul','N','I','-I','Na','  ','',' 1 x','[1]]','{}}','"a"b','\xff','"\xff"',u'"\xff"',u'[',u'"\\x"',u'"a\n"',u'{1',u'"', '1.5e400','-0','-0.0','1E5','[1,\n2,\n x]','{"a":\n\n}','"\\/\\b"','"\\ud83d\\ude00"','"\\ud83dx"','[[[', '{"a":{"b":[1,{"c":', "nan", "-Infinity x"):
    t(json.loads,s)
t(json.loads,5); t(json.loads,None); t(json.loads,bytearray('1'))
t(json.loads,'"\xe9"','latin-1'); t(json.loads,'{"\xe9":1}','latin-1'); t(json.loads,'"a"'); t(json.loads,'"\x01"',strict=False)
t(json.loads,'1.5',parse_float=lambda s: 'F'+s); t(json.loads,'NaN',parse_constant=lambda s: 'C'+s)
t(json.loads,'{"a":1}',object_hook=lambda d: d.items()); t(json.loads,'{"a":1}',object_pairs_hook=lambda d: d)
class E(object): pass
for o in (float('nan'),float('inf'),1e400,-0.0,1.1,10**20,True,None,E,set(),1j,{1j:2},{(1,):2},'\xff',u'\u20ac',u'\U0001f600',{1.5:1,True:3,2L:4},{None:2},[1,[2,[3,{}]],{}],(1,2)):
    for k in ({},{'indent':1},{'sort_keys':True},{'allow_nan':False},{'allow_nan':False,'indent':0},{'skipkeys':True},{'ensure_ascii':False},{'encoding':'latin-1'},{'separators':(',',':')},{'ensure_ascii':False,'encoding':None}):
        try: r=repr(json.dumps(o,**k))
        except Exception,e: r="%s %s"%(type(e).__name__,e)
        print r
x=[];x.append(x); t(json.dumps,x); x={}; x['a']=x; t(json.dumps,x,indent=1)
print list(json.JSONEncoder().iterencode([1,"a",{"b":[]},[1,2]])), list(json.JSONEncoder(indent=2).iterencode({"a":[1,{"b":2}]})), list(json.JSONEncoder(sort_keys=True).iterencode({"a":1,"b":2}))
d=json.JSONDecoder()
t(d.raw_decode,'[1] x'); t(d.raw_decode,' [1]'); t(d.raw_decode,'x [1]',2); t(d.raw_decode,''); t(d.decode,' [1] ')
t(json.JSONEncoder().encode,E); t(json.dumps, {"a":1}, cls=json.JSONEncoder, foo=1)
class D(dict): pass
class I(int):
    def __str__(self): return 'I!'
    __repr__=__str__
class F(float):
    def __repr__(self): return 'F!'
class S(str): pass
t(json.dumps,[D(a=1),I(5),F(2.5),S('x'),{I(3):1},{F(1.5):2},True])
import StringIO
f=StringIO.StringIO(); json.dump({"a":[1,2]},f); print f.getvalue()
t(json.dumps,{"b":1,"a":{"d":1,"c":2}},sort_keys=True,indent=4,separators=(',',': '))
t(json.encoder.encode_basestring,'a"\n\x7f\xff'); t(json.encoder.encode_basestring_ascii,u'\xe9\u20ac"\\\x00'); t(json.encoder.encode_basestring_ascii,'\xff'); t(json.decoder.scanstring,'abc"def',0); t(json.decoder.scanstring,'abc',0)
print json.decoder.errmsg('m','abc\ndef',5), json.decoder.errmsg('m','abc\ndef',1,5), json.__all__, json.encoder.FLOAT_REPR
