// Shapley values of one row through all trees over linear memory: see ShapleyKernel, and ShapleyPlan for what lies there. Six points at a
// time, two to a vector. A slot of `above`, `without` and `below` has six numbers; the first slot of `below` is 0 and stays so.

const SIX: usize = 48;
const LINKS: usize = 16;
const GAINS: usize = 40;
const NEITHER: usize = 2;

function goDown(splits: usize, links: usize, gains: usize, sides: usize, rule: usize, above: usize, without: usize): void {
  const one = f64x2.splat(1);
  const t0 = v128.load(rule);
  const t1 = v128.load(rule, 16);
  const t2 = v128.load(rule, 32);
  for (let split: usize = 0; split < splits; split++) {
    const own = above + (split + 1) * SIX;
    let x0 = v128.load(own);
    let x1 = v128.load(own, 16);
    let x2 = v128.load(own, 32);
    const side = <usize>load<u8>(sides + split);
    if (side == NEITHER) {
      const left = above + <usize>load<u32>(links) * SIX;
      const right = above + <usize>load<u32>(links, 4) * SIX;
      v128.store(left, x0);
      v128.store(left, x1, 16);
      v128.store(left, x2, 32);
      v128.store(right, x0);
      v128.store(right, x1, 16);
      v128.store(right, x2, 32);
    } else {
      if (load<u32>(links, 12)) {
        const before = f64x2.splat(load<f64>(gains, 32));
        const at = without + (split + 1) * SIX;
        const u0 = f64x2.div(one, f64x2.add(one, f64x2.mul(before, t0)));
        const u1 = f64x2.div(one, f64x2.add(one, f64x2.mul(before, t1)));
        const u2 = f64x2.div(one, f64x2.add(one, f64x2.mul(before, t2)));
        v128.store(at, u0);
        v128.store(at, u1, 16);
        v128.store(at, u2, 32);
        x0 = f64x2.mul(x0, u0);
        x1 = f64x2.mul(x1, u1);
        x2 = f64x2.mul(x2, u2);
        v128.store(own, x0);
        v128.store(own, x1, 16);
        v128.store(own, x2, 32);
      }
      const gain = f64x2.splat(load<f64>(gains + (side << 3)));
      const taken = above + <usize>load<u32>(links + (side << 2)) * SIX;
      const other = above + <usize>load<u32>(links + ((1 - side) << 2)) * SIX;
      const s0 = f64x2.mul(x0, t0);
      const s1 = f64x2.mul(x1, t1);
      const s2 = f64x2.mul(x2, t2);
      v128.store(taken, f64x2.add(x0, f64x2.mul(s0, gain)));
      v128.store(taken, f64x2.add(x1, f64x2.mul(s1, gain)), 16);
      v128.store(taken, f64x2.add(x2, f64x2.mul(s2, gain)), 32);
      v128.store(other, f64x2.sub(x0, s0));
      v128.store(other, f64x2.sub(x1, s1), 16);
      v128.store(other, f64x2.sub(x2, s2), 32);
    }
    links += LINKS;
    gains += GAINS;
  }
}

