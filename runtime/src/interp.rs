//! The interpreter: runs the encoded bodies of code objects, one native loop for any number of
//! Python frames.
//!
//! Start reading at `run`, then `machine` (what an arm gets and gives back), then the arms. Native
//! code enters Python through [`exec_code`] and the call slot of functions.

mod arith;
#[expect(unsafe_code, reason = "island: cached slots of instances")]
mod attr;
mod bind;
mod build;
mod call;
mod control;
pub(crate) mod coroutine;
mod generator;
mod import;
mod iter;
pub(crate) mod last;
mod machine;
mod names;
mod print;
mod run;
mod subscript;
mod trace;
mod unwind;

pub(crate) use attr::import_from_module as import_from;
pub(crate) use call::{enter_of, exit_of};
pub(crate) use call::{has_plain_init, init_result_error, python_init};
pub(crate) use generator::next_compiled;
pub(crate) use import::Import;
pub(crate) use last::LastCalls;
pub(crate) use print::{item as print_item, newline as print_newline};
pub use trace::{profile_function, set_profile_function, set_trace_function, trace_function};
pub(crate) use unwind::{drop_temps, restore_handled, set_handled};

use crate::builtins::code::{CODE, Code};
use crate::builtins::dict::Dict;
use crate::builtins::frame::{self, FramePtr, OWNS_GLOBALS, ReturnKind};
use crate::builtins::function::{FUNCTION, Function};
use crate::builtins::generator::RESUME;
use crate::builtins::module::Module;
use crate::bytecode::Pc;
use crate::cx::Cx;
use crate::exceptions::{PyResult, RaisedState, table};
use crate::object::handle::retain;
use crate::object::{Owned, Ref, names as text, none};
use crate::types::CallArgs;
use ir::code::flags;
use ir::{CompileFlags, Mode};
use machine::{Machine, Step};

/// Lets functions and generators run; called once at boot.
pub fn install() {
    FUNCTION.slots.call.set(Some(call::function_call));
    let _ = RESUME.set(generator::resume);
}

/// Runs the frame of a call to its end on a native loop of its own.
///
/// # Errors
/// Whatever it raises; `RuntimeError` if the native stack is used up.
fn run_frame(cx: &Cx, frame: FramePtr) -> PyResult {
    if cx.stack_low() {
        frame.leave();
        return Err(crate::protocol::call::recursion_error(cx));
    }
    call::push(cx, frame, ReturnKind::Native);
    match call::begin(Machine { cx, frame }, frame) {
        Step::Switch(frame, pc) => run::run(cx, frame, pc),
        _ => Err(crate::exceptions::Raised),
    }
}

/// Goes on with a frame that compiled code has left, to its end, on a native loop of its own.
/// Control is in `innermost`, the same frame or one that it called. They count in the depth already.
///
/// # Errors
/// Whatever it raises.
pub(crate) fn resume(
    cx: &Cx,
    frame: FramePtr,
    innermost: FramePtr,
    state: PyResult<()>,
) -> PyResult {
    frame.kind.set(ReturnKind::Native);
    if cx.head.frame.get() != innermost.as_ptr() as usize {
        frame.back.set(cx.head.frame.get() as *const _);
        cx.head.frame.set(innermost.as_ptr() as usize);
    }
    run::run_from(cx, frame, innermost, state)
}

/// Returns the items of `value`, exactly `wanted`.
///
/// # Errors
/// As the statement `a, b = value`.
pub(crate) fn unpack_items(cx: &Cx, value: Ref<'_>, wanted: usize) -> PyResult<Vec<Owned>> {
    subscript::unpack_items(cx, value, wanted)
}

