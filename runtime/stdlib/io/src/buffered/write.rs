//! Writing of buffered streams.

use super::ready;
use super::rest::Rest;
use crate::support::{attr, flag, long, value_error, would_block};
use runtime::api::{Cx, PyResult, Ref};
use runtime::protocol::args;

pub(super) fn write(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let (rest, raw) = ready(cx, x)?;
    let data = args::place("write", 1).buffer(cx, args[0])?;
    if flag(cx, x, "closed")? {
        return Err(value_error(cx, "write to closed file"));
    }
    if rest.reads.get() {
        rest.unread(cx, raw.borrow())?;
    }
    let room = rest.size.get();
    if rest.behind.borrow().len() + data.len() <= room {
        rest.behind.borrow_mut().extend_from_slice(&data);
        return long(cx, data.len() as i64);
    }
    if let Err(raised) = rest.write_behind(cx, raw.borrow()) {
        return block_or_keep(cx, rest, &data, raised);
    }
    let mut written = 0;
    while data.len() - written > room {
        match rest.raw_write(cx, raw.borrow(), &data[written..])? {
            Some(count) => written += count,
            None => {
                let keep = (data.len() - written).min(room);
                rest.behind.borrow_mut().extend_from_slice(&data[written..written + keep]);
                if written + keep < data.len() {
                    return Err(would_block(cx, written + keep));
                }
                return long(cx, data.len() as i64);
            }
        }
        cx.check_signals()?;
    }
    rest.behind.borrow_mut().extend_from_slice(&data[written..]);
    long(cx, data.len() as i64)
}

/// The raw stream would block: what fits is kept.
fn block_or_keep(cx: &Cx, rest: &Rest, data: &[u8], raised: runtime::api::Raised) -> PyResult {
    let module = runtime::protocol::call::import_module(cx, "_io");
    let state = cx.take_raised();
    let class = module.and_then(|module| attr(cx, module.borrow(), "BlockingIOError"))?;
    let blocks = runtime::exceptions::raise::matches(cx, state.ty.borrow(), class.borrow())?;
    if !blocks {
        cx.restore(state);
        return Err(raised);
    }
    let fits = rest.size.get() - rest.behind.borrow().len().min(rest.size.get());
    let keep = fits.min(data.len());
    rest.behind.borrow_mut().extend_from_slice(&data[..keep]);
    if keep == data.len() {
        return long(cx, keep as i64);
    }
    Err(would_block(cx, keep))
}
