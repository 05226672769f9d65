import { appendLeaf, EMPTY_LOG, type LogState, logRoot } from '../../attestation/domain/merkle-log.ts';
import type { LedgerPlace } from '../../attestation/domain/batch-leaf.ts';
import { type Address, address, fromHex, type Hash32, hash32, toHex } from '../../kernel/hex.ts';
import { type BatchEntry, entryLeaf } from './batch-entry.ts';

/** One event of the ledger as it was read: integers as decimal text, addresses and bytes as 0x-hex. */
export interface LedgerEvent {
  readonly address: Address;
  readonly name: string;
  readonly args: Readonly<Record<string, string>>;
  readonly blockNumber: bigint;
  readonly blockTime: bigint;
}

export interface FoldedKey {
  readonly address: Address;
  readonly from: bigint;
  readonly until: bigint;
  readonly roles: number;
}

export type BatchStanding = 'live' | 'superseded' | 'revoked' | 'frozen';
const STANDINGS: readonly BatchStanding[] = ['live', 'superseded', 'revoked', 'frozen'];

/** A batch with the block that anchored it. */
export interface FoldedBatch extends BatchEntry {
  readonly block: bigint;
}

/** An issuer as the events so far tell it. */
export interface FoldedIssuer {
  readonly issuer: number;
  readonly name: string;
  readonly admin: Address;
  readonly status: 'active' | 'suspended';
  readonly successor: number | null;
  /** Seconds. */
  readonly keyDelay: number;
  readonly storesBatchLeaf: boolean;
  readonly registeredBlock: bigint;
  /** Number of batches. */
  readonly size: bigint;
  readonly leaves: bigint;
  readonly root: Hash32;
  /** Block time of the newest batch. */
  readonly time: bigint | null;
  readonly revoked: number;
  readonly superseded: number;
  readonly suspended: number;
  readonly batches: Readonly<Record<BatchStanding, number>>;
  readonly keys: readonly FoldedKey[];
}

/** Why an event cannot come from the contract. */
export interface FoldFault {
  readonly kind: 'event_rejected' | 'foreign_event';
  readonly issuer: number | null;
  readonly batch: bigint | null;
  readonly detail: string;
}

interface Account {
  readonly fixed: Pick<FoldedIssuer, 'issuer' | 'name' | 'keyDelay' | 'storesBatchLeaf' | 'registeredBlock'>;
  admin: Address;
  status: FoldedIssuer['status'];
  successor: number | null;
  log: LogState;
  leaves: bigint;
  time: bigint | null;
  readonly entries: FoldedBatch[];
  readonly keys: FoldedKey[];
  readonly revoked: Map<bigint, bigint>;
  readonly superseded: Map<bigint, bigint>;
  readonly held: Map<bigint, bigint>;
  /** Batches that are not live. */
  readonly standings: Map<bigint, BatchStanding>;
}

const SUPERSEDED = 6;

/**
 * The ledger rebuilt from its events alone, in their order: issuers, keys, logs, revocations. What another contract
 * emits is not counted, whatever its shape; what the contract cannot have emitted is named and not applied.
 */
export class LedgerFold {
  readonly place: LedgerPlace;
  readonly faults: FoldFault[] = [];
  events = 0;
  readonly #accounts = new Map<number, Account>();

  constructor(place: LedgerPlace) {
    this.place = place;
  }

  apply(event: LedgerEvent): void {
    if (event.address !== this.place.ledger) {
      this.#reject('foreign_event', event, `An event ${event.name} of the shape of the ledger's comes from the contract ${event.address}.`);
      return;
    }
    this.events++;
    if (event.name === 'IssuerRegistered') return this.#register(event);
    const account = this.#accounts.get(uint(event, 'issuer'));
    if (account !== undefined) return this.#applyTo(account, event);
    if (event.args.issuer !== undefined) this.#reject('event_rejected', event, `${event.name} names an issuer that was never registered.`);
  }

  /** Batches of an issuer in the order of its log. */
  entriesOf(issuer: number): readonly FoldedBatch[] {
    return this.#accounts.get(issuer)?.entries ?? [];
  }

