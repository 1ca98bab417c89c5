//! UNSAFE ISLAND: code objects.
//!
//! A code object wraps an immutable `ir::Code`; constants and the encoded body are made when they
//! are first needed and then never replaced, so pointers into them stay good while the code lives.
//!
//! Obligations: (1) `free_frames` lists frames of this code that nothing refers to, chained by
//! `back`, their count 0.

mod construct;

use crate::builtins::frame::Frame;
use crate::builtins::{complex, long, none, str, tuple, unicode};
use crate::bytecode::{Body, Pc};
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::{Field, Header, Owned, Ref, allocate};
use dashu_int::IBig;
use ir::Constant;
use ir::code::flags;
use std::cell::{Cell, OnceCell};
use std::sync::Arc;

/// Memory of a code object.
#[repr(C)]
pub struct Code {
    pub(crate) head: Header,
    /// Registers including constants; 0 until the body is made.
    pub(crate) registers: Cell<u16>,
    pub(crate) first_temp: u16,
    pub(crate) arg_count: u16,
    /// Free variables.
    pub(crate) free_count: u16,
    /// `co_flags`
    pub(crate) flags: u32,
    /// Calls and back edges counted down to the next tier decision.
    pub(crate) hotness: Cell<u32>,
    /// Times to look for the unit of a loop before another is made.
    pub(crate) probes: Cell<u8>,
    /// Address of the compiled entry, or 0.
    pub(crate) compiled: Cell<u64>,
    /// Globals that compiled code of it is made for, or 0.
    pub(crate) bound_globals: Cell<u64>,
    pub(crate) free_frames: Cell<*mut Frame>,
    /// The first instruction; set when the body is made.
    pub(crate) start: Cell<Pc>,
    body: OnceCell<Box<Body>>,
    constants: OnceCell<Box<[Owned]>>,
    names: Box<[Owned]>,
    name: Field,
    filename: Field,
    ir: Arc<ir::Code>,
}

crate::py_type! {
    /// Compiled code of a function, class body or module.
    pub static CODE: Code = "code" {
        flags: [WEAKREF],
        slots { new: construct::new, dealloc: dealloc, repr: repr, compare: compare, hash: hash }
        getset {
            /// Name of the function, class or `<module>`.
            member "co_name" => co_name;
            /// Name of the source file.
            member "co_filename" => co_filename;
            /// First line.
            member "co_firstlineno" => co_firstlineno;
            /// Number of positional parameters.
            member "co_argcount" => co_argcount;
            /// Number of local variables.
            member "co_nlocals" => co_nlocals;
            /// Properties, as bits.
            member "co_flags" => co_flags;
            /// Names of local variables, parameters first.
            member "co_varnames" => co_varnames;
            /// Names of variables that nested functions use.
            member "co_cellvars" => co_cellvars;
            /// Names of variables of enclosing functions.
            member "co_freevars" => co_freevars;
            /// Names of globals and attributes.
            member "co_names" => co_names;
            /// Constants.
            member "co_consts" => co_consts;
            /// Lines of positions, packed.
            member "co_lnotab" => co_lnotab;
            /// Room for temporaries.
            member "co_stacksize" => co_stacksize;
            /// The body in the portable form, not CPython's bytecode.
            member "co_code" => co_code;
        }
    }
}

