//! UNSAFE ISLAND: streams of the zlib library.
//!
//! Obligations: (1) a stream is initialised by its constructor and ended once, when dropped; (2) the C struct does
//! not move, because the library keeps its address: it is boxed; (3) input and output pointers are
//! set from slices that live through the call.

use libz_sys as z;
use std::ffi::CStr;
use std::mem::MaybeUninit;

/// Which of the library's two machines a stream is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Deflate,
    Inflate,
}

/// What happens to data the library holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Flush {
    No,
    Partial,
    Sync,
    Full,
    Finish,
    Block,
}

impl Flush {
    /// Reads Python's number.
    pub(super) fn of(mode: i32) -> Option<Flush> {
        [Flush::No, Flush::Partial, Flush::Sync, Flush::Full, Flush::Finish, Flush::Block]
            .get(usize::try_from(mode).ok()?)
            .copied()
    }
}

/// What a run gave.
pub(super) struct Done {
    pub(super) out: Vec<u8>,
    /// Bytes of the input that were read.
    pub(super) used: usize,
    /// Whether the stream has come to its end.
    pub(super) ended: bool,
}

/// A stream that compresses or decompresses.
pub(super) struct Stream {
    raw: Box<z::z_stream>,
    kind: Kind,
}

fn blank() -> Box<z::z_stream> {
    // SAFETY: the library asks for null pointers and zeros before initialisation; its allocators are
    // optional function pointers in C.
    unsafe {
        let mut raw: Box<MaybeUninit<z::z_stream>> = Box::new_zeroed();
        let stream = raw.as_mut_ptr();
        (&raw mut (*stream).zalloc).write(allocate);
        (&raw mut (*stream).zfree).write(release);
        raw.assume_init()
    }
}

extern "C" fn allocate(_: z::voidpf, items: z::uInt, size: z::uInt) -> z::voidpf {
    // SAFETY: plain allocation.
    unsafe { libc::calloc(items as usize, size as usize).cast() }
}

extern "C" fn release(_: z::voidpf, block: z::voidpf) {
    // SAFETY: the block came from `allocate`.
    unsafe { libc::free(block.cast()) }
}

impl Stream {
    /// A compressor.
    pub(super) fn deflate(
        level: i32,
        method: i32,
        wbits: i32,
        memory: i32,
        strategy: i32,
    ) -> Result<Stream, i32> {
        let mut raw = blank();
        let size = size_of::<z::z_stream>() as i32;
        // SAFETY: (1) the struct is as the library wants it before initialisation.
        let status = unsafe {
            z::deflateInit2_(
                &mut *raw,
                level,
                method,
                wbits,
                memory,
                strategy,
                z::zlibVersion(),
                size,
            )
        };
        if status == z::Z_OK { Ok(Stream { raw, kind: Kind::Deflate }) } else { Err(status) }
    }

    /// A decompressor.
    pub(super) fn inflate(wbits: i32) -> Result<Stream, i32> {
        let mut raw = blank();
        let size = size_of::<z::z_stream>() as i32;
        // SAFETY: (1) the struct is as the library wants it before initialisation.
        let status = unsafe { z::inflateInit2_(&mut *raw, wbits, z::zlibVersion(), size) };
        if status == z::Z_OK { Ok(Stream { raw, kind: Kind::Inflate }) } else { Err(status) }
    }

    /// Feeds `input` and collects the output, at most `limit` bytes of it.
    pub(super) fn run(
        &mut self,
        input: &[u8],
        flush: Flush,
        limit: Option<usize>,
    ) -> Result<Done, i32> {
        let mut out = Vec::new();
        let mut used = 0;
        let mut room = [0u8; 16384];
        loop {
            let part = &input[used..input.len().min(used + (1 << 30))];
            let want = limit.map_or(room.len(), |limit| room.len().min(limit - out.len()));
            if want == 0 {
                return Ok(Done { out, used, ended: false });
            }
            self.raw.next_in = part.as_ptr().cast_mut();
            self.raw.avail_in = part.len() as u32;
            self.raw.next_out = room.as_mut_ptr();
            self.raw.avail_out = want as u32;
            let last = used + part.len() == input.len();
            let mode = if last { flush as i32 } else { z::Z_NO_FLUSH };
            // SAFETY: (1), (3) both slices outlive the call.
            let status = unsafe {
                match self.kind {
                    Kind::Deflate => z::deflate(&mut *self.raw, mode),
                    Kind::Inflate => z::inflate(&mut *self.raw, mode),
                }
            };
            used += part.len() - self.raw.avail_in as usize;
            let made = want - self.raw.avail_out as usize;
            out.extend_from_slice(&room[..made]);
            match status {
                z::Z_STREAM_END => return Ok(Done { out, used, ended: true }),
                z::Z_OK => {}
                z::Z_BUF_ERROR if made == 0 => return Ok(Done { out, used, ended: false }),
                z::Z_BUF_ERROR => {}
                status => return Err(status),
            }
            if self.raw.avail_out > 0 && used == input.len() && flush != Flush::Finish {
                return Ok(Done { out, used, ended: false });
            }
        }
    }

    /// Returns what the library says about the last error.
    pub(super) fn message(&self) -> Option<&str> {
        if self.raw.msg.is_null() {
            return None;
        }
        // SAFETY: messages are static C strings of the library.
        unsafe { CStr::from_ptr(self.raw.msg) }.to_str().ok()
    }

    /// Copies a stream with its state.
    pub(super) fn copy(&self) -> Option<Stream> {
        let mut raw = blank();
        let source: *const z::z_stream = &*self.raw;
        // SAFETY: (1) the source is initialised; the library only reads it.
        let status = unsafe {
            match self.kind {
                Kind::Deflate => z::deflateCopy(&mut *raw, source.cast_mut()),
                Kind::Inflate => z::inflateCopy(&mut *raw, source.cast_mut()),
            }
        };
        (status == z::Z_OK).then_some(Stream { raw, kind: self.kind })
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        // SAFETY: (1) ended once, here.
        unsafe {
            match self.kind {
                Kind::Deflate => z::deflateEnd(&mut *self.raw),
                Kind::Inflate => z::inflateEnd(&mut *self.raw),
            };
        }
    }
}

/// Returns the version of the library.
pub(super) fn version() -> &'static str {
    // SAFETY: the library gives a static C string.
    unsafe { CStr::from_ptr(z::zlibVersion()) }.to_str().unwrap_or_default()
}

/// Goes on with an Adler-32 checksum.
pub(super) fn adler32(start: u32, bytes: &[u8]) -> u32 {
    bytes.chunks(1 << 30).fold(start, |sum, part| {
        // SAFETY: (3) pointer and length are a slice's.
        unsafe { z::adler32(sum.into(), part.as_ptr(), part.len() as u32) as u32 }
    })
}

/// Goes on with a CRC-32 checksum.
pub(super) fn crc32(start: u32, bytes: &[u8]) -> u32 {
    bytes.chunks(1 << 30).fold(start, |sum, part| {
        // SAFETY: (3) pointer and length are a slice's.
        unsafe { z::crc32(sum.into(), part.as_ptr(), part.len() as u32) as u32 }
    })
}
