import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Database } from '../database/database.ts';
import { answerInTime } from './answer-in-time.ts';
import type { ChainProbe } from './chain-probe.ts';

const MAX_LAG_BLOCKS = 100n;

const Alive = z.object({ status: z.literal('ok') });
const CheckView = z.object({ ok: z.boolean(), detail: z.string() });
const Readiness = z.object({
  status: z.enum(['ready', 'unready']),
  checks: z.object({ database: CheckView, chain: CheckView, index: CheckView }),
});

/** `/healthz`: the process answers. `/readyz`: it can do its work, with one sentence for what is missing. */
export const healthRoutes =
  (parts: { readonly database: Database; readonly chain: ChainProbe }): FastifyPluginAsyncZod =>
  async (server) => {
    const config = { access: 'public', callerless: true, rateLimit: false } as const;
    server.get(
      '/healthz',
      { config, schema: { tags: ['operations'], summary: 'The process answers', response: { 200: Alive } } },
      async () => ({ status: 'ok' as const }),
    );
    server.get(
      '/readyz',
      {
        config,
        schema: { tags: ['operations'], summary: 'Database, chain and index are usable', response: { 200: Readiness, 503: Readiness } },
      },
      async (_request, reply) => {
        const [database, head] = await Promise.all([
          answerInTime(parts.database.client.indexCursor.findMany({ take: 10 })),
          answerInTime(parts.chain.readHead()),
        ]);
        const cursor = database.ok && head.ok ? database.value.find((row) => row.chainId === head.value.chainId) : undefined;
        const lag = head.ok ? head.value.number - (cursor?.number ?? 0n) : null;
        const indexOk = database.ok && lag !== null && lag <= MAX_LAG_BLOCKS;
        const checks = {
          database: { ok: database.ok, detail: database.ok ? 'answers' : 'does not answer' },
          chain: { ok: head.ok, detail: head.ok ? `at block ${head.value.number}` : 'does not answer' },
          index: { ok: indexOk, detail: lag === null ? 'cannot be compared with the chain' : `${lag} blocks behind` },
        };
        const ready = checks.database.ok && checks.chain.ok && checks.index.ok;
        return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'unready', checks });
      },
    );
  };