impl Code {
    /// Makes the object of a compiled source.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn from_ir(cx: &Cx, ir: Arc<ir::Code>) -> PyResult {
        let names: Box<[Owned]> =
            ir.names.iter().map(|name| str::intern_bytes(cx, name.as_bytes())).collect();
        let code = Code {
            head: Header::new(&CODE),
            registers: Cell::new(0),
            first_temp: ir.function.first_temp().0,
            arg_count: ir.arg_count,
            free_count: ir.free_vars.len() as u16,
            flags: ir.flags,
            hotness: Cell::new(cx.vm().tier().first_count()),
            probes: Cell::new(0),
            compiled: Cell::new(0),
            bound_globals: Cell::new(0),
            free_frames: Cell::new(std::ptr::null_mut()),
            start: Cell::new(Pc::NULL),
            body: OnceCell::new(),
            constants: OnceCell::new(),
            names,
            name: Field::new(str::intern_bytes(cx, ir.name.as_bytes())),
            filename: Field::new(str::intern_bytes(cx, &ir.filename)),
            ir,
        };
        allocate(cx, &CODE, code)
    }

    /// Returns the code in portable form.
    pub fn ir(&self) -> &Arc<ir::Code> {
        &self.ir
    }

    /// Returns the encoded body, making it first if need be.
    #[inline]
    pub fn body(&self) -> &Body {
        match self.body.get() {
            Some(body) => body,
            None => self.make_body(),
        }
    }

    #[cold]
    fn make_body(&self) -> &Body {
        let body = self.body.get_or_init(|| Box::new(crate::bytecode::encode(&self.ir)));
        self.registers.set(body.registers);
        self.start.set(Pc::at(&body.insns, 0));
        body
    }

    /// Returns the constants, making them first if need be.
    #[inline]
    pub fn constants(&self) -> &[Owned] {
        self.constants.get_or_init(|| {
            let cx = Cx::current();
            self.ir.constants.iter().map(|constant| object_of(cx, constant)).collect()
        })
    }

    /// Returns a name.
    #[inline]
    pub fn name_at(&self, index: u32) -> Ref<'_> {
        self.names[index as usize].borrow()
    }

    /// Returns `co_name`.
    pub fn name(&self) -> Ref<'_> {
        self.name.peek().expect("set when made")
    }

    /// Returns `co_filename`.
    pub fn filename(&self) -> Ref<'_> {
        self.filename.peek().expect("set when made")
    }

    /// Returns whether all bits of `co_flags` in `flag` are set.
    #[inline(always)]
    pub fn has(&self, flag: u32) -> bool {
        self.flags & flag == flag
    }

    /// Returns the line of an IR pc.
    pub fn line_of(&self, pc: u32) -> u32 {
        self.ir.function.lines.line(pc)
    }

    /// Returns the name of a local or cell register.
    pub fn register_name(&self, register: u16) -> &str {
        self.ir.reg_name(ir::Reg(register)).map_or("?", |name| name)
    }

    /// Returns the `__future__` bits of a code object.
    pub fn future_flags_of(code: Ref<'_>) -> u32 {
        code.cast::<Code>().map_or(0, |code| code.flags & flags::FUTURE_MASK)
    }

    /// Returns whether the code uses no variables of enclosing functions.
    pub fn free_names_are_empty(&self) -> bool {
        self.free_count == 0
    }

    /// Returns how many locals a call binds, starred parameters included.
    pub fn arg_count_in_all(&self) -> u16 {
        self.arg_count
            + u16::from(self.has(flags::VARARGS))
            + u16::from(self.has(flags::VARKEYWORDS))
    }

    /// Returns the number of locals (`co_nlocals`).
    pub fn local_count(&self) -> u16 {
        self.ir.function.locals
    }
}

/// Makes the object of a constant.
fn object_of(cx: &Cx, constant: &Constant) -> Owned {
    let made = match constant {
        Constant::None => Ok(Owned::none()),
        Constant::Ellipsis => Ok(none::ellipsis().own()),
        Constant::Bool(value) => Ok(Owned::bool(*value)),
        Constant::Int(value) => Ok(Owned::int(*value)),
        Constant::Long { negative, digits } => {
            let magnitude = digits
                .iter()
                .rev()
                .fold(IBig::from(0u8), |sum, digit| (sum << 32) + IBig::from(*digit));
            long::Long::new(cx, if *negative { -magnitude } else { magnitude })
        }
        Constant::Float(bits) => Ok(Owned::float(f64::from_bits(*bits))),
        Constant::Complex(real, imaginary) => {
            complex::Complex::new(cx, f64::from_bits(*real), f64::from_bits(*imaginary))
        }
        Constant::Str(bytes) if looks_like_name(bytes) => Ok(str::intern_bytes(cx, bytes)),
        Constant::Str(bytes) => str::Str::new(cx, bytes),
        Constant::Unicode(points) => unicode::Unicode::new(cx, points),
        Constant::Tuple(items) => {
            tuple::Tuple::new(cx, items.iter().map(|item| object_of(cx, item)).collect())
        }
        Constant::Code(code) => Code::from_ir(cx, code.clone()),
    };
    made.unwrap_or_else(|_| {
        cx.clear_raised();
        Owned::none()
    })
}

fn looks_like_name(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}

fn dealloc(cx: &Cx, object: *mut Header) {
    // SAFETY: the slot is called once, with an object of this type whose count is zero.
    let code = unsafe { &*object.cast::<Code>() };
    let mut frame = code.free_frames.replace(std::ptr::null_mut());
    while !frame.is_null() {
        // SAFETY: (1) a free frame of this code.
        frame = unsafe { Frame::free_idle(frame) };
    }
    // SAFETY: see above; nobody uses it any more.
    unsafe { crate::object::alloc::dealloc_of::<Code>(cx, object) };
}

