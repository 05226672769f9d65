import { DomainError } from '../kernel/errors.ts';
import { address, toHex } from '../kernel/hex.ts';
import type { Evidence } from '../platform/http/schemas.ts';
import type { LedgerPlace } from './domain/batch-leaf.ts';
import { REVOCATION_REASONS } from './order-revocation.ts';
import { SUPERSEDED } from './credential-standing.ts';
import { ledgerCall } from './ledger-call.ts';
import { logRootOf, timeText } from './ledger-views.ts';
import type { AttestationDeps, LedgerDoor } from './open-ledger.ts';
import { logLeaves } from './store.ts';

const TERM_LIMIT = 1_000;
const LEAF_LIMIT = 20_000;

async function findIssuer({ database }: AttestationDeps, ledger: LedgerDoor, ref: string) {
  const { place } = await ledger.reader();
  const issuerId = /^[1-9]\d{0,8}$/.test(ref) ? Number(ref) : 0;
  const row = await database.client.ledgerIssuer.findUnique({ where: { chainId_issuerId: { chainId: place.chainId, issuerId } } });
  if (row === null) throw new DomainError('issuer_unknown', 'not_found', 'The ledger has no issuer of this number.');
  return { row, place };
}

async function lastBatch({ database }: AttestationDeps, place: LedgerPlace, issuerId: number) {
  const last = await database.client.ledgerBatch.findFirst({ where: { chainId: place.chainId, issuerId }, orderBy: { batch: 'desc' } });
  if (last === null) return { block: null, transaction: null };
  return { block: { number: String(last.blockNumber), hash: last.blockHash, time: timeText(last.time) }, transaction: last.txHash };
}

/** Root of an issuer's log, from the leaves of its batches; the contract folds the same root from its peaks. */
export async function logRootEvidence(deps: AttestationDeps, ledger: LedgerDoor, ref: string): Promise<Evidence> {
  const { row, place } = await findIssuer(deps, ledger, ref);
  const leaves = await logLeaves(deps.database.client, place.chainId, row.issuerId);
  const root = await logRootOf(deps.database.client, row);
  return {
    title: `Log of ${row.name}`,
    formula: 'RFC 9162 tree over the batch leaves, node = keccak256(0x01 ‖ left ‖ right); its root comes back from checkpoint(issuer)',
    provenance: 'chain',
    inputs: [
      { name: 'batches', value: String(leaves.length) },
      { name: 'root', value: root ?? '' },
    ],
    rows: { count: leaves.length, href: '/v1/batches' },
    call: await ledgerCall(deps.chain, place, 'checkpoint', [row.issuerId]),
    ...(await lastBatch(deps, place, row.issuerId)),
    recompute:
      root === null || leaves.length > LEAF_LIMIT ? null : { kind: 'logRoot', leaves: leaves.map((leaf) => toHex(leaf)), expected: root },
  };
}

/** Number of credentials of an issuer: the sum over its batches, and what the contract counts. */
export async function issuerEvidence(deps: AttestationDeps, ledger: LedgerDoor, ref: string): Promise<Evidence> {
  const { row, place } = await findIssuer(deps, ledger, ref);
  const batches = await deps.database.client.ledgerBatch.findMany({
    where: { chainId: place.chainId, issuerId: row.issuerId },
    orderBy: { batch: 'asc' },
    take: TERM_LIMIT + 1,
    select: { batch: true, leaves: true },
  });
  const terms = batches.map(({ batch, leaves }) => ({ label: `batch ${batch}`, value: String(leaves) }));
  return {
    title: `Credentials of ${row.name}`,
    formula: 'sum of the leaves of all batches; checkpoint(issuer) answers the same number',
    provenance: 'chain',
    inputs: [
      { name: 'issuer', value: String(row.issuerId) },
      { name: 'admin', value: address(row.admin) },
      { name: 'status', value: row.status },
      { name: 'batches', value: String(row.batches) },
      { name: 'leaves', value: String(row.leaves) },
    ],
    rows: { count: Number(row.batches), href: '/v1/batches' },
    call: await ledgerCall(deps.chain, place, 'checkpoint', [row.issuerId]),
    ...(await lastBatch(deps, place, row.issuerId)),
    recompute: terms.length > TERM_LIMIT ? null : { kind: 'sum', terms, expected: String(row.leaves) },
  };
}

/** Number of revoked credentials of an issuer: the bits set in its words, by reason. */
export async function revocationsEvidence(deps: AttestationDeps, ledger: LedgerDoor, ref: string): Promise<Evidence> {
  const { row, place } = await findIssuer(deps, ledger, ref);
  const { client } = deps.database;
  const where = { chainId: place.chainId, issuerId: row.issuerId, reason: { not: SUPERSEDED } };
  const groups = await client.ledgerRevocation.groupBy({ by: ['reason'], where, _count: { _all: true }, orderBy: { reason: 'asc' } });
  const last = await client.ledgerRevocation.findFirst({ where, orderBy: { blockNumber: 'desc' } });
  const name = (reason: number) => Object.entries(REVOCATION_REASONS).find(([, number]) => number === reason)?.[0] ?? String(reason);
  const terms = groups.map((group) => ({ label: name(group.reason), value: String(group._count._all) }));
  const count = groups.reduce((sum, group) => sum + group._count._all, 0);
  const word = last === null ? 0n : last.index >> 8n;
  return {
    title: `Revocations by ${row.name}`,
    formula:
      'bits set in the revocation words of the issuer, without those that a newer batch supersedes; bit i of word w is credential 256·w + i',
    provenance: 'index',
    inputs: terms.map(({ label, value }) => ({ name: label, value })),
    rows: { count, href: '/v1/ledger/events' },
    call: await ledgerCall(deps.chain, place, 'peek', [row.issuerId, 0n, word]),
    block: null,
    transaction: last?.txHash ?? null,
    recompute: { kind: 'sum', terms, expected: String(count) },
  };
}
