import { percentText } from '../domain/deal/decimal-text.ts';
import type { DealImage, TriggerTerms } from '../domain/deal-image.ts';
import { TRIGGER_KINDS } from '../domain/deal-image.ts';
import { reserveTarget } from '../domain/waterfall/period-work.ts';
import { thresholdOf } from '../domain/waterfall/triggers.ts';
import type { WaterfallState } from '../domain/waterfall-state.ts';
import type { TriggerView } from './schemas.ts';

const WAD = 10n ** 18n;

/** The triggers of a deal with where each stands after the last period. */
export function triggerViews(image: DealImage, state: WaterfallState, names: readonly string[]): TriggerView[] {
  return image.triggers.map((trigger, index): TriggerView => {
    const threshold = trigger.kind === 1 ? thresholdOf({ image, period: Math.max(1, state.period) }, trigger) : trigger.threshold;
    const value = standingOf(image, state, trigger);
    return {
      index,
      kind: TRIGGER_KINDS[trigger.kind - 1] ?? 'never',
      name: names[index] ?? `#${index + 1}`,
      words: wordsOf(trigger, threshold),
      isActive: (state.active & (1 << index)) !== 0,
      isCurable: trigger.isCurable,
      accelerates: trigger.isAccelerating,
      breaches: Number((state.breaches >> BigInt(index * 4)) & 15n),
      notice: Math.max(1, trigger.notice),
      value: value === null ? null : String(value),
      threshold: value === null || threshold === null ? null : String(threshold),
    };
  });
}

const share = (part: bigint, whole: bigint): bigint => (whole === 0n ? 0n : (part * WAD) / whole);

function standingOf(image: DealImage, state: WaterfallState, trigger: TriggerTerms): bigint | null {
  const isIn = (place: number) => (trigger.argument & (1 << place)) !== 0;
  switch (trigger.kind) {
    case 1:
      return share(netLossOf(state), image.originalPool);
    case 2:
      return averageDelinquency(state);
    case 5:
      return share(state.reserve, reserveTarget({ image, pool: state.pool, balance: state.classes.map(({ balance }) => balance) }));
    case 6:
      return share(state.pool, image.originalPool);
    case 9: {
      const classes = state.classes.filter((_, place) => isIn(place));
      return share(
        classes.reduce((sum, { deficit }) => sum + deficit, 0n),
        classes.reduce((sum, { balance }) => sum + balance, 0n),
      );
    }
    default:
      return null;
  }
}

export function netLossOf({ cumulativeDefaults, cumulativeRecoveries }: WaterfallState): bigint {
  return cumulativeDefaults > cumulativeRecoveries ? cumulativeDefaults - cumulativeRecoveries : 0n;
}

/** Mean of the ratios that the state remembers: the last period and the one before. */
function averageDelinquency({ lastDelinquency, earlierDelinquency, delinquencyCount }: WaterfallState): bigint {
  if (delinquencyCount === 0) return 0n;
  return delinquencyCount === 1 ? lastDelinquency : (lastDelinquency + earlierDelinquency) / 2n;
}

function wordsOf({ kind }: TriggerTerms, threshold: bigint | null): { en: string; zh: string } {
  const limit = threshold === null ? '–' : percentText(threshold);
  const words: Readonly<Record<number, readonly [en: string, zh: string]>> = {
    1: [`the cumulative net loss exceeds ${limit} of the original pool`, `累计净损失超过初始资产池的 ${limit}`],
    2: [`the three-period average of balances late 30 days or more exceeds ${limit}`, `三期平均逾期30天以上比例超过 ${limit}`],
    3: ['a coverage test fails', '覆盖测试未通过'],
    4: ['interest that cannot be deferred is unpaid', '不可递延的利息未付'],
    5: [`the reserve is below ${limit} of its target`, `储备金低于目标的 ${limit}`],
    6: [`the pool falls below ${limit} of its original balance`, `资产池低于初始余额的 ${limit}`],
    7: ['the report is late', '报告逾期'],
    8: ['the servicer is in default', '服务商违约'],
    9: [`the principal deficiency exceeds ${limit} of the class`, `本金缺口超过该层级的 ${limit}`],
  };
  const [en, zh] = words[kind] ?? ['never', '永不触发'];
  return { en, zh };
}
