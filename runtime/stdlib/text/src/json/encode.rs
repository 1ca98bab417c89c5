//! Encoders: they write a value in one line.

use super::string;
use runtime::api::{CallArgs, Cx, Field, Header, Owned, PyResult, Ref, Type, allocate, exc};
use runtime::builtins::descr::BuiltinFunction;
use runtime::builtins::dict::Dict;
use runtime::builtins::list::List;
use runtime::builtins::long::Long;
use runtime::builtins::str::Str;
use runtime::builtins::tuple::Tuple;
use runtime::builtins::unicode::Unicode;
use runtime::builtins::{float, int};
use runtime::protocol::{args, call, compare, iter, mapping, recursion, repr, truth};
use std::collections::HashSet;

/// Memory of an encoder: what the JSON encoder it is made for wants.
#[repr(C)]
pub(super) struct Encoder {
    head: Header,
    markers: Field,
    default: Field,
    encoder: Field,
    indent: Field,
    key_separator: Field,
    item_separator: Field,
    sort_keys: Field,
    skipkeys: Field,
    allow_nan: bool,
}

runtime::py_type! {
    /// make_encoder(markers, default, encoder, indent, key_separator, item_separator, sort_keys,
    /// skipkeys, allow_nan) -> a function (object, level) -> pieces of its text
    pub(super) static ENCODER: Encoder = "_json.Encoder" {
        flags: [BASE, GC],
        slots { new: new, call: encode, traverse: traverse, clear: clear }
        getset {
            /// A dictionary if cycles are looked for, or None.
            member "markers" => markers;
            /// Makes something else of unknown objects.
            member "default" => default;
            /// Makes JSON of texts.
            member "encoder" => encoder;
            /// Not used here.
            member "indent" => indent;
            /// Stands behind keys.
            member "key_separator" => key_separator;
            /// Stands between items.
            member "item_separator" => item_separator;
            /// Not used here.
            member "sort_keys" => sort_keys;
            /// Whether keys that can't be are left out.
            member "skipkeys" => skipkeys;
        }
    }
}

impl Encoder {
    fn fields(&self) -> [&Field; 8] {
        [
            &self.markers,
            &self.default,
            &self.encoder,
            &self.indent,
            &self.key_separator,
            &self.item_separator,
            &self.sort_keys,
            &self.skipkeys,
        ]
    }
}

fn traverse(x: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    x.recv::<Encoder>().fields().into_iter().filter_map(Field::peek).for_each(visit);
}

fn clear(_: &Cx, x: Ref<'_>) {
    x.recv::<Encoder>().fields().into_iter().for_each(|field| field.set(None));
}

/// Declares the getters of fields.
macro_rules! getters {
    ($($name:ident)+) => { $(
        fn $name(_: &Cx, x: Ref<'_>) -> PyResult {
            Ok(value(&x.recv::<Encoder>().$name))
        }
    )+ };
}

getters! { markers default encoder indent key_separator item_separator sort_keys skipkeys }

fn value(field: &Field) -> Owned {
    field.get().unwrap_or_else(Owned::none)
}

const NAMES: [&str; 9] = [
    "markers",
    "default",
    "encoder",
    "indent",
    "key_separator",
    "item_separator",
    "sort_keys",
    "skipkeys",
    "allow_nan",
];

fn new(cx: &Cx, ty: &Type, given: CallArgs<'_>) -> PyResult {
    let given = args::bind(cx, "make_encoder", given, 9, NAMES)?;
    let given = given.map(|argument| argument.expect("required"));
    if !given[0].is_none() && given[0].cast::<Dict>().is_none() {
        let found = given[0].ty().name();
        let message = format_args!("make_encoder() argument 1 must be dict or None, not {found}");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    }
    let field = |index: usize| Field::new(given[index].own());
    let encoder = Encoder {
        head: Header::new(ty),
        markers: field(0),
        default: field(1),
        encoder: field(2),
        indent: field(3),
        key_separator: field(4),
        item_separator: field(5),
        sort_keys: field(6),
        skipkeys: field(7),
        allow_nan: truth::is_true(cx, given[8])?,
    };
    allocate(cx, ty, encoder)
}

fn encode(cx: &Cx, x: Ref<'_>, given: CallArgs<'_>) -> PyResult {
    let [object, _] = args::bind(cx, "_iterencode", given, 2, ["obj", "_current_indent_level"])?;
    let encoder = x.recv::<Encoder>();
    let quote = value(&encoder.encoder);
    let is_ascii = quote.borrow().cast::<BuiltinFunction>().is_some_and(|function| {
        super::JSON.functions.iter().any(|known| std::ptr::eq(known, function.def))
    });
    let mut run = Run {
        cx,
        default: value(&encoder.default),
        quote: if is_ascii { None } else { Some(quote) },
        key_separator: value(&encoder.key_separator),
        item_separator: value(&encoder.item_separator),
        skips_keys: truth::is_true(cx, value(&encoder.skipkeys).borrow())?,
        allow_nan: encoder.allow_nan,
        active: (!value(&encoder.markers).borrow().is_none()).then(HashSet::new),
        pieces: Vec::new(),
        bytes: Vec::new(),
    };
    run.value(object.expect("required"))?;
    run.flush()?;
    List::new(cx, run.pieces)
}

/// One call of an encoder.
struct Run<'a> {
    cx: &'a Cx,
    default: Owned,
    /// None for the function that escapes everything but ASCII.
    quote: Option<Owned>,
    key_separator: Owned,
    item_separator: Owned,
    skips_keys: bool,
    allow_nan: bool,
    /// Addresses of the containers being written, if cycles are looked for.
    active: Option<HashSet<u64>>,
    pieces: Vec<Owned>,
    /// Bytes behind the pieces.
    bytes: Vec<u8>,
}

