//! Scanners: they read one value from the middle of a text.

use super::string::{self, Options};
use super::{Text, not_text, raise_at};
use runtime::api::{
    CallArgs, Cx, Field, Header, Owned, PyResult, Raised, Ref, Type, allocate, exc,
};
use runtime::builtins::dict::Dict;
use runtime::builtins::list::List;
use runtime::builtins::str::{Str, intern_bytes};
use runtime::builtins::tuple::Tuple;
use runtime::builtins::unicode::{Unicode, encode_default};
use runtime::builtins::{float, int};
use runtime::protocol::{args, attr, call, number, recursion, truth};

/// Memory of a scanner: what the decoder it is made for wants.
#[repr(C)]
pub(super) struct Scanner {
    head: Header,
    encoding: Field,
    strict: Field,
    object_hook: Field,
    object_pairs_hook: Field,
    parse_float: Field,
    parse_int: Field,
    parse_constant: Field,
}

runtime::py_type! {
    /// make_scanner(decoder) -> a function (text, place) -> (value, place behind it)
    pub(super) static SCANNER: Scanner = "_json.Scanner" {
        flags: [BASE, GC],
        slots { new: new, call: scan, traverse: traverse, clear: clear }
        getset {
            /// Of the bytes in a str.
            member "encoding" => encoding;
            /// Whether control characters are errors.
            member "strict" => strict;
            /// Makes what an object becomes, of a dictionary.
            member "object_hook" => object_hook;
            /// Makes what an object becomes, of a list of pairs.
            member "object_pairs_hook" => object_pairs_hook;
            /// Makes a number of its text.
            member "parse_float" => parse_float;
            /// Makes a whole number of its text.
            member "parse_int" => parse_int;
            /// Makes NaN and the infinities of their names.
            member "parse_constant" => parse_constant;
        }
    }
}

impl Scanner {
    fn fields(&self) -> [&Field; 7] {
        [
            &self.encoding,
            &self.strict,
            &self.object_hook,
            &self.object_pairs_hook,
            &self.parse_float,
            &self.parse_int,
            &self.parse_constant,
        ]
    }
}

fn traverse(x: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    x.recv::<Scanner>().fields().into_iter().filter_map(Field::peek).for_each(visit);
}

fn clear(_: &Cx, x: Ref<'_>) {
    x.recv::<Scanner>().fields().into_iter().for_each(|field| field.set(None));
}

/// Declares the getters of fields.
macro_rules! getters {
    ($($name:ident)+) => { $(
        fn $name(_: &Cx, x: Ref<'_>) -> PyResult {
            Ok(x.recv::<Scanner>().$name.get().unwrap_or_else(Owned::none))
        }
    )+ };
}

getters! { encoding strict object_hook object_pairs_hook parse_float parse_int parse_constant }

fn new(cx: &Cx, ty: &Type, given: CallArgs<'_>) -> PyResult {
    let [context] = args::bind(cx, "make_scanner", given, 1, ["context"])?;
    let context = context.expect("required");
    let read = |name: &str| attr::get_attr(cx, context, intern_bytes(cx, name.as_bytes()).borrow());
    let encoding = read("encoding")?;
    let encoding = if encoding.borrow().is_none() {
        Str::new(cx, b"utf-8")?
    } else if encoding.borrow().cast::<Unicode>().is_some() {
        encode_default(cx, encoding.borrow())?
    } else {
        encoding
    };
    if encoding.borrow().cast::<Str>().is_none() {
        return Err(cx.raise(&exc::TYPE_ERROR, format_args!("encoding must be a string")));
    }
    let scanner = Scanner {
        head: Header::new(ty),
        encoding: Field::new(encoding),
        strict: Field::new(read("strict")?),
        object_hook: Field::new(read("object_hook")?),
        object_pairs_hook: Field::new(read("object_pairs_hook")?),
        parse_float: Field::new(read("parse_float")?),
        parse_int: Field::new(read("parse_int")?),
        parse_constant: Field::new(read("parse_constant")?),
    };
    allocate(cx, ty, scanner)
}

