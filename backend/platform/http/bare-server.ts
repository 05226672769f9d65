import { randomUUID } from 'node:crypto';
import { type FastifyBaseLogger, type FastifyInstance, fastify, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Logger } from '../log/logger.ts';
import { answerBrokenRequest } from './client-error.ts';
import { installProblems, sendProblem } from './problem.ts';

const KIB = 1024;
/** Time that a request may take to arrive as a whole. */
const ARRIVAL_MS = 10_000;

/** Fastify with limits for everything that a client decides; its own defaults leave the times unlimited. */
export function createBareServer(logger: Logger, docsUrl: string): FastifyInstance {
  const server = fastify({
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => `req_${randomUUID()}`,
    bodyLimit: 64 * KIB,
    // Node looks for late requests only every 30 seconds, and takes the longer of the two limits for bodies.
    http: { connectionsCheckingInterval: 1_000, headersTimeout: ARRIVAL_MS },
    requestTimeout: ARRIVAL_MS,
    connectionTimeout: 10_000,
    handlerTimeout: 15_000,
    trustProxy: false,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: (error, request, reply) => void sendProblem(error, request, reply, docsUrl),
    clientErrorHandler: answerBrokenRequest(docsUrl),
  });
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  installProblems(server, docsUrl);
  return server;
}
