import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '../../kernel/errors.ts';
import { hash32, toHex, ZERO_HASH } from '../../kernel/hex.ts';
import { openWarehouse } from '../../platform/warehouse/warehouse.ts';
import { buildCredential } from '../domain/build-credential.ts';
import type { Anchor, Credential } from '../domain/credential.ts';
import { credentialSecrets, subjectTag } from '../domain/customer-secrets.ts';
import { hashLeaves, rootOfPath } from '../domain/merkle-tree.ts';
import { credentialIdOf } from '../issue-plan.ts';
import { creditFacts } from '../store.ts';
import { findRow, type FoundRow, SEARCH_MEGABYTES } from './find-row.ts';
import { readKey } from './hash-rows.ts';
import { damaged, factsPath, type FileBatch, keysPath, readFileBatch, TREE, unknownBatch } from './manifest.ts';
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

/**
 * The credential of `subject` out of a folder that `issueFile` filled, with its path to the anchored root.
 * @throws {@link DomainError} `file_batch_unknown`, `credential_not_anchored`, `credential_unknown`, `file_batch_damaged`
 */
export async function takeCredential(folder: string, subject: string): Promise<TakenCredential> {
  const batch = await readFileBatch(folder);
  if (batch === null) throw unknownBatch(folder);
  const { anchor, tree, rows } = batch;
  if (anchor === null || tree === null)
    throw new DomainError(
      'credential_not_anchored',
      'conflict',
      `The credentials of ${folder} are not anchored yet; run model issue again.`,
    );
  const warehouse = await openWarehouse({ memoryMegabytes: SEARCH_MEGABYTES });
  const found = await findRow(warehouse, folder, batch, subject).finally(() => warehouse.close());
  const { built, digest } = await rebuild({ ...found, folder, batch });
  if (built.digest !== toHex(digest)) throw damaged(factsPath(folder, found.part), 'what it says is not what was issued');
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

interface Found extends FoundRow {
  readonly folder: string;
  readonly batch: FileBatch;
}

/** Makes the credential again from its facts and its key. */
async function rebuild({ folder, batch, row, part, place }: Found) {
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
