import { type DealImage, OP, type Step } from '../deal-image.ts';
import type { FaultList } from './deal-fault.ts';

const isIn = (mask: number, index: number) => ((mask >> index) & 1) === 1;

/** Names money that comes in and has no way out: buckets, reserve, fees, and what the classes are owed. */
export function checkDestinations(image: DealImage, faults: FaultList): void {
  const { steps } = image;
  const some = (op: number, test: (step: Step) => boolean = () => true) => steps.some((step) => step.op === op && test(step));
  checkBuckets(image, faults, some);
  image.fees.forEach((_, index) => {
    if (!some(OP.FEE, ({ argument }) => argument === index))
      faults.say(`/fees/${index}`, 'fee_never_paid', 'no step pays this fee', '没有步骤支付此费用');
  });
  image.classes.forEach((terms, index) => {
    const bears = !terms.isResidual && (terms.isFloating || terms.rate + terms.stepUp + terms.floor > 0n);
    if (bears && !some(OP.INTEREST, ({ argument }) => isIn(argument, index))) {
      faults.say(`/classes/${index}`, 'interest_never_paid', 'no step pays the interest of this class', '没有步骤支付此分级的利息');
    }
    if (!terms.isResidual && terms.original > 0n && !some(OP.PRINCIPAL, ({ argument }) => isIn(argument, index))) {
      faults.say(`/classes/${index}`, 'principal_never_paid', 'no step pays the principal of this class', '没有步骤偿还此分级的本金');
    }
    const paysBack = some(OP.PRINCIPAL, ({ argument }) => isIn(argument, index)) || some(OP.RESIDUAL, ({ argument }) => argument === index);
    if (terms.isResidual && !paysBack) {
      faults.say(`/classes/${index}`, 'residual_never_paid', 'no step pays anything to this class', '没有步骤向此分级支付任何款项');
    }
  });
}

function checkBuckets(image: DealImage, faults: FaultList, some: (op: number, test?: (step: Step) => boolean) => boolean): void {
  const movesAll = some(OP.MOVE, ({ mode }) => mode === 0);
  if (!some(OP.RESIDUAL, ({ bucket }) => bucket === 0) && !movesAll) {
    faults.say(
      '/waterfall',
      'interest_bucket_has_no_end',
      'what is left of the interest bucket is never paid out: add payResidual from it, or move all of it to principal',
      '利息账的余额没有去处：请加入从利息账支付剩余的步骤，或将其全部转入本金账',
    );
  }
  const isFilled =
    !image.isOneWaterfall || image.recoveriesArePrincipal || some(OP.MOVE) || some(OP.PDL) || some(OP.DRAW, ({ bucket }) => bucket === 1);
  if (isFilled && !some(OP.RESIDUAL, ({ bucket }) => bucket === 1)) checkPrincipalExit(image, faults);
  const usesReserve = image.steps.some(({ op, reserveHelps }) => reserveHelps || op === OP.RELEASE || op === OP.DRAW);
  if ((image.reserveInitial > 0n || some(OP.TOPUP)) && !usesReserve) {
    faults.say('/reserve', 'reserve_has_no_end', 'no step draws, releases or is helped by the reserve', '没有步骤动用或释放储备');
  }
  const buys = some(OP.BUY);
  if (image.lastRevolving > 0 && !buys) {
    faults.say('/revolving', 'purchases_never_paid', 'the deal revolves, but no step buys loans', '交易设有循环期，但没有购买资产的步骤');
  }
}

/** Without a residual, principal ends in classes alone; every class that can be repaid must be reached. */
function checkPrincipalExit(image: DealImage, faults: FaultList): void {
  let reached = 0;
  for (const { op, bucket, argument } of image.steps) if (op === OP.PRINCIPAL && bucket === 1) reached |= argument;
  const left = image.classes.findIndex(({ original }, index) => original > 0n && !isIn(reached, index));
  if (reached !== 0 && left < 0) return;
  faults.say(
    '/waterfall',
    'principal_bucket_has_no_end',
    'cash of the principal bucket has no end: pay all classes from it, or add payResidual from it',
    '本金账的现金没有去处：请用它偿还所有分级，或加入从本金账支付剩余的步骤',
  );
}