/// Calls `values[0]` with the others, of which the last ones are named, and starred arguments.
///
/// # Errors
/// Whatever the call raises.
pub(crate) fn call_starred(
    cx: &Cx,
    values: Vec<Owned>,
    names: &[Ref<'_>],
    star: Option<Owned>,
    kw_star: Option<Owned>,
) -> PyResult {
    call::call_starred(cx, values, names, star, kw_star)
}

/// Raises what a `raise` statement with these operands raises.
pub(crate) fn raise(
    cx: &Cx,
    kind: Option<Owned>,
    value: Option<Owned>,
    traceback: Option<Owned>,
) -> crate::exceptions::Raised {
    unwind::raise_operands(cx, kind, value, traceback);
    crate::exceptions::Raised
}

/// Returns the innermost frame; compiled activations get heap frames.
pub(crate) fn innermost(cx: &Cx) -> Option<FramePtr> {
    crate::tier::frames::materialise(cx);
    FramePtr::current(cx)
}

/// Runs a module, class or expression code object in the given namespaces.
///
/// # Errors
/// Whatever it raises.
pub fn exec_code(cx: &Cx, code: Ref<'_>, globals: Ref<'_>, locals: Ref<'_>) -> PyResult {
    last::run(cx, last::Tail::NONE, frame_of_code(cx, code, globals, locals), None)
}

/// Makes the frame of a module, class or expression code object.
///
/// # Errors
/// `TypeError` for a wrong code or globals, `RuntimeError` if calls nest too deep.
pub(crate) fn frame_of_code(
    cx: &Cx,
    code: Ref<'_>,
    globals: Ref<'_>,
    locals: Ref<'_>,
) -> PyResult<FramePtr> {
    let Some(body) = code.cast::<Code>() else {
        let message = format_args!("expected code, got {} object", code.ty().name());
        return Err(cx.raise(&table::TYPE_ERROR, message));
    };
    let Some(dict) = globals.cast::<Dict>() else {
        let message = format_args!("globals must be a dict");
        return Err(cx.raise(&table::TYPE_ERROR, message));
    };
    let builtins = cx.builtins_of(globals)?;
    if body.has(flags::NEWLOCALS | flags::OPTIMIZED)
        && (body.arg_count != 0 || body.has(flags::VARARGS) || body.has(flags::VARKEYWORDS))
    {
        // The body of a function is called without arguments.
        let function = Function::new(cx, code, globals, builtins.borrow(), None, None)?;
        return call::frame_for(
            cx,
            function.borrow().recv::<Function>(),
            function.borrow(),
            CallArgs::NONE,
        );
    }
    call::check_call(cx)?;
    let frame = FramePtr::take(cx, body)?;
    retain(code.word());
    frame.owner.set(code.word().0);
    retain(globals.word());
    frame.globals.set(dict);
    frame.builtins.set(builtins.into_word().0 as *const Dict);
    frame.flags.set(OWNS_GLOBALS);
    if !body.has(flags::NEWLOCALS) || !body.has(flags::OPTIMIZED) {
        frame.locals.set(Some(locals.own()));
    }
    Ok(frame)
}

/// Compiles source text to a code object.
///
/// # Errors
/// `SyntaxError` and its relatives.
pub fn compile(
    cx: &Cx,
    source: &[u8],
    filename: &[u8],
    mode: Mode,
    flags: CompileFlags,
) -> PyResult {
    match cx.vm().source_compiler().compile(source, filename, mode, flags) {
        Ok(compiled) => {
            for warning in &compiled.warnings {
                crate::exceptions::syntax::warn(cx, warning, filename).map_err(|raised| {
                    crate::exceptions::syntax::turn_fatal(cx, warning, filename, raised)
                })?;
            }
            Code::from_ir(cx, compiled.code)
        }
        Err(error) => Err(crate::exceptions::syntax::raise(cx, &error, filename)),
    }
}

impl Cx {
    /// Returns the builtins that code with these globals sees: `__builtins__`, a module or a dict,
    /// or the module `__builtin__`.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn builtins_of(&self, globals: Ref<'_>) -> PyResult {
        if let Some(frame) = FramePtr::current(self)
            && Ref::from_object(frame.globals()).word() == globals.word()
        {
            return Ok(Ref::from_object(frame.builtins()).own());
        }
        let found = globals.cast::<Dict>().and_then(|dict| dict.get_str(text::BUILTINS.as_ref()));
        if let Some(found) = found {
            if found.borrow().cast::<Dict>().is_some() {
                return Ok(found);
            }
            if let Some(dict) = found.borrow().cast::<Module>().and_then(Module::dict) {
                return Ok(dict);
            }
        }
        // None is all that code without builtins gets.
        let minimal = Dict::new(self)?;
        let name = crate::builtins::str::intern_bytes(self, b"None");
        minimal.borrow().recv::<Dict>().set_str(self, name.borrow(), none())?;
        Ok(minimal)
    }
}

/// Returns the frame `depth` calls out, 0 the innermost.
pub fn frame_at(cx: &Cx, depth: usize) -> Option<Owned> {
    let mut frame = innermost(cx)?;
    for _ in 0..depth {
        frame = frame.back()?;
    }
    Some(Ref::from_object(&*frame).own())
}

/// Returns the innermost heap frame of another thread, which waits; compiled activations below it stay as they are.
pub(crate) fn outer_frame(state: &Cx) -> Option<Owned> {
    FramePtr::current(state).map(|frame| Ref::from_object(&*frame).own())
}

