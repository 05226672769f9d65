import { OP, type Step } from '../deal-image.ts';
import type { Label } from '../deal/deal-file.ts';
import { decimalText, percentText } from '../deal/decimal-text.ts';
import type { TestReading } from '../waterfall/tests-and-cures.ts';
import { namesIn } from './condition-words.ts';
import type { DealLabels } from './deal-labels.ts';
import type { Change, Flow, Place } from './period-flows.ts';

const NONE: Label = { en: '-', zh: '-' };
const MOVES: readonly Label[] = [
  { en: 'all interest', zh: '全部利息' },
  { en: 'principal up to the target overcollateralisation', zh: '达到目标超额抵押所需本金' },
  { en: 'principal above the pool balance', zh: '超出资产池余额的本金' },
  { en: 'the defaults of the period', zh: '本期违约金额' },
  { en: 'principal of all that is outstanding', zh: '全部未偿本金' },
];

export function amountText(value: bigint, { decimals, symbol }: Pick<DealLabels, 'decimals' | 'symbol'>): string {
  return `${decimalText(value, decimals)} ${symbol}`;
}

/** What a step is for, named after the deal's own words where it has some. */
export function titleOf(step: Step, own: Label | null, labels: DealLabels): Label {
  if (own !== null) return own;
  const classes = namesIn(step.argument, labels.classes);
  const fee = labels.fees[step.argument] ?? NONE;
  const test = labels.tests[step.argument] ?? NONE;
  const of = (en: string, zh: string): Label => ({ en, zh });
  switch (step.op) {
    case OP.FEE:
      return of(`Fee ${fee.en}`, `费用“${fee.zh}”`);
    case OP.INTEREST:
      return of(`Interest of ${classes.en}`, `${classes.zh}利息`);
    case OP.PRINCIPAL:
      return of(`Principal of ${classes.en}`, `${classes.zh}本金`);
    case OP.MOVE:
      return of(`Move to principal: ${MOVES[step.mode]?.en}`, `转入本金账：${MOVES[step.mode]?.zh}`);
    case OP.TEST:
      return of(`Test ${test.en}`, `测试“${test.zh}”`);
    case OP.CURE:
      return of(`Cure of test ${test.en}`, `补救测试“${test.zh}”`);
    case OP.TOPUP:
      return of('Reserve top-up', '补足储备');
    case OP.RELEASE:
      return of('Reserve release', '释放储备');
    case OP.DRAW:
      return of('Reserve draw', '动用储备');
    case OP.LOSS:
      return of(`Losses to ${classes.en}`, `损失分配至${classes.zh}`);
    case OP.WRITEUP:
      return of(`Write-up of ${classes.en}`, `恢复${classes.zh}的减记`);
    case OP.PDL:
      return of(`Deficiency ledger of ${classes.en}`, `补足${classes.zh}本金短缺账`);
    case OP.BUY:
      return of('Purchase of loans', '购买资产');
    default:
      return of(`Residual to ${labels.classes[step.argument]?.en ?? '-'}`, `剩余支付给${labels.classes[step.argument]?.zh ?? '-'}`);
  }
}

function placeWords(place: Place, labels: DealLabels): Label {
  switch (place.kind) {
    case 'interestBucket':
      return { en: 'the interest bucket', zh: '利息账' };
    case 'principalBucket':
      return { en: 'the principal bucket', zh: '本金账' };
    case 'reserve':
      return { en: 'the reserve', zh: '储备' };
    case 'originator':
      return { en: 'the originator', zh: '发起机构' };
    case 'class':
      return labels.classes[place.index] ?? NONE;
    case 'fee':
      return labels.fees[place.index] ?? NONE;
  }
}

function flowWords({ from, to, amount }: Flow, labels: DealLabels): Label {
  const [source, target] = [placeWords(from, labels), placeWords(to, labels)];
  const text = amountText(amount, labels);
  return { en: `${text} from ${source.en} to ${target.en}`, zh: `${text} 由${source.zh}至${target.zh}` };
}

function changeWords({ class: index, of, by }: Change, labels: DealLabels): Label {
  const name = labels.classes[index] ?? NONE;
  const size = amountText(by < 0n ? -by : by, labels);
  const what = of === 'balance' ? { en: 'balance', zh: '余额' } : { en: 'deficiency', zh: '短缺' };
  return {
    en: `${what.en} of ${name.en} ${by < 0n ? 'down' : 'up'} by ${size}`,
    zh: `${name.zh}${what.zh}${by < 0n ? '减少' : '增加'} ${size}`,
  };
}

/** What a step that ran has moved and changed, and what it left open. */
export function movedWords(
  step: Step,
  due: bigint,
  paid: bigint,
  flows: readonly Flow[],
  changes: readonly Change[],
  labels: DealLabels,
): Label {
  const parts = [...flows.map((flow) => flowWords(flow, labels)), ...changes.map((change) => changeWords(change, labels))];
  const done = parts.length === 0 ? { en: 'nothing moved', zh: '无资金移动' } : joined(parts);
  const short = due - paid;
  if (short > 0n) {
    const text = amountText(short, labels);
    const why =
      step.op === OP.LOSS || step.op === OP.WRITEUP ? { en: 'found no class', zh: '无分级可承担' } : { en: 'stayed due', zh: '未能支付' };
    return { en: `${done.en}; ${text} ${why.en}.`, zh: `${done.zh}；${text} ${why.zh}。` };
  }
  if (due === 0n && parts.length === 0) return { en: 'Nothing was due.', zh: '没有到期金额。' };
  return { en: `${done.en}.`, zh: `${done.zh}。` };
}

function joined(parts: readonly Label[]): Label {
  return { en: parts.map(({ en }) => en).join('; '), zh: parts.map(({ zh }) => zh).join('；') };
}

/** Why a test passed or failed. */
export function testWords({ have, need, passes, ratio }: TestReading, kind: number, threshold: bigint, labels: DealLabels): Label {
  const [has, needs] = [amountText(have, labels), amountText(need, labels)];
  const names =
    kind === 1
      ? { en: ['collateral', 'balances'], zh: ['抵押', '余额'] }
      : { en: ['interest available', 'interest due'], zh: ['可用利息', '应付利息'] };
  if (need === 0n) return { en: `Passed: there are no ${names.en[1]}.`, zh: `通过：没有${names.zh[1]}。` };
  const limit = percentText(threshold);
  // Four places are for reading; the comparison itself is exact.
  const measured = percentText((ratio / 10n ** 12n) * 10n ** 12n);
  return {
    en: `${passes ? 'Passed' : 'Failed'}: ${names.en[0]} ${has} over ${names.en[1]} ${needs} is ${measured}, ${passes ? 'at least' : 'less than'} ${limit}.`,
    zh: `${passes ? '通过' : '未通过'}：${names.zh[0]} ${has} 除以${names.zh[1]} ${needs} 为 ${measured}，${passes ? '不低于' : '低于'} ${limit}。`,
  };
}
