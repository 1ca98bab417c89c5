//! Moves, jumps and branches.

use super::arith::truth;
use super::machine::{Machine, Step, branch};
use crate::bytecode::Pc;
use crate::object::handle::{release, retain};
use std::sync::atomic::Ordering;

/// `Op::Copy`
#[inline(always)]
pub(crate) fn copy(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let word = m.frame.get(insn.b);
    retain(word);
    m.set(insn, word);
    Step::Next
}

/// `Op::Copy2`
#[inline(always)]
pub(crate) fn copy2(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let first = m.frame.get(insn.b);
    retain(first);
    m.frame.put(insn.a, first);
    let second = m.frame.get(insn.low() as u16);
    retain(second);
    m.frame.put(insn.c, second);
    Step::Goto(pc.offset(2))
}

/// `Op::LoadConst`
#[inline(always)]
pub(crate) fn load_const(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let value = m.frame.code().constants()[insn.low() as usize].clone();
    m.set(insn, value.into_word());
    Step::Next
}

/// `Op::Move`
#[inline(always)]
pub(crate) fn move_(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    m.set(insn, m.frame.get(insn.b));
    Step::Next
}

/// `Op::Drop`
#[inline(always)]
pub(crate) fn drop_one(m: Machine<'_>, pc: Pc) -> Step {
    m.drop_b(pc.insn());
    Step::Next
}

/// `Op::DropMany`
#[inline(never)]
pub(crate) fn drop_many(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    for register in (insn.b..insn.b + insn.c).rev() {
        release(m.frame.get(register));
    }
    Step::Next
}

/// `Op::Jump`
#[inline(always)]
pub(crate) fn jump(_m: Machine<'_>, pc: Pc) -> Step {
    Step::Goto(pc.offset(pc.insn().low() as i32))
}

/// `Op::JumpBack`: the end of a loop's round.
#[inline(always)]
pub(crate) fn jump_back(m: Machine<'_>, pc: Pc) -> Step {
    if m.cx.head.eval_breaker.load(Ordering::Relaxed) != 0
        && let Some(step) = super::poll_round(m, pc)
    {
        return step;
    }
    let target = pc.offset(pc.insn().low() as i32);
    let hotness = &m.frame.code().hotness;
    let left = hotness.get().wrapping_sub(1);
    hotness.set(left);
    if left == 0 {
        return super::hot_loop(m, target);
    }
    Step::Goto(target)
}

/// `Op::Branch`
#[inline(always)]
pub(crate) fn branch_truth(m: Machine<'_>, pc: Pc) -> Step {
    let insn = pc.insn();
    let result = truth(m, pc, m.b(insn));
    m.drop_b(insn);
    match result {
        Ok(truth) => branch(pc, truth),
        Err(_) => Step::Raise,
    }
}

/// `Op::AndKeep` (`keep_if` false) and `Op::OrKeep` (`keep_if` true)
#[inline(always)]
pub(crate) fn keep(m: Machine<'_>, pc: Pc, keep_if: bool) -> Step {
    let insn = pc.insn();
    match truth(m, pc, m.b(insn)) {
        Ok(truth) if truth == keep_if => branch(pc, true),
        Ok(_) => {
            release(m.frame.get(insn.b));
            branch(pc, false)
        }
        // The temporary is not consumed when the test raises: unwinding releases it.
        Err(_) => Step::Raise,
    }
}
