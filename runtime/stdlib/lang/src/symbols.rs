//! The module `_symtable`: which names a source has, block by block.
//!
//! Always true: an entry holds the nine values that its attributes show, in the order of the table.

use ir::source_compiler::{CompileFlags, Mode};
use lower::symbols::{Block, SCOPE_OFF};
use runtime::api::{Cx, Field, Header, ModuleDef, Owned, PyResult, Ref, allocate, exc};
use runtime::builtins::dict::Dict;
use runtime::builtins::list::List;
use runtime::builtins::str::{Str, intern_bytes};
use runtime::builtins::tuple::Tuple;
use runtime::builtins::unicode::Unicode;
use runtime::protocol::{call, repr};

/// The module.
pub(crate) static SYMTABLE: ModuleDef = ModuleDef {
    name: "_symtable",
    doc: "Which names a source has and where they live.",
    functions: runtime::methods! {
        /// symtable(source, filename, mode): the entry of the module, the others below it.
        "symtable" => symtable, (3..=3);
    },
    types: &[],
    init: Some(add_constants),
};

fn add_constants(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    runtime::types::ready(cx, &ENTRY)?;
    for (name, value) in [
        ("DEF_GLOBAL", 1),
        ("DEF_LOCAL", 2),
        ("DEF_PARAM", 4),
        ("USE", 8),
        ("DEF_FREE", 16),
        ("DEF_FREE_CLASS", 32),
        ("DEF_IMPORT", 64),
        ("DEF_BOUND", 2 | 4 | 64),
        ("OPT_IMPORT_STAR", 1),
        ("OPT_EXEC", 2),
        ("OPT_BARE_EXEC", 4),
        ("TYPE_FUNCTION", 0),
        ("TYPE_CLASS", 1),
        ("TYPE_MODULE", 2),
        ("LOCAL", 1),
        ("GLOBAL_EXPLICIT", 2),
        ("GLOBAL_IMPLICIT", 3),
        ("FREE", 4),
        ("CELL", 5),
        ("SCOPE_OFF", SCOPE_OFF),
        ("SCOPE_MASK", 7),
    ] {
        cx.module_add(module, name, Owned::int(value))?;
    }
    Ok(())
}

/// Memory of an entry.
#[repr(C)]
pub(crate) struct Entry {
    head: Header,
    values: Field,
}

runtime::py_type! {
    /// The names of a block of code.
    pub(crate) static ENTRY: Entry = "symtable entry" {
        flags: [GC],
        slots { repr: repr_entry, traverse: traverse }
        getset {
            /// The number of the block.
            member "id" => id;
            /// The name of the function or class, or top.
            member "name" => name;
            /// Names, and how they are used.
            member "symbols" => symbols;
            /// The parameters.
            member "varnames" => var_names;
            /// The blocks inside.
            member "children" => children;
            /// Why locals are not kept in registers; 0: they are.
            member "optimized" => optimized;
            /// 0 function, 1 class, 2 module.
            member "type" => kind;
            /// The line.
            member "lineno" => line;
            /// Whether the block stands in a function.
            member "nested" => nested;
        }
    }
}

fn traverse(entry: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    entry.recv::<Entry>().values.peek().into_iter().for_each(visit);
}

fn value(entry: Ref<'_>, index: usize) -> PyResult {
    let values = entry.recv::<Entry>().values.get().unwrap_or_else(Owned::none);
    let tuple = values.borrow().cast::<Tuple>();
    Ok(tuple.and_then(|tuple| tuple.as_slice().get(index)).map_or_else(Owned::none, |v| v.own()))
}

fn id(_: &Cx, entry: Ref<'_>) -> PyResult {
    value(entry, 0)
}

fn name(_: &Cx, entry: Ref<'_>) -> PyResult {
    value(entry, 1)
}

fn symbols(_: &Cx, entry: Ref<'_>) -> PyResult {
    value(entry, 2)
}

