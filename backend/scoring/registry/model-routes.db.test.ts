import { expect, it } from 'vitest';
import { describeOnEachDatabase } from '../../../test/system/support/databases.ts';
import { pdfText } from '../../../test/system/support/pdf-text.ts';
import { GERMAN_PROTECTED, readGermanCredit } from '../../../test/system/support/reference-data.ts';
import { emailOf, openServer, postJson, seedMembers, signIn } from '../../../test/system/support/test-server.ts';
import { cellAt } from '../../intake/domain/columns.ts';
import { keccakHex } from '../../kernel/keccak.ts';
import { formedLearner } from '../domain/model-file/formed-learners.ts';
import { sealModelForm } from '../domain/model-file/sealed-model.ts';
import { importScorecard } from '../import-scorecard.ts';
import { MonitoringView } from '../monitoring/schemas.ts';
import { scoringRoutes } from '../routes.ts';
import { ExplanationView, ScorecardPage, ScorecardView } from '../schemas.ts';
import { ImportScorecard, ModelLife } from './schemas.ts';

const wrap = { masterKey: new Uint8Array(32).fill(7) };
const german = readGermanCredit();
const columns = german.columns.filter(({ name }) => !GERMAN_PROTECTED.includes(name));
const training = { datasetHash: 'file', rows: 900, goods: 640, bads: 260 };
const origin = { name: 'model', datasetHash: 'file' };
const grown = (kind: 'cart' | 'linear_svm') =>
  formedLearner({ kind, origin, seed: 1, settings: {}, monotone: {} })({ columns, target: german.target }).form;
const linear = sealModelForm({ name: 'model', training, options: { cost: 0.1 }, form: grown('linear_svm') });

