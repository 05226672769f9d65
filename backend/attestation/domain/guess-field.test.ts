import { expect, test } from 'vitest';
import { factsOf, sampleBatch, sampleCredential, secretsOf, textHash } from '../../../test/vectors/credential-builder.ts';
import { keccakRecords } from '../../kernel/keccak.ts';
import { toHex } from '../../kernel/hex.ts';
import { buildCredential, discloseFields } from './build-credential.ts';
import { fieldBytes, fieldLevels, SALT_SIZE, type SlotKind, SLOTS } from './field-tree.ts';
import { hashPair, PREFIX } from './merkle-tree.ts';
import { concatBytes, sameBytes } from './words.ts';

const CUSTOMER = 0;
const SCORES = Array.from({ length: 550 }, (_, i) => String(300 + i));
const GRADES = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J'];
const MODELS = Array.from({ length: 10 }, (_, i) => textHash(i === 3 ? 'model' : `model ${i}`));

/** Leaf hashes of all `values` of a slot with one salt. */
function leavesOf(slot: number, values: readonly string[], salt: Uint8Array): Uint8Array[] {
  const kind: SlotKind = SLOTS[slot]?.kind ?? 'utf8';
  return values.map((value) => {
    const record = concatBytes(Uint8Array.of(slot), salt, fieldBytes(kind, value));
    const leaf = new Uint8Array(32);
    keccakRecords(record, record.length, PREFIX.fieldLeaf, leaf);
    return leaf;
  });
}

/**
 * Tries all combinations of score, grade and model against what a holder without anything to show hands out: the hashes
 * of the leaves 1 and 4 and of the subtree of 2 and 3.
 * @param salts - what the attacker believes the sixteen salts to be
 * @param pdLeaf - leaf of slot 3, which a guess of the grade needs beside it
 */
function guess(salts: Uint8Array, pdLeaf: Uint8Array, target: { score: Uint8Array; gradeNode: Uint8Array; model: Uint8Array }) {
  const salt = (slot: number) => salts.subarray(slot * SALT_SIZE, (slot + 1) * SALT_SIZE);
  const [scores, grades, models] = [leavesOf(1, SCORES, salt(1)), leavesOf(2, GRADES, salt(2)), leavesOf(4, MODELS, salt(4))];
  let tried = 0;
  const found: [string | undefined, string | undefined, string | undefined][] = [];
  scores.forEach((score, s) => {
    const isScore = sameBytes(score, target.score);
    grades.forEach((grade, g) => {
      const isGrade = isScore && sameBytes(hashPair(grade, pdLeaf, PREFIX.fieldNode), target.gradeNode);
      models.forEach((model, m) => {
        tried++;
        if (isGrade && sameBytes(model, target.model)) found.push([SCORES[s], GRADES[g], MODELS[m]]);
      });
    });
  });
  return { tried, found };
}

test('55,000 guesses find a score when the salts are known, and nothing when they are not', () => {
  const sample = sampleBatch({ count: 1 });
  const whole = sampleCredential(sample);
  const facts = factsOf(CUSTOMER);
  // Nothing is shown; the attacker is even given the node above each guessed leaf, as a careless holder would.
  const { hidden } = discloseFields(whole, new Set());
  expect(hidden).toHaveLength(1);
  const levels = fieldLevels(whole);
  const node = (height: number, at: number) => levels[height]?.[at] ?? new Uint8Array(32);
  const target = { score: node(0, 1), gradeNode: node(1, 1), model: node(0, 4) };
  const secrets = secretsOf(CUSTOMER);
  expect(toHex(node(4, 0))).toBe(buildCredential(whole.place, facts, secrets).credit.credentialRoot);

  const knowing = guess(secrets.salts, node(0, 3), target);
  expect(knowing).toEqual({ tried: 55_000, found: [[String(facts.score), facts.grade, facts.modelHash]] });

  // Whatever is public can't stand in for a salt: nothing, the tag, the digest's root, another customer's salts.
  const publicBytes = [new Uint8Array(256), repeat(whole.credit.subjectTag), repeat(whole.credit.credentialRoot), secretsOf(1).salts];
  for (const salts of publicBytes) expect(guess(salts, node(0, 3), target)).toEqual({ tried: 55_000, found: [] });
});

function repeat(hash: string): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, i) => Number.parseInt(hash.slice(2 + (i % 32) * 2, 4 + (i % 32) * 2), 16));
}
