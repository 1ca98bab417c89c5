//! The table of special methods: which slot a `__dunder__` name stands for.
//!
//! One row a name. From it come the slot wrappers in the dicts of builtin types and the slots of
//! user classes that define the name. Rows of one slot stand together; rows are in the order in
//! which CPython fills type dicts. A row without a generic function never fills its slot for user
//! classes (number slots serve the same names).

use super::slot_fn as generic;
use super::slots::{CallArgs, CompareOp, Slots};
use super::wrap;
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::{Ref, names};

/// Calls a native slot with Python arguments: `(cx, slots of the type that defines it, receiver, args)`.
pub type Wrapper = fn(&Cx, &Slots, Ref<'_>, CallArgs<'_>) -> PyResult;

/// One row.
pub struct SlotDef {
    /// Python name.
    pub name: &'static str,
    /// The same, interned.
    pub interned: fn() -> Ref<'static>,
    /// Identifies the slot: its offset in [`Slots`].
    pub slot: usize,
    /// Whether there is a function for user classes.
    pub has_generic: bool,
    /// Whether the slot is filled.
    pub is_set: fn(&Slots) -> bool,
    /// Fills the slot with the function for user classes.
    pub set_generic: fn(&Slots),
    /// Copies the slot: `(to, from)`.
    pub copy: fn(&Slots, &Slots),
    /// Empties the slot.
    pub clear: fn(&Slots),
    /// Whether both have the same function.
    pub is_same: fn(&Slots, &Slots) -> bool,
    /// What a slot wrapper runs; none when the name is never wrapped.
    pub wrap: Option<Wrapper>,
    /// Whether the wrapper takes keyword arguments.
    pub keywords: bool,
    /// Docstring of the wrapper.
    pub doc: &'static str,
}

macro_rules! dunders {
    ($( $id:ident $slot:ident $generic:tt $name:literal $doc:literal $( = $wrap:expr )? ; )+) => {
        /// All rows.
        pub static DUNDERS: &[SlotDef] = &[ $( SlotDef {
            name: $name,
            interned: || names::$id.as_ref(),
            slot: std::mem::offset_of!(Slots, $slot),
            has_generic: dunders!(@has $generic),
            is_set: |slots| slots.$slot.get().is_some(),
            set_generic: |slots| dunders!(@set slots $slot $generic),
            copy: |to, from| to.$slot.set(from.$slot.get()),
            clear: |slots| slots.$slot.set(None),
            is_same: |a, b| {
                a.$slot.get().map(|f| f as *const () as usize)
                    == b.$slot.get().map(|f| f as *const () as usize)
            },
            wrap: dunders!(@wrap $slot $($wrap)?),
            keywords: dunders!(@keywords $slot),
            doc: $doc,
        } ),+ ];
    };
    (@has -) => { false };
    (@has $generic:ident) => { true };
    (@set $slots:ident $slot:ident -) => { { let _ = $slots; } };
    (@set $slots:ident $slot:ident $generic:ident) => { $slots.$slot.set(Some(generic::$generic)) };
    (@wrap $slot:ident) => { None };
    (@wrap $slot:ident $wrap:expr) => {
        Some(|cx, slots, recv, args| {
            let native = slots.$slot.get().expect("a wrapper is made for a filled slot only");
            $wrap(cx, native, recv, args)
        })
    };
    (@keywords init) => { true };
    (@keywords call) => { true };
    (@keywords $slot:ident) => { false };
}

