import { DomainError } from '../../kernel/errors.ts';
import { matchScore } from '../domain/pool/match-scores.ts';
import type { TapeProfile } from '../domain/pool/tape-profile.ts';
import { TAPE_PROFILES } from '../domain/pool/tape-profiles.ts';
import { loanSecret, type Order, type PoolDeps } from '../open-securitization.ts';
import { readAnchoredScores } from './anchored-scores.ts';
import { keepTape } from './keep-tape.ts';
import { readTape } from './read-tape.ts';

export interface TapeImport {
  readonly name: string;
  readonly profileId: string;
  readonly fileName: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * Imports a tape: good rows become loans, the others are told, all in one transaction. Score, grade and PD of loans with a credential are those that the credential says.
 * @returns the id of the tape
 * @throws {@link DomainError} `tape_profile_unknown`
 */
export async function importTape(deps: Pick<PoolDeps, 'database' | 'wrap'>, request: TapeImport, order: Order): Promise<string> {
  const { bytes, ...title } = request;
  const reading = await readTape(bytes, tapeProfile(request.profileId), loanSecret(deps.wrap));
  const digests = reading.loans.flatMap(({ loan }) => loan.credential ?? []);
  const scores = await readAnchoredScores(deps.database.client, deps.wrap, digests);
  const loans = reading.loans.map(({ loan, likeness }) => ({ loan: matchScore(loan, scores), likeness }));
  const flagged = loans.filter(({ loan }) => loan.flags.length > 0).length;
  return keepTape(deps.database, title, { ...reading, loans, flagged }, order);
}

/** @throws {@link DomainError} `tape_profile_unknown` */
export function tapeProfile(id: string): TapeProfile {
  const profile = TAPE_PROFILES.find((known) => known.id === id);
  if (profile !== undefined) return profile;
  const known = TAPE_PROFILES.map((one) => one.id).join(', ');
  throw new DomainError('tape_profile_unknown', 'invalid', `No tape profile has this name; known are: ${known}.`);
}
