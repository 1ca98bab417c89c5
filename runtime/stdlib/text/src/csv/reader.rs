//! Readers: a machine that takes lines character by character and gives rows.

use super::dialect::{self, Dialect, Quoting};
use super::{error, limit, one_or_two};
use runtime::api::{CallArgs, Cx, Field, Header, Owned, PyResult, Ref, allocate, exc};
use runtime::builtins::list::List;
use runtime::builtins::long::Long;
use runtime::builtins::str::Str;
use runtime::builtins::unicode::{Unicode, encode_default};
use runtime::protocol::{iter, number};
use std::cell::Cell;

/// Memory of a reader.
#[repr(C)]
pub(super) struct Reader {
    head: Header,
    lines: Field,
    dialect: Field,
    count: Cell<u64>,
}

runtime::py_type! {
    /// An iterator over the rows of lines.
    pub(super) static READER: Reader = "_csv.reader" {
        flags: [BASE, GC],
        slots { traverse: traverse, clear: clear, iter: runtime::builtins::iterators::itself, next: next }
        getset {
            /// The rules.
            member "dialect" => dialect;
            /// Number of lines read.
            member "line_num" => line_num;
        }
    }
}

fn traverse(x: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    let reader = x.recv::<Reader>();
    [&reader.lines, &reader.dialect].into_iter().filter_map(Field::peek).for_each(visit);
}

fn clear(_: &Cx, x: Ref<'_>) {
    x.recv::<Reader>().lines.set(None);
}

fn dialect(_: &Cx, x: Ref<'_>) -> PyResult {
    Ok(x.recv::<Reader>().dialect.get().unwrap_or_else(Owned::none))
}

fn line_num(cx: &Cx, x: Ref<'_>) -> PyResult {
    Long::new(cx, x.recv::<Reader>().count.get().into())
}

pub(super) fn reader(cx: &Cx, _: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let given = one_or_two(cx, args)?;
    let Ok(lines) = iter::iter(cx, given[0]) else {
        cx.clear_raised();
        return Err(cx.raise(&exc::TYPE_ERROR, format_args!("argument 1 must be an iterator")));
    };
    let dialect = dialect::make(cx, given.get(1).copied(), args)?;
    let reader = Reader {
        head: Header::new(&READER),
        lines: Field::new(lines),
        dialect: Field::new(dialect),
        count: Cell::new(0),
    };
    allocate(cx, &READER, reader)
}

/// Where in a row the machine is.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum State {
    #[default]
    StartRow,
    StartField,
    Escaped,
    InField,
    InQuotes,
    EscapedInQuotes,
    QuoteInQuotes,
    /// Behind the end of a line.
    AfterLine,
}

/// A row that is being read.
#[derive(Default)]
struct Row {
    state: State,
    fields: Vec<Owned>,
    field: Vec<u8>,
    /// The field has no quotes and has to be a number.
    numeric: bool,
    limit: i64,
}

fn next(cx: &Cx, x: Ref<'_>) -> PyResult<Option<Owned>> {
    let reader = x.recv::<Reader>();
    let (Some(lines), Some(dialect)) = (reader.lines.get(), reader.dialect.get()) else {
        return Ok(None);
    };
    let dialect = dialect.borrow().recv::<Dialect>();
    let mut row = Row { limit: limit(cx)?, ..Row::default() };
    loop {
        let Some(line) = iter::next(cx, lines.borrow())? else {
            if row.field.is_empty() && row.state != State::InQuotes {
                return Ok(None);
            }
            if dialect.strict {
                return Err(error(cx, "unexpected end of data"));
            }
            row.save(cx)?;
            break;
        };
        reader.count.set(reader.count.get() + 1);
        let line = match line.borrow().cast::<Unicode>() {
            Some(_) => encode_default(cx, line.borrow())?,
            None => line,
        };
        let Some(text) = line.borrow().cast::<Str>() else {
            let found = line.borrow().ty().name();
            let message = format_args!("expected string or Unicode object, {found} found");
            return Err(cx.raise(&exc::TYPE_ERROR, message));
        };
        for byte in text.as_bytes() {
            if *byte == 0 {
                return Err(error(cx, "line contains NUL"));
            }
            row.take(cx, dialect, *byte)?;
        }
        row.take(cx, dialect, 0)?;
        if row.state == State::StartRow {
            break;
        }
    }
    List::new(cx, row.fields).map(Some)
}

