//! Writers: rows become lines, quoted and escaped as the dialect asks.

use super::dialect::{self, Dialect, Quoting};
use super::{error, one_or_two};
use runtime::api::{CallArgs, Cx, Field, Header, Owned, PyResult, Ref, allocate, exc};
use runtime::builtins::str::Str;
use runtime::protocol::{attr, call, iter, number, repr, sequence};

/// Memory of a writer.
#[repr(C)]
pub(super) struct Writer {
    head: Header,
    write: Field,
    dialect: Field,
}

runtime::py_type! {
    /// Writes rows to a file.
    pub(super) static WRITER: Writer = "_csv.writer" {
        flags: [BASE, GC],
        slots { traverse: traverse, clear: clear }
        methods {
            /// Writes a row and returns what the file's write method returns.
            "writerow" => writerow, (x);
            /// Writes the rows of an iterable.
            "writerows" => writerows, (x) -> None;
        }
        getset {
            /// The rules.
            member "dialect" => dialect;
        }
    }
}

fn traverse(x: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    let writer = x.recv::<Writer>();
    [&writer.write, &writer.dialect].into_iter().filter_map(Field::peek).for_each(visit);
}

fn clear(_: &Cx, x: Ref<'_>) {
    x.recv::<Writer>().write.set(None);
}

fn dialect(_: &Cx, x: Ref<'_>) -> PyResult {
    Ok(x.recv::<Writer>().dialect.get().unwrap_or_else(Owned::none))
}

pub(super) fn writer(cx: &Cx, _: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let given = one_or_two(cx, args)?;
    let dialect = dialect::make(cx, given.get(1).copied(), args)?;
    let write = attr::get_attr(cx, given[0], runtime::object::names::WRITE.as_ref());
    let Some(write) = write.ok().filter(|write| call::is_callable(write.borrow())) else {
        cx.clear_raised();
        let message = format_args!("argument 1 must have a \"write\" method");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    };
    let (write, dialect) = (Field::new(write), Field::new(dialect));
    allocate(cx, &WRITER, Writer { head: Header::new(&WRITER), write, dialect })
}

fn writerows(cx: &Cx, x: Ref<'_>, rows: Ref<'_>) -> PyResult {
    let Ok(it) = iter::iter(cx, rows) else {
        cx.clear_raised();
        let message = format_args!("writerows() argument must be iterable");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    };
    while let Some(row) = iter::next(cx, it.borrow())? {
        writerow(cx, x, row.borrow())?;
    }
    Ok(Owned::none())
}

fn writerow(cx: &Cx, x: Ref<'_>, row: Ref<'_>) -> PyResult {
    let writer = x.recv::<Writer>();
    let (Some(write), Some(dialect)) = (writer.write.get(), writer.dialect.get()) else {
        return Err(cx.raise(&exc::RUNTIME_ERROR, format_args!("the writer has been cleared")));
    };
    if !sequence::is_sequence(cx, row) {
        return Err(error(cx, "sequence expected"));
    }
    let dialect = dialect.borrow().recv::<Dialect>();
    let mut line = Line { dialect, line_end: dialect.line_end(cx)?, text: Vec::new(), fields: 0 };
    let count = sequence::len(cx, row)?;
    for index in 0..count {
        let field = sequence::get_item(cx, row, index)?;
        line.append(cx, field.borrow(), count == 1)?;
    }
    line.text.extend_from_slice(&line.line_end);
    let text = Str::new(cx, &line.text)?;
    call::call1(cx, write.borrow(), text.borrow())
}

/// A line that is being written.
struct Line<'a> {
    dialect: &'a Dialect,
    line_end: Vec<u8>,
    text: Vec<u8>,
    fields: usize,
}

impl Line<'_> {
    fn append(&mut self, cx: &Cx, field: Ref<'_>, only: bool) -> PyResult<()> {
        let quoted = match self.dialect.quoting {
            Quoting::All => true,
            Quoting::NonNumeric => !number::is_number(field),
            Quoting::Minimal | Quoting::None => false,
        };
        if let Some(text) = field.cast::<Str>() {
            return self.append_text(cx, text.as_bytes(), quoted, only);
        }
        if field.is_none() {
            return self.append_text(cx, b"", quoted, only);
        }
        let text = if field.is_instance(&runtime::builtins::float::FLOAT) {
            repr::repr(cx, field)?
        } else {
            repr::str(cx, field)?
        };
        self.append_text(cx, text.borrow().recv::<Str>().as_bytes(), quoted, only)
    }

    /// Appends a field; a null byte ends it.
    fn append_text(&mut self, cx: &Cx, text: &[u8], mut quoted: bool, only: bool) -> PyResult<()> {
        let dialect = self.dialect;
        let mut field = Vec::with_capacity(text.len());
        for byte in text.iter().copied().take_while(|byte| *byte != 0) {
            let is_quote = byte == dialect.quote;
            let has_meaning = is_quote
                || byte == dialect.delimiter
                || byte == dialect.escape
                || self.line_end.contains(&byte);
            if has_meaning {
                let escapes = if dialect.quoting == Quoting::None {
                    true
                } else if is_quote && dialect.doubles {
                    field.push(byte);
                    quoted = true;
                    false
                } else {
                    quoted |= !is_quote;
                    is_quote
                };
                if escapes {
                    if dialect.escape == 0 {
                        return Err(error(cx, "need to escape, but no escapechar set"));
                    }
                    field.push(dialect.escape);
                }
            }
            field.push(byte);
        }
        if field.is_empty() && only {
            if dialect.quoting == Quoting::None {
                return Err(error(cx, "single empty field record must be quoted"));
            }
            quoted = true;
        }
        if self.fields > 0 {
            self.text.push(dialect.delimiter);
        }
        self.fields += 1;
        if quoted {
            self.text.push(dialect.quote);
        }
        self.text.append(&mut field);
        if quoted {
            self.text.push(dialect.quote);
        }
        Ok(())
    }
}
