//! `mmap`: files, or memory of nobody else's, as strings that can be changed.

mod methods;
#[expect(unsafe_code, reason = "island: mapped memory")]
mod region;

use region::Region;
use runtime::api::{
    CallArgs, Cx, Header, ModuleDef, Owned, PyResult, Raised, Ref, Type, allocate, exc,
};
use runtime::builtins::slice::Slice;
use runtime::builtins::str::Str;
use runtime::exceptions::raise::new_class;
use runtime::protocol::{args, number};
use std::cell::{Cell, RefCell};

/// The module.
pub(crate) static MMAP_MODULE: ModuleDef = ModuleDef {
    name: "mmap",
    doc: "Files mapped into memory.",
    functions: &[],
    types: &[("mmap", &MMAP)],
    init: Some(init),
};

/// What may be done with a mapping.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    Default,
    Read,
    Write,
    Copy,
}

/// Memory of a mapping.
#[repr(C)]
pub(crate) struct Mmap {
    head: Header,
    /// None once it is closed.
    region: RefCell<Option<Region>>,
    at: Cell<usize>,
    /// A descriptor of its own, or -1.
    fd: Cell<i32>,
    offset: i64,
    access: Access,
}

runtime::py_type! {
    /// mmap(fileno, length[, flags[, prot[, access[, offset]]]]) -> a mapping of a file into memory
    ///
    /// With -1 for the descriptor it is memory without a file. A length of 0 is the whole file.
    pub(crate) static MMAP: Mmap = "mmap.mmap" {
        flags: [BASE],
        slots {
            new: new, len: len, item: item, slice: slice, set_item: set_item, set_slice: set_slice,
            map_len: len, subscript: subscript, set_subscript: set_subscript,
            read_bytes: read_bytes, write_bytes: write_bytes,
        }
        methods {
            /// Ends the mapping.
            "close" => methods::close, () -> None;
            /// find(text[, start[, end]]) -> first place of a text from start or the position on, or -1
            "find" => methods::find, (1..=3) -> Int;
            /// flush([offset, size]) -- writes changes to the file.
            "flush" => methods::flush, (0..=2);
            /// move(to, from, count) -- copies bytes inside the mapping.
            "move" => methods::shift, (3..=3) -> None;
            /// Reads at most so many bytes.
            "read" => methods::read, (1..=1) -> Str;
            /// Reads one byte.
            "read_byte" => methods::read_byte, () -> Str;
            /// Reads a line.
            "readline" => methods::readline, () -> Str;
            /// Changes the size of the mapping and of its file.
            "resize" => methods::resize, (1..=1) -> None;
            /// rfind(text[, start[, end]]) -> last place of a text from start or the position on, or -1
            "rfind" => methods::rfind, (1..=3) -> Int;
            /// seek(position[, whence]) -- goes to a position.
            "seek" => methods::seek, (1..=2) -> None;
            /// Returns the size of the file.
            "size" => methods::size, () -> Int;
            /// Returns the position.
            "tell" => methods::tell, () -> Int;
            /// Writes a string.
            "write" => methods::write, (1..=1) -> None;
            /// Writes one byte.
            "write_byte" => methods::write_byte, (1..=1) -> None;
        }
    }
}

fn init(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    let constants = [
        ("PROT_EXEC", libc::PROT_EXEC),
        ("PROT_READ", libc::PROT_READ),
        ("PROT_WRITE", libc::PROT_WRITE),
        ("MAP_SHARED", libc::MAP_SHARED),
        ("MAP_PRIVATE", libc::MAP_PRIVATE),
        ("MAP_DENYWRITE", libc::MAP_DENYWRITE),
        ("MAP_EXECUTABLE", libc::MAP_EXECUTABLE),
        ("MAP_ANON", libc::MAP_ANON),
        ("MAP_ANONYMOUS", libc::MAP_ANONYMOUS),
        ("ACCESS_READ", 1),
        ("ACCESS_WRITE", 2),
        ("ACCESS_COPY", 3),
    ];
    for (name, value) in constants {
        cx.module_add(module, name, Owned::int(i64::from(value)))?;
    }
    for name in ["PAGESIZE", "ALLOCATIONGRANULARITY"] {
        cx.module_add(module, name, Owned::int(region::page_size()))?;
    }
    cx.module_add(module, "error", new_class(cx, "mmap", "error", &exc::ENVIRONMENT_ERROR)?)
}

#[cold]
fn value_error(cx: &Cx, message: &str) -> Raised {
    cx.raise(&exc::VALUE_ERROR, format_args!("{message}"))
}

#[cold]
fn index_error(cx: &Cx, message: &str) -> Raised {
    cx.raise(&exc::INDEX_ERROR, format_args!("{message}"))
}

