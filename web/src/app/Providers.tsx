import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { ApiFault } from '../lib/api.ts';
import { sessionQuery } from '../lib/queries.ts';
import { createAppRouter } from './router.ts';
import { cssVariables, theme } from './theme.ts';

const queryClient = new QueryClient({
  queryCache: new QueryCache({
    // The session ended meanwhile: its page asks again and leads to the sign-in.
    onError: (fault) => {
      if (!(fault instanceof ApiFault) || fault.status !== 401) return;
      queryClient.setQueryData(sessionQuery.queryKey, null);
      void router.invalidate();
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal stays a refusal; only a silent or failing server is asked again.
      retry: (count, fault) => count < 2 && fault instanceof ApiFault && (fault.status === 0 || fault.status >= 502),
      refetchOnWindowFocus: false,
    },
  },
});
const router = createAppRouter(queryClient);
const colorScheme = localStorageColorSchemeManager({ key: 'credence.scheme' });

export function Providers() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} colorSchemeManager={colorScheme} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
