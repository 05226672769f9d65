import type { Address } from '../../kernel/hex.ts';
import type { Projection } from '../../platform/chain/index/projection.ts';
import { issuerOf, text } from '../event-values.ts';
import { BOOK_ROLES } from './record-model.ts';

/** What models were used for as the events of the contract at `book` tell it; events of an earlier deployment are left out. */
export function modelProjection(book: Address): Projection {
  return {
    name: 'models',
    reset: async (tx, chainId) => {
      await tx.modelChange.deleteMany({ where: { chainId } });
    },
    apply: async (tx, event) => {
      if (event.address !== book || event.name !== 'ModelRecorded') return;
      await tx.modelChange.create({
        data: {
          ...issuerOf(event),
          sequence: BigInt(text(event, 'sequence')),
          model: text(event, 'model'),
          data: text(event, 'data'),
          report: text(event, 'report'),
          role: BOOK_ROLES[Number(text(event, 'role'))] ?? 'none',
          shareBps: Number(text(event, 'shareBps')),
          time: BigInt(text(event, 'time')),
          blockNumber: event.blockNumber,
          txHash: event.txHash,
        },
      });
    },
  };
}
