//! `unicode_escape`: code points as they stand in a literal.

/// Adds code points as ASCII with escapes; `quote` is escaped too.
pub(crate) fn encode(text: &mut Vec<u8>, code_points: &[u32], quote: Option<u8>) {
    for code in code_points {
        match *code {
            0x5c => text.extend_from_slice(b"\\\\"),
            9 => text.extend_from_slice(b"\\t"),
            10 => text.extend_from_slice(b"\\n"),
            13 => text.extend_from_slice(b"\\r"),
            code if quote.is_some_and(|quote| u32::from(quote) == code) => {
                text.extend_from_slice(&[b'\\', code as u8]);
            }
            code @ 0x20..=0x7e => text.push(code as u8),
            code @ 0..=0xff => text.extend_from_slice(format!("\\x{code:02x}").as_bytes()),
            code @ 0x100..=0xffff => text.extend_from_slice(format!("\\u{code:04x}").as_bytes()),
            code => text.extend_from_slice(format!("\\U{code:08x}").as_bytes()),
        }
    }
}
