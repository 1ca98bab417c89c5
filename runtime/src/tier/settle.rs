//! The outcome of a call that compiled code made, put into the heap frame that goes on.
//!
//! Always true: the frame's temporaries are as they are during the instruction at `pc`, without those it consumed;
//! afterwards they are as at the new position.

use super::words::take;
use crate::builtins::frame::FramePtr;
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::Raised;
use crate::object::handle::release;
use abi::Word;
use abi::deopt::EXHAUSTED;
use abi::value::UNBOUND;
use ir::{Block, Insn, Reg};

fn go_to(frame: FramePtr, block: Block) {
    let code = frame.code();
    let start = code.ir().function.blocks[block.index()].start;
    frame.pc.set(code.body().at(start));
}

/// Writes a result; the old value of a local goes afterwards.
fn define(frame: FramePtr, reg: Reg, value: u64) {
    let old = frame.get(reg.0);
    frame.put(reg.0, Word(value));
    if !frame.code().ir().function.is_temp(reg) {
        release(old);
    }
}

fn consume(frame: FramePtr, reg: Reg) {
    if frame.code().ir().function.is_temp(reg) {
        release(frame.get(reg.0));
    }
}

/// Puts `value`, which is not 0, where the instruction at `pc` wants it and moves on.
pub(super) fn result(_cx: &Cx, frame: FramePtr, pc: u32, value: u64) -> Result<(), Raised> {
    let code = frame.code();
    let insn = code.ir().function.insns[pc as usize];
    frame.pc.set(code.body().at(pc));
    match insn {
        Insn::Branch { then, other, .. } => go_to(frame, if value == 2 { then } else { other }),
        Insn::AndKeep { cond, end, next, .. } => {
            if value == 2 {
                go_to(frame, next);
                consume(frame, cond);
            } else {
                go_to(frame, end);
            }
        }
        Insn::OrKeep { cond, end, next, .. } => {
            if value == 2 {
                go_to(frame, end);
            } else {
                go_to(frame, next);
                consume(frame, cond);
            }
        }
        Insn::ForIter { item, iter, body, exit, .. } => {
            if value == EXHAUSTED {
                go_to(frame, exit);
                consume(frame, iter);
            } else {
                go_to(frame, body);
                define(frame, item, value);
            }
        }
        Insn::UnpackSequence { items, .. } => {
            let tuple = take(value);
            for (reg, item) in items.regs().zip(tuple.borrow().recv::<Tuple>().as_slice()) {
                frame.put(reg.0, item.own().into_word());
            }
            frame.pc.set(code.body().at(pc + 1));
        }
        Insn::LoadMethod { func, receiver, .. } => {
            frame.put(func.0, Word(value));
            frame.put(receiver.0, Word(UNBOUND));
            frame.pc.set(code.body().at(pc + 1));
        }
        _ => {
            frame.pc.set(code.body().at(pc + 1));
            match insn.defs().first() {
                Some(reg) => define(frame, *reg, value),
                None => drop(take(value)),
            }
        }
    }
    Ok(())
}
