import type { BulkVerdict } from '../../../../backend/reliance/schemas.ts';

const OPEN: readonly BulkVerdict[] = ['undetermined', 'expired', 'notAnchored', 'pending', 'superseded', 'suspended'];

/** `warn`: genuine as far as it goes, but not to be relied on now. */
export function toneOf(verdict: BulkVerdict): 'pass' | 'warn' | 'fail' {
  if (verdict === 'valid') return 'pass';
  return OPEN.includes(verdict) ? 'warn' : 'fail';
}
