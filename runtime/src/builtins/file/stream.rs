//! A buffered byte stream over a descriptor: the part of C stdio that files need.
//!
//! At any time at most one of the two buffers is in use: unread input (`input[input_pos..]`), or
//! unwritten output. Line-end translation happens while input is taken out of the buffer.
//! Iteration takes translated chunks out of the stream (`ahead`) and lines out of those; the position
//! of the stream is then behind the chunk, as CPython shows it.

use super::StreamError;
use super::descriptor;

const BUFFER: usize = 8192;

/// A parsed mode string.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mode {
    pub(crate) read: bool,
    pub(crate) write: bool,
    pub(crate) append: bool,
    pub(crate) truncate: bool,
    pub(crate) universal: bool,
}

impl Mode {
    /// Parses a mode; None if it neither begins with one of `rwa` nor has a `U`.
    pub(crate) fn parse(mode: &[u8]) -> Option<Mode> {
        let first = *mode.first()?;
        let plus = mode.contains(&b'+');
        let universal = mode.contains(&b'U');
        let (read, write, append, truncate) = match first {
            b'r' => (true, plus, false, false),
            b'w' => (plus, true, false, true),
            b'a' => (plus, true, true, false),
            // With a 'U' anywhere, reading is what is meant.
            _ if universal => (true, plus, false, false),
            _ => return None,
        };
        Some(Mode { read, write, append, truncate, universal })
    }
}

/// How output is passed on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Buffering {
    None,
    Line,
    Full(usize),
}

/// Line ends seen, as bits.
pub(crate) const SEEN_CR: u8 = 1;
/// See [`SEEN_CR`].
pub(crate) const SEEN_LF: u8 = 2;
/// See [`SEEN_CR`].
pub(crate) const SEEN_CRLF: u8 = 4;

/// An open file.
pub(crate) struct Stream {
    pub(crate) fd: i32,
    pub(crate) mode: Mode,
    buffering: Buffering,
    input: Vec<u8>,
    input_pos: usize,
    output: Vec<u8>,
    /// The last byte taken was a CR that may begin a CRLF.
    skip_lf: bool,
    pub(crate) newlines: u8,
    /// What iteration has taken out of the stream, from `ahead_pos` on not yet given out.
    ahead: Vec<u8>,
    ahead_pos: usize,
    /// What a read had when a signal interrupted it; the next one begins with it.
    partial: Vec<u8>,
}

impl Stream {
    pub(crate) fn new(fd: i32, mode: Mode, buffering: isize) -> Stream {
        let buffering = match buffering {
            0 => Buffering::None,
            1 => Buffering::Line,
            size if size > 1 => Buffering::Full(size as usize),
            _ if mode.write && descriptor::is_terminal(fd) => Buffering::Line,
            _ => Buffering::Full(BUFFER),
        };
        Stream {
            fd,
            mode,
            buffering,
            input: Vec::new(),
            input_pos: 0,
            output: Vec::new(),
            skip_lf: false,
            newlines: 0,
            ahead: Vec::new(),
            ahead_pos: 0,
            partial: Vec::new(),
        }
    }

    /// Keeps what a read has got so far, if a signal interrupted it.
    fn keep(&mut self, error: StreamError, got: Vec<u8>) -> StreamError {
        if matches!(error, StreamError::Os(libc::EINTR)) {
            self.partial = got;
        }
        error
    }

