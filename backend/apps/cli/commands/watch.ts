import type { Command } from 'commander';
import { pageOf } from '../../../platform/http/schemas.ts';
import {
  WatchAdded,
  WatchEventPage,
  WatchPage,
  WebhookCreated,
  WebhookDeliveryPage,
  WebhookDeliveryView,
  WebhookView,
} from '../../../reliance/schemas.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { renderRecord, renderTable } from '../output.ts';
import type { Register } from '../program.ts';
import { readInput } from '../read-input.ts';
import { forOrganization } from './reliance-options.ts';

const MAX_FILE_BYTES = 16 * 1024 * 1024;
const LIST = '/v1/watch-list';
const HOOKS = '/v1/webhooks';

export function addWatchCommands(program: Command, register: Register): void {
  const watch = program.command('watch').description('credentials that one relies on, and what becomes of them');
  addAdd(watch, register);
  addLists(watch, register);
  addWebhookCommands(program.command('webhook').description('addresses that are told of changes'), register);
}

function addAdd(watch: Command, register: Register): void {
  const add = forOrganization(watch.command('add').description('watch a credential, or what a bulk verification found valid'))
    .argument('[file]', 'a credential file or a JSON array of them; - for standard input')
    .option('--label <label>', 'what it is to you', '')
    .option('--bulk <id>', 'all valid credentials of this bulk verification');
  register(add, async (context) => {
    const { bulk, label } = add.opts<{ bulk?: string; label: string }>();
    const path = add.args[0];
    if ((bulk === undefined) === (path === undefined))
      throw new DomainError('watch_source_missing', 'invalid', 'Name a file, or a bulk verification with --bulk.');
    const order =
      path === undefined
        ? { bulkId: bulk }
        : orderOf(new TextDecoder().decode(await readInput(path, context.stdin, MAX_FILE_BYTES)), label);
    const outcome = await (await context.api()).post(WatchAdded, LIST, order);
    context.exitCode = outcome.refused.length === 0 ? 0 : 1;
    const head = `${outcome.added} added, ${outcome.known} known already, ${outcome.refused.length} refused`;
    const refused = outcome.refused.map(({ place, words }) => [place + 1, words[context.lang]]);
    context.output.answer(outcome, () => (refused.length === 0 ? head : `${head}\n\n${renderTable(['item', 'why'], refused)}`));
  });
}

function orderOf(text: string, label: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? { credentials: value } : { credential: value, label };
  } catch {
    // The text of a QR code or of a link.
    return { credential: text.trim(), label };
  }
}

function addLists(watch: Command, register: Register): void {
  const list = forOrganization(watch.command('list').description('watched credentials, newest first'))
    .option('--state <state>', 'only those in this state')
    .option('--limit <n>', '1 to 100', '20')
    .option('--cursor <cursor>', 'nextCursor of the page before');
  register(list, async ({ api, output }) => {
    const { state, limit, cursor } = list.opts<{ state?: string; limit: string; cursor?: string }>();
    const page = await (await api()).get(WatchPage, LIST, { state, limit, cursor });
    const rows = page.data.map((item) => [item.state, item.label, item.issuerId, item.index, item.expiry, item.id]);
    output.answer(page, () => renderTable(['state', 'label', 'issuer', 'number', 'expiry', 'id'], rows));
  });

  const remove = forOrganization(watch.command('remove').description('watch no longer')).argument('<id>');
  register(remove, async ({ api, output }) => {
    const id = remove.args[0] ?? '';
    await (await api()).remove(`${LIST}/${encodeURIComponent(id)}`);
    output.answer({ id }, () => `${id} is watched no longer`);
  });

  const events = forOrganization(watch.command('events').description('what became of watched credentials, newest first'))
    .option('--watch <id>', 'only of this one')
    .option('--limit <n>', '1 to 100', '20')
    .option('--cursor <cursor>', 'nextCursor of the page before');
  register(events, async ({ api, output, lang }) => {
    const { watch: watchId, limit, cursor } = events.opts<{ watch?: string; limit: string; cursor?: string }>();
    const page = await (await api()).get(WatchEventPage, `${LIST}/events`, { watchId, limit, cursor });
    const rows = page.data.map((event) => [event.at, event.label, `${event.from} > ${event.to}`, event.words[lang], event.block]);
    output.answer(page, () => renderTable(['at', 'label', 'change', 'why', 'block'], rows));
  });
}

function addWebhookCommands(webhook: Command, register: Register): void {
  const add = forOrganization(webhook.command('add').description('be told by webhook; shows the secret once')).argument('<url>');
  register(add, async ({ api, output }) => {
    const created = await (await api()).post(WebhookCreated, HOOKS, { url: add.args[0] ?? '' });
    output.answer(created, () => renderRecord({ id: created.id, url: created.url, secret: created.secret }));
  });

  const list = forOrganization(webhook.command('list').description('webhooks, newest first'));
  register(list, async ({ api, output }) => {
    const page = await (await api()).get(pageOf(WebhookView), HOOKS, { limit: '100' });
    const rows = page.data.map(({ state, failures, url, id }) => [state, failures, url, id]);
    output.answer(page, () => renderTable(['state', 'failures', 'url', 'id'], rows));
  });

  const test = forOrganization(webhook.command('test').description('send a ping')).argument('<id>');
  register(test, async ({ api, output }) => {
    const sent = await (await api()).post(WebhookDeliveryView, hookPath(test, 'test'), {});
    output.answer(sent, () => `${sent.eventId} is on its way; see credence webhook deliveries ${test.args[0]}`);
  });

  const resume = forOrganization(webhook.command('resume').description('send again to a paused webhook')).argument('<id>');
  register(resume, async ({ api, output }) => {
    const view = await (await api()).post(WebhookView, hookPath(resume, 'activation'), {});
    output.answer(view, () => `${view.id} is ${view.state}`);
  });

  const deliveries = forOrganization(webhook.command('deliveries').description('what was sent, newest first')).argument('<id>');
  register(deliveries, async ({ api, output }) => {
    const page = await (await api()).get(WebhookDeliveryPage, hookPath(deliveries, 'deliveries'), {});
    const rows = page.data.map((row) => [row.createdAt, row.type, row.state, row.attempts, row.lastStatus, row.lastError]);
    output.answer(page, () => renderTable(['made', 'type', 'state', 'attempts', 'status', 'fault'], rows));
  });

  const remove = forOrganization(webhook.command('remove').description('tell it no more')).argument('<id>');
  register(remove, async ({ api, output }) => {
    await (await api()).remove(`${HOOKS}/${encodeURIComponent(remove.args[0] ?? '')}`);
    output.answer({ id: remove.args[0] }, () => `${remove.args[0]} is removed`);
  });
}

function hookPath({ args }: Command, end: string): string {
  return `${HOOKS}/${encodeURIComponent(args[0] ?? '')}/${end}`;
}
