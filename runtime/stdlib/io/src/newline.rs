//! Line ends: which were seen, and `IncrementalNewlineDecoder`, which makes all of them `\n`.

use crate::support::{method, tuple};
use runtime::api::{CallArgs, Cx, Field, Header, Owned, PyResult, Ref, Type, allocate, exc};
use runtime::builtins::str::Str;
use runtime::builtins::tuple::Tuple;
use runtime::builtins::unicode::Unicode;
use runtime::protocol::{args, number, truth};
use std::cell::Cell;

const LF: u8 = 1;
const CR: u8 = 2;
const CRLF: u8 = 4;
const NL: u32 = b'\n' as u32;
const RETURN: u32 = b'\r' as u32;

/// Memory of a decoder of line ends.
#[repr(C)]
pub(crate) struct NewlineDecoder {
    pub(crate) head: Header,
    decoder: Field,
    errors: Field,
    translate: Cell<bool>,
    pending: Cell<bool>,
    seen: Cell<u8>,
}

runtime::py_type! {
    /// IncrementalNewlineDecoder(decoder, translate[, errors]) -> a decoder that looks at line ends behind
    /// another one, and makes all of them \n if translate says so
    pub(crate) static NEWLINE_DECODER: NewlineDecoder = "_io.IncrementalNewlineDecoder" {
        flags: [BASE, GC],
        slots { new: new, init: init, traverse: traverse }
        methods {
            /// decode(input[, final]) -- decodes a part.
            "decode" => decode_method, (kw 1; "input", "final");
            /// Returns the state.
            "getstate" => getstate, () -> Tuple;
            /// Goes to a state.
            "setstate" => setstate, (x);
            /// Forgets everything.
            "reset" => reset, ();
        }
        getset {
            /// The kinds of line end seen.
            "newlines" => newlines;
        }
    }
}

/// Makes a decoder over another one.
pub(crate) fn make(cx: &Cx, decoder: Ref<'_>, translate: bool) -> PyResult {
    let made = blank(cx, &NEWLINE_DECODER)?;
    let object = made.borrow().recv::<NewlineDecoder>();
    object.decoder.set(Some(decoder.own()));
    object.translate.set(translate);
    Ok(made)
}

fn blank(cx: &Cx, ty: &Type) -> PyResult {
    let object = NewlineDecoder {
        head: Header::new(ty),
        decoder: Field::empty(),
        errors: Field::empty(),
        translate: Cell::new(false),
        pending: Cell::new(false),
        seen: Cell::new(0),
    };
    allocate(cx, ty, object)
}

fn new(cx: &Cx, ty: &Type, _: CallArgs<'_>) -> PyResult {
    blank(cx, ty)
}

fn init(cx: &Cx, x: Ref<'_>, args: CallArgs<'_>) -> PyResult<()> {
    let names = ["decoder", "translate", "errors"];
    let [decoder, translate, errors] = args::bind(cx, "IncrementalNewlineDecoder", args, 2, names)?;
    let object = x.recv::<NewlineDecoder>();
    object.decoder.set(decoder.map(Ref::own));
    object.errors.set(errors.map(Ref::own));
    object.translate.set(number::as_i64(cx, translate.expect("required"))? != 0);
    object.pending.set(false);
    object.seen.set(0);
    Ok(())
}

fn traverse(x: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    let object = x.recv::<NewlineDecoder>();
    [&object.decoder, &object.errors].into_iter().filter_map(|field| field.peek()).for_each(visit);
}

fn decode_method(cx: &Cx, x: Ref<'_>, args: &[Option<Ref<'_>>]) -> PyResult {
    let last = args[1].map_or(Ok(false), |last| truth::is_true(cx, last))?;
    decode(cx, x, args[0].expect("required"), last)
}

