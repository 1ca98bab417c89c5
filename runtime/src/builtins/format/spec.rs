//! The format mini language: `[[fill]align][sign][#][0][width][,][.precision][type]`.

use crate::cx::Cx;
use crate::exceptions::{PyResult, table};

/// What holds where the text says nothing.
#[derive(Clone, Copy)]
pub(crate) struct Defaults {
    align: u8,
    kind: u8,
}

impl Defaults {
    /// Texts: to the left.
    pub(crate) const TEXT: Defaults = Defaults { align: b'<', kind: b's' };
    /// Numbers: to the right. Kind 0 is the plain form of the number's type.
    pub(crate) const NUMBER: Defaults = Defaults { align: b'>', kind: 0 };
}

/// A parsed format.
#[derive(Clone, Copy)]
pub(crate) struct Spec {
    /// Fill character; None if not given.
    pub(crate) fill: Option<u32>,
    /// `<`, `>`, `=` or `^`.
    pub(crate) align: u8,
    /// Whether the alignment was given.
    pub(crate) align_given: bool,
    /// `+`, `-`, blank or 0.
    pub(crate) sign: u8,
    /// `#`
    pub(crate) alternate: bool,
    /// Width, 0 if not given.
    pub(crate) width: usize,
    /// `,`
    pub(crate) thousands: bool,
    /// Digits behind the point, or the like.
    pub(crate) precision: Option<usize>,
    /// The type character, 0 if not given.
    pub(crate) kind: u32,
}

fn is_align(code: u32) -> bool {
    matches!(u8::try_from(code), Ok(b'<' | b'>' | b'=' | b'^'))
}

/// Reads decimal digits at `at`.
pub(crate) fn read_digits(cx: &Cx, text: &[u32], at: &mut usize) -> PyResult<Option<usize>> {
    let start = *at;
    let mut value = 0usize;
    while let Some(digit) = text.get(*at).and_then(|code| char::from_u32(*code)?.to_digit(10)) {
        let next = value.checked_mul(10).and_then(|value| value.checked_add(digit as usize));
        match next.filter(|value| *value <= isize::MAX as usize) {
            Some(next) => value = next,
            None => {
                return Err(cx.raise(
                    &table::VALUE_ERROR,
                    format_args!("Too many decimal digits in format string"),
                ));
            }
        }
        *at += 1;
    }
    Ok((*at > start).then_some(value))
}

impl Spec {
    /// Parses a format.
    ///
    /// # Errors
    /// Raises `ValueError`.
    pub(crate) fn parse(cx: &Cx, text: &[u32], defaults: Defaults) -> PyResult<Spec> {
        let mut spec = Spec {
            fill: None,
            align: defaults.align,
            align_given: false,
            sign: 0,
            alternate: false,
            width: 0,
            thousands: false,
            precision: None,
            kind: u32::from(defaults.kind),
        };
        let mut at = 0;
        if text.len() >= 2 && is_align(text[1]) {
            (spec.fill, spec.align, spec.align_given) = (Some(text[0]), text[1] as u8, true);
            at = 2;
        } else if text.first().is_some_and(|code| is_align(*code)) {
            (spec.align, spec.align_given) = (text[0] as u8, true);
            at = 1;
        }
        let take = |at: &mut usize, wanted: &[u8]| {
            let found = text.get(*at).and_then(|code| u8::try_from(*code).ok());
            let found = found.filter(|byte| wanted.contains(byte));
            *at += usize::from(found.is_some());
            found
        };
        spec.sign = take(&mut at, b" +-").unwrap_or(0);
        spec.alternate = take(&mut at, b"#").is_some();
        if spec.fill.is_none() && take(&mut at, b"0").is_some() {
            spec.fill = Some(u32::from(b'0'));
            if !spec.align_given {
                spec.align = b'=';
                spec.align_given = true;
            }
        }
        spec.width = read_digits(cx, text, &mut at)?.unwrap_or(0);
        spec.thousands = take(&mut at, b",").is_some();
        if take(&mut at, b".").is_some() {
            spec.precision = read_digits(cx, text, &mut at)?;
            if spec.precision.is_none() {
                return Err(cx.raise(
                    &table::VALUE_ERROR,
                    format_args!("Format specifier missing precision"),
                ));
            }
        }
        if text.len() > at + 1 {
            return Err(
                cx.raise(&table::VALUE_ERROR, format_args!("Invalid conversion specification"))
            );
        }
        if let Some(kind) = text.get(at) {
            spec.kind = *kind;
        }
        spec.check_thousands(cx)?;
        Ok(spec)
    }

    fn check_thousands(&self, cx: &Cx) -> PyResult<()> {
        let allowed = matches!(
            u8::try_from(self.kind),
            Ok(b'd' | b'e' | b'f' | b'g' | b'E' | b'G' | b'%' | b'F' | 0)
        );
        if !self.thousands || allowed {
            return Ok(());
        }
        let shown = char::from_u32(self.kind).unwrap_or('?');
        if (33..128).contains(&self.kind) {
            Err(cx.raise(&table::VALUE_ERROR, format_args!("Cannot specify ',' with '{shown}'.")))
        } else {
            Err(cx.raise(
                &table::VALUE_ERROR,
                format_args!("Cannot specify ',' with '\\x{:x}'.", self.kind),
            ))
        }
    }

    /// The fill character.
    pub(crate) fn fill(&self) -> u32 {
        self.fill.unwrap_or(32)
    }
}
