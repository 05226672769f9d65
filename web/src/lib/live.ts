import type { Query, QueryClient, QueryFilters } from '@tanstack/react-query';
import { ApiFault } from './api.ts';

/** Which lists are out of date once a topic was heard. */
const STALE: Record<string, string[]> = {
  'batch.anchored': [
    'my-credentials',
    'overview',
    'batches',
    'batch',
    'issuers',
    'events',
    'transactions',
    'customers',
    'customer',
    'evidence',
  ],
  'credential.revoked': ['revocations', 'overview', 'issuers', 'events', 'transactions', 'customers', 'customer', 'credential', 'evidence'],
  'import.completed': ['overview', 'customers', 'customer', 'sources', 'studio'],
  'tape.imported': ['tapes', 'tape'],
  'pool.opened': ['pools', 'pool'],
  'pool.released': ['pools', 'pool'],
  'promotion.changed': ['promotions'],
  'scorecard.changed': ['scorecards', 'scorecard', 'life'],
  'scorecard.promoted': ['overview', 'scorecards', 'scorecard', 'promotions', 'life', 'model-record', 'models'],
  'model.measured': ['models', 'monitoring'],
  'model.alerted': ['models', 'monitoring'],
  'refit.changed': ['refits', 'models'],
  'scorecard.trained': ['overview', 'scorecards'],
  'scores.completed': ['overview', 'customers', 'customer'],
  'credential.changed': ['revocations', 'credential', 'customer', 'my-credentials', 'watch'],
  'batch.changed': ['revocations', 'batches', 'batch', 'my-credentials', 'watch'],
  'watch.changed': ['watch', 'watch-events'],
  'bulk_verification.finished': ['bulk', 'bulk-run', 'bulk-rows'],
  'presentation.received': ['requests', 'request', 'my-presentations'],
  'consent.given': ['requests', 'request', 'my-consents', 'my-presentations'],
  'consent.withdrawn': ['requests', 'request', 'my-consents', 'my-presentations'],
  'deal.changed': ['deals', 'deal', 'holdings', 'closings'],
  'desk.changed': ['market', 'book', 'orders', 'trades', 'holdings'],
  'job.progressed': ['jobs', 'system', 'bulk', 'bulk-run'],
  'chain.head_advanced': [
    'rating-board',
    'rating-slots',
    'system',
    'overview',
    'batches',
    'batch',
    'issuers',
    'events',
    'transactions',
    'customer',
    'credential',
    'my-credentials',
    'tape',
  ],
  'index.reorged': ['system', 'overview', 'events', 'transactions', 'batches', 'evidence'],
};

const LIVE: ReadonlySet<string> = new Set(Object.values(STALE).flat());

const REOPEN_AFTER_MS = 5_000;

/** What the reader may not see stays so whatever happens; asking again would only make the page flicker. */
function isRefused({ state: { error } }: Query): boolean {
  return error instanceof ApiFault && (error.status === 401 || error.status === 403);
}

/**
 * Has every query that fits asked again. A first answer that is still on its way may be older than the event, and an
 * invalidation leaves such a request alone: it is asked again once that answer is there.
 */
export function refresh(client: QueryClient, { predicate, ...filters }: QueryFilters = {}): void {
  const isAsked = (query: Query): boolean => !isRefused(query) && (predicate?.(query) ?? true);
  for (const query of client.getQueryCache().findAll({ ...filters, predicate: isAsked, fetchStatus: 'fetching' })) {
    if (query.state.data !== undefined) continue;
    const again = (): Promise<void> => client.invalidateQueries({ queryKey: query.queryKey, exact: true });
    void query.fetch().then(again, () => undefined);
  }
  void client.invalidateQueries({ ...filters, predicate: isAsked });
}

/** Opens the event stream and refreshes what each event touches; answers with the way to close it. */
export function listen(client: QueryClient): () => void {
  let leave = openStream(client, reopen);
  let timer: number | undefined;
  function reopen(): void {
    leave();
    timer = window.setTimeout(() => {
      leave = openStream(client, reopen);
    }, REOPEN_AFTER_MS);
  }
  return () => {
    window.clearTimeout(timer);
    leave();
  };
}

function openStream(client: QueryClient, onRefused: () => void): () => void {
  const source = new EventSource('/v1/events');
  const handlers = new Map<string, () => void>(
    Object.entries(STALE).map(([topic, keys]) => [
      topic,
      () => {
        for (const key of keys) refresh(client, { queryKey: [key] });
      },
    ]),
  );
  // The server no longer has what was missed, so everything may be out of date.
  handlers.set('stream.reset', () => refresh(client));
  // What happened between the first answers and the opening of the stream is told by neither.
  handlers.set('open', () => refresh(client, { predicate: ({ queryKey: [name] }) => LIVE.has(String(name)) }));
  // The browser reconnects by itself after a break, but never after an answer such as 429 or 503.
  handlers.set('error', () => {
    if (source.readyState === EventSource.CLOSED) onRefused();
  });
  for (const [name, handler] of handlers) source.addEventListener(name, handler);
  return () => {
    for (const [name, handler] of handlers) source.removeEventListener(name, handler);
    source.close();
  };
}
