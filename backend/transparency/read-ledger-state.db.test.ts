import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeOnEachDatabase } from '../../test/system/support/databases.ts';
import { type LoggedLedger, openLoggedLedger } from '../../test/system/support/logged-batches.ts';
import { issuerView } from '../attestation/ledger-views.ts';
import { toHex } from '../kernel/hex.ts';
import { creditLedgerAbi } from '../platform/chain/abi/credit-ledger.ts';
import type { Database } from '../platform/database/database.ts';
import { DomainError } from '../kernel/errors.ts';
import { readChainCheckpoint } from './checkpoint-client.ts';
import { foldChain } from './fold-chain.ts';
import { readLedgerState } from './read-ledger-state.ts';

const FOREVER = 2 ** 40 - 1;
const NOTHING = `0x${'00'.repeat(32)}`;

/** One act on the ledger; those that the contract refuses in its present state change nothing. */
type Act =
  | { readonly kind: 'anchor' | 'supersede'; readonly leaves: number }
  | { readonly kind: 'revoke'; readonly index: number }
  | { readonly kind: 'revokeWords' | 'suspendWords' | 'releaseWords'; readonly bits: bigint }
  | { readonly kind: 'revokeBatch' | 'freezeFrom'; readonly batch: number }
  | { readonly kind: 'thaw'; readonly from: number; readonly until: number }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'key'; readonly number: number; readonly adds: boolean };

const batch = fc.nat({ max: 6 });
const bits = fc.bigInt({ min: 1n, max: 2n ** 40n });
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom('anchor' as const, 'anchor' as const, 'supersede' as const),
      leaves: fc.integer({ min: 1, max: 30 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('revoke' as const), index: fc.nat({ max: 60 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('revokeWords' as const, 'suspendWords' as const, 'releaseWords' as const), bits }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('revokeBatch' as const, 'freezeFrom' as const), batch }) },
  fc.record({ kind: fc.constant('thaw' as const), from: batch, until: batch }),
  fc.record({ kind: fc.constant('status' as const), status: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ kind: fc.constant('key' as const), number: fc.nat({ max: 3 }), adds: fc.boolean() }),
);

/** Every kind of event at least once. */
const EVERYTHING: Act[] = [
  { kind: 'anchor', leaves: 30 },
  { kind: 'anchor', leaves: 5 },
  { kind: 'anchor', leaves: 5 },
  { kind: 'revoke', index: 3 },
  { kind: 'revokeWords', bits: 0b11_1000n },
  { kind: 'suspendWords', bits: 0b1111n << 8n },
  { kind: 'releaseWords', bits: 0b11n << 8n },
  { kind: 'supersede', leaves: 7 },
  { kind: 'revokeBatch', batch: 2 },
  { kind: 'freezeFrom', batch: 1 },
  { kind: 'thaw', from: 1, until: 2 },
  { kind: 'key', number: 1, adds: true },
  { kind: 'key', number: 1, adds: false },
  { kind: 'status', status: 2 },
  { kind: 'status', status: 1 },
];
const EVENTS = [
  'Anchored',
  'BatchStateChanged',
  'BatchesFrozen',
  'BatchesThawed',
  'IssuerRegistered',
  'IssuerStatusChanged',
  'KeyAdded',
  'KeyRemoved',
  'Revoked',
  'SuccessorSet',
  'WordHeld',
  'WordRevoked',
];

