//! The module `_codecs`: the registry of encodings, and the native ones as functions.
//!
//! An encoder returns the bytes and the length of what it took, a decoder the text and how many
//! bytes it used. To add a native encoding: one row in each of the two tables below.

mod maps;

use runtime::api::builtins::codecs::{self, Codec, Direction, registry, utf7, utf8, utf16};
use runtime::api::builtins::str::{Str, of_bytes};
use runtime::api::builtins::tuple::Tuple;
use runtime::api::builtins::unicode::{self, Unicode};
use runtime::api::protocol::{buffer, call, number, truth};
use runtime::api::{Cx, ModuleDef, Owned, PyResult, Ref, exc, methods};
use std::borrow::Cow;
use utf16::{Decoded, Order};

/// The module.
pub(crate) static CODECS: ModuleDef = ModuleDef {
    name: "_codecs",
    doc: "The registry of encodings.",
    functions: methods! {
        /// Registers a function that finds encodings by name.
        "register" => register, (x) -> None;
        /// Finds an encoding: a tuple of four functions.
        "lookup" => lookup, (x);
        /// Encodes with a named encoding.
        "encode" => encode, (1..=3);
        /// Decodes with a named encoding.
        "decode" => decode, (1..=3);
        /// Registers an error handler under a name.
        "register_error" => register_error, (2..=2) -> None;
        /// Returns the error handler of a name.
        "lookup_error" => lookup_error, (x);
        /// Returns the main name of an encoding that is done natively, or None.
        "_native_name" => native_name, (x);
        /// Encodes natively, by name.
        "_native_encode" => native_encode, (2..=3);
        /// Decodes natively, by name.
        "_native_decode" => native_decode, (2..=3);
        /// Error handler that raises.
        "strict_errors" => maps::strict_errors, (x);
        /// Error handler that leaves out.
        "ignore_errors" => maps::ignore_errors, (x);
        /// Error handler that puts a mark of replacement.
        "replace_errors" => maps::replace_errors, (x);
        /// Error handler that puts character references.
        "xmlcharrefreplace_errors" => maps::xmlcharrefreplace_errors, (x);
        /// Error handler that puts escapes.
        "backslashreplace_errors" => maps::backslashreplace_errors, (x);
        /// Encodes ASCII.
        "ascii_encode" => ascii_encode, (1..=2);
        /// Decodes ASCII.
        "ascii_decode" => ascii_decode, (1..=2);
        /// Encodes Latin-1.
        "latin_1_encode" => latin_1_encode, (1..=2);
        /// Decodes Latin-1.
        "latin_1_decode" => latin_1_decode, (1..=2);
        /// Encodes UTF-8.
        "utf_8_encode" => utf_8_encode, (1..=2);
        /// Decodes UTF-8.
        "utf_8_decode" => utf_8_decode, (1..=3);
        /// Encodes UTF-7.
        "utf_7_encode" => utf_7_encode, (1..=2);
        /// Decodes UTF-7.
        "utf_7_decode" => utf_7_decode, (1..=3);
        /// Encodes UTF-16; a negative or positive third argument chooses the order of bytes.
        "utf_16_encode" => utf_16_encode, (1..=3);
        /// Encodes UTF-16, little endian.
        "utf_16_le_encode" => utf_16_le_encode, (1..=2);
        /// Encodes UTF-16, big endian.
        "utf_16_be_encode" => utf_16_be_encode, (1..=2);
        /// Decodes UTF-16.
        "utf_16_decode" => utf_16_decode, (1..=3);
        /// Decodes UTF-16, little endian.
        "utf_16_le_decode" => utf_16_le_decode, (1..=3);
        /// Decodes UTF-16, big endian.
        "utf_16_be_decode" => utf_16_be_decode, (1..=3);
        /// Decodes UTF-16 and also returns the order of bytes.
        "utf_16_ex_decode" => utf_16_ex_decode, (1..=4);
        /// Encodes UTF-32; a negative or positive third argument chooses the order of bytes.
        "utf_32_encode" => utf_32_encode, (1..=3);
        /// Encodes UTF-32, little endian.
        "utf_32_le_encode" => utf_32_le_encode, (1..=2);
        /// Encodes UTF-32, big endian.
        "utf_32_be_encode" => utf_32_be_encode, (1..=2);
        /// Decodes UTF-32.
        "utf_32_decode" => utf_32_decode, (1..=3);
        /// Decodes UTF-32, little endian.
        "utf_32_le_decode" => utf_32_le_decode, (1..=3);
        /// Decodes UTF-32, big endian.
        "utf_32_be_decode" => utf_32_be_decode, (1..=3);
        /// Decodes UTF-32 and also returns the order of bytes.
        "utf_32_ex_decode" => utf_32_ex_decode, (1..=4);
        /// Encodes as in unicode literals.
        "unicode_escape_encode" => unicode_escape_encode, (1..=2);
        /// Decodes the escapes of unicode literals.
        "unicode_escape_decode" => unicode_escape_decode, (1..=2);
        /// Encodes with escapes beyond Latin-1.
        "raw_unicode_escape_encode" => raw_unicode_escape_encode, (1..=2);
        /// Decodes escapes of code points only.
        "raw_unicode_escape_decode" => raw_unicode_escape_decode, (1..=2);
        /// Encodes as four bytes for each code point.
        "unicode_internal_encode" => unicode_internal_encode, (1..=2);
        /// Decodes four bytes for each code point.
        "unicode_internal_decode" => unicode_internal_decode, (1..=2);
        /// Encodes bytes as in str literals.
        "escape_encode" => escape_encode, (1..=2);
        /// Decodes the escapes of str literals.
        "escape_decode" => escape_decode, (1..=2);
        /// Encodes by a mapping.
        "charmap_encode" => maps::charmap_encode, (1..=3);
        /// Decodes by a mapping.
        "charmap_decode" => maps::charmap_decode, (1..=3);
        /// Makes a mapping for encoding of a text of 256 code points.
        "charmap_build" => maps::charmap_build, (x);
        /// Returns the bytes of a buffer.
        "readbuffer_encode" => buffer_encode, (1..=2);
        /// Returns the characters of a buffer.
        "charbuffer_encode" => buffer_encode, (1..=2);
    },
    types: &[],
    init: Some(init),
};

