//! The binary form of code objects: for embedding and for caches on disk.
//!
//! Always true: [`decode`] gives back what [`encode`] was given, and on any
//! other input an error, never a panic. Decoded code passes the verifier if
//! what was encoded did; damaged input that still decodes is caught by
//! verifying, which a reader of untrusted files has to do.

use crate::code::Code;
use crate::constant::Constant;
use crate::entity::{Block, HandlerId, Reg};
use crate::function::{BlockData, Function, Handler, HandlerKind, Nest, NestKind};
use crate::insn::{Insn, Opcode};
use crate::line_table::LineTable;
use crate::wire::{Reader, WireError, Writer};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

/// Stands at the beginning; changed when the form changes in a way that
/// [`table_hash`] does not see.
const MAGIC: &[u8; 4] = b"PYR\x02";

/// How deep code objects and tuples may nest.
const DEPTH: u32 = 500;

/// Returns a number that changes with the instruction table.
fn table_hash() -> u64 {
    static HASH: LazyLock<u64> = LazyLock::new(|| {
        let texts = Opcode::ALL.iter().flat_map(|opcode| [opcode.name(), opcode.doc()]);
        texts.flat_map(str::bytes).fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
        })
    });
    *HASH
}

/// Returns the binary form of a code object and those nested in it.
pub fn encode(code: &Code) -> Vec<u8> {
    let mut encoder = Encoder::default();
    encoder.code(code);
    let mut out = Writer::default();
    out.bytes.extend_from_slice(MAGIC);
    out.word(table_hash());
    out.uint(encoder.list.len() as u64);
    encoder.list.iter().for_each(|name| out.blob(name.as_bytes()));
    out.blob(&code.filename);
    out.bytes.extend_from_slice(&encoder.out.bytes);
    out.bytes
}

/// Reads the binary form.
///
/// # Errors
/// If the input is damaged or was written with another instruction table.
pub fn decode(bytes: &[u8]) -> Result<Code, WireError> {
    decode_for(bytes, None)
}

/// Reads the binary form; the code says that it comes from `filename`.
///
/// # Errors
/// As [`decode`].
pub fn decode_renamed(bytes: &[u8], filename: &[u8]) -> Result<Code, WireError> {
    decode_for(bytes, Some(filename))
}

fn decode_for(bytes: &[u8], filename: Option<&[u8]>) -> Result<Code, WireError> {
    let rest = bytes.strip_prefix(MAGIC).ok_or(WireError)?;
    let mut input = Reader::new(rest);
    if input.word()? != table_hash() {
        return Err(WireError);
    }
    let names = list(&mut input, |input| {
        let text = std::str::from_utf8(input.blob()?).map_err(|_| WireError)?;
        Ok(Arc::<str>::from(text))
    })?;
    let written = input.blob()?;
    let filename: Arc<[u8]> = filename.unwrap_or(written).into();
    let mut decoder = Decoder { input, names, filename, depth: 0 };
    let code = decoder.code()?;
    if decoder.input.is_empty() { Ok(code) } else { Err(WireError) }
}

#[derive(Default)]
struct Encoder {
    out: Writer,
    /// Names are written once for all code objects.
    names: HashMap<Arc<str>, u64>,
    list: Vec<Arc<str>>,
}

impl Encoder {
    fn name(&mut self, name: &Arc<str>) {
        let list = &mut self.list;
        let index = *self.names.entry(name.clone()).or_insert_with(|| {
            list.push(name.clone());
            list.len() as u64 - 1
        });
        self.out.uint(index);
    }

    fn name_list(&mut self, names: &[Arc<str>]) {
        self.out.uint(names.len() as u64);
        names.iter().for_each(|name| self.name(name));
    }

    fn code(&mut self, code: &Code) {
        self.name(&code.name);
        self.out.uint(u64::from(code.first_line));
        self.out.uint(u64::from(code.flags));
        self.out.uint(u64::from(code.arg_count));
        for list in [&code.var_names, &code.cell_vars, &code.free_vars, &code.names] {
            self.name_list(list);
        }
        self.constants(&code.constants);
        self.function(&code.function);
    }