fn var_names(_: &Cx, entry: Ref<'_>) -> PyResult {
    value(entry, 3)
}

fn children(_: &Cx, entry: Ref<'_>) -> PyResult {
    value(entry, 4)
}

fn optimized(_: &Cx, entry: Ref<'_>) -> PyResult {
    value(entry, 5)
}

fn kind(_: &Cx, entry: Ref<'_>) -> PyResult {
    value(entry, 6)
}

fn line(_: &Cx, entry: Ref<'_>) -> PyResult {
    value(entry, 7)
}

fn nested(_: &Cx, entry: Ref<'_>) -> PyResult {
    value(entry, 8)
}

fn repr_entry(cx: &Cx, entry: Ref<'_>) -> PyResult {
    let mut text = b"<symtable entry ".to_vec();
    for (index, before) in [(1, ""), (0, "("), (7, "), line ")] {
        text.extend_from_slice(before.as_bytes());
        let part = repr::str(cx, value(entry, index)?.borrow())?;
        text.extend_from_slice(part.borrow().cast::<Str>().map_or(&[], Str::as_bytes));
    }
    text.push(b'>');
    Str::new(cx, &text)
}

fn text(cx: &Cx, number: usize, value: Ref<'_>) -> PyResult<Vec<u8>> {
    if let Some(text) = value.cast::<Str>() {
        return Ok(text.as_bytes().to_vec());
    }
    if let Some(text) = value.cast::<Unicode>() {
        return Ok(text.to_text().into_bytes());
    }
    let ty = call::argument_name(value);
    let message = format_args!("symtable() argument {number} must be string, not {ty}");
    Err(cx.raise(&exc::TYPE_ERROR, message))
}

fn symtable(cx: &Cx, _: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let source = text(cx, 1, args[0])?;
    let filename = text(cx, 2, args[1])?;
    let mode = match text(cx, 3, args[2])?.as_slice() {
        b"exec" => Mode::Exec,
        b"eval" => Mode::Eval,
        b"single" => Mode::Single,
        _ => {
            let message = format_args!("symtable() arg 3 must be 'exec' or 'eval' or 'single'");
            return Err(cx.raise(&exc::VALUE_ERROR, message));
        }
    };
    let blocks = lower::parse_tree(&source, &filename, mode, CompileFlags::default())
        .and_then(|tree| lower::symbols::symbols(&tree))
        .map_err(|error| runtime::exceptions::syntax::raise(cx, &error, &filename))?;
    // Inner blocks stand behind the outer ones.
    let mut entries: Vec<Option<Owned>> = blocks.iter().map(|_| None).collect();
    for (index, block) in blocks.iter().enumerate().rev() {
        let children = block.children.iter().filter_map(|child| entries[*child].clone()).collect();
        entries[index] = Some(entry(cx, index, block, children)?);
    }
    entries.into_iter().next().flatten().ok_or_else(|| cx.raise_none(&exc::SYSTEM_ERROR))
}

fn entry(cx: &Cx, index: usize, block: &Block, children: Vec<Owned>) -> PyResult {
    let symbols = Dict::new(cx)?;
    for (name, flags) in &block.symbols {
        let name = intern_bytes(cx, name.as_bytes());
        symbols.borrow().recv::<Dict>().set(cx, name.borrow(), Owned::int(*flags).borrow())?;
    }
    let var_names = block.var_names.iter().map(|name| intern_bytes(cx, name.as_bytes())).collect();
    let values = vec![
        Owned::int(index as i64 + 1),
        Str::new(cx, block.name.as_bytes())?,
        symbols,
        List::new(cx, var_names)?,
        List::new(cx, children)?,
        Owned::int(block.unoptimized),
        Owned::int(block.kind),
        Owned::int(i64::from(block.line)),
        Owned::int(i64::from(block.nested)),
    ];
    let values = Field::new(Tuple::new(cx, values)?);
    allocate(cx, &ENTRY, Entry { head: Header::new(&ENTRY), values })
}
