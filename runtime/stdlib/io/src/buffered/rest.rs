//! What buffered streams keep, and the calls of the raw stream.
//!
//! Always true: `ahead[at..]` was read from the raw stream and not yet by the program; `behind` was
//! written by the program and not yet to the raw stream; at most one of the two is not empty.

use crate::file_io::{self, FILE_IO};
use crate::support::{io_error, method, would_block};
use runtime::api::{Cx, Field, Owned, PyResult, Ref};
use runtime::builtins::bytearray::ByteArray;
use runtime::builtins::str::Str;
use runtime::protocol::number;
use std::cell::{Cell, RefCell};

/// What buffered streams have besides the head.
#[derive(Default)]
pub(crate) struct Rest {
    pub(super) raw: RawField,
    pub(super) state: Cell<State>,
    pub(super) size: Cell<usize>,
    pub(super) reads: Cell<bool>,
    pub(super) writes: Cell<bool>,
    pub(super) ahead: RefCell<Vec<u8>>,
    pub(super) at: Cell<usize>,
    pub(super) behind: RefCell<Vec<u8>>,
}

/// The raw stream.
pub(super) struct RawField(pub(super) Field);

impl Default for RawField {
    fn default() -> RawField {
        RawField(Field::empty())
    }
}

/// Whether there is a raw stream.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum State {
    #[default]
    Blank,
    Ready,
    Detached,
}

impl Rest {
    pub(super) fn left(&self) -> usize {
        self.ahead.borrow().len() - self.at.get()
    }

    pub(super) fn forget_ahead(&self) {
        self.ahead.borrow_mut().clear();
        self.at.set(0);
    }

    /// Takes at most `limit` bytes of those ahead.
    pub(super) fn take(&self, limit: usize) -> Vec<u8> {
        let ahead = self.ahead.borrow();
        let end = self.at.get() + limit.min(ahead.len() - self.at.get());
        let taken = ahead[self.at.get()..end].to_vec();
        self.at.set(end);
        taken
    }

    /// Reads at most `want` bytes from the raw stream by one call; None if it would block.
    pub(super) fn raw_read(&self, cx: &Cx, raw: Ref<'_>, want: usize) -> PyResult<Option<Vec<u8>>> {
        if raw.is_exact(&FILE_IO) {
            let mut room = vec![0; want];
            let count = file_io::read_once(cx, raw, &mut room)?;
            return Ok(count.map(|count| {
                room.truncate(count);
                room
            }));
        }
        let room = ByteArray::new(cx, vec![0; want])?;
        let count = method(cx, raw, "readinto", &[room.borrow()])?;
        if count.borrow().is_none() {
            return Ok(None);
        }
        let count = number::as_i64(cx, count.borrow())?;
        let bytes = room.borrow().recv::<ByteArray>().bytes().clone();
        match usize::try_from(count).ok().and_then(|count| bytes.get(..count)) {
            Some(bytes) => Ok(Some(bytes.to_vec())),
            None => Err(io_error(
                cx,
                &format!(
                    "raw readinto() returned invalid length {count} (should have been between 0 and {want})"
                ),
            )),
        }
    }

    /// Fills the empty buffer by one call; false at the end or when it would block.
    pub(super) fn fill(&self, cx: &Cx, raw: Ref<'_>) -> PyResult<bool> {
        let Some(bytes) = self.raw_read(cx, raw, self.size.get())? else { return Ok(false) };
        let mut ahead = self.ahead.borrow_mut();
        ahead.drain(..self.at.replace(0));
        ahead.extend_from_slice(&bytes);
        Ok(!bytes.is_empty())
    }

    /// Writes to the raw stream by one call; None if it would block.
    pub(super) fn raw_write(&self, cx: &Cx, raw: Ref<'_>, bytes: &[u8]) -> PyResult<Option<usize>> {
        if raw.is_exact(&FILE_IO) {
            return file_io::write_once(cx, raw, bytes);
        }
        let data = Str::new(cx, bytes)?;
        let count = method(cx, raw, "write", &[data.borrow()])?;
        if count.borrow().is_none() {
            return Ok(None);
        }
        let count = number::as_i64(cx, count.borrow())?;
        match usize::try_from(count).ok().filter(|count| *count <= bytes.len()) {
            Some(count) => Ok(Some(count)),
            None => Err(io_error(
                cx,
                &format!(
                    "raw write() returned invalid length {count} (should have been between 0 and {})",
                    bytes.len()
                ),
            )),
        }
    }

    /// Writes everything collected.
    pub(super) fn write_behind(&self, cx: &Cx, raw: Ref<'_>) -> PyResult<()> {
        loop {
            let bytes = self.behind.borrow().clone();
            if bytes.is_empty() {
                return Ok(());
            }
            let Some(count) = self.raw_write(cx, raw, &bytes)? else {
                return Err(would_block(cx, 0));
            };
            let mut behind = self.behind.borrow_mut();
            let count = count.min(behind.len());
            behind.drain(..count);
            drop(behind);
            cx.check_signals()?;
        }
    }

    /// Moves the raw stream back to where the program is.
    pub(super) fn unread(&self, cx: &Cx, raw: Ref<'_>) -> PyResult<()> {
        let left = self.left();
        if left > 0 {
            let back = Owned::int(-(left as i64));
            method(cx, raw, "seek", &[back.borrow(), Owned::int(1).borrow()])?;
        }
        self.forget_ahead();
        Ok(())
    }
}
