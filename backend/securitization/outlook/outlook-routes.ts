import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AddressText } from '../../platform/http/schemas.ts';
import type { SecuritizationDeps } from '../open-securitization.ts';
import { outlookBasis } from './outlook-basis.ts';
import { OutlookBasis } from './schemas.ts';

/** What a deal may bring: the basis of projections, which whoever asks runs where they are. */
export function outlookRoutes(deps: SecuritizationDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/v1/deals/:address/outlook',
      {
        config: { access: 'securitization:read' },
        schema: {
          summary: 'What a projection of a deal from today on needs',
          description:
            'Terms, state, rep lines of the pool and grades of its obligors. `credence/waterfall` and the console project from it: the same figures for the same assumptions.',
          tags: ['deals'],
          params: z.strictObject({ address: AddressText }),
          response: { 200: OutlookBasis },
        },
      },
      async (request) => outlookBasis(deps, request.params.address),
    );
  };
}
