//! The attributes of tasklets.

use super::super::pickle;
use super::*;
use crate::builtins::list::List;
use crate::coroutine::switch::frame_of;
use crate::coroutine::thread;
use crate::interp;
use crate::protocol::number;

fn flag(value: bool) -> PyResult {
    Ok(Owned::bool(value))
}

fn or_none(value: Option<Owned>) -> PyResult {
    Ok(value.unwrap_or_else(Owned::none))
}

/// How many native calls a tasklet has.
pub(super) fn level_of(cx: &Cx, recv: Ref<'_>) -> i64 {
    let this = recv.recv::<Tasklet>();
    if this.is_main.get() {
        return 0;
    }
    if is_running(cx, recv) {
        return i64::from(cx.native_level.get());
    }
    let level = this.coroutine().native_level();
    // Where every switch is a native one, compiled frames count as native ones.
    if scheduler(cx).soft_switch.get() {
        level
    } else {
        level.max(i64::from(this.coroutine().stage() == Stage::Parked))
    }
}

/// Sets the flag `atomic`; a timeout that waited for it comes now.
///
/// # Errors
/// None at present.
pub(in super::super) fn set_atomic_flag(cx: &Cx, recv: Ref<'_>, on: bool) -> PyResult<()> {
    let this = recv.recv::<Tasklet>();
    this.is_atomic.set(on);
    if this.is_due.get() && is_running(cx, recv) {
        watchdog::hasten(cx);
    }
    Ok(())
}

fn int_flag(cx: &Cx, value: Ref<'_>, what: &str) -> PyResult<bool> {
    if !value.is_instance(&crate::builtins::int::INT) {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("{what}")));
    }
    Ok(number::as_i64(cx, value)? != 0)
}

pub(super) fn set_atomic(cx: &Cx, recv: Ref<'_>, value: Ref<'_>) -> PyResult {
    let on = int_flag(cx, value, "set_atomic needs exactly one bool or integer")?;
    let old = recv.recv::<Tasklet>().is_atomic.get();
    set_atomic_flag(cx, recv, on)?;
    flag(old)
}

pub(super) fn set_ignore_nesting(cx: &Cx, recv: Ref<'_>, value: Ref<'_>) -> PyResult {
    let on = int_flag(cx, value, "set_ignore_nesting needs exactly one bool or integer")?;
    let this = recv.recv::<Tasklet>();
    let old = this.ignores_nesting.replace(on);
    if this.is_due.get() && is_running(cx, recv) {
        watchdog::hasten(cx);
    }
    flag(old)
}

pub(super) fn bind_thread(cx: &Cx, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    call::no_keywords(cx, "bind_thread()", args)?;
    let thread = args.args.first().map_or(Ok(-1), |id| number::as_i64(cx, *id))?;
    let this = recv.recv::<Tasklet>();
    if this.links.is_linked() && this.links.direction() == 0 {
        return Err(error(cx, "can't (re)bind a runnable tasklet"));
    }
    if level_of(cx, recv) != 0 {
        return Err(error(cx, "tasklet has C state on its stack"));
    }
    let number = match thread {
        -1 => Some(cx.coroutines().thread.get()),
        ident => thread::number_of(cx, ident),
    };
    let Some(number) = number else {
        return Err(cx.raise(&table::VALUE_ERROR, format_args!("bad thread")));
    };
    this.thread.set(number);
    Ok(Owned::none())
}

/// Returns the frames of a tasklet that waits, outermost first.
fn frames_of(cx: &Cx, this: &Tasklet) -> Vec<Owned> {
    let mut frames = Vec::new();
    let mut next = if this.own.is_active() { frame_of(cx, &this.own) } else { None };
    while let Some(frame) = next {
        let held = frame.borrow().cast_exact::<crate::builtins::frame::Frame>();
        next = held.and_then(|frame| frame.back()).map(|back| Ref::from_object(&*back).own());
        frames.push(frame);
    }
    frames.reverse();
    frames
}

