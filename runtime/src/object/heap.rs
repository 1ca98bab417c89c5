//! UNSAFE ISLAND: the container heap, where objects live that the cycle collector visits.
//!
//! ```text
//! region   address space, reserved at once, touched page by page
//!   slab   256 KiB, aligned to that; blocks of one size
//!     0    up to 64 different places for the slab's header, so that headers do not all fall
//!          into the same cache lines: 64 bytes at (slab number modulo 64) * 64
//!     4096 blocks
//! ```
//!
//! A block that is not an object has a null type word (its second), and if it is in a free list its
//! first word points to the next block. Every thread has a free list per block size, from which
//! allocation pops and onto which freeing pushes; they are filled from the slabs a few blocks at a
//! time. A collection takes all free lists back and sorts their blocks into the slabs again, so that
//! memory is handed out in order of address and slabs without objects go back to the system.
//!
//! Blocks are aligned to 8 bytes.
//!
//! Obligations: (1) the heap is touched only under the GIL; (2) every block in a free list belongs
//! to nobody else; (3) `Cx`s live as long as the process, and with them the registered free lists.

use std::cell::{Cell, RefCell};

/// Bytes of a slab.
const SLAB_BYTES: usize = 256 * 1024;
/// Bytes before a slab's first block.
const SLAB_HEAD: usize = 4096;
/// Address space reserved for the first region, if the system allows.
const REGION_BYTES: usize = 16 << 30;
/// Bytes by which the block sizes of the small classes differ.
const GRANULE: usize = 8;
/// Largest block of the small classes.
const SMALL_MAX: usize = 512;
/// Number of small classes, class 0 unused.
const SMALL_CLASSES: usize = SMALL_MAX / GRANULE + 1;
/// Number of larger classes: four a doubling, up to 64 KiB.
const MEDIUM_CLASSES: usize = 28;
/// Number of classes of blocks that share slabs.
pub(crate) const CLASSES: usize = SMALL_CLASSES + MEDIUM_CLASSES;
/// Class of slabs with a single block of any size.
const HUGE: usize = CLASSES;
/// Bytes handed to a free list at a time, at most.
const BATCH_BYTES: usize = 4096;
/// Blocks handed to a free list at a time, at most.
const BATCH_BLOCKS: usize = 64;

/// A block that holds no object.
#[repr(C)]
struct FreeBlock {
    next: *mut FreeBlock,
    ty: usize,
}

/// The free lists of a thread, one a class.
#[repr(C)]
pub struct FreeLists {
    /// First blocks; compiled code pops from here.
    heads: [Cell<*mut u8>; CLASSES],
    registered: Cell<bool>,
}

/// Header of a slab.
#[repr(C)]
struct Slab {
    /// Class of its blocks, or [`HUGE`].
    class: usize,
    block_bytes: usize,
    /// How many blocks fit.
    capacity: usize,
    /// How many blocks have ever been handed out; those behind have never been touched.
    fresh: Cell<usize>,
    /// Blocks that were given back.
    free: Cell<*mut FreeBlock>,
    /// Where the collector's marks of this slab begin.
    marks: Cell<usize>,
    /// Slabs this one spans: more than one only for huge blocks.
    span: u32,
    /// 2^32 divided by `block_bytes`, rounded up; 0 for sizes where that is not exact enough.
    reciprocal: u32,
}

const _: () = assert!(size_of::<Slab>() <= 64);

struct Region {
    start: usize,
    end: usize,
    /// First address never given out.
    next: usize,
}

struct Heap {
    regions: Vec<Region>,
    /// Slabs in use, in order of their making.
    slabs: Vec<usize>,
    /// Slabs that may have blocks to hand out, by class.
    available: Vec<Vec<usize>>,
    /// Single slabs that are not in use.
    spare: Vec<usize>,
    lists: Vec<*const FreeLists>,
}

struct Shared {
    heap: RefCell<Heap>,
    /// Bounds of the first region, for a quick test of addresses.
    start: Cell<usize>,
    end: Cell<usize>,
    /// Blocks handed to free lists since the last collection.
    handed_out: Cell<usize>,
}

// SAFETY: (1) touched only under the GIL.
unsafe impl Sync for Shared {}

static HEAP: Shared = Shared {
    heap: RefCell::new(Heap {
        regions: Vec::new(),
        slabs: Vec::new(),
        available: Vec::new(),
        spare: Vec::new(),
        lists: Vec::new(),
    }),
    start: Cell::new(0),
    end: Cell::new(0),
    handed_out: Cell::new(0),
};

impl FreeLists {
    /// Empty lists.
    pub(crate) const fn new() -> FreeLists {
        FreeLists {
            heads: [const { Cell::new(std::ptr::null_mut()) }; CLASSES],
            registered: Cell::new(false),
        }
    }
}

