// Keccak-256 (the padding of Ethereum) over linear memory, for whole levels of a tree at once.
// Callers lay the input out from `inputOffset()` and read 32-byte hashes from `outputOffset()`;
// one call hashes up to CAPACITY bytes of input, so a tree level costs a handful of calls.
// Two states are permuted at a time where there are two: half of a vector each.

const RATE: u32 = 136;
const CAPACITY: u32 = 1 << 20;

const STATE: usize = memory.data(200, 16);
/** Two states, each word of the one before that of the other. */
const PAIR: usize = memory.data(400, 16);
const BLOCK: usize = memory.data(136, 16);
const ROUND_CONSTANTS: usize = memory.data<u64>([
  0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b, 0x0000000080000001,
  0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
  0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003, 0x8000000000008002, 0x8000000000000080,
  0x000000000000800a, 0x800000008000000a, 0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
]);

export function capacity(): u32 {
  return CAPACITY;
}

export function inputOffset(): usize {
  return __heap_base;
}

export function outputOffset(): usize {
  return __heap_base + CAPACITY;
}

/** Makes room for one full input and its output; called once after instantiation. */
export function reserve(): void {
  const bytes = <u32>__heap_base + 2 * CAPACITY;
  const wanted = <i32>((bytes + 0xffff) >>> 16);
  const missing = wanted - memory.size();
  if (missing > 0) memory.grow(missing);
}