/// Class, no arguments, and (flags, value, nesting level, frames); a call that has not begun stands
/// for its frames.
pub(super) fn reduce(cx: &Cx, recv: Ref<'_>) -> PyResult {
    if is_running(cx, recv) {
        return Err(error(cx, "You cannot __reduce__ the tasklet which is current."));
    }
    let this = recv.recv::<Tasklet>();
    let flags = i64::from(this.is_atomic.get()) << 2
        | i64::from(this.ignores_nesting.get()) << 3
        | i64::from(this.traps_blocking.get()) << 5;
    let call = this.call.take();
    let frames = call.as_ref().map(|call| {
        let first_name = call.values.len() - call.names.len();
        let named = Dict::new(cx)?;
        for (name, value) in call.names.iter().zip(&call.values[first_name..]) {
            named.borrow().recv::<Dict>().set(cx, name.borrow(), value.borrow())?;
        }
        let values = Tuple::new(cx, call.values[..first_name].to_vec())?;
        Tuple::new(cx, vec![call.function.clone(), values, named])
    });
    this.call.set(call);
    let frames = match frames.transpose()? {
        Some(begin) => vec![begin],
        None => frames_of(cx, this),
    };
    let frames = List::new(cx, frames)?;
    let value = this.tempval.get().unwrap_or_else(Owned::none);
    let level = Owned::int(level_of(cx, recv));
    let handled = pickle::pack_handled(cx, this.own.handled.get())?;
    let state = Tuple::new(cx, vec![Owned::int(flags), value, level, frames, handled])?;
    let empty = Tuple::new(cx, Vec::new())?;
    Tuple::new(cx, vec![recv.ty().as_ref().own(), empty, state])
}

pub(super) fn reduce_ex(cx: &Cx, recv: Ref<'_>, _protocol: Ref<'_>) -> PyResult {
    reduce(cx, recv)
}

pub(super) fn set_state(cx: &Cx, recv: Ref<'_>, state: Ref<'_>) -> PyResult {
    let bad = || cx.raise(&table::VALUE_ERROR, format_args!("bad state for tasklet"));
    let items = state.cast::<Tuple>().map(Tuple::as_slice);
    let Some([flags, value, level, frames, handled]) = items else { return Err(bad()) };
    let level = number::as_i64(cx, *level)?;
    let flags = number::as_i64(cx, *flags)?;
    let this = recv.recv::<Tasklet>();
    this.is_atomic.set(flags & 4 != 0);
    this.ignores_nesting.set(flags & 8 != 0);
    this.traps_blocking.set(flags & 32 != 0);
    let frames = crate::protocol::sequence::to_vec(cx, *frames)?;
    let begin = frames.first().and_then(|begin| begin.borrow().cast::<Tuple>());
    if let Some(begin) = begin {
        let [function, values, named] = begin.as_slice() else { return Err(bad()) };
        bind(cx, recv, CallArgs::positional_only(&[*function, *values, *named]))?;
    } else if level == 0 && !frames.is_empty() {
        let is_runnable = this.links.is_linked() && this.links.direction() == 0;
        if is_runnable || is_alive(cx, recv) {
            return Err(error(cx, "tasklet is alive"));
        }
        let Some((innermost, depth)) = interp::coroutine::chain(&frames) else { return Err(bad()) };
        this.own.take_frames(innermost, depth, pickle::unpack_handled(*handled));
        this.thread.set(cx.coroutines().thread.get());
        this.own.thread.set(cx.coroutines().thread.get());
        this.resumes_in.set(None);
    }
    this.tempval.set((!value.is_none()).then(|| value.own()));
    Ok(recv.own())
}

pub(super) fn tempval(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    or_none(recv.recv::<Tasklet>().tempval.get())
}

pub(super) fn set_tempval(cx: &Cx, recv: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    let Some(value) = value else {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("can't delete tempval")));
    };
    recv.recv::<Tasklet>().tempval.set((!value.is_none()).then(|| value.own()));
    Ok(())
}

pub(super) fn native_stack(cx: &Cx, _recv: Ref<'_>) -> PyResult {
    super::super::module::native_stack(cx)
}

pub(super) fn next(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    or_none(recv.recv::<Tasklet>().links.next().map(TaskletPtr::own))
}

pub(super) fn previous(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    or_none(recv.recv::<Tasklet>().links.previous().map(TaskletPtr::own))
}