/// Returns the class of blocks for `size_bytes`.
#[inline(always)]
pub(crate) fn class_of(size_bytes: usize) -> usize {
    if size_bytes <= SMALL_MAX { size_bytes.div_ceil(GRANULE) } else { medium_class(size_bytes) }
}

fn medium_class(size_bytes: usize) -> usize {
    // Four classes between two powers of two.
    let doubling = (size_bytes - 1).ilog2() as usize;
    let quarter = (size_bytes - 1) >> (doubling - 2) & 3;
    let class = SMALL_CLASSES + (doubling - 9) * 4 + quarter;
    class.min(HUGE)
}

fn block_bytes(class: usize) -> usize {
    if class < SMALL_CLASSES {
        return class * GRANULE;
    }
    let (doubling, quarter) = ((class - SMALL_CLASSES) / 4 + 9, (class - SMALL_CLASSES) % 4);
    (1 << doubling) + (quarter + 1) * (1 << (doubling - 2))
}

/// Takes a block of a small class from a thread's free list; null if that is empty or the size is
/// not small. The content is undefined.
#[inline(always)]
pub(crate) fn pop(lists: &FreeLists, size_bytes: usize) -> *mut u8 {
    if size_bytes > SMALL_MAX {
        return std::ptr::null_mut();
    }
    pop_class(lists, size_bytes.div_ceil(GRANULE))
}

#[inline(always)]
fn pop_class(lists: &FreeLists, class: usize) -> *mut u8 {
    let head = &lists.heads[class];
    let block = head.get().cast::<FreeBlock>();
    if !block.is_null() {
        // SAFETY: (2) the first block of a free list.
        head.set(unsafe { (*block).next }.cast());
    }
    block.cast()
}

/// Allocates a block of at least `size_bytes`, content undefined, filling the free list first if it
/// is empty; null if there is no memory.
#[cold]
#[inline(never)]
pub(crate) fn allocate_slow(lists: &FreeLists, size_bytes: usize) -> *mut u8 {
    let class = class_of(size_bytes);
    if class == HUGE {
        HEAP.handed_out.set(HEAP.handed_out.get() + 1);
        return HEAP.heap.borrow_mut().huge_block(size_bytes).unwrap_or(std::ptr::null_mut());
    }
    let block = pop_class(lists, class);
    if !block.is_null() {
        return block;
    }
    HEAP.heap.borrow_mut().refill(lists, class);
    pop_class(lists, class)
}

/// Returns whether an address lies in the container heap.
#[inline(always)]
pub(crate) fn contains(address: u64) -> bool {
    let address = address as usize;
    (address >= HEAP.start.get() && address < HEAP.end.get()) || contains_slow(address)
}

fn contains_slow(address: usize) -> bool {
    let heap = HEAP.heap.borrow();
    heap.regions.len() > 1
        && heap.regions.iter().any(|region| address >= region.start && address < region.end)
}

/// Gives a block back.
///
/// # Safety
/// The block came from [`allocate`], holds no object any more and is not used again.
#[inline(always)]
pub(crate) unsafe fn free(lists: &FreeLists, block: *mut u8) {
    // SAFETY: the caller passes a block of this heap.
    let slab = unsafe { &*slab_of(block as usize) };
    if slab.class == HUGE {
        HEAP.heap.borrow_mut().free_huge(block as usize & !(SLAB_BYTES - 1));
        return;
    }
    let head = &lists.heads[slab.class];
    let free = block.cast::<FreeBlock>();
    // SAFETY: (2) the block is ours from here on.
    unsafe { free.write(FreeBlock { next: head.get().cast(), ty: 0 }) };
    head.set(block);
}

/// Returns the place of the header of the slab that an address lies in.
#[inline(always)]
fn slab_of(address: usize) -> *const Slab {
    let base = address & !(SLAB_BYTES - 1);
    let colour = (base / SLAB_BYTES) % (SLAB_HEAD / 64);
    (base + colour * 64) as *const Slab
}

/// Number of blocks handed out since the last collection, as far as they were not given back and
/// used again.
pub(crate) fn growth() -> usize {
    HEAP.handed_out.get()
}