fn init(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    let dict = runtime::api::builtins::module::Module::dict_of(module);
    for name in ["strict", "ignore", "replace", "xmlcharrefreplace", "backslashreplace"] {
        let function =
            runtime::api::builtins::str::intern_bytes(cx, format!("{name}_errors").as_bytes());
        if let Some(function) = dict.get_str(function.borrow()) {
            registry::register_error(name.as_bytes(), function.borrow());
        }
    }
    Ok(())
}

fn register(cx: &Cx, _module: Ref<'_>, search: Ref<'_>) -> PyResult {
    if !call::is_callable(search) {
        return Err(cx.raise(&exc::TYPE_ERROR, format_args!("argument must be callable")));
    }
    registry::register_search(search);
    Ok(Owned::none())
}

/// A name given as an argument.
fn name<'a>(cx: &Cx, x: Ref<'a>) -> PyResult<Cow<'a, [u8]>> {
    if x.cast::<Str>().is_none() && x.cast::<Unicode>().is_none() {
        return Err(cx.raise(
            &exc::TYPE_ERROR,
            format_args!("argument must be string, not {}", x.ty().name()),
        ));
    }
    buffer::characters(cx, x)
}

fn lookup(cx: &Cx, _module: Ref<'_>, encoding: Ref<'_>) -> PyResult {
    codecs::lookup(cx, &name(cx, encoding)?)
}

/// The name of an encoding or an error handler.
type Name<'a> = Cow<'a, [u8]>;

/// Encoding and error handler of `encode` and `decode`.
fn names<'a>(cx: &Cx, args: &[Ref<'a>]) -> PyResult<(Name<'a>, Name<'a>)> {
    let encoding = match args.get(1) {
        Some(encoding) => name(cx, *encoding)?,
        None => Cow::Borrowed(&b"ascii"[..]),
    };
    Ok((encoding, errors(cx, args, 2)?))
}

fn errors<'a>(cx: &Cx, args: &[Ref<'a>], index: usize) -> PyResult<Cow<'a, [u8]>> {
    match args.get(index) {
        Some(errors) if !errors.is_none() => name(cx, *errors),
        _ => Ok(Cow::Borrowed(&b"strict"[..])),
    }
}

fn encode(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (encoding, errors) = names(cx, args)?;
    codecs::encode(cx, args[0], &encoding, &errors)
}

