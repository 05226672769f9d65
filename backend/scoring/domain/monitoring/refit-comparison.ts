import { numericColumn } from '../../../intake/domain/columns.ts';
import { type AucComparison, compareAuc } from '../validation/delong.ts';
import { stabilityMatrix } from '../validation/stability.ts';
import { type SwapSet, swapSet } from '../validation/swap-set.ts';

/** A card in use and its refit on the same rows, which neither had seen. */
export interface RefitComparison {
  readonly rows: number;
  readonly bads: number;
  readonly cutOff: number;
  /** Share that the card in use approves at the cut-off; the refit approves no more. */
  readonly approvalRate: number;
  /** Of the refit less that of the card in use, paired on the rows. */
  readonly auc: AucComparison;
  /** PSI of the refit's scores against those of the card in use. */
  readonly stability: number;
  readonly swap: Pick<SwapSet, 'bothApprove' | 'bothDecline' | 'swapIn' | 'swapOut'>;
}

export interface ComparedScores {
  readonly champion: ArrayLike<number>;
  readonly challenger: ArrayLike<number>;
}

/**
 * Compares the decisions and the ranking of a card and its refit at one approval rate: that of the card in use at `cutOff`.
 * @throws {@link DomainError} of `compareAuc` and `swapSet`
 */
export function compareRefit({ champion, challenger }: ComparedScores, target: Uint8Array, cutOff: number): RefitComparison {
  const riskOf = (scores: ArrayLike<number>) => Float64Array.from(scores, (score) => -score);
  const approved = Array.from(champion).filter((score) => score >= cutOff).length;
  const approvalRate = approved / target.length;
  const risks = { champion: riskOf(champion), challenger: riskOf(challenger) };
  const column = (scores: ArrayLike<number>) => [numericColumn('score', scores)];
  const { rows } = stabilityMatrix(
    column(champion),
    column(challenger),
    Array.from(target, () => 'all'),
  );
  const { bothApprove, bothDecline, swapIn, swapOut } = swapSet(risks, target, { approvalRate });
  return {
    rows: target.length,
    bads: target.reduce((sum, outcome) => sum + outcome, 0),
    cutOff,
    approvalRate,
    auc: compareAuc(risks.challenger, risks.champion, target),
    stability: rows[0]?.index[0] ?? 0,
    swap: { bothApprove, bothDecline, swapIn, swapOut },
  };
}
