//! Properties of code points, from the generated table of Unicode 5.2 (`tools/unicode_table.py`).
//!
//! A code point's page is found by its upper bits, its record by the page and its lower 7 bits.

static TABLE: &[u8] = include_bytes!("table.bin");
const RECORD: usize = 22;
const PAGES: usize = 0x11_0000 / 128;

/// The properties of one code point.
#[derive(Clone, Copy)]
pub struct Properties {
    to_upper: i32,
    to_lower: i32,
    to_title: i32,
    /// Value as a decimal digit; 255 if it is none.
    pub decimal: u8,
    /// Value as a digit; 255 if it is none.
    pub digit: u8,
    /// Number of the general category.
    pub category: u8,
    /// Number of the bidirectional class.
    pub bidirectional: u8,
    /// Canonical combining class.
    pub combining: u8,
    /// Number of the east asian width.
    pub width: u8,
    /// Mirrored in bidirectional text.
    pub mirrored: bool,
}

fn u16_at(at: usize) -> u16 {
    u16::from_le_bytes([TABLE[at], TABLE[at + 1]])
}

fn i32_at(at: usize) -> i32 {
    i32::from_le_bytes([TABLE[at], TABLE[at + 1], TABLE[at + 2], TABLE[at + 3]])
}

fn record_at(code: u32) -> usize {
    let code = if code < 0x11_0000 { code as usize } else { 0xffff };
    let index = 4 + usize::from(u16_at(0)) * RECORD;
    let page = usize::from(u16_at(index + (code >> 7) * 2));
    let record = u16_at(index + PAGES * 2 + (page * 128 + (code & 127)) * 2);
    4 + usize::from(record) * RECORD
}

/// Returns the properties of a code point.
pub fn properties(code: u32) -> Properties {
    let at = record_at(code);
    Properties {
        to_upper: i32_at(at + 2),
        to_lower: i32_at(at + 6),
        to_title: i32_at(at + 10),
        decimal: TABLE[at + 14],
        digit: TABLE[at + 15],
        category: TABLE[at + 16],
        bidirectional: TABLE[at + 17],
        combining: TABLE[at + 18],
        width: TABLE[at + 19] & 127,
        mirrored: TABLE[at + 19] & 128 != 0,
    }
}

/// Declares the questions that a flag answers, in the order of the bits.
macro_rules! flags {
    ($( $name:ident = $bit:literal, $doc:literal; )+) => { $(
        #[doc = $doc]
        pub fn $name(code: u32) -> bool {
            u16_at(record_at(code)) >> $bit & 1 == 1
        }
    )+ };
}

flags! {
    is_alpha = 0, "Returns whether it is a letter.";
    is_lower = 1, "Returns whether it is a lower-case letter.";
    is_upper = 2, "Returns whether it is an upper-case letter.";
    is_title = 3, "Returns whether it is a title-case letter (and not an upper-case one).";
    is_wide_space = 4, "Returns whether it is white space.";
    is_wide_line_end = 5, "Returns whether a line ends with it.";
    is_decimal = 6, "Returns whether it is a decimal digit.";
    is_digit = 7, "Returns whether it is a digit.";
    is_numeric = 8, "Returns whether it has a numeric value.";
}

/// Returns whether it is white space.
#[inline]
pub fn is_space(code: u32) -> bool {
    if code < 128 { matches!(code, 9..=13 | 28..=32) } else { is_wide_space(code) }
}

/// Returns whether a line ends with it.
#[inline]
pub fn is_line_end(code: u32) -> bool {
    if code < 128 { matches!(code, 10..=13 | 28..=30) } else { is_wide_line_end(code) }
}

/// Returns whether it is a letter or has a numeric value.
pub fn is_alnum(code: u32) -> bool {
    u16_at(record_at(code)) & 0b1_1100_0001 != 0
}

/// The upper-case form.
#[inline]
pub fn to_upper(code: u32) -> u32 {
    if code < 128 {
        return u32::from((code as u8).to_ascii_uppercase());
    }
    code.wrapping_add_signed(properties(code).to_upper)
}

/// The lower-case form.
#[inline]
pub fn to_lower(code: u32) -> u32 {
    if code < 128 {
        return u32::from((code as u8).to_ascii_lowercase());
    }
    code.wrapping_add_signed(properties(code).to_lower)
}

/// The title-case form.
pub fn to_title(code: u32) -> u32 {
    code.wrapping_add_signed(properties(code).to_title)
}
