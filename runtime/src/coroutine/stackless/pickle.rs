//! What pickling needs from the runtime: frames, generators and iterators taken apart and put together.
//! `pyfiles/lib/_stackless_wrap.py` makes reducers of it.
//!
//! A frame is (valid, position, kind, flags, extra, values, words, locals, aux, handled), where `values`
//! pairs registers with values and `words` registers with words that are none (`finally` tags).
//!
//! Always true: an object that is put together has its stand-in type, from which it cannot be run,
//! until its state is complete.

use crate::builtins::cell::Cell as PyCell;
use crate::builtins::code::Code;
use crate::builtins::dict::{Dict, iterators as dicts};
use crate::builtins::enumerate::Enumerate;
use crate::builtins::frame::{
    FINISHED, FRAME, Frame, FramePtr, GENERATOR as OF_GENERATOR, LOOSE, OWNS_GLOBALS, ReturnKind,
    SAVED, UNSURE, saved,
};
use crate::builtins::function::Function;
use crate::builtins::generator::{GENERATOR, Generator};
use crate::builtins::iterators::{CallIter, ListIter, SEQUENCE_ITER, SequenceIter, TupleIter};
use crate::builtins::list::List;
use crate::builtins::set::iterator::SetIter;
use crate::builtins::tuple::Tuple;
use crate::builtins::xrange::XRangeIter;
use crate::bytecode::Pc;
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, RaisedState, table};
use crate::object::{Field, Owned, Ref};
use crate::protocol::{number, sequence};
use crate::types::{CallArgs, Type};
use abi::Word;

/// Memory of a frame that is being put together.
#[repr(transparent)]
pub(super) struct FrameStandIn {
    head: Frame,
}

/// Memory of a generator that is being put together.
#[repr(transparent)]
pub(super) struct GeneratorStandIn {
    head: Generator,
}

crate::py_type! {
    /// A frame that is being put together.
    pub(super) static FRAME_STAND_IN: FrameStandIn = "stackless._wrap.frame" {
        flags: [GC],
        slots {
            new: new_frame,
            dealloc: crate::builtins::frame::dealloc, traverse: traverse_frame
        }
        methods {
            /// Takes over the state of another frame and becomes a frame.
            "__setstate__" => set_frame, (x);
        }
    }
}

crate::py_type! {
    /// A generator that is being put together.
    pub(super) static GENERATOR_STAND_IN: GeneratorStandIn = "stackless._wrap.generator" {
        flags: [GC, WEAKREF],
        slots { new: new_generator, traverse: traverse_generator }
        methods {
            /// Takes over the state of another generator and becomes a generator.
            "__setstate__" => set_generator, (x);
        }
    }
}

#[cold]
fn bad_state(cx: &Cx, what: &str) -> Raised {
    cx.raise(&table::VALUE_ERROR, format_args!("bad state for {what}"))
}

fn int(value: usize) -> Owned {
    Owned::int(value as i64)
}

fn or_none(value: Option<Owned>) -> Owned {
    value.unwrap_or_else(Owned::none)
}

/// Returns a state of `sys.exc_info()` without its traceback.
pub(super) fn pack_handled(cx: &Cx, state: Option<RaisedState>) -> PyResult {
    match state {
        Some(state) => Tuple::new(cx, vec![state.ty, or_none(state.value)]),
        None => Ok(Owned::none()),
    }
}

/// The reverse of [`pack_handled`].
pub(super) fn unpack_handled(value: Ref<'_>) -> Option<RaisedState> {
    let [ty, value] = value.cast::<Tuple>()?.as_slice() else { return None };
    let value = (!value.is_none()).then(|| value.own());
    Some(RaisedState { ty: ty.own(), value, traceback: None })
}

/// Returns the state of a frame.
pub(super) fn frame_state(cx: &Cx, _module: Ref<'_>, object: Ref<'_>) -> PyResult {
    let Some(frame) = object.cast_exact::<Frame>() else {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("not a frame")));
    };
    let flags = frame.flags.get();
    let stands = !frame.pc.get().is_null();
    let position = if stands { i64::from(frame.ir_pc()) } else { -1 };
    let is_live = flags & FINISHED == 0;
    let temps = if is_live && stands { frame.live_temps() } else { &[] };
    let (mut values, mut words) = (Vec::new(), Vec::new());
    for register in (0..frame.code().first_temp).chain(temps.iter().copied()) {
        let word = frame.get(register);
        if word.is_unbound() || word.0 == 0 {
            continue;
        }
        if word.is_heap() || word.is_int() || word.is_float() {
            values.push(int(usize::from(register)));
            values.push(frame.value(register).own());
        } else {
            words.push(int(usize::from(register)));
            words.push(Owned::int(word.0 as i64));
        }
    }
    let kept = flags & (OF_GENERATOR | UNSURE | FINISHED | SAVED);
    let parts = vec![
        Owned::int(i64::from(is_live)),
        Owned::int(position),
        Owned::int(frame.kind.get() as i64),
        Owned::int(i64::from(kept)),
        Owned::int(i64::from(frame.extra.get())),
        Tuple::new(cx, values)?,
        Tuple::new(cx, words)?,
        or_none(frame.locals.get()),
        or_none(frame.aux.get()),
        pack_handled(cx, saved(object))?,
    ];
    Tuple::new(cx, parts)
}

