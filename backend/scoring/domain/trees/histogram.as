// Sums of rows by bin over linear memory. A bin has three numbers: sum of pulls, sum of weights, number of rows. `rows` are
// 32-bit numbers of rows, `pulls` one pair of pull and weight for each of them, in their order; `bins` has a byte for each row.

const BIN: usize = 24;

// @ts-ignore: decorator
@inline
function add(sums: usize, bin: usize, pair: v128): void {
  const at = sums + bin * BIN;
  v128.store(at, f64x2.add(v128.load(at), pair));
  store<f64>(at, load<f64>(at, 16) + 1, 16);
}

export function addOne(rows: usize, count: u32, pulls: usize, bins: usize, sums: usize): void {
  for (let place: usize = 0; place < <usize>count; place++) {
    const row = <usize>load<u32>(rows + (place << 2));
    add(sums, <usize>load<u8>(bins + row), v128.load(pulls + (place << 4)));
  }
}

/** Two columns at a time: their sums do not wait for each other, which matters where most rows share a bin. */
export function addTwo(rows: usize, count: u32, pulls: usize, bins: usize, sums: usize, otherBins: usize, otherSums: usize): void {
  for (let place: usize = 0; place < <usize>count; place++) {
    const row = <usize>load<u32>(rows + (place << 2));
    const pair = v128.load(pulls + (place << 4));
    add(sums, <usize>load<u8>(bins + row), pair);
    add(otherSums, <usize>load<u8>(otherBins + row), pair);
  }
}
