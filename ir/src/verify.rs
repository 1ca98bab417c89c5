//! The specification of a well-formed code object, and its check.
//!
//! 1. There is a block; blocks are in order, not empty and cover the
//!    instructions without gaps; each ends in a terminator and has no other.
//! 2. Block operands name blocks. No edge leads to a block that begins with
//!    `Catch`; `Catch` stands there and nowhere else, and a handler's target
//!    begins with it. The three results of `Catch` are the handler's `depth`
//!    and the two behind it.
//! 3. Ids are below the length of their tables; sites are used at most once.
//! 4. Registers: locals are never consumed or `Kill`ed by other than
//!    `DeleteLocal`; `Cell` operands lie in the cell area and nothing else
//!    does; operands of `Drop`, `Move`, windows, `peek`ed containers and
//!    iterators are temporaries.
//! 5. Temporaries are linear: one that is read is live, one that is written
//!    is not (it may be consumed by the same instruction), and all edges to a
//!    block bring the same set of live temporaries. None is live at the entry
//!    and none is left at `Return` (at `Raise` and `Reraise` there may be: they
//!    are released like those of any instruction that raises).
//! 6. When an instruction with a handler raises, the temporaries below the
//!    handler's depth that are live are exactly those that its target expects.
//! 7. `loop_header` is set on exactly the blocks with an edge from themselves
//!    or from behind; such an edge is that of a `Jump`.
//! 8. `LoadMethod` defines two neighbours, `EnterFinally` and `Catch` three.
//! 9. `MakeCell` and `MakeCellFrom` stand in the entry block only.

use crate::analysis::BitSet;
use crate::code::Code;
use crate::constant::Constant;
use crate::entity::{Block, Reg, Window};
use crate::function::Function;
use crate::insn::Insn;
use crate::operand::Role;
use std::fmt;

/// What is wrong with a code object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifyError {
    /// The name of the code object.
    pub code: String,
    /// The pc it is about; none: the function as a whole.
    pub pc: Option<u32>,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pc {
            Some(pc) => write!(f, "{} at pc {pc}: {}", self.code, self.message),
            None => write!(f, "{}: {}", self.code, self.message),
        }
    }
}

/// Checks a code object and those nested in it.
///
/// # Errors
/// The first violation of the rules in the head of this file.
pub fn verify(code: &Code) -> Result<(), VerifyError> {
    let mut checker = Checker { code, function: &code.function, pc: None };
    checker.run()?;
    for constant in &code.constants {
        if let Constant::Code(nested) = constant {
            verify(nested)?;
        }
    }
    Ok(())
}

/// The registers that hold a value.
#[derive(Clone, PartialEq, Eq)]
struct Live(BitSet);

impl Live {
    fn has(&self, reg: Reg) -> bool {
        self.0.has(reg.index())
    }
    fn add(&mut self, reg: Reg) {
        self.0.add(reg.index());
    }
    fn take(&mut self, reg: Reg) {
        self.0.remove(reg.index());
    }
    fn below(&self, depth: Reg) -> Live {
        let mut copy = self.clone();
        for reg in self.0.iter().filter(|&reg| reg >= depth.index()) {
            copy.0.remove(reg);
        }
        copy
    }
}

impl fmt::Display for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.iter().map(|reg| Reg(reg as u16))).finish()
    }
}

fn follows(reg: Reg, first: Reg, distance: u32) -> bool {
    u32::from(reg.0) == u32::from(first.0) + distance
}

struct Checker<'a> {
    code: &'a Code,
    function: &'a Function,
    pc: Option<u32>,
}

type Check = Result<(), VerifyError>;

