import { type Address, hash32 } from '../kernel/hex.ts';
import type { IndexedEvent } from '../platform/chain/index/indexed-event.ts';
import type { Projection } from '../platform/chain/index/projection.ts';
import type { Tx } from '../platform/database/database.ts';
import { announceAnchored } from './anchor-batch.ts';
import { batchLeaf } from './domain/batch-leaf.ts';
import { issuerOf, text } from './event-values.ts';
import { applyStanding, resetStanding, type TransactionLookup } from './standing-projection.ts';

/**
 * Tables of the ledger as the events of the contract at `ledger` tell them; events of an earlier deployment are left out.
 * `chain` names the senders of transactions that are not ours.
 */
export function ledgerProjection(ledger: Address, chain: TransactionLookup | null = null): Projection {
  return {
    name: 'ledger',
    reset,
    apply: async (tx, event) => {
      if (event.address === ledger) await (applyStanding(tx, event, chain) ?? applyEvent(tx, event));
    },
  };
}

async function reset(tx: Tx, chainId: number): Promise<void> {
  const where = { chainId };
  await tx.ledgerIssuer.deleteMany({ where });
  await tx.ledgerKey.deleteMany({ where });
  await tx.ledgerIssuerStatus.deleteMany({ where });
  await tx.ledgerBatch.deleteMany({ where });
  await tx.ledgerSuccessor.deleteMany({ where });
  await resetStanding(tx, chainId);
  // Finality is known from the submitter, not from events, so final batches keep their place.
  await tx.batch.updateMany({ where: { chainId, state: 'anchored' }, data: { state: 'submitted', ...UNPLACED } });
}

const UNPLACED = { batch: null, firstLeaf: null, time: null, blockNumber: null, blockHash: null, txHash: null } as const;

async function applyEvent(tx: Tx, event: IndexedEvent): Promise<void> {
  switch (event.name) {
    case 'IssuerRegistered':
      return registerIssuer(tx, event);
    case 'IssuerStatusChanged':
      return changeStatus(tx, event);
    case 'KeyAdded':
      return addKey(tx, event);
    case 'KeyRemoved':
      return removeKey(tx, event);
    case 'Anchored':
      return anchor(tx, event);
    case 'SuccessorSet':
      return setSuccessor(tx, event);
    default:
  }
}

async function registerIssuer(tx: Tx, event: IndexedEvent): Promise<void> {
  await tx.ledgerIssuer.create({
    data: {
      ...issuerOf(event),
      admin: text(event, 'admin'),
      name: text(event, 'name'),
      nameHash: text(event, 'nameHash'),
      status: 'active',
      storesBatchLeaf: text(event, 'storesBatchLeaf') === 'true',
      keyDelay: Number(text(event, 'keyDelay')),
      registeredBlock: event.blockNumber,
    },
  });
}

async function changeStatus(tx: Tx, event: IndexedEvent): Promise<void> {
  const status = text(event, 'status') === '1' ? 'active' : 'suspended';
  const issuer = issuerOf(event);
  const since = BigInt(text(event, 'time'));
  // Several blocks can have one time, so that the index of the log does not order changes of one second; their number does.
  const logIndex = await tx.ledgerIssuerStatus.count({ where: { ...issuer, since } });
  await tx.ledgerIssuerStatus.create({ data: { ...issuer, since, logIndex, status } });
  await tx.ledgerIssuer.updateMany({ where: issuer, data: { status } });
}

async function addKey(tx: Tx, event: IndexedEvent): Promise<void> {
  const [key, validFrom] = [text(event, 'key'), BigInt(text(event, 'from'))];
  const window = {
    validUntil: BigInt(text(event, 'until')),
    roles: Number(text(event, 'roles')),
    addedBlock: event.blockNumber,
    removedBlock: null,
  };
  // A key that is removed and added within one second has two windows of the same start; the later one counts.
  await tx.ledgerKey.upsert({
    where: { chainId_address_validFrom: { chainId: event.chainId, address: key, validFrom } },
    create: { ...issuerOf(event), address: key, validFrom, ...window },
    update: window,
  });
}

async function removeKey(tx: Tx, event: IndexedEvent): Promise<void> {
  const where = { chainId: event.chainId, address: text(event, 'key') };
  const last = await tx.ledgerKey.findFirst({ where, orderBy: { validFrom: 'desc' } });
  if (last === null) return;
  const data = { validUntil: BigInt(text(event, 'until')), removedBlock: event.blockNumber };
  await tx.ledgerKey.update({ where: { chainId_address_validFrom: { ...where, validFrom: last.validFrom } }, data });
}

async function anchor(tx: Tx, event: IndexedEvent): Promise<void> {
  const issuer = issuerOf(event);
  const anchored = {
    batch: BigInt(text(event, 'batch')),
    root: hash32(text(event, 'root')),
    leaves: BigInt(text(event, 'leaves')),
    firstLeaf: BigInt(text(event, 'firstLeaf')),
    model: hash32(text(event, 'model')),
    stateRoot: hash32(text(event, 'stateRoot')),
    time: BigInt(text(event, 'time')),
  };
  const block = { blockNumber: event.blockNumber, blockHash: event.blockHash, txHash: event.txHash };
  const leafHash = batchLeaf({ chainId: event.chainId, ledger: event.address }, issuer.issuerId, anchored);
  await tx.ledgerBatch.create({ data: { ...issuer, ...anchored, ...block, leafHash, key: text(event, 'key') } });
  const log = { batches: anchored.batch + 1n, leaves: anchored.firstLeaf + anchored.leaves };
  await tx.ledgerIssuer.updateMany({ where: issuer, data: log });
  const own = { ...issuer, ledger: event.address, root: anchored.root };
  const place = { batch: anchored.batch, firstLeaf: anchored.firstLeaf, time: anchored.time, ...block };
  await tx.batch.updateMany({ where: { ...own, state: 'final' }, data: place });
  const { count } = await tx.batch.updateMany({
    where: { ...own, state: { in: ['built', 'submitted'] } },
    data: { ...place, state: 'anchored' },
  });
  if (count > 0) await announceAnchored(tx, { ...issuer, ...anchored, blockNumber: event.blockNumber });
}

/** The successor's administrator manages the keys of both from now on. */
async function setSuccessor(tx: Tx, event: IndexedEvent): Promise<void> {
  const issuer = issuerOf(event);
  const row = { successor: Number(text(event, 'successor')), since: event.blockTime };
  await tx.ledgerSuccessor.upsert({ where: { chainId_issuerId: issuer }, create: { ...issuer, ...row }, update: row });
  await tx.ledgerIssuer.updateMany({ where: issuer, data: { admin: text(event, 'admin') } });
}