dunders! {
    STR str str "__str__" "Makes the printable text: str(x)." = wrap::unary;
    REPR repr repr "__repr__" "Makes the text for programmers: repr(x)." = wrap::unary;
    CMP compare compare "__cmp__" "Compares: cmp(x, y)." = wrap::compare;
    HASH hash hash "__hash__" "Computes the hash: hash(x)." = wrap::hash;
    CALL call call "__call__" "Calls the object: x(...)." = wrap::call;
    GETATTRIBUTE get_attr get_attribute "__getattribute__" "Reads an attribute: x.name." = wrap::get_attr;
    GETATTR get_attr get_attr_hook "__getattr__" "";
    SETATTR set_attr set_attr "__setattr__" "Sets an attribute: x.name = value." = wrap::set_attr;
    DELATTR set_attr set_attr "__delattr__" "Deletes an attribute: del x.name." = wrap::del_attr;
    LT rich_compare rich_compare "__lt__" "x < y" = wrap::lt;
    LE rich_compare rich_compare "__le__" "x <= y" = wrap::le;
    EQ rich_compare rich_compare "__eq__" "x == y" = wrap::eq;
    NE rich_compare rich_compare "__ne__" "x != y" = wrap::ne;
    GT rich_compare rich_compare "__gt__" "x > y" = wrap::gt;
    GE rich_compare rich_compare "__ge__" "x >= y" = wrap::ge;
    ITER iter iter "__iter__" "Makes an iterator: iter(x)." = wrap::unary;
    NEXT next next "next" "Returns the next item, or raises StopIteration." = wrap::next;
    GET descr_get descr_get "__get__" "Binds the descriptor to an object." = wrap::descr_get;
    SET descr_set descr_set "__set__" "Sets the attribute behind the descriptor." = wrap::descr_set;
    DELETE descr_set descr_set "__delete__" "Deletes the attribute behind the descriptor." = wrap::descr_delete;
    INIT init init "__init__" "Initialises the object; see help(type(x)) for the arguments." = wrap::init;
    NEW new new "__new__" "";
    DEL del del "__del__" "";
    ADD add add "__add__" "x + y" = wrap::binary_left;
    RADD add add "__radd__" "y + x" = wrap::binary_right;
    SUB sub sub "__sub__" "x - y" = wrap::binary_left;
    RSUB sub sub "__rsub__" "y - x" = wrap::binary_right;
    MUL mul mul "__mul__" "x * y" = wrap::binary_left;
    RMUL mul mul "__rmul__" "y * x" = wrap::binary_right;
    DIV div div "__div__" "x / y" = wrap::binary_left;
    RDIV div div "__rdiv__" "y / x" = wrap::binary_right;
    MOD rem rem "__mod__" "x % y" = wrap::binary_left;
    RMOD rem rem "__rmod__" "y % x" = wrap::binary_right;
    DIVMOD divmod divmod "__divmod__" "divmod(x, y)" = wrap::binary_left;
    RDIVMOD divmod divmod "__rdivmod__" "divmod(y, x)" = wrap::binary_right;
    POW pow pow "__pow__" "pow(x, y[, z])" = wrap::ternary;
    RPOW pow pow "__rpow__" "pow(y, x[, z])" = wrap::ternary_right;
    NEG neg neg "__neg__" "-x" = wrap::unary;
    POS pos pos "__pos__" "+x" = wrap::unary;
    ABS abs abs "__abs__" "abs(x)" = wrap::unary;
    NONZERO nonzero nonzero "__nonzero__" "x != 0" = wrap::inquiry;
    INVERT invert invert "__invert__" "~x" = wrap::unary;
    LSHIFT lshift lshift "__lshift__" "x << y" = wrap::binary_left;
    RLSHIFT lshift lshift "__rlshift__" "y << x" = wrap::binary_right;
    RSHIFT rshift rshift "__rshift__" "x >> y" = wrap::binary_left;
    RRSHIFT rshift rshift "__rrshift__" "y >> x" = wrap::binary_right;
    AND and and "__and__" "x & y" = wrap::binary_left;
    RAND and and "__rand__" "y & x" = wrap::binary_right;
    XOR xor xor "__xor__" "x ^ y" = wrap::binary_left;
    RXOR xor xor "__rxor__" "y ^ x" = wrap::binary_right;
    OR or or "__or__" "x | y" = wrap::binary_left;
    ROR or or "__ror__" "y | x" = wrap::binary_right;
    COERCE coerce coerce "__coerce__" "coerce(x, y)" = wrap::coerce;
    INT int int "__int__" "int(x)" = wrap::unary;
    LONG long long "__long__" "long(x)" = wrap::unary;
    FLOAT float float "__float__" "float(x)" = wrap::unary;
    OCT oct oct "__oct__" "oct(x)" = wrap::unary;
    HEX hex hex "__hex__" "hex(x)" = wrap::unary;
    IADD iadd iadd "__iadd__" "x += y" = wrap::binary;
    ISUB isub isub "__isub__" "x -= y" = wrap::binary;
    IMUL imul imul "__imul__" "x *= y" = wrap::binary;
    IDIV idiv idiv "__idiv__" "x /= y" = wrap::binary;
    IMOD irem irem "__imod__" "x %= y" = wrap::binary;
    IPOW ipow ipow "__ipow__" "x **= y" = wrap::ternary;
    ILSHIFT ilshift ilshift "__ilshift__" "x <<= y" = wrap::binary;
    IRSHIFT irshift irshift "__irshift__" "x >>= y" = wrap::binary;
    IAND iand iand "__iand__" "x &= y" = wrap::binary;
    IXOR ixor ixor "__ixor__" "x ^= y" = wrap::binary;
    IOR ior ior "__ior__" "x |= y" = wrap::binary;
    FLOORDIV floor_div floor_div "__floordiv__" "x // y" = wrap::binary_left;
    RFLOORDIV floor_div floor_div "__rfloordiv__" "y // x" = wrap::binary_right;
    TRUEDIV true_div true_div "__truediv__" "x / y" = wrap::binary_left;
    RTRUEDIV true_div true_div "__rtruediv__" "y / x" = wrap::binary_right;
    IFLOORDIV ifloor_div ifloor_div "__ifloordiv__" "x //= y" = wrap::binary;
    ITRUEDIV itrue_div itrue_div "__itruediv__" "x /= y" = wrap::binary;
    INDEX index index "__index__" "The value as an index: x[y:z] uses y.__index__()." = wrap::unary;
    LEN map_len len "__len__" "len(x)" = wrap::length;
    GETITEM subscript subscript "__getitem__" "x[y]" = wrap::binary;
    SETITEM set_subscript set_subscript "__setitem__" "x[i] = y" = wrap::set_item;
    DELITEM set_subscript set_subscript "__delitem__" "del x[y]" = wrap::del_item;
    LEN len len "__len__" "len(x)" = wrap::length;
    ADD concat - "__add__" "x + y" = wrap::binary;
    MUL repeat - "__mul__" "x * n" = wrap::repeat;
    RMUL repeat - "__rmul__" "n * x" = wrap::repeat;
    GETITEM item item "__getitem__" "x[y]" = wrap::item;
    GETSLICE slice slice "__getslice__" "x[i:j]; negative indices are not supported." = wrap::slice;
    SETITEM set_item set_item "__setitem__" "x[i] = y" = wrap::set_item_at;
    DELITEM set_item set_item "__delitem__" "del x[y]" = wrap::del_item_at;
    SETSLICE set_slice set_slice "__setslice__" "x[i:j] = y; negative indices are not supported." = wrap::set_slice;
    DELSLICE set_slice set_slice "__delslice__" "del x[i:j]; negative indices are not supported." = wrap::del_slice;
    CONTAINS contains contains "__contains__" "y in x" = wrap::contains;
    IADD inplace_concat - "__iadd__" "x += y" = wrap::binary;
    IMUL inplace_repeat - "__imul__" "x *= y" = wrap::repeat;
}

/// The special method of a rich comparison.
pub(crate) fn compare_name(op: CompareOp) -> Ref<'static> {
    match op {
        CompareOp::Lt => names::LT.as_ref(),
        CompareOp::Le => names::LE.as_ref(),
        CompareOp::Eq => names::EQ.as_ref(),
        CompareOp::Ne => names::NE.as_ref(),
        CompareOp::Gt => names::GT.as_ref(),
        CompareOp::Ge => names::GE.as_ref(),
    }
}
