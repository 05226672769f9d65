import { type Bucket, OP, type Step } from '../deal-image.ts';
import type { BuildContext } from './build-terms.ts';
import { type BucketName, type DealCondition, type DealFile, type DealStep, MOVE_AMOUNTS, type SimpleCondition } from './deal-file.ts';

const ALWAYS = { condition: 0, isNegated: false, conditionArgument: 0 };
const MOST_MASKED_TRIGGER = 7;

const bucket = (name: BucketName): Bucket => (name === 'interest' ? 0 : 1);

/** Compiles one step; names that are not known are faults. */
export function buildStep(context: BuildContext, file: DealFile, step: DealStep, pointer: string): Step {
  return { ...buildAction(context, file, step, pointer), ...buildCondition(context, step.when, `${pointer}/when`) };
}

type Action = Omit<Step, 'condition' | 'isNegated' | 'conditionArgument'>;

function buildAction({ names }: BuildContext, file: DealFile, step: DealStep, pointer: string): Action {
  const classes = (ids: readonly string[] | undefined) => names.classes.mask(ids ?? [], `${pointer}/classes`);
  const plain = (op: number, source: BucketName, argument = 0, mode = 0, reserveHelps = false): Action => ({
    op,
    bucket: bucket(source),
    reserveHelps,
    argument: Math.max(0, argument),
    mode,
  });
  switch (step.do) {
    case 'payFee':
      return plain(OP.FEE, step.from, names.fees.place(step.fee, `${pointer}/fee`), step.rank === 'junior' ? 1 : 0, step.reserve === true);
    case 'payInterest':
    case 'payPrincipal': {
      const op = step.do === 'payInterest' ? OP.INTEREST : OP.PRINCIPAL;
      return plain(op, step.from, classes(step.classes), step.split === 'proRata' ? 1 : 0, step.reserve === true);
    }
    case 'moveToPrincipal':
      return plain(OP.MOVE, 'interest', classes(step.classes), MOVE_AMOUNTS.indexOf(step.amount));
    case 'test':
      return plain(OP.TEST, 'interest', names.tests.place(step.test, `${pointer}/test`));
    case 'cure':
      return plain(OP.CURE, step.from, names.tests.place(step.test, `${pointer}/test`));
    case 'topUpReserve':
      return plain(OP.TOPUP, step.from);
    case 'releaseReserve':
      return plain(OP.RELEASE, step.to);
    case 'drawReserve':
      return plain(OP.DRAW, step.to, classes(step.classes), step.amount === 'all' ? 1 : 0);
    case 'allocateLoss': {
      const mode = (file.losses?.amount === 'netDefaults' ? 1 : 0) + (file.losses?.treatment === 'pdl' ? 2 : 0);
      return plain(OP.LOSS, 'interest', classes(step.classes), mode);
    }
    case 'writeUp':
      return plain(OP.WRITEUP, 'interest', classes(step.classes));
    case 'creditPdl':
      return plain(OP.PDL, 'interest', classes(step.classes));
    case 'buyLoans':
      return plain(OP.BUY, step.from);
    case 'payResidual':
      return plain(OP.RESIDUAL, step.from, names.classes.place(step.class, `${pointer}/class`));
  }
}

function buildCondition(context: BuildContext, when: DealCondition | undefined, pointer: string): Omit<Step, keyof Action> {
  if (when === undefined) return ALWAYS;
  const [simple, at] = 'not' in when ? [when.not, `${pointer}/not`] : [when, pointer];
  return { ...buildSimple(context, simple, at), isNegated: 'not' in when };
}

function buildSimple({ names, faults }: BuildContext, when: SimpleCondition, pointer: string) {
  const code = (condition: number, argument = 0) => ({ condition, conditionArgument: Math.max(0, argument) });
  if ('trigger' in when) return code(1, names.triggers.place(when.trigger, `${pointer}/trigger`));
  if ('test' in when) return code(2, names.tests.place(when.test, `${pointer}/test`));
  if ('outstanding' in when) return code(3, names.classes.mask(when.outstanding, `${pointer}/outstanding`));
  if ('accelerated' in when) return code(4);
  if ('revolving' in when) return code(5);
  if ('call' in when) return code(6);
  if ('lastPeriod' in when) return code(7);
  const mask = names.triggers.mask(when.anyTrigger, `${pointer}/anyTrigger`);
  if (mask >= 2 ** (MOST_MASKED_TRIGGER + 1)) {
    faults.say(
      `${pointer}/anyTrigger`,
      'trigger_not_maskable',
      'anyTrigger reaches the first eight triggers only; put them first',
      'anyTrigger 只能引用前八个触发器；请把它们排在前面',
    );
  }
  return code(8, mask & 0xff);
}
