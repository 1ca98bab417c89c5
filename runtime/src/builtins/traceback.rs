//! Tracebacks: the frames an exception has passed, outermost first.

use crate::builtins::frame::Frame;
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::{Field, Header, Owned, Ref, allocate};

/// Memory of a traceback.
#[repr(C)]
pub struct Traceback {
    pub(crate) head: Header,
    /// `tb_next`: the entry of the frame called from this one.
    pub(crate) next: Field,
    /// `tb_frame`
    pub(crate) frame: Field,
    /// `tb_lasti`
    pub(crate) lasti: u32,
    /// `tb_lineno`
    pub(crate) line: u32,
}

crate::py_type! {
    pub(crate) static TRACEBACK: Traceback = "traceback" {
        flags: [GC],
        slots { traverse: traverse, clear: clear }
        getset {
            /// The entry of the frame called from this one, or None.
            member "tb_next" => tb_next;
            /// The frame.
            member "tb_frame" => tb_frame;
            /// Position of the instruction.
            member "tb_lasti" => tb_lasti;
            /// Line number.
            member "tb_lineno" => tb_lineno;
        }
    }
}

impl Traceback {
    /// Makes an entry for the frame's present position, in front of `next`.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn new(cx: &Cx, frame: &Frame, next: Option<Owned>) -> PyResult {
        let pc = frame.ir_pc();
        let traceback = Traceback {
            head: Header::new(&TRACEBACK),
            next: Field::from_option(next),
            frame: Field::new(Ref::from_object(frame).own()),
            lasti: pc,
            line: if frame.pc.get().is_null() {
                frame.code().ir().first_line
            } else {
                frame.code().line_of(pc)
            },
        };
        allocate(cx, &TRACEBACK, traceback)
    }

    /// Returns the next entry.
    pub fn next(&self) -> Option<Owned> {
        self.next.get()
    }

    /// Borrows the frame; it never changes.
    pub fn frame(&self) -> Ref<'_> {
        self.frame.peek().expect("a traceback has a frame until it is freed")
    }

    /// Returns the line.
    pub fn line(&self) -> u32 {
        self.line
    }
}

fn traverse(traceback: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    let traceback = traceback.recv::<Traceback>();
    for field in [&traceback.next, &traceback.frame] {
        if let Some(value) = field.peek() {
            visit(value);
        }
    }
}

fn clear(_cx: &Cx, traceback: Ref<'_>) {
    traceback.recv::<Traceback>().next.set(None);
}

fn tb_next(_cx: &Cx, traceback: Ref<'_>) -> PyResult {
    Ok(traceback.recv::<Traceback>().next().unwrap_or_else(Owned::none))
}

fn tb_frame(cx: &Cx, traceback: Ref<'_>) -> PyResult {
    // The frame of a compiled activation is empty until then.
    crate::tier::frames::materialise(cx);
    Ok(traceback.recv::<Traceback>().frame().own())
}

fn tb_lasti(_cx: &Cx, traceback: Ref<'_>) -> PyResult {
    Ok(Owned::int(i64::from(traceback.recv::<Traceback>().lasti)))
}

fn tb_lineno(_cx: &Cx, traceback: Ref<'_>) -> PyResult {
    Ok(Owned::int(i64::from(traceback.recv::<Traceback>().line)))
}
