import { canonicalJson } from '../kernel/canonical-json.ts';
import { type Address, ZERO_HASH } from '../kernel/hex.ts';
import type { IndexedEvent } from '../platform/chain/index/indexed-event.ts';
import type { Projection } from '../platform/chain/index/projection.ts';
import type { Tx } from '../platform/database/database.ts';
import { appendOutbox } from '../platform/outbox/outbox.ts';
import { ACTIONS, OUTLOOKS, SUBJECT_KINDS, WATCHES } from './domain/vocabulary.ts';

/** Tables of the book and the board as their events tell them; events of earlier deployments are left out. */
export function ratingProjection({ book, board }: { readonly book: Address; readonly board: Address }): Projection {
  return {
    name: 'ratings',
    reset,
    apply: async (tx, event) => {
      if (event.address === book) await applyBook(tx, event);
      if (event.address === board) await applyBoard(tx, event);
    },
  };
}

async function reset(tx: Tx, chainId: number): Promise<void> {
  const where = { chainId };
  await tx.ratingAgency.deleteMany({ where });
  await tx.ratingScale.deleteMany({ where });
  await tx.ratingSubject.deleteMany({ where });
  await tx.ratingAction.deleteMany({ where });
  await tx.ratingDefaultRate.deleteMany({ where });
  await tx.ratingSlot.deleteMany({ where });
  await tx.ratingBoardWord.deleteMany({ where });
}

function text(event: IndexedEvent, name: string): string {
  return event.args[name] ?? '';
}

function list(event: IndexedEvent, name: string): string[] {
  return JSON.parse(text(event, name)) as string[];
}

async function applyBook(tx: Tx, event: IndexedEvent): Promise<void> {
  const { chainId } = event;
  const agencyId = Number(text(event, 'agency'));
  switch (event.name) {
    case 'AgencyRegistered':
      await tx.ratingAgency.create({
        data: { chainId, agencyId, name: text(event, 'name'), admin: text(event, 'admin'), status: 'active', since: event.blockTime },
      });
      return;
    case 'AgencyStatusChanged':
      await tx.ratingAgency.updateMany({
        where: { chainId, agencyId },
        data: { status: text(event, 'status') === '1' ? 'active' : 'suspended' },
      });
      return;
    case 'ScaleRegistered':
      await tx.ratingScale.create({
        data: { chainId, scaleId: Number(text(event, 'scale')), name: text(event, 'name'), grades: canonicalJson(list(event, 'labels')) },
      });
      return;
    case 'SubjectRegistered':
      await tx.ratingSubject.create({
        data: {
          chainId,
          subject: text(event, 'subject'),
          kind: SUBJECT_KINDS[Number(text(event, 'kind')) - 1] ?? 'enterprise',
          name: text(event, 'name'),
        },
      });
      return;
    case 'RatingPublished':
      return publish(tx, event);
    case 'DefaultRatesPublished':
      return publishDefaultRates(tx, event);
    default:
  }
}

async function publish(tx: Tx, event: IndexedEvent): Promise<void> {
  const rating = JSON.parse(text(event, 'rating')) as Record<string, string>;
  const said = (name: string) => rating[name] ?? '';
  const [agencyId, subject, sequence] = [Number(said('agency')), said('subject'), BigInt(said('sequence'))];
  const action = ACTIONS[Number(said('action')) - 1] ?? 'assigned';
  await tx.ratingAction.create({
    data: {
      chainId: event.chainId,
      agencyId,
      subject,
      sequence,
      scaleId: Number(said('scale')),
      grade: Number(said('grade')),
      action,
      outlook: OUTLOOKS[Number(said('outlook'))] ?? 'stable',
      watch: WATCHES[Number(said('watch'))] ?? 'none',
      pdWad: said('pd'),
      modelHash: said('modelHash'),
      reportHash: said('reportHash'),
      validUntil: BigInt(said('validUntil')),
      time: BigInt(text(event, 'time')),
      key: text(event, 'key'),
      blockNumber: event.blockNumber,
      txHash: event.txHash,
    },
  });
  await appendOutbox(tx, {
    topic: 'rating.published',
    key: subject,
    payload: { agency: agencyId, subject, sequence: String(sequence), action },
  });
}

async function publishDefaultRates(tx: Tx, event: IndexedEvent): Promise<void> {
  const defaulted = list(event, 'defaulted');
  const version = {
    chainId: event.chainId,
    agencyId: Number(text(event, 'agency')),
    scaleId: Number(text(event, 'scale')),
    year: Number(text(event, 'year')),
    version: Number(text(event, 'version')),
    time: event.blockTime,
    txHash: event.txHash,
  };
  const data = list(event, 'rated').map((rated, grade) => ({
    ...version,
    grade,
    rated: BigInt(rated),
    defaulted: BigInt(defaulted[grade] ?? '0'),
  }));
  await tx.ratingDefaultRate.createMany({ data });
}

async function applyBoard(tx: Tx, event: IndexedEvent): Promise<void> {
  const { chainId, blockNumber } = event;
  const issuerId = Number(text(event, 'issuer'));
  if (event.name === 'Rated') {
    const tag = text(event, 'tag');
    const packed = `0x${BigInt(text(event, 'slot')).toString(16).padStart(64, '0')}`;
    const data = { packed, seq: (BigInt(packed) >> 184n) & 0xffffffffn, blockNumber };
    const where = { chainId_issuerId_tag: { chainId, issuerId, tag } };
    await tx.ratingSlot.upsert({ where, create: { chainId, issuerId, tag, ...data }, update: data });
  }
  if (event.name === 'BoardWritten') {
    const firstWord = BigInt(text(event, 'firstWord'));
    const words = list(event, 'words');
    const last = firstWord + BigInt(words.length);
    await tx.ratingBoardWord.deleteMany({ where: { chainId, issuerId, word: { gte: firstWord, lt: last } } });
    const rows = words.map((bits, at) => ({ chainId, issuerId, word: firstWord + BigInt(at), bits: bits || ZERO_HASH, blockNumber }));
    for (let at = 0; at < rows.length; at += CHUNK) await tx.ratingBoardWord.createMany({ data: rows.slice(at, at + CHUNK) });
  }
}

/** Rows in one statement, below the parameter limit of SQLite. */
const CHUNK = 200;
