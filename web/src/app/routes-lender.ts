import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { member, pick } from './parents.ts';

const bulk = createRoute({
  getParentRoute: () => member,
  path: '/bulk',
  validateSearch: (search) => pick(search, 'cursor'),
  component: lazyRouteComponent(() => import('../features/bulk/BulkPage.tsx'), 'BulkPage'),
});
const bulkRun = createRoute({
  getParentRoute: () => member,
  path: '/bulk/$id',
  validateSearch: (search) => pick(search, 'verdict', 'cursor'),
  component: lazyRouteComponent(() => import('../features/bulk/BulkRunPage.tsx'), 'BulkRunPage'),
});
const watch = createRoute({
  getParentRoute: () => member,
  path: '/watch',
  validateSearch: (search) => pick(search, 'tab', 'state', 'cursor'),
  component: lazyRouteComponent(() => import('../features/watch/WatchPage.tsx'), 'WatchPage'),
});
const profile = createRoute({
  getParentRoute: () => member,
  path: '/profile',
  component: lazyRouteComponent(() => import('../features/profile/ProfilePage.tsx'), 'ProfilePage'),
});
const requests = createRoute({
  getParentRoute: () => member,
  path: '/requests',
  validateSearch: (search) => pick(search, 'cursor'),
  component: lazyRouteComponent(() => import('../features/requests/RequestsPage.tsx'), 'RequestsPage'),
});
const request = createRoute({
  getParentRoute: () => member,
  path: '/requests/$id',
  component: lazyRouteComponent(() => import('../features/requests/RequestPage.tsx'), 'RequestPage'),
});

/** What a lender works with. */
export const lenderRoutes = [bulk, bulkRun, watch, profile, requests, request] as const;
