import { characteristicWords } from './characteristic-words.ts';

export interface Words {
  readonly en: string;
  readonly zh: string;
}

export interface ScoreSummary {
  readonly score: number;
  readonly grade: string;
  /** Probability of default within a year, wad. */
  readonly pdWad: bigint;
  readonly reasons: readonly { readonly characteristic: string; readonly pointsLost: number; readonly against?: 'mean' | undefined }[];
}

const WAD = 10n ** 18n;
const MOST_REASONS = 3;

/** One decimal of a percent, rounded half up. */
function percentOf(pdWad: bigint): string {
  const tenths = (pdWad * 1000n + WAD / 2n) / WAD;
  return `${tenths / 10n}.${tenths % 10n}`;
}

/** How many of a thousand, rounded half up. */
function perThousand(pdWad: bigint): bigint {
  return (pdWad * 1000n + WAD / 2n) / WAD;
}

/** The score in sentences that need no training to be read. */
export function scoreWords({ score, grade, pdWad, reasons }: ScoreSummary): Words[] {
  const [percent, many] = [percentOf(pdWad), perThousand(pdWad)];
  const worst = reasons.filter(({ pointsLost }) => pointsLost > 0).slice(0, MOST_REASONS);
  const words: Words[] = [
    { en: `Your score is ${score}, which is grade ${grade}.`, zh: `您的评分为 ${score}，等级为 ${grade}。` },
    {
      en: `Of 1,000 customers with such a score, about ${many} are expected not to pay as agreed (${percent} %).`,
      zh: `在 1000 名评分相近的客户中，预计约有 ${many} 名不能按约还款（${percent}%）。`,
    },
  ];
  for (const { characteristic, pointsLost, against } of worst) {
    const { en, zh } = characteristicWords(characteristic);
    const [than, thanZh] = against === 'mean' ? ['the average customer', '平均客户'] : ['the best answer', '最佳情况'];
    words.push({
      en: `What cost points: ${en}, ${pointsLost} below ${than}.`,
      zh: `失分项：${zh}，比${thanZh}少 ${pointsLost} 分。`,
    });
  }
  return words;
}