function goUp(
  splits: usize,
  links: usize,
  gains: usize,
  sides: usize,
  rule: usize,
  above: usize,
  without: usize,
  below: usize,
  values: usize,
): void {
  const t0 = v128.load(rule);
  const t1 = v128.load(rule, 16);
  const t2 = v128.load(rule, 32);
  for (let split = splits; split > 0; split--) {
    links -= LINKS;
    gains -= GAINS;
    const own = below + split * SIX;
    const side = <usize>load<u8>(sides + split - 1);
    if (side == NEITHER) {
      const left = below + <usize>load<u32>(links) * SIX;
      const right = below + <usize>load<u32>(links, 4) * SIX;
      const leaves = f64x2.splat(load<f64>(gains, 16) + load<f64>(gains, 24));
      v128.store(own, f64x2.add(f64x2.add(leaves, v128.load(left)), v128.load(right)));
      v128.store(own, f64x2.add(f64x2.add(leaves, v128.load(left, 16)), v128.load(right, 16)), 16);
      v128.store(own, f64x2.add(f64x2.add(leaves, v128.load(left, 32)), v128.load(right, 32)), 32);
    } else {
      const taken = below + <usize>load<u32>(links + (side << 2)) * SIX;
      const other = below + <usize>load<u32>(links + ((1 - side) << 2)) * SIX;
      const gain = f64x2.splat(load<f64>(gains + (side << 3)));
      const takenLeaf = f64x2.splat(load<f64>(gains + (side << 3), 16));
      const otherLeaf = f64x2.splat(load<f64>(gains + ((1 - side) << 3), 16));
      const h0 = f64x2.add(takenLeaf, v128.load(taken));
      const h1 = f64x2.add(takenLeaf, v128.load(taken, 16));
      const h2 = f64x2.add(takenLeaf, v128.load(taken, 32));
      const c0 = f64x2.add(otherLeaf, v128.load(other));
      const c1 = f64x2.add(otherLeaf, v128.load(other, 16));
      const c2 = f64x2.add(otherLeaf, v128.load(other, 32));
      let d0 = f64x2.sub(f64x2.mul(gain, h0), c0);
      let d1 = f64x2.sub(f64x2.mul(gain, h1), c1);
      let d2 = f64x2.sub(f64x2.mul(gain, h2), c2);
      const b0 = f64x2.add(h0, c0);
      const b1 = f64x2.add(h1, c1);
      const b2 = f64x2.add(h2, c2);
      let r0 = f64x2.add(b0, f64x2.mul(d0, t0));
      let r1 = f64x2.add(b1, f64x2.mul(d1, t1));
      let r2 = f64x2.add(b2, f64x2.mul(d2, t2));
      if (load<u32>(links, 12)) {
        const before = f64x2.splat(load<f64>(gains, 32));
        const at = without + split * SIX;
        const u0 = v128.load(at);
        const u1 = v128.load(at, 16);
        const u2 = v128.load(at, 32);
        d0 = f64x2.mul(f64x2.sub(d0, f64x2.mul(before, b0)), u0);
        d1 = f64x2.mul(f64x2.sub(d1, f64x2.mul(before, b1)), u1);
        d2 = f64x2.mul(f64x2.sub(d2, f64x2.mul(before, b2)), u2);
        r0 = f64x2.mul(r0, u0);
        r1 = f64x2.mul(r1, u1);
        r2 = f64x2.mul(r2, u2);
      }
      v128.store(own, r0);
      v128.store(own, r1, 16);
      v128.store(own, r2, 32);
      const x = above + split * SIX;
      const credit = f64x2.add(
        f64x2.add(f64x2.mul(v128.load(x), d0), f64x2.mul(v128.load(x, 16), d1)),
        f64x2.mul(v128.load(x, 32), d2),
      );
      const place = values + (<usize>load<u32>(links, 8) << 3);
      store<f64>(place, load<f64>(place) + (f64x2.extract_lane(credit, 0) + f64x2.extract_lane(credit, 1)));
    }
  }
}

export function explain(
  trees: usize,
  count: u32,
  links: usize,
  gains: usize,
  sides: usize,
  rules: usize,
  above: usize,
  without: usize,
  below: usize,
  values: usize,
): void {
  for (let tree: u32 = 0; tree < count; tree++) {
    const first = <usize>load<u32>(trees);
    const end = <usize>load<u32>(trees, 4);
    const splits = end - first;
    let rule = rules + (<usize>load<u32>(trees, 8) << 3);
    for (let sixes = load<u32>(trees, 12); sixes > 0; sixes--) {
      v128.store(above, v128.load(rule, 48), 48);
      v128.store(above, v128.load(rule, 64), 64);
      v128.store(above, v128.load(rule, 80), 80);
      goDown(splits, links + first * LINKS, gains + first * GAINS, sides + first, rule, above, without);
      goUp(splits, links + end * LINKS, gains + end * GAINS, sides + first, rule, above, without, below, values);
      rule += 2 * SIX;
    }
    trees += 16;
  }
}