impl Heap {
    /// Puts some blocks of a class into a thread's free list; false if there is no memory.
    fn refill(&mut self, lists: &FreeLists, class: usize) -> bool {
        if !lists.registered.replace(true) {
            self.lists.push(std::ptr::from_ref(lists));
        }
        if self.available.is_empty() {
            self.available.resize_with(CLASSES, Vec::new);
        }
        let wanted = (BATCH_BYTES / block_bytes(class)).clamp(1, BATCH_BLOCKS);
        loop {
            if self.available[class].is_empty() {
                let Some(slab) = self.new_slab(class) else { return false };
                self.available[class].push(slab);
            }
            let base = *self.available[class].last().expect("one was pushed");
            // SAFETY: a slab in use.
            let slab = unsafe { &*slab_of(base) };
            let count = hand_out(slab, base, wanted, &lists.heads[class]);
            if count > 0 {
                HEAP.handed_out.set(HEAP.handed_out.get() + count);
                return true;
            }
            self.available[class].pop();
        }
    }

    fn new_slab(&mut self, class: usize) -> Option<usize> {
        let base = match self.spare.pop() {
            Some(base) => base,
            None => self.reserve(1)?,
        };
        let block_bytes = block_bytes(class);
        self.set_up(base, class, block_bytes, (SLAB_BYTES - SLAB_HEAD) / block_bytes, 1);
        Some(base)
    }

    fn set_up(
        &mut self,
        base: usize,
        class: usize,
        block_bytes: usize,
        capacity: usize,
        span: usize,
    ) {
        let slab = Slab {
            class,
            block_bytes,
            capacity,
            fresh: Cell::new(0),
            free: Cell::new(std::ptr::null_mut()),
            marks: Cell::new(0),
            span: span as u32,
            reciprocal: if block_bytes < 1 << 14 {
                (1u64 << 32).div_ceil(block_bytes as u64) as u32
            } else {
                0
            },
        };
        // SAFETY: (1) the slab's memory is ours.
        unsafe { slab_of(base).cast_mut().write(slab) };
        self.slabs.push(base);
    }

    /// Takes address space of `span` slabs in a row.
    fn reserve(&mut self, span: usize) -> Option<usize> {
        let bytes = span.checked_mul(SLAB_BYTES)?;
        if let Some(region) = self.regions.last_mut()
            && region.end - region.next >= bytes
        {
            region.next += bytes;
            return Some(region.next - bytes);
        }
        let region = map_region(bytes)?;
        if self.regions.is_empty() {
            HEAP.start.set(region.start);
            HEAP.end.set(region.end);
        }
        self.regions.push(region);
        self.reserve(span)
    }

    fn huge_block(&mut self, size_bytes: usize) -> Option<*mut u8> {
        let span = size_bytes.checked_add(SLAB_HEAD)?.div_ceil(SLAB_BYTES);
        let base = self.reserve(span)?;
        self.set_up(base, HUGE, size_bytes, 1, span);
        // SAFETY: the slab was just set up.
        unsafe { (*slab_of(base)).fresh.set(1) };
        Some((base + SLAB_HEAD) as *mut u8)
    }

    fn free_huge(&mut self, base: usize) {
        // SAFETY: a slab in use.
        let span = unsafe { (*slab_of(base)).span } as usize;
        self.slabs.retain(|slab| *slab != base);
        for index in 0..span {
            let slab = base + index * SLAB_BYTES;
            give_back(slab);
            self.spare.push(slab);
        }
    }
}

/// Moves up to `wanted` blocks from a slab to a free list; returns how many.
fn hand_out(slab: &Slab, base: usize, wanted: usize, head: &Cell<*mut u8>) -> usize {
    let mut count = 0;
    while count < wanted && !slab.free.get().is_null() {
        let block = slab.free.get();
        // SAFETY: (2) a block of the slab's own free list.
        unsafe {
            slab.free.set((*block).next);
            (*block).next = head.get().cast();
        }
        head.set(block.cast());
        count += 1;
    }
    // From the highest address down, so that the lowest is popped first.
    let fresh = (wanted - count).min(slab.capacity - slab.fresh.get());
    let first = base + SLAB_HEAD + slab.fresh.get() * slab.block_bytes;
    for index in (0..fresh).rev() {
        let block = (first + index * slab.block_bytes) as *mut FreeBlock;
        // SAFETY: (2) a block that nobody has had yet.
        unsafe { block.write(FreeBlock { next: head.get().cast(), ty: 0 }) };
        head.set(block.cast());
    }
    slab.fresh.set(slab.fresh.get() + fresh);
    count + fresh
}

/// Reserves address space for at least `bytes`.
fn map_region(bytes: usize) -> Option<Region> {
    let mut size = REGION_BYTES.max(bytes);
    loop {
        let total = size.checked_add(SLAB_BYTES)?;
        // SAFETY: anonymous memory at an address of the system's choice.
        let address = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                total,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
                -1,
                0,
            )
        };
        if address != libc::MAP_FAILED {
            let start = (address as usize).next_multiple_of(SLAB_BYTES);
            return Some(Region { start, end: start + size, next: start });
        }
        if size <= bytes.max(SLAB_BYTES) {
            return None;
        }
        // The address space is limited: most of it is left to stacks of threads and the like.
        size = (size / 16).max(bytes).next_multiple_of(SLAB_BYTES);
    }
}

