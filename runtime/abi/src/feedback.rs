//! What the interpreter has seen at a site, frozen for one compile.
//!
//! Always true: facts are plain numbers. Addresses in them are kept alive by the request that carries them; the
//! compiler compares and embeds them and never reads through them.

/// A set of kinds of value.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Kinds(pub u8);

impl Kinds {
    /// Nothing seen.
    pub const NONE: Kinds = Kinds(0);
    /// An immediate int.
    pub const INT: Kinds = Kinds(1);
    /// An immediate float.
    pub const FLOAT: Kinds = Kinds(2);
    /// A bool.
    pub const BOOL: Kinds = Kinds(4);
    /// A str.
    pub const STR: Kinds = Kinds(8);
    /// Anything else.
    pub const OTHER: Kinds = Kinds(128);

    /// Returns the union.
    #[must_use]
    pub const fn or(self, other: Kinds) -> Kinds {
        Kinds(self.0 | other.0)
    }
    /// Returns whether exactly `other` was seen.
    pub const fn is(self, other: Kinds) -> bool {
        self.0 == other.0
    }
    /// Returns whether something was seen and nothing outside of `other`.
    pub const fn within(self, other: Kinds) -> bool {
        self.0 != 0 && self.0 & !other.0 == 0
    }
}

/// A word in memory that has a certain value while an assumption holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct VersionGuard {
    /// Address of the version.
    pub address: u64,
    /// The version that was seen.
    pub value: u64,
}

/// A function or type whose calls have a compiled form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Callee {
    /// A Python function with exactly this many parameters, none starred.
    Python {
        /// Address of the word that holds its compiled entry, 0 while there is none.
        entry_cell: u64,
        /// The word that holds the function's code object, and that object.
        code: VersionGuard,
        /// Number of parameters.
        parameters: u16,
        /// How many of the last parameters have default values.
        defaults: u16,
        /// Globals that its compiled form is made for.
        globals: u64,
        /// It is the function being compiled.
        is_self: bool,
    },
    /// A class whose instances `object` makes and a Python function fills.
    Class {
        /// Version of the class.
        class: VersionGuard,
        /// Its `__init__`, one of the callees; 0: none, calls take no arguments.
        init: u64,
    },
    /// A builtin function with an inline form.
    Builtin(Builtin),
}

/// Builtin functions that compiled code knows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Builtin {
    /// `len`
    Len,
    /// `abs`
    Abs,
    /// `min`
    Min,
    /// `max`
    Max,
    /// `ord`
    Ord,
    /// `chr`
    Chr,
    /// `math.sqrt`
    Sqrt,
    /// `math.sin`
    Sin,
    /// `math.cos`
    Cos,
    /// `math.fabs`
    Fabs,
    /// `list.append`
    ListAppend,
    /// `dict.get`
    DictGet,
    /// `list.pop`
    ListPop,
}

/// What an attribute site found for one of several shapes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Variant {
    /// Shape of the instance.
    pub shape: u64,
    /// Version of the class.
    pub class: VersionGuard,
    /// Offset of the attribute in the object; 0 for a method.
    pub offset: u32,
    /// For a store: the shape afterwards, if it differs.
    pub next_shape: u64,
    /// The method, else 0.
    pub function: u64,
}

/// What has been seen at one site.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum SiteFact {
    /// Nothing is known: use the general form.
    #[default]
    Unknown,
    /// The site has not run.
    Never,
    /// Kinds of the operands (of the only operand: `lhs`).
    Operands {
        /// Left.
        lhs: Kinds,
        /// Right.
        rhs: Kinds,
    },
    /// A global or builtin found while the guards hold.
    Global {
        /// The dicts whose keys must not change.
        guards: [Option<VersionGuard>; 2],
        /// Address of the word that holds the value.
        slot: u64,
        /// The value, if it looks constant (function, type, module, None, ...), else 0.
        value: u64,
    },
    /// An attribute in a slot of an instance.
    Slot {
        /// Shape of the instance.
        shape: u64,
        /// Version of the class.
        class: VersionGuard,
        /// Offset of the attribute in the object.
        offset: u32,
        /// For a store: the shape afterwards, if it differs.
        next_shape: u64,
    },
    /// A method found on the class of an instance that has no attribute of that name.
    Method {
        /// Shape of the instance.
        shape: u64,
        /// Version of the class.
        class: VersionGuard,
        /// The function.
        function: u64,
    },
    /// An attribute of instances of several shapes: the request's variants of this number.
    Slots(u32),
    /// A method found on the classes of instances of several shapes: the request's variants of this number.
    Methods(u32),
    /// A method of a type whose instances have no attributes of their own.
    TypeMethod {
        /// The exact type.
        ty: u64,
        /// Its version.
        class: VersionGuard,
        /// The function.
        function: u64,
    },
    /// An attribute of a module.
    Module {
        /// The module.
        module: u64,
        /// Keys of its dict.
        guard: VersionGuard,
        /// Address of the word that holds the value.
        slot: u64,
        /// The value, if it looks constant, else 0.
        value: u64,
    },
    /// A subscript or an iteration.
    Container {
        /// Address of the exact type seen, 0 if several.
        ty: u64,
        /// Kinds of the index.
        index: Kinds,
    },
    /// The callee.
    Call {
        /// The only callee seen, or 0.
        function: u64,
    },
    /// Functions made of one code object, each with a closure or defaults of its own.
    CallCode {
        /// The code object, one of the callees.
        code: u64,
        /// For a method call: there is a receiver.
        has_receiver: bool,
    },
}
