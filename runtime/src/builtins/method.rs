//! Methods: a function with its class, bound to an instance or not.

use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Field, Header, Owned, Ref, allocate, names};
use crate::protocol;
use crate::types::{CallArgs, CompareOp, Type};

/// Memory of a method.
#[repr(C)]
pub struct Method {
    pub(crate) head: Header,
    /// `im_func`
    pub(crate) func: Field,
    /// `im_self`; empty: unbound.
    pub(crate) receiver: Field,
    /// `im_class`
    pub(crate) class: Field,
}

crate::py_type! {
    /// Makes a method of a function, an instance (or None) and a class.
    pub static METHOD: Method = "instancemethod" {
        flags: [GC, WEAKREF],
        slots {
            new: new, traverse: traverse, clear: clear, rich_compare: rich_compare, hash: hash,
            repr: repr, call: call, get_attr: get_attr, descr_get: descr_get
        }
        getset {
            /// The function.
            member "im_func" => im_func;
            /// The function.
            member "__func__" => im_func;
            /// The instance, or None.
            member "im_self" => im_self;
            /// The instance, or None.
            member "__self__" => im_self;
            /// The class.
            member "im_class" => im_class;
            /// Docstring of the function.
            "__doc__" => doc;
        }
    }
}

impl Method {
    /// Makes a bound or (without receiver) unbound method.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn new(
        cx: &Cx,
        func: Ref<'_>,
        receiver: Option<Ref<'_>>,
        class: Option<Ref<'_>>,
    ) -> PyResult {
        let method = Method {
            head: Header::new(&METHOD),
            func: Field::new(func.own()),
            receiver: Field::from_option(receiver.map(Ref::own)),
            class: Field::from_option(class.map(Ref::own)),
        };
        allocate(cx, &METHOD, method)
    }

    /// Borrows the function; it never changes.
    #[inline]
    pub fn func(&self) -> Ref<'_> {
        self.func.peek().expect("a method has a function until it is freed")
    }

    /// Borrows the receiver; it never changes.
    #[inline]
    pub fn receiver(&self) -> Option<Ref<'_>> {
        self.receiver.peek()
    }

    /// Borrows the class; it never changes.
    pub fn class(&self) -> Option<Ref<'_>> {
        self.class.peek()
    }
}

fn traverse(method: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    let method = method.recv::<Method>();
    for field in [&method.func, &method.receiver, &method.class] {
        if let Some(value) = field.peek() {
            visit(value);
        }
    }
}

fn clear(_cx: &Cx, method: Ref<'_>) {
    let method = method.recv::<Method>();
    method.receiver.set(None);
    method.class.set(None);
}

fn new(cx: &Cx, _ty: &Type, args: CallArgs<'_>) -> PyResult {
    if !args.names.is_empty() {
        let message = format_args!("instancemethod() takes no keyword arguments");
        return Err(cx.raise(&table::TYPE_ERROR, message));
    }
    let count = args.args.len();
    if !(2..=3).contains(&count) {
        let (word, bound) = if count < 2 { ("least", 2) } else { ("most", 3) };
        let message =
            format_args!("instancemethod expected at {word} {bound} arguments, got {count}");
        return Err(cx.raise(&table::TYPE_ERROR, message));
    }
    let (func, receiver) = (args.args[0], args.args[1]);
    if func.ty().slots.call.get().is_none() {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("first argument must be callable")));
    }
    let receiver = Some(receiver).filter(|receiver| !receiver.is_none());
    if receiver.is_none() && count < 3 {
        let message = format_args!("unbound methods must have non-NULL im_class");
        return Err(cx.raise(&table::TYPE_ERROR, message));
    }
    Method::new(cx, func, receiver, args.args.get(2).copied())
}

fn im_func(_cx: &Cx, method: Ref<'_>) -> PyResult {
    Ok(method.recv::<Method>().func().own())
}

fn im_self(_cx: &Cx, method: Ref<'_>) -> PyResult {
    Ok(method.recv::<Method>().receiver().map_or_else(Owned::none, Ref::own))
}

fn im_class(_cx: &Cx, method: Ref<'_>) -> PyResult {
    Ok(method.recv::<Method>().class().map_or_else(Owned::none, Ref::own))
}

/// Attributes of the type come first, then those of the function.
fn doc(cx: &Cx, method: Ref<'_>) -> PyResult {
    let doc = protocol::attr::find_attr(cx, method.recv::<Method>().func(), names::DOC.as_ref())?;
    Ok(doc.unwrap_or_else(Owned::none))
}

fn get_attr(cx: &Cx, method: Ref<'_>, name: Ref<'_>) -> PyResult {
    if let Some(found) = protocol::attr::lookup_type(&METHOD, name) {
        return match found.borrow().ty().slots.descr_get.get() {
            Some(get) => get(cx, found.borrow(), Some(method), Some(METHOD.as_ref())),
            None => Ok(found),
        };
    }
    protocol::attr::get_attr(cx, method.recv::<Method>().func(), name)
}

