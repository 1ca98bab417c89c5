//! The module `_random`: the Mersenne twister, with CPython's ways to seed it and read it.

mod twister;

use dashu_int::{IBig, UBig};
use runtime::api::{CallArgs, Cx, Header, ModuleDef, Owned, PyResult, Ref, Type, allocate, exc};
use runtime::builtins::long::{Long, to_big};
use runtime::builtins::tuple::Tuple;
use runtime::protocol::{args, hash, number};
use std::cell::RefCell;
use twister::{SIZE, Twister};

/// The module's table.
pub(crate) static RANDOM_MODULE: ModuleDef = ModuleDef {
    name: "_random",
    doc: "The generator of random numbers behind the module random.",
    functions: &[],
    types: &[("Random", &RANDOM)],
    init: None,
};

/// Memory of a generator.
#[repr(C)]
pub(crate) struct Random {
    pub(crate) head: Header,
    twister: RefCell<Twister>,
}

runtime::py_type! {
    /// Random([seed]) -> a generator of random numbers of its own.
    pub(crate) static RANDOM: Random = "_random.Random" {
        flags: [BASE],
        slots { new: new }
        methods {
            /// Returns a random float of the interval [0, 1).
            "random" => random, () -> Float;
            /// seed([n]) -- starts anew from a number, the hash of another object, or the time.
            "seed" => seed, (0..=1) -> None [UNPACK];
            /// Returns the state as a tuple.
            "getstate" => get_state, () -> Tuple;
            /// Goes back to a state that getstate gave.
            "setstate" => set_state, (x) -> None;
            /// jumpahead(n) -- goes to another state that depends on the present one and n.
            "jumpahead" => jump_ahead, (x) -> None;
            /// getrandbits(k) -- returns a long with k random bits.
            "getrandbits" => bits, (1..=1);
        }
    }
}

fn new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    if std::ptr::eq(ty, &RANDOM) && !args.names.is_empty() {
        let message = format_args!("Random() does not take keyword arguments");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    }
    let object = Random { head: Header::new(ty), twister: RefCell::new(Twister::new()) };
    let object = allocate(cx, ty, object)?;
    let given = args.positional();
    if given.len() > 1 {
        let message = format_args!("seed expected at most 1 arguments, got {}", given.len());
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    }
    seed(cx, object.borrow(), given)?;
    Ok(object)
}

fn random(_: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::float(x.recv::<Random>().twister.borrow_mut().float()))
}

/// The time and the process, for generators nobody seeds.
fn entropy() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let nanoseconds = now.map_or(0, |now| now.as_nanos() as u64);
    nanoseconds ^ u64::from(std::process::id()) << 40
}

fn seed(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let key: Vec<u32> = match args.first() {
        None => words(&UBig::from(entropy())),
        Some(value) if value.is_none() => words(&UBig::from(entropy())),
        Some(value) => match to_big(*value) {
            Some(number) => words(&number.into_owned().into_parts().1),
            None => words(&UBig::from(hash::hash(cx, *value)? as u64)),
        },
    };
    x.recv::<Random>().twister.borrow_mut().seed(&key);
    Ok(Owned::none())
}

/// The 32-bit words of a number, the lowest first; at least one.
fn words(value: &UBig) -> Vec<u32> {
    let bytes = value.to_le_bytes();
    let word = |chunk: &[u8]| chunk.iter().rev().fold(0, |word, byte| word << 8 | u32::from(*byte));
    let words: Vec<u32> = bytes.chunks(4).map(word).collect();
    if words.is_empty() { vec![0] } else { words }
}

fn get_state(cx: &Cx, x: Ref<'_>) -> PyResult {
    let (state, index) = {
        let twister = x.recv::<Random>().twister.borrow();
        (twister.state, twister.index)
    };
    let values = state.iter().copied().chain([index as u32]);
    let values = values.map(|value| Long::new(cx, IBig::from(value)));
    Tuple::new(cx, values.collect::<PyResult<Vec<_>>>()?)
}

fn set_state(cx: &Cx, x: Ref<'_>, state: Ref<'_>) -> PyResult {
    let Some(values) = state.cast::<Tuple>() else {
        let message = format_args!("state vector must be a tuple");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    };
    if values.len() != SIZE + 1 {
        let message = format_args!("state vector is the wrong size");
        return Err(cx.raise(&exc::VALUE_ERROR, message));
    }
    let mut new = [0; SIZE];
    for (word, value) in new.iter_mut().zip(values.as_slice()) {
        *word = unsigned(cx, *value)? as u32;
    }
    let index = number::as_i64(cx, values.as_slice()[SIZE])?;
    let index = usize::try_from(index).ok().filter(|index| *index <= SIZE);
    let Some(index) = index else {
        return Err(cx.raise(&exc::VALUE_ERROR, format_args!("invalid state")));
    };
    let mut twister = x.recv::<Random>().twister.borrow_mut();
    (twister.state, twister.index) = (new, index);
    Ok(Owned::none())
}

fn unsigned(cx: &Cx, value: Ref<'_>) -> PyResult<u64> {
    match to_big(value) {
        None => {
            let message = format_args!("an integer is required");
            Err(cx.raise(&exc::TYPE_ERROR, message))
        }
        Some(value) => u64::try_from(&*value).map_err(|_| {
            let text = if *value < IBig::ZERO {
                "can't convert negative value to unsigned long"
            } else {
                "long int too large to convert"
            };
            cx.raise(&exc::OVERFLOW_ERROR, format_args!("{text}"))
        }),
    }
}

fn jump_ahead(cx: &Cx, x: Ref<'_>, count: Ref<'_>) -> PyResult {
    let Some(count) = to_big(count) else {
        let found = count.ty().name();
        let message = format_args!("jumpahead requires an integer, not '{found}'");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    };
    let count = count.into_owned();
    let remainder = |divisor: usize| {
        let rest = &count % IBig::from(divisor);
        let rest = if rest < IBig::ZERO { rest + IBig::from(divisor) } else { rest };
        usize::try_from(rest).expect("smaller than the divisor")
    };
    x.recv::<Random>().twister.borrow_mut().jump(remainder);
    Ok(Owned::none())
}

fn bits(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let count = args::c_int(cx, args[0])?;
    let Some(mut left) = usize::try_from(count).ok().filter(|count| *count > 0) else {
        let message = format_args!("number of bits must be greater than zero");
        return Err(cx.raise(&exc::VALUE_ERROR, message));
    };
    runtime::protocol::memory::check(cx, left / 8)?;
    let mut twister = x.recv::<Random>().twister.borrow_mut();
    let mut bytes = Vec::with_capacity(left / 8 + 4);
    while left > 0 {
        let take = left.min(32);
        bytes.extend_from_slice(&(twister.word() >> (32 - take)).to_le_bytes());
        left -= take;
    }
    drop(twister);
    Long::new(cx, IBig::from(UBig::from_le_bytes(&bytes)))
}