  /** All issuers by number. */
  issuers(): FoldedIssuer[] {
    return [...this.#accounts.values()].sort((a, b) => a.fixed.issuer - b.fixed.issuer).map(viewOf);
  }

  #register(event: LedgerEvent): void {
    const issuer = uint(event, 'issuer');
    if (this.#accounts.has(issuer)) return this.#reject('event_rejected', event, 'An issuer is registered a second time.');
    this.#accounts.set(issuer, {
      fixed: {
        issuer,
        name: text(event, 'name'),
        keyDelay: Number(event.args.keyDelay ?? '0'),
        storesBatchLeaf: text(event, 'storesBatchLeaf') === 'true',
        registeredBlock: event.blockNumber,
      },
      admin: address(text(event, 'admin')),
      status: 'active',
      successor: null,
      log: EMPTY_LOG,
      leaves: 0n,
      time: null,
      entries: [],
      keys: [],
      revoked: new Map(),
      superseded: new Map(),
      held: new Map(),
      standings: new Map(),
    });
  }

  #applyTo(account: Account, event: LedgerEvent): void {
    switch (event.name) {
      case 'IssuerStatusChanged':
        account.status = text(event, 'status') === '1' ? 'active' : 'suspended';
        return;
      case 'SuccessorSet':
        account.successor = uint(event, 'successor');
        account.admin = address(text(event, 'admin'));
        return;
      case 'KeyAdded':
        return addKey(account, {
          address: address(text(event, 'key')),
          from: big(event, 'from'),
          until: big(event, 'until'),
          roles: uint(event, 'roles'),
        });
      case 'KeyRemoved':
        return removeKey(account, address(text(event, 'key')), big(event, 'until'));
      case 'Anchored':
        return this.#anchor(account, event);
      case 'Revoked': {
        const index = big(event, 'index');
        return setBits(account.revoked, index >> 8n, 1n << (index & 0xffn), true);
      }
      case 'WordRevoked':
        return setBits(
          uint(event, 'reason') === SUPERSEDED ? account.superseded : account.revoked,
          big(event, 'word'),
          big(event, 'bits'),
          true,
        );
      case 'WordHeld':
        return setBits(account.held, big(event, 'word'), big(event, 'bits'), text(event, 'isHeld') === 'true');
      case 'BatchStateChanged':
        return setStanding(account, big(event, 'batch'), STANDINGS[uint(event, 'state')] ?? 'live');
      case 'BatchesFrozen':
        return replaceStanding(account, event, 'live', 'frozen');
      case 'BatchesThawed':
        return replaceStanding(account, event, 'frozen', 'live');
      default:
    }
  }

  #anchor(account: Account, event: LedgerEvent): void {
    const { issuer } = account.fixed;
    const anchored = {
      batch: big(event, 'batch'),
      root: hash32(text(event, 'root')),
      leaves: big(event, 'leaves'),
      firstLeaf: big(event, 'firstLeaf'),
      model: hash32(text(event, 'model')),
      stateRoot: hash32(text(event, 'stateRoot')),
      time: big(event, 'time'),
    };
    const entry = { place: this.place, issuer, anchored, block: event.blockNumber };
    const fault = this.#faultOf(account, entry, event);
    if (fault !== null) return this.#reject('event_rejected', event, fault);
    account.entries.push(entry);
    account.log = appendLeaf(account.log, fromHex(entryLeaf(entry)));
    account.leaves += anchored.leaves;
    account.time = anchored.time;
  }

  #faultOf(account: Account, { anchored }: BatchEntry, event: LedgerEvent): string | null {
    if (anchored.batch !== account.log.size) return `Batch ${anchored.batch} was announced where batch ${account.log.size} must follow.`;
    if (anchored.firstLeaf !== account.leaves)
      return `Batch ${anchored.batch} begins at credential ${anchored.firstLeaf}; the log has ${account.leaves} before it.`;
    if (anchored.leaves === 0n) return `Batch ${anchored.batch} holds no credential.`;
    return anchored.time === event.blockTime ? null : `Batch ${anchored.batch} states another time than its block.`;
  }

  #reject(kind: FoldFault['kind'], event: LedgerEvent, detail: string): void {
    const [issuer, batch] = [event.args.issuer, event.args.batch];
    this.faults.push({
      kind,
      issuer: issuer === undefined ? null : Number(issuer),
      batch: batch === undefined ? null : BigInt(batch),
      detail,
    });
  }
}

function viewOf(account: Account): FoldedIssuer {
  const { fixed, admin, status, successor, log, leaves, time, keys } = account;
  const batches = { live: Number(log.size) - account.standings.size, superseded: 0, revoked: 0, frozen: 0 };
  for (const standing of account.standings.values()) batches[standing]++;
  return {
    ...fixed,
    admin,
    status,
    successor,
    size: log.size,
    leaves,
    root: hash32(toHex(logRoot(log))),
    time,
    revoked: countBits(account.revoked),
    superseded: countBits(account.superseded),
    suspended: countBits(account.held),
    batches,
    keys: [...keys],
  };
}

/** A window that was closed in the second of its beginning never counted; one that begins then takes its place. */
function addKey({ keys }: Account, key: FoldedKey): void {
  const at = keys.findIndex((each) => each.address === key.address && each.from === key.from);
  if (at < 0) keys.push(key);
  else keys[at] = key;
}

/** The last window of the key is the one that can still be open. */
function removeKey({ keys }: Account, key: Address, until: bigint): void {
  const at = keys.findLastIndex((each) => each.address === key);
  const known = keys[at];
  if (known !== undefined) keys[at] = { ...known, until };
}

function setBits(words: Map<bigint, bigint>, word: bigint, bits: bigint, isSet: boolean): void {
  const known = words.get(word) ?? 0n;
  words.set(word, isSet ? known | bits : known & ~bits);
}

function setStanding({ standings }: Account, batch: bigint, standing: BatchStanding): void {
  if (standing === 'live') standings.delete(batch);
  else standings.set(batch, standing);
}

function replaceStanding(account: Account, event: LedgerEvent, from: BatchStanding, to: BatchStanding): void {
  const [first, until] = [big(event, 'from'), big(event, 'until')];
  for (let batch = first; batch < until && batch < account.log.size; batch++) {
    if ((account.standings.get(batch) ?? 'live') === from) setStanding(account, batch, to);
  }
}

function countBits(words: ReadonlyMap<bigint, bigint>): number {
  let count = 0;
  for (const word of words.values()) for (let rest = word; rest > 0n; rest &= rest - 1n) count++;
  return count;
}

function text(event: LedgerEvent, name: string): string {
  return event.args[name] ?? '';
}

function big(event: LedgerEvent, name: string): bigint {
  return BigInt(text(event, name));
}

function uint(event: LedgerEvent, name: string): number {
  return Number(text(event, name));
}