fn descr_get(
    cx: &Cx,
    descr: Ref<'_>,
    object: Option<Ref<'_>>,
    _class: Option<Ref<'_>>,
) -> PyResult {
    let method = descr.recv::<Method>();
    if method.receiver().is_some() {
        return Ok(descr.own());
    }
    let Some(object) = object.filter(|object| !object.is_none()) else {
        return Ok(descr.own());
    };
    if let Some(class) = method.class()
        && !protocol::instance::is_instance(cx, object, class)?
    {
        return Ok(descr.own());
    }
    Method::new(cx, method.func(), Some(object), method.class())
}

fn rich_compare(cx: &Cx, a: Ref<'_>, b: Ref<'_>, op: CompareOp) -> PyResult {
    let not_implemented = || Ok(crate::builtins::none::not_implemented().own());
    let (Some(x), Some(y)) = (a.cast::<Method>(), b.cast::<Method>()) else {
        return not_implemented();
    };
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return not_implemented();
    }
    let mut equal = protocol::compare::equal(cx, x.func(), y.func())?;
    if equal {
        equal = match (x.receiver(), y.receiver()) {
            (None, None) => true,
            (Some(p), Some(q)) => protocol::compare::equal(cx, p, q)?,
            (None, Some(_)) | (Some(_), None) => false,
        };
    }
    Ok(Owned::bool(equal == (op == CompareOp::Eq)))
}

fn hash(cx: &Cx, method: Ref<'_>) -> PyResult<i64> {
    let method = method.recv::<Method>();
    let receiver = match method.receiver() {
        Some(receiver) => protocol::hash::hash(cx, receiver)?,
        None => protocol::hash::hash(cx, crate::object::none())?,
    };
    let hash = receiver ^ protocol::hash::hash(cx, method.func())?;
    Ok(if hash == -1 { -2 } else { hash })
}

/// Returns the str `name` attribute of a function or class, or `?`.
fn name_of(cx: &Cx, object: Option<Ref<'_>>) -> PyResult<String> {
    let Some(object) = object else { return Ok("?".to_owned()) };
    let name = protocol::attr::find_attr(cx, object, names::NAME.as_ref())?;
    let text = name.as_ref().and_then(|name| {
        name.borrow().cast::<crate::builtins::str::Str>().map(|name| name.to_text().into_owned())
    });
    Ok(text.unwrap_or_else(|| "?".to_owned()))
}

fn repr(cx: &Cx, method: Ref<'_>) -> PyResult {
    let method = method.recv::<Method>();
    let func = name_of(cx, Some(method.func()))?;
    let class = name_of(cx, method.class())?;
    let text = match method.receiver() {
        None => format!("<unbound method {class}.{func}>").into_bytes(),
        Some(receiver) => {
            let receiver = protocol::repr::repr(cx, receiver)?;
            let receiver = receiver.borrow().recv::<crate::builtins::str::Str>().as_bytes();
            [format!("<bound method {class}.{func} of ").as_bytes(), receiver, b">"].concat()
        }
    };
    crate::builtins::str::Str::new(cx, &text)
}

/// Returns the class name an error message shows for a class.
fn class_name(cx: &Cx, class: Ref<'_>) -> PyResult<String> {
    name_of(cx, Some(class))
}

/// Checks the first argument of an unbound method.
///
/// # Errors
/// `TypeError` if it is not an instance of the method's class.
pub(crate) fn check_unbound(cx: &Cx, method: &Method, first: Option<Ref<'_>>) -> PyResult<()> {
    let Some(class) = method.class() else { return Ok(()) };
    if let Some(first) = first
        && protocol::instance::is_instance(cx, first, class)?
    {
        return Ok(());
    }
    let func = name_of(cx, Some(method.func()))?;
    let expected = class_name(cx, class)?;
    let (got, word) = match first {
        None => ("nothing".to_owned(), ""),
        Some(first) => {
            let class = protocol::attr::find_attr(cx, first, names::CLASS.as_ref())?;
            let class = class.unwrap_or_else(|| first.ty().as_ref().own());
            (class_name(cx, class.borrow())?, " instance")
        }
    };
    let message = format_args!(
        "unbound method {func}() must be called with {expected} instance as first argument \
         (got {got}{word} instead)"
    );
    Err(cx.raise(&table::TYPE_ERROR, message))
}

fn call(cx: &Cx, method: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    let method = method.recv::<Method>();
    match method.receiver() {
        None => {
            check_unbound(cx, method, args.positional().first().copied())?;
            protocol::call::call(cx, method.func(), args)
        }
        Some(receiver) => {
            let mut values = Vec::with_capacity(args.args.len() + 1);
            values.push(receiver);
            values.extend_from_slice(args.args);
            let args = CallArgs { args: &values, names: args.names };
            protocol::call::call(cx, method.func(), args)
        }
    }
}