fn scan(cx: &Cx, x: Ref<'_>, given: CallArgs<'_>) -> PyResult {
    let [text, place] = args::bind(cx, "scan_once", given, 2, ["string", "idx"])?;
    let (text, place) = (text.expect("required"), place.expect("required"));
    let Ok(place) = usize::try_from(number::as_index(cx, place)?) else {
        return Err(cx.raise(&exc::VALUE_ERROR, format_args!("idx cannot be negative")));
    };
    let scanner = x.recv::<Scanner>();
    let used = |field: &Field| field.get().filter(|hook| !hook.borrow().is_none());
    let other =
        |field: &Field, usual: &Type| field.get().filter(|hook| !hook.borrow().is(usual.as_ref()));
    let encoding = scanner.encoding.get().unwrap_or_else(Owned::none);
    let strict = scanner.strict.get().unwrap_or_else(Owned::none);
    let mut run = Run {
        cx,
        object: text,
        options: Options {
            encoding: encoding.borrow().cast::<Str>().map_or(b"utf-8".as_slice(), Str::as_bytes),
            strict: truth::is_true(cx, strict.borrow())?,
        },
        object_hook: used(&scanner.object_hook),
        pairs_hook: used(&scanner.object_pairs_hook),
        parse_float: other(&scanner.parse_float, &float::FLOAT),
        parse_int: other(&scanner.parse_int, &int::INT),
        parse_constant: scanner.parse_constant.get(),
    };
    let (value, end) = if let Some(bytes) = text.cast::<Str>() {
        run.value(bytes.as_bytes(), place)?
    } else if let Some(codes) = text.cast::<Unicode>() {
        run.value(codes.code_points(), place)?
    } else {
        return Err(not_text(cx, text));
    };
    Tuple::pair(cx, value, Owned::int(end as i64))
}

/// One call of a scanner.
struct Run<'a> {
    cx: &'a Cx,
    /// The text, for messages.
    object: Ref<'a>,
    options: Options<'a>,
    object_hook: Option<Owned>,
    pairs_hook: Option<Owned>,
    /// None where the usual type makes numbers.
    parse_float: Option<Owned>,
    parse_int: Option<Owned>,
    parse_constant: Option<Owned>,
}

fn is<T: Text>(text: T, at: usize, byte: u8) -> bool {
    text.at(at) == Some(u32::from(byte))
}

fn skip_blanks<T: Text>(text: T, mut at: usize) -> usize {
    while matches!(text.at(at), Some(0x20 | 0x09 | 0x0A | 0x0D)) {
        at += 1;
    }
    at
}

fn has_word<T: Text>(text: T, at: usize, word: &str) -> bool {
    word.bytes().enumerate().all(|(offset, byte)| is(text, at + offset, byte))
}

