# _json: scanning and encoding of every kind of value, hooks, damaged texts
import _json, json
from json import decoder, encoder
def t(f,*a,**k):
    try: print repr(f(*a,**k)).split(' at 0x')[0]
    except BaseException, e: print type(e).__name__, str(e)[:150].split(' at 0x')[0]
print sorted(n for n in dir(_json) if n[0]!='_')
for s in ['""','"abc"','"a\\n\\t\\"\\\\\\/\\b\\f\\r"','"\\u00e9\\u20AC"','"\\ud83d\\ude00"','"\\ud83d"','"\\ud83dx"','"\\ud83d\\u0041"','"\\ud83d\\u00zz"','"\\u12"','"\\u123"','"\\u1234','"\\uzzzz"','"\\x"','"\\','"abc','"a\nb"','"\xc3\xa9"','"\xff"','"a\0b"', '"\\u+123"','"\\u 123"', '"\\ud83d\\u12"']:
    for u in (s, s.decode('latin-1')):
        t(_json.scanstring,u,1); t(_json.scanstring,u,1,'utf-8',False); t(_json.scanstring,u,1,'latin-1')
t(_json.scanstring,'abc',5); t(_json.scanstring,'abc',3); t(_json.scanstring,'abc',-1); t(_json.scanstring,5,1); t(_json.scanstring); t(_json.scanstring,'"a"','x'); t(_json.scanstring,'xx"abc"yy',3); t(_json.scanstring, '"\xe9"',1,'nope'); t(_json.scanstring,'"a"',1,None)
for s in ['abc',u'abc','a"b\\c\n\r\t\b\f\x01\x7f','\xc3\xa9',u'\xe9\u20ac\U0001f600\ud800','\xff',u'\x7f\x80',5,None,'']:
    t(_json.encode_basestring_ascii,s)
t(_json.encode_basestring_ascii)
docs=['null','true','false','NaN','Infinity','-Infinity','0','-0','12','-12','1.5','1e5','1E+5','1e-2','1.','1.e5','.5','-','+1','01','1e','1e+','12345678901234567890','1.5e400','-1.25E3','[]','[ ]','[1,2]','[1,]','[,1]','[1 2]','[1','[','{}','{ }','{"a":1}','{"a" : 1 , "b":[{}]}','{"a"}','{"a":}','{"a":1,}','{a:1}','{"a":1 "b"}','{"a":1','{"a"','{','{"a":1,','nul','tru','fals','Na','Infinit','-Infinit','"x"',' 1','1 ','','x','[1,"a",null,true,1.5,{"k":"v"}]','{"a":1,"a":2}','[[[[[]]]]]','\t[\n1\r]','{"\\u0061":"\xc3\xa9"}','[NaN,Infinity,-Infinity]','{"1":2}x']
for d in docs:
    for u in (d, d.decode('latin-1')):
        t(json.loads,u); t(decoder.JSONDecoder().scan_once,u,0)
s=decoder.JSONDecoder().scan_once
t(s,'[1]',1); t(s,'[1]',3); t(s,'[1]',-1); t(s,5,0); t(s,'1'); t(s)
def hook(x): return ('H',x)
t(json.loads,'{"a":{"b":1}}',object_hook=hook); t(json.loads,'{"a":{"b":1},"c":2}',object_pairs_hook=hook); t(json.loads,'[1,1.5,NaN,-Infinity]',parse_int=hook,parse_float=hook,parse_constant=hook); t(json.loads,u'[1,1.5]',parse_int=hook,parse_float=hook)
def bad(x): raise KeyError('bad')
t(json.loads,'{"a":1}',object_hook=bad); t(json.loads,'[1]',parse_int=bad)
t(json.loads,'["\xe9"]',encoding='latin-1'); t(json.loads,'["\xe9"]')
for d in '['*100000, '{"a":'*100000, u'['*100000, u'{"a":'*100000: t(json.loads,d)
m=_json.make_scanner
try: m(5)
except Exception,e: print type(e).__name__, e
class Ctx(object):
    strict=True; encoding=None; object_hook=None; object_pairs_hook=None; parse_float=float; parse_int=int; parse_constant=float
sc=m(Ctx()); print sc.strict, sc.encoding, sc.object_hook, sc.parse_float, type(sc)
t(sc,'[1,"a"]',0)
class I(int):
    def __str__(self): return 'III'
class F(float):
    def __repr__(self): return 'FFF'
class S(str): pass
class L(list): pass
class D(dict): pass
class T(object): pass
x=[]; x.append(x)
y={}; y['a']=y
z=T()
objs=[None,True,False,0,-5,10L**20,1.5,1e100,float('nan'),float('inf'),-float('inf'),0.1,'a',u'\u20ac','\xc3\xa9','\xff',[],(),{},[1,[2,(3,)]],{'a':1,u'b':[1]},{1:2},{1.5:1},{None:1},{True:1},{(1,):2},{10L**20:1},{float('nan'):1},I(5),F(1.5),S('s'),L([1]),D(a=1),z,x,y,[z],set(),{'k':z},[[],{}],{'a':{},'b':[]}, object, 1j, [1.5,'x',None]]
for o in objs:
    t(json.dumps,o); t(json.dumps,o,allow_nan=False); t(json.dumps,o,skipkeys=True); t(json.dumps,o,separators=(',',':')); t(json.dumps,o,ensure_ascii=False); t(json.dumps,o,default=lambda o:'D'); t(json.dumps,o,encoding='latin-1')
t(json.dumps,z,default=lambda o:o); t(json.dumps,[z],default=lambda o:[o]); t(json.dumps,z,default=bad)
a=[]
for i in range(100000): a=[a]
t(json.dumps,a)
a={}
for i in range(100000): a={'a':a}
t(json.dumps,a)
t(json.dumps,z,default=lambda o:T(),check_circular=False)
t(json.dumps,{'a':[1,2,{'b':None}]},sort_keys=True,indent=2)
e=_json.make_encoder({},None,encoder.encode_basestring_ascii,None,': ',', ',False,False,True)
print ''.join(e([1,{'a':None}],0)), type(e), e.key_separator, e.item_separator, e.indent, e.skipkeys, e.sort_keys, e.markers
t(_json.make_encoder); t(_json.make_encoder,5,None,None,None,':',',',0,0,0); t(e); t(e,[T()],0)