fn strings(cx: &Cx, names: &[Arc<str>]) -> PyResult {
    let items = names.iter().map(|name| str::intern_bytes(cx, name.as_bytes())).collect();
    tuple::Tuple::new(cx, items)
}

fn co_name(_cx: &Cx, code: Ref<'_>) -> PyResult {
    Ok(code.recv::<Code>().name().own())
}

fn co_filename(_cx: &Cx, code: Ref<'_>) -> PyResult {
    Ok(code.recv::<Code>().filename().own())
}

fn co_firstlineno(_cx: &Cx, code: Ref<'_>) -> PyResult {
    Ok(Owned::int(i64::from(code.recv::<Code>().ir.first_line)))
}

fn co_argcount(_cx: &Cx, code: Ref<'_>) -> PyResult {
    Ok(Owned::int(i64::from(code.recv::<Code>().arg_count)))
}

fn co_nlocals(_cx: &Cx, code: Ref<'_>) -> PyResult {
    Ok(Owned::int(i64::from(code.recv::<Code>().local_count())))
}

fn co_flags(_cx: &Cx, code: Ref<'_>) -> PyResult {
    Ok(Owned::int(i64::from(code.recv::<Code>().flags)))
}

fn co_varnames(cx: &Cx, code: Ref<'_>) -> PyResult {
    strings(cx, &code.recv::<Code>().ir.var_names)
}

fn co_cellvars(cx: &Cx, code: Ref<'_>) -> PyResult {
    strings(cx, &code.recv::<Code>().ir.cell_vars)
}

fn co_freevars(cx: &Cx, code: Ref<'_>) -> PyResult {
    strings(cx, &code.recv::<Code>().ir.free_vars)
}

fn co_names(cx: &Cx, code: Ref<'_>) -> PyResult {
    tuple::Tuple::new(cx, code.recv::<Code>().names.to_vec())
}

fn co_consts(cx: &Cx, code: Ref<'_>) -> PyResult {
    tuple::Tuple::new(cx, code.recv::<Code>().constants().to_vec())
}

fn co_lnotab(cx: &Cx, code: Ref<'_>) -> PyResult {
    let ir = &code.recv::<Code>().ir;
    str::Str::new(cx, &ir.function.lines.lnotab(ir.first_line))
}

fn co_stacksize(_cx: &Cx, code: Ref<'_>) -> PyResult {
    let function = &code.recv::<Code>().ir.function;
    Ok(Owned::int(i64::from(function.registers - function.first_temp().0)))
}

fn co_code(cx: &Cx, code: Ref<'_>) -> PyResult {
    str::Str::new(cx, &ir::codec::encode(&code.recv::<Code>().ir))
}

fn repr(cx: &Cx, object: Ref<'_>) -> PyResult {
    let code = object.recv::<Code>();
    let line = code.ir.first_line;
    let text = format!(
        "<code object {} at 0x{:x}, file \"{}\", line {}>",
        code.ir.name,
        object.address(),
        String::from_utf8_lossy(&code.ir.filename),
        if line == 0 { -1 } else { i64::from(line) }
    );
    str::Str::new(cx, text.as_bytes())
}

fn compare(_cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult<i32> {
    let (x, y) = (a.recv::<Code>(), b.recv::<Code>());
    if std::ptr::eq(x, y) || x.ir.is_like(&y.ir) {
        return Ok(0);
    }
    let order = x.ir.name.cmp(&y.ir.name).then(a.address().cmp(&b.address()));
    Ok(if order.is_lt() { -1 } else { 1 })
}

fn hash(_cx: &Cx, code: Ref<'_>) -> PyResult<i64> {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    let ir = &code.recv::<Code>().ir;
    (&ir.name, ir.first_line, ir.flags, ir.arg_count, &ir.names, &ir.var_names).hash(&mut hasher);
    let hash = hasher.finish() as i64;
    Ok(if hash == -1 { -2 } else { hash })
}

/// Returns whether calls need no more than their positional arguments put into place.
pub(crate) fn is_plain(code: &Code) -> bool {
    code.has(flags::OPTIMIZED)
        && code.flags & (flags::VARARGS | flags::VARKEYWORDS | flags::GENERATOR) == 0
}
