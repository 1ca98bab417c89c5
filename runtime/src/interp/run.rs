//! The dispatch loop.
//!
//! Always true: `frame` is the innermost frame of the thread and `pc` the instruction to run in it;
//! the loop is left when the frame it was entered with (a `Native` one) returns, yields or raises.
//! Arms are `inline` functions of the files beside this one; they never touch `frame` and `pc`.

use super::machine::{Machine, Step};
use super::{arith, attr, build, call, control, generator, import, iter, names, print, subscript};
use super::{trace, unwind};
use crate::builtins::frame::FramePtr;
use crate::bytecode::{Op, Pc};
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised};

/// Runs a frame from `pc` until it is left.
///
/// # Errors
/// Whatever it raises.
pub(crate) fn run(cx: &Cx, frame: FramePtr, pc: Pc) -> PyResult {
    let _segment = crate::tier::frames::enter_interpreter(cx, frame);
    cx.native_level.set(cx.native_level.get() + 1);
    let result = run_inside(cx, frame, pc);
    cx.native_level.set(cx.native_level.get() - 1);
    result
}

/// Runs a frame from `pc`, or with the pending exception raised there, on the base loop of
/// coroutines: `frame` may belong to another coroutine than the one that is left in the end.
///
/// # Errors
/// Whatever leaves the outermost frame.
pub(super) fn run_base(cx: &Cx, frame: FramePtr, pc: Pc, raised: bool) -> PyResult {
    if !raised {
        return run_inside(cx, frame, pc);
    }
    match unwind::unwind(Machine { cx, frame }, pc) {
        Step::Switch(frame, pc) => run_inside(cx, frame, pc),
        _ => Err(Raised),
    }
}

fn run_inside(cx: &Cx, frame: FramePtr, pc: Pc) -> PyResult {
    let (mut frame, mut pc) = (frame, pc);
    loop {
        match run_until_raise(cx, frame, pc) {
            Ok(value) => return Ok(value),
            Err((_, Pc::NULL)) => return Err(Raised),
            Err((failed, place)) => match unwind::unwind(Machine { cx, frame: failed }, place) {
                Step::Switch(handler, place) => (frame, pc) = (handler, place),
                _ => return Err(Raised),
            },
        }
    }
}

/// Runs `entry` until it is left, from the position of `frame`, which it called or is; with an error the pending
/// exception was raised there.
///
/// # Errors
/// Whatever leaves the frame.
pub(crate) fn run_from(cx: &Cx, entry: FramePtr, frame: FramePtr, state: PyResult<()>) -> PyResult {
    let _segment = crate::tier::frames::enter_interpreter(cx, entry);
    cx.native_level.set(cx.native_level.get() + 1);
    let result = run_base(cx, frame, frame.pc.get(), state.is_err());
    cx.native_level.set(cx.native_level.get() - 1);
    result
}

/// Runs a frame in which the pending exception was raised at `pc`.
///
/// # Errors
/// Whatever leaves the frame.
pub(crate) fn run_raising(cx: &Cx, frame: FramePtr, pc: Pc) -> PyResult {
    let _segment = crate::tier::frames::enter_interpreter(cx, frame);
    cx.native_level.set(cx.native_level.get() + 1);
    let result = run_base(cx, frame, pc, true);
    cx.native_level.set(cx.native_level.get() - 1);
    result
}

