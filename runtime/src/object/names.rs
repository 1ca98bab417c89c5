//! Interned strings that the runtime itself uses: one row each.
//!
//! Each name is an immortal str object at a link-time address; boot puts all of them into the
//! table of interned strings.

use crate::builtins::str::StaticStr;

/// Declares the names and the list of all of them.
macro_rules! names {
    ($($id:ident = $text:literal;)+) => {
        $(
            #[doc = concat!("The interned string `", $text, "`.")]
            pub static $id: StaticStr<{ $text.len() + 1 }> = StaticStr::new($text);
        )+

        /// Calls `action` with every name.
        pub(crate) fn for_each(mut action: impl FnMut(crate::object::Ref<'static>)) {
            $( action($id.as_ref()); )+
        }
    };
}

names! {
    EMPTY = ""; RUN = "run";
    ABSTRACTMETHODS = "__abstractmethods__"; BASE = "__base__"; GETSTATE = "__getstate__"; MRO = "mro"; OBJCLASS = "__objclass__";
    ABS = "__abs__"; ADD = "__add__"; ALL = "__all__"; AND = "__and__"; BASES = "__bases__";
    BUILTINS = "__builtins__"; BUILTIN_MODULE = "__builtin__"; CALL = "__call__"; CLASS = "__class__"; CLOSE = "close"; CMP = "__cmp__";
    CODING = "coding"; COERCE = "__coerce__"; COMPLEX = "__complex__"; CONTAINS = "__contains__";
    DEL = "__del__"; DELATTR = "__delattr__"; DELETE = "__delete__"; DELITEM = "__delitem__"; DELSLICE = "__delslice__";
    DICT = "__dict__"; DIR = "__dir__"; DIV = "__div__"; DIVMOD = "__divmod__"; DOC = "__doc__"; ENTER = "__enter__";
    EQ = "__eq__"; EXIT = "__exit__"; FILE = "__file__"; FLOAT = "__float__"; FLOORDIV = "__floordiv__"; FORMAT = "__format__";
    GE = "__ge__"; GET = "__get__"; GETATTR = "__getattr__"; GETATTRIBUTE = "__getattribute__"; GETITEM = "__getitem__";
    GETSLICE = "__getslice__"; GT = "__gt__"; HASH = "__hash__"; HEX = "__hex__"; IADD = "__iadd__"; IAND = "__iand__"; IDIV = "__idiv__";
    IFLOORDIV = "__ifloordiv__"; ILSHIFT = "__ilshift__"; IMOD = "__imod__"; IMPORT = "__import__"; IMUL = "__imul__"; INDEX = "__index__";
    INIT = "__init__"; INSTANCECHECK = "__instancecheck__"; INT = "__int__"; INVERT = "__invert__"; IOR = "__ior__"; IPOW = "__ipow__";
    IRSHIFT = "__irshift__"; ISUB = "__isub__"; ITER = "__iter__"; ITRUEDIV = "__itruediv__"; IXOR = "__ixor__"; LE = "__le__"; LEN = "__len__";
    LENGTH_HINT = "__length_hint__"; LOADER = "__loader__"; LONG = "__long__"; LSHIFT = "__lshift__"; LT = "__lt__"; MAIN = "__main__"; METACLASS = "__metaclass__";
    MISSING = "__missing__"; MOD = "__mod__"; MODULE = "__module__"; MUL = "__mul__"; NAME = "__name__"; NAME_PLAIN = "name"; NE = "__ne__"; NEG = "__neg__"; NEW = "__new__";
    NEXT = "next"; NONZERO = "__nonzero__"; OCT = "__oct__"; OR = "__or__"; PACKAGE = "__package__"; PATH = "__path__"; POS = "__pos__"; POW = "__pow__";
    RADD = "__radd__"; RAND = "__rand__"; RDIV = "__rdiv__"; RDIVMOD = "__rdivmod__"; REDUCE = "__reduce__"; REDUCE_EX = "__reduce_ex__"; REPR = "__repr__";
    REVERSED = "__reversed__"; RFLOORDIV = "__rfloordiv__"; RLSHIFT = "__rlshift__"; RMOD = "__rmod__"; RMUL = "__rmul__"; ROR = "__ror__"; RPOW = "__rpow__";
    RRSHIFT = "__rrshift__"; RSHIFT = "__rshift__"; RSUB = "__rsub__"; RTRUEDIV = "__rtruediv__"; RXOR = "__rxor__"; SELF = "__self__"; SET = "__set__";
    SETATTR = "__setattr__"; SETITEM = "__setitem__"; SETSLICE = "__setslice__"; SLOTS = "__slots__"; STR = "__str__"; SUB = "__sub__";
    SUBCLASSCHECK = "__subclasscheck__"; SUBCLASSHOOK = "__subclasshook__"; TRUEDIV = "__truediv__"; TRUE = "True"; FALSE = "False"; TRUNC = "__trunc__"; UNICODE = "__unicode__";
    WEAKREF = "__weakref__"; XOR = "__xor__";
    APPEND = "append"; ARGS = "args"; DISPLAYHOOK = "displayhook"; ENCODING = "encoding"; ERRORS = "errors"; EXC_TYPE = "exc_type"; EXC_VALUE = "exc_value"; EXC_TRACEBACK = "exc_traceback"; EXCEPTHOOK = "excepthook"; EXITFUNC = "exitfunc"; FILENAME = "filename"; FLUSH = "flush"; ISATTY = "isatty"; KEYS = "keys"; LINENO = "lineno";
    MESSAGE = "message"; MODE = "mode"; MODULES = "modules"; MSG = "msg"; OFFSET = "offset"; PRINT_FILE_AND_LINE = "print_file_and_line"; READ = "read"; READLINE = "readline"; SEND = "send"; SOFTSPACE = "softspace"; STDERR = "stderr";
    STDIN = "stdin"; STDOUT = "stdout"; TEXT = "text"; THROW = "throw"; UNDERSCORE = "_"; WRITE = "write"; LAST_TYPE = "last_type"; LAST_VALUE = "last_value"; LAST_TRACEBACK = "last_traceback"; TRACEBACKLIMIT = "tracebacklimit";
}
