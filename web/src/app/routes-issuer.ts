import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { member, pick, shell } from './parents.ts';

const STATES = ['pending', 'approved', 'refused'] as const;

const revocations = createRoute({
  getParentRoute: () => member,
  path: '/revocations',
  validateSearch: (search): { state?: (typeof STATES)[number]; cursor?: string } => {
    const { state, ...rest } = pick(search, 'state', 'cursor');
    const known = STATES.find((each) => each === state);
    return known === undefined ? rest : { ...rest, state: known };
  },
  component: lazyRouteComponent(() => import('../features/revocations/RevocationsPage.tsx'), 'RevocationsPage'),
});

const log = createRoute({
  getParentRoute: () => member,
  path: '/ledger/logs/$issuer',
  validateSearch: (search) => pick(search, 'cursor'),
  component: lazyRouteComponent(() => import('../features/log/LogPage.tsx'), 'LogPage'),
});

const keys = createRoute({
  getParentRoute: () => member,
  path: '/keys',
  component: lazyRouteComponent(() => import('../features/keys/KeysPage.tsx'), 'KeysPage'),
});

/** What an issuer works with. */
export const issuerRoutes = [revocations, log, keys] as const;

const ratings = createRoute({
  getParentRoute: () => shell,
  path: '/ratings',
  validateSearch: (search) => pick(search, 'tab', 'kind', 'agency', 'grade', 'state', 'q', 'cursor'),
  component: lazyRouteComponent(() => import('../features/ratings/RatingsPage.tsx'), 'RatingsPage'),
});
const ratedSubject = createRoute({
  getParentRoute: () => shell,
  path: '/ratings/$id',
  component: lazyRouteComponent(() => import('../features/ratings/SubjectPage.tsx'), 'SubjectPage'),
});

/** Public ratings, read without a sign-in. */
export const ratingRoutes = [ratings, ratedSubject] as const;
