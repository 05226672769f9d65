import { keccak_256 } from '@noble/hashes/sha3';
import { openWasm } from '../wasm.ts';
import { KECCAK_WASM } from './keccak-wasm.ts';

/** Hashes records of one size; both engines give the same bytes. */
export interface KeccakEngine {
  readonly name: 'wasm' | 'portable';
  /**
   * Hashes `input.length / size` records, each behind the byte `prefix` (none when -1), into 32 bytes
   * each of `output`. With `size` 0 the number of records is that of `output`.
   */
  hashRecords(input: Uint8Array, size: number, prefix: number, output: Uint8Array): void;
  /** Hashes record `i` of 32 bytes `steps[i]` times over into 32 bytes of `output`. */
  iterate(input: Uint8Array, steps: Uint8Array, output: Uint8Array): void;
}

interface KeccakExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  capacity(): number;
  inputOffset(): number;
  outputOffset(): number;
  reserve(): void;
  hashRecords(count: number, size: number, prefix: number): void;
  begin(prefix: number): void;
  takeInput(length: number): void;
  finish(): void;
  iterateRecords(count: number): void;
}

/** Null where there is no WebAssembly; the portable engine answers instead. */
export function openWasmEngine(): KeccakEngine | null {
  const exports = openWasm<KeccakExports>(KECCAK_WASM);
  if (exports === null) return null;
  exports.reserve();
  return wasmEngine(exports);
}

function wasmEngine(exports: KeccakExports): KeccakEngine {
  const capacity = exports.capacity();
  const inputAt = exports.inputOffset();
  const outputAt = exports.outputOffset();
  const memory = new Uint8Array(exports.memory.buffer);
  const hashLong = (record: Uint8Array, prefix: number) => {
    exports.begin(prefix);
    for (let from = 0; from < record.length; from += capacity) {
      const part = record.subarray(from, from + capacity);
      memory.set(part, inputAt);
      exports.takeInput(part.length);
    }
    exports.finish();
    return memory.subarray(outputAt, outputAt + 32);
  };
  return {
    name: 'wasm',
    hashRecords(input, size, prefix, output) {
      const total = output.length / 32;
      if (size > capacity) {
        for (let i = 0; i < total; i++) output.set(hashLong(input.subarray(i * size, (i + 1) * size), prefix), i * 32);
        return;
      }
      const most = Math.floor(capacity / Math.max(size, 32));
      for (let from = 0; from < total; from += most) {
        const count = Math.min(most, total - from);
        memory.set(count === total ? input : input.subarray(from * size, (from + count) * size), inputAt);
        exports.hashRecords(count, size, prefix);
        output.set(memory.subarray(outputAt, outputAt + count * 32), from * 32);
      }
    },
    iterate(input, steps, output) {
      // The lengths of the chains stand behind the chains themselves.
      const most = Math.floor(capacity / 33);
      for (let from = 0; from < steps.length; from += most) {
        const count = Math.min(most, steps.length - from);
        memory.set(input.subarray(from * 32, (from + count) * 32), inputAt);
        memory.set(steps.subarray(from, from + count), inputAt + count * 32);
        exports.iterateRecords(count);
        output.set(memory.subarray(outputAt, outputAt + count * 32), from * 32);
      }
    },
  };
}

export const portableEngine: KeccakEngine = {
  name: 'portable',
  hashRecords(input, size, prefix, output) {
    const head = prefix < 0 ? 0 : 1;
    const record = new Uint8Array(size + head);
    if (head === 1) record[0] = prefix;
    for (let i = 0; i < output.length / 32; i++) {
      record.set(input.subarray(i * size, (i + 1) * size), head);
      output.set(keccak_256(record), i * 32);
    }
  },
  iterate(input, steps, output) {
    steps.forEach((length, i) => {
      let hash = input.subarray(i * 32, i * 32 + 32);
      for (let step = 0; step < length; step++) hash = keccak_256(hash);
      output.set(hash, i * 32);
    });
  },
};