impl Run<'_> {
    fn value<T: Text>(&mut self, text: T, at: usize) -> PyResult<(Owned, usize)> {
        let Some(first) = text.at(at).and_then(|code| u8::try_from(code).ok()) else {
            return Err(self.nothing());
        };
        let place = |kind: &str| format!(" while decoding a JSON {kind} from a {} string", T::KIND);
        match first {
            b'"' => string::scan(self.cx, self.object, text, at + 1, self.options),
            b'{' => recursion::nested(self.cx, &place("object"), || self.object(text, at + 1)),
            b'[' => recursion::nested(self.cx, &place("array"), || self.array(text, at + 1)),
            b'n' if has_word(text, at, "null") => Ok((Owned::none(), at + 4)),
            b't' if has_word(text, at, "true") => Ok((Owned::bool(true), at + 4)),
            b'f' if has_word(text, at, "false") => Ok((Owned::bool(false), at + 5)),
            b'N' if has_word(text, at, "NaN") => self.constant("NaN", at),
            b'I' if has_word(text, at, "Infinity") => self.constant("Infinity", at),
            b'-' if has_word(text, at, "-Infinity") => self.constant("-Infinity", at),
            _ => self.number(text, at),
        }
    }

    #[cold]
    fn nothing(&self) -> Raised {
        self.cx.raise_none(&exc::STOP_ITERATION)
    }

    fn constant(&self, name: &str, at: usize) -> PyResult<(Owned, usize)> {
        let text = intern_bytes(self.cx, name.as_bytes());
        let value = match &self.parse_constant {
            Some(parse) => call::call1(self.cx, parse.borrow(), text.borrow())?,
            None => Owned::none(),
        };
        Ok((value, at + name.len()))
    }

    fn number<T: Text>(&self, text: T, start: usize) -> PyResult<(Owned, usize)> {
        let is_digit = |at: usize| text.at(at).is_some_and(|code| (0x30..0x3A).contains(&code));
        let digits = |mut at: usize| {
            while is_digit(at) {
                at += 1;
            }
            at
        };
        let mut at = start + usize::from(is(text, start, b'-'));
        if !is_digit(at) {
            return Err(self.nothing());
        }
        at = if is(text, at, b'0') { at + 1 } else { digits(at) };
        let mut is_float = false;
        if is(text, at, b'.') && is_digit(at + 1) {
            is_float = true;
            at = digits(at + 1);
        }
        if is(text, at, b'e') || is(text, at, b'E') {
            let sign = usize::from(is(text, at + 1, b'+') || is(text, at + 1, b'-'));
            if is_digit(at + 1 + sign) {
                is_float = true;
                at = digits(at + 1 + sign);
            }
        }
        let parse = if is_float { &self.parse_float } else { &self.parse_int };
        if let Some(parse) = parse {
            let part = text.part(self.cx, start, at)?;
            return Ok((call::call1(self.cx, parse.borrow(), part.borrow())?, at));
        }
        let part: Vec<u8> =
            (start..at).filter_map(|at| text.at(at)).map(|code| code as u8).collect();
        let value = if is_float {
            let (value, _) = float::text::parse_prefix(&part).unwrap_or((f64::NAN, 0));
            Owned::float(value)
        } else {
            int::parse::parse(self.cx, &part, 10)?
        };
        Ok((value, at))
    }

    fn object<T: Text>(&mut self, text: T, at: usize) -> PyResult<(Owned, usize)> {
        let cx = self.cx;
        let [name, colon, comma] = T::EXPECTED;
        let mut pairs = Vec::new();
        let dict = Dict::new(cx)?;
        let mut at = skip_blanks(text, at);
        if !is(text, at, b'}') {
            while at < text.len() {
                if !is(text, at, b'"') {
                    return Err(raise_at(cx, name, self.object, at));
                }
                let (key, end) = string::scan(cx, self.object, text, at + 1, self.options)?;
                at = skip_blanks(text, end);
                if !is(text, at, b':') {
                    return Err(raise_at(cx, colon, self.object, at));
                }
                let (value, end) = self.value(text, skip_blanks(text, at + 1))?;
                if self.pairs_hook.is_some() {
                    pairs.push(Tuple::pair(cx, key, value)?);
                } else {
                    dict.borrow().recv::<Dict>().set(cx, key.borrow(), value.borrow())?;
                }
                at = skip_blanks(text, end);
                if at >= text.len() || is(text, at, b'}') {
                    break;
                }
                if !is(text, at, b',') {
                    return Err(raise_at(cx, comma, self.object, at));
                }
                at = skip_blanks(text, at + 1);
            }
        }
        if at >= text.len() {
            return Err(self.unfinished(text));
        }
        let made = if let Some(hook) = &self.pairs_hook {
            let pairs = List::new(cx, pairs)?;
            call::call1(cx, hook.borrow(), pairs.borrow())?
        } else if let Some(hook) = &self.object_hook {
            call::call1(cx, hook.borrow(), dict.borrow())?
        } else {
            dict
        };
        Ok((made, at + 1))
    }

    fn array<T: Text>(&mut self, text: T, at: usize) -> PyResult<(Owned, usize)> {
        let [_, _, comma] = T::EXPECTED;
        let mut values = Vec::new();
        let mut at = skip_blanks(text, at);
        if !is(text, at, b']') {
            while at < text.len() {
                let (value, end) = self.value(text, at)?;
                values.push(value);
                at = skip_blanks(text, end);
                if at >= text.len() || is(text, at, b']') {
                    break;
                }
                if !is(text, at, b',') {
                    return Err(raise_at(self.cx, comma, self.object, at));
                }
                at = skip_blanks(text, at + 1);
            }
        }
        if at >= text.len() {
            return Err(self.unfinished(text));
        }
        Ok((List::new(self.cx, values)?, at + 1))
    }

    #[cold]
    fn unfinished<T: Text>(&self, text: T) -> Raised {
        raise_at(self.cx, "Expecting object", self.object, text.len().saturating_sub(1))
    }
}