function permute(): void {
  let a0 = load<u64>(STATE, 0);
  let a1 = load<u64>(STATE, 8);
  let a2 = load<u64>(STATE, 16);
  let a3 = load<u64>(STATE, 24);
  let a4 = load<u64>(STATE, 32);
  let a5 = load<u64>(STATE, 40);
  let a6 = load<u64>(STATE, 48);
  let a7 = load<u64>(STATE, 56);
  let a8 = load<u64>(STATE, 64);
  let a9 = load<u64>(STATE, 72);
  let a10 = load<u64>(STATE, 80);
  let a11 = load<u64>(STATE, 88);
  let a12 = load<u64>(STATE, 96);
  let a13 = load<u64>(STATE, 104);
  let a14 = load<u64>(STATE, 112);
  let a15 = load<u64>(STATE, 120);
  let a16 = load<u64>(STATE, 128);
  let a17 = load<u64>(STATE, 136);
  let a18 = load<u64>(STATE, 144);
  let a19 = load<u64>(STATE, 152);
  let a20 = load<u64>(STATE, 160);
  let a21 = load<u64>(STATE, 168);
  let a22 = load<u64>(STATE, 176);
  let a23 = load<u64>(STATE, 184);
  let a24 = load<u64>(STATE, 192);
  for (let round: usize = 0; round < 24; round++) {
    const c0 = a0 ^ a5 ^ a10 ^ a15 ^ a20;
    const c1 = a1 ^ a6 ^ a11 ^ a16 ^ a21;
    const c2 = a2 ^ a7 ^ a12 ^ a17 ^ a22;
    const c3 = a3 ^ a8 ^ a13 ^ a18 ^ a23;
    const c4 = a4 ^ a9 ^ a14 ^ a19 ^ a24;
    const d0 = c4 ^ rotl<u64>(c1, 1);
    const d1 = c0 ^ rotl<u64>(c2, 1);
    const d2 = c1 ^ rotl<u64>(c3, 1);
    const d3 = c2 ^ rotl<u64>(c4, 1);
    const d4 = c3 ^ rotl<u64>(c0, 1);
    const b0 = a0 ^ d0;
    const b1 = rotl<u64>(a6 ^ d1, 44);
    const b2 = rotl<u64>(a12 ^ d2, 43);
    const b3 = rotl<u64>(a18 ^ d3, 21);
    const b4 = rotl<u64>(a24 ^ d4, 14);
    const b5 = rotl<u64>(a3 ^ d3, 28);
    const b6 = rotl<u64>(a9 ^ d4, 20);
    const b7 = rotl<u64>(a10 ^ d0, 3);
    const b8 = rotl<u64>(a16 ^ d1, 45);
    const b9 = rotl<u64>(a22 ^ d2, 61);
    const b10 = rotl<u64>(a1 ^ d1, 1);
    const b11 = rotl<u64>(a7 ^ d2, 6);
    const b12 = rotl<u64>(a13 ^ d3, 25);
    const b13 = rotl<u64>(a19 ^ d4, 8);
    const b14 = rotl<u64>(a20 ^ d0, 18);
    const b15 = rotl<u64>(a4 ^ d4, 27);
    const b16 = rotl<u64>(a5 ^ d0, 36);
    const b17 = rotl<u64>(a11 ^ d1, 10);
    const b18 = rotl<u64>(a17 ^ d2, 15);
    const b19 = rotl<u64>(a23 ^ d3, 56);
    const b20 = rotl<u64>(a2 ^ d2, 62);
    const b21 = rotl<u64>(a8 ^ d3, 55);
    const b22 = rotl<u64>(a14 ^ d4, 39);
    const b23 = rotl<u64>(a15 ^ d0, 41);
    const b24 = rotl<u64>(a21 ^ d1, 2);
    a0 = b0 ^ (~b1 & b2) ^ load<u64>(ROUND_CONSTANTS + (round << 3));
    a1 = b1 ^ (~b2 & b3);
    a2 = b2 ^ (~b3 & b4);
    a3 = b3 ^ (~b4 & b0);
    a4 = b4 ^ (~b0 & b1);
    a5 = b5 ^ (~b6 & b7);
    a6 = b6 ^ (~b7 & b8);
    a7 = b7 ^ (~b8 & b9);
    a8 = b8 ^ (~b9 & b5);
    a9 = b9 ^ (~b5 & b6);
    a10 = b10 ^ (~b11 & b12);
    a11 = b11 ^ (~b12 & b13);
    a12 = b12 ^ (~b13 & b14);
    a13 = b13 ^ (~b14 & b10);
    a14 = b14 ^ (~b10 & b11);
    a15 = b15 ^ (~b16 & b17);
    a16 = b16 ^ (~b17 & b18);
    a17 = b17 ^ (~b18 & b19);
    a18 = b18 ^ (~b19 & b15);
    a19 = b19 ^ (~b15 & b16);
    a20 = b20 ^ (~b21 & b22);
    a21 = b21 ^ (~b22 & b23);
    a22 = b22 ^ (~b23 & b24);
    a23 = b23 ^ (~b24 & b20);
    a24 = b24 ^ (~b20 & b21);
  }
  store<u64>(STATE, a0, 0);
  store<u64>(STATE, a1, 8);
  store<u64>(STATE, a2, 16);
  store<u64>(STATE, a3, 24);
  store<u64>(STATE, a4, 32);
  store<u64>(STATE, a5, 40);
  store<u64>(STATE, a6, 48);
  store<u64>(STATE, a7, 56);
  store<u64>(STATE, a8, 64);
  store<u64>(STATE, a9, 72);
  store<u64>(STATE, a10, 80);
  store<u64>(STATE, a11, 88);
  store<u64>(STATE, a12, 96);
  store<u64>(STATE, a13, 104);
  store<u64>(STATE, a14, 112);
  store<u64>(STATE, a15, 120);
  store<u64>(STATE, a16, 128);
  store<u64>(STATE, a17, 136);
  store<u64>(STATE, a18, 144);
  store<u64>(STATE, a19, 152);
  store<u64>(STATE, a20, 160);
  store<u64>(STATE, a21, 168);
  store<u64>(STATE, a22, 176);
  store<u64>(STATE, a23, 184);
  store<u64>(STATE, a24, 192);
}

@inline
function turn(words: v128, bits: i32): v128 {
  return v128.or(i64x2.shl(words, bits), i64x2.shr_u(words, 64 - bits));
}

