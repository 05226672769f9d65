import rateLimit from '@fastify/rate-limit';
import underPressure from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';
import { DomainError } from '../../kernel/errors.ts';

export interface PressureLimits {
  /** Milliseconds that the event loop may lag before requests are refused. */
  readonly maxEventLoopDelay: number;
  readonly sampleInterval: number;
}

/**
 * The lag is longer than any pause of a healthy server, the first request after start included. A sample
 * in which the loop never turned counts as endless lag, so it must not be shorter than the lag allowed.
 */
const PRESSURE: PressureLimits = { maxEventLoopDelay: 3_000, sampleInterval: 3_000 };

/** Requests a minute for each API key, user or, for visitors, address; and a refusal of everything while the process cannot keep up. */
export async function installLimits(
  server: FastifyInstance,
  requestsPerMinute: number,
  pressure: PressureLimits = PRESSURE,
): Promise<void> {
  await server.register(underPressure, {
    ...pressure,
    // A promise, because the plugin takes a throw of a plain function for a crash.
    pressureHandler: async (request) => {
      if (request.routeOptions.config.callerless === true) return;
      throw new DomainError('overloaded', 'unavailable', 'The server has more work than it can do; try again shortly.', {
        params: { retryAfterSeconds: 5 },
        retryable: true,
      });
    },
  });
  await installRequestLimit(server, requestsPerMinute);
}

/** Only the limit of requests a minute, which single routes and accounts tighten. */
export async function installRequestLimit(server: FastifyInstance, requestsPerMinute: number): Promise<void> {
  await server.register(rateLimit, {
    max: requestsPerMinute,
    timeWindow: 60_000,
    cache: 20_000,
    keyGenerator: (request) => (request.caller.kind === 'anonymous' ? `ip:${request.ip}` : request.caller.actor),
    errorResponseBuilder: (_request, context) => tooManyRequests(Math.ceil(context.ttl / 1000)),
  });
}

export function tooManyRequests(seconds: number): DomainError {
  return new DomainError('rate_limited', 'rate_limited', 'Too many requests; wait and try again.', {
    params: { retryAfterSeconds: Math.max(1, seconds) },
    retryable: true,
  });
}
