import type { Address } from '../../kernel/hex.ts';
import type { IndexedEvent } from '../../platform/chain/index/indexed-event.ts';
import type { Projection } from '../../platform/chain/index/projection.ts';
import type { Tx } from '../../platform/database/database.ts';
import { textOf } from './event-args.ts';

/** Who may hold tranche tokens, as the registry's events tell it. */
export function investorProjection(registry: Address): Projection {
  return {
    name: 'investors',
    reset: async (tx, chainId) => {
      await tx.investor.deleteMany({ where: { chainId } });
    },
    apply: async (tx, event) => {
      if (event.address === registry) await apply(tx, event);
    },
  };
}

async function apply(tx: Tx, event: IndexedEvent): Promise<void> {
  const { chainId, txHash } = event;
  const account = textOf(event, 'account');
  const where = { chainId_account: { chainId, account } };
  if (event.name === 'InvestorSet') {
    const data = {
      classes: Number(textOf(event, 'classes')),
      jurisdiction: Number(textOf(event, 'jurisdiction')),
      expiry: BigInt(textOf(event, 'expiry')),
      txHash,
    };
    await tx.investor.upsert({ where, create: { chainId, account, isFrozen: false, ...data }, update: data });
  }
  if (event.name === 'InvestorFrozen' || event.name === 'InvestorUnfrozen') {
    const data = { isFrozen: event.name === 'InvestorFrozen', txHash };
    const nobody = { classes: 0, jurisdiction: 0, expiry: 0n };
    await tx.investor.upsert({ where, create: { chainId, account, ...nobody, ...data }, update: data });
  }
}
