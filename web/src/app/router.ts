import type { QueryClient } from '@tanstack/react-query';
import { createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { isCustomer } from '../lib/is-customer.ts';
import { NoPage, RouteFault } from './RouteFault.tsx';
import { member, pick, root, shell } from './parents.ts';
import { customerRoutes, publicRoutes } from './routes-customer.ts';
import { issuerRoutes, ratingRoutes } from './routes-issuer.ts';
import { arrangerRoutes } from './routes-arranger.ts';
import { investorRoutes, servicerRoutes } from './routes-investor.ts';
import { lenderRoutes } from './routes-lender.ts';

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search) => pick(search, 'next'),
  component: lazyRouteComponent(() => import('../features/sign-in/SignInPage.tsx'), 'SignInPage'),
});

const verify = createRoute({
  getParentRoute: () => shell,
  path: '/verify',
  component: lazyRouteComponent(() => import('../features/verify/VerifyPage.tsx'), 'VerifyPage'),
});

const noPage = createRoute({ getParentRoute: () => shell, path: '$', component: NoPage });

const home = createRoute({
  getParentRoute: () => member,
  path: '/',
  // A customer comes for what is their own; the house's figures say nothing to them.
  beforeLoad: ({ context }) => {
    if (isCustomer(context.session)) throw redirect({ to: '/me' });
  },
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
const studio = createRoute({
  getParentRoute: () => member,
  path: '/scorecards/studio',
  validateSearch: (search) => pick(search, 'source', 'attribute', 'scenario'),
  component: lazyRouteComponent(() => import('../features/studio/StudioPage.tsx'), 'StudioPage'),
});
const compareScorecards = createRoute({
  getParentRoute: () => member,
  path: '/scorecards/compare',
  validateSearch: (search) => pick(search, 'cards', 'source'),
  component: lazyRouteComponent(() => import('../features/scorecard/CompareScorecardsPage.tsx'), 'CompareScorecardsPage'),
});
const scorecard = createRoute({
  getParentRoute: () => member,
  path: '/scorecards/$hash',
  validateSearch: (search) => pick(search, 'characteristic', 'tab', 'segment'),
  component: lazyRouteComponent(() => import('../features/scorecard/ScorecardPage.tsx'), 'ScorecardPage'),
});
const monitoring = createRoute({
  getParentRoute: () => member,
  path: '/monitoring',
  validateSearch: (search) => pick(search, 'scorecard'),
  component: lazyRouteComponent(() => import('../features/model-watch/ModelWatchPage.tsx'), 'ModelWatchPage'),
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
    ...publicRoutes,
    ...ratingRoutes,
    noPage,
    member.addChildren([
      home,
      customers,
      customer,
      scorecards,
      studio,
      compareScorecards,
      scorecard,
      monitoring,
      ledger,
      batch,
      transaction,
      issuer,
      system,
      ...issuerRoutes,
      ...lenderRoutes,
      ...investorRoutes,
      ...servicerRoutes,
      ...arrangerRoutes,
      ...customerRoutes,
    ]),
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
