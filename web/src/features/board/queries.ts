import { queryOptions } from '@tanstack/react-query';
import type { BoardPlaceView, BoardReading, BoardView, OwnSlotView, SlotPage, ViewKeyView } from '../../../../backend/rating/schemas.ts';
import { getJson, type Query } from '../../lib/api.ts';
import { get, pageQuery } from '../../lib/queries.ts';

export const boardQuery = queryOptions({ queryKey: ['rating-board'], queryFn: get<BoardView>('/v1/rating-board') });
export const slotsQuery = (query: Query) => pageQuery<SlotPage>('rating-slots', '/v1/rating-slots', query);
export const ownPlaceQuery = queryOptions({
  queryKey: ['rating-board', 'mine'],
  queryFn: get<BoardReading>('/v1/rating-board/mine'),
  retry: false,
});
export const ownSlotQuery = queryOptions({
  queryKey: ['rating-slots', 'mine'],
  queryFn: get<OwnSlotView>('/v1/rating-slots/mine'),
  retry: false,
});

export const askViewKey = (): Promise<ViewKeyView> => getJson('/v1/rating-board/mine/key');
export const askPlace = ({ issuerId, place }: Pick<ViewKeyView, 'issuerId' | 'place'>): Promise<BoardPlaceView> =>
  getJson(`/v1/rating-board/places/${issuerId}/${place}`);