/// Decodes a part.
pub(crate) fn decode(cx: &Cx, x: Ref<'_>, input: Ref<'_>, last: bool) -> PyResult {
    let object = x.recv::<NewlineDecoder>();
    let Some(decoder) = object.decoder.get() else {
        let message = format_args!("IncrementalNewlineDecoder.__init__ not called");
        return Err(cx.raise(&exc::VALUE_ERROR, message));
    };
    let output = if decoder.borrow().is_none() {
        input.own()
    } else {
        method(cx, decoder.borrow(), "decode", &[input, Owned::bool(last).borrow()])?
    };
    let Some(text) = output.borrow().cast::<Unicode>() else {
        let message = format_args!("decoder should return a string result");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    };
    let mut points = Vec::new();
    let mut source = text.code_points();
    let pending = object.pending.get() && (last || !source.is_empty());
    if pending {
        points.push(RETURN);
        points.extend_from_slice(source);
        object.pending.set(false);
        source = &points;
    }
    // A return at the end may be the first half of a pair.
    if !last && source.last() == Some(&RETURN) {
        object.pending.set(true);
        source = &source[..source.len() - 1];
    } else if !pending && !source.contains(&RETURN) {
        if source.contains(&NL) {
            object.seen.set(object.seen.get() | LF);
        }
        return Ok(output);
    }
    object.seen.set(object.seen.get() | kinds(source));
    let result = if object.translate.get() { translate(source) } else { source.to_vec() };
    Unicode::from_vec(cx, result)
}

/// The kinds of line end in a text.
pub(crate) fn kinds(text: &[u32]) -> u8 {
    let mut seen = 0;
    for (at, point) in text.iter().enumerate() {
        seen |= match *point {
            NL if at > 0 && text[at - 1] == RETURN => CRLF,
            NL => LF,
            RETURN if text.get(at + 1) == Some(&NL) => 0,
            RETURN => CR,
            _ => 0,
        };
    }
    seen
}

/// Makes all line ends `\n`.
pub(crate) fn translate(text: &[u32]) -> Vec<u32> {
    let mut out = Vec::with_capacity(text.len());
    for (at, point) in text.iter().enumerate() {
        match *point {
            RETURN if text.get(at + 1) == Some(&NL) => {}
            RETURN => out.push(NL),
            other => out.push(other),
        }
    }
    out
}

fn getstate(cx: &Cx, x: Ref<'_>) -> PyResult {
    let object = x.recv::<NewlineDecoder>();
    let decoder = object.decoder.get().unwrap_or_else(Owned::none);
    let (buffered, flags) = if decoder.borrow().is_none() {
        (Str::new(cx, b"")?, 0)
    } else {
        let state = method(cx, decoder.borrow(), "getstate", &[])?;
        match state.borrow().cast::<Tuple>().map(Tuple::as_slice) {
            Some([buffered, flags]) => (buffered.own(), number::as_i64(cx, *flags)?),
            _ => (Str::new(cx, b"")?, 0),
        }
    };
    let flags = flags << 1 | i64::from(object.pending.get());
    tuple(cx, vec![buffered, crate::support::long(cx, flags)?])
}

fn setstate(cx: &Cx, x: Ref<'_>, state: Ref<'_>) -> PyResult {
    let Some([buffered, flags]) = state.cast::<Tuple>().map(Tuple::as_slice) else {
        return Err(cx.raise(&exc::TYPE_ERROR, format_args!("state argument must be a tuple")));
    };
    let flags = number::as_i64(cx, *flags)?;
    let object = x.recv::<NewlineDecoder>();
    object.pending.set(flags & 1 == 1);
    let decoder = object.decoder.get().unwrap_or_else(Owned::none);
    if decoder.borrow().is_none() {
        return Ok(Owned::none());
    }
    let inner = Tuple::from_refs(cx, &[*buffered, Owned::int(flags >> 1).borrow()])?;
    method(cx, decoder.borrow(), "setstate", &[inner.borrow()])
}

fn reset(cx: &Cx, x: Ref<'_>) -> PyResult {
    let object = x.recv::<NewlineDecoder>();
    object.seen.set(0);
    object.pending.set(false);
    let decoder = object.decoder.get().unwrap_or_else(Owned::none);
    if decoder.borrow().is_none() {
        return Ok(Owned::none());
    }
    method(cx, decoder.borrow(), "reset", &[])
}

fn newlines(cx: &Cx, x: Ref<'_>) -> PyResult {
    shown(cx, x.recv::<NewlineDecoder>().seen.get())
}

/// The kinds seen as Python shows them: None, a string or a tuple.
pub(crate) fn shown(cx: &Cx, seen: u8) -> PyResult {
    let kinds = [(CR, "\r"), (LF, "\n"), (CRLF, "\r\n")];
    let kinds = kinds.iter().filter(|(bit, _)| seen & bit != 0);
    let mut texts =
        kinds.map(|(_, text)| Unicode::from_str(cx, text)).collect::<PyResult<Vec<_>>>()?;
    match texts.len() {
        0 => Ok(Owned::none()),
        1 => Ok(texts.remove(0)),
        _ => Tuple::new(cx, texts),
    }
}
