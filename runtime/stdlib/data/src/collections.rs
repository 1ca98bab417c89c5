//! The module `_collections`: deque and defaultdict.

mod default_dict;
mod deque;

use runtime::api::{Cx, ModuleDef, PyResult, Ref};

/// The module.
pub(crate) static COLLECTIONS: ModuleDef = ModuleDef {
    name: "_collections",
    doc: "Containers of special kinds.",
    functions: &[],
    types: &[("defaultdict", &default_dict::DEFAULT_DICT), ("deque", &deque::DEQUE)],
    init: Some(init),
};

fn init(cx: &Cx, _module: Ref<'_>) -> PyResult<()> {
    runtime::types::ready(cx, &deque::DEQUE_ITER)?;
    runtime::types::ready(cx, &deque::DEQUE_REVERSE_ITER)
}
