//! The module `marshal`: values as bytes in CPython's format 2.
//!
//! Code objects hold our bytecode, not CPython's; everything else is the same to the byte. Reading never trusts
//! sizes: what is missing at the end is found when it is read.

mod read;
mod write;

use read::Reader;
use runtime::api::{Cx, ModuleDef, Owned, PyResult, Ref, exc, methods};
use runtime::builtins::file::FILE;
use runtime::builtins::str::{Str, intern_bytes};
use runtime::protocol::{args, call, number};
use write::Writer;

/// The version that is written when none is given.
const VERSION: i64 = 2;

/// The module's table.
pub(crate) static MARSHAL: ModuleDef = ModuleDef {
    name: "marshal",
    doc: "Values of simple types as bytes and back, in the format of compiled files.",
    functions: methods! {
        /// dump(value, file[, version]) -- writes a value to an open file.
        "dump" => dump, (2..=3) -> None;
        /// dumps(value[, version]) -- returns the bytes that dump would write.
        "dumps" => dumps, (1..=2) -> Str;
        /// load(file) -- reads one value from an open file.
        "load" => load, (x);
        /// loads(string) -- reads one value; what follows it is ignored.
        "loads" => loads, (1..=1);
    },
    types: &[],
    init: Some(init),
};

fn init(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    cx.module_add(module, "version", Owned::int(VERSION))
}

fn written(cx: &Cx, value: Ref<'_>, version: Option<Ref<'_>>) -> PyResult<Vec<u8>> {
    let version = version.map_or(Ok(VERSION), |version| number::as_i64(cx, version))?;
    let mut writer = Writer::new(version);
    writer.value(cx, value, 0)?;
    Ok(writer.out)
}

fn dumps(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let bytes = written(cx, args[0], args.get(1).copied())?;
    Str::new(cx, &bytes)
}

fn dump(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    if !args[1].is_instance(&FILE) {
        let message = format_args!("marshal.dump() 2nd arg must be file");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    }
    let bytes = written(cx, args[0], args.get(2).copied())?;
    let bytes = Str::new(cx, &bytes)?;
    call::call_method(cx, args[1], intern_bytes(cx, b"write").borrow(), &[bytes.borrow()])?;
    Ok(Owned::none())
}

fn load(cx: &Cx, _: Ref<'_>, file: Ref<'_>) -> PyResult {
    if !file.is_instance(&FILE) {
        let message = format_args!("marshal.load() arg must be file");
        return Err(cx.raise(&exc::TYPE_ERROR, message));
    }
    Reader::over_file(file).object(cx)
}

fn loads(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let bytes = args::place("loads", 1).read_only(cx, args[0])?;
    Reader::over_bytes(&bytes).object(cx)
}