fn decode(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (encoding, errors) = names(cx, args)?;
    match codecs::native(&encoding) {
        Some(codec) => codecs::decode_native(cx, codec, &buffer::characters(cx, args[0])?, &errors),
        None => codecs::call_codec(cx, &encoding, &errors, args[0], Direction::Decode),
    }
}

fn register_error(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    if !call::is_callable(args[1]) {
        return Err(cx.raise(&exc::TYPE_ERROR, format_args!("handler must be callable")));
    }
    registry::register_error(&name(cx, args[0])?, args[1]);
    Ok(Owned::none())
}

fn lookup_error(cx: &Cx, _module: Ref<'_>, handler: Ref<'_>) -> PyResult {
    registry::error_handler(cx, &name(cx, handler)?)
}

fn native_name(cx: &Cx, _module: Ref<'_>, encoding: Ref<'_>) -> PyResult {
    let encoding = name(cx, encoding)?;
    match codecs::native(&encoding) {
        Some(_) => {
            let normal = codecs::normalise(&encoding);
            Str::new(cx, codecs::charmap::main_name(&normal).as_bytes())
        }
        None => Ok(Owned::none()),
    }
}

fn unknown(cx: &Cx, encoding: &[u8]) -> runtime::api::Raised {
    let shown = String::from_utf8_lossy(encoding).into_owned();
    cx.raise(&exc::LOOKUP_ERROR, format_args!("unknown encoding: {shown}"))
}

fn native_encode(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (encoding, errors) = names(cx, args)?;
    let codec = codecs::native(&encoding).ok_or_else(|| unknown(cx, &encoding))?;
    let result = codecs::encode_native(cx, codec, args[0], &errors)?;
    let len = length(cx, args[0])?;
    pair(cx, result, len)
}

fn native_decode(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (encoding, errors) = names(cx, args)?;
    let codec = codecs::native(&encoding).ok_or_else(|| unknown(cx, &encoding))?;
    let bytes = buffer::characters(cx, args[0])?;
    let result = codecs::decode_native(cx, codec, &bytes, &errors)?;
    pair(cx, result, bytes.len())
}

/// The number of units of a text.
fn length(cx: &Cx, x: Ref<'_>) -> PyResult<usize> {
    match x.cast::<Unicode>() {
        Some(text) => Ok(text.len()),
        None => Ok(buffer::characters(cx, x)?.len()),
    }
}

pub(crate) fn pair(cx: &Cx, value: Owned, len: usize) -> PyResult {
    Tuple::new(cx, vec![value, Owned::int(len as i64)])
}

/// The code points of an argument.
pub(crate) fn text_of(cx: &Cx, x: Ref<'_>) -> PyResult<Vec<u32>> {
    let text = unicode::from_object(cx, x)?;
    Ok(text.borrow().recv::<Unicode>().code_points().to_vec())
}

/// Declares encoders: `name: codec`.
macro_rules! encoders {
    ($( $name:ident: $codec:expr; )+) => { $(
        fn $name(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
            let errors = errors(cx, args, 1)?;
            let len = length(cx, args[0])?;
            let result = codecs::encode_native(cx, $codec, args[0], &errors)?;
            pair(cx, result, len)
        }
    )+ };
}

encoders! {
    ascii_encode: Codec::Ascii;
    latin_1_encode: Codec::Latin1;
    utf_8_encode: Codec::Utf8;
    utf_7_encode: Codec::Utf7;
    utf_16_le_encode: Codec::Utf16(Order::Little);
    utf_16_be_encode: Codec::Utf16(Order::Big);
    utf_32_le_encode: Codec::Utf32(Order::Little);
    utf_32_be_encode: Codec::Utf32(Order::Big);
    unicode_escape_encode: Codec::UnicodeEscape;
    raw_unicode_escape_encode: Codec::RawUnicodeEscape;
    unicode_internal_encode: Codec::UnicodeInternal;
}

/// Declares decoders of whole inputs: `name: codec`.
macro_rules! decoders {
    ($( $name:ident: $codec:expr; )+) => { $(
        fn $name(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
            let errors = errors(cx, args, 1)?;
            let bytes = buffer::characters(cx, args[0])?;
            let result = codecs::decode_native(cx, $codec, &bytes, &errors)?;
            pair(cx, result, bytes.len())
        }
    )+ };
}

decoders! {
    ascii_decode: Codec::Ascii;
    latin_1_decode: Codec::Latin1;
    unicode_escape_decode: Codec::UnicodeEscape;
    raw_unicode_escape_decode: Codec::RawUnicodeEscape;
    unicode_internal_decode: Codec::UnicodeInternal;
    escape_decode: Codec::StringEscape;
}

