//! The addresses and offsets of this process that compiled code contains.
//!
//! Always true: all of them are fixed while the process lives.

use crate::builtins::cell::Cell as PyCell;
use crate::builtins::code::Code;
use crate::builtins::function::{FUNCTION, Function};
use crate::builtins::iterators::{ListIter, TupleIter};
use crate::builtins::list::{LIST, List};
use crate::builtins::tuple::{TUPLE, Tuple};
use crate::builtins::xrange::XRangeIter;
use crate::cx::Cx;
use crate::object::Owned;
use abi::compiler::{ObjectLayouts, World};
use std::mem::offset_of;

pub(super) fn address<T>(object: &T) -> u64 {
    std::ptr::from_ref(object) as u64
}

/// Addresses and offsets of this process.
pub(super) fn world(cx: &Cx) -> World {
    let tier = cx.vm().tier();
    let deopt_countdown = if tier.options.deopt_every.get() != 0 {
        tier.deopt_countdown.set(tier.options.deopt_every.get());
        tier.deopt_countdown.as_ptr() as u64
    } else {
        0
    };
    World {
        helpers: super::helpers::addresses(),
        none: Owned::none().word().0,
        true_: Owned::bool(true).word().0,
        false_: Owned::bool(false).word().0,
        int_type: address(&crate::builtins::int::INT),
        float_type: address(&crate::builtins::float::FLOAT),
        str_type: address(&crate::builtins::str::STR),
        list_type: address(&LIST),
        tuple_type: address(&TUPLE),
        dict_type: address(&crate::builtins::dict::DICT),
        plain_iterators: super::plain::iterators(),
        enumerate_type: address(&crate::builtins::enumerate::ENUMERATE),
        item_iter_type: address(&crate::builtins::dict::ITEM_ITER),
        range_iter_type: address(&crate::builtins::xrange::XRANGE_ITER),
        list_iter_type: address(&crate::builtins::iterators::LIST_ITER),
        tuple_iter_type: address(&crate::builtins::iterators::TUPLE_ITER),
        function_type: address(&FUNCTION),
        single_strs: crate::builtins::str::singles().0,
        deopt_countdown,
        deopt_every: tier.options.deopt_every.get(),
        layout: layouts(),
    }
}

fn layouts() -> ObjectLayouts {
    let at = |offset: usize| offset as u32;
    ObjectLayouts {
        list_len: at(List::LEN_OFFSET),
        list_items: at(List::ITEMS_OFFSET),
        list_capacity: at(List::CAPACITY_OFFSET),
        str_data: at(crate::builtins::str::DATA),
        single_str: at(crate::builtins::str::singles().1),
        code_compiled: at(offset_of!(Code, compiled)),
        code_globals: at(offset_of!(Code, bound_globals)),
        code_flags: at(offset_of!(Code, flags)),
        code_parameters: at(offset_of!(Code, arg_count)),
        tuple_len: at(Tuple::LEN_OFFSET),
        tuple_items: at(Tuple::ITEMS_OFFSET),
        str_len: at(offset_of!(crate::builtins::str::Str, len)),
        instance_shape: at(super::INSTANCE_SHAPE),
        range_iter_index: at(offset_of!(XRangeIter, index)),
        range_iter_start: at(offset_of!(XRangeIter, start)),
        range_iter_step: at(offset_of!(XRangeIter, step)),
        range_iter_len: at(offset_of!(XRangeIter, len)),
        list_iter_list: at(offset_of!(ListIter, source)),
        list_iter_index: at(offset_of!(ListIter, index)),
        cell_value: at(offset_of!(PyCell, value)),
        function_closure: at(offset_of!(Function, closure)),
        function_code: at(offset_of!(Function, code)),
        function_globals: at(offset_of!(Function, globals)),
        function_defaults: at(offset_of!(Function, defaults)),
        tuple_iter_tuple: at(offset_of!(TupleIter, source)),
        tuple_iter_index: at(offset_of!(TupleIter, index)),
        frame_position: at(crate::builtins::frame::POSITION_BEFORE_REGISTERS),
    }
}
