//! The type `list`.

#[expect(unsafe_code, reason = "island: growing array of values")]
mod storage;

use crate::cx::Cx;
use crate::object::Ref;
pub use storage::{List, try_vec};

crate::py_type! {
    /// Sequences that can change.
    pub static LIST: List = "list" {
        flags: [BASE, GC, LIST_SUBTYPE],
        slots { traverse: traverse, clear: clear }
    }
}

fn traverse(list: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    list.recv::<List>().peek_slice().iter().for_each(|item| visit(*item));
}

fn clear(_cx: &Cx, list: Ref<'_>) {
    drop(list.recv::<List>().take());
}