/** {@link permute} of two states at once, word by word beside each other. */
function permutePair(): void {
  let a0 = v128.load(PAIR, 0);
  let a1 = v128.load(PAIR, 16);
  let a2 = v128.load(PAIR, 32);
  let a3 = v128.load(PAIR, 48);
  let a4 = v128.load(PAIR, 64);
  let a5 = v128.load(PAIR, 80);
  let a6 = v128.load(PAIR, 96);
  let a7 = v128.load(PAIR, 112);
  let a8 = v128.load(PAIR, 128);
  let a9 = v128.load(PAIR, 144);
  let a10 = v128.load(PAIR, 160);
  let a11 = v128.load(PAIR, 176);
  let a12 = v128.load(PAIR, 192);
  let a13 = v128.load(PAIR, 208);
  let a14 = v128.load(PAIR, 224);
  let a15 = v128.load(PAIR, 240);
  let a16 = v128.load(PAIR, 256);
  let a17 = v128.load(PAIR, 272);
  let a18 = v128.load(PAIR, 288);
  let a19 = v128.load(PAIR, 304);
  let a20 = v128.load(PAIR, 320);
  let a21 = v128.load(PAIR, 336);
  let a22 = v128.load(PAIR, 352);
  let a23 = v128.load(PAIR, 368);
  let a24 = v128.load(PAIR, 384);
  for (let round: usize = 0; round < 24; round++) {
    const c0 = v128.xor(v128.xor(v128.xor(a0, a5), v128.xor(a10, a15)), a20);
    const c1 = v128.xor(v128.xor(v128.xor(a1, a6), v128.xor(a11, a16)), a21);
    const c2 = v128.xor(v128.xor(v128.xor(a2, a7), v128.xor(a12, a17)), a22);
    const c3 = v128.xor(v128.xor(v128.xor(a3, a8), v128.xor(a13, a18)), a23);
    const c4 = v128.xor(v128.xor(v128.xor(a4, a9), v128.xor(a14, a19)), a24);
    const d0 = v128.xor(c4, turn(c1, 1));
    const d1 = v128.xor(c0, turn(c2, 1));
    const d2 = v128.xor(c1, turn(c3, 1));
    const d3 = v128.xor(c2, turn(c4, 1));
    const d4 = v128.xor(c3, turn(c0, 1));
    const b0 = v128.xor(a0, d0);
    const b1 = turn(v128.xor(a6, d1), 44);
    const b2 = turn(v128.xor(a12, d2), 43);
    const b3 = turn(v128.xor(a18, d3), 21);
    const b4 = turn(v128.xor(a24, d4), 14);
    const b5 = turn(v128.xor(a3, d3), 28);
    const b6 = turn(v128.xor(a9, d4), 20);
    const b7 = turn(v128.xor(a10, d0), 3);
    const b8 = turn(v128.xor(a16, d1), 45);
    const b9 = turn(v128.xor(a22, d2), 61);
    const b10 = turn(v128.xor(a1, d1), 1);
    const b11 = turn(v128.xor(a7, d2), 6);
    const b12 = turn(v128.xor(a13, d3), 25);
    const b13 = turn(v128.xor(a19, d4), 8);
    const b14 = turn(v128.xor(a20, d0), 18);
    const b15 = turn(v128.xor(a4, d4), 27);
    const b16 = turn(v128.xor(a5, d0), 36);
    const b17 = turn(v128.xor(a11, d1), 10);
    const b18 = turn(v128.xor(a17, d2), 15);
    const b19 = turn(v128.xor(a23, d3), 56);
    const b20 = turn(v128.xor(a2, d2), 62);
    const b21 = turn(v128.xor(a8, d3), 55);
    const b22 = turn(v128.xor(a14, d4), 39);
    const b23 = turn(v128.xor(a15, d0), 41);
    const b24 = turn(v128.xor(a21, d1), 2);
    a0 = v128.xor(v128.xor(b0, v128.andnot(b2, b1)), v128.load64_splat(ROUND_CONSTANTS + (round << 3)));
    a1 = v128.xor(b1, v128.andnot(b3, b2));
    a2 = v128.xor(b2, v128.andnot(b4, b3));
    a3 = v128.xor(b3, v128.andnot(b0, b4));
    a4 = v128.xor(b4, v128.andnot(b1, b0));
    a5 = v128.xor(b5, v128.andnot(b7, b6));
    a6 = v128.xor(b6, v128.andnot(b8, b7));
    a7 = v128.xor(b7, v128.andnot(b9, b8));
    a8 = v128.xor(b8, v128.andnot(b5, b9));
    a9 = v128.xor(b9, v128.andnot(b6, b5));
    a10 = v128.xor(b10, v128.andnot(b12, b11));
    a11 = v128.xor(b11, v128.andnot(b13, b12));
    a12 = v128.xor(b12, v128.andnot(b14, b13));
    a13 = v128.xor(b13, v128.andnot(b10, b14));
    a14 = v128.xor(b14, v128.andnot(b11, b10));
    a15 = v128.xor(b15, v128.andnot(b17, b16));
    a16 = v128.xor(b16, v128.andnot(b18, b17));
    a17 = v128.xor(b17, v128.andnot(b19, b18));
    a18 = v128.xor(b18, v128.andnot(b15, b19));
    a19 = v128.xor(b19, v128.andnot(b16, b15));
    a20 = v128.xor(b20, v128.andnot(b22, b21));
    a21 = v128.xor(b21, v128.andnot(b23, b22));
    a22 = v128.xor(b22, v128.andnot(b24, b23));
    a23 = v128.xor(b23, v128.andnot(b20, b24));
    a24 = v128.xor(b24, v128.andnot(b21, b20));
  }
  v128.store(PAIR, a0, 0);
  v128.store(PAIR, a1, 16);
  v128.store(PAIR, a2, 32);
  v128.store(PAIR, a3, 48);
  v128.store(PAIR, a4, 64);
  v128.store(PAIR, a5, 80);
  v128.store(PAIR, a6, 96);
  v128.store(PAIR, a7, 112);
  v128.store(PAIR, a8, 128);
  v128.store(PAIR, a9, 144);
  v128.store(PAIR, a10, 160);
  v128.store(PAIR, a11, 176);
  v128.store(PAIR, a12, 192);
  v128.store(PAIR, a13, 208);
  v128.store(PAIR, a14, 224);
  v128.store(PAIR, a15, 240);
  v128.store(PAIR, a16, 256);
  v128.store(PAIR, a17, 272);
  v128.store(PAIR, a18, 288);
  v128.store(PAIR, a19, 304);
  v128.store(PAIR, a20, 320);
  v128.store(PAIR, a21, 336);
  v128.store(PAIR, a22, 352);
  v128.store(PAIR, a23, 368);
  v128.store(PAIR, a24, 384);
}

