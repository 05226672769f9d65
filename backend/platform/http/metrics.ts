import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Database } from '../database/database.ts';
import { answerInTime } from './answer-in-time.ts';
import type { ChainProbe } from './chain-probe.ts';

export interface MetricsParts {
  readonly database: Database;
  readonly chain: ChainProbe;
  readonly streamClients: () => number;
  /** Figures of the rooms. */
  readonly gauges: readonly AddGauges[];
}

/** Adds figures that a room reads when it is asked for them. */
export type AddGauges = (register: Registry) => void;

/** Figures for Prometheus at `/metrics`: no ids, no persons, routes by their pattern. */
export function installMetrics(server: FastifyInstance, parts: MetricsParts): void {
  const register = new Registry();
  collectDefaultMetrics({ register, prefix: 'credence_' });
  const durations = new Histogram({
    name: 'credence_http_request_duration_seconds',
    help: 'Time from the request to the end of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [register],
  });
  server.addHook('onResponse', async (request, reply) => {
    const route = request.is404 ? 'unknown' : (request.routeOptions.url ?? 'unknown');
    durations.observe({ method: request.method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1000);
  });
  addGauges(register, parts);
  for (const add of parts.gauges) add(register);
  server.get(
    '/metrics',
    {
      config: { access: 'public', callerless: true, rateLimit: false },
      schema: { tags: ['operations'], summary: 'Figures for Prometheus', produces: ['text/plain'] },
    },
    async (_request, reply) => reply.type(register.contentType).send(await register.metrics()),
  );
}

function addGauges(register: Registry, { database, chain, streamClients }: MetricsParts): void {
  const jobs = new Gauge({
    name: 'credence_jobs',
    help: 'Jobs by state.',
    labelNames: ['state'],
    registers: [register],
    async collect() {
      const answer = await answerInTime(database.client.job.groupBy({ by: ['state'], _count: { _all: true } }));
      const groups = answer.ok ? answer.value : [];
      for (const state of ['queued', 'running', 'done', 'failed'])
        jobs.set({ state }, groups.find((group) => group.state === state)?._count._all ?? 0);
    },
  });
  const lag = new Gauge({
    name: 'credence_index_lag_blocks',
    help: 'Blocks of the chain that the index has not read.',
    registers: [register],
  });
  new Gauge({
    name: 'credence_chain_head_block',
    help: 'Newest block of the chain; not set while the chain does not answer.',
    registers: [register],
    async collect(): Promise<void> {
      const [head, cursor] = await Promise.all([
        answerInTime(chain.readHead()),
        answerInTime(database.client.indexCursor.findFirst({ orderBy: { updatedAt: 'desc' } })),
      ]);
      this.reset();
      if (!head.ok) return;
      this.set(Number(head.value.number));
      const indexed = cursor.ok ? (cursor.value?.number ?? 0n) : 0n;
      lag.set(Math.max(0, Number(head.value.number - indexed)));
    },
  });
  new Gauge({
    name: 'credence_stream_clients',
    help: 'Open event streams.',
    registers: [register],
    collect() {
      this.set(streamClients());
    },
  });
}
