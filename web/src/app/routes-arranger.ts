import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { member, pick } from './parents.ts';

const structure = createRoute({
  getParentRoute: () => member,
  path: '/structure',
  validateSearch: (search) => pick(search, 'cursor'),
  component: lazyRouteComponent(() => import('../features/structure/StructurePage.tsx'), 'StructurePage'),
});
const draft = createRoute({
  getParentRoute: () => member,
  path: '/structure/$id',
  validateSearch: (search) => pick(search, 'tab'),
  component: lazyRouteComponent(() => import('../features/structure/DraftPage.tsx'), 'DraftPage'),
});
const tapes = createRoute({
  getParentRoute: () => member,
  path: '/tapes',
  validateSearch: (search) => pick(search, 'cursor'),
  component: lazyRouteComponent(() => import('../features/tapes/TapesPage.tsx'), 'TapesPage'),
});
const tape = createRoute({
  getParentRoute: () => member,
  path: '/tapes/$id',
  validateSearch: (search) => pick(search, 'tab', 'by', 'cursor'),
  component: lazyRouteComponent(() => import('../features/tapes/TapePage.tsx'), 'TapePage'),
});
const pools = createRoute({
  getParentRoute: () => member,
  path: '/pools',
  validateSearch: (search) => pick(search, 'cursor'),
  component: lazyRouteComponent(() => import('../features/pools/PoolsPage.tsx'), 'PoolsPage'),
});
const pool = createRoute({
  getParentRoute: () => member,
  path: '/pools/$id',
  validateSearch: (search) => pick(search, 'by'),
  component: lazyRouteComponent(() => import('../features/pools/PoolPage.tsx'), 'PoolPage'),
});

/** What an originator and an arranger work with. */
export const arrangerRoutes = [tapes, tape, pools, pool, structure, draft] as const;
