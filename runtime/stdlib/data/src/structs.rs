//! The module `_struct`: values to packed bytes and back.

mod codes;
mod pack;

use codes::Layout;
use runtime::api::builtins::str::{Str, of_bytes};
use runtime::api::builtins::tuple::Tuple;
use runtime::api::protocol::{buffer, number};
use runtime::api::{
    Cx, Field, Header, ModuleDef, Owned, PyResult, Raised, Ref, Type, allocate, builtins, exc,
    methods, protocol, py_type,
};

/// The module.
pub(crate) static STRUCT: ModuleDef = ModuleDef {
    name: "_struct",
    doc: "Functions to convert between values and bytes packed as C does.",
    functions: methods! {
        /// Returns the size of what a format describes.
        "calcsize" => calcsize, (x) -> Int;
        /// Packs values by a format.
        "pack" => pack, (0..=65535) -> Str;
        /// Packs values by a format into a buffer, at an offset.
        "pack_into" => pack_into, (0..=65535) -> None;
        /// Unpacks a str or buffer by a format.
        "unpack" => unpack, (2..=2) -> Tuple;
        /// Unpacks by a format from a buffer, at an offset.
        "unpack_from" => unpack_from, (kw 2; "fmt", "buffer", "offset") -> Tuple;
        /// Forgets parsed formats.
        "_clearcache" => clear_cache, () -> None;
    },
    types: &[("Struct", &STRUCT_TYPE)],
    init: Some(init),
};

/// Memory of a Struct.
#[repr(C)]
pub(crate) struct StructObject {
    pub(crate) head: Header,
    format: Field,
    layout: Layout,
}

py_type! {
    /// A parsed format.
    pub static STRUCT_TYPE: StructObject = "Struct" {
        flags: [BASE],
        slots { new: new }
        methods {
            /// Packs values.
            "pack" => object_pack, (0..=65535) -> Str;
            /// Packs values into a buffer, at an offset.
            "pack_into" => object_pack_into, (0..=65535) -> None;
            /// Unpacks a str or buffer.
            "unpack" => object_unpack, (x) -> Tuple;
            /// Unpacks from a buffer, at an offset.
            "unpack_from" => object_unpack_from, (kw 1; "buffer", "offset") -> Tuple;
        }
        getset {
            /// The format.
            "format" => format;
            /// The size of what the format describes.
            "size" => size;
        }
    }
}

/// `struct.error`, once the module is made.
static ERROR: runtime::vm::gil::Shared<Field> = runtime::vm::gil::Shared::new(Field::empty());

fn init(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    let error = crate::new_exception(cx, "struct", "error", exc::EXCEPTION.as_ref())?;
    ERROR.with(|place| place.set(Some(error.clone())));
    let version = Str::new(cx, b"0.2")?;
    cx.module_add(module, "__version__", version)?;
    cx.module_add(module, "error", error)
}

/// Raises `struct.error`.
#[cold]
pub(crate) fn raise(cx: &Cx, message: &str) -> Raised {
    let error = ERROR.with(Field::get);
    match (error, Str::new(cx, message.as_bytes())) {
        (Some(error), Ok(text)) => cx.raise_with(error.borrow(), Some(text)),
        (None, Ok(_)) => cx.raise(&exc::VALUE_ERROR, format_args!("{message}")),
        (_, Err(raised)) => raised,
    }
}

fn parse(cx: &Cx, format: Ref<'_>) -> PyResult<Layout> {
    if format.cast::<Str>().is_none() && format.cast::<builtins::unicode::Unicode>().is_none() {
        return Err(cx.raise(
            &exc::TYPE_ERROR,
            format_args!("Struct() argument 1 must be string, not {}", format.ty().name()),
        ));
    }
    let text = buffer::characters(cx, format)?;
    Layout::parse(cx, &text)
}

fn new(cx: &Cx, ty: &Type, args: runtime::api::CallArgs<'_>) -> PyResult {
    let [format] = protocol::args::bind(cx, "Struct", args, 1, ["format"])?;
    let format = format.expect("required");
    let layout = parse(cx, format)?;
    let text = Str::new(cx, &buffer::characters(cx, format)?)?;
    let object = StructObject { head: Header::new(ty), format: Field::new(text), layout };
    allocate(cx, ty, object)
}

fn format(_cx: &Cx, x: Ref<'_>) -> PyResult {
    Ok(x.recv::<StructObject>().format.get().unwrap_or_else(Owned::none))
}

fn size(_cx: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::int(x.recv::<StructObject>().layout.size as i64))
}

fn calcsize(cx: &Cx, _module: Ref<'_>, format: Ref<'_>) -> PyResult {
    Ok(Owned::int(parse(cx, format)?.size as i64))
}

fn clear_cache(_cx: &Cx, _module: Ref<'_>) -> PyResult {
    Ok(Owned::none())
}

