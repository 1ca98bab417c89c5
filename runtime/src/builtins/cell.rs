//! Cells: variables shared between a function and those nested in it.

use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Field, Header, Owned, Ref, allocate};

/// Memory of a cell.
#[repr(C)]
pub struct Cell {
    pub(crate) head: Header,
    /// The content; empty while the variable is unbound.
    pub(crate) value: Field,
}

crate::py_type! {
    pub(crate) static CELL: Cell = "cell" {
        flags: [GC],
        slots { traverse: traverse, clear: clear, compare: compare, repr: repr }
        getset {
            /// The content; ValueError if there is none.
            "cell_contents" => contents;
        }
    }
}

impl Cell {
    /// Makes a cell.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn new(cx: &Cx, value: Option<Owned>) -> PyResult {
        allocate(cx, &CELL, Cell { head: Header::new(&CELL), value: Field::from_option(value) })
    }

    /// Returns the content.
    pub fn get(&self) -> Option<Owned> {
        self.value.get()
    }
}

fn traverse(cell: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    if let Some(value) = cell.recv::<Cell>().value.peek() {
        visit(value);
    }
}

fn clear(_cx: &Cx, cell: Ref<'_>) {
    drop(cell.recv::<Cell>().value.take());
}

fn contents(cx: &Cx, cell: Ref<'_>) -> PyResult {
    cell.recv::<Cell>()
        .get()
        .ok_or_else(|| cx.raise(&table::VALUE_ERROR, format_args!("Cell is empty")))
}

fn compare(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult<i32> {
    match (a.recv::<Cell>().get(), b.recv::<Cell>().get()) {
        (None, None) => Ok(0),
        (None, Some(_)) => Ok(-1),
        (Some(_), None) => Ok(1),
        (Some(x), Some(y)) => crate::protocol::compare::compare(cx, x.borrow(), y.borrow()),
    }
}

fn repr(cx: &Cx, cell: Ref<'_>) -> PyResult {
    let text = match cell.recv::<Cell>().get() {
        None => format!("<cell at 0x{:x}: empty>", cell.address()),
        Some(value) => format!(
            "<cell at 0x{:x}: {:.80} object at 0x{:x}>",
            cell.address(),
            value.borrow().ty().name(),
            value.borrow().address()
        ),
    };
    crate::builtins::str::Str::new(cx, text.as_bytes())
}
