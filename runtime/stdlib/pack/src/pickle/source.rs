//! Where an unpickler reads: a string, or an object's methods `read` and `readline`.

use runtime::api::{Cx, Owned, PyResult, Raised, Ref, exc};
use runtime::builtins::file::File;
use runtime::builtins::str::Str;
use runtime::object::names;
use runtime::protocol::{attr, call};
use std::ops::Range;

/// A source of bytes. What was read last stays until the next read.
pub(super) struct Source {
    /// The string that is read from, or the last one a method gave.
    text: Owned,
    /// End of what has been read of a string.
    at: usize,
    methods: Option<(Owned, Owned)>,
}

impl Source {
    /// Reads a string.
    pub(super) fn string(text: Ref<'_>) -> Source {
        Source { text: text.own(), at: 0, methods: None }
    }

    /// Reads a file or what is like one.
    pub(super) fn file(cx: &Cx, file: Ref<'_>) -> PyResult<Source> {
        if let Some(native) = file.cast::<File>() {
            native.check_open(cx)?;
        }
        let method = |name: Ref<'_>| {
            attr::get_attr(cx, file, name).map_err(|_| {
                cx.clear_raised();
                let message = format_args!("argument must have 'read' and 'readline' attributes");
                cx.raise(&exc::TYPE_ERROR, message)
            })
        };
        let methods = (method(names::READ.as_ref())?, method(names::READLINE.as_ref())?);
        Ok(Source { text: Str::new(cx, b"")?, at: 0, methods: Some(methods) })
    }

    /// The methods read from, for the collector.
    pub(super) fn methods(&self) -> [Option<Ref<'_>>; 2] {
        match &self.methods {
            Some((read, readline)) => [Some(read.borrow()), Some(readline.borrow())],
            None => [None, None],
        }
    }

    fn bytes(&self, range: Range<usize>) -> &[u8] {
        self.text.borrow().cast::<Str>().map_or(&[], |text| &text.as_bytes()[range])
    }

    fn len(&self) -> usize {
        self.text.borrow().cast::<Str>().map_or(0, Str::len)
    }

    /// Reads exactly so many bytes.
    pub(super) fn read(&mut self, cx: &Cx, count: usize) -> PyResult<&[u8]> {
        if let Some((read, _)) = &self.methods {
            let text = call::call1(cx, read.borrow(), Owned::int(count as i64).borrow())?;
            self.text = checked(cx, text, "read")?;
            if self.len() != count {
                return Err(end(cx));
            }
            return Ok(self.bytes(0..count));
        }
        let start = self.at;
        if count > self.len() - start {
            return Err(end(cx));
        }
        self.at = start + count;
        Ok(self.bytes(start..start + count))
    }

    /// Reads one byte.
    pub(super) fn byte(&mut self, cx: &Cx) -> PyResult<u8> {
        self.read(cx, 1).map(|bytes| bytes[0])
    }

    /// Reads a line with its end, if it has one.
    pub(super) fn line(&mut self, cx: &Cx) -> PyResult<&[u8]> {
        if let Some((_, readline)) = &self.methods {
            let text = call::call0(cx, readline.borrow())?;
            self.text = checked(cx, text, "readline")?;
            return Ok(self.bytes(0..self.len()));
        }
        let (start, len) = (self.at, self.len());
        let rest = self.bytes(start..len);
        let count = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |at| at + 1);
        self.at = start + count;
        Ok(self.bytes(start..start + count))
    }
}

fn checked(cx: &Cx, text: Owned, method: &str) -> PyResult {
    if text.borrow().cast::<Str>().is_some() {
        return Ok(text);
    }
    let found = text.borrow().ty().name();
    let message = format_args!("{method}() must return a string, not {found}");
    Err(cx.raise(&exc::TYPE_ERROR, message))
}

#[cold]
fn end(cx: &Cx) -> Raised {
    cx.raise_none(&exc::EOF_ERROR)
}
