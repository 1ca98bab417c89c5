//! Guards, walks, conversion on return.

use super::*;

/// `f(a): t = step(a) ; return t` with one more level: `g(a): return f(a) + 1`.
fn callee() -> Arc<Code> {
    let (a, t) = (Reg(0), Reg(1));
    code(
        1,
        2,
        1,
        1,
        vec![vec![
            Insn::Copy { dst: t, src: a },
            Insn::Repr { dst: t, value: t },
            Insn::Return { value: t },
        ]],
    )
}

fn caller() -> Arc<Code> {
    let (a, f, x) = (Reg(0), Reg(1), Reg(2));
    code(
        1,
        3,
        1,
        3,
        vec![vec![
            Insn::LoadGlobal { dst: f, name: NameId(0), site: SiteId(0) },
            Insn::Copy { dst: x, src: a },
            Insn::Call { dst: f, window: Window::new(f, 2), site: SiteId(1) },
            Insn::LoadConst { dst: x, value: ConstId(0) },
            Insn::Binary { dst: f, op: BinOp::Add, lhs: f, rhs: x, site: SiteId(2) },
            Insn::Return { value: f },
        ]],
    )
}

fn pair(tier: Tier) -> (CompiledCode, CompiledCode) {
    let world = world();
    let inner = compile(&world, &request(&callee(), tier, &[], vec![]));
    // The fake function object: its word doubles as the global's slot value.
    let object = Box::leak(Box::new([1u64 << 62, 0u64])).as_ptr() as u64;
    let slot = Box::leak(Box::new(object)) as *const u64 as u64;
    let cell = Box::leak(Box::new(inner.entry)) as *const u64 as u64;
    let facts = vec![
        SiteFact::Global { guards: [None, None], slot, value: object },
        SiteFact::Call { function: object },
        ints(),
    ];
    let mut r = request(&caller(), tier, &[1], facts);
    r.callees.insert(
        object,
        Callee::Python {
            entry_cell: cell,
            code: own_code(),
            parameters: 1,
            defaults: 0,
            globals: 0,
            is_self: false,
        },
    );
    (inner, compile(&world, &r))
}

#[test]
fn a_walk_finds_every_frame() {
    for tier in [Tier::Quick, Tier::Top] {
        LOG.set(Log::default());
        let (inner, outer) = pair(tier);
        assert_eq!(run(&outer, &[int(7)]), int(13));
        let walked = LOG.with_borrow(|log| log.walked.clone());
        assert_eq!(walked.len(), 1);
        let [inside, outside] = walked[0][..] else { panic!("two frames") };
        assert_eq!(inner.sites[inside as usize].pc, 1);
        let site = &outer.sites[outside as usize];
        assert_eq!((site.pc, site.resume, site.exit), (2, Resume::Result, None));
        // The argument, and the callee, which stays in its register until it has returned.
        let [(0, Place::Image(Repr::Tagged)), (1, Place::Constant(_))] = site.registers[..] else {
            panic!("{:?}", site.registers)
        };
    }
}

#[test]
fn a_converted_frame_continues_with_the_result() {
    for tier in [Tier::Quick, Tier::Top] {
        LOG.set(Log::default());
        let (_, outer) = pair(tier);
        LOG.with_borrow_mut(|log| log.mark_next_step = true);
        assert_eq!(run(&outer, &[int(7)]), int(1012));
        LOG.with_borrow(|log| assert!(log.marks.is_empty() && log.exits.len() == 1));
    }
}

#[test]
fn a_failed_guard_describes_the_registers() {
    LOG.set(Log::default());
    let (a, t) = (Reg(0), Reg(1));
    let add = code(
        1,
        2,
        1,
        1,
        vec![vec![
            Insn::LoadConst { dst: t, value: ConstId(0) },
            Insn::Binary { dst: t, op: BinOp::Add, lhs: a, rhs: t, site: SiteId(0) },
            Insn::Return { value: t },
        ]],
    );
    let compiled = compile(&world(), &request(&add, Tier::Top, &[5], vec![ints()]));
    assert_eq!(run(&compiled, &[int(37)]), int(42));
    assert_eq!(run(&compiled, &[UNBOUND]), int(777));
    let (site, registers) = LOG.with_borrow(|log| log.exits[0].clone());
    let state = &compiled.sites[site as usize];
    assert_eq!((state.pc, state.resume, state.exit), (1, Resume::Again, Some(ExitKind::Type)));
    assert_eq!(state.registers, [(0, Place::Image(Repr::Tagged)), (1, Place::Image(Repr::Int))]);
    assert_eq!((registers[0], registers[1]), (UNBOUND, 5));
}