    fn function(&mut self, function: &Function) {
        let out = &mut self.out;
        out.uint(u64::from(function.registers));
        out.uint(u64::from(function.sites));
        out.uint(function.insns.len() as u64);
        function.insns.iter().for_each(|insn| insn.write(out));
        out.uint(function.blocks.len() as u64);
        for block in &function.blocks {
            out.uint(u64::from(block.end - block.start));
            let handler = block.handler.map_or(0, |handler| u64::from(handler.0) + 1);
            out.uint(handler << 1 | u64::from(block.loop_header));
        }
        out.uint(function.handlers.len() as u64);
        for handler in &function.handlers {
            out.byte(handler.kind as u8);
            out.uint(u64::from(handler.target.0));
            out.uint(u64::from(handler.depth.0));
        }
        out.uint(function.lines.runs().len() as u64);
        let (mut last_pc, mut last_line) = (0, 0);
        for &(pc, line) in function.lines.runs() {
            out.uint(u64::from(pc - last_pc));
            out.int(i64::from(line) - i64::from(last_line));
            (last_pc, last_line) = (pc, line);
        }
        out.uint(function.nests.len() as u64);
        for nest in &function.nests {
            out.byte(nest.kind as u8);
            out.uint(u64::from(nest.start));
            out.uint(u64::from(nest.end));
        }
    }

    fn constants(&mut self, list: &[Constant]) {
        self.out.uint(list.len() as u64);
        list.iter().for_each(|constant| self.constant(constant));
    }

    fn constant(&mut self, constant: &Constant) {
        let out = &mut self.out;
        match constant {
            Constant::None => out.byte(0),
            Constant::Ellipsis => out.byte(1),
            Constant::Bool(value) => out.byte(2 + u8::from(*value)),
            Constant::Int(value) => {
                out.byte(4);
                out.int(*value);
            }
            Constant::Long { negative, digits } => {
                out.byte(5 + u8::from(*negative));
                out.uint(digits.len() as u64);
                digits.iter().for_each(|&digit| out.uint(u64::from(digit)));
            }
            Constant::Float(bits) => {
                out.byte(7);
                out.word(*bits);
            }
            Constant::Complex(re, im) => {
                out.byte(8);
                out.word(*re);
                out.word(*im);
            }
            Constant::Str(bytes) => {
                out.byte(9);
                out.blob(bytes);
            }
            Constant::Unicode(points) => {
                out.byte(10);
                out.uint(points.len() as u64);
                points.iter().for_each(|&point| out.uint(u64::from(point)));
            }
            Constant::Tuple(items) => {
                out.byte(11);
                self.constants(items);
            }
            Constant::Code(code) => {
                out.byte(12);
                self.code(code);
            }
        }
    }
}

struct Decoder<'a> {
    input: Reader<'a>,
    names: Vec<Arc<str>>,
    filename: Arc<[u8]>,
    depth: u32,
}

fn list<'a, T>(
    input: &mut Reader<'a>,
    mut item: impl FnMut(&mut Reader<'a>) -> Result<T, WireError>,
) -> Result<Vec<T>, WireError> {
    let count = input.count()?;
    let mut items = Vec::with_capacity(count);
    for _ in 0..count {
        items.push(item(input)?);
    }
    Ok(items)
}

