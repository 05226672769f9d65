import type { DealImage, ScheduleEntry } from '../deal-image.ts';
import { buildDates } from './build-dates.ts';
import { buildStep } from './build-steps.ts';
import {
  type BuildContext,
  buildClass,
  buildFee,
  buildReserve,
  buildTest,
  buildTrigger,
  checkLimits,
  type DealNameIndexes,
} from './build-terms.ts';
import { checkDestinations } from './check-destinations.ts';
import { checkReach } from './check-reach.ts';
import { checkTerms } from './check-terms.ts';
import { checkTests } from './check-tests.ts';
import { type DealFault, FaultList } from './deal-fault.ts';
import type { DealFile } from './deal-file.ts';
import { NameIndex } from './name-index.ts';
import { ValueReader } from './resolve-values.ts';
import { WAD } from '../integer-division.ts';

const BASIS_POINT = WAD / 10_000n;

/** Image of a deal file of the right shape, with every fault of its content; the image is of use only without faults. */
export function buildDeal(file: DealFile): { readonly image: DealImage; readonly faults: readonly DealFault[] } {
  const faults = new FaultList();
  const context = { faults, read: new ValueReader(faults, file.token.decimals), names: nameThings(file, faults) };
  const image = buildImage(context, file);
  const areNamesKnown = !faults.faults.some(({ code }) => code.startsWith('unknown_'));
  checkTerms(context, file, image);
  // With a name that is missing, every step that means it would be called useless too.
  if (areNamesKnown) {
    checkReach(image, faults);
    checkDestinations(image, faults);
    checkTests(image, faults);
  }
  return { image, faults: faults.faults };
}

function nameThings(file: DealFile, faults: FaultList): DealNameIndexes {
  return {
    classes: new NameIndex('class', file.classes, '/classes', faults),
    payees: new NameIndex('payee', file.payees, '/payees', faults),
    fees: new NameIndex('fee', file.fees, '/fees', faults),
    tests: new NameIndex('test', file.tests ?? [], '/tests', faults),
    triggers: new NameIndex('trigger', file.triggers ?? [], '/triggers', faults),
  };
}

function buildImage(context: BuildContext, file: DealFile): DealImage {
  const { read } = context;
  const schedules: ScheduleEntry[] = [];
  const dates = buildDates(context, file.dates);
  const triggers = (file.triggers ?? []).map((trigger, at) => buildTrigger(context, trigger, `/triggers/${at}`, schedules));
  checkLimits(context, file, schedules.length);
  return {
    isOneWaterfall: file.collections?.principalTo === 'interest',
    recoveriesArePrincipal: file.collections?.recoveriesTo === 'principal',
    periods: Math.max(0, dates.length - 1),
    lastRevolving: file.revolving?.lastPeriod ?? 0,
    cleanUpBps: cleanUpBps(context, file),
    lateDays: file.lateAfterDays ?? 0,
    ...buildReserve(context, file),
    ocRateCurrent: read.rate(file.targetOc?.current, '/targetOc/current'),
    ocRateOriginal: read.rate(file.targetOc?.original, '/targetOc/original'),
    ocFloor: read.amount(file.targetOc?.floor, '/targetOc/floor'),
    originalPool: read.amount(file.pool.balance, '/pool/balance'),
    classes: file.classes.map((terms, at) => buildClass(context, terms, `/classes/${at}`)),
    fees: file.fees.map((fee, at) => buildFee(context, fee, `/fees/${at}`)),
    tests: (file.tests ?? []).map((test, at) => buildTest(context, test, `/tests/${at}`)),
    triggers,
    schedules,
    dates,
    steps: file.waterfall.map((step, at) => buildStep(context, file, step, `/waterfall/${at}`)),
  };
}

function cleanUpBps({ faults, read }: BuildContext, { cleanUpCall }: DealFile): number {
  if (cleanUpCall === undefined) return 0;
  const rate = read.threshold(cleanUpCall.poolFactor, '/cleanUpCall/poolFactor', 1n, WAD);
  if (rate % BASIS_POINT !== 0n) {
    faults.say('/cleanUpCall/poolFactor', 'rate_too_fine', 'the pool factor is a whole number of basis points', '池因子须为整数基点');
  }
  return Number(rate / BASIS_POINT);
}