/// Makes a frame that has no state yet, of code and globals.
fn new_frame(cx: &Cx, _ty: &Type, args: CallArgs<'_>) -> PyResult {
    let parts = match args.args {
        [code, globals] => code.cast_exact::<Code>().zip(globals.cast::<Dict>()),
        _ => None,
    };
    let (Some((code, _)), [owner, globals]) = (parts, args.args) else {
        let message = format_args!("a frame needs code and globals");
        return Err(cx.raise(&table::TYPE_ERROR, message));
    };
    let builtins = cx.builtins_of(*globals)?;
    let frame = FramePtr::take(cx, code)?;
    frame.owner.set(owner.own().into_word().0);
    frame.globals.set(globals.own().into_word().0 as *const Dict);
    frame.builtins.set(builtins.into_word().0 as *const Dict);
    frame.flags.set(OWNS_GLOBALS | FINISHED);
    frame.head.ty.set(&FRAME_STAND_IN);
    Ok(frame.into_owned())
}

fn kind_of(value: i64) -> Option<ReturnKind> {
    // What remains of a call behind a frame of the kind `Rest` cannot be pickled.
    let kinds = [
        ReturnKind::Store,
        ReturnKind::Native,
        ReturnKind::Init,
        ReturnKind::ForIter,
        ReturnKind::Close,
        ReturnKind::Discard,
        ReturnKind::WriteBack,
    ];
    kinds.into_iter().find(|kind| *kind as i64 == value)
}

/// Puts values into registers, which are all unbound before; returns which ones. Words that no
/// value has are `finally` tags.
fn fill(cx: &Cx, frame: FramePtr, values: Ref<'_>, words: Ref<'_>) -> PyResult<Vec<u16>> {
    let first_constant = {
        let body = frame.code().body();
        body.registers as usize - body.constant_regs.len()
    };
    let mut filled = Vec::new();
    let (values, words) = (sequence::to_vec(cx, values)?, sequence::to_vec(cx, words)?);
    let values = values.chunks_exact(2).map(|pair| (pair, true));
    for (pair, is_value) in values.chain(words.chunks_exact(2).map(|pair| (pair, false))) {
        let register = number::as_i64(cx, pair[0].borrow())?;
        if !usize::try_from(register).is_ok_and(|register| register < first_constant) {
            return Err(bad_state(cx, "frame"));
        }
        let register = register as u16;
        if filled.contains(&register) {
            return Err(bad_state(cx, "frame"));
        }
        let word = if is_value {
            pair[1].clone().into_word()
        } else {
            Word(number::as_i64(cx, pair[1].borrow())? as u64)
        };
        if !is_value && (word.is_heap() || word.is_int() || word.is_float() || word.is_unbound()) {
            return Err(bad_state(cx, "frame"));
        }
        frame.put(register, word);
        filled.push(register);
    }
    Ok(filled)
}

fn set_frame(cx: &Cx, object: Ref<'_>, state: Ref<'_>) -> PyResult {
    let frame = FramePtr::new(&object.recv::<FrameStandIn>().head);
    let items = state.cast::<Tuple>().map(Tuple::as_slice);
    let Some([valid, position, kind, flags, extra, values, words, locals, aux, handled]) = items
    else {
        return Err(bad_state(cx, "frame"));
    };
    let is_live = number::as_i64(cx, *valid)? != 0;
    let position = number::as_i64(cx, *position)?;
    let flags = number::as_i64(cx, *flags)? as u8 & (OF_GENERATOR | UNSURE);
    let extra = number::as_i64(cx, *extra)?.clamp(0, 3) as u8;
    let kind = kind_of(number::as_i64(cx, *kind)?).ok_or_else(|| bad_state(cx, "frame"))?;
    let count = frame.code().ir().function.insns.len() as i64;
    if position >= count || !frame.pc.get().is_null() {
        return Err(bad_state(cx, "frame"));
    }
    let filled = fill(cx, frame, *values, *words)?;
    if position >= 0 {
        let place = frame.code().body().at(position as u32);
        frame.pc.set(place);
        if is_live && !frame.live_temps().iter().all(|temp| filled.contains(temp)) {
            frame.pc.set(Pc::NULL);
            return Err(bad_state(cx, "frame"));
        }
    }
    let own = |value: &Ref<'_>| (!value.is_none()).then(|| value.own());
    frame.kind.set(kind);
    frame.extra.set(extra);
    frame.locals.set(own(locals).filter(|locals| locals.borrow().cast::<Dict>().is_some()));
    frame.aux.set(own(aux));
    if handled.cast::<Tuple>().is_some() {
        frame.save_handled(|| unpack_handled(*handled));
    }
    let finished = if is_live { 0 } else { FINISHED };
    let saved = frame.flags.get() & SAVED;
    // Registers may be unbound where the code does not expect it: the compiler is not to trust them.
    frame.flags.set(OWNS_GLOBALS | UNSURE | LOOSE | flags | finished | saved);
    frame.head.ty.set(&FRAME);
    Ok(Owned::none())
}

