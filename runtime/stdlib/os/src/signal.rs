//! The module `signal`.

#[expect(unsafe_code, reason = "island: timers and waiting")]
mod timer;

use runtime::api::{Cx, ModuleDef, Owned, PyResult, Ref, exc, protocol};
use runtime::vm::signals::{self, Action, SIGNAL_COUNT};

/// The module's table.
pub(crate) static SIGNAL: ModuleDef = ModuleDef {
    name: "signal",
    doc: "Signals of the operating system and the functions that handle them.",
    functions: runtime::methods! {
        /// Sends SIGALRM after so many seconds; returns what was left of the last alarm.
        "alarm" => timer::alarm, (x) -> Int;
        /// The handler that raises KeyboardInterrupt.
        "default_int_handler" => default_int_handler, (0..=65535);
        /// Returns a timer's value and interval.
        "getitimer" => timer::getitimer, (x) -> Tuple;
        /// Returns the handler of a signal.
        "getsignal" => getsignal, (x);
        /// Waits for a signal.
        "pause" => timer::pause, () -> None;
        /// Sets a file descriptor that gets a byte for each signal; -1 for none.
        "set_wakeup_fd" => set_wakeup_fd, (x) -> Int;
        /// Starts a timer: which, seconds, interval.
        "setitimer" => timer::setitimer, (2..=3) -> Tuple;
        /// Says whether a signal interrupts system calls.
        "siginterrupt" => timer::siginterrupt, (2..=2) -> None;
        /// Sets the handler of a signal and returns the old one.
        "signal" => signal, (2..=2);
    },
    types: &[],
    init: Some(add_constants),
};

/// Name and number.
macro_rules! numbers {
    ($($name:ident)+) => { &[ $( (stringify!($name), libc::$name) ),+ ] };
}

const NUMBERS: &[(&str, i32)] = numbers! {
    SIGHUP SIGINT SIGQUIT SIGILL SIGTRAP SIGIOT SIGABRT SIGFPE SIGKILL SIGBUS SIGSEGV SIGSYS SIGPIPE
    SIGALRM SIGTERM SIGUSR1 SIGUSR2 SIGCHLD SIGPWR SIGIO SIGURG SIGWINCH SIGPOLL SIGSTOP SIGTSTP
    SIGCONT SIGTTIN SIGTTOU SIGVTALRM SIGPROF SIGXCPU SIGXFSZ ITIMER_REAL ITIMER_VIRTUAL ITIMER_PROF
};

const SIG_DFL: i64 = 0;
const SIG_IGN: i64 = 1;

fn add_constants(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    for (name, number) in NUMBERS {
        cx.module_add(module, name, Owned::int(i64::from(*number)))?;
    }
    cx.module_add(module, "SIGCLD", Owned::int(i64::from(libc::SIGCHLD)))?;
    cx.module_add(module, "SIGRTMIN", Owned::int(i64::from(libc::SIGRTMIN())))?;
    cx.module_add(module, "SIGRTMAX", Owned::int(i64::from(libc::SIGRTMAX())))?;
    cx.module_add(module, "NSIG", Owned::int(SIGNAL_COUNT as i64))?;
    cx.module_add(module, "SIG_DFL", Owned::int(SIG_DFL))?;
    cx.module_add(module, "SIG_IGN", Owned::int(SIG_IGN))?;
    let error = runtime::exceptions::raise::new_class(cx, "signal", "ItimerError", &exc::IO_ERROR)?;
    cx.module_add(module, "ItimerError", error)
}

fn number(cx: &Cx, value: Ref<'_>) -> PyResult<usize> {
    let number = protocol::number::as_i64(cx, value)?;
    if (1..SIGNAL_COUNT as i64).contains(&number) {
        Ok(number as usize)
    } else {
        Err(cx.raise(&exc::VALUE_ERROR, format_args!("signal number out of range")))
    }
}

fn default_int_handler(cx: &Cx, _: Ref<'_>, _: &[Ref<'_>]) -> PyResult {
    Err(cx.raise_none(&exc::KEYBOARD_INTERRUPT))
}

fn current(number: usize) -> Owned {
    signals::handler(number).unwrap_or_else(|| match signals::action(number as i32) {
        Some(Action::Default) => Owned::int(SIG_DFL),
        Some(Action::Ignore) => Owned::int(SIG_IGN),
        Some(Action::Note) | None => Owned::none(),
    })
}

fn getsignal(cx: &Cx, _: Ref<'_>, value: Ref<'_>) -> PyResult {
    Ok(current(number(cx, value)?))
}

fn signal(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let number = number(cx, args[0])?;
    let wanted = runtime::builtins::int::int_value(args[1]);
    let action = match wanted {
        Some(SIG_DFL) => Action::Default,
        Some(SIG_IGN) => Action::Ignore,
        _ if args[1].ty().slots.call.get().is_some() => Action::Note,
        _ => {
            return Err(cx.raise(
                &exc::TYPE_ERROR,
                format_args!(
                    "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object"
                ),
            ));
        }
    };
    let old = current(number);
    signals::set_action(number as i32, action)
        .map_err(|errno| cx.raise_os_error(errno, None, &exc::RUNTIME_ERROR))?;
    signals::set_handler(number, (action == Action::Note).then(|| args[1].own()));
    Ok(old)
}

fn set_wakeup_fd(cx: &Cx, _: Ref<'_>, fd: Ref<'_>) -> PyResult {
    if protocol::number::as_i64(cx, fd)? == -1 {
        return Ok(Owned::int(-1));
    }
    Err(cx
        .raise(&exc::NOT_IMPLEMENTED_ERROR, format_args!("signal.set_wakeup_fd is not available")))
}
