import { readFileSync } from 'node:fs';

interface AbsVector {
  readonly id: string;
  // The members differ from vector to vector; a test reads those of its own.
  // biome-ignore lint/suspicious/noExplicitAny: data of a JSON file
  readonly inputs: any;
  // biome-ignore lint/suspicious/noExplicitAny: data of a JSON file
  readonly expected: any;
}

const FILE = JSON.parse(readFileSync(new URL('./abs.json', import.meta.url), 'utf8')) as { vectors: AbsVector[] };

/** The vector of structured finance with this id, for example `ABS-P12`. */
export function vector(id: string): AbsVector {
  const found = FILE.vectors.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`abs.json has no vector ${id}.`);
  return found;
}

/** Cents of a decimal text with at most two decimals. */
export function cents(text: string): bigint {
  return scaled(text, 2);
}

/** A decimal text scaled 1e18. */
export function wad(text: string): bigint {
  return scaled(text, 18);
}

function scaled(text: string, decimals: number): bigint {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  if (fraction.length > decimals) throw new Error(`${text} has more than ${decimals} decimals.`);
  const value = BigInt(whole) * 10n ** BigInt(decimals) + BigInt(fraction.padEnd(decimals, '0') || '0');
  return text.startsWith('-') ? -value : value;
}
