//! `str.format` and what `string.Formatter` is built on.

use super::markup::{self, Field, Step};
use crate::builtins::list::List;
use crate::builtins::long::Long;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::unicode::Unicode;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Owned, Ref, none};
use crate::protocol::{repr, sequence, special};
use crate::types::CallArgs;
use std::ops::Range;

/// `text.format(...)` of a str.
pub(crate) fn format_str(cx: &Cx, x: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    Formatter { cx, args, wide: false, numbering: Numbering::Unknown }.run(x)
}

/// `text.format(...)` of a unicode.
pub(crate) fn format_unicode(cx: &Cx, x: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    Formatter { cx, args, wide: true, numbering: Numbering::Unknown }.run(x)
}

/// How fields without names are counted.
#[derive(Clone, Copy)]
enum Numbering {
    Unknown,
    Manual,
    Automatic(usize),
}

struct Formatter<'a> {
    cx: &'a Cx,
    args: CallArgs<'a>,
    wide: bool,
    numbering: Numbering,
}

impl Formatter<'_> {
    fn run(&mut self, x: Ref<'_>) -> PyResult {
        let text = super::units(x).expect("the receiver is a text");
        let out = self.build(&text, 0..text.len(), 2)?;
        super::result(self.cx, self.wide, &out)
    }

    fn build(&mut self, text: &[u32], range: Range<usize>, depth: u32) -> PyResult<Vec<u32>> {
        if depth == 0 {
            return Err(self
                .cx
                .raise(&table::VALUE_ERROR, format_args!("Max string recursion exceeded")));
        }
        let mut out = Vec::with_capacity(range.len() + 16);
        let mut at = range.start;
        while let Some(chunk) = markup::next_chunk(self.cx, text, range.end, &mut at)? {
            out.extend_from_slice(&text[chunk.literal]);
            if let Some(field) = chunk.field {
                self.field(text, &field, depth, &mut out)?;
            }
        }
        Ok(out)
    }

    fn field(
        &mut self,
        text: &[u32],
        field: &Field,
        depth: u32,
        out: &mut Vec<u32>,
    ) -> PyResult<()> {
        let cx = self.cx;
        let mut value = self.value(text, &field.name)?;
        if let Some(conversion) = field.conversion {
            value = self.convert(value.borrow(), conversion)?;
        }
        let spec = if field.nested {
            self.build(text, field.spec.clone(), depth - 1)?
        } else {
            text[field.spec.clone()].to_vec()
        };
        let spec = super::result(cx, self.wide, &spec)?;
        let formatted = super::format(cx, value.borrow(), Some(spec.borrow()))?;
        let formatted = if self.wide {
            repr::unicode(cx, formatted.borrow())?
        } else if formatted.borrow().cast::<Str>().is_some() {
            formatted
        } else {
            repr::str(cx, formatted.borrow())?
        };
        if let Some(text) = formatted.borrow().cast::<Str>() {
            out.extend(text.as_bytes().iter().map(|byte| u32::from(*byte)));
        } else if let Some(text) = formatted.borrow().cast::<Unicode>() {
            out.extend_from_slice(text.code_points());
        }
        Ok(())
    }

    fn convert(&self, value: Ref<'_>, conversion: u32) -> PyResult {
        let cx = self.cx;
        match u8::try_from(conversion) {
            Ok(b'r') => repr::repr(cx, value),
            Ok(b's') if self.wide => repr::unicode(cx, value),
            Ok(b's') => repr::str(cx, value),
            Ok(code @ 33..=126) => Err(cx.raise(
                &table::VALUE_ERROR,
                format_args!("Unknown conversion specifier {}", char::from(code)),
            )),
            _ => Err(cx.raise(
                &table::VALUE_ERROR,
                format_args!("Unknown conversion specifier \\x{conversion:x}"),
            )),
        }
    }

    /// The index a field without name, or with a number, stands for.
    fn index(&mut self, number: Option<usize>, empty: bool) -> PyResult<Option<usize>> {
        if !empty && number.is_none() {
            return Ok(None);
        }
        let message = match (self.numbering, empty) {
            (Numbering::Manual, true) => {
                "cannot switch from manual field specification to automatic field numbering"
            }
            (Numbering::Automatic(_), false) => {
                "cannot switch from automatic field numbering to manual field specification"
            }
            (Numbering::Unknown, true) => {
                self.numbering = Numbering::Automatic(1);
                return Ok(Some(0));
            }
            (Numbering::Automatic(next), true) => {
                self.numbering = Numbering::Automatic(next + 1);
                return Ok(Some(next));
            }
            (Numbering::Unknown | Numbering::Manual, false) => {
                self.numbering = Numbering::Manual;
                return Ok(number);
            }
        };
        Err(self.cx.raise(&table::VALUE_ERROR, format_args!("{message}")))
    }

    fn value(&mut self, text: &[u32], name: &Range<usize>) -> PyResult {
        let cx = self.cx;
        let end = markup::first_end(text, name);
        let first = &text[name.start..end];
        let number = markup::as_number(cx, first)?;
        let mut value = match self.index(number, first.is_empty())? {
            Some(index) => match self.args.positional().get(index) {
                Some(value) => value.own(),
                None => {
                    return Err(
                        cx.raise(&table::INDEX_ERROR, format_args!("tuple index out of range"))
                    );
                }
            },
            None => self.named(first)?,
        };
        let mut at = end;
        while let Some(step) = markup::next_step(cx, text, name.end, &mut at)? {
            value = match step {
                Step::Attribute(range) => {
                    let name = super::result(cx, self.wide, &text[range])?;
                    special::get_attr(cx, value.borrow(), name.borrow())?
                }
                Step::Key(range) => {
                    let key = super::result(cx, self.wide, &text[range])?;
                    special::get_item(cx, value.borrow(), key.borrow())?
                }
                Step::Index(index) => {
                    let value = value.borrow();
                    let index = if sequence::is_sequence(cx, value) {
                        Owned::int(index as i64)
                    } else {
                        Long::new(cx, index.into())?
                    };
                    special::get_item(cx, value, index.borrow())?
                }
            };
        }
        Ok(value)
    }

    fn named(&self, name: &[u32]) -> PyResult {
        let key = super::result(self.cx, self.wide, name)?;
        let pairs = self.args.names.iter().zip(self.args.keyword_values());
        for (other, value) in pairs {
            if super::units(*other).is_some_and(|other| other == name) {
                return Ok(value.own());
            }
        }
        Err(self.cx.raise_with(Ref::from_object(&table::KEY_ERROR), Some(key)))
    }
}