    /// Appends to the output.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), StreamError> {
        self.check_writable()?;
        self.drop_input()?;
        match self.buffering {
            Buffering::None => {
                self.output.extend_from_slice(bytes);
                self.flush()
            }
            Buffering::Line => {
                self.output.extend_from_slice(bytes);
                if memchr::memchr(b'\n', bytes).is_some() || self.output.len() >= BUFFER {
                    self.flush()
                } else {
                    Ok(())
                }
            }
            Buffering::Full(size) => {
                if self.output.try_reserve(bytes.len()).is_err() {
                    return Err(StreamError::Memory);
                }
                self.output.extend_from_slice(bytes);
                if self.output.len() >= size { self.flush() } else { Ok(()) }
            }
        }
    }

    /// Writes what is buffered. What could not be written is dropped, as stdio does.
    pub(crate) fn flush(&mut self) -> Result<(), StreamError> {
        let mut done = 0;
        while done < self.output.len() {
            match descriptor::write(self.fd, &self.output[done..]) {
                Ok(count) => done += count,
                Err(errno) => {
                    self.output.clear();
                    return Err(StreamError::Os(errno));
                }
            }
        }
        self.output.clear();
        Ok(())
    }

    /// Forgets unread input and moves the descriptor back over it.
    fn drop_input(&mut self) -> Result<(), StreamError> {
        let unread = self.input.len() - self.input_pos;
        if unread > 0 {
            self.input.clear();
            self.input_pos = 0;
            // A pipe cannot go back; what was read ahead is lost there, as in stdio.
            let _ = descriptor::seek(self.fd, -(unread as i64), libc::SEEK_CUR);
        }
        Ok(())
    }

    /// Fails unless the file is open for writing.
    pub(crate) fn check_writable(&self) -> Result<(), StreamError> {
        if self.mode.write { Ok(()) } else { Err(StreamError::Direction("writing")) }
    }

    fn check_readable(&mut self) -> Result<(), StreamError> {
        if !self.mode.read {
            return Err(StreamError::Direction("reading"));
        }
        if self.output.is_empty() { Ok(()) } else { self.flush() }
    }

    /// Prepares for reading, which must not lose what iteration has taken.
    pub(crate) fn begin_read(&mut self) -> Result<(), StreamError> {
        self.check_readable()?;
        if self.ahead_pos < self.ahead.len() { Err(StreamError::Mixed) } else { Ok(()) }
    }

    /// Returns the next line of the iteration; empty at the end of the file.
    pub(crate) fn next_line(&mut self) -> Result<Vec<u8>, StreamError> {
        self.check_readable()?;
        let mut line = std::mem::take(&mut self.partial);
        let mut chunk_bytes = BUFFER;
        loop {
            if self.ahead_pos == self.ahead.len() {
                self.ahead_pos = 0;
                self.ahead.clear();
                self.ahead = match self.read_chunk(chunk_bytes) {
                    Ok(chunk) => chunk,
                    Err(error) => return Err(self.keep(error, line)),
                };
                if self.ahead.is_empty() {
                    return Ok(line);
                }
                chunk_bytes = chunk_bytes.saturating_add(chunk_bytes >> 2);
            }
            let rest = &self.ahead[self.ahead_pos..];
            let (count, ended) = match memchr::memchr(b'\n', rest) {
                Some(index) => (index + 1, true),
                None => (rest.len(), false),
            };
            line.try_reserve(count).map_err(|_| StreamError::Memory)?;
            line.extend_from_slice(&rest[..count]);
            self.ahead_pos += count;
            if ended {
                return Ok(line);
            }
        }
    }

    /// Takes a chunk for the iteration: all of it from a regular file, what is there from others.
    fn read_chunk(&mut self, size: usize) -> Result<Vec<u8>, StreamError> {
        if descriptor::regular_size(self.fd).is_some() {
            return self.read_bytes(Some(size));
        }
        let mut chunk = Vec::new();
        while chunk.is_empty() {
            if self.input_pos == self.input.len() && !self.fill()? {
                self.end_line_ends();
                break;
            }
            self.take(size, &mut chunk)?;
        }
        Ok(chunk)
    }

    /// Counts a CR at the end of the file.
    fn end_line_ends(&mut self) {
        if self.skip_lf {
            self.newlines |= SEEN_CR;
        }
    }

    /// Fills the empty input buffer; false at the end of the file.
    fn fill(&mut self) -> Result<bool, StreamError> {
        self.input.resize(BUFFER, 0);
        self.input_pos = 0;
        let want = if self.buffering == Buffering::None { 1 } else { BUFFER };
        match descriptor::read(self.fd, &mut self.input[..want]) {
            Ok(count) => {
                self.input.truncate(count);
                Ok(count > 0)
            }
            Err(errno) => {
                self.input.clear();
                Err(StreamError::Os(errno))
            }
        }
    }

    /// Reads up to `limit` bytes (all if None), translated.
    pub(crate) fn read(&mut self, limit: Option<usize>) -> Result<Vec<u8>, StreamError> {
        self.begin_read()?;
        self.read_bytes(limit)
    }

    fn read_bytes(&mut self, limit: Option<usize>) -> Result<Vec<u8>, StreamError> {
        let mut result = std::mem::take(&mut self.partial);
        if let (None, Some(size)) = (limit, descriptor::regular_size(self.fd)) {
            let position = descriptor::seek(self.fd, 0, libc::SEEK_CUR).unwrap_or(0).max(0) as u64;
            let rest = size.saturating_sub(position) as usize + self.input.len();
            result.try_reserve(rest).map_err(|_| StreamError::Memory)?;
        }
        while limit.is_none_or(|limit| result.len() < limit) {
            if self.input_pos == self.input.len() {
                match self.fill() {
                    Ok(true) => {}
                    Ok(false) => {
                        self.end_line_ends();
                        break;
                    }
                    // What was read before the error is kept, as with non-blocking descriptors.
                    Err(StreamError::Os(libc::EAGAIN)) if !result.is_empty() => break,
                    Err(error) => return Err(self.keep(error, result)),
                }
            }
            let room = limit.map_or(usize::MAX, |limit| limit - result.len());
            self.take(room, &mut result)?;
        }
        Ok(result)
    }

    /// Moves up to `room` bytes from the buffer to `result`.
    fn take(&mut self, room: usize, result: &mut Vec<u8>) -> Result<(), StreamError> {
        if !self.mode.universal {
            let count = room.min(self.input.len() - self.input_pos);
            result.try_reserve(count).map_err(|_| StreamError::Memory)?;
            result.extend_from_slice(&self.input[self.input_pos..self.input_pos + count]);
            self.input_pos += count;
            return Ok(());
        }
        let mut taken = 0;
        while taken < room && self.input_pos < self.input.len() {
            // A CR after a CR does not make the first one count here, as observed.
            let doubled = self.skip_lf && self.input[self.input_pos] == b'\r';
            let seen = self.newlines;
            if let Some(byte) = self.translate() {
                result.push(byte);
                taken += 1;
            }
            if doubled {
                self.newlines = seen;
            }
        }
        Ok(())
    }

    /// Takes one byte in universal mode; None for the LF of a CRLF.
    fn translate(&mut self) -> Option<u8> {
        let byte = self.input[self.input_pos];
        self.input_pos += 1;
        if self.skip_lf {
            self.skip_lf = false;
            if byte == b'\n' {
                self.newlines |= SEEN_CRLF;
                return None;
            }
            self.newlines |= SEEN_CR;
        }
        match byte {
            b'\r' => {
                self.skip_lf = true;
                Some(b'\n')
            }
            b'\n' => {
                self.newlines |= SEEN_LF;
                Some(byte)
            }
            _ => Some(byte),
        }
    }

    /// Reads a line of at most `limit` bytes; empty at the end of the file.
    pub(crate) fn read_line(&mut self, limit: Option<usize>) -> Result<Vec<u8>, StreamError> {
        self.begin_read()?;
        let mut line = std::mem::take(&mut self.partial);
        while limit.is_none_or(|limit| line.len() < limit) {
            if self.input_pos == self.input.len() {
                match self.fill() {
                    Ok(true) => {}
                    Ok(false) => {
                        self.end_line_ends();
                        break;
                    }
                    Err(error) => return Err(self.keep(error, line)),
                }
            }
            let room = limit.map_or(usize::MAX, |limit| limit - line.len());
            if self.take_line(room, &mut line)? {
                break;
            }
        }
        Ok(line)
    }

    /// Moves bytes up to and including a line end; returns whether one was met.
    fn take_line(&mut self, room: usize, line: &mut Vec<u8>) -> Result<bool, StreamError> {
        if self.mode.universal {
            let mut taken = 0;
            while taken < room && self.input_pos < self.input.len() {
                if let Some(byte) = self.translate() {
                    line.push(byte);
                    taken += 1;
                    if byte == b'\n' {
                        return Ok(true);
                    }
                }
            }
            return Ok(false);
        }
        let rest = &self.input[self.input_pos..];
        let rest = &rest[..rest.len().min(room)];
        let (count, ended) = match memchr::memchr(b'\n', rest) {
            Some(index) => (index + 1, true),
            None => (rest.len(), false),
        };
        line.try_reserve(count).map_err(|_| StreamError::Memory)?;
        line.extend_from_slice(&rest[..count]);
        self.input_pos += count;
        Ok(ended)
    }

    /// Moves the position.
    pub(crate) fn seek(&mut self, offset: i64, whence: i32) -> Result<(), StreamError> {
        self.flush()?;
        let unread = (self.input.len() - self.input_pos) as i64;
        let offset = if whence == libc::SEEK_CUR { offset.wrapping_sub(unread) } else { offset };
        descriptor::seek(self.fd, offset, whence).map_err(StreamError::Os)?;
        self.input.clear();
        self.input_pos = 0;
        self.skip_lf = false;
        self.ahead.clear();
        self.ahead_pos = 0;
        Ok(())
    }

    /// Returns the position, counting what is buffered.
    pub(crate) fn tell(&mut self) -> Result<i64, StreamError> {
        let position = descriptor::seek(self.fd, 0, libc::SEEK_CUR).map_err(StreamError::Os)?;
        let unread = (self.input.len() - self.input_pos) as i64;
        let mut result = position - unread + self.output.len() as i64;
        if self.skip_lf && self.input.get(self.input_pos) == Some(&b'\n') {
            self.input_pos += 1;
            self.skip_lf = false;
            self.newlines |= SEEN_CRLF;
            result += 1;
        }
        Ok(result)
    }

    /// Cuts the file and keeps the position.
    pub(crate) fn truncate(&mut self, size: Option<i64>) -> Result<(), StreamError> {
        self.check_writable()?;
        let position = self.tell()?;
        self.flush()?;
        let size = size.unwrap_or(position);
        descriptor::truncate(self.fd, size).map_err(StreamError::Os)?;
        let (ahead, ahead_pos) = (std::mem::take(&mut self.ahead), self.ahead_pos);
        self.seek(position, libc::SEEK_SET)?;
        (self.ahead, self.ahead_pos) = (ahead, ahead_pos);
        Ok(())
    }

    /// Writes what is buffered and closes the descriptor.
    pub(crate) fn close(mut self) -> Result<(), StreamError> {
        let flushed = self.flush();
        let closed = descriptor::close(self.fd).map_err(StreamError::Os);
        flushed.and(closed)
    }

    /// Closes the descriptor of a file object that dies.
    pub(crate) fn close_on_drop(self) {
        let _ = descriptor::close(self.fd);
    }
}
