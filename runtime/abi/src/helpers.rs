//! The functions of the runtime that compiled code calls.
//!
//! Every helper takes the thread's `Cx` and then words, and returns a word; 0 is an error. A row with `[SAFEPOINT]`
//! may run Python code, so its call is a site; a `[LEAF]` row never does. Words are borrowed unless the row says
//! that it takes one over.

/// Calls `$mac!` with every helper.
#[macro_export]
macro_rules! for_each_helper {
    ($mac:ident) => {
        $mac! {
            /// Leaves compiled code: makes a heap frame of the image and runs it to its end.
            py_exit(image, unit) [SAFEPOINT];
            /// Enters the handler whose start is the site `landing`, behind a call of this image that failed: writes
            /// class, value and traceback to the handler's registers. 0: the exception leaves compiled code.
            py_caught(image, unit, landing) [SAFEPOINT];
            /// The activation, which has caught something, returns; `site` tells its registers.
            py_leave(image, unit, site) [SAFEPOINT];
            /// Runs the instruction at `pc` by the protocol; its operands are words in the image, consumed ones are
            /// taken over. Returns its result. The upper half of `unit` is the part, whose first register `image`
            /// is moved to.
            py_step(image, unit, pc) [SAFEPOINT];
            /// Frees an object whose count fell to zero. Never fails, but returns 0 if the frame was converted.
            py_dealloc(object) [SAFEPOINT];
            /// Gives back one count. For paths where the frame is gone already.
            py_release(word) [SAFEPOINT];
            /// Raises RuntimeError for too deep recursion.
            py_recursion(unused) [SAFEPOINT];
            /// Binary operator `op`; `owned` has bit 0 set if `lhs` is taken over, bit 1 for `rhs`, bit 2 for in-place.
            py_binary(op, lhs, rhs, owned) [SAFEPOINT];
            /// `local + rhs` or `local += rhs` for the local at address `place`, which gives its count up for a str
            /// that grows; `owned` has bit 0 set if `rhs` is taken over, bit 2 for in-place.
            py_add_to(place, rhs, owned) [SAFEPOINT];
            /// Comparison `op`; `owned` as in `py_binary`.
            py_compare(op, lhs, rhs, owned) [SAFEPOINT];
            /// Truth of a word: 1 false, 2 true. `owned` is 1 if it is taken over.
            py_truth(word, owned) [SAFEPOINT];
            /// Next item of an iterator, or the exhausted marker.
            py_next(iterator) [SAFEPOINT];
            /// Whether `container` contains `item`, as a bool; `owned` has bit 0 set if `item` is taken over, bit 1 for
            /// `container`.
            py_contains(item, container, owned) [SAFEPOINT];
            /// Subscript; `owned` as in `py_binary`.
            py_getitem(object, index, owned) [SAFEPOINT];
            /// Subscript assignment, takes over `value`; `owned` as in `py_binary` for object and index.
            py_setitem(object, index, value, owned) [SAFEPOINT];
            /// Attribute `name` (a str word); `owned` is 1 if `object` is taken over.
            py_getattr(object, name, owned) [SAFEPOINT];
            /// Looks `name` up to call it: returns the function and writes the receiver, or the unbound marker, to
            /// `receiver`, which lies in the image; `owned` is 1 if `object` is taken over.
            py_load_method(object, name, owned, receiver) [SAFEPOINT];
            /// New instance of a class, without attributes; 0 and no exception if there is no memory.
            py_new_instance(class) [LEAF];
            /// Raises the error of an `__init__` that returned `value`, which is taken over.
            py_init_result(value) [SAFEPOINT];
            /// Attribute assignment, takes over `value`; `owned` is 1 if `object` is taken over.
            py_setattr(object, name, value, owned) [SAFEPOINT];
            /// Calls `window[0]` with the `count` words behind it, all taken over; `window` lies in the image.
            py_call(window, count) [SAFEPOINT];
            /// Calls `function` with `instance`, which is taken over as are the `count` words at `window`.
            py_call_init(function, instance, window, count) [SAFEPOINT];
            /// As `py_call`; the word behind the callee is a receiver or the unbound marker.
            py_call_method(window, count) [SAFEPOINT];
            /// Makes a heap int of a value outside the immediate range.
            py_box_int(value) [LEAF];
            /// New empty cell.
            py_new_cell(value) [LEAF];
            /// New tuple of `count` words, taken over.
            py_new_tuple(items, count) [SAFEPOINT];
            /// New list of `count` words, taken over.
            py_new_list(items, count) [SAFEPOINT];
            /// Makes room for one more item in a list; 0 without memory.
            py_list_reserve(list) [LEAF];
            /// Takes the last item out of a list that has one.
            py_list_pop(list) [LEAF];
            /// Value of a key in a dict, borrowed; 0 if there is none or the protocol has to look.
            py_dict_get(dict, key) [LEAF];
            /// As `py_dict_get`; the unbound marker for a key that is not there.
            py_dict_find(dict, key) [LEAF];
            /// Sets a value in a dict; gives the old one away, or returns the unbound marker. 0 if the protocol has to.
            py_dict_set(dict, key, value) [LEAF];
            /// Whether a built-in container has `item`: 0 or 1; 2 if the protocol has to look.
            py_contains_plain(item, container) [LEAF];
            /// New iterator of a built-in container; 0 for any other object.
            py_iter_plain(value) [LEAF];
            /// Next item of an iterator of a built-in type; 0 at its end, or if the protocol has to look.
            py_next_plain(iterator) [LEAF];
            /// Next pair of an enumerate or of a dict's items: 1, and two words at `place`, given away; 2 at the end; 0 if
            /// the protocol has to look. The first of an enumerate is an immediate int.
            py_next_pair(iterator, place) [LEAF];
            /// `object[low:high]`; a bound of 0 is not given. `owned` has bits for the three words taken over.
            py_get_slice(object, low, high, owned) [SAFEPOINT];
            /// `object[low:high] = value`, taking over `value`; else as `py_get_slice`.
            py_set_slice(object, low, high, value, owned) [SAFEPOINT];
            /// Length of an object of a built-in type, as a number; negative for any other object.
            py_len_plain(object) [LEAF];
            /// Length of anything, as an int.
            py_len(object) [SAFEPOINT];
            /// Identity, by value for numbers: 0 or 1.
            py_is(lhs, rhs) [LEAF];
            /// Comparison `op` of two exact strs: 0 or 1.
            py_str_compare(op, lhs, rhs) [LEAF];
            /// Float remainder by Python's rule, on the bits of doubles.
            py_float_mod(lhs, rhs) [LEAF];
            /// `pow` of C, on the bits of doubles.
            py_float_pow(lhs, rhs) [LEAF];
            /// `sin` of C.
            py_float_sin(value) [LEAF];
            /// `cos` of C.
            py_float_cos(value) [LEAF];
        }
    };
}