/// Returns the exception that is being handled: `sys.exc_info()`.
pub fn handled_exception(cx: &Cx) -> Option<RaisedState> {
    cx.handled.get()
}

/// Forgets the exception that is being handled: `sys.exc_clear()`.
pub fn clear_handled(cx: &Cx) {
    unwind::show_handled(cx, None);
    drop(cx.handled.take());
}

/// Returns the globals of the innermost frame.
pub fn current_globals(cx: &Cx) -> Option<Owned> {
    Some(Ref::from_object(innermost(cx)?.globals()).own())
}

/// Returns the namespace of the innermost frame: `locals()`.
///
/// # Errors
/// `SystemError` if no frame runs.
pub fn current_locals(cx: &Cx) -> PyResult {
    match innermost(cx) {
        Some(frame) => {
            frame::locals::sync(cx, &frame)?;
            Ok(frame.locals.get().unwrap_or_else(Owned::none))
        }
        None => Err(cx.raise(&table::SYSTEM_ERROR, format_args!("frame does not exist"))),
    }
}

/// Returns the builtins of the innermost frame.
pub fn current_builtins(cx: &Cx) -> Owned {
    match innermost(cx) {
        Some(frame) => Ref::from_object(frame.builtins()).own(),
        None => cx.vm().builtins_module(),
    }
}

/// Returns the `__future__` bits of the innermost frame's code.
pub fn current_future_flags(cx: &Cx) -> u32 {
    innermost(cx).map_or(0, |frame| frame.code().flags & flags::FUTURE_MASK)
}

/// Serves the eval breaker: signals and pending calls.
///
/// # Errors
/// Whatever a signal handler raises.
#[cold]
#[inline(never)]
fn poll(cx: &Cx) -> PyResult<()> {
    crate::tier::install_ready(cx);
    crate::object::cycle::collect_if_due(cx);
    cx.yield_to_threads();
    cx.check_signals()?;
    crate::coroutine::stackless::tick(cx, false)
}

/// The same at the end of a loop's round, where the end of a time slice may leave a switch to the loop.
#[cold]
#[inline(never)]
fn poll_round(m: Machine<'_>, pc: Pc) -> Option<Step> {
    let cx = m.cx;
    m.frame.pc.set(pc);
    let may_go_soft = cx.native_level.get() == 0 && cx.head.tracing.get() == 0;
    crate::tier::install_ready(cx);
    crate::object::cycle::collect_if_due(cx);
    cx.yield_to_threads();
    let served = cx.check_signals();
    let served = served.and_then(|()| crate::coroutine::stackless::tick(cx, may_go_soft));
    if served.is_ok() {
        return None;
    }
    let request = if may_go_soft { cx.coroutines.take_request() } else { None };
    Some(request.map_or(Step::Raise, |request| coroutine::switch(m, request)))
}

/// A loop has gone round often enough to ask for a compiled form.
#[cold]
#[inline(never)]
fn hot_loop(m: Machine<'_>, target: Pc) -> Step {
    use crate::tier::LoopEnd;
    m.frame.pc.set(target);
    if m.frame.flags.get() & frame::UNSURE != 0 {
        return Step::Goto(target);
    }
    let pc = m.frame.code().body().pc_of(target);
    match crate::tier::loop_hot(m.cx, m.frame, pc) {
        LoopEnd::NotEntered => Step::Goto(target),
        LoopEnd::Continue => {
            let frame = left_loop(m);
            if frame == m.frame {
                return Step::Goto(frame.pc.get());
            }
            Step::Switch(frame, frame.pc.get())
        }
        LoopEnd::Raise => {
            let frame = left_loop(m);
            Machine { cx: m.cx, frame }.raise_at(frame.pc.get())
        }
        LoopEnd::Returned(value) => unwind::return_slow(m, m.frame.pc.get(), value),
        LoopEnd::Failed => m.raise_at(m.frame.pc.get()),
    }
}

/// Returns the frame that control is in after a compiled loop of `m.frame` was left: functions that were compiled into
/// the loop have frames of their own now, which count in the depth.
fn left_loop(m: Machine<'_>) -> FramePtr {
    let innermost = FramePtr::current(m.cx).unwrap_or(m.frame);
    let mut frame = innermost;
    while frame != m.frame {
        m.cx.head.depth.set(m.cx.head.depth.get() + 1);
        match frame.back() {
            Some(back) => frame = back,
            None => break,
        }
    }
    innermost
}

/// Returns the type of code objects.
pub fn code_type() -> &'static crate::types::Type {
    &CODE
}
