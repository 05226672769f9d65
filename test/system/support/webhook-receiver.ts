import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly id: string;
  readonly body: { readonly type: string; readonly data: Record<string, unknown> };
  /** Whether the signature is that of the secret which the receiver was told. */
  readonly isSigned: boolean;
  /** Age of the stated time, seconds. */
  readonly age: number;
}

/** A real receiver of webhooks, written from the description of Standard Webhooks and from nothing of ours. */
export interface WebhookReceiver {
  readonly url: string;
  readonly received: Received[];
  secret: string;
  /** Answers in turn; then 204. 0 leaves a request without an answer. */
  readonly answers: number[];
  close(): Promise<void>;
}

export async function openReceiver(): Promise<WebhookReceiver> {
  const received: Received[] = [];
  const answers: number[] = [];
  const receiver = { secret: '' };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined);
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const header = (name: string) => String(request.headers[name] ?? '');
      const [id, timestamp] = [header('webhook-id'), header('webhook-timestamp')];
      const key = Buffer.from(receiver.secret.replace('whsec_', ''), 'base64');
      const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${text}`).digest('base64');
      const isSigned = header('webhook-signature').split(' ').includes(`v1,${expected}`);
      received.push({ id, body: JSON.parse(text), isSigned, age: Date.now() / 1000 - Number(timestamp) });
      const status = answers.shift() ?? 204;
      if (status === 0) return;
      // A redirect into the open must not be followed.
      response.writeHead(status, status === 302 ? { location: `http://127.0.0.1:${port}/elsewhere` } : {});
      response.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    answers,
    get secret() {
      return receiver.secret;
    },
    set secret(text) {
      receiver.secret = text;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
