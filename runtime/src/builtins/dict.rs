//! The type `dict`.

pub(crate) mod key;
#[expect(unsafe_code, reason = "island: entries that own values")]
mod storage;
#[expect(unsafe_code, reason = "island: open-addressing table")]
pub(crate) mod table;

use crate::cx::Cx;
use crate::object::Ref;
pub use storage::{Dict, Merge};

crate::py_type! {
    /// Mappings from hashable keys to values.
    pub static DICT: Dict = "dict" {
        flags: [BASE, GC, DICT_SUBTYPE],
        slots { traverse: traverse, clear: clear }
    }
}

fn traverse(dict: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    dict.recv::<Dict>().table.visit(visit);
}

fn clear(_cx: &Cx, dict: Ref<'_>) {
    dict.recv::<Dict>().clear();
}
