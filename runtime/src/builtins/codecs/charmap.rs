//! Encodings by tables of 256 code points, and the other names of encodings.

use super::errors::{DecodeErrors, EncodeErrors};
use crate::builtins::unicode::room;
use crate::cx::Cx;
use crate::exceptions::PyResult;

/// The tables, 512 bytes each in the order of [`NAMES`], made by `tools/charmaps.py`.
static TABLES: &[u8] = include_bytes!("charmaps.bin");
const NOTHING: u32 = 0xfffe;

/// The encodings that have a table.
pub(super) const NAMES: &[&str] = &[
    "iso8859_2",
    "iso8859_3",
    "iso8859_4",
    "iso8859_5",
    "iso8859_6",
    "iso8859_7",
    "iso8859_8",
    "iso8859_9",
    "iso8859_10",
    "iso8859_11",
    "iso8859_13",
    "iso8859_14",
    "iso8859_15",
    "iso8859_16",
    "cp1250",
    "cp1251",
    "cp1252",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "cp1258",
    "cp037",
    "cp424",
    "cp437",
    "cp500",
    "cp737",
    "cp775",
    "cp850",
    "cp852",
    "cp855",
    "cp857",
    "cp858",
    "cp860",
    "cp861",
    "cp862",
    "cp863",
    "cp864",
    "cp865",
    "cp866",
    "cp869",
    "cp874",
    "cp1026",
    "cp1140",
    "koi8_r",
    "koi8_u",
    "mac_roman",
    "mac_cyrillic",
    "mac_greek",
    "mac_latin2",
    "mac_iceland",
    "mac_turkish",
    "hp_roman8",
    "tis_620",
    "ptcp154",
];

/// Encodings and their other names.
static ALIASES: &[(&str, &[&str])] = &[
    (
        "ascii",
        &[
            "646",
            "ansi_x3.4_1968",
            "ansi_x3.4_1986",
            "ansi_x3_4_1968",
            "cp367",
            "csascii",
            "ibm367",
            "iso646_us",
            "iso_646.irv_1991",
            "iso_ir_6",
            "us",
            "us_ascii",
        ],
    ),
    ("base64_codec", &["base64", "base_64"]),
    (
        "cp037",
        &[
            "037",
            "csibm037",
            "ebcdic_cp_ca",
            "ebcdic_cp_nl",
            "ebcdic_cp_us",
            "ebcdic_cp_wt",
            "ibm037",
            "ibm039",
        ],
    ),
    ("cp1026", &["1026", "csibm1026", "ibm1026"]),
    ("cp1140", &["1140", "ibm1140"]),
    ("cp1250", &["1250", "windows_1250"]),
    ("cp1251", &["1251", "windows_1251"]),
    ("cp1252", &["1252", "windows_1252"]),
    ("cp1253", &["1253", "windows_1253"]),
    ("cp1254", &["1254", "windows_1254"]),
    ("cp1255", &["1255", "windows_1255"]),
    ("cp1256", &["1256", "windows_1256"]),
    ("cp1257", &["1257", "windows_1257"]),
    ("cp1258", &["1258", "windows_1258"]),
    ("cp424", &["424", "csibm424", "ebcdic_cp_he", "ibm424"]),
    ("cp437", &["437", "cspc8codepage437", "ibm437"]),
    ("cp500", &["500", "csibm500", "ebcdic_cp_be", "ebcdic_cp_ch", "ibm500"]),
    ("cp775", &["775", "cspc775baltic", "ibm775"]),
    ("cp850", &["850", "cspc850multilingual", "ibm850"]),
    ("cp852", &["852", "cspcp852", "ibm852"]),
    ("cp855", &["855", "csibm855", "ibm855"]),
    ("cp857", &["857", "csibm857", "ibm857"]),
    ("cp858", &["858", "csibm858", "ibm858"]),
    ("cp860", &["860", "csibm860", "ibm860"]),
    ("cp861", &["861", "cp_is", "csibm861", "ibm861"]),
    ("cp862", &["862", "cspc862latinhebrew", "ibm862"]),
    ("cp863", &["863", "csibm863", "ibm863"]),
    ("cp864", &["864", "csibm864", "ibm864"]),
    ("cp865", &["865", "csibm865", "ibm865"]),
    ("cp866", &["866", "csibm866", "ibm866"]),
    ("cp869", &["869", "cp_gr", "csibm869", "ibm869"]),
    ("hex_codec", &["hex"]),
    ("hp_roman8", &["csHPRoman8", "r8", "roman8"]),
    (
        "iso8859_10",
        &["csisolatin6", "iso_8859_10", "iso_8859_10_1992", "iso_ir_157", "l6", "latin6"],
    ),
    ("iso8859_11", &["iso_8859_11", "iso_8859_11_2001", "thai"]),
    ("iso8859_13", &["iso_8859_13", "l7", "latin7"]),
    (
        "iso8859_14",
        &["iso_8859_14", "iso_8859_14_1998", "iso_celtic", "iso_ir_199", "l8", "latin8"],
    ),
    ("iso8859_15", &["iso_8859_15", "l9", "latin9"]),
    ("iso8859_16", &["iso_8859_16", "iso_8859_16_2001", "iso_ir_226", "l10", "latin10"]),
    ("iso8859_2", &["csisolatin2", "iso_8859_2", "iso_8859_2_1987", "iso_ir_101", "l2", "latin2"]),
    ("iso8859_3", &["csisolatin3", "iso_8859_3", "iso_8859_3_1988", "iso_ir_109", "l3", "latin3"]),
    ("iso8859_4", &["csisolatin4", "iso_8859_4", "iso_8859_4_1988", "iso_ir_110", "l4", "latin4"]),
    (
        "iso8859_5",
        &["csisolatincyrillic", "cyrillic", "iso_8859_5", "iso_8859_5_1988", "iso_ir_144"],
    ),
    (
        "iso8859_6",
        &[
            "arabic",
            "asmo_708",
            "csisolatinarabic",
            "ecma_114",
            "iso_8859_6",
            "iso_8859_6_1987",
            "iso_ir_127",
        ],
    ),
    (
        "iso8859_7",
        &[
            "csisolatingreek",
            "ecma_118",
            "elot_928",
            "greek",
            "greek8",
            "iso_8859_7",
            "iso_8859_7_1987",
            "iso_ir_126",
        ],
    ),
    ("iso8859_8", &["csisolatinhebrew", "hebrew", "iso_8859_8", "iso_8859_8_1988", "iso_ir_138"]),
    ("iso8859_9", &["csisolatin5", "iso_8859_9", "iso_8859_9_1989", "iso_ir_148", "l5", "latin5"]),
    ("koi8_r", &["cskoi8r"]),
    (
        "latin_1",
        &[
            "8859",
            "cp819",
            "csisolatin1",
            "ibm819",
            "iso8859",
            "iso8859_1",
            "iso_8859_1",
            "iso_8859_1_1987",
            "iso_ir_100",
            "l1",
            "latin",
            "latin1",
        ],
    ),
    ("mac_cyrillic", &["maccyrillic"]),
    ("mac_greek", &["macgreek"]),
    ("mac_iceland", &["maciceland"]),
    ("mac_latin2", &["maccentraleurope", "maclatin2"]),
    ("mac_roman", &["macroman"]),
    ("mac_turkish", &["macturkish"]),
    ("ptcp154", &["cp154", "csptcp154", "cyrillic_asian", "pt154"]),
    ("rot_13", &["rot13"]),
    ("tis_620", &["iso_ir_166", "tis620", "tis_620_0", "tis_620_2529_0", "tis_620_2529_1"]),
    ("utf_16", &["u16", "utf16"]),
    ("utf_16_be", &["unicodebigunmarked", "utf_16be"]),
    ("utf_16_le", &["unicodelittleunmarked", "utf_16le"]),
    ("utf_32", &["u32", "utf32"]),
    ("utf_32_be", &["utf_32be"]),
    ("utf_32_le", &["utf_32le"]),
    ("utf_7", &["u7", "unicode_1_1_utf_7", "utf7"]),
    ("utf_8", &["u8", "utf", "utf8", "utf8_ucs2", "utf8_ucs4"]),
];

