import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { member, pick } from './parents.ts';

const deals = createRoute({
  getParentRoute: () => member,
  path: '/deals',
  validateSearch: (search) => pick(search, 'cursor'),
  component: lazyRouteComponent(() => import('../features/deals/DealsPage.tsx'), 'DealsPage'),
});
const deal = createRoute({
  getParentRoute: () => member,
  path: '/deals/$address',
  validateSearch: (search) => pick(search, 'tab', 'period'),
  component: lazyRouteComponent(() => import('../features/deals/DealPage.tsx'), 'DealPage'),
});

/** What an investor works with. */
export const investorRoutes = [deals, deal] as const;