pub(super) fn channel(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    or_none(recv.recv::<Tasklet>().links.channel())
}

pub(super) fn blocked(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    flag(recv.recv::<Tasklet>().links.direction() != 0)
}

pub(super) fn atomic(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    flag(recv.recv::<Tasklet>().is_atomic.get())
}

pub(super) fn ignore_nesting(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    flag(recv.recv::<Tasklet>().ignores_nesting.get())
}

pub(super) fn frame(cx: &Cx, recv: Ref<'_>) -> PyResult {
    if is_running(cx, recv) {
        return or_none(interp::frame_at(cx, 0));
    }
    or_none(frame_of(cx, &recv.recv::<Tasklet>().coroutine()))
}

pub(super) fn block_trap(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    flag(recv.recv::<Tasklet>().traps_blocking.get())
}

pub(super) fn set_block_trap(cx: &Cx, recv: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    let message = "block_trap must be set to a bool or integer";
    let on = int_flag(cx, value.unwrap_or(crate::object::none()), message)?;
    recv.recv::<Tasklet>().traps_blocking.set(on);
    Ok(())
}

pub(super) fn is_main(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    flag(recv.recv::<Tasklet>().is_main.get())
}

pub(super) fn is_current(cx: &Cx, recv: Ref<'_>) -> PyResult {
    flag(is_running(cx, recv))
}

pub(super) fn paused(cx: &Cx, recv: Ref<'_>) -> PyResult {
    flag(is_alive(cx, recv) && !recv.recv::<Tasklet>().links.is_linked())
}

pub(super) fn scheduled(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    flag(recv.recv::<Tasklet>().links.is_linked())
}

pub(super) fn recursion_depth(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let depth = if is_running(cx, recv) {
        cx.head.depth.get()
    } else {
        let depth = recv.recv::<Tasklet>().coroutine().waiting_depth();
        // Without soft switches the native call that begins a tasklet counts.
        depth + u32::from(depth > 0 && !scheduler(cx).soft_switch.get())
    };
    Ok(Owned::int(i64::from(depth)))
}

pub(super) fn nesting_level(cx: &Cx, recv: Ref<'_>) -> PyResult {
    Ok(Owned::int(level_of(cx, recv)))
}

pub(super) fn restorable(cx: &Cx, recv: Ref<'_>) -> PyResult {
    flag(level_of(cx, recv) == 0)
}

pub(super) fn alive(cx: &Cx, recv: Ref<'_>) -> PyResult {
    flag(is_alive(cx, recv))
}

fn tracer(cx: &Cx, recv: Ref<'_>, index: usize) -> PyResult {
    if !is_running(cx, recv) {
        return or_none(recv.recv::<Tasklet>().tracers[index].get());
    }
    or_none(if index == 0 { interp::trace_function(cx) } else { interp::profile_function(cx) })
}

fn set_tracer(cx: &Cx, recv: Ref<'_>, index: usize, value: Option<Ref<'_>>) -> PyResult<()> {
    let function = value.filter(|value| !value.is_none()).map(Ref::own);
    if is_running(cx, recv) {
        let set =
            if index == 0 { interp::set_trace_function } else { interp::set_profile_function };
        set(cx, function);
        return Ok(());
    }
    if function.is_some() && !is_alive(cx, recv) {
        return Err(error(cx, "tasklet is not alive"));
    }
    recv.recv::<Tasklet>().tracers[index].set(function);
    Ok(())
}

pub(super) fn trace_function(cx: &Cx, recv: Ref<'_>) -> PyResult {
    tracer(cx, recv, 0)
}

pub(super) fn set_trace_function(cx: &Cx, recv: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    set_tracer(cx, recv, 0, value)
}

pub(super) fn profile_function(cx: &Cx, recv: Ref<'_>) -> PyResult {
    tracer(cx, recv, 1)
}

pub(super) fn set_profile_function(cx: &Cx, recv: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    set_tracer(cx, recv, 1, value)
}

pub(super) fn thread_id(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let state = thread::state_of(cx, recv.recv::<Tasklet>().thread.get());
    Ok(Owned::int(state.map_or(-1, |state| state.coroutines.ident.get())))
}
