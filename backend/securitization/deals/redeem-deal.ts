import type { IndexedEvent } from '../../platform/chain/index/indexed-event.ts';
import type { Tx } from '../../platform/database/database.ts';
import { imageOf } from './deal-machine.ts';
import { machineText, readMachine } from '../domain/machine-text.ts';
import { textOf } from './event-args.ts';

/**
 * What the program left over at the end of a deal goes to a class: its unpaid interest first, then its balance; a residual class takes it
 * as it is. What is left of reserve and buckets after it stands in the reserve, until no class takes any more.
 */
export async function payRest(tx: Tx, event: IndexedEvent): Promise<void> {
  const { chainId, address: deal } = event;
  const [place, amount] = [Number(textOf(event, 'class')), BigInt(textOf(event, 'amount'))];
  const where = { chainId_address: { chainId, address: deal } };
  const { image, machine } = await tx.deal.findUniqueOrThrow({ where });
  const state = readMachine(machine ?? '');
  const isResidual = imageOf(image).classes[place]?.isResidual ?? false;
  const { unpaid = 0n } = state.classes[place] ?? {};
  const interest = isResidual || amount < unpaid ? amount : unpaid;
  const principal = amount - interest;
  const classes = state.classes.map((own, at) =>
    at === place && !isResidual ? { ...own, unpaid: own.unpaid - interest, balance: own.balance - principal } : own,
  );
  const reserve = state.reserve + state.carriedInterest + state.carriedPrincipal - amount;
  await tx.deal.update({ where, data: { machine: machineText({ ...state, ...EMPTY, reserve, classes }) } });
  const ofClass = { chainId_deal_class: { chainId, deal, class: place } };
  const known = await tx.dealClass.findUniqueOrThrow({ where: ofClass });
  await tx.dealClass.update({
    where: ofClass,
    data: {
      paidInterest: String(BigInt(known.paidInterest) + interest),
      paidPrincipal: String(BigInt(known.paidPrincipal) + principal),
    },
  });
}

const EMPTY = { reserve: 0n, carriedInterest: 0n, carriedPrincipal: 0n } as const;

/** Nothing stands in reserve and buckets of a deal that was swept. */
export async function sweepDust(tx: Tx, { chainId, address }: IndexedEvent): Promise<void> {
  const where = { chainId_address: { chainId, address } };
  const { machine } = await tx.deal.findUniqueOrThrow({ where });
  if (machine !== null) await tx.deal.update({ where, data: { machine: machineText({ ...readMachine(machine), ...EMPTY }) } });
}
