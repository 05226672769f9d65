import { canonicalJson } from '../../kernel/canonical-json.ts';
import type { IndexedEvent } from '../../platform/chain/index/indexed-event.ts';
import type { Tx } from '../../platform/database/database.ts';
import { runPeriod } from '../domain/waterfall.ts';
import { packPosting, type PeriodResult } from '../domain/waterfall-state.ts';
import { imageOf, statusAfter } from './deal-machine.ts';
import { machineText, readMachine } from '../domain/machine-text.ts';
import { listOf, textOf } from './event-args.ts';
import { readReport } from './report-args.ts';
import type { DealStatusName } from './schemas.ts';

const HALF = 1n << 128n;

interface Payment {
  readonly principal: string;
  readonly interest: string;
}

/**
 * Keeps a closed period with what our own interpreter makes of the same report, and whether it came to the very postings of the
 * contract. A disagreement is kept and told, never smoothed over: the state then follows our interpreter, and the
 * comparison with the chain names what differs.
 */
export async function applyPeriod(tx: Tx, event: IndexedEvent): Promise<DealStatusName> {
  const { chainId, address: deal } = event;
  const where = { chainId_address: { chainId, address: deal } };
  const { image: hex, machine } = await tx.deal.findUniqueOrThrow({ where });
  const image = imageOf(hex);
  const report = readReport(textOf(event, 'report'));
  const flags = Number(textOf(event, 'flags'));
  const emitted = listOf(event, 'postings');
  const before = readMachine(machine ?? '');
  const result = runPeriod(image, before, { ...report.figures, flags });
  const paid = listOf(event, 'paid').map((word) => payment(BigInt(word)));
  const period = Number(textOf(event, 'period'));
  await tx.dealPeriod.create({
    data: {
      chainId,
      deal,
      period,
      reportHash: textOf(event, 'reportHash'),
      payer: textOf(event, 'payer'),
      flags,
      report: textOf(event, 'report'),
      postings: canonicalJson(emitted),
      paid: canonicalJson(paid.map((each) => ({ ...each }))),
      machine: machineText(result.next),
      isAgreed: isSame(result, emitted, paid),
      time: event.blockTime,
      blockNumber: event.blockNumber,
      txHash: event.txHash,
    },
  });
  await addPayments(tx, { chainId, deal }, paid);
  const status = statusAfter(image, result.next);
  await tx.deal.update({ where, data: { status, machine: machineText(result.next), lastPeriod: period } });
  return status;
}

/** One word of the event: principal in its upper half, interest and residual in its lower. */
function payment(word: bigint): Payment {
  return { principal: String(word / HALF), interest: String(word % HALF) };
}

function isSame({ postings, outcome }: PeriodResult, emitted: readonly string[], paid: readonly Payment[]): boolean {
  const isPosted =
    postings.length === emitted.length && postings.every((posting, place) => String(packPosting(posting)) === emitted[place]);
  return (
    isPosted &&
    paid.every(
      ({ principal, interest }, place) =>
        BigInt(principal) === (outcome.principal[place] ?? 0n) &&
        BigInt(interest) === (outcome.interest[place] ?? 0n) + (outcome.residual[place] ?? 0n),
    )
  );
}

async function addPayments(
  tx: Tx,
  { chainId, deal }: { readonly chainId: number; readonly deal: string },
  paid: readonly Payment[],
): Promise<void> {
  for (const [place, { principal, interest }] of paid.entries()) {
    const where = { chainId_deal_class: { chainId, deal, class: place } };
    const known = await tx.dealClass.findUniqueOrThrow({ where });
    await tx.dealClass.update({
      where,
      data: {
        paidPrincipal: String(BigInt(known.paidPrincipal) + BigInt(principal)),
        paidInterest: String(BigInt(known.paidInterest) + BigInt(interest)),
      },
    });
  }
}
