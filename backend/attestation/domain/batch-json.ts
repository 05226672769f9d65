import type { AnchoredBatch, LedgerPlace } from './batch-leaf.ts';
import { readAddress, readHash, readInteger, readObject, readUint } from './strict-shape.ts';

/** Chain id and contract of a file. */
export function readPlace(value: unknown, pointer: string): LedgerPlace {
  const chain = readObject(value, pointer, ['chainId', 'ledger']);
  return {
    chainId: readInteger(chain.chainId, `${pointer}/chainId`, 1, Number.MAX_SAFE_INTEGER),
    ledger: readAddress(chain.ledger, `${pointer}/ledger`),
  };
}

/** JSON of what one anchor transaction commits to. */
export function batchJson(batch: AnchoredBatch): { readonly [K in keyof AnchoredBatch]: string } {
  return {
    batch: String(batch.batch),
    root: batch.root,
    leaves: String(batch.leaves),
    firstLeaf: String(batch.firstLeaf),
    model: batch.model,
    stateRoot: batch.stateRoot,
    time: String(batch.time),
  };
}

/** Reads {@link batchJson}. */
export function readBatch(value: unknown, pointer: string): AnchoredBatch {
  const batch = readObject(value, pointer, ['batch', 'root', 'leaves', 'firstLeaf', 'model', 'stateRoot', 'time']);
  return {
    batch: readUint(batch.batch, `${pointer}/batch`, 64),
    root: readHash(batch.root, `${pointer}/root`),
    leaves: readUint(batch.leaves, `${pointer}/leaves`, 64),
    firstLeaf: readUint(batch.firstLeaf, `${pointer}/firstLeaf`, 64),
    model: readHash(batch.model, `${pointer}/model`),
    stateRoot: readHash(batch.stateRoot, `${pointer}/stateRoot`),
    time: readUint(batch.time, `${pointer}/time`, 40),
  };
}