/// Raises `mmap.error`.
#[cold]
fn system_error(cx: &Cx, errno: i32) -> Raised {
    use runtime::protocol::{attr, call};
    let raise = || -> PyResult<Raised> {
        let module = call::import_module(cx, "mmap")?;
        let name = runtime::builtins::str::intern_bytes(cx, b"error");
        let class = attr::get_attr(cx, module.borrow(), name.borrow())?;
        let text = Str::new(cx, runtime::builtins::file::error_text(errno).as_bytes())?;
        let number = Owned::int(i64::from(errno));
        let error = call::call2(cx, class.borrow(), number.borrow(), text.borrow())?;
        Ok(cx.raise_with(class.borrow(), Some(error)))
    };
    raise().unwrap_or_else(|raised| raised)
}

/// Reads a size or an offset.
fn extent(cx: &Cx, x: Ref<'_>, what: &str) -> PyResult<i64> {
    if !number::has_index(x) {
        return Err(cx.raise(&exc::TYPE_ERROR, format_args!("an integer is required")));
    }
    let value = number::as_i64(cx, x)?;
    if value < 0 {
        let message = format_args!("memory mapped {what} must be positive");
        return Err(cx.raise(&exc::OVERFLOW_ERROR, message));
    }
    Ok(value)
}

fn new(cx: &Cx, ty: &Type, given: CallArgs<'_>) -> PyResult {
    let names = ["fileno", "length", "flags", "prot", "access", "offset"];
    let [fd, length, flags, protection, access, offset] = args::bind(cx, "mmap", given, 2, names)?;
    let both = libc::PROT_READ | libc::PROT_WRITE;
    let int = |x: Option<Ref<'_>>, missing: i32| x.map_or(Ok(missing), |x| args::c_int(cx, x));
    let fd = int(fd, -1)?;
    let (flags, protection) = (int(flags, libc::MAP_SHARED)?, int(protection, both)?);
    let access = int(access, 0)?;
    let length = extent(cx, length.expect("required"), "length")?;
    let offset = offset.map_or(Ok(0), |offset| extent(cx, offset, "offset"))?;
    if access != 0 && (flags != libc::MAP_SHARED || protection != both) {
        return Err(value_error(cx, "mmap can't specify both access and flags, prot."));
    }
    let (access, flags, protection) = match access {
        0 => {
            let access =
                match (protection & libc::PROT_READ != 0, protection & libc::PROT_WRITE != 0) {
                    (true, true) => Access::Default,
                    (false, true) => Access::Write,
                    _ => Access::Read,
                };
            (access, flags, protection)
        }
        1 => (Access::Read, libc::MAP_SHARED, libc::PROT_READ),
        2 => (Access::Write, libc::MAP_SHARED, both),
        3 => (Access::Copy, libc::MAP_PRIVATE, both),
        _ => return Err(value_error(cx, "mmap invalid access parameter.")),
    };
    let length = length_of_file(cx, fd, length, offset)?;
    let own = match fd {
        -1 => -1,
        fd => region::duplicate(fd).map_err(|errno| system_error(cx, errno))?,
    };
    let flags = if fd == -1 { flags | libc::MAP_ANONYMOUS } else { flags };
    let mapped = Region::map(length as usize, protection, flags, own, offset);
    let mmap = Mmap {
        head: Header::new(ty),
        region: RefCell::new(None),
        at: Cell::new(0),
        fd: Cell::new(own),
        offset,
        access,
    };
    let region = mapped.map_err(|errno| system_error(cx, errno))?;
    mmap.region.replace(Some(region));
    allocate(cx, ty, mmap)
}

impl Drop for Mmap {
    fn drop(&mut self) {
        if self.fd.get() != -1 {
            region::close(self.fd.get());
        }
    }
}

/// How many bytes to map: all of a file for 0.
fn length_of_file(cx: &Cx, fd: i32, length: i64, offset: i64) -> PyResult<i64> {
    let size = if fd == -1 { None } else { region::file_size(fd).ok().flatten() };
    let Some(size) = size else { return Ok(length) };
    if length == 0 {
        if size == 0 {
            return Err(value_error(cx, "cannot mmap an empty file"));
        }
        if offset >= size {
            return Err(value_error(cx, "mmap offset is greater than file size"));
        }
        return Ok(size - offset);
    }
    if offset.checked_add(length).is_none_or(|end| end > size) {
        return Err(value_error(cx, "mmap length is greater than file size"));
    }
    Ok(length)
}

impl Mmap {
    /// Runs `action` on the mapping.
    fn with<T>(&self, cx: &Cx, action: impl FnOnce(&Region) -> T) -> PyResult<T> {
        match self.region.borrow().as_ref() {
            Some(region) => Ok(action(region)),
            None => Err(value_error(cx, "mmap closed or invalid")),
        }
    }

    fn len(&self, cx: &Cx) -> PyResult<usize> {
        self.with(cx, Region::len)
    }

    /// Checks that the memory may be changed.
    fn writable(&self, cx: &Cx) -> PyResult<()> {
        if self.access == Access::Read {
            let message = format_args!("mmap can't modify a readonly memory map.");
            return Err(cx.raise(&exc::TYPE_ERROR, message));
        }
        Ok(())
    }
}

