import type { Step } from '../deal-image.ts';
import type { Label } from '../deal/deal-file.ts';
import type { DealLabels } from './deal-labels.ts';

type Pair = readonly [holds: Label, fails: Label];
const pair = (holdsEn: string, failsEn: string, holdsZh: string, failsZh: string): Pair => [
  { en: holdsEn, zh: holdsZh },
  { en: failsEn, zh: failsZh },
];

export function namesIn(mask: number, labels: readonly Label[]): Label {
  const named = labels.filter((_, at) => (mask >> at) & 1);
  return { en: named.map(({ en }) => en).join(', ') || '-', zh: named.map(({ zh }) => zh).join('、') || '-' };
}

/** Why a step was passed over: what is the case, given that its condition did not hold. */
export function passedOverWords(step: Step, labels: DealLabels): Label {
  const [holds, fails] = conditionPair(step, labels);
  return step.isNegated ? holds : fails;
}

function conditionPair({ condition, conditionArgument: argument }: Step, labels: DealLabels): Pair {
  switch (condition) {
    case 1: {
      const { en, zh } = labels.triggers[argument] ?? { en: '-', zh: '-' };
      return pair(`trigger ${en} is active`, `trigger ${en} is not active`, `触发器“${zh}”已生效`, `触发器“${zh}”未生效`);
    }
    case 2: {
      const { en, zh } = labels.tests[argument] ?? { en: '-', zh: '-' };
      return pair(`test ${en} has failed`, `test ${en} has not failed`, `测试“${zh}”未通过`, `测试“${zh}”没有失败`);
    }
    case 3: {
      const { en, zh } = namesIn(argument, labels.classes);
      return pair(`${en} is outstanding`, `nothing of ${en} is outstanding`, `${zh}尚有余额`, `${zh}已无余额`);
    }
    case 4:
      return pair('the deal is accelerated', 'the deal is not accelerated', '交易已加速清偿', '交易未加速清偿');
    case 5:
      return pair('the deal is revolving', 'the deal is not revolving', '交易处于循环期', '交易不在循环期');
    case 6:
      return pair('the clean-up call is exercised', 'no clean-up call is exercised', '已行使清仓回购', '未行使清仓回购');
    case 7:
      return pair('it is the last period', 'it is not the last period', '本期为最后一期', '本期不是最后一期');
    case 8: {
      const { en, zh } = namesIn(argument, labels.triggers);
      return pair(
        `one of the triggers ${en} is active`,
        `none of the triggers ${en} is active`,
        `触发器${zh}之一已生效`,
        `触发器${zh}均未生效`,
      );
    }
    default:
      return pair('it always runs', 'it always runs', '始终执行', '始终执行');
  }
}