/// Tells the system that a slab's content is not needed.
fn give_back(base: usize) {
    // SAFETY: (1) nobody uses the slab; it reads as zero afterwards.
    unsafe { libc::madvise(base as *mut libc::c_void, SLAB_BYTES, libc::MADV_DONTNEED) };
}

/// What the collector sees of the heap: every block that may hold an object, numbered.
pub(crate) struct Census {
    slabs: Vec<usize>,
    /// One more than the highest number of a block.
    pub(crate) count: usize,
}

impl Census {
    /// Numbers all blocks. The numbers are right until a slab is made or given back.
    pub(crate) fn take() -> Census {
        let slabs = HEAP.heap.borrow().slabs.clone();
        let mut count = 0;
        for base in &slabs {
            // SAFETY: a slab in use.
            let slab = unsafe { &*slab_of(*base) };
            slab.marks.set(count);
            count += slab.fresh.get();
        }
        Census { slabs, count }
    }

    /// Calls `visit` with the number and address of every block that holds an object.
    pub(crate) fn each_object(&self, mut visit: impl FnMut(usize, *mut u8)) {
        for base in &self.slabs {
            // SAFETY: a slab in use.
            let slab = unsafe { &*slab_of(*base) };
            for index in 0..slab.fresh.get() {
                let block = (base + SLAB_HEAD + index * slab.block_bytes) as *mut FreeBlock;
                // SAFETY: a block that has been handed out is initialised to two words at least.
                if unsafe { (*block).ty } != 0 {
                    visit(slab.marks.get() + index, block.cast());
                }
            }
        }
    }

    /// Returns the number of the object at an address of this heap.
    #[inline(always)]
    pub(crate) fn number_of(address: u64) -> usize {
        // SAFETY: the caller passes an address in the heap.
        let slab = unsafe { &*slab_of(address as usize) };
        let offset = (address as usize & (SLAB_BYTES - 1)) - SLAB_HEAD;
        if slab.class == HUGE {
            return slab.marks.get();
        }
        // Offsets stay below 2^18 and sizes above 15, so that the float division is exact enough.
        slab.marks.get() + offset / slab.block_bytes
    }
}

/// Takes the free lists of all threads back into the slabs, gives slabs without objects to the
/// system and starts counting growth anew.
pub(crate) fn tidy() {
    let mut heap = HEAP.heap.borrow_mut();
    let heap = &mut *heap;
    HEAP.handed_out.set(0);
    for lists in &heap.lists {
        // SAFETY: (3) the lists live as long as the process.
        unsafe { &**lists }.heads.iter().for_each(|head| head.set(std::ptr::null_mut()));
    }
    heap.available.iter_mut().for_each(Vec::clear);
    let mut kept = Vec::with_capacity(heap.slabs.len());
    for base in std::mem::take(&mut heap.slabs) {
        // SAFETY: a slab in use.
        let slab = unsafe { &*slab_of(base) };
        if slab.class == HUGE {
            kept.push(base);
            continue;
        }
        if relink(slab, base) == 0 {
            give_back(base);
            heap.spare.push(base);
            continue;
        }
        kept.push(base);
        if !slab.free.get().is_null() || slab.fresh.get() < slab.capacity {
            heap.available[slab.class].push(base);
        }
    }
    // The lowest addresses are handed out first.
    heap.available.iter_mut().for_each(|slabs| slabs.reverse());
    heap.slabs = kept;
}

/// Links a slab's blocks without objects in order of address; returns how many hold objects.
fn relink(slab: &Slab, base: usize) -> usize {
    let mut objects = 0;
    let mut next: *mut FreeBlock = std::ptr::null_mut();
    for index in (0..slab.fresh.get()).rev() {
        let block = (base + SLAB_HEAD + index * slab.block_bytes) as *mut FreeBlock;
        // SAFETY: a block that has been handed out is initialised to two words at least.
        if unsafe { (*block).ty } != 0 {
            objects += 1;
            continue;
        }
        // SAFETY: (2) no object is there, and all free lists were emptied.
        unsafe { (*block).next = next };
        next = block;
    }
    slab.free.set(next);
    objects
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_fit_their_sizes() {
        for size in 16..70_000 {
            let class = class_of(size);
            if class < CLASSES {
                assert!(block_bytes(class) >= size, "{size}");
                assert!(class == 2 || block_bytes(class - 1) < size, "{size}");
            } else {
                assert!(size > 32 * 1024);
            }
        }
    }
}