fn len(cx: &Cx, x: Ref<'_>) -> PyResult<isize> {
    x.recv::<Mmap>().len(cx).map(|length| length as isize)
}

fn place(cx: &Cx, mmap: &Mmap, index: isize) -> PyResult<usize> {
    let length = mmap.len(cx)?;
    let place = usize::try_from(index).ok().filter(|place| *place < length);
    place.ok_or_else(|| index_error(cx, "mmap index out of range"))
}

fn item(cx: &Cx, x: Ref<'_>, index: isize) -> PyResult {
    let mmap = x.recv::<Mmap>();
    let place = place(cx, mmap, index)?;
    Str::new(cx, &mmap.with(cx, |region| region.read(place..place + 1))?)
}

fn clamped(length: usize, low: isize, high: isize) -> std::ops::Range<usize> {
    let low = low.clamp(0, length as isize);
    low as usize..high.clamp(low, length as isize) as usize
}

fn slice(cx: &Cx, x: Ref<'_>, low: isize, high: isize) -> PyResult {
    let bytes =
        x.recv::<Mmap>().with(cx, |region| region.read(clamped(region.len(), low, high)))?;
    Str::new(cx, &bytes)
}

fn set_item(cx: &Cx, x: Ref<'_>, index: isize, value: Option<Ref<'_>>) -> PyResult<()> {
    let mmap = x.recv::<Mmap>();
    let place = place(cx, mmap, index)?;
    let Some(value) = value else {
        let message = format_args!("mmap object doesn't support item deletion");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    };
    let Some(text) = value.cast::<Str>().filter(|text| text.len() == 1) else {
        return Err(index_error(cx, "mmap assignment must be single-character string"));
    };
    mmap.writable(cx)?;
    mmap.with(cx, |region| region.write(place, text.as_bytes()))
}

/// The string that is assigned to `count` places.
fn assigned<'a>(cx: &Cx, value: Option<Ref<'a>>, count: usize) -> PyResult<&'a [u8]> {
    let Some(value) = value else {
        let message = format_args!("mmap object doesn't support slice deletion");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    };
    let Some(text) = value.cast::<Str>() else {
        return Err(index_error(cx, "mmap slice assignment must be a string"));
    };
    if text.len() != count {
        return Err(index_error(cx, "mmap slice assignment is wrong size"));
    }
    Ok(text.as_bytes())
}

fn set_slice(cx: &Cx, x: Ref<'_>, low: isize, high: isize, value: Option<Ref<'_>>) -> PyResult<()> {
    let mmap = x.recv::<Mmap>();
    let range = clamped(mmap.len(cx)?, low, high);
    let text = assigned(cx, value, range.len())?;
    mmap.writable(cx)?;
    mmap.with(cx, |region| region.write(range.start, text))
}

/// Reads a key that is a number, counted from the end if it is negative.
fn index(cx: &Cx, mmap: &Mmap, key: Ref<'_>) -> PyResult<isize> {
    let index = number::as_index(cx, key)?;
    Ok(if index < 0 { index + mmap.len(cx)? as isize } else { index })
}

fn subscript(cx: &Cx, x: Ref<'_>, key: Ref<'_>) -> PyResult {
    let mmap = x.recv::<Mmap>();
    let length = mmap.len(cx)?;
    if number::has_index(key) {
        return item(cx, x, index(cx, mmap, key)?);
    }
    let Some(key) = key.cast::<Slice>() else {
        return Err(cx.raise(&exc::TYPE_ERROR, format_args!("mmap indices must be integers")));
    };
    let span = key.span(cx, length)?;
    let all = mmap.with(cx, |region| region.read(0..region.len()))?;
    let picked: Vec<u8> = span.indices().filter_map(|index| all.get(index).copied()).collect();
    Str::new(cx, &picked)
}

fn set_subscript(cx: &Cx, x: Ref<'_>, key: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    let mmap = x.recv::<Mmap>();
    let length = mmap.len(cx)?;
    mmap.writable(cx)?;
    if number::has_index(key) {
        return set_item(cx, x, index(cx, mmap, key)?, value);
    }
    let Some(key) = key.cast::<Slice>() else {
        return Err(cx.raise(&exc::TYPE_ERROR, format_args!("mmap indices must be integer")));
    };
    let span = key.span(cx, length)?;
    let text = assigned(cx, value, span.count)?;
    mmap.with(cx, |region| {
        for (index, byte) in span.indices().zip(text) {
            region.write(index, std::slice::from_ref(byte));
        }
    })
}

fn read_bytes(cx: &Cx, x: Ref<'_>) -> PyResult<Vec<u8>> {
    x.recv::<Mmap>().with(cx, |region| region.read(0..region.len()))
}

fn write_bytes(cx: &Cx, x: Ref<'_>, action: &mut dyn FnMut(&mut [u8])) -> PyResult<()> {
    let mmap = x.recv::<Mmap>();
    mmap.writable(cx)?;
    mmap.with(cx, |region| region.lend(action))
}
