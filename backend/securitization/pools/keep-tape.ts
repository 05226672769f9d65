import { randomUUID } from 'node:crypto';
import { appendAudit } from '../../platform/audit-log/audit-log.ts';
import type { Database } from '../../platform/database/database.ts';
import { appendOutbox } from '../../platform/outbox/outbox.ts';
import { totalsOf } from '../domain/pool/tape-totals.ts';
import type { Order } from '../open-securitization.ts';
import type { TapeReading } from './read-tape.ts';
import { faultsText, insertTapeLoans } from './tape-store.ts';

export interface TapeTitle {
  readonly name: string;
  readonly profileId: string;
  readonly fileName: string;
}

/** Writes a tape with all its loans in one transaction, or nothing. @returns its id */
export async function keepTape(database: Database, title: TapeTitle, reading: TapeReading, order: Order): Promise<string> {
  const id = `tap_${randomUUID()}`;
  const totals = totalsOf(reading.loans.map(({ loan }) => loan));
  const [currency, ...others] = totals.currencies.keys();
  const state = reading.isRejected ? 'rejected' : 'imported';
  const counts = { rows: reading.rows, accepted: totals.loans, rejected: reading.rows - totals.loans, flagged: reading.flagged };
  const now = new Date();
  await database.write(async (tx) => {
    await tx.tape.create({
      data: {
        id,
        ...title,
        ...counts,
        fileHash: reading.fileHash,
        state,
        faults: faultsText(reading.faults),
        originalMinor: totals.originalMinor,
        balanceMinor: totals.balanceMinor,
        currency: others.length > 0 ? null : (currency ?? null),
        createdBy: order.actor,
        createdAt: now,
      },
    });
    await insertTapeLoans(tx, database.provider, id, reading.loans);
    await appendAudit(tx, {
      actor: order.actor,
      action: 'tape.imported',
      entity: 'tape',
      entityId: id,
      outcome: reading.isRejected ? 'failed' : 'ok',
      requestId: order.requestId,
      detail: { fileHash: reading.fileHash, profile: title.profileId, ...counts },
      at: now,
    });
    await appendOutbox(tx, {
      topic: 'tape.imported',
      key: id,
      payload: { id, state, accepted: counts.accepted, rejected: counts.rejected },
    });
  });
  return id;
}