impl Checker<'_> {
    fn fail<T>(&self, message: impl Into<String>) -> Result<T, VerifyError> {
        let code = self.code.name.to_string();
        Err(VerifyError { code, pc: self.pc, message: message.into() })
    }

    fn require(&self, holds: bool, message: &str) -> Check {
        if holds { Ok(()) } else { self.fail(message) }
    }

    fn run(&mut self) -> Check {
        self.check_tables()?;
        self.check_blocks()?;
        self.check_loop_headers()?;
        let mut sites = vec![false; self.function.sites as usize];
        for pc in 0..self.function.insns.len() {
            self.pc = Some(pc as u32);
            let insn = &self.function.insns[pc];
            self.check_ids(insn, &mut sites)?;
            self.check_registers(insn)?;
            self.check_shape(insn)?;
        }
        self.pc = None;
        self.check_temps()
    }

    fn check_tables(&self) -> Check {
        let (code, function) = (self.code, self.function);
        let cells = code.cell_vars.len() + code.free_vars.len();
        self.require(code.var_names.len() == usize::from(function.locals), "locals and names")?;
        self.require(cells == usize::from(function.cells), "cells and names")?;
        self.require(code.parameter_count() <= code.var_names.len(), "parameters and locals")?;
        let named = u32::from(function.locals) + u32::from(function.cells);
        self.require(named <= u32::from(function.registers), "register count")
    }

    fn check_blocks(&mut self) -> Check {
        let function = self.function;
        self.require(!function.blocks.is_empty(), "no block")?;
        let mut next = 0;
        for block in &function.blocks {
            self.pc = Some(next);
            self.require(block.start == next && block.end > next, "blocks have a gap")?;
            next = block.end;
            self.require(next as usize <= function.insns.len(), "block outside of the code")?;
            for pc in block.start..block.end {
                self.pc = Some(pc);
                let insn = &function.insns[pc as usize];
                let ends = insn.is_terminator();
                self.require(ends == (pc + 1 == block.end), "terminator in the wrong place")?;
                for &target in insn.successors().iter() {
                    self.check_target(target)?;
                }
                let catches = matches!(insn, Insn::Catch { .. });
                self.require(!catches || pc == block.start, "Catch inside a block")?;
            }
            if let Some(id) = block.handler {
                self.require(id.index() < function.handlers.len(), "no such handler")?;
            }
        }
        self.pc = None;
        self.require(next as usize == function.insns.len(), "code behind the last block")?;
        for handler in &function.handlers {
            self.require(handler.target.index() < function.blocks.len(), "no such target")?;
            let start = function.blocks[handler.target.index()].start;
            match function.insns[start as usize] {
                Insn::Catch { kind, .. } if kind == handler.depth => {}
                _ => return self.fail("a handler's target does not begin with its Catch"),
            }
        }
        Ok(())
    }

    fn check_target(&self, target: Block) -> Check {
        let function = self.function;
        self.require(target.index() < function.blocks.len(), "no such block")?;
        let first = function.blocks[target.index()].start as usize;
        let catches = matches!(function.insns.get(first), Some(Insn::Catch { .. }));
        self.require(!catches, "an edge leads to a handler")
    }

    fn check_loop_headers(&mut self) -> Check {
        let mut headers = vec![false; self.function.blocks.len()];
        for from in self.function.block_ids() {
            let terminator = self.function.terminator(from);
            self.pc = Some(self.function.blocks[from.index()].end - 1);
            for &to in terminator.successors().iter().filter(|&&to| to <= from) {
                let jumps = matches!(terminator, Insn::Jump { .. });
                self.require(jumps, "only a Jump goes back")?;
                headers[to.index()] = true;
            }
        }
        self.pc = None;
        let marked = self.function.blocks.iter().map(|block| block.loop_header);
        self.require(marked.eq(headers), "loop headers are marked wrongly")
    }

    fn check_ids(&self, insn: &Insn, sites: &mut [bool]) -> Check {
        let (mut names, mut constants) = (Vec::new(), Vec::new());
        insn.visit_tables(&mut |name| names.push(name), &mut |constant| constants.push(constant));
        let code = self.code;
        self.require(names.iter().all(|n| n.index() < code.names.len()), "no such name")?;
        self.require(
            constants.iter().all(|k| k.index() < code.constants.len()),
            "no such constant",
        )?;
        if let Some(site) = insn.site() {
            self.require(site.index() < sites.len(), "no such site")?;
            self.require(!sites[site.index()], "a site is used twice")?;
            sites[site.index()] = true;
        }
        Ok(())
    }

    fn check_registers(&self, insn: &Insn) -> Check {
        let function = self.function;
        let first_temp = function.first_temp();
        let mut wrong = None;
        insn.visit_regs(&mut |role, reg| {
            let fine = reg.0 < function.registers
                && match role {
                    Role::Cell => !function.is_local(reg) && !function.is_temp(reg),
                    Role::Kill => function.is_local(reg),
                    Role::Keep => reg >= first_temp,
                    Role::Use | Role::Peek | Role::Def | Role::Item => {
                        function.is_local(reg) || function.is_temp(reg)
                    }
                };
            if !fine {
                wrong = Some((role, reg));
            }
        });
        match wrong {
            Some((role, reg)) => self.fail(format!("{reg} cannot be a {role:?} operand")),
            None => Ok(()),
        }
    }

    /// Operands that have to be temporaries, or neighbours of each other.
    fn check_shape(&self, insn: &Insn) -> Check {
        let temp = |reg: Reg| self.function.is_temp(reg);
        let temps = |window: &Window| window.len == 0 || temp(window.base);
        let fine = match insn {
            Insn::Move { src: reg, .. } | Insn::Drop { value: reg } => temp(*reg),
            Insn::CheckBound { local } => !temp(*local),
            Insn::DropMany { values } => temps(values),
            Insn::LoadMethod { func, receiver, .. } => temp(*func) && follows(*receiver, *func, 1),
            Insn::Catch { kind, value, traceback }
            | Insn::EnterFinally { why: kind, value, traceback, .. } => {
                temp(*kind) && follows(*value, *kind, 1) && follows(*traceback, *kind, 2)
            }
            Insn::BuildTuple { items, .. }
            | Insn::BuildList { items, .. }
            | Insn::BuildSet { items, .. }
            | Insn::UnpackSequence { items, .. } => temps(items),
            Insn::ListAppendMany { list, items } => temp(*list) && temps(items),
            Insn::ListAppend { list: reg, .. }
            | Insn::SetAdd { set: reg, .. }
            | Insn::MapAdd { map: reg, .. }
            | Insn::ListToTuple { list: reg, .. } => temp(*reg),
            Insn::Call { window, .. } | Insn::CallKw { window, .. } => {
                window.len >= 1 && temp(window.base)
            }
            Insn::CallMethod { window, .. }
            | Insn::CallMethodKw { window, .. }
            | Insn::CallEx { window, .. } => window.len >= 2 && temp(window.base),
            Insn::MakeFunction { window, cells, .. } => temps(window) && *cells <= window.len,
            Insn::MakeCell { .. } | Insn::MakeCellFrom { .. } => {
                self.pc.is_some_and(|pc| pc < self.function.blocks[0].end)
            }
            _ => true,
        };
        self.require(fine, "operands of the wrong shape")
    }

    /// Follows the live temporaries through the blocks (rules 5 and 6).
    fn check_temps(&mut self) -> Check {
        let function = self.function;
        let mut entry: Vec<Option<Live>> = vec![None; function.blocks.len()];
        entry[0] = Some(Live(BitSet::new(usize::from(function.registers))));
        let mut work = vec![Block(0)];
        while let Some(block) = work.pop() {
            let mut live = entry[block.index()].clone().expect("queued blocks have a state");
            let data = function.blocks[block.index()];
            for pc in data.start..data.end {
                self.pc = Some(pc);
                let insn = &function.insns[pc as usize];
                self.consume(insn, &mut live)?;
                if let (true, Some(id)) = (insn.raises(), data.handler) {
                    let handler = &function.handlers[id.index()];
                    let state = live.below(handler.depth);
                    self.join(handler.target, state, &mut entry, &mut work)?;
                }
                self.define(insn, &mut live, Role::Def)?;
                if matches!(insn, Insn::Return { .. }) && !live.0.is_empty() {
                    return self.fail(format!("temporaries {live} are left at Return"));
                }
            }
            let insn = &function.insns[data.end as usize - 1];
            for (edge, &target) in insn.successors().iter().enumerate() {
                let mut state = live.clone();
                if edge == 0 {
                    self.define(insn, &mut state, Role::Item)?;
                } else {
                    insn.visit_regs(&mut |role, reg| {
                        if role == Role::Keep {
                            state.take(reg);
                        }
                    });
                }
                self.join(target, state, &mut entry, &mut work)?;
            }
        }
        Ok(())
    }

    fn consume(&self, insn: &Insn, live: &mut Live) -> Check {
        let mut dead = None;
        insn.visit_regs(&mut |role, reg| {
            if self.function.is_temp(reg) && matches!(role, Role::Use | Role::Peek | Role::Keep) {
                if !live.has(reg) {
                    dead = Some(reg);
                }
                if role == Role::Use {
                    live.take(reg);
                }
            }
        });
        match dead {
            Some(reg) => self.fail(format!("{reg} is read but not live")),
            None => Ok(()),
        }
    }

    fn define(&self, insn: &Insn, live: &mut Live, kind: Role) -> Check {
        let mut twice = None;
        insn.visit_regs(&mut |role, reg| {
            if role == kind && self.function.is_temp(reg) {
                if live.has(reg) {
                    twice = Some(reg);
                }
                live.add(reg);
            }
        });
        match twice {
            Some(reg) => self.fail(format!("{reg} is written but still live")),
            None => Ok(()),
        }
    }

    fn join(
        &self,
        target: Block,
        state: Live,
        entry: &mut [Option<Live>],
        work: &mut Vec<Block>,
    ) -> Check {
        match &entry[target.index()] {
            None => {
                entry[target.index()] = Some(state);
                work.push(target);
                Ok(())
            }
            Some(known) if *known == state => Ok(()),
            Some(known) => self.fail(format!("{target} is entered with {state} and with {known}")),
        }
    }
}
