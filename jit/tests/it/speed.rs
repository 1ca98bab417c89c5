//! Kernels: their results, and that they are fast enough to be unboxed.

use super::*;
use std::time::Instant;

/// `s = 0; i = 0; while i < n: s += i; i += 1; return s`
fn sum() -> Arc<Code> {
    let (n, s, i, t) = (Reg(0), Reg(1), Reg(2), Reg(3));
    code(
        3,
        5,
        1,
        3,
        vec![
            vec![
                Insn::LoadConst { dst: s, value: ConstId(0) },
                Insn::LoadConst { dst: i, value: ConstId(0) },
                Insn::Jump { target: Block(1) },
            ],
            vec![
                Insn::Compare { dst: t, op: CmpOp::Lt, lhs: i, rhs: n, site: SiteId(0) },
                Insn::Branch { cond: t, then: Block(2), other: Block(3), site: SiteId(3) },
            ],
            vec![
                Insn::InPlace { dst: s, op: BinOp::Add, lhs: s, rhs: i, site: SiteId(1) },
                Insn::LoadConst { dst: t, value: ConstId(1) },
                Insn::InPlace { dst: i, op: BinOp::Add, lhs: i, rhs: t, site: SiteId(2) },
                Insn::Jump { target: Block(1) },
            ],
            vec![Insn::Copy { dst: t, src: s }, Insn::Return { value: t }],
        ],
    )
}

#[test]
fn integer_loop() {
    for tier in [Tier::Quick, Tier::Top] {
        let compiled = compile(&world(), &request(&sum(), tier, &[0, 1], vec![ints(); 4]));
        let start = Instant::now();
        let n = 10_000_000;
        assert_eq!(run(&compiled, &[int(n)]), int(n * (n - 1) / 2));
        eprintln!(
            "{tier:?} sum: {:.2} ns per iteration",
            start.elapsed().as_secs_f64() * 1e9 / n as f64
        );
        assert!(!compiled.speculated.is_empty(), "the bound's type is assumed at the loop");
    }
}
