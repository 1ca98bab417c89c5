//! UNSAFE ISLAND: Generators: a suspended frame with the methods that resume it.
//!
//! Always true: `frame` is set until the generator has ended; while it runs, its frame is in the
//! chain of running frames and holds the generator.

use crate::builtins::code::Code;
use crate::builtins::frame::{Frame, FramePtr, ReturnKind};
use crate::builtins::str::Str;
use crate::cx::Cx;
use crate::exceptions::{PyResult, RaisedState, table};
use crate::interp::last::Left;
use crate::object::{Field, Header, Owned, Ref, allocate};
use crate::protocol;
use crate::types::CallArgs;
use std::cell::Cell;

/// Memory of a generator.
#[repr(C)]
pub struct Generator {
    pub(crate) head: Header,
    /// `gi_frame`; empty when it has ended.
    pub(crate) frame: Field,
    /// `gi_code`
    pub(crate) code: Field,
    pub(crate) running: Cell<bool>,
}

/// What a generator is resumed with.
pub enum Resume {
    /// The value of the `yield` expression.
    Value(Owned),
    /// An exception raised there.
    Raise(RaisedState),
}

/// Resumes a generator natively: the interpreter installs it at boot. `None`: it has ended.
pub type ResumeFn = fn(&Cx, &Generator, Resume) -> PyResult<Option<Owned>>;

/// The installed function.
pub static RESUME: std::sync::OnceLock<ResumeFn> = std::sync::OnceLock::new();

crate::py_type! {
    pub(crate) static GENERATOR: Generator = "generator" {
        flags: [GC, WEAKREF],
        slots { dealloc: dealloc, traverse: traverse, clear: clear, finalises: finalises, repr: repr, iter: iter, next: next }
        methods {
            /// Continues the generator; returns what it yields next.
            "next" => next_value, (raw);
            /// Continues the generator with the value of its `yield` expression; returns what it yields next.
            "send" => send, (x);
            /// Raises an exception where the generator stands; returns what it yields next.
            "throw" => throw, (1..=3) [UNPACK, LAST_CALL];
            /// Raises GeneratorExit where the generator stands.
            "close" => close, () [LAST_CALL];
        }
        getset {
            /// The frame, or None when it has ended.
            member "gi_frame" => gi_frame;
            /// Whether it is running.
            member "gi_running" => gi_running;
            /// The code.
            member "gi_code" => gi_code;
            /// Name of the function.
            "__name__" => name;
        }
    }
}

impl Generator {
    /// Makes the generator of a frame that has not started; takes over the frame's count.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn new(cx: &Cx, frame: Owned) -> PyResult {
        let code = Ref::from_object(frame.borrow().recv::<Frame>().code()).own();
        let generator = Generator {
            head: Header::new(&GENERATOR),
            frame: Field::new(frame),
            code: Field::new(code),
            running: Cell::new(false),
        };
        allocate(cx, &GENERATOR, generator)
    }

    /// Makes a generator without a frame, of another type for the time being.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub(crate) fn stand_in(cx: &Cx, ty: &'static crate::types::Type, code: Owned) -> PyResult {
        let generator = Generator {
            head: Header::new(ty),
            frame: Field::empty(),
            code: Field::new(code),
            running: Cell::new(false),
        };
        allocate(cx, ty, generator)
    }

    /// Returns the frame of a generator that has not ended.
    #[inline]
    pub fn frame_ptr(&self) -> Option<FramePtr> {
        let frame = self.frame.peek()?;
        frame.cast_exact::<Frame>().map(FramePtr::new)
    }

    /// Returns whether no instruction has run.
    pub fn is_fresh(&self) -> bool {
        self.frame_ptr().is_some_and(|frame| frame.pc.get().is_null())
    }

    /// Returns whether it is suspended where an exception would be handled.
    fn stands_in_handler(&self) -> bool {
        self.frame_ptr().is_some_and(|frame| {
            !frame.pc.get().is_null()
                && frame.code().ir().function.handler_at(frame.ir_pc()).is_some()
        })
    }

    fn resume(&self, cx: &Cx, with: Resume) -> PyResult<Option<Owned>> {
        let resume = RESUME.get().expect("installed at boot");
        resume(cx, self, with)
    }

    fn resume_to_value(&self, cx: &Cx, with: Resume) -> PyResult {
        self.resume(cx, with)?.ok_or_else(|| cx.raise_none(&table::STOP_ITERATION))
    }
}

