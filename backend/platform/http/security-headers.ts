import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

/**
 * What a page of ours may load: its own files only. Mantine writes style elements and attributes, and
 * hashing in the browser is WebAssembly; nothing else is loosened.
 */
export const PAGE_POLICY = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    connectSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    fontSrc: ["'self'"],
    manifestSrc: ["'self'"],
    workerSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
    objectSrc: ["'none'"],
  },
};

/** The API reference draws from blobs of its own. */
export const DOCS_POLICY = {
  useDefaults: false,
  directives: { ...PAGE_POLICY.directives, imgSrc: ["'self'", 'data:', 'blob:'] },
};

export async function installSecurityHeaders(server: FastifyInstance, publicUrl: string): Promise<void> {
  await server.register(helmet, {
    global: true,
    contentSecurityPolicy: PAGE_POLICY,
    // Over plain http the header would be ignored, and a local installation must not be locked to https.
    strictTransportSecurity: publicUrl.startsWith('https:') ? { maxAge: 31_536_000 } : false,
    crossOriginEmbedderPolicy: false,
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  });
  server.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id);
    // Answers of the API are about one caller at one moment; files set their own rule.
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });
}