const NESTED: &str = " while encoding a JSON object";

impl Run<'_> {
    fn flush(&mut self) -> PyResult<()> {
        if !self.bytes.is_empty() {
            let piece = Str::new(self.cx, &std::mem::take(&mut self.bytes))?;
            self.pieces.push(piece);
        }
        Ok(())
    }

    /// Adds bytes. They are joined with their neighbours, unless a function of the program makes the
    /// texts: then some may be unicode, and errors of the join name places in single pieces.
    fn add(&mut self, bytes: &[u8]) -> PyResult<()> {
        self.bytes.extend_from_slice(bytes);
        if self.quote.is_some() { self.flush() } else { Ok(()) }
    }

    fn piece(&mut self, piece: Owned) -> PyResult<()> {
        if let Some(text) = piece.borrow().cast_exact::<Str>() {
            return self.add(text.as_bytes());
        }
        self.flush()?;
        self.pieces.push(piece);
        Ok(())
    }

    fn value(&mut self, x: Ref<'_>) -> PyResult<()> {
        if x.is_none() {
            self.add(b"null")?;
        } else if compare::is_bool(x) {
            let truth = int::int_value(x) == Some(1);
            self.add(if truth { b"true" } else { b"false" })?;
        } else if x.cast::<Str>().is_some() || x.cast::<Unicode>().is_some() {
            self.text(x)?;
        } else if let Some(number) = self.number(x)? {
            self.piece(number)?;
        } else if x.cast::<List>().is_some() || x.cast::<Tuple>().is_some() {
            recursion::nested(self.cx, NESTED, || self.items(x))?;
        } else if let Some(dict) = x.cast::<Dict>() {
            recursion::nested(self.cx, NESTED, || self.members(x, dict))?;
        } else {
            self.enter(x)?;
            let other = call::call1(self.cx, self.default.borrow(), x)?;
            recursion::nested(self.cx, NESTED, || self.value(other.borrow()))?;
            self.leave(x);
        }
        Ok(())
    }

    fn enter(&mut self, x: Ref<'_>) -> PyResult<()> {
        if self.active.as_mut().is_none_or(|active| active.insert(x.address())) {
            return Ok(());
        }
        Err(self.cx.raise(&exc::VALUE_ERROR, format_args!("Circular reference detected")))
    }

    fn leave(&mut self, x: Ref<'_>) {
        if let Some(active) = &mut self.active {
            active.remove(&x.address());
        }
    }

    fn text(&mut self, x: Ref<'_>) -> PyResult<()> {
        match &self.quote {
            None => string::escape(self.cx, x, &mut self.bytes).map(drop),
            Some(quote) => {
                let piece = call::call1(self.cx, quote.borrow(), x)?;
                self.piece(piece)
            }
        }
    }

    /// The text of a number; none for other values.
    fn number(&self, x: Ref<'_>) -> PyResult<Option<Owned>> {
        if let Some(value) = float::float_value(x) {
            return self.float(value).map(Some);
        }
        let is_int = x.is_instance(&int::INT) || x.cast::<Long>().is_some();
        if is_int { repr::str(self.cx, x).map(Some) } else { Ok(None) }
    }

    fn float(&self, value: f64) -> PyResult {
        if value.is_finite() {
            return Str::new(self.cx, float::text::repr_text(value).as_bytes());
        }
        if !self.allow_nan {
            let message = format_args!("Out of range float values are not JSON compliant");
            return Err(self.cx.raise(&exc::VALUE_ERROR, message));
        }
        Str::new(
            self.cx,
            if value.is_nan() {
                b"NaN"
            } else if value > 0.0 {
                b"Infinity"
            } else {
                b"-Infinity"
            },
        )
    }

    fn items(&mut self, x: Ref<'_>) -> PyResult<()> {
        let items = runtime::protocol::sequence::fast(self.cx, x, "")?;
        if items.is_empty() {
            self.add(b"[]")?;
            return Ok(());
        }
        self.enter(x)?;
        self.add(b"[")?;
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.piece(self.item_separator.clone())?;
            }
            self.value(item.borrow())?;
        }
        self.add(b"]")?;
        self.leave(x);
        Ok(())
    }

    fn members(&mut self, x: Ref<'_>, dict: &Dict) -> PyResult<()> {
        if dict.is_empty() {
            self.add(b"{}")?;
            return Ok(());
        }
        self.enter(x)?;
        self.add(b"{")?;
        let mut first = true;
        if x.is_exact(&runtime::builtins::dict::DICT) {
            for (key, value) in dict.to_vec() {
                self.member(key.borrow(), value.borrow(), &mut first)?;
            }
        } else {
            let it = iter::iter(self.cx, x)?;
            while let Some(key) = iter::next(self.cx, it.borrow())? {
                let value = mapping::get_item(self.cx, x, key.borrow())?;
                self.member(key.borrow(), value.borrow(), &mut first)?;
            }
        }
        self.add(b"}")?;
        self.leave(x);
        Ok(())
    }

    fn member(&mut self, key: Ref<'_>, value: Ref<'_>, first: &mut bool) -> PyResult<()> {
        let key = if key.cast::<Str>().is_some() || key.cast::<Unicode>().is_some() {
            key.own()
        } else if let Some(number) = self.number(key)? {
            number
        } else if key.is_none() {
            Str::new(self.cx, b"null")?
        } else if self.skips_keys {
            return Ok(());
        } else {
            return Err(self.cx.raise(&exc::TYPE_ERROR, format_args!("keys must be a string")));
        };
        if !std::mem::take(first) {
            self.piece(self.item_separator.clone())?;
        }
        self.text(key.borrow())?;
        self.piece(self.key_separator.clone())?;
        self.value(value)
    }
}
