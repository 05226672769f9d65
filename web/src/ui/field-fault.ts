import { ApiFault } from '../lib/api.ts';
import type { Refused } from '../lib/refusal-text.ts';

/** What the API found wrong in the field `name` of a request, in its query or its body; undefined when nothing. */
export function fieldFault(error: unknown, name: string): Refused | undefined {
  if (!(error instanceof ApiFault)) return undefined;
  const places = [`/querystring/${name}`, `/body/${name}`];
  return error.problem?.errors?.find(({ pointer }) => places.some((place) => pointer === place || pointer.startsWith(`${place}/`)));
}
