import { DomainError } from '../../../kernel/errors.ts';

/**
 * Life of a model. A `draft` was trained; `validated` is one whose findings somebody has looked at and judged; `approved` is one that
 * another person put in use and whose record the chain does not show yet; `live` scores customers; `watch` does so too, under suspicion;
 * `retired` scores nobody any more and may be put back.
 */
export const MODEL_STATES = ['draft', 'validated', 'approved', 'live', 'watch', 'retired'] as const;
export type ModelState = (typeof MODEL_STATES)[number];

/**
 * What a model is used for. The `champion` scores all customers that no `challenger` does, each challenger its share of them; a
 * `shadow` scores all of them beside the others, and nobody relies on what it says.
 */
export const MODEL_ROLES = ['champion', 'challenger', 'shadow'] as const;
export type ModelRole = (typeof MODEL_ROLES)[number];

/** A role, with the share of the customers that a challenger scores, in basis points; 0 for any other role. */
export interface ModelPost {
  readonly role: ModelRole;
  readonly shareBps: number;
}

/** What a model is to become: a role, or `none`, which retires it. */
export const WANTED_ROLES = [...MODEL_ROLES, 'none'] as const;
export interface WantedPost {
  readonly role: ModelRole | 'none';
  readonly shareBps: number;
}

/** States in which each act may happen, and the state that each leads to. A change of role leaves a model in use until it is recorded. */
const ACTS = {
  validate: { draft: 'validated', validated: 'validated' },
  approve: { validated: 'approved', retired: 'approved', live: 'live', watch: 'watch' },
  record: { approved: 'live', live: 'live', watch: 'watch' },
  watch: { live: 'watch' },
  release: { watch: 'live' },
  retire: { live: 'retired', watch: 'retired' },
  discard: { draft: 'retired', validated: 'retired', approved: 'retired' },
} as const satisfies Record<string, Partial<Record<ModelState, ModelState>>>;

export type ModelAct = keyof typeof ACTS;

export const WHOLE_BPS = 10_000;

/**
 * State after `act`.
 * @throws {@link DomainError} `model_state_invalid`
 */
export function stateAfter(act: ModelAct, state: ModelState): ModelState {
  const steps: Partial<Record<ModelState, ModelState>> = ACTS[act];
  const next = steps[state];
  if (next === undefined)
    throw new DomainError(
      'model_state_invalid',
      'conflict',
      `This scorecard is ${state}; only one that is ${Object.keys(steps).join(' or ')} can be changed so.`,
      { params: { act, state } },
    );
  return next;
}

/** A model that is in use. */
export interface PostedModel extends ModelPost {
  readonly hash: string;
}

/**
 * Refuses a post that the models in use leave no room for.
 * @throws {@link DomainError} `model_post_invalid`
 */
export function requirePost(hash: string, wanted: WantedPost, inUse: readonly PostedModel[]): void {
  const fault = faultOfPost(hash, wanted, inUse);
  if (fault !== null) throw new DomainError('model_post_invalid', 'conflict', fault, { params: { ...wanted } });
}

function faultOfPost(hash: string, { role, shareBps }: WantedPost, inUse: readonly PostedModel[]): string | null {
  const own = inUse.find((model) => model.hash === hash);
  if ((role === 'challenger') !== shareBps > 0) return 'A challenger scores a share of the customers; no other role has one.';
  if (own?.role === role && own.shareBps === shareBps) return 'This scorecard is in use so already.';
  if (role === 'none' && own === undefined) return 'This scorecard is not in use.';
  if (role === 'champion') return null;
  if (own?.role === 'champion') return 'This is the champion; another one must take its place.';
  if (!inUse.some((model) => model.role === 'champion')) return 'No champion is in use yet; put one in use first.';
  const challengedBps = inUse.reduce((sum, model) => (model.hash === hash ? sum : sum + model.shareBps), shareBps);
  return challengedBps < WHOLE_BPS ? null : 'The challengers would score all customers and leave none to the champion.';
}