fn iter(_cx: &Cx, generator: Ref<'_>) -> PyResult {
    Ok(generator.own())
}

fn next(cx: &Cx, generator: Ref<'_>) -> PyResult<Option<Owned>> {
    let result = generator.recv::<Generator>().resume(cx, Resume::Value(Owned::none()));
    Ok(cx.catch(result, &table::STOP_ITERATION)?.flatten())
}

fn next_value(cx: &Cx, generator: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    if !args.args.is_empty() {
        let message = format_args!("expected 0 arguments, got {}", args.args.len());
        return Err(cx.raise(&table::TYPE_ERROR, message));
    }
    generator.recv::<Generator>().resume_to_value(cx, Resume::Value(Owned::none()))
}

/// Checks that a value may be sent: a generator that has not started takes None only.
///
/// # Errors
/// Raises `TypeError`.
pub(crate) fn check_send(cx: &Cx, generator: &Generator, value: Ref<'_>) -> PyResult<()> {
    if generator.is_fresh() && !generator.running.get() && !value.is_none() {
        let message = format_args!("can't send non-None value to a just-started generator");
        return Err(cx.raise(&table::TYPE_ERROR, message));
    }
    Ok(())
}

fn send(cx: &Cx, generator: Ref<'_>, value: Ref<'_>) -> PyResult {
    let generator = generator.recv::<Generator>();
    check_send(cx, generator, value)?;
    generator.resume_to_value(cx, Resume::Value(value.own()))
}

fn throw(cx: &Cx, generator: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let tail = cx.last_calls.take();
    let state = throw_state(cx, args)?;
    if tail.is_given() {
        let left = Left::Generator(generator.own(), state, ReturnKind::Store);
        return Err(cx.last_calls.leave(left));
    }
    generator.recv::<Generator>().resume_to_value(cx, Resume::Raise(state))
}

