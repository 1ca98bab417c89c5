//! Names of code points.

/// Finds the code point of a name.
pub fn lookup(name: &str) -> Option<u32> {
    unicode_names2::character(name).map(u32::from)
}

/// Returns the name of a code point.
pub fn name(code: u32) -> Option<String> {
    let name = unicode_names2::name(char::from_u32(code)?)?;
    Some(name.to_string())
}
