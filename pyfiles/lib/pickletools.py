"""What pickles are made of: the table of their instructions, listings, and a small optimiser.

The table has a row for each instruction: name, code, argument, what it takes from the stack, what it
puts there, and the first protocol that has it.
"""
import struct as _struct

__all__ = ['dis', 'genops', 'optimize']

UP_TO_NEWLINE = -1
TAKEN_FROM_ARGUMENT1 = -2
TAKEN_FROM_ARGUMENT4 = -3


class ArgumentDescriptor(object):
    """How the argument of an instruction is read: n is its size, or one of the marks above."""
    __slots__ = ('name', 'n', 'reader', 'doc')

    def __init__(self, name, n, reader, doc):
        self.name, self.n, self.reader, self.doc = name, n, reader, doc


def _fixed(f, size, format, what):
    """Read size bytes as a number."""
    data = f.read(size)
    if len(data) != size:
        raise ValueError("not enough data in stream to read " + what)
    return _struct.unpack(format, data)[0]


def read_uint1(f):
    return _fixed(f, 1, '<B', 'uint1')


def read_uint2(f):
    return _fixed(f, 2, '<H', 'uint2')


def read_int4(f):
    return _fixed(f, 4, '<i', 'int4')


def read_float8(f):
    return _fixed(f, 8, '>d', 'float8')


def read_stringnl(f, decode=True, stripquotes=True):
    """Read a line; take quotes off and undo escapes if that is wanted."""
    data = f.readline()
    if not data.endswith('\n'):
        raise ValueError("no newline found when trying to read stringnl")
    data = data[:-1]
    if stripquotes:
        quote = data[:1]
        if quote not in ('"', "'") or not quote:
            raise ValueError("no string quotes around %r" % data)
        if data[-1] != quote:
            raise ValueError("strinq quote %r not found at both ends of %r" % (quote, data))
        data = data[1:-1]
    return data.decode("string_escape") if decode else data


def read_stringnl_noescape(f):
    return read_stringnl(f, decode=False, stripquotes=False)


def read_stringnl_noescape_pair(f):
    return "%s %s" % (read_stringnl_noescape(f), read_stringnl_noescape(f))


def _counted(f, size, what):
    data = f.read(size)
    if len(data) == size:
        return data
    raise ValueError("expected %d bytes in a %s, but only %d remain" % (size, what, len(data)))


def read_string4(f):
    size = read_int4(f)
    if size < 0:
        raise ValueError("string4 byte count < 0: %d" % size)
    return _counted(f, size, 'string4')


def read_string1(f):
    return _counted(f, read_uint1(f), 'string1')


def read_unicodestringnl(f):
    data = f.readline()
    if not data.endswith('\n'):
        raise ValueError("no newline found when trying to read unicodestringnl")
    return unicode(data[:-1], 'raw-unicode-escape')


def read_unicodestring4(f):
    size = read_int4(f)
    if size < 0:
        raise ValueError("unicodestring4 byte count < 0: %d" % size)
    return unicode(_counted(f, size, 'unicodestring4'), 'utf-8')


def read_decimalnl_short(f):
    text = read_stringnl(f, decode=False, stripquotes=False)
    if text.endswith("L"):
        raise ValueError("trailing 'L' not allowed in %r" % text)
    # Booleans are written as numbers with a zero too many.
    if text in ("00", "01"):
        return text == "01"
    try:
        return int(text)
    except OverflowError:
        return long(text)


def read_decimalnl_long(f):
    text = read_stringnl(f, decode=False, stripquotes=False)
    if not text.endswith("L"):
        raise ValueError("trailing 'L' required in %r" % text)
    return long(text)


def read_floatnl(f):
    return float(read_stringnl(f, decode=False, stripquotes=False))


def _long_of(f, size, what):
    from pickle import decode_long
    data = f.read(size)
    if len(data) != size:
        raise ValueError("not enough data in stream to read " + what)
    return decode_long(data)


def read_long1(f):
    return _long_of(f, read_uint1(f), 'long1')


def read_long4(f):
    size = read_int4(f)
    if size < 0:
        raise ValueError("long4 byte count < 0: %d" % size)
    return _long_of(f, size, 'long4')