fn escape_encode(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let Some(text) = args[0].cast::<Str>() else {
        return Err(cx.raise(
            &exc::TYPE_ERROR,
            format_args!("escape_encode() argument 1 must be str, not {}", args[0].ty().name()),
        ));
    };
    let result = of_bytes(cx, &codecs::escape::encode_bytes(text.as_bytes()))?;
    pair(cx, result, text.len())
}

/// Whether the input is complete (the third argument).
fn is_last(cx: &Cx, args: &[Ref<'_>], index: usize) -> PyResult<bool> {
    args.get(index).map_or(Ok(false), |last| truth::is_true(cx, *last))
}

fn utf_8_decode(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let errors = errors(cx, args, 1)?;
    let bytes = buffer::characters(cx, args[0])?;
    let (text, used) = utf8::decode(cx, &bytes, &errors, is_last(cx, args, 2)?)?;
    pair(cx, Unicode::from_vec(cx, text)?, used)
}

fn utf_7_decode(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let errors = errors(cx, args, 1)?;
    let bytes = buffer::characters(cx, args[0])?;
    let (text, used) = utf7::decode(cx, &bytes, &errors, is_last(cx, args, 2)?)?;
    pair(cx, Unicode::from_vec(cx, text)?, used)
}

/// The order that a number stands for.
fn order_of(cx: &Cx, args: &[Ref<'_>], index: usize) -> PyResult<Order> {
    Ok(match args.get(index) {
        None => Order::Mark,
        Some(order) => match number::as_i64(cx, *order)? {
            0 => Order::Mark,
            ..0 => Order::Little,
            _ => Order::Big,
        },
    })
}

fn utf_16_encode(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let text = text_of(cx, args[0])?;
    let bytes = utf16::encode16(cx, &text, order_of(cx, args, 2)?)?;
    pair(cx, of_bytes(cx, &bytes)?, text.len())
}

fn utf_32_encode(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let text = text_of(cx, args[0])?;
    let bytes = utf16::encode32(cx, &text, order_of(cx, args, 2)?)?;
    pair(cx, of_bytes(cx, &bytes)?, text.len())
}

type Decoder = fn(&Cx, &[u8], &[u8], Order, bool) -> PyResult<Decoded>;

fn decode_units(
    cx: &Cx,
    args: &[Ref<'_>],
    order: Order,
    last_index: usize,
    decoder: Decoder,
) -> PyResult<Decoded> {
    let errors = errors(cx, args, 1)?;
    let bytes = buffer::characters(cx, args[0])?;
    decoder(cx, &bytes, &errors, order, is_last(cx, args, last_index)?)
}

/// Declares decoders of UTF-16 and UTF-32: `name: order, decoder`.
macro_rules! unit_decoders {
    ($( $name:ident: $order:expr, $decoder:path; )+) => { $(
        fn $name(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
            let decoded = decode_units(cx, args, $order, 2, $decoder)?;
            pair(cx, Unicode::from_vec(cx, decoded.code_points)?, decoded.used)
        }
    )+ };
}

unit_decoders! {
    utf_16_decode: Order::Mark, utf16::decode16;
    utf_16_le_decode: Order::Little, utf16::decode16;
    utf_16_be_decode: Order::Big, utf16::decode16;
    utf_32_decode: Order::Mark, utf16::decode32;
    utf_32_le_decode: Order::Little, utf16::decode32;
    utf_32_be_decode: Order::Big, utf16::decode32;
}

fn with_order(cx: &Cx, args: &[Ref<'_>], decoder: Decoder) -> PyResult {
    let decoded = decode_units(cx, args, order_of(cx, args, 2)?, 3, decoder)?;
    let order = match decoded.order {
        Order::Mark => 0,
        Order::Little => -1,
        Order::Big => 1,
    };
    let text = Unicode::from_vec(cx, decoded.code_points)?;
    Tuple::new(cx, vec![text, Owned::int(decoded.used as i64), Owned::int(order)])
}

fn utf_16_ex_decode(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    with_order(cx, args, utf16::decode16)
}

fn utf_32_ex_decode(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    with_order(cx, args, utf16::decode32)
}

fn buffer_encode(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let bytes = buffer::characters(cx, args[0])?;
    pair(cx, of_bytes(cx, &bytes)?, bytes.len())
}
