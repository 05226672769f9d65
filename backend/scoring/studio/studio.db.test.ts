import { expect, it } from 'vitest';
import { describeOnEachDatabase } from '../../../test/system/support/databases.ts';
import { germanFile } from '../../../test/system/support/german-file.ts';
import { emailOf, openServer, postJson, SECRETS, seedMembers, signIn } from '../../../test/system/support/test-server.ts';
import { eraseCustomer } from '../../intake/erase-customer.ts';
import { importCustomers } from '../../intake/import-customers.ts';
import { studioRoutes } from './routes.ts';
import { StudioBins, StudioOverview } from './schemas.ts';
import { threadStudio } from './studio-thread.ts';

const SOURCE = 'german-credit';
const wrap = { masterKey: SECRETS.masterKey };

describeOnEachDatabase('model studio', (under) => {
  async function open(idleMs?: number, patienceMs?: number) {
    const thread = new URL('../../apps/api/studio-thread.ts', import.meta.url);
    const studio = threadStudio(thread, { settings: under.settings, masterKey: wrap.masterKey }, idleMs);
    const server = await openServer(under.database, {
      routes: [studioRoutes({ database: under.database, studio, ...(patienceMs === undefined ? {} : { patienceMs }) })],
    });
    const officer = { cookie: await signIn(server, emailOf('risk_officer', 'studio')) };
    const overview = async (body: object = {}) => postJson(server, '/v1/studio/overviews', { source: SOURCE, ...body }, officer);
    const bins = async (body: object) => postJson(server, '/v1/studio/bins', { source: SOURCE, ...body }, officer);
    return { server, overview, bins };
  }

  it('shows every attribute of a source, and why it is in the card or not', async () => {
    await seedMembers(under.database, 'studio');
    const file = {
      schemaId: 'german-credit',
      source: SOURCE,
      fileName: 'german.csv',
      bytes: germanFile(),
      actor: 'user:test',
      requestId: null,
    };
    await importCustomers({ database: under.database, wrap }, { ...file, now: new Date('2026-01-01T00:00:00Z') });
    const { server, overview } = await open();
    const view = StudioOverview.parse((await overview()).json());
    expect([view.rows, view.bads]).toEqual([1000, 300]);
    expect(view.attributes.map(({ name }) => name)).not.toContain('status_sex');
    expect(view.attributes[0]).toMatchObject({ name: 'checking', selected: true, isEdited: false, dropReason: null });
    expect(view.attributes.filter(({ selected }) => !selected).every(({ dropReason }) => dropReason !== null)).toBe(true);
    expect(view.card.auc).toBe(view.card.automatic);
    expect(view.card.auc).toBeGreaterThan(0.8);
    const looks = await under.database.client.auditEntry.findMany({ where: { action: 'studio.opened' } });
    expect(looks.map(({ entityId, outcome }) => [entityId, outcome])).toEqual([[SOURCE, 'ok']]);
    await server.close();
  });

  it('moves a cut and tells what that does to the attribute and to the card, and a new fit agrees', async () => {
    const { server, overview, bins } = await open();
    const { datasetHash } = StudioOverview.parse((await overview()).json());
    const before = StudioBins.parse((await bins({ attribute: 'duration', datasetHash })).json());
    expect(before.figures).toEqual(before.automatic);
    const cuts = before.bins.flatMap(({ upper }) => (upper === null ? [] : [upper]));
    const [from = 0, next = 0] = cuts;
    const to = before.grid.find(({ value }) => value > from && value < next)?.value;
    const edits = { duration: [{ kind: 'move', from, to }] };
    const moved = StudioBins.parse((await bins({ attribute: 'duration', datasetHash, edits })).json());
    expect(moved.bins.map(({ upper }) => upper)[0]).toBe(to);
    expect(moved.figures.iv).not.toBe(before.figures.iv);
    expect(moved.card.auc).not.toBe(before.card.auc);
    expect([moved.automatic, moved.card.automatic]).toEqual([before.automatic, before.card.auc]);
    expect(moved.bins.reduce((sum, { count }) => sum + count, 0)).toBe(1000);
    // Seen from another attribute the card has the change too.
    const beside = StudioBins.parse((await bins({ attribute: 'amount', edits })).json());
    expect(beside.card.auc).toBeCloseTo(moved.card.auc, 12);
    const fitted = StudioOverview.parse((await overview({ edits })).json());
    expect(fitted.attributes.find(({ name }) => name === 'duration')).toMatchObject({ isEdited: true, iv: moved.figures.iv });
    expect(Math.abs(fitted.card.auc - moved.card.auc)).toBeLessThan(0.002);
    await server.close();
  });

  it('refuses what it cannot do, and says why', async () => {
    const { server, bins, overview } = await open();
    const investor = { cookie: await signIn(server, emailOf('investor', 'studio')) };
    const problemOf = (answer: { statusCode: number; json: () => { code: string; errors?: { pointer: string }[] } }) => {
      const { code, errors = [] } = answer.json();
      return [answer.statusCode, code, ...errors.map(({ pointer }) => pointer)];
    };
    expect(problemOf(await bins({ attribute: 'shoe_size' }))).toEqual([422, 'training_attribute_unknown', '/attribute']);
    expect(problemOf(await bins({ attribute: 'age', edits: { shoe: [{ kind: 'merge', at: 3 }] } }))).toEqual([
      422,
      'training_attribute_unknown',
      '/edits/shoe',
    ]);
    expect(
      problemOf(
        await bins({
          attribute: 'age',
          edits: {
            age: [
              { kind: 'split', at: 30.5 },
              { kind: 'merge', at: 1e9 },
            ],
          },
        }),
      ),
    ).toEqual([422, 'bin_edit_invalid', '/edits/age/1']);
    expect(problemOf(await overview({ edits: { housing: [{ kind: 'join', levels: ['Z9'] }] } }))).toEqual([
      422,
      'bin_edit_invalid',
      '/edits/housing/0',
    ]);
    expect(problemOf(await bins({ attribute: 'age', edits: { age: [{ kind: 'melt', at: 3 }] } }))).toEqual([
      400,
      'request_invalid',
      '/body/edits/age/0/kind',
    ]);
    expect(problemOf(await overview({ source: 'nobody' }))).toEqual([422, 'dataset_empty']);
    expect(problemOf(await overview({ binning: { minBins: 9, maxBins: 2 } }))[1]).toBe('binning_options_invalid');
    expect(problemOf(await postJson(server, '/v1/studio/overviews', { source: SOURCE }, investor))).toEqual([403, 'permission_missing']);
    await server.close();
  });

  it('forgets a customer who is erased while the studio is open', async () => {
    const { server, overview, bins } = await open();
    const { datasetHash } = StudioOverview.parse((await overview()).json());
    const { id, externalId } = await under.database.client.customer.findFirstOrThrow({ where: { source: SOURCE } });
    const order = { customerId: id, confirm: externalId, reason: 'requested', actor: 'user:test', requestId: null } as const;
    await eraseCustomer(under, order);
    const changed = await bins({ attribute: 'age', datasetHash });
    expect([changed.statusCode, changed.json<{ code: string }>().code]).toEqual([409, 'studio_data_changed']);
    expect(StudioOverview.parse((await overview()).json()).rows).toBe(999);
    await server.close();
  });

  it('says that it is opening where that takes long, and answers the same question later', async () => {
    const { server, bins } = await open(undefined, 50);
    const first = await bins({ attribute: 'age' });
    expect([first.statusCode, first.json()]).toEqual([202, { state: 'opening' }]);
    await expect.poll(async () => (await bins({ attribute: 'age' })).statusCode, { timeout: 20_000 }).toBe(200);
    await server.close();
  });

  it('ends its thread when nobody asks, and starts again with the next question', async () => {
    const { server, bins } = await open(1);
    const first = StudioBins.parse((await bins({ attribute: 'age' })).json());
    for (let round = 0; round < 3; round++) expect(StudioBins.parse((await bins({ attribute: 'age' })).json())).toEqual(first);
    await server.close();
  });

  it('records who looked, once for each set of rows and person', async () => {
    const { client } = under.database;
    const looks = () => client.auditEntry.count({ where: { action: 'studio.opened' } });
    const before = await looks();
    const { server, bins } = await open();
    for (const attribute of ['age', 'amount', 'age']) await bins({ attribute });
    expect(await looks()).toBe(before + 1);
    await server.close();
  });
});
