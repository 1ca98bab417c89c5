//! `_json`: the inner loops of the module json.

mod encode;
mod scan;
mod string;

use runtime::api::{Cx, ModuleDef, Owned, PyResult, Raised, Ref, exc};
use runtime::builtins::str::{Str, intern_bytes};
use runtime::builtins::tuple::Tuple;
use runtime::builtins::unicode::Unicode;
use runtime::protocol::{attr, call, number, truth};

/// The module.
pub(crate) static JSON: ModuleDef = ModuleDef {
    name: "_json",
    doc: "Reading and writing JSON, as json.decoder and json.encoder need it.",
    functions: runtime::methods! {
        /// scanstring(text, end[, encoding[, strict]]) -> (unicode, place behind the closing quote)
        ///
        /// Reads the string whose first character is at end.
        "scanstring" => scanstring, (2..=4);
        /// Returns a text as a JSON string of ASCII characters.
        "encode_basestring_ascii" => encode_ascii, (x) -> Str;
    },
    types: &[("make_scanner", &scan::SCANNER), ("make_encoder", &encode::ENCODER)],
    init: None,
};

/// A text by its characters, of either kind.
trait Text: Copy {
    /// The character at a place, if there is one.
    fn at(self, index: usize) -> Option<u32>;
    /// Number of characters.
    fn len(self) -> usize;
    /// Makes an object of a part.
    fn part(self, cx: &Cx, start: usize, end: usize) -> PyResult;
    /// Appends a part as characters, decoded if it is bytes.
    fn decode(
        self,
        cx: &Cx,
        start: usize,
        end: usize,
        encoding: &[u8],
        out: &mut Vec<u32>,
    ) -> PyResult<()>;
    /// What errors call such a text.
    const KIND: &'static str;
    /// What is expected where, in the words for such a text: name, colon, comma.
    const EXPECTED: [&'static str; 3];
}

impl Text for &[u8] {
    fn at(self, index: usize) -> Option<u32> {
        self.get(index).map(|byte| u32::from(*byte))
    }

    fn len(self) -> usize {
        <[u8]>::len(self)
    }

    fn part(self, cx: &Cx, start: usize, end: usize) -> PyResult {
        Str::new(cx, &self[start..end])
    }

    fn decode(
        self,
        cx: &Cx,
        start: usize,
        end: usize,
        encoding: &[u8],
        out: &mut Vec<u32>,
    ) -> PyResult<()> {
        let part = &self[start..end];
        if part.is_ascii() {
            out.extend(part.iter().map(|byte| u32::from(*byte)));
            return Ok(());
        }
        let decoded = runtime::builtins::codecs::decode(cx, part, encoding, b"strict")?;
        if let Some(text) = decoded.borrow().cast::<Unicode>() {
            out.extend_from_slice(text.code_points());
        }
        Ok(())
    }

    const KIND: &'static str = "byte";
    const EXPECTED: [&'static str; 3] =
        ["Expecting property name", "Expecting : delimiter", "Expecting , delimiter"];
}

impl Text for &[u32] {
    fn at(self, index: usize) -> Option<u32> {
        self.get(index).copied()
    }

    fn len(self) -> usize {
        <[u32]>::len(self)
    }

    fn part(self, cx: &Cx, start: usize, end: usize) -> PyResult {
        Unicode::new(cx, &self[start..end])
    }

    fn decode(
        self,
        _: &Cx,
        start: usize,
        end: usize,
        _: &[u8],
        out: &mut Vec<u32>,
    ) -> PyResult<()> {
        out.extend_from_slice(&self[start..end]);
        Ok(())
    }

    const KIND: &'static str = "unicode";
    const EXPECTED: [&'static str; 3] = [
        "Expecting property name enclosed in double quotes",
        "Expecting ':' delimiter",
        "Expecting ',' delimiter",
    ];
}

/// Raises `ValueError` about a place of a text, in the words of `json.decoder.errmsg`.
#[cold]
fn raise_at(cx: &Cx, message: &str, text: Ref<'_>, place: usize) -> Raised {
    let make = || -> PyResult {
        let module = call::import_module(cx, "json.decoder")?;
        let decoder = attr::get_attr(cx, module.borrow(), intern_bytes(cx, b"errmsg").borrow())?;
        let message = Str::new(cx, message.as_bytes())?;
        let place = Owned::int(place as i64);
        call::call_positional(cx, decoder.borrow(), &[message.borrow(), text, place.borrow()])
    };
    match make() {
        Ok(message) => cx.raise_with(exc::VALUE_ERROR.as_ref(), Some(message)),
        Err(raised) => raised,
    }
}

#[cold]
fn not_text(cx: &Cx, x: Ref<'_>) -> Raised {
    let found = x.ty().name();
    let message = format_args!("first argument must be a string, not {found}");
    cx.raise(&exc::TYPE_ERROR, message)
}

fn scanstring(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let end = number::as_i64(cx, args[1])?;
    let encoding = match args.get(2).filter(|encoding| !encoding.is_none()) {
        Some(encoding) => {
            runtime::protocol::args::place("scanstring", 3).c_text(cx, *encoding)?.into_owned()
        }
        None => b"utf-8".to_vec(),
    };
    let strict = args.get(3).map_or(Ok(true), |strict| truth::is_true(cx, *strict))?;
    let from = usize::try_from(end).unwrap_or(usize::MAX);
    let options = string::Options { encoding: &encoding, strict };
    let (value, end) = if let Some(text) = args[0].cast::<Str>() {
        string::scan(cx, args[0], text.as_bytes(), from, options)?
    } else if let Some(text) = args[0].cast::<Unicode>() {
        string::scan(cx, args[0], text.code_points(), from, options)?
    } else {
        return Err(not_text(cx, args[0]));
    };
    Tuple::pair(cx, value, Owned::int(end as i64))
}

fn encode_ascii(cx: &Cx, _: Ref<'_>, x: Ref<'_>) -> PyResult {
    let mut out = Vec::new();
    if !string::escape(cx, x, &mut out)? {
        return Err(not_text(cx, x));
    }
    Str::new(cx, &out)
}
