interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
}

/** Linear memory of an instance; a buffer that was taken before the memory grew is empty. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** Bytes of a page of linear memory. */
export const WASM_PAGE = 65_536;

/**
 * A new instance of a module in base64, as `Exports`, which is for the caller to know.
 * @returns null where WebAssembly or its SIMD is absent or a content security policy forbids to compile it
 */
export function openWasm<Exports extends object>(base64: string): Exports | null {
  const api = (globalThis as { readonly WebAssembly?: WebAssemblyApi }).WebAssembly;
  if (api === undefined) return null;
  try {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    return new api.Instance(new api.Module(bytes)).exports as Exports;
  } catch {
    // A policy without 'wasm-unsafe-eval' throws here.
    return null;
  }
}
