import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { member, pick } from './parents.ts';

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

/** What an issuer works with. */
export const issuerRoutes = [revocations] as const;
