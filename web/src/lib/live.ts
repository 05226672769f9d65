import type { QueryClient } from '@tanstack/react-query';

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
  'import.completed': ['overview', 'customers'],
  'scorecard.trained': ['overview', 'scorecards'],
  'scores.completed': ['overview', 'customers', 'customer'],
  'credential.changed': ['revocations', 'credential', 'customer', 'my-credentials', 'watch'],
  'batch.changed': ['revocations', 'batches', 'batch', 'my-credentials', 'watch'],
  'watch.changed': ['watch', 'watch-events'],
  'bulk_verification.finished': ['bulk', 'bulk-run', 'bulk-rows'],
  'presentation.received': ['requests', 'request', 'my-presentations'],
  'consent.given': ['requests', 'request', 'my-consents', 'my-presentations'],
  'consent.withdrawn': ['requests', 'request', 'my-consents', 'my-presentations'],
  'job.progressed': ['jobs', 'system', 'bulk', 'bulk-run'],
  'chain.head_advanced': [
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
  ],
  'index.reorged': ['system', 'overview', 'events', 'transactions', 'batches', 'evidence'],
};

const LIVE: ReadonlySet<string> = new Set(Object.values(STALE).flat());

/** Opens the event stream and refreshes what each event touches; answers with the way to close it. */
export function listen(client: QueryClient): () => void {
  const source = new EventSource('/v1/events');
  // The server no longer has what was missed, so everything may be out of date.
  const start = (): void => void client.invalidateQueries();
  source.addEventListener('stream.reset', start);
  // What happened between the first answers and the opening of the stream is told by neither.
  const opened = (): void => void client.invalidateQueries({ predicate: ({ queryKey: [name] }) => LIVE.has(String(name)) });
  source.addEventListener('open', opened);
  const handlers = Object.entries(STALE).map(([topic, keys]) => {
    const refresh = (): void => {
      for (const key of keys) void client.invalidateQueries({ queryKey: [key] });
    };
    source.addEventListener(topic, refresh);
    return [topic, refresh] as const;
  });
  return () => {
    source.removeEventListener('stream.reset', start);
    source.removeEventListener('open', opened);
    for (const [topic, refresh] of handlers) source.removeEventListener(topic, refresh);
    source.close();
  };
}