/// Returns frame and state of a generator: whether it runs.
pub(super) fn generator_state(cx: &Cx, _module: Ref<'_>, object: Ref<'_>) -> PyResult {
    let Some(generator) = object.cast_exact::<Generator>() else {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("not a generator")));
    };
    let running = Owned::bool(generator.running.get());
    Tuple::new(cx, vec![or_none(generator.frame.get()), running])
}

fn new_generator(cx: &Cx, _ty: &Type, args: CallArgs<'_>) -> PyResult {
    let [code] = args.args else {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("a generator needs code")));
    };
    if code.cast_exact::<Code>().is_none() {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("a generator needs code")));
    }
    Generator::stand_in(cx, &GENERATOR_STAND_IN, code.own())
}

fn traverse_frame(object: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    crate::builtins::frame::traverse_members(&object.recv::<FrameStandIn>().head, visit);
}

fn traverse_generator(object: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    let generator = &object.recv::<GeneratorStandIn>().head;
    [&generator.frame, &generator.code].iter().filter_map(|field| field.peek()).for_each(visit);
}

fn set_generator(cx: &Cx, object: Ref<'_>, state: Ref<'_>) -> PyResult {
    let generator = &object.recv::<GeneratorStandIn>().head;
    let items = state.cast::<Tuple>().map(Tuple::as_slice);
    let Some([frame, running]) = items else { return Err(bad_state(cx, "generator")) };
    // A running generator's frame, which names it, gets its own state later.
    let is_unfinished = frame.cast_exact::<FrameStandIn>().is_some();
    let is_suited = frame
        .cast_exact::<Frame>()
        .is_some_and(|frame| frame.flags.get() & (OF_GENERATOR | FINISHED) == OF_GENERATOR);
    if is_unfinished || is_suited {
        generator.frame.set(Some(frame.own()));
        generator.running.set(number::as_i64(cx, *running)? != 0);
    }
    generator.head.ty.set(&GENERATOR);
    Ok(Owned::none())
}

/// Returns what an iterator of the language goes through and its position there, or None if that
/// cannot be told.
pub(super) fn iterator_state(cx: &Cx, _module: Ref<'_>, it: Ref<'_>) -> PyResult {
    let ended = || List::new(cx, Vec::new());
    let of = |source: &Field, position: usize| match source.get() {
        Some(source) => Tuple::new(cx, vec![source, int(position)]),
        None => Tuple::new(cx, vec![ended()?, int(0)]),
    };
    if let Some(it) = it.cast_exact::<ListIter>() {
        return of(&it.source, it.index.get() as usize);
    }
    if let Some(it) = it.cast_exact::<TupleIter>() {
        return of(&it.source, it.index.get() as usize);
    }
    if let Some(it) = it.cast_exact::<SequenceIter>() {
        return of(&it.source, it.index.get() as usize);
    }
    if let Some(it) = it.cast_exact::<XRangeIter>() {
        let parts = [it.start, it.step, it.len, it.index.get()].map(Owned::int);
        return Tuple::new(cx, parts.into());
    }
    if let Some(it) = it.cast_exact::<SetIter>() {
        return of(&it.set, 0);
    }
    if let Some(it) = it.cast_exact::<CallIter>() {
        return match (it.function.get(), it.sentinel.get()) {
            (Some(function), Some(sentinel)) => Tuple::new(cx, vec![function, sentinel]),
            _ => Ok(Owned::none()),
        };
    }
    if let Some(it) = it.cast_exact::<Enumerate>() {
        return Tuple::new(cx, vec![or_none(it.source.get()), or_none(it.number.get())]);
    }
    match dicts::source_of(it) {
        Some(source) => of(source, 0),
        None => Ok(Owned::none()),
    }
}

/// Returns an iterator over items by number that goes on at a position.
pub(super) fn sequence_iterator(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let position = number::as_i64(cx, args[1])?.max(0);
    SequenceIter::at(cx, &SEQUENCE_ITER, args[0], position as isize)
}

/// Replaces the cells of a function that is being put together.
pub(super) fn set_closure(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let parts = args[0].cast_exact::<Function>().zip(args[1].cast_exact::<Tuple>());
    let Some((function, cells)) = parts else {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("not a function and a tuple")));
    };
    let wanted = function.closure.peek().and_then(|cells| cells.cast_exact::<Tuple>());
    let wanted = wanted.map_or(0, |cells| cells.as_slice().len());
    let are_cells = cells.as_slice().iter().all(|cell| cell.cast_exact::<PyCell>().is_some());
    if cells.as_slice().len() != wanted || !are_cells {
        return Err(bad_state(cx, "function"));
    }
    if wanted > 0 {
        function.closure.set(Some(args[1].own()));
    }
    Ok(Owned::none())
}
