import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RandomEvents, randomEvents, randomImage, reportFrom } from '../../../test/vectors/random-deal.ts';
import { allocate, splitUpTo } from './allocate.ts';
import { decodeImage } from './decode-image.ts';
import { type DealImage, OP } from './deal-image.ts';
import { encodeImage } from './encode-image.ts';
import { explainPeriod } from './explain/explain-period.ts';
import { runPeriods } from './run-periods.ts';
import { initialState, packPosting, type PeriodReport, type PeriodResult, type WaterfallState } from './waterfall-state.ts';
import { runImage } from './waterfall.ts';

const total = (values: readonly bigint[]) => values.reduce((sum, value) => sum + value, 0n);

interface Ran {
  readonly before: WaterfallState;
  readonly report: PeriodReport;
  readonly result: PeriodResult;
}

/** Runs a random deal to its end and shows each period. */
function forEachPeriod(check: (image: DealImage, ran: Ran) => void, numRuns = 300): void {
  const events = fc.array(randomEvents, { minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(randomImage, events, (image, all: RandomEvents[]) => {
      const begun: Omit<Ran, 'result'>[] = [];
      const results = runPeriods(image, initialState(image), (before) => {
        const report = reportFrom(image, before, all[before.period] as RandomEvents);
        begun.push({ before, report });
        return report;
      });
      expect(results.length).toBe(image.periods);
      results.forEach((result, at) => check(image, { ...(begun[at] as Omit<Ran, 'result'>), result }));
    }),
    { numRuns },
  );
}

describe('a period of any deal', () => {
  it('accounts for every unit of cash', () => {
    forEachPeriod((_, { before, report, result: { next, outcome } }) => {
      const came =
        report.interest + report.principal + report.recoveries + before.carriedInterest + before.carriedPrincipal + before.reserve;
      const paid = total(outcome.interest) + total(outcome.principal) + total(outcome.residual) + total(outcome.fees) + outcome.purchases;
      expect(paid + next.carriedInterest + next.carriedPrincipal + next.reserve).toBe(came);
    });
  });

  it('never pays more than is due, nor anything negative', () => {
    forEachPeriod((image, { result: { next, outcome, postings } }) => {
      const amounts = [
        ...next.classes.flatMap(({ balance, unpaid, deficit }) => [balance, unpaid, deficit]),
        ...[next.reserve, next.carriedInterest, next.carriedPrincipal, next.unallocatedLoss, ...next.feesUnpaid],
        ...[...outcome.interest, ...outcome.principal, ...outcome.residual, ...outcome.fees, outcome.purchases],
      ];
      for (const amount of amounts) expect(amount >= 0n).toBe(true);
      for (const { step, due, paid } of postings) if (image.steps[step]?.op !== OP.TEST) expect(paid <= due).toBe(true);
    });
  });

  it('moves balances by principal paid, losses and write-ups alone', () => {
    forEachPeriod((image, { before, result: { next, outcome, postings } }) => {
      const posted = (op: number, wanted: (mode: number) => boolean) =>
        total(postings.filter(({ step }) => image.steps[step]?.op === op && wanted(image.steps[step]?.mode ?? 0)).map(({ paid }) => paid));
      const change = total(next.classes.map(({ balance }) => balance)) - total(before.classes.map(({ balance }) => balance));
      const down = posted(OP.LOSS, (mode) => (mode & 2) === 0);
      const up = posted(OP.WRITEUP, () => true);
      expect(change).toBe(up - down - total(outcome.principal));
      const deficits = total(next.classes.map(({ deficit }) => deficit)) - total(before.classes.map(({ deficit }) => deficit));
      expect(deficits).toBe(posted(OP.LOSS, () => true) - up - posted(OP.PDL, () => true));
      if (up === 0n) next.classes.forEach(({ balance }, at) => expect(balance <= (before.classes[at]?.balance ?? 0n)).toBe(true));
    });
  });

  it('pays a class in order only when the one before is paid', () => {
    fc.assert(
      fc.property(randomImage, randomEvents, (image, events) => {
        const mask = 2 ** image.classes.length - 1;
        const step = { op: OP.PRINCIPAL, condition: 0, isNegated: false, conditionArgument: 0, bucket: 1 as const, reserveHelps: false };
        const sequential = { ...image, steps: [{ ...step, argument: mask, mode: 0 }] };
        const state = initialState(sequential);
        const { next, outcome } = runImage(encodeImage(sequential), state, reportFrom(sequential, state, events));
        outcome.principal.forEach((paid, at) => {
          if (paid > 0n) for (const { balance } of next.classes.slice(0, at)) expect(balance).toBe(0n);
        });
      }),
    );
  });

  it('never unlatches what does not cure, and never undoes an acceleration', () => {
    forEachPeriod((image, { before, result: { next } }) => {
      image.triggers.forEach(({ isCurable }, at) => {
        if (!isCurable && (before.active >> at) & 1) expect((next.active >> at) & 1).toBe(1);
      });
      if (before.isAccelerated) expect(next.isAccelerated).toBe(true);
    });
  });

  it('runs from bytes as it does from terms, and packs each posting into one word', () => {
    forEachPeriod((image, { before, report, result }) => {
      const again = runImage(encodeImage(image), before, report);
      expect(again).toEqual(result);
      for (const posting of again.postings) {
        const word = packPosting(posting);
        expect([word >> 240n, (word >> 120n) & (2n ** 120n - 1n), word & (2n ** 120n - 1n)]).toEqual([
          BigInt(posting.step),
          posting.due,
          posting.paid,
        ]);
      }
    }, 60);
  });

  it('is explained step by step: flows add up to what moved', () => {
    forEachPeriod((image, { before, report, result }) => {
      const { steps, result: same } = explainPeriod(image, before, report);
      expect(same).toEqual(result);
      expect(steps.map(({ step }) => step)).toEqual(image.steps.map((_, at) => at));
      const cashSteps: ReadonlySet<number> = new Set([OP.TEST, OP.LOSS, OP.WRITEUP]);
      for (const { step, ran, paid, flows, words } of steps) {
        expect(words.en.length * words.zh.length).toBeGreaterThan(0);
        if (!ran) expect(flows).toEqual([]);
        else if (!cashSteps.has(image.steps[step]?.op ?? 0)) expect(total(flows.map(({ amount }) => amount))).toBe(paid);
      }
    }, 60);
  });
});

describe('the image', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(randomImage, (image) => {
        expect(decodeImage(encodeImage(image))).toEqual(image);
      }),
    );
  });

  it('is refused or read to the same bytes when any byte changes', () => {
    fc.assert(
      fc.property(randomImage, fc.nat(), fc.integer({ min: 1, max: 255 }), (image, place, change) => {
        const bytes = encodeImage(image);
        const at = place % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ change;
        try {
          expect(encodeImage(decodeImage(bytes))).toEqual(bytes);
        } catch (error) {
          expect(error).toMatchObject({ code: 'deal_image_invalid' });
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('allocation', () => {
  const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 20n }), { minLength: 1, maxLength: 8 });
  const pay = fc.bigInt({ min: 0n, max: 10n ** 21n });

  it('gives out the whole, each share within one unit of its part', () => {
    fc.assert(
      fc.property(pay, weights, (amount, parts) => {
        const sum = total(parts);
        const shares = allocate(amount, parts);
        expect(total(shares)).toBe(sum === 0n ? 0n : amount);
        shares.forEach((share, at) => {
          const error = share * sum - amount * (parts[at] ?? 0n);
          expect(sum === 0n || (error < sum && error > -sum)).toBe(true);
        });
      }),
    );
  });

  it('never goes above a limit', () => {
    fc.assert(
      fc.property(pay, weights, (amount, limits) => {
        const shares = splitUpTo(amount, limits);
        shares.forEach((share, at) => expect(share <= (limits[at] ?? 0n)).toBe(true));
        expect(total(shares)).toBe(amount < total(limits) ? amount : total(limits));
      }),
    );
  });
});
