/** An object out of a JSON file, or why there is none. */
export type JsonFile =
  | { readonly kind: 'object'; readonly value: Readonly<Record<string, unknown>> }
  | { readonly kind: 'notJson'; readonly reason: string }
  | { readonly kind: 'notObject' }
  | { readonly kind: 'unreadable' };

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads the text of a JSON file. */
export function parseObject(text: string): JsonFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    return { kind: 'notJson', reason: cause instanceof Error ? cause.message : String(cause) };
  }
  return isObject(value) ? { kind: 'object', value } : { kind: 'notObject' };
}

/** Reads a file that a person chose; it may have been changed or taken away since. */
export async function readJsonFile(file: Blob): Promise<JsonFile> {
  try {
    return parseObject(await file.text());
  } catch {
    return { kind: 'unreadable' };
  }
}
