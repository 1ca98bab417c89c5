//! Nodes to objects and back, by the table of classes.

use super::class::{Class, Count, TABLE};
use super::node::{Node, Value};
use super::{class_object, single};
use dashu_int::{IBig, UBig};
use frontend::ast::{Literal, LongLiteral, Number};
use runtime::api::{CallArgs, Cx, Owned, PyResult, Raised, Ref, exc};
use runtime::builtins::complex::Complex;
use runtime::builtins::float::float_value;
use runtime::builtins::int::int_value;
use runtime::builtins::list::List;
use runtime::builtins::long::Long;
use runtime::builtins::str::{Str, intern_bytes};
use runtime::builtins::unicode::Unicode;
use runtime::protocol::{attr, call, instance, number, repr, truth};

fn deep(cx: &Cx) -> PyResult<()> {
    if cx.stack_low() {
        let message = format_args!("maximum recursion depth exceeded");
        return Err(cx.raise(&exc::RUNTIME_ERROR, message));
    }
    Ok(())
}

/// Makes the object of a node.
pub(super) fn object(cx: &Cx, node: &Node) -> PyResult {
    deep(cx)?;
    let class = class_object(cx, node.class)?;
    if let Some(single) = single(node.class) {
        return Ok(single);
    }
    // Inner nodes first: an instance is filled without another of its class being made meanwhile.
    let values = node.fields.iter().map(|value| value_object(cx, value));
    let values = values.collect::<PyResult<Vec<_>>>()?;
    let made = call::call(cx, class.borrow(), CallArgs::NONE)?;
    let set = |name: &str, value: Owned| {
        let name = intern_bytes(cx, name.as_bytes());
        attr::set_attr(cx, made.borrow(), name.borrow(), Some(value.borrow()))
    };
    for ((name, ..), value) in node.class.fields.iter().zip(values) {
        set(name, value)?;
    }
    if let Some((line, column)) = node.position {
        set("lineno", Owned::int(line.into()))?;
        set("col_offset", Owned::int(column.into()))?;
    }
    Ok(made)
}

fn value_object(cx: &Cx, value: &Value) -> PyResult {
    match value {
        Value::None => Ok(Owned::none()),
        Value::Node(node) => object(cx, node),
        Value::List(items) => {
            let items = items.iter().map(|item| value_object(cx, item));
            List::new(cx, items.collect::<PyResult<Vec<_>>>()?)
        }
        Value::Name(name) => Ok(intern_bytes(cx, name.as_bytes())),
        Value::Literal(Literal::Bytes(bytes)) => Str::new(cx, bytes),
        Value::Literal(Literal::Unicode(points)) => Unicode::new(cx, points),
        Value::Number(Number::Int(value)) => Ok(Owned::int(*value)),
        Value::Number(Number::Float(value)) => Ok(Owned::float(*value)),
        Value::Number(Number::Imag(value)) => Complex::new(cx, 0.0, *value),
        Value::Number(Number::Long(long)) => {
            let bytes: Vec<u8> =
                long.magnitude.iter().flat_map(|word| word.to_le_bytes()).collect();
            let value = IBig::from(UBig::from_le_bytes(&bytes));
            Long::new(cx, if long.negative { -value } else { value })
        }
        Value::Int(value) => Ok(Owned::int(*value)),
        Value::Bool(value) => Ok(Owned::bool(*value)),
    }
}

#[cold]
fn type_error(cx: &Cx, message: &str) -> Raised {
    cx.raise(&exc::TYPE_ERROR, format_args!("{message}"))
}

/// Reads the node of an object that has to be of a kind: `stmt`, `arguments`, ...
pub(super) fn node(cx: &Cx, x: Ref<'_>, kind: &str) -> PyResult<Node> {
    deep(cx)?;
    let find = |name: &str| attr::find_attr(cx, x, intern_bytes(cx, name.as_bytes()).borrow());
    let mut position = None;
    if matches!(kind, "stmt" | "expr" | "excepthandler") {
        let part = |name: &str| -> PyResult<i64> {
            let Some(value) = find(name)? else {
                let message = format!("required field \"{name}\" missing from {kind}");
                return Err(type_error(cx, &message));
            };
            integer(cx, value.borrow())
        };
        position = Some((part("lineno")? as u32, part("col_offset")? as i32));
    }
    for class in TABLE.iter().filter(|class| belongs(class, kind)) {
        let object = class_object(cx, class)?;
        if !instance::is_instance(cx, x, object.borrow())? {
            continue;
        }
        let mut fields = Vec::with_capacity(class.fields.len());
        for (name, kind, count) in class.fields {
            let value = find(name)?;
            let Some(value) = value else {
                if *count == Count::Optional {
                    fields.push(Value::None);
                    continue;
                }
                let message = format!("required field \"{name}\" missing from {}", class.name);
                return Err(type_error(cx, &message));
            };
            fields.push(field(cx, class, name, kind, *count, value.borrow())?);
        }
        return Ok(Node { class, fields, position });
    }
    let shown = repr::repr(cx, x)?;
    let shown =
        shown.borrow().cast::<Str>().map_or_else(String::new, |text| text.to_text().into_owned());
    Err(type_error(cx, &format!("expected some sort of {kind}, but got {shown}")))
}

