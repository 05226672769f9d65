import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { WatchEventPage, WatchPage, WebhookDeliveryPage, WebhookPage } from '../../../../backend/reliance/schemas.ts';
import type { Query } from '../../lib/api.ts';
import { get, pageQuery } from '../../lib/queries.ts';

export const watchQuery = (query: Query) => pageQuery<z.infer<typeof WatchPage>>('watch', '/v1/watch-list', query);
export const watchEventsQuery = (query: Query) => pageQuery<z.infer<typeof WatchEventPage>>('watch-events', '/v1/watch-list/events', query);
export const webhooksQuery = queryOptions({
  queryKey: ['webhooks'],
  queryFn: get<z.infer<typeof WebhookPage>>('/v1/webhooks?limit=100'),
});
export const deliveriesQuery = (id: string) =>
  queryOptions({
    queryKey: ['deliveries', id],
    queryFn: get<z.infer<typeof WebhookDeliveryPage>>(`/v1/webhooks/${id}/deliveries?limit=20`),
    // A delivery is tried again after a while, which nothing announces.
    refetchInterval: 5000,
  });
