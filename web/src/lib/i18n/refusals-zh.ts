import { chain } from './refusals-zh/chain.ts';
import { data } from './refusals-zh/data.ts';
import { fields } from './refusals-zh/fields.ts';
import { ledger } from './refusals-zh/ledger.ts';
import { platform } from './refusals-zh/platform.ts';
import { ratings } from './refusals-zh/ratings.ts';
import { reliance } from './refusals-zh/reliance.ts';
import { scoring } from './refusals-zh/scoring.ts';
import { securitization } from './refusals-zh/securitization.ts';
import { transparency } from './refusals-zh/transparency.ts';

const rooms = [platform, chain, ledger, transparency, reliance, data, scoring, ratings, securitization];

/**
 * What the API's refusals say in Chinese, by code. `whole` has each code of `backend/docs/errors.md`, with what is the matter and, where
 * something does, what cures it; `field` has the frequent faults of one field or cell. Loaded when the first refusal is shown in Chinese.
 */
export const refusals = {
  whole: new Map<string, string>(rooms.flatMap((room) => Object.entries(room))),
  field: new Map<string, string>(Object.entries(fields)),
} as const;
