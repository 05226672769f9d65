import type { DealAct, DealStatusName } from '../../../../backend/securitization/deals/schemas.ts';

export type ActName = DealAct['act'];

const LIVE = ['report-late', 'take-proceeds', 'redeem', 'servicer-default', 'replace-servicer', 'accelerate'] as const;

/** What may be ordered while a deal stands where it stands; the API and the contract decide again. */
export const ACTS_BY_STATUS: Readonly<Record<DealStatusName, readonly ActName[]>> = {
  structuring: ['open', 'cancel'],
  offering: ['close-offering', 'cancel'],
  revolving: LIVE,
  amortizing: LIVE,
  accelerated: LIVE.filter((act) => act !== 'accelerate'),
  redeemed: ['take-proceeds', 'sweep'],
  cancelled: [],
};

const HARMLESS: readonly ActName[] = ['open', 'report-late', 'take-proceeds'];

/** Whether an act cannot be taken back, and is confirmed by typing. */
export const isFinal = (act: ActName): boolean => !HARMLESS.includes(act);
export const needsReason = (act: ActName): boolean => act === 'accelerate' || act === 'servicer-default';
export const needsKey = (act: ActName): boolean => act === 'replace-servicer';
