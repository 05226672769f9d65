import { type DealImage, OP } from '../deal-image.ts';
import type { DealFile } from './deal-file.ts';
import type { BuildContext } from './build-terms.ts';
import { decimalText } from './decimal-text.ts';

/** Names what is right by itself and wrong together: sizes, periods, losses and reserve. */
export function checkTerms(context: BuildContext, file: DealFile, image: DealImage): void {
  checkSizes(context, file, image);
  checkPeriods(context, file, image);
  checkLosses(context, file, image);
  checkSteps(context, file, image);
}

function checkSizes({ faults, read }: BuildContext, file: DealFile, image: DealImage): void {
  const notes = image.classes.reduce((sum, { original }) => sum + original, 0n);
  const over = read.signedAmount(file.pool.overcollateral, '/pool/overcollateral');
  const text = (amount: bigint) => decimalText(amount, file.token.decimals);
  if (image.originalPool === 0n) faults.say('/pool/balance', 'pool_empty', 'the pool has no balance', '资产池余额为零');
  if (notes + over !== image.originalPool) {
    faults.say(
      '/pool',
      'sizes_do_not_match_pool',
      `classes of ${text(notes)} and overcollateral of ${text(over)} are not the pool of ${text(image.originalPool)}`,
      `各级合计 ${text(notes)} 加超额抵押 ${text(over)}，不等于资产池 ${text(image.originalPool)}`,
    );
  }
}

function checkPeriods({ faults }: BuildContext, file: DealFile, image: DealImage): void {
  const beyond = (pointer: string, period: number) => {
    if (period > image.periods) {
      faults.say(
        pointer,
        'period_beyond_last',
        `the deal has ${image.periods} periods, not ${period}`,
        `交易共 ${image.periods} 期，没有第 ${period} 期`,
      );
    }
  };
  beyond('/revolving/lastPeriod', image.lastRevolving);
  file.classes.forEach((one, at) => beyond(`/classes/${at}/coupon/stepUp/fromPeriod`, one.coupon?.stepUp?.fromPeriod ?? 0));
  file.triggers?.forEach((trigger, at) => {
    trigger.schedule?.forEach(({ from }, entry) => beyond(`/triggers/${at}/schedule/${entry}/from`, from));
  });
}

function checkLosses({ faults }: BuildContext, file: DealFile, { steps }: DealImage): void {
  const treatment = file.losses?.treatment ?? 'none';
  const place = (op: number) => steps.findIndex((step) => step.op === op);
  const refuse = (op: number, sentence: string, zh: string) => {
    if (place(op) >= 0) faults.say(`/waterfall/${place(op)}`, 'losses_contradict', sentence, zh);
  };
  if (treatment === 'none') {
    refuse(OP.LOSS, 'losses are allocated, but `losses` names no treatment', '步骤分配损失，但 losses 未注明处理方式');
    refuse(OP.WRITEUP, 'nothing is written down that could be written up', '没有减记，无从恢复');
  } else if (place(OP.LOSS) < 0) {
    faults.say('/losses', 'losses_never_allocated', 'no step allocates losses', '没有分配损失的步骤');
  }
  if (treatment !== 'pdl') refuse(OP.PDL, 'a PDL is credited, but the treatment is not pdl', '步骤补足本金短缺账，但损失处理不是 pdl');
  if (treatment === 'pdl') {
    refuse(OP.WRITEUP, 'balances are written up, but a PDL never writes them down', '本金短缺账不减记余额，无从恢复');
    if (place(OP.PDL) < 0) faults.say('/losses', 'pdl_never_credited', 'no step credits the PDL', '没有补足本金短缺账的步骤');
  }
}

function checkSteps({ faults }: BuildContext, file: DealFile, image: DealImage): void {
  file.waterfall.forEach((step, at) => {
    const pointer = `/waterfall/${at}`;
    if ('classes' in step && step.classes !== undefined && step.classes.length === 0) {
      faults.say(`${pointer}/classes`, 'classes_empty', 'the step names no class', '步骤没有列出任何分级');
    }
    const needsClasses =
      (step.do === 'moveToPrincipal' && !['all', 'defaults'].includes(step.amount)) ||
      (step.do === 'drawReserve' && step.amount === 'shortfall');
    if (needsClasses && !('classes' in step && step.classes !== undefined)) {
      faults.say(
        `${pointer}/classes`,
        'classes_missing',
        `the amount ${step.amount} is that of classes; name them`,
        `金额 ${step.amount} 按分级计算，请列出分级`,
      );
    }
    if (step.do === 'moveToPrincipal' && step.amount === 'targetOc' && file.targetOc === undefined) {
      faults.say(`${pointer}/amount`, 'target_oc_missing', 'the deal has no targetOc', '交易没有设定 targetOc');
    }
    if (image.reserveKind === 0 && step.do === 'topUpReserve') {
      faults.say(pointer, 'reserve_missing', 'the deal has no reserve to top up', '交易没有可补足的储备');
    }
    if (image.reserveKind === 0 && image.reserveInitial === 0n && 'reserve' in step && step.reserve === true) {
      faults.say(`${pointer}/reserve`, 'reserve_missing', 'the deal has no reserve that could help', '交易没有可动用的储备');
    }
  });
}
