//! Reads a relocatable ELF64 object that LLVM wrote into memory.
//!
//! Invariant: every accessor checks its bounds, so a malformed object gives `None`, never a panic or a wild read.
//! Only what the linker needs is here: sections, symbols, relocations with addends.

/// One section header.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Section<'a> {
    pub(crate) name: &'a str,
    pub(crate) kind: u32,
    pub(crate) flags: u64,
    pub(crate) data: &'a [u8],
    pub(crate) size: usize,
    pub(crate) link: usize,
    pub(crate) info: usize,
    pub(crate) align: usize,
}

/// One symbol: `section` is 0 when it is defined elsewhere.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Symbol<'a> {
    pub(crate) name: &'a str,
    pub(crate) section: usize,
    pub(crate) value: u64,
}

/// One relocation of a section.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Relocation {
    pub(crate) offset: usize,
    pub(crate) kind: u32,
    pub(crate) symbol: usize,
    pub(crate) addend: i64,
}

/// A parsed object.
pub(crate) struct Object<'a> {
    pub(crate) sections: Vec<Section<'a>>,
    pub(crate) symbols: Vec<Symbol<'a>>,
}

pub(crate) const SHT_RELA: u32 = 4;
pub(crate) const SHT_NOBITS: u32 = 8;
const SHT_SYMTAB: u32 = 2;
pub(crate) const SHF_ALLOC: u64 = 2;

fn u16_at(d: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(d.get(at..at + 2)?.try_into().ok()?))
}
fn u32_at(d: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(d.get(at..at + 4)?.try_into().ok()?))
}
fn u64_at(d: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(d.get(at..at + 8)?.try_into().ok()?))
}
fn string_at(d: &[u8], at: usize) -> Option<&str> {
    let tail = d.get(at..)?;
    let end = tail.iter().position(|c| *c == 0)?;
    std::str::from_utf8(&tail[..end]).ok()
}

impl<'a> Object<'a> {
    /// Parses `d`; `None` if it is not a well-formed ELF64 object.
    pub(crate) fn parse(d: &'a [u8]) -> Option<Object<'a>> {
        if d.get(..4)? != b"\x7fELF" {
            return None;
        }
        let table = u64_at(d, 0x28)? as usize;
        let count = u16_at(d, 0x3c)? as usize;
        let names = u16_at(d, 0x3e)? as usize;
        let names_offset = u64_at(d, table + names * 64 + 24)? as usize;
        let mut sections = Vec::with_capacity(count);
        let mut symtab = None;
        for i in 0..count {
            let h = table + i * 64;
            let kind = u32_at(d, h + 4)?;
            let (offset, size) = (u64_at(d, h + 24)? as usize, u64_at(d, h + 32)? as usize);
            let data = if kind == SHT_NOBITS || kind == 0 {
                &[][..]
            } else {
                d.get(offset..offset.checked_add(size)?)?
            };
            if kind == SHT_SYMTAB {
                symtab = Some(i);
            }
            sections.push(Section {
                name: string_at(d, names_offset + u32_at(d, h)? as usize)?,
                kind,
                flags: u64_at(d, h + 8)?,
                data,
                size,
                link: u32_at(d, h + 40)? as usize,
                info: u32_at(d, h + 44)? as usize,
                align: (u64_at(d, h + 48)? as usize).max(1),
            });
        }
        let symtab = sections.get(symtab?)?;
        let strings = sections.get(symtab.link)?.data;
        let mut symbols = Vec::with_capacity(symtab.data.len() / 24);
        for at in (0..symtab.data.len()).step_by(24) {
            symbols.push(Symbol {
                name: string_at(strings, u32_at(symtab.data, at)? as usize)?,
                section: u16_at(symtab.data, at + 6)? as usize,
                value: u64_at(symtab.data, at + 8)?,
            });
        }
        Some(Object { sections, symbols })
    }

    /// The relocations held by section `table` (of kind `SHT_RELA`).
    pub(crate) fn relocations(&self, table: &Section<'a>) -> Option<Vec<Relocation>> {
        (0..table.data.len() / 24)
            .map(|k| {
                let info = u64_at(table.data, k * 24 + 8)?;
                Some(Relocation {
                    offset: u64_at(table.data, k * 24)? as usize,
                    kind: info as u32,
                    symbol: (info >> 32) as usize,
                    addend: u64_at(table.data, k * 24 + 16)? as i64,
                })
            })
            .collect()
    }
}

/// Where a function keeps its frame image: `rbp + offset`.
///
/// Reads version 3 of LLVM's stack map section, which must hold for each function exactly one record with one
/// location of kind Direct in rbp.
pub(crate) fn image_offsets(d: &[u8]) -> Option<Vec<i32>> {
    const DIRECT: u8 = 2;
    const RBP: u16 = 6;
    if *d.first()? != 3 {
        return None;
    }
    let functions = u32_at(d, 4)? as usize;
    let constants = u32_at(d, 8)? as usize;
    let mut record = 16 + 24 * functions + 8 * constants;
    let mut offsets = Vec::with_capacity(functions);
    for i in 0..functions {
        if u64_at(d, 16 + 24 * i + 16)? != 1 || u16_at(d, record + 14)? != 1 {
            return None;
        }
        let location = record + 16;
        if *d.get(location)? != DIRECT || u16_at(d, location + 4)? != RBP {
            return None;
        }
        offsets.push(u32_at(d, location + 8)? as i32);
        record = (location + 12 + 7) & !7;
        let live_outs = u16_at(d, record + 2)? as usize;
        record = (record + 4 + 4 * live_outs + 7) & !7;
    }
    Some(offsets)
}
