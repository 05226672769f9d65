import { type Cell, renderRecord } from './output.ts';

const SIGNIFICANT_DIGITS = 6;

/** What a job answered, a member a line under the names of the API; members of a member stand behind a dot, items of a list behind their place in it. */
export function renderResult(result: unknown): string {
  const lines = linesOf('', result);
  return lines.length === 0 ? 'done' : renderRecord(Object.fromEntries(lines));
}

function linesOf(name: string, value: unknown): (readonly [string, Cell])[] {
  if (typeof value !== 'object' || value === null) return name === '' ? [] : [[name, cellOf(value)]];
  if (Array.isArray(value)) {
    const hasParts = value.some((item) => typeof item === 'object' && item !== null);
    return hasParts ? value.flatMap((item, at) => linesOf(`${name}[${at}]`, item)) : [[name, value.map((item) => cellOf(item)).join(', ')]];
  }
  return Object.entries(value).flatMap(([member, part]) => linesOf(name === '' ? member : `${name}.${member}`, part));
}

function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' && !Number.isInteger(value)) return Number(value.toPrecision(SIGNIFICANT_DIGITS));
  return typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value);
}
