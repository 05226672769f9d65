import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { fileSql } from '../../intake/open-data-file.ts';
import { DomainError } from '../../kernel/errors.ts';
import { hash32, toHex, ZERO_HASH } from '../../kernel/hex.ts';
import { sqlText } from '../../kernel/sql-quote.ts';
import { openWarehouse, type SqlRow } from '../../platform/warehouse/warehouse.ts';
import { buildCredential } from '../domain/build-credential.ts';
import type { Anchor, Credential } from '../domain/credential.ts';
import { credentialSecrets, subjectTag } from '../domain/customer-secrets.ts';
import { hashLeaves, rootOfPath } from '../domain/merkle-tree.ts';
import { credentialIdOf } from '../issue-plan.ts';
import { creditFacts } from '../store.ts';
import { readKey } from './hash-rows.ts';
import { damaged, factsPath, type FileBatch, keysPath, readFileBatch, TREE } from './manifest.ts';
import { positionName } from './position-name.ts';
import { wadOf } from './scored-rows.ts';
import { TreeFile } from './tree-file.ts';

export interface TakenCredential {
  readonly credential: Credential;
  readonly batchId: string;
  readonly position: number;
  /** Revocation index on the ledger. */
  readonly index: bigint;
  /** By which the revocation of this one is asked for. */
  readonly name: string;
}

/** Memory to look for a subject in. */
const SEARCH_MEGABYTES = 500;

/**
 * The credential of `subject` out of a folder that `issueFile` filled, with its path to the anchored root.
 * @throws {@link DomainError} `file_batch_unknown`, `credential_not_anchored`, `credential_unknown`, `file_batch_damaged`
 */
export async function takeCredential(folder: string, subject: string): Promise<TakenCredential> {
  const batch = await readFileBatch(folder);
  if (batch === null) throw new DomainError('file_batch_unknown', 'not_found', `${folder} holds no credentials: it has no manifest.json.`);
  const { anchor, tree, rows } = batch;
  if (anchor === null || tree === null)
    throw new DomainError(
      'credential_not_anchored',
      'conflict',
      `The credentials of ${folder} are not anchored yet; run model issue again.`,
    );
  const { row, part } = await findRow(folder, batch, subject);
  const { built, digest } = await rebuild({ folder, batch, row, part });
  if (built.digest !== toHex(digest)) throw damaged(factsPath(folder, part), 'what it says is not what was issued');
  const leaf = hashLeaves(digest);
  const path = join(folder, TREE);
  const file = await open(path, 'r').catch(() => {
    throw damaged(path, 'it cannot be opened');
  });
  try {
    const nodes = new TreeFile(file, rows);
    const position = await nodes.find(leaf);
    const siblings = position === null ? [] : await nodes.path(position);
    const root = position === null ? null : rootOfPath(leaf, BigInt(position), BigInt(rows), siblings);
    if (position === null || root === null || toHex(root) !== tree.root)
      throw damaged(path, 'it does not lead from this credential to the root');
    const anchored = anchorOf(batch, anchor, tree.root);
    const credential: Credential = {
      place: { chainId: batch.chainId, ledger: batch.ledger },
      ...built,
      signature: null,
      signer: null,
      receipt: null,
      anchor: { ...anchored, index: BigInt(position), path: siblings.map((hash) => hash32(toHex(hash))) },
    };
    const name = positionName(batch.batchId, position);
    return { credential, batchId: batch.batchId, position, index: anchored.firstLeaf + BigInt(position), name };
  } finally {
    await file.close();
  }
}

async function findRow(folder: string, { parts, partRows }: FileBatch, subject: string): Promise<{ row: SqlRow; part: number }> {
  const files = parts.map(({ first }) => factsPath(folder, first / partRows));
  const warehouse = await openWarehouse({ memoryMegabytes: SEARCH_MEGABYTES });
  try {
    const from = `read_parquet([${files.map(fileSql).join(', ')}], filename = true, file_row_number = true)`;
    const query = `SELECT filename, file_row_number AS place, score, grade, pd, reasons FROM ${from} WHERE subject = ${sqlText(subject.trim())}`;
    const [row] = await warehouse.rows(query).catch((cause: unknown) => {
      throw new DomainError('file_batch_damaged', 'unprocessable', `A part in ${folder} cannot be read; put it back from a backup.`, {
        cause,
      });
    });
    if (row === undefined) throw new DomainError('credential_unknown', 'not_found', `${folder} has no credential of this subject.`);
    return { row, part: files.indexOf(String(row['filename'])) };
  } finally {
    await warehouse.close();
  }
}

interface FoundRow {
  readonly folder: string;
  readonly batch: FileBatch;
  readonly row: SqlRow;
  readonly part: number;
}

/** Makes the credential again from its facts and its key. */
async function rebuild({ folder, batch, row, part }: FoundRow) {
  const place = Number(row['place']);
  const { key, digest } = await readKey(keysPath(folder, part), place);
  const { chainId, ledger, issuerId, model, issuedAt, expiry } = batch;
  const title = {
    issuer: issuerId,
    model,
    tag: subjectTag(key, issuerId, 0),
    issuedAt: BigInt(issuedAt),
    expiry: BigInt(expiry),
    seq: 0n,
  };
  const facts = {
    score: Number(row['score']),
    grade: String(row['grade']),
    pdWad: wadOf(Number(row['pd'])),
    reasons: String(row['reasons']),
    inputHash: hash32(`0x${batch.input}`),
    sourceHash: hash32(`0x${batch.scores.sha256}`),
    previous: ZERO_HASH,
    holderKey: null,
    promise: null,
    consent: ZERO_HASH,
  };
  const secrets = credentialSecrets(key, credentialIdOf(batch.batchId, part * batch.partRows + place));
  return { built: buildCredential({ chainId, ledger }, creditFacts(title, facts, null), secrets), digest };
}

function anchorOf(batch: FileBatch, anchor: NonNullable<FileBatch['anchor']>, root: Anchor['root']): Omit<Anchor, 'index' | 'path'> {
  return {
    batch: BigInt(anchor.batch),
    root,
    leaves: BigInt(batch.rows),
    firstLeaf: BigInt(anchor.firstLeaf),
    model: batch.model,
    stateRoot: anchor.stateRoot,
    time: BigInt(anchor.time),
    transaction: anchor.transaction,
    block: BigInt(anchor.block),
  };
}