impl Row {
    fn add(&mut self, cx: &Cx, byte: u8) -> PyResult<()> {
        if self.field.len() as i64 >= self.limit {
            let limit = self.limit;
            return Err(error(cx, &format!("field larger than field limit ({limit})")));
        }
        self.field.push(byte);
        Ok(())
    }

    fn save(&mut self, cx: &Cx) -> PyResult<()> {
        let field = Str::new(cx, &self.field)?;
        self.field.clear();
        let field = if std::mem::take(&mut self.numeric) {
            number::to_float(cx, field.borrow())?
        } else {
            field
        };
        self.fields.push(field);
        Ok(())
    }

    /// Saves the field that ends here, and goes on behind it.
    fn end_field(&mut self, cx: &Cx, byte: u8) -> PyResult<()> {
        self.save(cx)?;
        self.state = match byte {
            0 => State::StartRow,
            b'\n' | b'\r' => State::AfterLine,
            _ => State::StartField,
        };
        Ok(())
    }

    /// Takes a character; 0 is the end of the string.
    fn take(&mut self, cx: &Cx, dialect: &Dialect, byte: u8) -> PyResult<()> {
        let ends = matches!(byte, 0 | b'\n' | b'\r');
        let quotes = byte == dialect.quote && dialect.quoting != Quoting::None;
        match self.state {
            State::StartRow if byte == 0 => Ok(()),
            State::StartRow if ends => {
                self.state = State::AfterLine;
                Ok(())
            }
            State::StartRow | State::StartField => self.start_field(cx, dialect, byte),
            State::Escaped => {
                self.state = State::InField;
                self.add(cx, if byte == 0 { b'\n' } else { byte })
            }
            State::InField if ends || byte == dialect.delimiter && byte != dialect.escape => {
                self.end_field(cx, byte)
            }
            State::InField if byte == dialect.escape => {
                self.state = State::Escaped;
                Ok(())
            }
            State::InField => self.add(cx, byte),
            State::InQuotes if byte == 0 => Ok(()),
            State::InQuotes if byte == dialect.escape => {
                self.state = State::EscapedInQuotes;
                Ok(())
            }
            State::InQuotes if quotes => {
                self.state = if dialect.doubles { State::QuoteInQuotes } else { State::InField };
                Ok(())
            }
            State::InQuotes => self.add(cx, byte),
            State::EscapedInQuotes => {
                self.state = State::InQuotes;
                self.add(cx, if byte == 0 { b'\n' } else { byte })
            }
            State::QuoteInQuotes if quotes => {
                self.state = State::InQuotes;
                self.add(cx, byte)
            }
            State::QuoteInQuotes if ends || byte == dialect.delimiter => self.end_field(cx, byte),
            State::QuoteInQuotes if !dialect.strict => {
                self.state = State::InField;
                self.add(cx, byte)
            }
            State::QuoteInQuotes => {
                let (delimiter, quote) = (char::from(dialect.delimiter), char::from(dialect.quote));
                Err(error(cx, &format!("'{delimiter}' expected after '{quote}'")))
            }
            State::AfterLine => match byte {
                0 => {
                    self.state = State::StartRow;
                    Ok(())
                }
                b'\n' | b'\r' => Ok(()),
                _ => Err(error(
                    cx,
                    "new-line character seen in unquoted field - \
                     do you need to open the file in universal-newline mode?",
                )),
            },
        }
    }

    fn start_field(&mut self, cx: &Cx, dialect: &Dialect, byte: u8) -> PyResult<()> {
        self.state = State::StartField;
        if matches!(byte, 0 | b'\n' | b'\r') {
            return self.end_field(cx, byte);
        }
        if byte == dialect.quote && dialect.quoting != Quoting::None {
            self.state = State::InQuotes;
        } else if byte == dialect.escape {
            self.state = State::Escaped;
        } else if byte == b' ' && dialect.skips_space {
            // Left out.
        } else if byte == dialect.delimiter {
            self.save(cx)?;
        } else {
            self.numeric = dialect.quoting == Quoting::NonNumeric;
            self.state = State::InField;
            return self.add(cx, byte);
        }
        Ok(())
    }
}
