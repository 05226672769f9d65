import { cutOffAtRate } from './cut-off.ts';
import { requireScored } from './scored-rows.ts';

export interface SwapCell {
  readonly rows: number;
  readonly bads: number;
  /** Null when there are no rows. */
  readonly badRate: number | null;
}

/** Who is approved by which of two models. */
export interface SwapSet {
  readonly championCutOff: number;
  readonly challengerCutOff: number;
  readonly bothApprove: SwapCell;
  readonly bothDecline: SwapCell;
  /** Declined by the champion, approved by the challenger. */
  readonly swapIn: SwapCell;
  /** Approved by the champion, declined by the challenger. */
  readonly swapOut: SwapCell;
}

/** Each model's own cut-off, or one approval rate that neither exceeds. Rows as risky as the cut-off or riskier are declined. */
export type SwapRule = { readonly champion: number; readonly challenger: number } | { readonly approvalRate: number };

/**
 * Compares the decisions of two models on the same rows.
 * @throws {@link DomainError} of `requireScored`, `setting_invalid`
 */
export function swapSet(
  risks: { readonly champion: ArrayLike<number>; readonly challenger: ArrayLike<number> },
  target: Uint8Array,
  rule: SwapRule,
): SwapSet {
  requireScored('risk of the champion', risks.champion, target);
  requireScored('risk of the challenger', risks.challenger, target);
  const cutOff = (model: 'champion' | 'challenger') =>
    'approvalRate' in rule ? cutOffAtRate(risks[model], rule.approvalRate) : rule[model];
  const championCutOff = cutOff('champion');
  const challengerCutOff = cutOff('challenger');
  const cell = (byChampion: boolean, byChallenger: boolean): SwapCell => {
    let rows = 0;
    let bads = 0;
    for (let row = 0; row < target.length; row++) {
      if ((risks.champion[row] as number) < championCutOff !== byChampion) continue;
      if ((risks.challenger[row] as number) < challengerCutOff !== byChallenger) continue;
      rows++;
      bads += target[row] as number;
    }
    return { rows, bads, badRate: rows === 0 ? null : bads / rows };
  };
  return {
    championCutOff,
    challengerCutOff,
    bothApprove: cell(true, true),
    bothDecline: cell(false, false),
    swapIn: cell(false, true),
    swapOut: cell(true, false),
  };
}
