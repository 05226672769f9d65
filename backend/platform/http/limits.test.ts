import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../log/logger.ts';
import { installAccess } from './access.ts';
import { createBareServer } from './bare-server.ts';
import { ANONYMOUS } from './caller.ts';
import { installLimits, type PressureLimits } from './limits.ts';
import { Problem } from './schemas.ts';

const DOCS = 'https://credence.example/docs/errors';

async function limited(pressure?: PressureLimits) {
  const server = createBareServer(createLogger({ name: 'test', level: 'silent' }), DOCS);
  installAccess(server, { authenticate: async () => ANONYMOUS, recordDenial: async () => undefined });
  await installLimits(server, 1_000, pressure);
  server.get('/work', { config: { access: 'public' } }, async () => 'done');
  server.get('/alive', { config: { access: 'public', callerless: true } }, async () => 'yes');
  await server.ready();
  return server;
}

function keepBusy(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end; ) Math.sqrt(end);
}

describe('a process that cannot keep up', () => {
  it('refuses work and says so, but answers whether it lives, and recovers', async () => {
    const server = await limited({ maxEventLoopDelay: 40, sampleInterval: 100 });
    const answers: { status: number; code: string | undefined; retryAfter: unknown }[] = [];
    for (const deadline = Date.now() + 5_000; Date.now() < deadline && !answers.some((answer) => answer.status === 503); ) {
      keepBusy(250);
      await delay(25);
      const answer = await server.inject('/work');
      const code = answer.statusCode === 503 ? Problem.parse(answer.json()).code : undefined;
      answers.push({ status: answer.statusCode, code, retryAfter: answer.headers['retry-after'] });
    }
    expect(answers.at(-1)).toEqual({ status: 503, code: 'overloaded', retryAfter: '5' });
    expect((await server.inject('/alive')).statusCode).toBe(200);
    await expect.poll(async () => (await server.inject('/work')).statusCode, { timeout: 10_000 }).toBe(200);
    await server.close();
  });

  it('is not taken for one when it is healthy', async () => {
    const server = await limited();
    expect((await server.inject('/work')).statusCode).toBe(200);
    await server.close();
  });
});
