//! Reading and writing of bytes: the base of the binary form of code objects.
//!
//! Always true: what [`Writer`] wrote, [`Reader`] gives back; damaged input
//! gives [`WireError`], never a panic or an allocation larger than the input.

/// The input is damaged or was written by another version.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WireError;

/// Appends values to a buffer.
#[derive(Default)]
pub struct Writer {
    /// What was written so far.
    pub bytes: Vec<u8>,
}

impl Writer {
    /// Appends one byte.
    pub fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    /// Appends an unsigned number, seven bits a byte, lowest first.
    pub fn uint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    /// Appends a signed number: small magnitudes are short.
    pub fn int(&mut self, value: i64) {
        self.uint(((value << 1) ^ (value >> 63)) as u64);
    }

    /// Appends a length and that many bytes.
    pub fn blob(&mut self, bytes: &[u8]) {
        self.uint(bytes.len() as u64);
        self.bytes.extend_from_slice(bytes);
    }

    /// Appends eight bytes, lowest first.
    pub fn word(&mut self, value: u64) {
        self.bytes.extend_from_slice(&value.to_le_bytes());
    }
}

/// Takes values off a byte string.
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Starts at the beginning of `bytes`.
    pub fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { rest: bytes }
    }

    /// Returns true if everything is read.
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Reads one byte.
    ///
    /// # Errors
    /// At the end of the input.
    pub fn byte(&mut self) -> Result<u8, WireError> {
        let (&first, rest) = self.rest.split_first().ok_or(WireError)?;
        self.rest = rest;
        Ok(first)
    }

    /// Reads an unsigned number.
    ///
    /// # Errors
    /// At the end of the input, or if the number has more than 64 bits.
    pub fn uint(&mut self) -> Result<u64, WireError> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(WireError)
    }

    /// Reads a signed number.
    ///
    /// # Errors
    /// As [`Reader::uint`].
    pub fn int(&mut self) -> Result<i64, WireError> {
        let value = self.uint()?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// Reads a number below 2^32.
    ///
    /// # Errors
    /// If there is none.
    pub fn u32(&mut self) -> Result<u32, WireError> {
        u32::try_from(self.uint()?).map_err(|_| WireError)
    }

    /// Reads a number below 2^16.
    ///
    /// # Errors
    /// If there is none.
    pub fn u16(&mut self) -> Result<u16, WireError> {
        u16::try_from(self.uint()?).map_err(|_| WireError)
    }

    /// Reads a length that counts things of at least one byte each.
    ///
    /// # Errors
    /// If the rest of the input cannot hold that many.
    pub fn count(&mut self) -> Result<usize, WireError> {
        let count = self.uint()?;
        if count > self.rest.len() as u64 { Err(WireError) } else { Ok(count as usize) }
    }

    /// Reads a length and that many bytes.
    ///
    /// # Errors
    /// At the end of the input.
    pub fn blob(&mut self) -> Result<&'a [u8], WireError> {
        let length = self.count()?;
        let (head, rest) = self.rest.split_at(length);
        self.rest = rest;
        Ok(head)
    }

    /// Reads eight bytes, lowest first.
    ///
    /// # Errors
    /// At the end of the input.
    pub fn word(&mut self) -> Result<u64, WireError> {
        let (head, rest) = self.rest.split_first_chunk::<8>().ok_or(WireError)?;
        self.rest = rest;
        Ok(u64::from_le_bytes(*head))
    }
}
