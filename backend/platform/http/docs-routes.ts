import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { type FastifyInstance, fastify } from 'fastify';
import { DOCS_POLICY } from './security-headers.ts';

const ERRORS_FILE = new URL('../../docs/errors.md', import.meta.url);
const SETTINGS = {
  url: '/openapi.json',
  telemetry: false,
  withDefaultFonts: false,
  showDeveloperTools: 'never',
  hideClientButton: true,
  agent: { disabled: true },
  mcp: { disabled: true },
  metaData: { title: 'Credence API' },
};

const PAGE = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Credence API</title><link rel="icon" href="data:,"></head>
  <body><div id="reference"></div><script src="/docs/reference.js"></script><script src="/docs/start.js"></script></body>
</html>
`;
const START = `window.Scalar.createApiReference('#reference', ${JSON.stringify(SETTINGS)});\n`;

/** The API reference at `/docs` and the error codes at `/docs/errors`, all from this process: no network, no inline script. */
export function installDocs(server: FastifyInstance): void {
  const config = { access: 'public', callerless: true, rateLimit: false } as const;
  const options = { config, schema: { hide: true }, compress: false, helmet: { contentSecurityPolicy: DOCS_POLICY } } as const;
  let bundle: Promise<Buffer> | undefined;
  server.get('/docs', options, async (_request, reply) => reply.type('text/html; charset=utf-8').send(PAGE));
  server.get('/docs/start.js', options, async (_request, reply) => reply.type('text/javascript; charset=utf-8').send(START));
  server.get('/docs/reference.js', options, async (_request, reply) => {
    bundle ??= readBundle();
    return reply
      .type('text/javascript; charset=utf-8')
      .header('content-encoding', 'gzip')
      .header('cache-control', 'public, max-age=86400')
      .send(await bundle);
  });
  server.get('/docs/errors', options, async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(errorsPage(await readFile(ERRORS_FILE, 'utf8'))),
  );
}

/** The reference's script is only to be had from its Fastify plugin; loaded on first use, for it is 5 MB. */
async function readBundle(): Promise<Buffer> {
  const { default: reference } = await import('@scalar/fastify-api-reference');
  const shelf = fastify();
  try {
    await shelf.register(reference, { routePrefix: '/docs', configuration: { url: '/openapi.json' } });
    const answer = await shelf.inject('/docs/js/scalar.js');
    return gzipSync(answer.rawPayload);
  } finally {
    await shelf.close();
  }
}

/** One row per code, each an anchor that the `type` of a problem points at. */
function errorsPage(markdown: string): string {
  const rows = [...markdown.matchAll(/^\| `?([a-z0-9_]+)`? \| ([a-z_ 0-9]+) \| (.+) \|$/gm)].filter(([, code]) => code !== 'code');
  const body = rows.map(
    ([, code = '', kind = '', meaning = '']) =>
      `<tr id="${code}"><td><code>${code}</code></td><td>${escapeHtml(kind)}</td><td>${escapeHtml(meaning).replaceAll(/`([^`]+)`/g, '<code>$1</code>')}</td></tr>`,
  );
  const style =
    'body{font:16px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem}td,th{text-align:left;vertical-align:top;padding:.4rem .8rem;border-bottom:1px solid #ccc}tr:target{background:#fff3bf}';
  return `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Credence error codes</title><style>${style}</style></head><body><h1>Error codes</h1><table><thead><tr><th>Code</th><th>Kind</th><th>Meaning and cure</th></tr></thead><tbody>${body.join('\n')}</tbody></table></body></html>\n`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