fn belongs(class: &Class, kind: &str) -> bool {
    class.base == kind || class.base == "AST" && class.name == kind && !class.fields.is_empty()
}

fn field(
    cx: &Cx,
    class: &Class,
    name: &str,
    kind: &str,
    count: Count,
    x: Ref<'_>,
) -> PyResult<Value> {
    match count {
        Count::Many => {
            let Some(list) = x.cast::<List>() else {
                let (class, found) = (class.name, x.ty().name());
                let message = format!("{class} field \"{name}\" must be a list, not a {found}");
                return Err(type_error(cx, &message));
            };
            let items = list.to_vec();
            let items = items.iter().map(|item| value(cx, kind, item.borrow()));
            Ok(Value::List(items.collect::<PyResult<Vec<_>>>()?))
        }
        Count::Optional if x.is_none() && kind != "int" => Ok(Value::None),
        Count::One if x.is_none() && kind != "object" => {
            let message = format_args!("field {name} is required for {}", class.name);
            Err(cx.raise(&exc::VALUE_ERROR, message))
        }
        Count::One | Count::Optional => value(cx, kind, x),
    }
}

fn integer(cx: &Cx, x: Ref<'_>) -> PyResult<i64> {
    if !x.is_instance(&runtime::builtins::int::INT)
        && !x.is_instance(&runtime::builtins::long::LONG)
    {
        let shown = repr::repr(cx, x)?;
        let shown = shown
            .borrow()
            .cast::<Str>()
            .map_or_else(String::new, |text| text.to_text().into_owned());
        let message = format_args!("invalid integer value: {shown}");
        return Err(cx.raise(&exc::VALUE_ERROR, message));
    }
    number::as_i64(cx, x)
}

fn value(cx: &Cx, kind: &str, x: Ref<'_>) -> PyResult<Value> {
    match kind {
        "identifier" => match x.cast::<Str>() {
            Some(text) => Ok(Value::Name(text.to_text().into_owned().into())),
            None => Err(type_error(cx, "AST identifier must be of type str")),
        },
        "int" => Ok(Value::Int(integer(cx, x)?)),
        "bool" => Ok(Value::Bool(truth::is_true(cx, x)?)),
        "string" => match (x.cast::<Str>(), x.cast::<Unicode>()) {
            (Some(text), _) => Ok(Value::Literal(Literal::Bytes(text.as_bytes().into()))),
            (_, Some(text)) => Ok(Value::Literal(Literal::Unicode(text.code_points().into()))),
            _ => Err(type_error(cx, "AST string must be of type str or unicode")),
        },
        "object" => literal(cx, x),
        kind => Ok(node(cx, x, kind)?.into()),
    }
}

/// The number of a `Num`.
fn literal(cx: &Cx, x: Ref<'_>) -> PyResult<Value> {
    if let Some(long) = x.cast::<Long>() {
        let (sign, magnitude) = long.value().clone().into_parts();
        let bytes = magnitude.to_le_bytes();
        let word =
            |part: &[u8]| part.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
        let negative = sign == dashu_int::Sign::Negative;
        let long = LongLiteral { negative, magnitude: bytes.chunks(8).map(word).collect() };
        return Ok(Value::Number(Number::Long(long)));
    }
    if let Some(value) = int_value(x) {
        return Ok(Value::Number(Number::Int(value)));
    }
    if let Some(value) = float_value(x) {
        return Ok(Value::Number(Number::Float(value)));
    }
    match x.cast::<Complex>().map(Complex::value) {
        Some((0.0, imaginary)) => Ok(Value::Number(Number::Imag(imaginary))),
        _ => Err(type_error(cx, "the value of a Num node has to be a number")),
    }
}
