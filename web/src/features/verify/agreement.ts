import type { Outcome } from './use-verification.ts';

/** How many checks this browser could answer by itself, and whether none of them contradicts the server. */
export function agreement({ local, server }: Pick<Outcome, 'local' | 'server'>): { computed: number; agrees: boolean } {
  const answered = local.checks.filter((check) => check.status === 'pass' || check.status === 'fail');
  const agrees = answered.every((check) => {
    const other = server?.checks.find((candidate) => candidate.id === check.id);
    return other === undefined || other.status === check.status || other.status === 'unknown' || other.status === 'skipped';
  });
  return { computed: answered.length, agrees };
}