/** Puts the block of a message that begins at its byte `at` into one lane of the pair; `lane` is 0 or 8. */
function absorbLane(lane: usize, source: usize, length: u32, prefix: i32, at: u32): void {
  const head: u32 = prefix >= 0 ? 1 : 0;
  const total = length + head;
  memory.fill(BLOCK, 0, RATE);
  if (at === 0) {
    if (head === 1) store<u8>(BLOCK, <u8>prefix);
    memory.copy(BLOCK + head, source, min(length, RATE - head));
  } else {
    memory.copy(BLOCK, source + at - head, min(total - at, RATE));
  }
  if (total - at < RATE) {
    const end = BLOCK + (total - at);
    store<u8>(end, load<u8>(end) ^ 0x01);
    store<u8>(BLOCK + RATE - 1, load<u8>(BLOCK + RATE - 1) ^ 0x80);
  }
  for (let word: usize = 0; word < RATE / 8; word++) {
    const place = PAIR + (word << 4) + lane;
    store<u64>(place, load<u64>(place) ^ load<u64>(BLOCK + (word << 3)));
  }
}

/** The first four words of a lane. */
function readLane(lane: usize, target: usize): void {
  store<u64>(target, load<u64>(PAIR + lane));
  store<u64>(target, load<u64>(PAIR + lane, 16), 8);
  store<u64>(target, load<u64>(PAIR + lane, 32), 16);
  store<u64>(target, load<u64>(PAIR + lane, 48), 24);
}

/** Hashes two records of `length` bytes that stand one after the other. */
function hashTwo(source: usize, length: u32, prefix: i32, target: usize): void {
  memory.fill(PAIR, 0, 400);
  const total = length + (prefix >= 0 ? 1 : 0);
  for (let at: u32 = 0; at <= total; at += RATE) {
    absorbLane(0, source, length, prefix, at);
    absorbLane(8, source + length, length, prefix, at);
    permutePair();
  }
  readLane(0, target);
  readLane(8, target + 32);
}

/** Unaligned 64-bit access is legal in WebAssembly, so the bulk goes eight bytes at a time. */
function absorb(at: usize, from: usize, length: u32): void {
  let i: u32 = 0;
  for (; i + 8 <= length; i += 8) store<u64>(at + i, load<u64>(at + i) ^ load<u64>(from + i));
  for (; i < length; i++) store<u8>(at + i, load<u8>(at + i) ^ load<u8>(from + i));
}

/** Bytes of the block at hand that the one state has taken in. */
let filled: u32 = 0;

/** Begins a record too long for the input, behind the byte `prefix`, or behind nothing when it is -1. */
export function begin(prefix: i32): void {
  memory.fill(STATE, 0, 200);
  filled = 0;
  if (prefix >= 0) {
    store<u8>(STATE, <u8>prefix);
    filled = 1;
  }
}