/// Makes the exception of `throw(type[, value[, traceback]])`.
///
/// # Errors
/// Raises `TypeError` for arguments that cannot be raised.
pub(crate) fn throw_state(cx: &Cx, args: &[Ref<'_>]) -> PyResult<RaisedState> {
    let given = |index: usize| args.get(index).copied();
    let traceback = given(2).filter(|traceback| !traceback.is_none());
    if traceback.is_some_and(|tb| tb.cast::<super::traceback::Traceback>().is_none()) {
        let message = format_args!("throw() third argument must be a traceback object");
        return Err(cx.raise(&table::TYPE_ERROR, message));
    }
    let kind = args[0];
    let value = given(1);
    if crate::exceptions::raise::is_exception_class(kind) {
        let mut state = RaisedState {
            ty: kind.own(),
            value: value.map(Ref::own),
            traceback: traceback.map(Ref::own),
        };
        crate::exceptions::raise::normalise(cx, &mut state);
        return Ok(state);
    }
    if crate::exceptions::raise::is_exception_instance(kind) {
        if value.is_some_and(|value| !value.is_none()) {
            let message = format_args!("instance exception may not have a separate value");
            return Err(cx.raise(&table::TYPE_ERROR, message));
        }
        return Ok(RaisedState {
            ty: crate::exceptions::raise::class_of_instance(cx, kind),
            value: Some(kind.own()),
            traceback: traceback.map(Ref::own),
        });
    }
    let message =
        format_args!("exceptions must be classes, or instances, not {}", kind.ty().name());
    Err(cx.raise(&table::TYPE_ERROR, message))
}

fn close(cx: &Cx, generator: Ref<'_>) -> PyResult {
    if cx.last_calls.take().is_given() {
        let left = Left::Generator(generator.own(), exit_state(), ReturnKind::Close);
        return Err(cx.last_calls.leave(left));
    }
    close_generator(cx, generator.recv::<Generator>())?;
    Ok(Owned::none())
}

/// The exception that closes generators.
fn exit_state() -> RaisedState {
    RaisedState { ty: table::GENERATOR_EXIT.as_ref().own(), value: None, traceback: None }
}

/// Raises GeneratorExit in the generator and makes sure that it ends.
///
/// # Errors
/// `RuntimeError` if it yields; whatever else it raises.
pub(crate) fn close_generator(cx: &Cx, generator: &Generator) -> PyResult<()> {
    if generator.frame.is_empty() {
        return Ok(());
    }
    match generator.resume(cx, Resume::Raise(exit_state())) {
        Ok(None) => Ok(()),
        Ok(Some(_)) => {
            let message = format_args!("generator ignored GeneratorExit");
            Err(cx.raise(&table::RUNTIME_ERROR, message))
        }
        Err(_)
            if cx.raised_matches(&table::STOP_ITERATION)
                || cx.raised_matches(&table::GENERATOR_EXIT) =>
        {
            cx.clear_raised();
            Ok(())
        }
        Err(raised) => Err(raised),
    }
}

/// A generator that is dropped while it stands inside `try` runs its handlers first.
fn dealloc(cx: &Cx, object: *mut Header) {
    // SAFETY: the slot is called once, with an object of this type whose count is zero.
    let generator = unsafe { &*object.cast::<Generator>() };
    let is_watched = cx.head.tracing.get() != 0 && !generator.frame.is_empty();
    if generator.stands_in_handler() || is_watched {
        generator.head.count.set(1);
        let state = cx.pending.take();
        if close_generator(cx, generator).is_err() {
            crate::exceptions::traceback::write_unraisable(cx, Ref::from_object(generator));
        }
        if let Some(state) = state {
            cx.restore(state);
        }
        generator.head.count.set(generator.head.count.get() - 1);
        if generator.head.count.get() > 0 {
            return;
        }
    }
    // SAFETY: see above; nobody uses it any more.
    unsafe { crate::object::alloc::dealloc_of::<Generator>(cx, object) };
}

fn traverse(object: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    let generator = object.recv::<Generator>();
    for field in [&generator.frame, &generator.code] {
        if let Some(value) = field.peek() {
            visit(value);
        }
    }
}

fn clear(_cx: &Cx, object: Ref<'_>) {
    let generator = object.recv::<Generator>();
    if !generator.running.get() {
        generator.frame.set(None);
    }
}

fn finalises(object: Ref<'_>) -> bool {
    object.recv::<Generator>().stands_in_handler()
}

fn name(_cx: &Cx, object: Ref<'_>) -> PyResult {
    let code = object.recv::<Generator>().code.get();
    Ok(code.map_or_else(Owned::none, |code| code.borrow().recv::<Code>().name().own()))
}

fn repr(cx: &Cx, object: Ref<'_>) -> PyResult {
    let name = name(cx, object)?;
    let name = protocol::repr::str(cx, name.borrow())?;
    let text = format!(
        "<generator object {} at 0x{:x}>",
        name.borrow().recv::<Str>().to_text(),
        object.address()
    );
    Str::new(cx, text.as_bytes())
}

fn gi_frame(_cx: &Cx, object: Ref<'_>) -> PyResult {
    Ok(object.recv::<Generator>().frame.get().unwrap_or_else(Owned::none))
}

fn gi_running(_cx: &Cx, object: Ref<'_>) -> PyResult {
    Ok(Owned::int(i64::from(object.recv::<Generator>().running.get())))
}

fn gi_code(_cx: &Cx, object: Ref<'_>) -> PyResult {
    Ok(object.recv::<Generator>().code.get().unwrap_or_else(Owned::none))
}
