import type { FieldFault } from '../../../kernel/errors.ts';

/** What is wrong with a deal file at one place, in both languages. */
export interface DealFault extends FieldFault {
  readonly zh: string;
}

/** Collects every fault of a deal file; a place is an RFC 6901 pointer. */
export class FaultList {
  readonly faults: DealFault[] = [];

  say(pointer: string, code: string, detail: string, zh: string): void {
    this.faults.push({ pointer, code, detail, zh });
  }
}