/// Returns the main name of an encoding whose name is normalised.
pub fn main_name(name: &str) -> &str {
    for (main, others) in ALIASES {
        if others.contains(&name) {
            return main;
        }
    }
    name
}

/// Returns the number of the table of an encoding.
pub(super) fn table_of(name: &str) -> Option<usize> {
    NAMES.iter().position(|other| *other == name)
}

fn entry(table: usize, byte: usize) -> u32 {
    let at = table * 512 + byte * 2;
    u32::from(u16::from_le_bytes([TABLES[at], TABLES[at + 1]]))
}

/// Decodes by a table.
///
/// # Errors
/// Raises `UnicodeDecodeError`, or what the error handler raises.
pub(super) fn decode(cx: &Cx, table: usize, input: &[u8], errors: &[u8]) -> PyResult<Vec<u32>> {
    let context = DecodeErrors { cx, encoding: "charmap", errors, input };
    let mut out = room(cx, input.len())?;
    let mut at = 0;
    while let Some(byte) = input.get(at) {
        match entry(table, usize::from(*byte)) {
            NOTHING => {
                let range = at..at + 1;
                at = context.handle(&mut out, range, "character maps to <undefined>")?;
            }
            code => {
                out.push(code);
                at += 1;
            }
        }
    }
    Ok(out)
}

/// Encodes by a table.
///
/// # Errors
/// Raises `UnicodeEncodeError`, or what the error handler raises.
pub(super) fn encode(cx: &Cx, table: usize, input: &[u32], errors: &[u8]) -> PyResult<Vec<u8>> {
    let context = EncodeErrors { cx, encoding: "charmap", errors, input };
    let find = |code: u32| {
        (code != NOTHING).then(|| (0..256).find(|byte| entry(table, *byte) == code)).flatten()
    };
    encode_with(&context, |code| find(code).map(|byte| vec![byte as u8]))
}

/// Encodes each code point by a function that gives its bytes, or None if it has none.
///
/// # Errors
/// Raises `UnicodeEncodeError`, or what the error handler raises.
pub(super) fn encode_with(
    context: &EncodeErrors<'_>,
    mut find: impl FnMut(u32) -> Option<Vec<u8>>,
) -> PyResult<Vec<u8>> {
    const REASON: &str = "character maps to <undefined>";
    let input = context.input;
    let mut out = room(context.cx, input.len())?;
    let mut at = 0;
    while let Some(code) = input.get(at) {
        if let Some(bytes) = find(*code) {
            out.extend(bytes);
            at += 1;
            continue;
        }
        let run = input[at..].iter().take_while(|code| find(**code).is_none()).count();
        let range = at..at + run;
        let (replacement, next) = context.handle(range.clone(), REASON)?;
        for code in replacement {
            match find(code) {
                Some(bytes) => out.extend(bytes),
                None => return Err(context.raise(range, REASON)),
            }
        }
        at = next;
    }
    Ok(out)
}
