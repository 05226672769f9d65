import { DomainError } from '../../kernel/errors.ts';

/** Stable reasons why a file is not well-formed. */
export type ShapeReason =
  | 'too_large'
  | 'not_text'
  | 'not_json'
  | 'not_cbor'
  | 'not_qr'
  | 'too_deep'
  | 'duplicate_field'
  | 'missing_field'
  | 'unknown_field'
  | 'wrong_type'
  | 'wrong_format'
  | 'wrong_value'
  | 'out_of_range';

/**
 * The refusal of a file; its one fault names the place by JSON pointer.
 * @param detail - what was expected there, in English, without the offending value
 */
export function malformed(pointer: string, code: ShapeReason, detail: string): DomainError {
  return new DomainError(
    'credential_malformed',
    'invalid',
    `The file is not well-formed at ${pointer === '' ? 'its top' : pointer}: ${detail}.`,
    {
      faults: [{ pointer, code, detail }],
    },
  );
}

/** What `read` gives; the pointers of its refusals are set behind `base`. */
export function locate<T>(base: string, read: () => T): T {
  if (base === '') return read();
  try {
    return read();
  } catch (error) {
    const fault = error instanceof DomainError ? error.faults[0] : undefined;
    if (fault === undefined) throw error;
    throw malformed(`${base}${fault.pointer}`, fault.code as ShapeReason, fault.detail);
  }
}
