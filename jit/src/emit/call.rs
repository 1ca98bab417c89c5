//! Calls: compiled functions directly, known builtins inline, everything else by the protocol.
//!
//! Always true: the words of a call's window are owned and given away; the callee releases them.

use super::asm::Memory;
use super::inline::Inline;
use super::value::{Slot, Ty, Val};
use super::{Emit, Emitter};
use abi::deopt::{ExitKind, Resume};
use abi::feedback::{Callee, SiteFact};
use abi::helpers::Helper;
use abi::value::UNBOUND;
use inkwell::IntPredicate;
use inkwell::values::{BasicMetadataValueEnum, IntValue};
use ir::{Insn, NameId, Reg, SiteId, Window};

/// How a Python function is entered.
#[derive(Clone, Copy)]
struct Target {
    entry_cell: u64,
    /// Parameters that get their default value.
    missing: usize,
    /// Default values the function has.
    defaults: u16,
    is_self: bool,
}

impl<'c> Emitter<'c, '_> {
    pub(crate) fn load_method(
        &mut self,
        func: Reg,
        receiver: Reg,
        object: Reg,
        name: NameId,
        site: SiteId,
    ) -> Emit<()> {
        if let Some(slot) = self.module_value(object, self.fact(site))? {
            self.consume(object)?;
            self.define(func, slot)?;
            let marker = self.constant(UNBOUND);
            return self.define(receiver, marker);
        }
        match self.fact(site) {
            SiteFact::Method { shape, class, function } => {
                self.check_shape(object, shape)?;
                self.check_version(class, ExitKind::Shape)?;
                let mut slot = self.value(object)?;
                if self.func.is_temp(object) {
                    self.regs[object.index()] = None;
                } else {
                    slot.owned = false;
                }
                let function = self.constant(function);
                self.define(func, function)?;
                self.define(receiver, slot)
            }
            SiteFact::TypeMethod { ty, class, function } => {
                self.check_version(class, ExitKind::Shape)?;
                self.guard_exact(object, ty, ExitKind::Type)?;
                let mut slot = self.value(object)?;
                if self.func.is_temp(object) {
                    self.regs[object.index()] = None;
                } else {
                    slot.owned = false;
                }
                let function = self.constant(function);
                self.define(func, function)?;
                self.define(receiver, slot)
            }
            SiteFact::Methods(number) => self.load_methods(func, receiver, object, number),
            SiteFact::Never => self.always_exit(ExitKind::NeverReached),
            _ => {
                let Some(name) = self.name_word(name) else {
                    return self.always_exit(ExitKind::Declined);
                };
                let (w, owned) = self.helper_operand(object)?;
                self.leave_register(object);
                let place = self.image_slot(receiver);
                let address = self.a.address(place);
                let args = [w, self.a.c(name), self.a.c(u64::from(owned)), address];
                let v = self.call_helper(Helper::py_load_method, &args, Resume::Result);
                let found = self.a.load(place, Memory::Image);
                self.define(func, Slot::owned(v))?;
                self.define(receiver, Slot::owned(found))
            }
        }
    }

    pub(crate) fn call(
        &mut self,
        dst: Reg,
        window: Window,
        site: SiteId,
        method: bool,
    ) -> Emit<()> {
        let func = window.at(0);
        let mut arguments: Vec<Reg> = window.regs().skip(1).collect();
        let mut known = match self.slot(func)?.ty {
            Ty::Const(w) => w,
            _ => 0,
        };
        if known == 0 {
            match self.fact(site) {
                SiteFact::Call { function }
                    if function != 0 && self.request.callees.contains_key(&function) =>
                {
                    if let Val::Word(w) = self.val(func)? {
                        let same = self.a.eq(w, self.a.c(function));
                        self.guard(same, ExitKind::Callee)?;
                        known = function;
                    }
                }
                SiteFact::CallCode { code, has_receiver } => {
                    if let Some(Callee::Python { globals, .. }) = self.request.callees.get(&code) {
                        let globals = *globals;
                        if method {
                            self.guard_receiver(arguments[0], has_receiver)?;
                        }
                        if self.guard_code(func, code, globals)? {
                            known = code;
                        }
                    }
                }
                SiteFact::Never => return self.always_exit(ExitKind::NeverReached),
                _ => {}
            }
        }
        if method && self.slot(arguments[0])?.ty == Ty::Const(UNBOUND) {
            arguments.remove(0);
        }
        match self.request.callees.get(&known).copied() {
            Some(Callee::Python { entry_cell, code, parameters, defaults, is_self, .. }) => {
                let (wanted, given) = (usize::from(parameters), arguments.len());
                if given <= wanted && given + usize::from(defaults) >= wanted {
                    if code.address != 0 {
                        self.check_version(code, ExitKind::Callee)?;
                    }
                    let target = Target { entry_cell, missing: wanted - given, defaults, is_self };
                    return self.call_python(dst, window, &arguments, known, target);
                }
            }
            Some(Callee::Class { class, init }) => {
                let fits = match self.request.callees.get(&init) {
                    Some(Callee::Python { parameters, defaults, .. }) => {
                        let (wanted, given) = (usize::from(*parameters), arguments.len() + 1);
                        given <= wanted && given + usize::from(*defaults) >= wanted
                    }
                    _ => init == 0 && arguments.is_empty(),
                };
                if fits {
                    self.check_version(class, ExitKind::Callee)?;
                    return self.call_class(dst, window, &arguments, known, init);
                }
            }
            Some(Callee::Builtin(builtin)) => {
                if let Some(slot) = self.builtin(builtin, &arguments)? {
                    for reg in window.regs() {
                        // What a builtin has taken over is gone already.
                        if self.regs[reg.index()].is_some() {
                            self.consume(reg)?;
                        }
                    }
                    return self.define(dst, slot);
                }
            }
            _ => {}
        }
        if matches!(self.slot(func)?.ty, Ty::Any | Ty::Exact(_)) && !self.request.generic {
            return self.call_unknown(dst, window, method);
        }
        self.call_protocol(dst, window, method)
    }

    /// Calls what is in the window: by its compiled entry if it is a Python function that fits, else by the
    /// protocol.
    fn call_unknown(&mut self, dst: Reg, window: Window, method: bool) -> Emit<()> {
        let layout = self.world.layout;
        let func = window.at(0);
        let Val::Word(w) = self.val(func)? else { return self.call_protocol(dst, window, method) };
        if layout.code_compiled == 0 || !self.func.is_temp(func) {
            return self.call_protocol(dst, window, method);
        }
        let mut words = Vec::new();
        for reg in window.regs().skip(1) {
            words.push(self.take(reg)?);
        }
        self.clear_window(window, func);
        self.begin_call(Resume::Result);
        let general = self.a.block("general");
        let step = |e: &Self, ok: IntValue<'c>| {
            let next = e.a.block("known");
            e.a.branch(ok, next, general);
            e.a.at(next);
        };
        let heap = self.is_heap_word(w);
        step(self, heap);
        let p = self.a.pointer(w);
        let ty = self.a.load(self.a.field(p, abi::layout::HEADER_TYPE as i64), Memory::Shape);
        step(self, self.a.eq(ty, self.a.c(self.world.function_type)));
        if method {
            // Without a receiver there is one argument less: that is left to the protocol.
            step(self, self.a.ne(words[0], self.unbound()));
        }
        let field = |e: &Self, p, at: u32| e.a.field(p, i64::from(at));
        let code = self.a.load(field(self, p, layout.function_code), Memory::Field);
        let code = self.a.pointer(code);
        let globals = self.a.load(field(self, p, layout.function_globals), Memory::Field);
        let bound = self.a.load(field(self, code, layout.code_globals), Memory::Field);
        let entry = self.a.load(field(self, code, layout.code_compiled), Memory::Field);
        let flags = self.a.load32(field(self, code, layout.code_flags), Memory::Field);
        let count = self.a.load16(field(self, code, layout.code_parameters));
        let starred =
            ir::code::flags::VARARGS | ir::code::flags::VARKEYWORDS | ir::code::flags::GENERATOR;
        let starred = self.a.and(flags, self.a.i32t.const_int(u64::from(starred), false));
        let plain = self.a.eq(starred, self.a.i32t.const_zero());
        let fits = self.a.eq(count, self.a.c(words.len() as u64));
        let same = self.a.eq(globals, bound);
        let there = self.a.ne(entry, self.a.c(0));
        step(self, self.a.and(self.a.and(plain, fits), self.a.and(same, there)));
        let depth = self.a.add(self.depth, self.a.c(1));
        let mut args: Vec<BasicMetadataValueEnum<'c>> =
            vec![self.cx.into(), w.into(), depth.into()];
        args.extend(words.iter().map(|w| BasicMetadataValueEnum::from(*w)));
        let direct = self.a.call_address(self.a.pointer(entry), &args);
        let (direct_end, done) = (self.a.here(), self.a.block("called"));
        self.a.jump(done);
        self.a.at(general);
        self.incref(w);
        self.a.store(self.image_slot(func), w, Memory::Image);
        for (i, word) in words.iter().enumerate() {
            self.a.store(self.image_slot(Reg(func.0 + 1 + i as u16)), *word, Memory::Image);
        }
        let base = self.a.address(self.image_slot(func));
        let helper = if method { Helper::py_call_method } else { Helper::py_call };
        let indirect = self.call_leaf(helper, &[base, self.a.c(words.len() as u64)]);
        let indirect_end = self.a.here();
        self.a.jump(done);
        self.a.at(done);
        let result = self.a.phi(&[(direct, direct_end), (indirect, indirect_end)]);
        self.end_call(result);
        self.consume(func)?;
        self.define(dst, Slot::owned(result))
    }

    /// Leaves unless there is a receiver, or none, as the site has seen it.
    fn guard_receiver(&mut self, receiver: Reg, present: bool) -> Emit<()> {
        let slot = self.value(receiver)?;
        let (Ty::Any, Some(Val::Word(w))) = (slot.ty, slot.val) else { return Ok(()) };
        let p = if present { IntPredicate::NE } else { IntPredicate::EQ };
        let ok = self.a.icmp(p, w, self.unbound());
        self.guard(ok, ExitKind::Callee)?;
        if !present {
            let marker = self.constant(UNBOUND);
            self.define(receiver, marker)?;
        }
        Ok(())
    }

    /// Leaves unless `func` is a function with this code and these globals. False if that cannot be.
    fn guard_code(&mut self, func: Reg, code: u64, globals: u64) -> Emit<bool> {
        let layout = self.world.layout;
        if layout.function_globals == 0 || !matches!(self.val(func)?, Val::Word(_)) {
            return Ok(false);
        }
        self.guard_exact(func, self.world.function_type, ExitKind::Callee)?;
        let Val::Word(w) = self.val(func)? else { return Ok(false) };
        for (at, wanted) in [(layout.function_code, code), (layout.function_globals, globals)] {
            let field = self.a.field(self.a.pointer(w), i64::from(at));
            let found = self.a.load(field, Memory::Field);
            let same = self.a.eq(found, self.a.c(wanted));
            self.guard(same, ExitKind::Callee)?;
        }
        Ok(true)
    }

    fn call_protocol(&mut self, dst: Reg, window: Window, method: bool) -> Emit<()> {
        let mut words = Vec::new();
        for reg in window.regs() {
            words.push(self.take(reg)?);
        }
        for (reg, word) in window.regs().zip(words) {
            self.a.store(self.image_slot(reg), word, Memory::Image);
        }
        let base = self.a.address(self.image_slot(window.base));
        let helper = if method { Helper::py_call_method } else { Helper::py_call };
        let args = [base, self.a.c(u64::from(window.len) - 1)];
        let v = self.call_helper(helper, &args, Resume::Result);
        self.define(dst, Slot::owned(v))
    }

    /// Calls the Python function `known` (or, by its code object, the one in the window) with the registers
    /// `arguments`, which are consumed.
    fn call_python(
        &mut self,
        dst: Reg,
        window: Window,
        arguments: &[Reg],
        known: u64,
        target: Target,
    ) -> Emit<()> {
        let func = window.at(0);
        let function = match self.val(func)? {
            Val::Word(w) if !matches!(self.slot(func)?.ty, Ty::Const(_)) => w,
            _ => self.a.c(known),
        };
        let part = self.inlinable(known);
        if part.is_some() {
            self.guard_depth()?;
        }
        let defaults = self.default_values(function, target)?;
        if let Some(part) = part {
            let mut values = Vec::new();
            for reg in arguments {
                values.push(self.hand_over(*reg)?);
            }
            values.extend(defaults.into_iter().map(Slot::borrowed));
            self.clear_window(window, func);
            let call = Inline { part, function, arguments: values, init: None };
            let result = self.inline(call)?;
            self.consume(func)?;
            return self.define(dst, result);
        }
        let mut words = Vec::new();
        for reg in arguments {
            words.push(self.take(*reg)?);
        }
        // The callee stays in its register until it has returned.
        self.clear_window(window, func);
        self.begin_call(Resume::Result);
        let result = self.enter_callee(function, window.base, &words, defaults, target, false);
        self.end_call(result);
        self.consume(func)?;
        self.define(dst, Slot::owned(result))
    }

    /// The temporaries of a call's window are gone, but for the callee.
    fn clear_window(&mut self, window: Window, func: Reg) {
        for reg in window.regs() {
            if reg != func && self.func.is_temp(reg) {
                self.regs[reg.index()] = None;
            }
        }
        self.version += 1;
    }

    /// The words of the defaults a call leaves to the callee, borrowed.
    fn default_values(
        &mut self,
        function: IntValue<'c>,
        target: Target,
    ) -> Emit<Vec<IntValue<'c>>> {
        if target.missing == 0 {
            return Ok(Vec::new());
        }
        let layout = self.world.layout;
        let at = self.a.field(self.a.pointer(function), i64::from(layout.function_defaults));
        let tuple = self.a.load(at, Memory::Field);
        let there = self.a.ne(tuple, self.a.c(0));
        self.guard(there, ExitKind::Callee)?;
        let p = self.a.pointer(tuple);
        let len = self.a.load(self.a.field(p, i64::from(layout.tuple_len)), Memory::Head);
        let right = self.a.eq(len, self.a.c(u64::from(target.defaults)));
        self.guard(right, ExitKind::Callee)?;
        let first = usize::from(target.defaults) - target.missing;
        let item = |i: usize| {
            let at = i64::from(layout.tuple_items) + 8 * (first + i) as i64;
            self.a.load(self.a.field(p, at), Memory::Item)
        };
        Ok((0..target.missing).map(item).collect())
    }

    /// Between `begin_call` and `end_call`: enters the callee by its compiled entry, or by the protocol while there
    /// is none. `words` are given up, `base` is the window in the image; with `init` the first word is an instance
    /// that has no place in the window.
    fn enter_callee(
        &mut self,
        function: IntValue<'c>,
        base: Reg,
        words: &[IntValue<'c>],
        defaults: Vec<IntValue<'c>>,
        target: Target,
        init: bool,
    ) -> IntValue<'c> {
        let depth = self.a.add(self.depth, self.a.c(1));
        let mut args: Vec<BasicMetadataValueEnum<'c>> =
            vec![self.cx.into(), function.into(), depth.into()];
        args.extend(words.iter().chain(&defaults).map(|w| BasicMetadataValueEnum::from(*w)));
        // Quick code looks for better code at each call.
        let is_final = self.request.tier == abi::compiler::Tier::Top;
        let starts = matches!(self.request.entry, abi::compiler::Entry::Start);
        if target.is_self && starts && is_final {
            for word in defaults {
                self.incref(word);
            }
            return self.a.call(self.a.f, &args);
        }
        let p = self.a.pointer(self.a.c(target.entry_cell));
        let entry = self.a.load(p, Memory::Global);
        let (compiled, general, done) =
            (self.a.block("compiled"), self.a.block("general"), self.a.block("called"));
        let there = self.a.ne(entry, self.a.c(0));
        self.a.branch_likely(there, compiled, general);
        self.a.at(compiled);
        for word in defaults {
            self.incref(word);
        }
        let direct = self.a.call_address(self.a.pointer(entry), &args);
        let direct_end = self.a.here();
        self.a.jump(done);
        self.a.at(general);
        // The window's own slots in the image: the callee, then the arguments.
        let given = if init { &words[1..] } else { words };
        for (i, word) in given.iter().enumerate() {
            self.a.store(self.image_slot(Reg(base.0 + 1 + i as u16)), *word, Memory::Image);
        }
        let count = self.a.c(given.len() as u64);
        let indirect = if init {
            let address = self.a.address(self.image_slot(Reg(base.0 + 1)));
            self.call_leaf(Helper::py_call_init, &[function, words[0], address, count])
        } else {
            self.increment(function);
            self.a.store(self.image_slot(base), function, Memory::Image);
            let address = self.a.address(self.image_slot(base));
            self.call_leaf(Helper::py_call, &[address, count])
        };
        let indirect_end = self.a.here();
        self.a.jump(done);
        self.a.at(done);
        self.a.phi(&[(direct, direct_end), (indirect, indirect_end)])
    }

    /// Makes an instance of the class `known` and calls `init`, a Python function or 0.
    fn call_class(
        &mut self,
        dst: Reg,
        window: Window,
        arguments: &[Reg],
        known: u64,
        init: u64,
    ) -> Emit<()> {
        let func = window.at(0);
        let make = |e: &mut Self| -> Emit<IntValue<'c>> {
            let instance = e.call_leaf(Helper::py_new_instance, &[e.a.c(known)]);
            let made = e.a.ne(instance, e.a.c(0));
            e.guard(made, ExitKind::Declined)?;
            Ok(instance)
        };
        let Some(Callee::Python { entry_cell, code, parameters, defaults, is_self, .. }) =
            self.request.callees.get(&init).copied()
        else {
            let instance = make(self)?;
            for reg in window.regs() {
                self.consume(reg)?;
            }
            return self.define(dst, Slot::owned(instance));
        };
        self.check_version(code, ExitKind::Callee)?;
        let missing = usize::from(parameters) - arguments.len() - 1;
        let target = Target { entry_cell, missing, defaults, is_self };
        let function = self.a.c(init);
        let part = self.inlinable(init);
        if part.is_some() {
            self.guard_depth()?;
        }
        let values = self.default_values(function, target)?;
        // Behind the last guard, which would leave the instance behind.
        let instance = make(self)?;
        if let Some(part) = part {
            let mut arguments_of = vec![Slot::borrowed(instance)];
            for reg in arguments {
                arguments_of.push(self.hand_over(*reg)?);
            }
            arguments_of.extend(values.into_iter().map(Slot::borrowed));
            self.clear_window(window, func);
            self.regs[func.index()] = Some(Slot::owned(instance));
            let call = Inline { part, function, arguments: arguments_of, init: Some(func) };
            self.inline(call)?;
            let slot = self.value(func)?;
            self.regs[func.index()] = None;
            return self.define(dst, slot);
        }
        let mut words = vec![instance];
        for reg in arguments {
            words.push(self.take(*reg)?);
        }
        self.clear_window(window, func);
        // The instance waits in the register of the class, one count for it, one for `__init__`.
        self.increment(instance);
        self.regs[func.index()] = Some(Slot::owned(instance));
        self.begin_call(Resume::Init(func.0));
        let result = self.enter_callee(function, window.base, &words, values, target, true);
        let (odd, fine) = (self.a.block("odd"), self.a.block("made"));
        let none = self.a.eq(result, self.a.c(self.world.none));
        self.a.branch_likely(none, fine, odd);
        self.a.at(odd);
        let (raised, other) = (self.a.block("raised"), self.a.block("notnone"));
        let failed = self.a.eq(result, self.a.c(0));
        self.a.branch(failed, raised, other);
        self.a.at(other);
        self.call_leaf(Helper::py_init_result, &[result]);
        self.a.jump(raised);
        self.a.at(raised);
        let failed = self.failure_block();
        self.a.jump(failed);
        self.a.at(fine);
        self.end_call(result);
        let slot = self.value(func)?;
        self.regs[func.index()] = None;
        self.define(dst, slot)
    }

    pub(crate) fn insn_call(&mut self, insn: &Insn) -> Emit<()> {
        match *insn {
            Insn::Call { dst, window, site } => self.call(dst, window, site, false),
            Insn::CallMethod { dst, window, site } => self.call(dst, window, site, true),
            _ => self.generic(insn),
        }
    }
}