_arguments = {}
for _name, _size, _doc in (
        ('uint1', 1, "one unsigned byte"), ('uint2', 2, "two bytes, little-endian, unsigned"),
        ('int4', 4, "four bytes, little-endian, signed"), ('float8', 8, "eight bytes, big-endian"),
        ('stringnl', UP_TO_NEWLINE, "a line with a quoted text"),
        ('stringnl_noescape', UP_TO_NEWLINE, "a line"),
        ('stringnl_noescape_pair', UP_TO_NEWLINE, "two lines"),
        ('string4', TAKEN_FROM_ARGUMENT4, "a text after its size in four bytes"),
        ('string1', TAKEN_FROM_ARGUMENT1, "a text after its size in one byte"),
        ('unicodestringnl', UP_TO_NEWLINE, "a line with a raw-unicode-escape text"),
        ('unicodestring4', TAKEN_FROM_ARGUMENT4, "a UTF-8 text after its size in four bytes"),
        ('decimalnl_short', UP_TO_NEWLINE, "a line with a decimal number"),
        ('decimalnl_long', UP_TO_NEWLINE, "a line with a decimal number and L"),
        ('floatnl', UP_TO_NEWLINE, "a line with a float"),
        ('long1', TAKEN_FROM_ARGUMENT1, "a number in bytes after their count in one byte"),
        ('long4', TAKEN_FROM_ARGUMENT4, "a number in bytes after their count in four bytes")):
    _arguments[_name] = globals()[_name] = ArgumentDescriptor(
        _name, _size, globals()['read_' + _name], _doc)


class StackObject(object):
    """Something on the stack of the machine that reads pickles."""
    __slots__ = ('name', 'obtype', 'doc')

    def __init__(self, name, obtype, doc):
        self.name, self.obtype, self.doc = name, obtype, doc

    def __repr__(self):
        return self.name


_stack_objects = {}
for _variable, _name, _type, _doc in (
        ('pyint', 'int', int, "a short integer"), ('pylong', 'long', long, "a long integer"),
        ('pyinteger_or_bool', 'int_or_bool', (int, long, bool), "an integer or boolean"),
        ('pybool', 'bool', (bool,), "a boolean"), ('pyfloat', 'float', float, "a float"),
        ('pystring', 'str', str, "a str"), ('pyunicode', 'unicode', unicode, "a unicode"),
        ('pynone', 'None', type(None), "None"), ('pytuple', 'tuple', tuple, "a tuple"),
        ('pylist', 'list', list, "a list"), ('pydict', 'dict', dict, "a dictionary"),
        ('anyobject', 'any', object, "any object"),
        ('markobject', 'mark', None, "a mark on the stack"),
        ('stackslice', 'stackslice', None, "all that is above a mark")):
    _stack_objects[_name] = globals()[_variable] = StackObject(
        _name, StackObject if _type is None else _type, _doc)


class OpcodeInfo(object):
    """An instruction: a row of the table."""
    __slots__ = ('name', 'code', 'arg', 'stack_before', 'stack_after', 'proto', 'doc')

    def __init__(self, name, code, arg, stack_before, stack_after, proto, doc):
        self.name, self.code, self.arg = name, code, arg
        self.stack_before, self.stack_after = stack_before, stack_after
        self.proto, self.doc = proto, doc


# name, code, argument (- for none), protocol: before -> after
_table = r"""
INT I decimalnl_short 0: -> int_or_bool
BININT J int4 1: -> int
BININT1 K uint1 1: -> int
BININT2 M uint2 1: -> int
LONG L decimalnl_long 0: -> long
LONG1 \x8a long1 2: -> long
LONG4 \x8b long4 2: -> long
STRING S stringnl 0: -> str
BINSTRING T string4 1: -> str
SHORT_BINSTRING U string1 1: -> str
NONE N - 0: -> None
NEWTRUE \x88 - 2: -> bool
NEWFALSE \x89 - 2: -> bool
UNICODE V unicodestringnl 0: -> unicode
BINUNICODE X unicodestring4 1: -> unicode
FLOAT F floatnl 0: -> float
BINFLOAT G float8 1: -> float
EMPTY_LIST ] - 1: -> list
APPEND a - 0: list any -> list
APPENDS e - 1: list mark stackslice -> list
LIST l - 0: mark stackslice -> list
EMPTY_TUPLE ) - 1: -> tuple
TUPLE t - 0: mark stackslice -> tuple
TUPLE1 \x85 - 2: any -> tuple
TUPLE2 \x86 - 2: any any -> tuple
TUPLE3 \x87 - 2: any any any -> tuple
EMPTY_DICT } - 1: -> dict
DICT d - 0: mark stackslice -> dict
SETITEM s - 0: dict any any -> dict
SETITEMS u - 1: dict mark stackslice -> dict
POP 0 - 0: any ->
DUP 2 - 0: any -> any any
MARK ( - 0: -> mark
POP_MARK 1 - 1: mark stackslice ->
GET g decimalnl_short 0: -> any
BINGET h uint1 1: -> any
LONG_BINGET j int4 1: -> any
PUT p decimalnl_short 0: ->
BINPUT q uint1 1: ->
LONG_BINPUT r int4 1: ->
EXT1 \x82 uint1 2: -> any
EXT2 \x83 uint2 2: -> any
EXT4 \x84 int4 2: -> any
GLOBAL c stringnl_noescape_pair 0: -> any
REDUCE R - 0: any any -> any
BUILD b - 0: any any -> any
INST i stringnl_noescape_pair 0: mark stackslice -> any
OBJ o - 1: mark any stackslice -> any
NEWOBJ \x81 - 2: any any -> any
PROTO \x80 uint1 2: ->
STOP . - 0: any ->
PERSID P stringnl_noescape 0: -> any
BINPERSID Q - 1: any -> any
"""
opcodes = []
for _line in _table.strip().split('\n'):
    _head, _effect = _line.split(': ' if ': ' in _line else ':', 1)
    _name, _code, _argument, _protocol = _head.split()
    _before, _after = [[_stack_objects[_each] for _each in _side.split()]
                       for _side in _effect.split('->')]
    opcodes.append(OpcodeInfo(_name, _code.decode('string_escape'), _arguments.get(_argument),
                              _before, _after, int(_protocol), _name.lower()))
