import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { member, pick } from './parents.ts';

const deals = createRoute({
  getParentRoute: () => member,
  path: '/deals',
  validateSearch: (search) => pick(search, 'cursor'),
  component: lazyRouteComponent(() => import('../features/deals/DealsPage.tsx'), 'DealsPage'),
});
const compare = createRoute({
  getParentRoute: () => member,
  path: '/deals/compare',
  validateSearch: (search) => pick(search, 'deals'),
  component: lazyRouteComponent(() => import('../features/outlook/ComparePage.tsx'), 'ComparePage'),
});
const deal = createRoute({
  getParentRoute: () => member,
  path: '/deals/$address',
  validateSearch: (search) => pick(search, 'tab', 'period'),
  component: lazyRouteComponent(() => import('../features/deals/DealPage.tsx'), 'DealPage'),
});

const portfolio = createRoute({
  getParentRoute: () => member,
  path: '/portfolio',
  validateSearch: (search) => pick(search, 'account'),
  component: lazyRouteComponent(() => import('../features/portfolio/PortfolioPage.tsx'), 'PortfolioPage'),
});

/** What an investor works with. */
export const investorRoutes = [deals, compare, deal, portfolio] as const;

const servicing = createRoute({
  getParentRoute: () => member,
  path: '/servicing',
  validateSearch: (search) => pick(search, 'cursor'),
  component: lazyRouteComponent(() => import('../features/servicing/ServicingPage.tsx'), 'ServicingPage'),
});
const servicedDeal = createRoute({
  getParentRoute: () => member,
  path: '/servicing/$address',
  validateSearch: (search) => pick(search, 'tab', 'cursor'),
  component: lazyRouteComponent(() => import('../features/servicing/ServicingDealPage.tsx'), 'ServicingDealPage'),
});

/** What a servicer and a trustee work with. */
export const servicerRoutes = [servicing, servicedDeal] as const;
