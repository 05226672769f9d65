import type { FieldFault } from '../../../kernel/errors.ts';

const MAX_FAULTS = 100;
export const MAX_TEXT = 1000;

export type Members = Readonly<Record<string, unknown>>;

/** NaN for what is no number: JSON may hold an object that JavaScript can't convert. */
export function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN;
}

/** Empty for what is no text, for the same reason. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Collects faults by JSON pointer; a check that fails lets the others go on. */
export class Inspection {
  readonly faults: FieldFault[] = [];

  fault(pointer: string, code: string, detail: string): void {
    if (this.faults.length < MAX_FAULTS) this.faults.push({ pointer, code, detail });
  }

  /** The members of an object that has `names`, may have `optional` and no others; null when it is no object. */
  object(value: unknown, pointer: string, names: readonly string[], optional: readonly string[] = []): Members | null {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.fault(pointer, 'type', 'Expected an object.');
      return null;
    }
    for (const name of names) if (!Object.hasOwn(value, name)) this.fault(`${pointer}/${name}`, 'required', 'Member is missing.');
    for (const name of Object.keys(value))
      if (!names.includes(name) && !optional.includes(name))
        this.fault(`${pointer}/${name.slice(0, MAX_TEXT)}`, 'unknown', 'Member is not known.');
    return value as Members;
  }

  list(value: unknown, pointer: string, limits: { readonly least: number; readonly most: number }): readonly unknown[] {
    if (!Array.isArray(value)) {
      this.fault(pointer, 'type', 'Expected a list.');
      return [];
    }
    if (value.length < limits.least || value.length > limits.most) {
      this.fault(pointer, 'length', `Expected ${limits.least} to ${limits.most} items.`);
      return [];
    }
    return value;
  }

  text(value: unknown, pointer: string): void {
    if (typeof value !== 'string') this.fault(pointer, 'type', 'Expected text.');
    else if (value.length > MAX_TEXT) this.fault(pointer, 'length', `Expected at most ${MAX_TEXT} characters.`);
  }

  number(value: unknown, pointer: string, least = Number.NEGATIVE_INFINITY): void {
    if (typeof value !== 'number' || !Number.isFinite(value)) this.fault(pointer, 'type', 'Expected a finite number.');
    else if (value < least) this.fault(pointer, 'range', `Expected at least ${least}.`);
  }

  whole(value: unknown, pointer: string, least = Number.MIN_SAFE_INTEGER): void {
    if (!Number.isSafeInteger(value)) this.fault(pointer, 'type', 'Expected a whole number.');
    else this.number(value, pointer, least);
  }

  oneOf(value: unknown, pointer: string, choices: readonly unknown[]): void {
    if (!choices.includes(value)) this.fault(pointer, 'choice', `Expected one of ${choices.join(', ')}.`);
  }

  /** All values differ. */
  distinct(values: readonly unknown[], pointers: readonly string[]): void {
    const seen = new Set<unknown>();
    values.forEach((value, index) => {
      if (seen.has(value)) this.fault(pointers[index] as string, 'duplicate', 'Value occurs before.');
      seen.add(value);
    });
  }
}
