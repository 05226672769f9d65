import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, redirect } from '@tanstack/react-router';
import { sessionQuery } from '../lib/queries.ts';
import { Shell } from './Shell.tsx';

interface Context {
  queryClient: QueryClient;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Members of `search` that are text; everything else in a pasted address is dropped. */
export function pick<K extends string>(search: Record<string, unknown>, ...names: K[]): { [N in K]?: string } {
  const kept: { [N in K]?: string } = {};
  for (const name of names) {
    const value = text(search[name]);
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

export const root = createRootRouteWithContext<Context>()({ validateSearch: (search) => pick(search, 'evidence') });

/** The frame around every page but sign-in. */
export const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell });

/** Pages that ask for a sign-in first. */
export const member = createRoute({
  getParentRoute: () => shell,
  id: 'member',
  beforeLoad: async ({ context, location }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery);
    if (session === null) throw redirect({ to: '/sign-in', search: { next: location.href } });
    return { session };
  },
});