function takeIn(source: usize, length: u32): void {
  let fill = filled;
  let rest = length;
  let from = source;
  while (rest >= RATE - fill) {
    const part = RATE - fill;
    absorb(STATE + fill, from, part);
    from += part;
    rest -= part;
    fill = 0;
    permute();
  }
  absorb(STATE + fill, from, rest);
  filled = fill + rest;
}

/** Takes in the next `length` bytes of the record, which are those of the input. */
export function takeInput(length: u32): void {
  takeIn(inputOffset(), length);
}

function finishTo(target: usize): void {
  const end = STATE + filled;
  store<u8>(end, load<u8>(end) ^ 0x01);
  store<u8>(STATE + RATE - 1, load<u8>(STATE + RATE - 1) ^ 0x80);
  permute();
  store<u64>(target, load<u64>(STATE));
  store<u64>(target, load<u64>(STATE, 8), 8);
  store<u64>(target, load<u64>(STATE, 16), 16);
  store<u64>(target, load<u64>(STATE, 24), 24);
}

/** Ends the record; its hash is the output. */
export function finish(): void {
  finishTo(outputOffset());
}

/** Hashes `length` bytes at `source` behind one `prefix` byte (none when negative) into `target`. */
function hashOne(source: usize, length: u32, prefix: i32, target: usize): void {
  begin(prefix);
  takeIn(source, length);
  finishTo(target);
}

/** Hashes `count` records of `size` bytes, each behind the same `prefix` byte (none when negative). */
export function hashRecords(count: u32, size: u32, prefix: i32): void {
  let source = inputOffset();
  let target = outputOffset();
  for (let pairs = count >> 1; pairs > 0; pairs--) {
    hashTwo(source, size, prefix, target);
    source += size << 1;
    target += 64;
  }
  if ((count & 1) === 1) hashOne(source, size, prefix, target);
}

/** The first of the records from `from` on whose chain has steps; `count` when none has. */
function nextChain(lengths: usize, from: u32, count: u32): u32 {
  let i = from;
  while (i < count && load<u8>(lengths + i) === 0) i++;
  return i;
}

/** Hashes both lanes `steps` times over. The block of a bare hash holds the hash, the padding and nothing else. */
function stepPair(steps: u32): void {
  for (let rest = steps; rest > 0; rest--) {
    memory.fill(PAIR + 64, 0, 336);
    v128.store(PAIR, i64x2.splat(1), 64);
    v128.store(PAIR, i64x2.splat(0x8000000000000000), 256);
    permutePair();
  }
}

/** Hashes the 32 bytes at `target` `steps` times over. */
function stepOne(target: usize, steps: u32): void {
  for (let rest = steps; rest > 0; rest--) hashOne(target, 32, -1, target);
}

function writeLane(lane: usize, source: usize): void {
  store<u64>(PAIR + lane, load<u64>(source));
  store<u64>(PAIR + lane, load<u64>(source, 8), 16);
  store<u64>(PAIR + lane, load<u64>(source, 16), 32);
  store<u64>(PAIR + lane, load<u64>(source, 24), 48);
}

/**
 * Walks `count` hash chains: record i of 32 bytes is hashed as many times over as byte i behind all records says.
 * Two chains are walked beside each other; where one ends the next takes its lane.
 */
export function iterateRecords(count: u32): void {
  const ends = outputOffset();
  const lengths = inputOffset() + (count << 5);
  memory.copy(ends, inputOffset(), count << 5);
  let left = nextChain(lengths, 0, count);
  let right = nextChain(lengths, left + 1, count);
  let leftRest: u32 = left < count ? load<u8>(lengths + left) : 0;
  let rightRest: u32 = right < count ? load<u8>(lengths + right) : 0;
  let next = right + 1;
  while (leftRest > 0 && rightRest > 0) {
    writeLane(0, ends + (left << 5));
    writeLane(8, ends + (right << 5));
    const steps = min(leftRest, rightRest);
    stepPair(steps);
    readLane(0, ends + (left << 5));
    readLane(8, ends + (right << 5));
    leftRest -= steps;
    rightRest -= steps;
    if (leftRest === 0) {
      left = nextChain(lengths, next, count);
      next = left + 1;
      leftRest = left < count ? load<u8>(lengths + left) : 0;
    }
    if (rightRest === 0) {
      right = nextChain(lengths, next, count);
      next = right + 1;
      rightRest = right < count ? load<u8>(lengths + right) : 0;
    }
  }
  stepOne(ends + (left << 5), leftRest);
  stepOne(ends + (right << 5), rightRest);
}
