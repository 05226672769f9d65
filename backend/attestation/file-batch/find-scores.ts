import { basename, join } from 'node:path';
import { DomainError } from '../../kernel/errors.ts';
import { type Hash32, hash32 } from '../../kernel/hex.ts';
import { formatOf } from '../../intake/open-data-file.ts';
import { hashScorecard, type ScoringDocument } from '../../scoring/domain/scorecard/scorecard-document.ts';
import { scoreFile } from '../../scoring/score-file.ts';
import { hashFile, readScoredManifest } from '../../scoring/score-file-manifest.ts';
import type { IssueFileOrder, ReportIssuing } from './issue-file.ts';

/** A file of scores, and what made it. */
export interface Scores {
  readonly path: string;
  readonly sha256: string;
  /** Hash of the scorecard. */
  readonly model: Hash32;
  /** SHA-256 of the file that was scored. */
  readonly input: string;
}

/** Scores that are made here stand in the folder of the credentials. */
export const OWN_SCORES = 'scores.parquet';
const SCORE_PART_ROWS = 500_000;

type ScoresOrder = Pick<IssueFileOrder, 'input' | 'folder' | 'subject' | 'document' | 'memoryMegabytes'>;

/**
 * The scores of the order: its input where a manifest beside it says what made it, else what the card makes of it.
 * @throws {@link DomainError} `scored_file_differs`, `scorecard_differs`, `scorecard_unnamed`, what reading a file and `scoreFile` throw
 */
export async function findScores(order: ScoresOrder, report: ReportIssuing): Promise<Scores> {
  const { input, document } = order;
  await formatOf(input);
  const made = await readScores(input, document);
  if (made !== null) return made;
  if (document === null)
    throw new DomainError(
      'scorecard_unnamed',
      'invalid',
      `No ${basename(input)}.manifest.json beside ${input} says which scorecard made it; name the card, which then scores the file.`,
    );
  return scoreHere(order, document, report);
}

/** Null when no manifest stands beside the file. */
async function readScores(path: string, document: ScoringDocument | null): Promise<Scores | null> {
  const manifest = await readScoredManifest(path);
  if (manifest === null) return null;
  const sha256 = await hashFile(path);
  if (sha256 !== manifest.output.sha256)
    throw new DomainError('scored_file_differs', 'unprocessable', `${path} is not the file that its manifest describes; score anew.`);
  if (document !== null && hashScorecard(document) !== manifest.scorecard)
    throw new DomainError(
      'scorecard_differs',
      'unprocessable',
      `${path} was scored by the card ${manifest.scorecard}, and the card given is ${hashScorecard(document)}.`,
    );
  return { path, sha256, model: hash32(manifest.scorecard), input: manifest.input };
}

/** Scores the file into the folder, unless that was done before. */
async function scoreHere(order: ScoresOrder, document: ScoringDocument, report: ReportIssuing): Promise<Scores> {
  const { input, folder, subject, memoryMegabytes } = order;
  const output = join(folder, OWN_SCORES);
  const before = await readScores(output, document).catch((error: unknown) => {
    if (error instanceof DomainError && error.code.startsWith('scor')) return null;
    throw error;
  });
  if (before !== null && before.input === (await hashFile(input))) return before;
  await scoreFile({ input, output, document, keep: [subject], withReasons: true, partRows: SCORE_PART_ROWS, memoryMegabytes }, (told) =>
    report({ ...told, stage: 'score' }),
  );
  const made = await readScores(output, document);
  if (made === null)
    throw new DomainError('scored_file_differs', 'unprocessable', `${output} has lost its manifest; run the command again.`);
  return made;
}
