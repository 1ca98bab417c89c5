//! The module `binascii`: bytes as text in several encodings of mail and news, and checksums.

mod hqx;
mod quoted;

use runtime::api::{Cx, ModuleDef, Owned, PyResult, Raised, Ref, exc, methods};
use runtime::builtins::codecs::transform;
use runtime::builtins::str::Str;
use runtime::protocol::{args, number};
use std::borrow::Cow;

/// The module's table.
pub(crate) static BINASCII: ModuleDef = ModuleDef {
    name: "binascii",
    doc: "Bytes as text: uuencode, base64, BinHex, hexadecimal, quoted-printable; checksums.",
    functions: methods! {
        /// Decodes a line of uuencoded text.
        "a2b_uu" => a2b_uu, (1..=1) -> Str;
        /// Encodes up to 45 bytes as a line.
        "b2a_uu" => b2a_uu, (1..=1) -> Str;
        /// Decodes base64; characters outside the alphabet are left out.
        "a2b_base64" => a2b_base64, (1..=1) -> Str;
        /// Encodes as one line of base64.
        "b2a_base64" => b2a_base64, (1..=1) -> Str;
        /// Decodes BinHex text: (bytes, whether the end was seen).
        "a2b_hqx" => hqx::decode, (1..=1) -> Tuple;
        /// Encodes as BinHex text.
        "b2a_hqx" => hqx::encode, (1..=1) -> Str;
        /// Packs runs of equal bytes.
        "rlecode_hqx" => hqx::pack, (1..=1) -> Str;
        /// Unpacks runs of equal bytes.
        "rledecode_hqx" => hqx::unpack, (1..=1) -> Str;
        /// crc_hqx(data, crc) -- returns BinHex's checksum, going on from crc.
        "crc_hqx" => hqx::checksum, (2..=2) -> Int;
        /// crc32(data[, crc]) -- returns the CRC-32, going on from crc.
        "crc32" => crc32, (1..=2) -> Int;
        /// Returns the hexadecimal digits of the bytes.
        "b2a_hex" => b2a_hex, (1..=1) -> Str;
        /// Returns the hexadecimal digits of the bytes.
        "hexlify" => hexlify, (1..=1) -> Str;
        /// Returns the bytes that hexadecimal digits stand for.
        "a2b_hex" => a2b_hex, (x) -> Str;
        /// Returns the bytes that hexadecimal digits stand for.
        "unhexlify" => unhexlify, (x) -> Str;
        /// a2b_qp(data, header=False) -- decodes quoted-printable text.
        "a2b_qp" => quoted::decode, (kw 1; "data", "header") -> Str;
        /// b2a_qp(data, quotetabs=0, istext=1, header=0) -- encodes as quoted-printable text.
        "b2a_qp" => quoted::encode, (kw 1; "data", "quotetabs", "istext", "header") -> Str;
    },
    types: &[],
    init: Some(init),
};

fn init(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    for name in ["Error", "Incomplete"] {
        let class = crate::new_exception(cx, "binascii", name, exc::EXCEPTION.as_ref())?;
        cx.module_add(module, name, class)?;
    }
    Ok(())
}

fn raise(cx: &Cx, message: &str) -> Raised {
    crate::raise_of(cx, "binascii", "Error", message)
}

fn buffer<'a>(cx: &Cx, function: &str, x: Ref<'a>) -> PyResult<Cow<'a, [u8]>> {
    args::place(function, 1).buffer(cx, x)
}

fn a2b_uu(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let text = buffer(cx, "a2b_uu", args[0])?;
    let size = usize::from(text.first().copied().unwrap_or(0).wrapping_sub(b' ') & 0x3F);
    let mut rest = text.get(1..).unwrap_or_default().iter();
    let mut out = Vec::with_capacity(size);
    let (mut bits, mut held) = (0u32, 0);
    while out.len() < size {
        let value = match rest.next().copied() {
            None | Some(b'\n' | b'\r') => 0,
            Some(byte @ b' '..=b'`') => u32::from(byte - b' ') & 0x3F,
            Some(_) => return Err(raise(cx, "Illegal char")),
        };
        bits = bits << 6 | value;
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    if rest.any(|byte| !matches!(byte, b' ' | b'`' | b'\n' | b'\r')) {
        return Err(raise(cx, "Trailing garbage"));
    }
    Str::new(cx, &out)
}

fn b2a_uu(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let bytes = buffer(cx, "b2a_uu", args[0])?;
    if bytes.len() > 45 {
        return Err(raise(cx, "At most 45 bytes at once"));
    }
    let mut out = vec![b' ' + bytes.len() as u8];
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        out.extend([18, 12, 6, 0].map(|shift| b' ' + (bits >> shift & 0x3F) as u8));
    }
    out.push(b'\n');
    Str::new(cx, &out)
}

/// Values of base64's characters; 64 for the padding, 255 for others.
const BASE64: [u8; 256] = {
    let mut table = [255; 256];
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
    let mut at = 0;
    while at < alphabet.len() {
        table[alphabet[at] as usize] = at as u8;
        at += 1;
    }
    table
};

fn a2b_base64(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let text = buffer(cx, "a2b_base64", args[0])?;
    let values: Vec<u8> =
        text.iter().map(|byte| BASE64[usize::from(*byte)]).filter(|value| *value != 255).collect();
    let mut out = Vec::with_capacity(values.len() / 4 * 3);
    let (mut bits, mut held, mut place) = (0u32, 0, 0);
    for (at, value) in values.iter().enumerate() {
        if *value == 64 {
            // Padding ends the text where it may stand; two are needed behind two characters.
            if place == 3 || place == 2 && values.get(at + 1) == Some(&64) {
                held = 0;
                break;
            }
            continue;
        }
        place = (place + 1) % 4;
        bits = bits << 6 | u32::from(*value);
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    if held != 0 {
        return Err(raise(cx, "Incorrect padding"));
    }
    Str::new(cx, &out)
}

fn b2a_base64(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let bytes = buffer(cx, "b2a_base64", args[0])?;
    let mut line = transform::base64_line(&bytes);
    line.push(b'\n');
    Str::new(cx, &line)
}

fn crc32(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let bytes = buffer(cx, "crc32", args[0])?;
    let start = args.get(1).map_or(Ok(0), |start| args::mask64(cx, *start))? as u32;
    let mut hasher = crc32fast::Hasher::new_with_initial(start);
    hasher.update(&bytes);
    Ok(Owned::int(i64::from(hasher.finalize() as i32)))
}

fn hex(cx: &Cx, function: &str, x: Ref<'_>) -> PyResult {
    let bytes = buffer(cx, function, x)?;
    Str::new(cx, &transform::encode_hex(&bytes))
}

fn b2a_hex(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    hex(cx, "b2a_hex", args[0])
}

fn hexlify(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    hex(cx, "b2a_hex", args[0])
}

fn a2b_hex(cx: &Cx, _: Ref<'_>, x: Ref<'_>) -> PyResult {
    let text = args::place("a2b_hex", 1).buffer(cx, x)?;
    Str::new(cx, &transform::decode_hex(cx, &text)?)
}

fn unhexlify(cx: &Cx, module: Ref<'_>, x: Ref<'_>) -> PyResult {
    a2b_hex(cx, module, x)
}

/// A flag among keyword arguments.
fn flag(cx: &Cx, x: Option<Ref<'_>>, default: bool) -> PyResult<bool> {
    x.map_or(Ok(default), |x| Ok(number::as_i64(cx, x)? != 0))
}
