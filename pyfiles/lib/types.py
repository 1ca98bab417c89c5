"""Names of the types of the interpreter."""
import sys

NoneType = type(None)
TypeType = type
ObjectType = object

IntType = int
LongType = long
FloatType = float
BooleanType = bool
ComplexType = complex

StringType = str
UnicodeType = unicode
StringTypes = (StringType, UnicodeType)

BufferType = buffer

TupleType = tuple
ListType = list
DictType = DictionaryType = dict


def _function():
    pass


FunctionType = type(_function)
LambdaType = type(lambda: None)
CodeType = type(_function.func_code)


def _generator():
    yield 1


GeneratorType = type(_generator())


class _Classic:
    def method(self):
        pass


ClassType = type(_Classic)
UnboundMethodType = type(_Classic.method)
_instance = _Classic()
InstanceType = type(_instance)
MethodType = type(_instance.method)

BuiltinFunctionType = type(len)
BuiltinMethodType = type([].append)

ModuleType = type(sys)
FileType = file
XRangeType = xrange

try:
    raise TypeError
except TypeError:
    _traceback = sys.exc_info()[2]
    TracebackType = type(_traceback)
    FrameType = type(_traceback.tb_frame)
    del _traceback

SliceType = slice
EllipsisType = type(Ellipsis)
DictProxyType = type(TypeType.__dict__)
NotImplementedType = type(NotImplemented)

GetSetDescriptorType = type(FunctionType.func_code)
MemberDescriptorType = type(FunctionType.func_globals)

del sys, _function, _generator, _Classic, _instance
__all__ = [name for name in dir() if name[:1] != '_' and name != 'name']
