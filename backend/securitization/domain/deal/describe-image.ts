import { DAY_COUNTS } from '../day-count.ts';
import {
  type ClassTerms,
  type DealImage,
  FEE_KINDS,
  type FeeTerms,
  OP,
  RESERVE_KINDS,
  type Step,
  TEST_KINDS,
  TRIGGER_KINDS,
  type TriggerTerms,
} from '../deal-image.ts';
import { WAD } from '../integer-division.ts';
import { dateText } from '../plain-date.ts';
import type { BucketName, DealClass, DealCondition, DealFee, DealFile, DealStep, DealTrigger, SimpleCondition } from './deal-file.ts';
import { MOVE_AMOUNTS } from './deal-file.ts';
import { decimalText, percentText } from './decimal-text.ts';

/** How the things of an image are called; the image itself knows numbers only. */
export interface DealIds {
  readonly classes: readonly string[];
  readonly payees: readonly string[];
  readonly fees: readonly string[];
  readonly tests: readonly string[];
  readonly triggers: readonly string[];
}

export interface ImageNames extends DealIds {
  readonly name: string;
  readonly token: { readonly symbol: string; readonly decimals: number };
}

const numbered = (word: string, count: number) => Array.from({ length: count }, (_, at) => `${word}${at + 1}`);

/** Names for an image that comes without its deal file. */
export function plainNames(image: DealImage, decimals = 6): ImageNames {
  return {
    name: 'Deal',
    token: { symbol: 'TOKEN', decimals },
    classes: image.classes.map((_, at) => String.fromCharCode(65 + at)),
    payees: numbered(
      'payee',
      image.fees.reduce((most, { payee }) => Math.max(most, payee + 1), 0),
    ),
    fees: numbered('fee', image.fees.length),
    tests: numbered('test', image.tests.length),
    triggers: numbered('trigger', image.triggers.length),
  };
}

/** The deal file that compiles to this image again: the reading of a deal from its bytes alone. */
export function describeImage(image: DealImage, names: ImageNames = plainNames(image)): DealFile {
  const amount = (value: bigint) => decimalText(value, names.token.decimals);
  const notes = image.classes.reduce((sum, { original }) => sum + original, 0n);
  const lossMode = image.steps.find(({ op }) => op === OP.LOSS)?.mode;
  const tests = image.tests.map((test, at) => ({
    id: names.tests[at] ?? '',
    kind: TEST_KINDS[test.kind - 1] ?? 'oc',
    classes: idsIn(test.mask, names.classes),
    threshold: percentText(test.threshold),
  }));
  return {
    type: 'CredenceDeal',
    version: 1,
    name: names.name,
    token: names.token,
    pool: { balance: amount(image.originalPool), overcollateral: amount(image.originalPool - notes) },
    dates: { list: image.dates.map(dateText) },
    lateAfterDays: image.lateDays,
    collections: {
      principalTo: image.isOneWaterfall ? 'interest' : 'principal',
      recoveriesTo: image.recoveriesArePrincipal ? 'principal' : 'interest',
    },
    classes: image.classes.map((terms, at) => describeClass(terms, names.classes[at] ?? '', amount)),
    payees: names.payees.map((id) => ({ id })),
    fees: image.fees.map((fee, at) => describeFee(fee, at, names, amount)),
    reserve: describeReserve(image, amount),
    ...(lossMode === undefined ? {} : { losses: describeLosses(lossMode) }),
    tests,
    triggers: image.triggers.map((trigger, at) => describeTrigger(image, trigger, at, names)),
    targetOc: { current: percentText(image.ocRateCurrent), original: percentText(image.ocRateOriginal), floor: amount(image.ocFloor) },
    ...(image.lastRevolving === 0 ? {} : { revolving: { lastPeriod: image.lastRevolving } }),
    ...(image.cleanUpBps === 0 ? {} : { cleanUpCall: { poolFactor: percentText((BigInt(image.cleanUpBps) * WAD) / 10_000n) } }),
    waterfall: image.steps.map((step) => describeStep(step, names)),
  };
}

export function idsIn(mask: number, ids: readonly string[]): string[] {
  return ids.filter((_, at) => (mask >> at) & 1);
}

type AmountWriter = (value: bigint) => string;

function describeClass(terms: ClassTerms, id: string, amount: AmountWriter): DealClass {
  const common = { id, size: amount(terms.original), dayCount: DAY_COUNTS[terms.dayCount] ?? '30/360', deferrable: terms.isDeferrable };
  if (terms.isResidual) return { ...common, residual: true };
  return {
    ...common,
    coupon: {
      kind: terms.isFloating ? 'floating' : 'fixed',
      rate: percentText(terms.rate),
      ...(terms.isFloating ? { index: 'index' } : {}),
      floor: percentText(terms.floor),
      ...(terms.cap === 0n ? {} : { cap: percentText(terms.cap) }),
      ...(terms.stepUpFrom === 0 ? {} : { stepUp: { fromPeriod: terms.stepUpFrom, add: percentText(terms.stepUp) } }),
    },
    unpaidInterest: terms.isUnpaidBare ? 'none' : { spread: percentText(terms.unpaidSpread) },
  };
}