code2op = dict((_each.code, _each) for _each in opcodes)


def genops(pickle):
    """Yield (instruction, argument, position) for the instructions of a pickle, a str or a file."""
    if isinstance(pickle, str):
        import StringIO
        pickle = StringIO.StringIO(pickle)
    tell = pickle.tell if hasattr(pickle, "tell") else lambda: None
    while True:
        at = tell()
        code = pickle.read(1)
        found = code2op.get(code)
        if found is None:
            if code == "":
                raise ValueError("pickle exhausted before seeing STOP")
            raise ValueError("at position %s, opcode %r unknown" %
                             ("<unknown>" if at is None else at, code))
        yield found, None if found.arg is None else found.arg.reader(pickle), at
        if code == '.':
            return


def optimize(p):
    """Return a pickle without the instructions that store what is never used again."""
    used = set()
    stores = []
    begin = number = None
    for instruction, arg, at in genops(p):
        if begin is not None:
            stores.append((begin, at, number))
            begin = None
        if 'PUT' in instruction.name:
            begin, number = at, arg
        elif 'GET' in instruction.name:
            used.add(arg)
    kept, done = [], 0
    for begin, end, number in stores:
        if number not in used:
            kept.append(p[done:begin])
            done = end
    return ''.join(kept) + p[done:]


class _Listing(object):
    """The state of a listing: the stack, the memo, the open marks."""

    def __init__(self, memo):
        self.stack, self.memo, self.marks = [], memo, []

    def closing_mark(self, instruction):
        """Take the stack down to the mark instruction refers to; return a remark on it."""
        before = instruction.stack_before
        popped = markobject in before or (
            instruction.name == "POP" and self.stack and self.stack[-1] is markobject)
        if not popped:
            return before, None
        assert markobject not in instruction.stack_after
        if not self.marks:
            return before, "no MARK exists on stack"
        at = self.marks.pop()
        while self.stack[-1] is not markobject:
            self.stack.pop()
        self.stack.pop()
        try:
            count = before.index(markobject)
        except ValueError:
            # A POP that takes the mark itself.
            assert instruction.name == "POP"
            count = 0
        return before[:count], "(MARK at %s)" % ("unknown opcode offset" if at is None else at)


def dis(pickle, out=None, memo=None, indentlevel=4):
    """Print a listing of a pickle to out; ValueError if the pickle can't be right."""
    listing = _Listing({} if memo is None else memo)
    protocol = -1
    problem = None
    for instruction, arg, at in genops(pickle):
        line = "" if at is None else "%5d:" % at
        line += " %-4s %s%s" % (repr(instruction.code)[1:-1],
                                " " * (indentlevel * len(listing.marks)), instruction.name)
        protocol = max(protocol, instruction.proto)
        before, remark = listing.closing_mark(instruction)
        if remark is not None and not remark.startswith('('):
            problem = remark
        after = instruction.stack_after
        if 'PUT' in instruction.name:
            assert arg is not None
            if arg in listing.memo:
                problem = "memo key %r already defined" % arg
            elif not listing.stack:
                problem = "stack is empty -- can't store into memo"
            elif listing.stack[-1] is markobject:
                problem = "can't store markobject in the memo"
            else:
                listing.memo[arg] = listing.stack[-1]
        elif 'GET' in instruction.name:
            if arg in listing.memo:
                after = [listing.memo[arg]]
            else:
                problem = "memo key %r has never been stored into" % arg
        if arg is not None or remark:
            line += ' ' * (10 - len(instruction.name))
            if arg is not None:
                line += ' ' + repr(arg)
            if remark:
                line += ' ' + remark
        print >>out, line
        if problem:
            raise ValueError(problem)
        if len(listing.stack) < len(before):
            raise ValueError("tries to pop %d items from stack with only %d items" %
                             (len(before), len(listing.stack)))
        if before:
            del listing.stack[-len(before):]
        if markobject in after:
            assert markobject not in before
            listing.marks.append(at)
        listing.stack.extend(after)
    print >>out, "highest protocol among opcodes =", protocol
    if listing.stack:
        raise ValueError("stack not empty after STOP: %r" % listing.stack)
