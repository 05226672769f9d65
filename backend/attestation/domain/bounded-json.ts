import { malformed } from './malformed.ts';

/** Longest file that is read, bytes; a complete credential in a batch of a million has about 5 kB. */
export const FILE_LIMIT = 65_536;
const DEPTH_LIMIT = 8;

/**
 * JSON value of a small file. Size, nesting and repeated members are judged by one pass over the
 * text before anything is built, so hostile input costs neither stack nor memory.
 * @throws {@link DomainError} `credential_malformed`
 */
export function parseBoundedJson(input: string | Uint8Array): unknown {
  if (input.length > FILE_LIMIT) throw malformed('', 'too_large', `at most ${FILE_LIMIT} bytes are read`);
  const text = typeof input === 'string' ? input : decode(input);
  scan(text);
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('', 'not_json', 'the text is not JSON');
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw malformed('', 'not_text', 'the bytes are not UTF-8 text');
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

/** One open array or object; `names` is null for an array. */
interface Level {
  readonly pointer: string;
  readonly names: Set<string> | null;
}

function scan(text: string): void {
  const levels: Level[] = [];
  let pointer = '';
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) {
      const end = endOfString(text, i);
      const open = levels.at(-1);
      if (open?.names && isFollowedByColon(text, end)) pointer = enterMember(open, text.slice(i + 1, end));
      i = end;
    } else if (code === 0x7b || code === 0x5b) {
      if (levels.length === DEPTH_LIMIT) throw malformed(pointer, 'too_deep', `values nest at most ${DEPTH_LIMIT} deep`);
      levels.push({ pointer, names: code === 0x7b ? new Set() : null });
    } else if (code === 0x7d || code === 0x5d) {
      pointer = levels.pop()?.pointer ?? '';
    }
  }
}

/** Index of the closing quote, or of the last character when the string never ends. */
function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === BACKSLASH) i++;
    else if (code === QUOTE) return i;
  }
  return text.length;
}

function isFollowedByColon(text: string, quote: number): boolean {
  for (let i = quote + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return code === COLON;
  }
  return false;
}

function enterMember(open: Level, name: string): string {
  const pointer = `${open.pointer}/${name.slice(0, 60)}`;
  // An escaped name could repeat a plain one under another spelling; no member of ours needs escapes.
  if (name.includes('\\')) throw malformed(pointer, 'wrong_format', 'member names are written without escapes');
  if (open.names?.has(name)) throw malformed(pointer, 'duplicate_field', 'a member is given once');
  open.names?.add(name);
  return pointer;
}