/// Runs until the entry frame is left or an instruction raises; tells which one.
#[expect(clippy::too_many_lines, reason = "one arm an operation")]
fn run_until_raise(
    cx: &Cx,
    frame: FramePtr,
    pc: Pc,
) -> Result<crate::object::Owned, (FramePtr, Pc)> {
    let mut frame = frame;
    let mut pc = pc;
    let mut op = pc.insn().op();
    macro_rules! step {
        ($step:expr) => {{
            match $step {
                Step::Next => pc = pc.next(),
                Step::Goto(target) => pc = target,
                Step::Switch(target, place) => {
                    frame = target;
                    pc = place;
                }
                Step::Exit(value) => return Ok(value),
                Step::Raise => return Err((frame, pc)),
                // Unwinding inside an arm has left the entry frame.
                Step::Fail => return Err((frame, Pc::NULL)),
            }
            op = pc.insn().op();
        }};
    }
    loop {
        let m = Machine { cx, frame };
        match op {
            Op::LoadConst => step!(control::load_const(m, pc)),
            Op::Copy => step!(control::copy(m, pc)),
            Op::Copy2 => step!(control::copy2(m, pc)),
            Op::Move => step!(control::move_(m, pc)),
            Op::Drop => step!(control::drop_one(m, pc)),
            Op::DropMany => step!(control::drop_many(m, pc)),
            Op::CheckBound => step!(names::check_bound(m, pc)),
            Op::DeleteLocal => step!(names::delete_local(m, pc)),
            Op::MakeCell => step!(names::make_cell(m, pc, None)),
            Op::MakeCellFrom => {
                step!(names::make_cell(m, pc, Some(m.b(pc.insn()).own())));
            }
            Op::LoadCell => step!(names::load_cell(m, pc)),
            Op::StoreCell => step!(names::store_cell(m, pc)),
            Op::LoadCellRaw => step!(control::copy(m, pc)),
            Op::LoadName => step!(names::load_name(m, pc)),
            Op::StoreName => step!(names::store_name(m, pc)),
            Op::DeleteName => step!(names::delete_name(m, pc)),
            Op::LoadGlobal => step!(names::load_global(m, pc)),
            Op::LoadGlobalModule => step!(names::load_global_module(m, pc)),
            Op::LoadGlobalBuiltin => step!(names::load_global_builtin(m, pc)),
            Op::StoreGlobal => step!(names::store_global(m, pc)),
            Op::DeleteGlobal => step!(names::delete_global(m, pc)),
            Op::LoadLocals => step!(names::load_locals(m, pc)),
            Op::Unary => step!(arith::unary(m, pc)),
            Op::Not => step!(arith::not(m, pc)),
            Op::Binary => step!(arith::binary(m, pc)),
            Op::AddInt => step!(arith::add_int(m, pc)),
            Op::SubInt => step!(arith::sub_int(m, pc)),
            Op::MulInt => step!(arith::mul_int(m, pc)),
            Op::DivInt => step!(arith::div_int(m, pc)),
            Op::ModInt => step!(arith::mod_int(m, pc)),
            Op::AndInt => step!(arith::and_int(m, pc)),
            Op::OrInt => step!(arith::or_int(m, pc)),
            Op::XorInt => step!(arith::xor_int(m, pc)),
            Op::ShlInt => step!(arith::shl_int(m, pc)),
            Op::ShrInt => step!(arith::shr_int(m, pc)),
            Op::AddFloat => step!(arith::add_float(m, pc)),
            Op::SubFloat => step!(arith::sub_float(m, pc)),
            Op::MulFloat => step!(arith::mul_float(m, pc)),
            Op::DivFloat => step!(arith::div_float(m, pc)),
            Op::AddStr => step!(arith::add_str(m, pc)),
            Op::Compare => step!(arith::compare(m, pc)),
            Op::BranchLt => step!(arith::branch_lt(m, pc)),
            Op::BranchLe => step!(arith::branch_le(m, pc)),
            Op::BranchEq => step!(arith::branch_eq(m, pc)),
            Op::BranchNe => step!(arith::branch_ne(m, pc)),
            Op::BranchGt => step!(arith::branch_gt(m, pc)),
            Op::BranchGe => step!(arith::branch_ge(m, pc)),
            Op::Is => step!(arith::is(m, pc, true)),
            Op::IsNot => step!(arith::is(m, pc, false)),
            Op::BranchIs => step!(arith::branch_is(m, pc, true)),
            Op::BranchIsNot => step!(arith::branch_is(m, pc, false)),
            Op::Contains => step!(arith::contains(m, pc, true)),
            Op::NotContains => step!(arith::contains(m, pc, false)),
            Op::ExcMatch => step!(unwind::exc_match(m, pc)),
            Op::LoadAttr => step!(attr::load(m, pc)),
            Op::LoadAttrSlot => step!(attr::load_slot(m, pc)),
            Op::LoadAttrClass => step!(attr::load_class(m, pc)),
            Op::LoadAttrModule => step!(attr::load_module(m, pc)),
            Op::StoreAttr => step!(attr::store(m, pc)),
            Op::StoreAttrSlot => step!(attr::store_slot(m, pc)),
            Op::StoreAttrAdd => step!(attr::store_add(m, pc)),
            Op::DeleteAttr => step!(attr::delete(m, pc)),
            Op::LoadMethod => step!(attr::method(m, pc)),
            Op::LoadMethodShape => step!(attr::method_shape(m, pc)),
            Op::LoadMethodType => step!(attr::method_type(m, pc)),
            Op::LoadMethodModule => step!(attr::method_module(m, pc)),
            Op::GetItem => step!(subscript::get(m, pc)),
            Op::GetItemList => step!(subscript::get_list(m, pc)),
            Op::GetItemTuple => step!(subscript::get_tuple(m, pc)),
            Op::GetItemDict => step!(subscript::get_dict(m, pc)),
            Op::SetItem => step!(subscript::set(m, pc)),
            Op::SetItemList => step!(subscript::set_list(m, pc)),
            Op::SetItemDict => step!(subscript::set_dict(m, pc)),
            Op::DeleteItem => step!(subscript::delete(m, pc)),
            Op::GetSlice => step!(subscript::get_slice(m, pc)),
            Op::SetSlice => step!(subscript::set_slice(m, pc)),
            Op::DeleteSlice => step!(subscript::delete_slice(m, pc)),
            Op::BuildSlice => step!(subscript::build_slice(m, pc)),
            Op::BuildTuple => step!(build::tuple(m, pc)),
            Op::BuildList => step!(build::list(m, pc)),
            Op::BuildSet => step!(build::set(m, pc)),
            Op::BuildMap => step!(build::map(m, pc)),
            Op::ListAppend => step!(build::list_append(m, pc)),
            Op::ListAppendMany => step!(build::list_append_many(m, pc)),
            Op::ListToTuple => step!(build::list_to_tuple(m, pc)),
            Op::SetAdd => step!(build::set_add(m, pc)),
            Op::MapAdd => step!(build::map_add(m, pc)),
            Op::UnpackSequence => step!(subscript::unpack(m, pc)),
            Op::Repr => step!(build::repr(m, pc)),
            Op::Call => step!(call::call(m, pc)),
            Op::CallPython => step!(call::call_python(m, pc)),
            Op::CallNative => step!(call::call_native(m, pc)),
            Op::CallMethod => step!(call::call_method(m, pc)),
            Op::CallMethodPython => step!(call::call_method_python(m, pc)),
            Op::CallMethodNative => step!(call::call_method_native(m, pc)),
            Op::CallKw => step!(call::call_kw(m, pc, false)),
            Op::CallMethodKw => step!(call::call_kw(m, pc, true)),
            Op::CallEx => step!(call::call_ex(m, pc)),
            Op::MakeFunction => step!(build::function(m, pc)),
            Op::BuildClass => step!(call::build_class(m, pc)),
            Op::Jump => step!(control::jump(m, pc)),
            Op::JumpBack => step!(control::jump_back(m, pc)),
            Op::Branch => step!(control::branch_truth(m, pc)),
            Op::AndKeep => step!(control::keep(m, pc, false)),
            Op::OrKeep => step!(control::keep(m, pc, true)),
            Op::GetIter => step!(iter::get_iter(m, pc)),
            Op::ForIter => step!(iter::for_iter(m, pc)),
            Op::Return => step!(unwind::return_(m, pc)),
            Op::Yield => step!(generator::yield_(m, pc)),
            Op::Raise => step!(unwind::raise(m, pc)),
            Op::Reraise => step!(unwind::reraise(m, pc)),
            Op::Catch => step!(unwind::catch(m, pc)),
            Op::EnterFinally => step!(unwind::enter_finally(m, pc)),
            Op::BranchWhy => step!(unwind::branch_why(m, pc)),
            Op::LoadExit => step!(call::load_exit(m, pc)),
            Op::WithEnter => step!(call::with_enter(m, pc)),
            Op::WithExit => step!(call::with_exit(m, pc)),
            Op::WithLeave => step!(call::with_leave(m, pc)),
            Op::ImportName => step!(import::import_name(m, pc)),
            Op::ImportFrom => step!(attr::import_from(m, pc)),
            Op::ImportStar => step!(import::import_star(m, pc)),
            Op::PrintItem => step!(print::print_item(m, pc)),
            Op::PrintNewline => step!(print::print_newline(m, pc)),
            Op::PrintItemTo => step!(print::print_item_to(m, pc)),
            Op::PrintNewlineTo => step!(print::print_newline_to(m, pc)),
            Op::PrintExpr => step!(print::print_expr(m, pc)),
            Op::Exec => step!(import::exec(m, pc)),
            Op::Line => match trace::line(m, pc) {
                Ok(trace::LineEnd::Run(replaced)) => op = replaced,
                Ok(trace::LineEnd::Goto(place)) => {
                    pc = place;
                    op = pc.insn().op();
                }
                Err(_) => return Err((frame, frame.pc.get())),
            },
        }
    }
}
