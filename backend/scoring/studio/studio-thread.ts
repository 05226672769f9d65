import { type MessagePort, Worker } from 'node:worker_threads';
import { DomainError, type ErrorKind, type FieldFault } from '../../kernel/errors.ts';
import type { Studio } from './studio.ts';
import type { StudioBins, StudioBinsRequest, StudioOverview, StudioRequest } from './schemas.ts';

type Question =
  | { readonly id: number; readonly act: 'overview'; readonly request: StudioRequest }
  | { readonly id: number; readonly act: 'bins'; readonly request: StudioBinsRequest }
  | { readonly id: number; readonly act: 'close' };
type Asked = Question extends infer Q ? (Q extends Question ? Omit<Q, 'id'> : never) : never;

interface Refused {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly message: string;
  readonly faults: readonly FieldFault[];
}
/** `fault` is the text of an error that is a bug, for the log. */
type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly refused: Refused }
  | { readonly id: number; readonly fault: string };

/** The side of the thread: answers with `studio` what is asked through `port`, until it is closed. */
export function serveStudio(port: MessagePort, studio: Studio): void {
  const reply = (message: Reply): void => port.postMessage(message);
  const work = async (question: Question): Promise<unknown> => {
    if (question.act === 'overview') return studio.overview(question.request);
    if (question.act === 'bins') return studio.bins(question.request);
    return studio.close();
  };
  port.on('message', (question: Question) => {
    const { id } = question;
    work(question).then(
      (value) => {
        reply({ id, value });
        if (question.act === 'close') port.close();
      },
      (error: unknown) => {
        if (!(error instanceof DomainError))
          return reply({ id, fault: error instanceof Error ? (error.stack ?? error.message) : String(error) });
        const { code, kind, message, faults } = error;
        reply({ id, refused: { code, kind, message, faults } });
      },
    );
  });
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Milliseconds without a question after which the thread ends, and the rows of customers leave the memory with it. */
const IDLE_MS = 600_000;

/**
 * A studio in a thread of its own, so that opening and binning a source holds up no other request. The thread starts with the
 * first question and ends when nobody has asked for a while.
 * @param thread - a module that calls {@link serveStudio}
 * @throws {@link DomainError} `studio_unavailable` when the thread ends under the question, and what the studio throws
 */
export function threadStudio(thread: URL, workerData: unknown, idleMs: number = IDLE_MS): Studio {
  let running: ReturnType<typeof startThread> | null = null;
  let idle: NodeJS.Timeout | undefined;

  const close = async (): Promise<void> => {
    clearTimeout(idle);
    const ending = running;
    running = null;
    await ending?.end();
  };
  const ask = async (question: Asked): Promise<unknown> => {
    clearTimeout(idle);
    if (running === null || running.hasEnded()) running = startThread(thread, workerData);
    const own = running;
    try {
      return await own.ask(question);
    } finally {
      if (own === running && own.isIdle()) idle = setTimeout(() => void close(), idleMs).unref();
    }
  };
  return {
    overview: async (request) => (await ask({ act: 'overview', request })) as StudioOverview,
    bins: async (request) => (await ask({ act: 'bins', request })) as StudioBins,
    close,
  };
}

function startThread(thread: URL, workerData: unknown) {
  const worker = new Worker(thread, { workerData });
  const waiting = new Map<number, Waiting>();
  let asked = 0;
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      hasEnded = true;
      for (const { reject } of waiting.values())
        reject(
          new DomainError('studio_unavailable', 'unavailable', 'The studio stopped while it worked on this; try again.', {
            retryable: true,
          }),
        );
      waiting.clear();
      resolve();
    });
  });
  worker.on('error', (error) => {
    for (const { reject } of waiting.values()) reject(error instanceof Error ? error : new Error(String(error)));
    waiting.clear();
  });
  worker.on('message', (reply: Reply) => {
    const { id } = reply;
    const own = waiting.get(id);
    waiting.delete(id);
    if ('value' in reply) own?.resolve(reply.value);
    else if ('fault' in reply) own?.reject(new Error(reply.fault));
    else own?.reject(new DomainError(reply.refused.code, reply.refused.kind, reply.refused.message, { faults: reply.refused.faults }));
  });
  const ask = (question: Asked): Promise<unknown> =>
    new Promise((resolve, reject) => {
      asked += 1;
      waiting.set(asked, { resolve, reject });
      worker.postMessage({ ...question, id: asked });
    });
  return {
    ask,
    isIdle: () => waiting.size === 0,
    hasEnded: () => hasEnded,
    end: async () => {
      if (!hasEnded) await ask({ act: 'close' });
      await ended;
    },
  };
}
