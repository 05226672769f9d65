import { InvariantError } from './errors.ts';
import { type Hash32, toHex } from './hex.ts';
import { openWasmEngine, portableEngine } from './keccak/engine.ts';

const engine = openWasmEngine() ?? portableEngine;

/** Which engine answers: WebAssembly where it may be compiled, else the slower portable one. */
export const keccakEngineName: 'wasm' | 'portable' = engine.name;

/** Keccak-256 as Ethereum uses it (original padding, not SHA3-256). */
export function keccak256(bytes: Uint8Array): Uint8Array {
  const hash = new Uint8Array(32);
  engine.hashRecords(bytes, bytes.length, -1, hash);
  return hash;
}

/** {@link keccak256} as 0x-hex. */
export function keccakHex(bytes: Uint8Array): Hash32 {
  return toHex(keccak256(bytes)) as Hash32;
}

/**
 * Hashes many records of `size` bytes in one call, each behind the byte `prefix`, or behind nothing
 * when `prefix` is -1: a whole tree level of 64-byte pairs, or all leaves of a batch.
 * @param output - receives 32 bytes for each record; may be a view of a larger array
 * @throws {@link InvariantError} when `input` and `output` do not hold the same number of records
 */
export function keccakRecords(input: Uint8Array, size: number, prefix: number, output: Uint8Array): void {
  if (size <= 0 || input.length % size !== 0 || output.length !== (input.length / size) * 32) {
    throw new InvariantError('Keccak records and their hashes differ in number.');
  }
  engine.hashRecords(input, size, prefix, output);
}

/**
 * Walks hash chains: record `i` of 32 bytes is hashed `steps[i]` times over, bare, into 32 bytes of `output`.
 * @throws {@link InvariantError} when the three do not hold the same number of records
 */
export function keccakIterate(input: Uint8Array, steps: Uint8Array, output: Uint8Array): void {
  if (input.length !== steps.length * 32 || output.length !== input.length) {
    throw new InvariantError('Hash chains, their lengths and their ends differ in number.');
  }
  engine.iterate(input, steps, output);
}