function describeFee(fee: FeeTerms, at: number, names: ImageNames, amount: AmountWriter): DealFee {
  const kind = FEE_KINDS[fee.kind - 1] ?? 'fixed';
  const common = { id: names.fees[at] ?? '', payee: names.payees[fee.payee] ?? '', kind };
  if (kind === 'fixed') return { ...common, amount: amount(fee.amount) };
  const rate = { rate: percentText(fee.rate), dayCount: DAY_COUNTS[fee.dayCount] ?? '30/360' };
  return { ...common, ...rate, ...(fee.amount === 0n ? {} : { seniorCap: amount(fee.amount) }) };
}

function describeReserve(image: DealImage, amount: AmountWriter) {
  const kind = RESERVE_KINDS[image.reserveKind] ?? 'none';
  const initial = amount(image.reserveInitial);
  if (kind === 'none') return { kind, initial };
  if (kind === 'fixed') return { kind, amount: amount(image.reserveAmount), initial };
  return { kind, rate: percentText(image.reserveRate), floor: amount(image.reserveAmount), initial };
}

function describeLosses(mode: number) {
  return {
    treatment: mode & 2 ? ('pdl' as const) : ('writeDown' as const),
    amount: mode & 1 ? ('netDefaults' as const) : ('defaults' as const),
  };
}

function describeTrigger(image: DealImage, trigger: TriggerTerms, at: number, names: ImageNames): DealTrigger {
  const kind = TRIGGER_KINDS[trigger.kind - 1] ?? 'never';
  const entries = image.schedules.slice(trigger.firstSchedule, trigger.firstSchedule + trigger.schedules);
  const hasClasses = kind === 'unpaidInterest' || kind === 'deficit';
  const hasThreshold = kind === 'delinquency' || kind === 'reserve' || kind === 'poolFactor' || kind === 'deficit';
  return {
    id: names.triggers[at] ?? '',
    kind,
    ...(kind === 'cumulativeNetLoss'
      ? { schedule: entries.map(({ from, threshold }) => ({ from, threshold: percentText(threshold) })) }
      : {}),
    ...(kind === 'test' ? { test: names.tests[trigger.argument] ?? '' } : {}),
    ...(hasClasses ? { classes: idsIn(trigger.argument, names.classes) } : {}),
    ...(hasThreshold ? { threshold: percentText(trigger.threshold) } : {}),
    curable: trigger.isCurable,
    accelerates: trigger.isAccelerating,
    notice: trigger.notice,
  };
}

export function describeStep(step: Step, names: DealIds): DealStep {
  const when = describeCondition(step, names);
  return { ...describeAction(step, names), ...(when === undefined ? {} : { when }) };
}

function describeAction(step: Step, names: DealIds): DealStep {
  const from: BucketName = step.bucket === 0 ? 'interest' : 'principal';
  const classes = idsIn(step.argument, names.classes);
  const paying = { from, reserve: step.reserveHelps };
  const split = step.mode === 1 ? ('proRata' as const) : ('sequential' as const);
  const test = names.tests[step.argument] ?? '';
  switch (step.op) {
    case OP.FEE:
      return { do: 'payFee', fee: names.fees[step.argument] ?? '', rank: step.mode === 1 ? 'junior' : 'senior', ...paying };
    case OP.INTEREST:
      return { do: 'payInterest', classes, split, ...paying };
    case OP.PRINCIPAL:
      return { do: 'payPrincipal', classes, split, ...paying };
    case OP.MOVE:
      return { do: 'moveToPrincipal', amount: MOVE_AMOUNTS[step.mode] ?? 'all', ...(classes.length === 0 ? {} : { classes }) };
    case OP.TEST:
      return { do: 'test', test };
    case OP.CURE:
      return { do: 'cure', test, from };
    case OP.TOPUP:
      return { do: 'topUpReserve', from };
    case OP.RELEASE:
      return { do: 'releaseReserve', to: from };
    case OP.DRAW:
      return { do: 'drawReserve', to: from, amount: step.mode === 1 ? 'all' : 'shortfall', ...(classes.length === 0 ? {} : { classes }) };
    case OP.LOSS:
      return { do: 'allocateLoss', classes };
    case OP.WRITEUP:
      return { do: 'writeUp', classes };
    case OP.PDL:
      return { do: 'creditPdl', classes };
    case OP.BUY:
      return { do: 'buyLoans', from };
    default:
      return { do: 'payResidual', class: names.classes[step.argument] ?? '', from };
  }
}

function describeCondition(step: Step, names: DealIds): DealCondition | undefined {
  const simple = describeSimple(step, names);
  return simple === undefined ? undefined : step.isNegated ? { not: simple } : simple;
}

function describeSimple({ condition, conditionArgument: argument }: Step, names: DealIds): SimpleCondition | undefined {
  switch (condition) {
    case 1:
      return { trigger: names.triggers[argument] ?? '' };
    case 2:
      return { test: names.tests[argument] ?? '' };
    case 3:
      return { outstanding: idsIn(argument, names.classes) };
    case 4:
      return { accelerated: true };
    case 5:
      return { revolving: true };
    case 6:
      return { call: true };
    case 7:
      return { lastPeriod: true };
    case 8:
      return { anyTrigger: idsIn(argument, names.triggers) };
    default:
      return undefined;
  }
}