fn packed(cx: &Cx, layout: &Layout, values: &[Ref<'_>], name: &str) -> PyResult<Vec<u8>> {
    if values.len() != layout.count {
        let message =
            format!("{name} expected {} items for packing (got {})", layout.count, values.len());
        return Err(raise(cx, &message));
    }
    pack::pack(cx, layout, values)
}

fn pack(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let Some((format, values)) = args.split_first() else {
        return Err(cx.raise(&exc::TYPE_ERROR, format_args!("missing format argument")));
    };
    let layout = parse(cx, *format)?;
    of_bytes(cx, &packed(cx, &layout, values, "pack")?)
}

fn object_pack(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    of_bytes(cx, &packed(cx, &x.recv::<StructObject>().layout, args, "pack")?)
}

fn pack_into_buffer(cx: &Cx, layout: &Layout, args: &[Ref<'_>]) -> PyResult {
    let [target, offset, values @ ..] = args else {
        let missing = if args.is_empty() { "buffer" } else { "offset" };
        return Err(raise(cx, &format!("pack_into expected {missing} argument")));
    };
    if target.ty().slots.write_bytes.get().is_none() {
        return Err(cx.raise(
            &exc::TYPE_ERROR,
            format_args!("argument must be read-write buffer, not {}", target.ty().name()),
        ));
    }
    let offset = number::as_i64(cx, *offset)?;
    let bytes = packed(cx, layout, values, "pack_into")?;
    let mut fits = false;
    buffer::write(cx, *target, &mut |room| {
        let start = if offset < 0 { offset + room.len() as i64 } else { offset };
        let place = usize::try_from(start)
            .ok()
            .and_then(|start| room.get_mut(start..start.checked_add(bytes.len())?));
        if let Some(place) = place {
            place.copy_from_slice(&bytes);
            fits = true;
        }
    })?;
    if !fits {
        let message = format!("pack_into requires a buffer of at least {} bytes", layout.size);
        return Err(raise(cx, &message));
    }
    Ok(Owned::none())
}

fn pack_into(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let Some((format, rest)) = args.split_first() else {
        return Err(cx.raise(&exc::TYPE_ERROR, format_args!("missing format argument")));
    };
    let layout = parse(cx, *format)?;
    pack_into_buffer(cx, &layout, rest)
}

fn object_pack_into(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    pack_into_buffer(cx, &x.recv::<StructObject>().layout, args)
}

fn unpack_whole(cx: &Cx, layout: &Layout, source: Ref<'_>) -> PyResult {
    let bytes = if source.cast::<builtins::unicode::Unicode>().is_some() {
        Some(buffer::characters(cx, source)?)
    } else {
        buffer::bytes(cx, source)?
    };
    match bytes {
        Some(bytes) if bytes.len() == layout.size => {
            Tuple::new(cx, pack::unpack(cx, layout, &bytes)?)
        }
        _ => {
            Err(raise(cx, &format!("unpack requires a string argument of length {}", layout.size)))
        }
    }
}

fn unpack(cx: &Cx, _module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let layout = parse(cx, args[0])?;
    unpack_whole(cx, &layout, args[1])
}

fn object_unpack(cx: &Cx, x: Ref<'_>, source: Ref<'_>) -> PyResult {
    unpack_whole(cx, &x.recv::<StructObject>().layout, source)
}

fn unpack_part(
    cx: &Cx,
    layout: &Layout,
    source: Option<Ref<'_>>,
    offset: Option<Ref<'_>>,
) -> PyResult {
    let source = source.expect("required");
    let offset = match offset {
        Some(offset) => number::as_i64(cx, offset)?,
        None => 0,
    };
    let bytes = if source.cast::<builtins::unicode::Unicode>().is_some() {
        buffer::characters(cx, source)?
    } else {
        match buffer::bytes(cx, source)? {
            Some(bytes) => bytes,
            None => {
                return Err(cx.raise(
                    &exc::TYPE_ERROR,
                    format_args!(
                        "unpack_from() argument 1 must be convertible to a buffer, not {}",
                        source.ty().name()
                    ),
                ));
            }
        }
    };
    let start = if offset < 0 { offset + bytes.len() as i64 } else { offset };
    let part = usize::try_from(start)
        .ok()
        .and_then(|start| bytes.get(start..start.checked_add(layout.size)?));
    match part {
        Some(part) => Tuple::new(cx, pack::unpack(cx, layout, part)?),
        None => Err(raise(
            cx,
            &format!("unpack_from requires a buffer of at least {} bytes", layout.size),
        )),
    }
}

fn unpack_from(cx: &Cx, _module: Ref<'_>, args: &[Option<Ref<'_>>]) -> PyResult {
    let layout = parse(cx, args[0].expect("required"))?;
    unpack_part(cx, &layout, args[1], args[2])
}

fn object_unpack_from(cx: &Cx, x: Ref<'_>, args: &[Option<Ref<'_>>]) -> PyResult {
    unpack_part(cx, &x.recv::<StructObject>().layout, args[0], args[1])
}
