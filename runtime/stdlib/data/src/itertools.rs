//! The module `itertools`: building blocks of iteration.

mod chain;
mod combinatoric;
mod count;
mod filter;
mod group;
mod slice;
mod tee;
mod zip;

use runtime::api::{Cx, ModuleDef, PyResult, Ref, types};

/// The module.
pub(crate) static ITERTOOLS: ModuleDef = ModuleDef {
    name: "itertools",
    doc: "Building blocks of iteration.",
    functions: runtime::methods! {
        /// tee(iterable[, n=2]) -> tuple of n independent iterators
        "tee" => tee::tee, (raw) -> Tuple;
    },
    types: &[
        ("chain", &chain::CHAIN),
        ("combinations", &combinatoric::COMBINATIONS),
        ("combinations_with_replacement", &combinatoric::COMBINATIONS_WITH_REPLACEMENT),
        ("compress", &filter::COMPRESS),
        ("count", &count::COUNT),
        ("cycle", &chain::CYCLE),
        ("dropwhile", &filter::DROP_WHILE),
        ("groupby", &group::GROUP_BY),
        ("ifilter", &filter::FILTER),
        ("ifilterfalse", &filter::FILTER_FALSE),
        ("imap", &zip::MAP),
        ("islice", &slice::SLICE),
        ("izip", &zip::ZIP),
        ("izip_longest", &zip::ZIP_LONGEST),
        ("permutations", &combinatoric::PERMUTATIONS),
        ("product", &combinatoric::PRODUCT),
        ("repeat", &count::REPEAT),
        ("starmap", &zip::STAR_MAP),
        ("takewhile", &filter::TAKE_WHILE),
    ],
    init: Some(init),
};

fn init(cx: &Cx, _module: Ref<'_>) -> PyResult<()> {
    [&group::GROUPER, &tee::LINK, &tee::TEE].into_iter().try_for_each(|ty| types::ready(cx, ty))
}