fn iterator(cx: &Cx, items: Vec<Owned>) -> PyResult {
    let list = List::new(cx, items)?;
    special::iter(cx, list.borrow())
}

/// `text._formatter_parser()`: tuples of literal text, field name, format and conversion.
pub(crate) fn formatter_parser(cx: &Cx, x: Ref<'_>) -> PyResult {
    let wide = x.cast::<Unicode>().is_some();
    let text = super::units(x).expect("the receiver is a text");
    let mut items = Vec::new();
    let mut at = 0;
    while let Some(chunk) = markup::next_chunk(cx, &text, text.len(), &mut at)? {
        let literal = super::result(cx, wide, &text[chunk.literal])?;
        let rest = match chunk.field {
            None => [none().own(), none().own(), none().own()],
            Some(field) => [
                super::result(cx, wide, &text[field.name])?,
                super::result(cx, wide, &text[field.spec])?,
                match field.conversion {
                    Some(conversion) => super::result(cx, wide, &[conversion])?,
                    None => none().own(),
                },
            ],
        };
        let [name, spec, conversion] = rest;
        items.push(Tuple::new(cx, vec![literal, name, spec, conversion])?);
    }
    iterator(cx, items)
}

/// `text._formatter_field_name_split()`: the first part, and the steps as pairs of whether it is
/// an attribute and its name or number.
pub(crate) fn field_name_split(cx: &Cx, x: Ref<'_>) -> PyResult {
    let wide = x.cast::<Unicode>().is_some();
    let text = super::units(x).expect("the receiver is a text");
    let end = markup::first_end(&text, &(0..text.len()));
    let first = match markup::as_number(cx, &text[..end])? {
        Some(number) => Long::new(cx, number.into())?,
        None => super::result(cx, wide, &text[..end])?,
    };
    let mut items = Vec::new();
    let mut at = end;
    while let Some(step) = markup::next_step(cx, &text, text.len(), &mut at)? {
        let (attribute, part) = match step {
            Step::Attribute(range) => (true, super::result(cx, wide, &text[range])?),
            Step::Key(range) => (false, super::result(cx, wide, &text[range])?),
            Step::Index(index) => (false, Long::new(cx, index.into())?),
        };
        items.push(Tuple::new(cx, vec![Owned::bool(attribute), part])?);
    }
    Tuple::new(cx, vec![first, iterator(cx, items)?])
}