describeOnEachDatabase('routes of a model that is no card', (under) => {
  async function open() {
    const server = await openServer(under.database, { routes: [scoringRoutes({ database: under.database, wrap })] });
    return { server, officer: { cookie: await signIn(server, emailOf('risk_officer', 'models')) } };
  }

  async function take(document: object): Promise<string> {
    const deps = { database: under.database, loadDataset: async () => ({ ...german, columns }) };
    const request = ImportScorecard.parse({ source: 'german', document, reasons: { duration: 'LN02' } });
    return (await importScorecard(deps, request, { actor: 'user:test', now: new Date(), progress: async () => undefined })).hash;
  }

  const cells = () => Object.fromEntries(columns.map((column) => [column.name, cellAt(column, 17)]));
  let hash = '';

  it('list and show its kind, what is known of it, and no cross-validation', async () => {
    await seedMembers(under.database, 'models');
    hash = await take(linear);
    const { server, officer } = await open();
    const [row] = ScorecardPage.parse((await server.inject({ url: '/v1/scorecards', headers: officer })).json()).data;
    expect(row).toMatchObject({ hash, kind: 'linear_svm', rows: 900, cards: 1, characteristics: columns.length });
    const view = ScorecardView.parse((await server.inject({ url: `/v1/scorecards/${hash}`, headers: officer })).json());
    expect(view).toMatchObject({
      intercept: null,
      scaling: { pdo: 20, basePoints: null },
      validation: { crossValidation: null, rows: 1000 },
    });
    expect(view.model).toMatchObject({
      kind: 'linear_svm',
      isCalibrated: true,
      options: { cost: 0.1 },
      seen: 'no',
      measured: { bads: 300 },
    });
    expect(view.model?.importance).toHaveLength(columns.length);
    expect(view.auc).toBe(view.validation.auc);
    await server.close();
  });

  it('hand out the document that the hash covers, as JSON only, and the model document', async () => {
    const { server, officer } = await open();
    const get = (path: string) => server.inject({ url: `/v1/scorecards/${hash}/${path}`, headers: officer });
    expect(keccakHex((await get('document')).rawPayload)).toBe(hash);
    expect((await get('export?to=json')).body).toBe((await get('document')).body);
    for (const form of ['sql', 'pmml', 'js']) {
      const answer = await get(`export?to=${form}`);
      expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([409, 'scorecard_required']);
    }
    for (const [lang, words] of [
      ['en', ['Linear support vector machine, calibrated', 'nothing is cross-validated', 'Importance of the inputs']],
      ['zh', ['线性支持向量机（已校准）', '无法交叉验证', '输入的重要性']],
    ] as const) {
      const html = (await get(`model-document?lang=${lang}`)).body;
      for (const word of words) expect(html).toContain(word);
      expect(html).not.toMatch(/NaN|undefined|Infinity/);
      const pdf = pdfText((await get(`model-document?lang=${lang}&format=pdf`)).rawPayload);
      expect(pdf.replaceAll(/\s/g, '')).toContain(words[2].replaceAll(/\s/g, ''));
    }
    await server.close();
  });

  it('explain a score in words and steps, and refuse a way to a cut-off', async () => {
    const { server, officer } = await open();
    const explain = (more: object) => postJson(server, `/v1/scorecards/${hash}/explanations`, { attributes: cells(), ...more }, officer);
    const told = ExplanationView.parse((await explain({})).json());
    expect(told.waterfall).toMatchObject({ start: told.basePoints, end: told.score });
    expect(told.waterfall.steps.at(-1)?.to).toBe(told.score);
    expect(told.nearest).toBeNull();
    const duration = told.reasons.find(({ characteristics }) => characteristics.includes('duration'));
    if (duration !== undefined) expect(duration.wording.code).toBe('LN02');
    expect((await explain({ cutOff: 700 })).json<{ code: string }>().code).toBe('scorecard_required');
    expect((await explain({ attributes: {} })).json<{ code: string }>().code).toBe('scorecard_input_invalid');
    await server.close();
  });

  it('take it through its life, and refuse what needs a recipe', async () => {
    const { server, officer } = await open();
    const post = (path: string, body: object) => postJson(server, path, body, officer);
    const life = ModelLife.parse((await post(`/v1/scorecards/${hash}/steps`, { act: 'validate', note: 'looked at' })).json());
    expect(life.steps[0]?.findings[0]?.en).toContain('nothing is cross-validated');
    expect(life.steps[0]?.findings[0]?.zh).toContain('无法交叉验证');
    expect((await post(`/v1/scorecards/${hash}/promotions`, { note: 'ranks better' })).statusCode).toBe(201);
    const monitoring = await server.inject({ url: `/v1/scorecards/${hash}/monitoring`, headers: officer });
    expect(MonitoringView.parse(monitoring.json())).toMatchObject({
      kind: 'linear_svm',
      segments: [],
      months: [],
      training: { rows: 1000, badRate: 0.3 },
    });
    const other = await take(treesOf());
    const refused = await post(`/v1/scorecards/${hash}/refits`, {});
    expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([409, 'scorecard_required']);
    expect((await post('/v1/scorecard-comparisons', { hashes: [hash, other], source: 'german' })).statusCode).toBe(202);
    expect((await post('/v1/scorings', { scorecardHash: other, source: 'german' })).statusCode).toBe(202);
    await server.close();
  });

  it('order the import of a file, and refuse at once one that was changed', async () => {
    const { server, officer } = await open();
    const send = (body: object) => postJson(server, '/v1/scorecard-imports', { source: 'german', ...body }, officer);
    expect((await send({ document: linear })).statusCode).toBe(202);
    const changed = await send({ document: { ...linear, options: {} } });
    expect([changed.statusCode, changed.json<{ code: string }>().code]).toEqual([422, 'model_invalid']);
    expect((await send({ document: linear, scale: { pdo: -1, baseScore: 600, baseOdds: 50 } })).statusCode).toBe(400);
    const words = await send({ document: linear, reasons: { duration: 'XX99' } });
    expect([words.statusCode, words.json<{ code: string }>().code]).toEqual([422, 'reason_wording_invalid']);
    await server.close();
  });
});

function treesOf(): object {
  const form = grown('cart');
  if (form.kind !== 'trees') throw new Error('no trees');
  return form.document;
}
