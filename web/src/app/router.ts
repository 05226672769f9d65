import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { sessionQuery } from '../lib/queries.ts';
import { NoPage, RouteFault } from './RouteFault.tsx';
import { Shell } from './Shell.tsx';

interface Context {
  queryClient: QueryClient;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Members of `search` that are text; everything else in a pasted address is dropped. */
function pick<K extends string>(search: Record<string, unknown>, ...names: K[]): { [N in K]?: string } {
  const kept: { [N in K]?: string } = {};
  for (const name of names) {
    const value = text(search[name]);
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

const root = createRootRouteWithContext<Context>()({ validateSearch: (search) => pick(search, 'evidence') });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search) => pick(search, 'next'),
  component: lazyRouteComponent(() => import('../features/sign-in/SignInPage.tsx'), 'SignInPage'),
});

const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell });
const verify = createRoute({
  getParentRoute: () => shell,
  path: '/verify',
  component: lazyRouteComponent(() => import('../features/verify/VerifyPage.tsx'), 'VerifyPage'),
});

const noPage = createRoute({ getParentRoute: () => shell, path: '$', component: NoPage });

const member = createRoute({
  getParentRoute: () => shell,
  id: 'member',
  beforeLoad: async ({ context, location }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery);
    if (session === null) throw redirect({ to: '/sign-in', search: { next: location.href } });
  },
});
const home = createRoute({
  getParentRoute: () => member,
  path: '/',
  component: lazyRouteComponent(() => import('../features/home/HomePage.tsx'), 'HomePage'),
});
const customers = createRoute({
  getParentRoute: () => member,
  path: '/customers',
  validateSearch: (search) => pick(search, 'grade', 'q', 'cursor'),
  component: lazyRouteComponent(() => import('../features/customers/CustomersPage.tsx'), 'CustomersPage'),
});
const customer = createRoute({
  getParentRoute: () => member,
  path: '/customers/$id',
  component: lazyRouteComponent(() => import('../features/customers/CustomerPage.tsx'), 'CustomerPage'),
});
const scorecards = createRoute({
  getParentRoute: () => member,
  path: '/scorecards',
  component: lazyRouteComponent(() => import('../features/scorecard/ScorecardsPage.tsx'), 'ScorecardsPage'),
});
const scorecard = createRoute({
  getParentRoute: () => member,
  path: '/scorecards/$hash',
  validateSearch: (search) => pick(search, 'characteristic', 'tab'),
  component: lazyRouteComponent(() => import('../features/scorecard/ScorecardPage.tsx'), 'ScorecardPage'),
});
const ledger = createRoute({
  getParentRoute: () => member,
  path: '/ledger',
  validateSearch: (search) => pick(search, 'tab', 'cursor'),
  component: lazyRouteComponent(() => import('../features/ledger/LedgerPage.tsx'), 'LedgerPage'),
});
const batch = createRoute({
  getParentRoute: () => member,
  path: '/ledger/batches/$id',
  validateSearch: (search) => pick(search, 'cursor'),
  component: lazyRouteComponent(() => import('../features/ledger/BatchPage.tsx'), 'BatchPage'),
});
const transaction = createRoute({
  getParentRoute: () => member,
  path: '/ledger/transactions/$hash',
  component: lazyRouteComponent(() => import('../features/ledger/TransactionPage.tsx'), 'TransactionPage'),
});
const issuer = createRoute({
  getParentRoute: () => member,
  path: '/ledger/issuers/$id',
  component: lazyRouteComponent(() => import('../features/ledger/IssuerPage.tsx'), 'IssuerPage'),
});
const system = createRoute({
  getParentRoute: () => member,
  path: '/system',
  validateSearch: (search) => pick(search, 'tab', 'cursor'),
  component: lazyRouteComponent(() => import('../features/system/SystemPage.tsx'), 'SystemPage'),
});

const tree = root.addChildren([
  signIn,
  shell.addChildren([
    verify,
    noPage,
    member.addChildren([home, customers, customer, scorecards, scorecard, ledger, batch, transaction, issuer, system]),
  ]),
]);

/** Each page is a chunk of its own; the frame is in the first load. */
export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queryClient },
    defaultPreload: 'intent',
    defaultErrorComponent: RouteFault,
    defaultNotFoundComponent: NoPage,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