impl Decoder<'_> {
    fn name(&mut self) -> Result<Arc<str>, WireError> {
        let index = self.input.u32()? as usize;
        self.names.get(index).cloned().ok_or(WireError)
    }

    fn name_list(&mut self) -> Result<Vec<Arc<str>>, WireError> {
        let count = self.input.count()?;
        (0..count).map(|_| self.name()).collect()
    }

    fn deeper(&mut self) -> Result<(), WireError> {
        self.depth += 1;
        if self.depth > DEPTH { Err(WireError) } else { Ok(()) }
    }

    fn code(&mut self) -> Result<Code, WireError> {
        self.deeper()?;
        let name = self.name()?;
        let (first_line, flags) = (self.input.u32()?, self.input.u32()?);
        let arg_count = self.input.u16()?;
        let var_names = self.name_list()?;
        let (cell_vars, free_vars) = (self.name_list()?, self.name_list()?);
        let names = self.name_list()?;
        let constants = self.constants()?;
        let mut function = function(&mut self.input)?;
        function.locals = u16::try_from(var_names.len()).map_err(|_| WireError)?;
        let cells = cell_vars.len() + free_vars.len();
        function.cells = u16::try_from(cells).map_err(|_| WireError)?;
        self.depth -= 1;
        let filename = self.filename.clone();
        Ok(Code {
            name,
            filename,
            first_line,
            flags,
            arg_count,
            var_names,
            cell_vars,
            free_vars,
            names,
            constants,
            function,
        })
    }

    fn constants(&mut self) -> Result<Vec<Constant>, WireError> {
        let count = self.input.count()?;
        (0..count).map(|_| self.constant()).collect()
    }

    fn constant(&mut self) -> Result<Constant, WireError> {
        let input = &mut self.input;
        Ok(match input.byte()? {
            0 => Constant::None,
            1 => Constant::Ellipsis,
            tag @ (2 | 3) => Constant::Bool(tag == 3),
            4 => Constant::Int(input.int()?),
            tag @ (5 | 6) => {
                let digits = list(input, Reader::u32)?.into();
                Constant::Long { negative: tag == 6, digits }
            }
            7 => Constant::Float(input.word()?),
            8 => Constant::Complex(input.word()?, input.word()?),
            9 => Constant::Str(input.blob()?.into()),
            10 => Constant::Unicode(list(input, Reader::u32)?.into()),
            11 => {
                self.deeper()?;
                let items = self.constants()?.into();
                self.depth -= 1;
                Constant::Tuple(items)
            }
            12 => Constant::Code(Arc::new(self.code()?)),
            _ => return Err(WireError),
        })
    }
}

fn function(input: &mut Reader<'_>) -> Result<Function, WireError> {
    let (registers, sites) = (input.u16()?, input.u32()?);
    let insns = list(input, Insn::read)?;
    let mut start = 0u32;
    let blocks = list(input, |input| {
        let length = input.u32()?;
        let word = input.uint()?;
        let handler = match word >> 1 {
            0 => None,
            number => Some(HandlerId(u32::try_from(number - 1).map_err(|_| WireError)?)),
        };
        let end = start.checked_add(length).ok_or(WireError)?;
        let block = BlockData { start, end, handler, loop_header: word & 1 == 1 };
        start = end;
        Ok(block)
    })?;
    let handlers = list(input, |input| {
        let kinds = [HandlerKind::Except, HandlerKind::Finally, HandlerKind::With];
        let kind = *kinds.get(usize::from(input.byte()?)).ok_or(WireError)?;
        Ok(Handler { kind, target: Block(input.u32()?), depth: Reg(input.u16()?) })
    })?;
    let (mut pc, mut line) = (0u32, 0i64);
    let runs = list(input, |input| {
        pc = pc.checked_add(input.u32()?).ok_or(WireError)?;
        line = line.checked_add(input.int()?).ok_or(WireError)?;
        Ok((pc, u32::try_from(line).map_err(|_| WireError)?))
    })?;
    let lines = LineTable::from_runs(runs);
    let nests = list(input, |input| {
        let kind = NestKind::NAMES.get(usize::from(input.byte()?)).ok_or(WireError)?.0;
        Ok(Nest { kind, start: input.u32()?, end: input.u32()? })
    })?;
    Ok(Function { insns, blocks, handlers, lines, nests, locals: 0, cells: 0, registers, sites })
}
