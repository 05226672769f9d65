import { keccak_256 } from '@noble/hashes/sha3';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { generateWasm } from '../../scripts/generate-wasm.ts';
import { toHex } from './hex.ts';
import { openWasmEngine, portableEngine } from './keccak/engine.ts';
import { keccak256, keccakEngineName, keccakHex, keccakIterate, keccakRecords } from './keccak.ts';

function pattern(length: number, seed = 1): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 131 + seed * 17 + (i >> 3)) & 0xff);
}

describe('keccak256', () => {
  test('runs on WebAssembly here', () => {
    expect(keccakEngineName).toBe('wasm');
  });

  test('gives the published hash of nothing and of "abc"', () => {
    expect(keccakHex(new Uint8Array())).toBe('0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470');
    expect(keccakHex(new TextEncoder().encode('abc'))).toBe('0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45');
  });

  test('equals noble for every length from 0 to 300', () => {
    for (let length = 0; length <= 300; length++) {
      const bytes = pattern(length, length);
      expect(toHex(keccak256(bytes)), `length ${length}`).toBe(toHex(keccak_256(bytes)));
    }
  });

  test('equals noble beyond the capacity of the WebAssembly memory', () => {
    for (const length of [(1 << 20) + 1, 2 << 20, (3 << 20) + 77]) {
      const bytes = pattern(length);
      expect(toHex(keccak256(bytes)), `length ${length}`).toBe(toHex(keccak_256(bytes)));
    }
    const size = (1 << 20) + 135;
    const input = pattern(2 * size, 5);
    const output = new Uint8Array(64);
    keccakRecords(input, size, 7, output);
    const portable = new Uint8Array(64);
    portableEngine.hashRecords(input, size, 7, portable);
    expect(toHex(output)).toBe(toHex(portable));
  });
});

describe('keccakIterate', () => {
  test('walks each chain as far as it is long, as noble does', () => {
    const steps = Uint8Array.from({ length: 40 }, (_, i) => (i * 7) % 111);
    const input = pattern(40 * 32, 3);
    const output = new Uint8Array(40 * 32);
    keccakIterate(input, steps, output);
    const portable = new Uint8Array(40 * 32);
    portableEngine.iterate(input, steps, portable);
    expect(toHex(output)).toBe(toHex(portable));
    let hash: Uint8Array = input.slice(32, 64);
    for (let step = 0; step < (steps[1] ?? 0); step++) hash = keccak_256(hash);
    expect(toHex(output.subarray(32, 64))).toBe(toHex(hash));
    expect(toHex(output.subarray(0, 32))).toBe(toHex(input.subarray(0, 32)));
  });

  test.each([
    [[]],
    [[0]],
    [[5]],
    [[0, 0, 0]],
    [[0, 7, 0]],
    [[3, 0, 0, 9]],
    [[255, 1, 1, 1, 1, 0, 2]],
    [[1, 1, 255]],
    [[4, 4, 4]],
    [[0, 2, 110, 0, 109, 1, 1, 0]],
  ])('walks chains of %j steps, of which two go beside each other', (lengths) => {
    const steps = Uint8Array.from(lengths);
    const input = pattern(steps.length * 32, 9);
    const [output, portable] = [new Uint8Array(input.length), new Uint8Array(input.length)];
    keccakIterate(input, steps, output);
    portableEngine.iterate(input, steps, portable);
    expect(toHex(output)).toBe(toHex(portable));
  });

  test('takes more chains than fit its memory at once', () => {
    const count = 40_000;
    const input = pattern(count * 32, 5);
    const steps = new Uint8Array(count).fill(1);
    const [output, records] = [new Uint8Array(count * 32), new Uint8Array(count * 32)];
    keccakIterate(input, steps, output);
    keccakRecords(input, 32, -1, records);
    expect(Buffer.compare(output, records)).toBe(0);
  });

  test('refuses chains and lengths that differ in number', () => {
    expect(() => keccakIterate(new Uint8Array(32), new Uint8Array(2), new Uint8Array(32))).toThrow('differ in number');
    expect(() => keccakIterate(new Uint8Array(32), new Uint8Array(1), new Uint8Array(64))).toThrow('differ in number');
  });
});

describe('keccakRecords', () => {
  test.each([1, 31, 32, 64, 135, 136, 137, 288])('hashes records of %i bytes as noble does, with and without prefix', (size) => {
    for (const prefix of [-1, 0, 1, 255]) {
      const input = pattern(size * 5, size);
      const output = new Uint8Array(5 * 32);
      keccakRecords(input, size, prefix, output);
      for (let i = 0; i < 5; i++) {
        const record = input.subarray(i * size, (i + 1) * size);
        const framed = prefix < 0 ? record : Uint8Array.of(prefix, ...record);
        expect(toHex(output.subarray(i * 32, i * 32 + 32))).toBe(toHex(keccak_256(framed)));
      }
    }
  });

  test('hashes more records than fit into one call', () => {
    const count = 40_000;
    const input = pattern(count * 64);
    const output = new Uint8Array(count * 32);
    keccakRecords(input, 64, 1, output);
    for (const i of [0, 16_383, 16_384, 16_385, 32_768, count - 1]) {
      expect(toHex(output.subarray(i * 32, i * 32 + 32))).toBe(toHex(keccak_256(Uint8Array.of(1, ...input.subarray(i * 64, i * 64 + 64)))));
    }
  });

  test('refuses an output that does not fit the input', () => {
    expect(() => keccakRecords(new Uint8Array(64), 64, 1, new Uint8Array(31))).toThrow('differ in number');
    expect(() => keccakRecords(new Uint8Array(65), 64, 1, new Uint8Array(32))).toThrow('differ in number');
    expect(() => keccakRecords(new Uint8Array(0), 0, 1, new Uint8Array(32))).toThrow('differ in number');
  });
});

describe('portable engine', () => {
  test('gives the same records as WebAssembly', () => {
    const wasm = openWasmEngine();
    expect(wasm?.name).toBe('wasm');
    const input = pattern(64 * 9);
    const [left, right] = [new Uint8Array(9 * 32), new Uint8Array(9 * 32)];
    wasm?.hashRecords(input, 64, 1, left);
    portableEngine.hashRecords(input, 64, 1, right);
    expect(toHex(left)).toBe(toHex(right));
  });

  test('answers where the policy forbids to compile WebAssembly', () => {
    // A V8 context with code generation off refuses WebAssembly as a strict CSP does.
    const refusal: unknown = runInNewContext(
      'try { new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])); null } catch (error) { error.name }',
      {},
      { contextCodeGeneration: { strings: false, wasm: false } },
    );
    expect(refusal).toBe('CompileError');
    const original = Object.getOwnPropertyDescriptor(globalThis, 'WebAssembly');
    try {
      const refuse = class {
        constructor() {
          throw new Error('refused by policy');
        }
      };
      Object.defineProperty(globalThis, 'WebAssembly', { value: { Module: refuse, Instance: refuse }, configurable: true });
      expect(openWasmEngine()).toBeNull();
      Object.defineProperty(globalThis, 'WebAssembly', { value: undefined, configurable: true });
      expect(openWasmEngine()).toBeNull();
    } finally {
      if (original) Object.defineProperty(globalThis, 'WebAssembly', original);
    }
  });
});

test('the committed modules are what their sources compile to', async () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  for (const file of await generateWasm(root)) expect(await readFile(`${root}/${file.path}`, 'utf8'), file.path).toBe(file.content);
});
