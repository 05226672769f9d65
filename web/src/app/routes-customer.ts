import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { member, pick, shell } from './parents.ts';

const credentials = createRoute({
  getParentRoute: () => member,
  path: '/me',
  component: lazyRouteComponent(() => import('../features/me/MyCredentialsPage.tsx'), 'MyCredentialsPage'),
});
const asked = createRoute({
  getParentRoute: () => member,
  path: '/me/requests',
  component: lazyRouteComponent(() => import('../features/present/AskedPage.tsx'), 'AskedPage'),
});
const answer = createRoute({
  getParentRoute: () => member,
  path: '/me/requests/$id',
  component: lazyRouteComponent(() => import('../features/present/AnswerPage.tsx'), 'AnswerPage'),
});
const share = createRoute({
  getParentRoute: () => member,
  path: '/me/share',
  component: lazyRouteComponent(() => import('../features/present/SharePage.tsx'), 'SharePage'),
});
const consents = createRoute({
  getParentRoute: () => member,
  path: '/me/consents',
  validateSearch: (search) => pick(search, 'cursor'),
  component: lazyRouteComponent(() => import('../features/me/ConsentsPage.tsx'), 'ConsentsPage'),
});
const place = createRoute({
  getParentRoute: () => member,
  path: '/me/board',
  component: lazyRouteComponent(() => import('../features/board/OwnPlacePage.tsx'), 'OwnPlacePage'),
});
const data = createRoute({
  getParentRoute: () => member,
  path: '/me/data',
  component: lazyRouteComponent(() => import('../features/me/MyDataPage.tsx'), 'MyDataPage'),
});

/** What a customer sees of their own. */
export const customerRoutes = [credentials, asked, answer, share, consents, place, data] as const;

/** A presentation handed over by link; whoever holds the whole address may read it, signed in or not. */
const link = createRoute({
  getParentRoute: () => shell,
  path: '/p/$id',
  component: lazyRouteComponent(() => import('../features/present/LinkPage.tsx'), 'LinkPage'),
});
/** What a lender asks, for the customer who follows its link and may not be signed in yet. */
const request = createRoute({
  getParentRoute: () => shell,
  path: '/p/r/$id',
  component: lazyRouteComponent(() => import('../features/present/RequestLinkPage.tsx'), 'RequestLinkPage'),
});

export const publicRoutes = [link, request] as const;
