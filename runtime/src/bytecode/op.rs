//! The operations of the interpreter: those of the IR, then quickened and fused forms.

/// Declares the operations with their descriptions.
macro_rules! ops {
    ($( $(#[doc = $doc:literal])* $name:ident, )+) => {
        /// What an encoded instruction does.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u8)]
        pub enum Op { $( $(#[doc = $doc])* $name, )+ }

        impl Op {
            /// All operations, in the order of their numbers.
            pub const ALL: &'static [Op] = &[$( Op::$name ),+];
        }
    };
}

ops! {
    /// `a = constants[x]`
    LoadConst,
    /// `a = b`, counted
    Copy,
    /// Two neighbouring `Copy`s into temporaries: `a = b`, `c = x`
    Copy2,
    /// `a = b`, given away
    Move,
    /// Releases `b`.
    Drop,
    /// Releases the window `b`, `c` long.
    DropMany,
    /// Raises if `b` is unbound.
    CheckBound,
    /// Unbinds `a`.
    DeleteLocal,
    /// New empty cell in `a`.
    MakeCell,
    /// New cell in `a` that holds `b`.
    MakeCellFrom,
    /// `a` = contents of cell `b`
    LoadCell,
    /// contents of cell `a` = `b`
    StoreCell,
    /// `a` = cell `b`
    LoadCellRaw,
    /// `a` = name `x`
    LoadName,
    /// name `x` = `b`
    StoreName,
    /// Deletes name `x`.
    DeleteName,
    /// `a` = global
    LoadGlobal,
    /// The same, found in globals at the entry that the site knows.
    LoadGlobalModule,
    /// The same, found in builtins at the entry that the site knows.
    LoadGlobalBuiltin,
    /// global = `b`
    StoreGlobal,
    /// Deletes global `x`.
    DeleteGlobal,
    /// `a` = the locals mapping
    LoadLocals,
    /// `a = c(b)`
    Unary,
    /// `a = not b`
    Not,
    /// `a = b <op> c`, the site knows the operator
    Binary,
    /// int + int
    AddInt,
    /// int - int
    SubInt,
    /// int * int
    MulInt,
    /// int // int, int / int
    DivInt,
    /// int % int
    ModInt,
    /// int & int
    AndInt,
    /// int | int
    OrInt,
    /// int ^ int
    XorInt,
    /// int << int
    ShlInt,
    /// int >> int
    ShrInt,
    /// number + number, not both int
    AddFloat,
    /// number - number, not both int
    SubFloat,
    /// number * number, not both int
    MulFloat,
    /// number / number, not both int
    DivFloat,
    /// str + str
    AddStr,
    /// `a = b <op> c`, a rich comparison; the site knows the operator
    Compare,
    /// `Compare` with `<` and the `Branch` behind it
    BranchLt,
    /// `Compare` with `<=` and the `Branch` behind it
    BranchLe,
    /// `Compare` with `==` and the `Branch` behind it
    BranchEq,
    /// `Compare` with `!=` and the `Branch` behind it
    BranchNe,
    /// `Compare` with `>` and the `Branch` behind it
    BranchGt,
    /// `Compare` with `>=` and the `Branch` behind it
    BranchGe,
    /// `a = b is c`
    Is,
    /// `a = b is not c`
    IsNot,
    /// `Is` and the `Branch` behind it
    BranchIs,
    /// `IsNot` and the `Branch` behind it
    BranchIsNot,
    /// `a = b in c`
    Contains,
    /// `a = b not in c`
    NotContains,
    /// `a` = does exception `b` match pattern `c`
    ExcMatch,
    /// `a = b.name`
    LoadAttr,
    /// The same: inline slot of an instance of the site's shape.
    LoadAttrSlot,
    /// The same: a value of the class, without binding.
    LoadAttrClass,
    /// The same on a module or class object, by the version the site knows.
    LoadAttrModule,
    /// `b.name = c`
    StoreAttr,
    /// The same: inline slot of an instance of the site's shape.
    StoreAttrSlot,
    /// The same: a new attribute, from one shape to the next.
    StoreAttrAdd,
    /// Deletes `b.x`
    DeleteAttr,
    /// `a`, `a + 1` = function and receiver of `b.name`
    LoadMethod,
    /// The same: found in the class, by shape and version.
    LoadMethodShape,
    /// The same for a receiver of a type without instance attributes.
    LoadMethodType,
    /// The same for a function of a module.
    LoadMethodModule,
    /// `a = b[c]`
    GetItem,
    /// list\[int\]
    GetItemList,
    /// tuple\[int\]
    GetItemTuple,
    /// dict\[key\]
    GetItemDict,
    /// `b[c] = a`
    SetItem,
    /// list\[int\] = value
    SetItemList,
    /// dict\[key\] = value
    SetItemDict,
    /// `del b[c]`
    DeleteItem,
    /// `a = b[c:x]`
    GetSlice,
    /// `b[c:x] = a`
    SetSlice,
    /// `del b[c:x]`
    DeleteSlice,
    /// `a = slice(b, c, x)`
    BuildSlice,
    /// `a` = tuple of window `b`, `c`
    BuildTuple,
    /// `a` = list of window `b`, `c`
    BuildList,
    /// `a` = set of window `b`, `c`
    BuildSet,
    /// `a` = dict with room for `b`
    BuildMap,
    /// list `b` gets `c`
    ListAppend,
    /// list `a` gets the window `b`, `c`
    ListAppendMany,
    /// `a` = tuple of list `b`
    ListToTuple,
    /// set `b` gets `c`
    SetAdd,
    /// `b[c] = a` of a new dict
    MapAdd,
    /// window `a`, `c` long, = items of `b`
    UnpackSequence,
    /// `a` = repr of `b`
    Repr,
    /// `a` = call of the window `b`, `c`
    Call,
    /// The same: a Python function with exactly the right number of arguments.
    CallPython,
    /// The same: a native function by its convention.
    CallNative,
    /// `a` = call of function and receiver in the window `b`, `c`
    CallMethod,
    /// The same: a Python function with exactly the right number of arguments.
    CallMethodPython,
    /// The same: a native method by its convention.
    CallMethodNative,
    /// `Call` with keyword names
    CallKw,
    /// `CallMethod` with keyword names
    CallMethodKw,
    /// `Call` with starred arguments
    CallEx,
    /// `a` = function of code constant `x`
    MakeFunction,
    /// `a` = class `b`, `c`, `x`
    BuildClass,
    /// Goes to `x`.
    Jump,
    /// Goes back to `x`, polling.
    JumpBack,
    /// Goes by the truth of `b`.
    Branch,
    /// `and` as a value
    AndKeep,
    /// `or` as a value
    OrKeep,
    /// `a` = iterator over `b`
    GetIter,
    /// Next item of `b` to `a`.
    ForIter,
    /// Leaves with `b`.
    Return,
    /// Hands out `b`, gets `a`.
    Yield,
    /// The statement `raise`.
    Raise,
    /// Raises an exception that was caught, as it was.
    Reraise,
    /// Takes the exception that led here.
    Catch,
    /// Enters a `finally` body without an exception.
    EnterFinally,
    /// Goes by the reason in `b`.
    BranchWhy,
    /// `a` = bound `__exit__` of `b`
    LoadExit,
    /// `a` = `b.__enter__()`
    WithEnter,
    /// `a` = `b(c, x...)` after an exception
    WithExit,
    /// `a` = `b(None, None, None)`
    WithLeave,
    /// `a` = module
    ImportName,
    /// `a` = attribute `x` of module `b`
    ImportFrom,
    /// All names of module `b`.
    ImportStar,
    /// `print b,`
    PrintItem,
    /// Ends the line.
    PrintNewline,
    /// `print >>b, c,`
    PrintItemTo,
    /// Ends the line of `b`.
    PrintNewlineTo,
    /// Displays `b`.
    PrintExpr,
    /// The statement `exec`.
    Exec,
    /// Stands in front of a line while tracing; the body keeps the replaced operation.
    Line,
}

const _: () = assert!(Op::ALL.len() <= 256);
