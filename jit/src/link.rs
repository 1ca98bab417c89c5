//! Links one object that LLVM emitted into the code arena.
//!
//! Invariant: an object is laid out and relocated in a private buffer first and published whole; a relocation we
//! do not know, a symbol nobody defines or a frame image that is not at a fixed distance from rbp makes linking
//! fail and publishes nothing.
//!
//! ```text
//! block:  [section][section]...[stub][stub]...        stub: mov r11, imm64; jmp r11
//! ```

use crate::arena::Arena;
use crate::elf::{self, Object, SHF_ALLOC, SHT_NOBITS, SHT_RELA};

const R_64: u32 = 1;
const R_PC32: u32 = 2;
const R_PLT32: u32 = 4;
const R_32: u32 = 10;
const R_32S: u32 = 11;
const STUB_BYTES: usize = 16;
const STACKMAP_SECTION: &str = ".llvm_stackmaps";

/// What a symbol that the object does not define stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// A function or datum at this address.
    At(u64),
    /// A function that can reach a safepoint: a thunk first stores rbp and rsp at these offsets from rdi.
    Anchored { address: u64, fp_offset: i32, sp_offset: i32 },
}

/// A linked object.
#[derive(Clone, Debug)]
pub(crate) struct Linked {
    /// First byte of the block.
    pub(crate) start: u64,
    /// Size of the block in bytes.
    pub(crate) size: usize,
    /// Addresses of the symbols asked for, in order.
    pub(crate) entries: Vec<u64>,
    /// Distance of each function's frame image from rbp, in the object's order.
    pub(crate) image_offsets: Vec<i32>,
}

/// Lays out, relocates and publishes `object`. `symbols` names the functions whose addresses are wanted.
///
/// # Errors
/// A sentence saying which rule the object broke.
pub(crate) fn link(
    arena: &mut Arena,
    object: &[u8],
    symbols: &[&str],
    resolve: &dyn Fn(&str) -> Option<Target>,
) -> Result<Linked, String> {
    let parsed = Object::parse(object).ok_or("malformed object")?;
    let base = arena.next_address();
    let mut block: Vec<u8> = Vec::with_capacity(object.len());
    let mut place = vec![None; parsed.sections.len()];
    for (i, section) in parsed.sections.iter().enumerate() {
        let wanted =
            section.flags & SHF_ALLOC != 0 && section.size > 0 && section.kind != 0x7000_0001;
        if !wanted || section.name == STACKMAP_SECTION || section.name.starts_with(".eh_frame") {
            continue;
        }
        let start = block.len().next_multiple_of(section.align.max(16));
        block.resize(start, 0xcc);
        place[i] = Some(start);
        if section.kind == SHT_NOBITS {
            block.resize(start + section.size, 0);
        } else {
            block.extend_from_slice(section.data);
        }
    }
    let mut linker = Linker { base, block, stubs: Vec::new(), resolve };
    for table in &parsed.sections {
        let Some(Some(target_place)) =
            (table.kind == SHT_RELA).then(|| place.get(table.info).copied().flatten())
        else {
            continue;
        };
        for r in parsed.relocations(table).ok_or("malformed relocations")? {
            let symbol = parsed.symbols.get(r.symbol).ok_or("relocation without symbol")?;
            let target = if symbol.section == 0 {
                (linker.resolve)(symbol.name)
                    .ok_or_else(|| format!("undefined symbol {}", symbol.name))?
            } else {
                let at = place
                    .get(symbol.section)
                    .copied()
                    .flatten()
                    .ok_or("symbol in a dropped section")?;
                Target::At(base + at as u64 + symbol.value)
            };
            linker.apply(target_place + r.offset, r.kind, target, r.addend)?;
        }
    }
    let image_offsets = match parsed.sections.iter().find(|s| s.name == STACKMAP_SECTION) {
        Some(s) => {
            elf::image_offsets(s.data).ok_or("frame image is not at a fixed distance from rbp")?
        }
        None => Vec::new(),
    };
    let mut entries = Vec::with_capacity(symbols.len());
    for name in symbols {
        let symbol = parsed.symbols.iter().find(|s| s.section != 0 && s.name == *name);
        let symbol = symbol.ok_or_else(|| format!("{name} is not in the object"))?;
        let at =
            place.get(symbol.section).copied().flatten().ok_or("symbol in a dropped section")?;
        entries.push(base + at as u64 + symbol.value);
    }
    let size = linker.block.len();
    let start = arena.publish(&linker.block).ok_or("code arena is full")?;
    Ok(Linked { start, size, entries, image_offsets })
}

struct Linker<'a> {
    base: u64,
    block: Vec<u8>,
    stubs: Vec<(Target, u64)>,
    resolve: &'a dyn Fn(&str) -> Option<Target>,
}

impl Linker<'_> {
    fn apply(&mut self, at: usize, kind: u32, target: Target, addend: i64) -> Result<(), String> {
        let here = self.base + at as u64;
        let mut address = match target {
            Target::At(a) => a,
            Target::Anchored { .. } => self.stub(target),
        };
        let relative = |a: u64| (a as i64).wrapping_add(addend).wrapping_sub(here as i64);
        match kind {
            R_64 => self.write(at, &(address as i64).wrapping_add(addend).to_le_bytes()),
            R_PC32 | R_PLT32 => {
                if i32::try_from(relative(address)).is_err() {
                    address = self.stub(target);
                }
                let value = i32::try_from(relative(address)).map_err(|_| "target out of range")?;
                self.write(at, &value.to_le_bytes())
            }
            R_32 | R_32S => {
                let value = (address as i64).wrapping_add(addend);
                let fits = if kind == R_32 {
                    u32::try_from(value).is_ok()
                } else {
                    i32::try_from(value).is_ok()
                };
                if !fits {
                    return Err("absolute target out of range".to_owned());
                }
                self.write(at, &(value as u32).to_le_bytes())
            }
            other => Err(format!("relocation kind {other}")),
        }
    }

    fn write(&mut self, at: usize, bytes: &[u8]) -> Result<(), String> {
        let place =
            self.block.get_mut(at..at + bytes.len()).ok_or("relocation outside its section")?;
        place.copy_from_slice(bytes);
        Ok(())
    }

    /// The address of the stub for `target`, made once per object.
    fn stub(&mut self, target: Target) -> u64 {
        if let Some((_, at)) = self.stubs.iter().find(|(t, _)| *t == target) {
            return *at;
        }
        let start = self.block.len().next_multiple_of(STUB_BYTES);
        self.block.resize(start, 0xcc);
        let address = match target {
            Target::At(a) => a,
            Target::Anchored { address, fp_offset, sp_offset } => {
                self.block.extend_from_slice(&[0x48, 0x89, 0xaf]); // mov [rdi + fp_offset], rbp
                self.block.extend_from_slice(&fp_offset.to_le_bytes());
                self.block.extend_from_slice(&[0x48, 0x89, 0xa7]); // mov [rdi + sp_offset], rsp
                self.block.extend_from_slice(&sp_offset.to_le_bytes());
                address
            }
        };
        self.block.extend_from_slice(&[0x49, 0xbb]); // mov r11, imm64
        self.block.extend_from_slice(&address.to_le_bytes());
        self.block.extend_from_slice(&[0x41, 0xff, 0xe3]); // jmp r11
        self.stubs.push((target, self.base + start as u64));
        self.base + start as u64
    }
}