describeOnEachDatabase('the ledger folded from its events', (under) => {
  let world: LoggedLedger;
  let database: Database;

  beforeAll(async () => {
    ({ database } = under);
    world = await openLoggedLedger(database);
  });
  afterAll(() => world.close());

  async function perform(step: Act): Promise<void> {
    const { ledger, issuer } = world;
    const { chain, place, admin, issuer: key } = ledger;
    const { size } = (await readChainCheckpoint(chain, place, issuer)) ?? { size: 0n };
    const address = (n: number) => toHex(new Uint8Array(20).fill(0x70 + n));
    const call = {
      anchor: () =>
        ledger.call(key, 'anchor', [
          toHex(new Uint8Array(32).fill(Number(size % 200n) + 1)),
          'leaves' in step ? step.leaves : 1,
          NOTHING,
          NOTHING,
          size,
        ]),
      supersede: () => {
        const superseded = { words: [0n], bits: [0xf0_0000n], batches: size > 0n ? [0n] : [] };
        return ledger.call(key, 'anchorAndSupersede', [
          NOTHING.replaceAll('00', '07'),
          'leaves' in step ? step.leaves : 1,
          NOTHING,
          NOTHING,
          size,
          superseded,
        ]);
      },
      revoke: () => ledger.call(key, 'revoke', ['index' in step ? step.index : 0, 2]),
      revokeWords: () => ledger.call(key, 'revokeWords', [[0], ['bits' in step ? step.bits : 0n], 1]),
      suspendWords: () => ledger.call(key, 'suspendWords', [[0], ['bits' in step ? step.bits : 0n], 5]),
      releaseWords: () => ledger.call(key, 'releaseWords', [[0], ['bits' in step ? step.bits : 0n], 5]),
      revokeBatch: () => ledger.call(key, 'revokeBatch', ['batch' in step ? step.batch : 0, 4]),
      freezeFrom: () => ledger.call(admin, 'freezeFrom', [issuer, 'batch' in step ? step.batch : 0]),
      thaw: () => ledger.call(admin, 'thaw', [issuer, 'from' in step ? step.from : 0, 'until' in step ? step.until : 0]),
      status: () => ledger.call(admin, 'setIssuerStatus', [issuer, 'status' in step ? step.status : 1]),
      key: () => {
        if (step.kind !== 'key') return Promise.resolve();
        if (step.adds) return ledger.call(admin, 'addKey', [issuer, address(step.number), 0, FOREVER, 1 + step.number]);
        return ledger.call(admin, 'removeKey', [address(step.number)]);
      },
    }[step.kind];
    await call().catch((error: unknown) => {
      if (!(error instanceof DomainError)) throw error;
    });
  }

  /** What the projection tells of an issuer, in the words of the fold. */
  async function projected(issuerId: number) {
    const row = await database.client.ledgerIssuer.findFirstOrThrow({ where: { issuerId } });
    const now = (await world.ledger.chain.readHead()).timestamp;
    const view = await issuerView(database.client, row, now);
    const states = await database.client.ledgerBatchState.findMany({ where: { issuerId } });
    const count = (state: string) => states.filter((each) => each.state === state).length;
    return {
      admin: view.admin,
      status: view.status,
      successor: view.successor,
      keyDelay: view.keyDelay,
      log: [view.batches, view.leaves, view.logRoot],
      credentials: { revoked: view.revoked, superseded: view.superseded, suspended: view.suspended },
      batches: [count('superseded'), count('revoked'), count('frozen')],
      keys: view.keys.map((key) => [key.address, key.validFrom, key.validUntil, key.roles]).sort(),
    };
  }

  async function folded(block: bigint | null = null) {
    const state = await readLedgerState(database.client, world.ledger.place, block);
    const found = state.issuers.find(({ issuerId }) => issuerId === world.issuer);
    if (found === undefined) throw new Error('the issuer is not in the fold');
    const { admin, status, successor, keyDelay, log, credentials, batches, keys } = found;
    return {
      admin,
      status,
      successor,
      keyDelay,
      log: [log.size, log.leaves, log.size === '0' ? null : log.root],
      credentials,
      batches: [batches.superseded, batches.revoked, batches.frozen],
      keys: keys.map((key) => [key.address, key.validFrom, key.validUntil, key.roles]).sort(),
    };
  }

  test('says at the head what the projection says, whatever happened', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 14 }), async (steps) => {
        for (const step of steps) await perform(step);
        await world.catchUp();
        expect(await folded()).toEqual(await projected(world.issuer));
      }),
      { numRuns: 3, examples: [[EVERYTHING]] },
    );
    const { place, chain, admin } = world.ledger;
    await world.ledger.call(admin, 'registerIssuer', [admin.address, 'Heir', true, 0]);
    await world.ledger.call(admin, 'setSuccessor', [world.issuer, 2]);
    await world.catchUp();
    expect(await folded()).toEqual(await projected(world.issuer));
    expect((await folded()).successor).toBe(2);
    const events = await database.client.chainEvent.groupBy({ by: ['name'], where: { address: place.ledger } });
    expect(
      events
        .map(({ name }) => name)
        .filter((name) => EVENTS.includes(name))
        .sort(),
    ).toEqual(EVENTS);
    expect((await foldChain(chain, place)).fold.issuers()).toHaveLength(2);
  });

  test('says as of every earlier block what the contract said then', async () => {
    const { chain, place } = world.ledger;
    const { number: head } = await chain.readHead();
    const { fold } = await foldChain(chain, place);
    expect(fold.faults).toEqual([]);
    for (let block = head; block > 0n && block > head - 40n; block -= 3n) {
      const onChain = await readChainCheckpoint(chain, place, world.issuer, block).catch(() => null);
      if (onChain === null) continue;
      const { log } = await folded(block);
      expect(log, `block ${block}`).toEqual([String(onChain.size), String(onChain.leaves), onChain.size === 0n ? null : onChain.root]);
      const [, , status] = await chain.readView({
        address: place.ledger,
        abi: creditLedgerAbi,
        functionName: 'issuerOf',
        args: [world.issuer],
        at: block,
      });
      expect((await folded(block)).status).toBe(status === 1 ? 'active' : 'suspended');
    }
    await expect(readLedgerState(database.client, place, head + 5n)).rejects.toMatchObject({ code: 'block_not_indexed' });
    expect((await readLedgerState(database.client, place, 0n)).issuers).toEqual([]);
  });
});
