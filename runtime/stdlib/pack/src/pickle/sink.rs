//! Where a pickler writes: a string, a file, an object's write method, pieces for `getvalue`, or
//! nowhere.

use runtime::api::{Cx, Owned, PyResult, Raised, exc};
use runtime::builtins::file::File;
use runtime::builtins::str::Str;
use runtime::protocol::{attr, call};
use std::cell::RefCell;

/// Bytes that are gathered for one call of a write method.
const ROOM: usize = 256;

/// A piece of what a pickler without a file has written.
pub(super) enum Piece {
    Bytes(Vec<u8>),
    /// A PUT that stays only if a GET of the same number follows.
    Put(usize),
    Get(usize),
}

/// What becomes of the bytes.
enum Target {
    Nowhere,
    /// The gathered bytes are the result.
    Buffer,
    File(Owned),
    Write(Owned),
    Pieces(RefCell<Vec<Piece>>),
}

/// Where a pickler writes.
pub(super) struct Sink {
    target: Target,
    gathered: RefCell<Vec<u8>>,
}

impl Sink {
    fn new(target: Target) -> Sink {
        Sink { target, gathered: RefCell::default() }
    }

    /// One that keeps all bytes.
    pub(super) fn buffer() -> Sink {
        Sink::new(Target::Buffer)
    }

    /// One that keeps pieces.
    pub(super) fn pieces() -> Sink {
        Sink::new(Target::Pieces(RefCell::default()))
    }

    /// One that writes to an object.
    pub(super) fn file(cx: &Cx, file: runtime::api::Ref<'_>) -> PyResult<Sink> {
        if let Some(native) = file.cast::<File>() {
            native.check_open(cx)?;
            return Ok(Sink::new(Target::File(file.own())));
        }
        if file.is_none() {
            return Ok(Sink::new(Target::Nowhere));
        }
        let Ok(write) = attr::get_attr(cx, file, runtime::object::names::WRITE.as_ref()) else {
            cx.clear_raised();
            let message = format_args!("argument must have 'write' attribute");
            return Err(cx.raise(&exc::TYPE_ERROR, message));
        };
        Ok(Sink::new(Target::Write(write)))
    }

    /// Writes bytes.
    pub(super) fn write(&self, cx: &Cx, bytes: &[u8]) -> PyResult<()> {
        match self.target {
            Target::Nowhere => return Ok(()),
            Target::Buffer | Target::File(_) => {}
            Target::Write(_) | Target::Pieces(_) => {
                let gathered = self.gathered.borrow().len();
                if gathered > 0 && gathered + bytes.len() > ROOM {
                    self.flush(cx)?;
                }
                if bytes.len() > ROOM {
                    return self.hand_over(cx, bytes.to_vec());
                }
            }
        }
        let mut gathered = self.gathered.borrow_mut();
        gathered.try_reserve(bytes.len()).map_err(|_| cx.raise_no_memory())?;
        gathered.extend_from_slice(bytes);
        Ok(())
    }

    /// Passes on what has been gathered.
    pub(super) fn flush(&self, cx: &Cx) -> PyResult<()> {
        if matches!(self.target, Target::Buffer) || self.gathered.borrow().is_empty() {
            return Ok(());
        }
        let bytes = self.gathered.take();
        self.hand_over(cx, bytes)
    }

    /// What has to be written even though pickling failed: files got their bytes at once.
    pub(super) fn flush_failed(&self, cx: &Cx, raised: Raised) -> Raised {
        if !matches!(self.target, Target::File(_)) {
            return raised;
        }
        let state = cx.take_raised();
        if self.flush(cx).is_err() {
            cx.clear_raised();
        }
        cx.restore(state)
    }

    fn hand_over(&self, cx: &Cx, bytes: Vec<u8>) -> PyResult<()> {
        match &self.target {
            Target::Nowhere | Target::Buffer => {}
            Target::File(file) => file.borrow().recv::<File>().write_bytes(cx, &bytes)?,
            Target::Write(write) => {
                let text = Str::new(cx, &bytes)?;
                call::call1(cx, write.borrow(), text.borrow())?;
            }
            Target::Pieces(pieces) => pieces.borrow_mut().push(Piece::Bytes(bytes)),
        }
        Ok(())
    }

    /// Notes a PUT or GET if this is the kind of sink that decides later whether to write it.
    pub(super) fn note(&self, cx: &Cx, piece: Piece) -> PyResult<bool> {
        let Target::Pieces(pieces) = &self.target else { return Ok(false) };
        self.flush(cx)?;
        pieces.borrow_mut().push(piece);
        Ok(true)
    }

    /// Returns all bytes of a buffer.
    pub(super) fn bytes(&self, cx: &Cx) -> PyResult {
        Str::new(cx, &self.gathered.borrow())
    }

    /// Joins the pieces; none if there are no pieces in such a sink.
    pub(super) fn join(&self, cx: &Cx, clear: bool) -> PyResult<Option<Vec<u8>>> {
        let Target::Pieces(pieces) = &self.target else { return Ok(None) };
        self.flush(cx)?;
        let mut pieces = pieces.borrow_mut();
        let wanted: std::collections::HashSet<usize> = pieces
            .iter()
            .filter_map(|piece| if let Piece::Get(index) = piece { Some(*index) } else { None })
            .collect();
        let mut out = Vec::new();
        for piece in pieces.iter() {
            match piece {
                Piece::Bytes(bytes) => out.extend_from_slice(bytes),
                Piece::Get(index) => super::save::memo_instruction(&mut out, false, *index),
                Piece::Put(index) if wanted.contains(index) => {
                    super::save::memo_instruction(&mut out, true, *index);
                }
                Piece::Put(_) => {}
            }
        }
        if clear {
            pieces.clear();
        }
        Ok(Some(out))
    }
}
