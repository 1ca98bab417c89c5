"""The operations of pickles: a name and one character each."""

_TABLE = """
    MARK (  STOP .  POP 0  POP_MARK 1  DUP 2  FLOAT F  INT I  BININT J  BININT1 K  BININT2 M  LONG L
    NONE N  PERSID P  BINPERSID Q  REDUCE R  STRING S  BINSTRING T  SHORT_BINSTRING U  UNICODE V
    BINUNICODE X  APPEND a  APPENDS e  BUILD b  GLOBAL c  DICT d  EMPTY_DICT }  GET g  BINGET h
    LONG_BINGET j  INST i  LIST l  EMPTY_LIST ]  OBJ o  PUT p  BINPUT q  LONG_BINPUT r  SETITEM s
    SETITEMS u  TUPLE t  EMPTY_TUPLE )  BINFLOAT G
    """.split()

# The operations of protocol 2 have the characters from 128 on, in this order.
_SECOND = "PROTO NEWOBJ EXT1 EXT2 EXT4 TUPLE1 TUPLE2 TUPLE3 NEWTRUE NEWFALSE LONG1 LONG4".split()

CODES = dict(zip(_TABLE[::2], _TABLE[1::2]))
CODES.update((name, chr(0x80 + index)) for index, name in enumerate(_SECOND))

# Before protocol 2, truth values are odd ways to write the numbers.
CODES.update(TRUE='I01\n', FALSE='I00\n')
