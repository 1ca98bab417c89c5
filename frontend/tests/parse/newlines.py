x = u"é"
y = """a
b"""
if x:  y