macro_rules! define_helpers {
    ($( $(#[doc = $doc:literal])+ $name:ident ( $($arg:ident),* ) [ $effect:ident ]; )+) => {
        /// A helper.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[expect(non_camel_case_types, reason = "the names are the symbols'")]
        pub enum Helper { $( $(#[doc = $doc])+ $name ),+ }

        impl Helper {
            /// All helpers.
            pub const ALL: &'static [Helper] = &[$( Helper::$name ),+];
            /// Returns the symbol.
            pub fn name(self) -> &'static str {
                match self { $( Helper::$name => stringify!($name) ),+ }
            }
            /// Returns the helper with this symbol.
            pub fn from_name(name: &str) -> Option<Helper> {
                match name { $( stringify!($name) => Some(Helper::$name), )+ _ => None }
            }
            /// Returns the number of words behind the `Cx`.
            pub fn argument_count(self) -> usize {
                match self { $( Helper::$name => [$( stringify!($arg) ),*].len() ),+ }
            }
            /// Returns whether it may run Python code.
            pub fn is_safepoint(self) -> bool {
                match self { $( Helper::$name => define_helpers!(@effect $effect) ),+ }
            }
        }

        /// Addresses of the bodies.
        #[derive(Clone, Debug)]
        pub struct HelperTable { $( $(#[doc = $doc])+ pub $name: usize ),+ }

        impl HelperTable {
            /// Returns the address of a body.
            pub fn address(&self, helper: Helper) -> usize {
                match helper { $( Helper::$name => self.$name ),+ }
            }
        }
    };
    (@effect SAFEPOINT) => { true };
    (@effect LEAF) => { false };
}
for_each_helper!(define_helpers);
