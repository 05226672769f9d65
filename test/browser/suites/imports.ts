import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { canonicalJson, jsonOf } from '../../../backend/kernel/canonical-json.ts';
import { formedLearner } from '../../../backend/scoring/domain/model-file/formed-learners.ts';
import { GERMAN_PROTECTED, readGermanCredit } from '../../system/support/reference-data.ts';
import { faultsOf } from '../support/axe-faults.ts';
import { settled } from '../support/settled.ts';
import type { Stage } from './stage.ts';

/** A file as a person chooses it. */
const fileOf = (name: string, text: string) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) });

/** A classification tree of the demo's customers as the file that it is kept in. */
function treeFile(name: string): string {
  const { columns, target } = readGermanCredit();
  const order = { kind: 'cart', origin: { name, datasetHash: `0x${'33'.repeat(32)}` }, seed: 1, settings: {}, monotone: {} } as const;
  const { form } = formedLearner(order)({ columns: columns.filter((column) => !GERMAN_PROTECTED.includes(column.name)), target });
  if (form.kind !== 'trees') throw new Error('no tree was grown');
  return canonicalJson(jsonOf(form.document));
}

const IMPORT_WORDS = {
  en: { open: 'Import a model', file: 'Model file', start: 'Import', told: 'Model file “A tree of a file”' },
  zh: { open: '导入模型', file: '模型文件', start: '导入', told: '模型文件“A tree of a file”' },
} as const;

async function openForm(page: Page, { open }: { readonly open: string }) {
  await settled(page);
  await page.getByRole('button', { name: open }).click();
  const dialog = page.getByRole('dialog', { name: open });
  await dialog.waitFor();
  return dialog;
}

/** A file of customers, numbered: its header and its rows. */
async function customerRows(): Promise<{ readonly header: string; readonly rows: readonly string[] }> {
  const text = await readFile('data/german/german_uci.csv', 'utf8');
  const [header = '', ...rows] = text.trim().split(/\r?\n/);
  return { header: `id,${header}`, rows: rows.map((row, place) => `B7-${place},${row}`) };
}

export function importSuite(stage: Stage): void {
  describe('import of customers', () => {
    it('takes a file, names the rows that it cannot take, and the new customers stand in the list', async () => {
      const { page } = await stage.app().visit('/customers', { role: 'risk_officer' });
      await settled(page);
      const form = page.getByRole('region', { name: 'Import customers' });
      const { header, rows } = await customerRows();
      const [first = '', second = ''] = rows;
      const start = form.getByRole('button', { name: 'Import', exact: true });
      await form
        .locator('input[type="file"]')
        .setInputFiles(fileOf('branch.csv', [header, first, first, second.replace(/A1[1-4]/, 'A19'), ''].join('\n')));
      expect(await start.isDisabled()).toBe(true);
      const source = form.getByRole('textbox', { name: 'Source' });
      await source.fill('Branch 7');
      await start.click();
      await form.getByText('is 1 to 64 lower-case letters, digits or dashes', { exact: true }).waitFor();
      await source.fill('branch-7');
      await start.click();
      await form.getByText('Rows taken: 1 of 3. Rows rejected: 2.').waitFor();
      const faults = await form
        .getByRole('table', { name: /^Faults of the file/ })
        .locator('tbody tr')
        .allInnerTexts();
      expect(faults.map((text) => text.split(/\s+/).slice(0, 2).join(' '))).toEqual(['3 id', '4 checking']);
      const row = page.getByRole('table', { name: 'All customers' }).locator('tbody tr', { hasText: 'branch-7' });
      await row.waitFor();
      expect(await row.innerText()).toContain('B7-0');
      expect(await faultsOf(page)).toEqual([]);
    });

    it('scores the customers of a source with the models in use', async () => {
      const { page } = await stage.app().visit('/customers', { role: 'risk_officer' });
      await settled(page);
      await page.getByRole('button', { name: 'Score customers' }).click();
      const dialog = page.getByRole('dialog', { name: 'Score customers' });
      await dialog.getByRole('combobox', { name: 'Source' }).click();
      await page.getByRole('option', { name: /^branch-7 · 1$/ }).click();
      await dialog.getByRole('button', { name: 'Score', exact: true }).click();
      const told = await dialog.locator('[data-job="done"]').innerText();
      // A challenger of another test may have this customer in its share.
      expect(told).toMatch(/^1 customer scored:\s+champion · [01]\s+0x/);
      expect(await faultsOf(page)).toEqual([]);
      await dialog.getByRole('button', { name: 'Close' }).click();
      const row = page.getByRole('table', { name: 'All customers' }).locator('tbody tr', { hasText: 'branch-7' });
      await row.getByText(/^[A-G]$/).waitFor();
    });

    it('says in Chinese what stands in each column, and hands out the header', async () => {
      const { page } = await stage.app().visit('/customers', { role: 'risk_officer', language: 'zh', scheme: 'dark' });
      await settled(page);
      const form = page.getByRole('region', { name: '导入客户' });
      await form.getByText('各列填写什么').click();
      const fact = form.locator('dl > div', { has: page.getByText('checking', { exact: true }) });
      expect(await fact.innerText()).toContain('支票账户状况 · 取值之一：A11, A12, A13, A14');
      const download = page.waitForEvent('download');
      await form.getByRole('button', { name: '下载模板' }).click();
      const { header } = await customerRows();
      const told = await readFile(await (await download).path(), 'utf8');
      expect(told.trim().split(',')).toEqual(expect.arrayContaining(header.split(',')));
      await form.locator('input[type="file"]').setInputFiles(fileOf('header.csv', told));
      await form.getByRole('textbox', { name: '来源' }).fill('branch-8');
      await form.getByRole('button', { name: '导入', exact: true }).click();
      await form.getByText('共 0 行，接受 0 行，拒绝 0 行。').waitFor();
      expect(await faultsOf(page)).toEqual([]);
    });
  });

  describe('refusals in Chinese', () => {
    it('tell what is wrong in Chinese, of the whole request, of a field and of a cell, with the English below', async () => {
      const { page } = await stage.app().visit('/customers', { role: 'risk_officer', language: 'zh' });
      await settled(page);
      const form = page.getByRole('region', { name: '导入客户' });
      const { header, rows } = await customerRows();
      await form.locator('input[type="file"]').setInputFiles(fileOf('twice.csv', [header, rows[0], rows[0], ''].join('\n')));
      const source = form.getByRole('textbox', { name: '来源' });
      await source.fill('Branch 7');
      await form.getByRole('button', { name: '导入', exact: true }).click();
      const alert = form.getByRole('alert');
      await alert.getByText('请求不符合此接口要求的形式，下面列出每一处。请改正后重新发送。', { exact: true }).waitFor();
      await alert.getByText('/querystring/source 格式不对。').waitFor();
      await form.getByText('格式不对。', { exact: true }).waitFor();
      await form.getByText('is 1 to 64 lower-case letters, digits or dashes', { exact: true }).first().waitFor();
      expect(await faultsOf(page)).toEqual([]);
      await source.fill('branch-6');
      await form.getByRole('button', { name: '导入', exact: true }).click();
      await form.getByText('编号在文件中重复。', { exact: true }).waitFor();
      await form.getByText('this id stands on line 2 already', { exact: true }).waitFor();
      expect(await faultsOf(page)).toEqual([]);
    });

    it('tell why a job failed', async () => {
      const { page } = await stage.app().visit('/scorecards', { role: 'risk_officer', language: 'zh' });
      const words = IMPORT_WORDS.zh;
      const dialog = await openForm(page, words);
      await dialog
        .locator('input[type="file"]')
        .first()
        .setInputFiles(fileOf('tree.json', treeFile('A tree of a file')));
      await dialog.getByText(words.told).waitFor();
      await dialog.getByRole('combobox', { name: '用于测量的客户来源' }).click();
      await page.getByRole('option', { name: /^branch-6 · 1$/ }).click();
      await dialog.getByRole('button', { name: words.start, exact: true }).click();
      const failed = dialog.locator('[data-job="failed"]');
      await failed.getByText(/坏的结果.*。$/).waitFor();
      await failed.locator('[lang="en"]', { hasText: 'bad' }).waitFor();
      expect(await faultsOf(page)).toEqual([]);
    });
  });

  describe('import of a model', () => {
    it('names what is wrong with a file and with the source, and leads to the model once it is measured', async () => {
      const { page, context } = await stage.app().visit('/scorecards', { role: 'risk_officer' });
      const words = IMPORT_WORDS.en;
      const { header, rows } = await customerRows();
      const few = await context.request.post('/v1/imports?source=branch-9&schema=german-credit', {
        headers: { origin: new URL(page.url()).origin, 'content-type': 'text/csv', 'idempotency-key': 'branch-9' },
        data: [header, rows[0], ''].join('\n'),
      });
      expect(await few.json()).toMatchObject({ accepted: 1 });
      const dialog = await openForm(page, words);
      const start = dialog.getByRole('button', { name: words.start });
      expect(await start.isDisabled()).toBe(true);
      const file = dialog.locator('input[type="file"]').first();
      await file.setInputFiles(fileOf('notes.json', '{"type":'));
      await dialog.getByText(/^The file is not JSON: /).waitFor();
      expect(await start.isDisabled()).toBe(true);
      await file.setInputFiles(fileOf('empty.json', ''));
      await dialog.getByText('The file is empty.').waitFor();
      await file.setInputFiles(fileOf('half.json', '{"type":"CredenceModel","version":1}'));
      await start.click();
      const alert = dialog.getByRole('alert');
      await alert.getByText('The document is not a model that can be used.').waitFor();
      expect(await alert.innerText()).toContain('/training/rows Expected a whole number.');
      await file.setInputFiles(fileOf('tree.json', treeFile('A tree of a file')));
      await dialog.getByText(words.told).waitFor();
      await alert.waitFor({ state: 'detached' });
      const source = dialog.getByRole('combobox', { name: 'Measured on the customers of' });
      const choose = async (name: RegExp) => {
        await source.click();
        await page.getByRole('option', { name }).click();
      };
      await choose(/^branch-9 · 1$/);
      await start.click();
      await dialog.locator('[data-job="failed"]', { hasText: 'bad' }).waitFor();
      await choose(/^german-credit · /);
      await start.click();
      await dialog.getByText(/^Imported as a draft: AUC 0\.\d{4} on the customers of german-credit$/).waitFor();
      expect(await faultsOf(page)).toEqual([]);
      await start.click();
      await dialog.getByText('This model was here already: draft.').waitFor();
      await dialog.getByRole('link', { name: 'Open the model' }).click();
      await page.getByRole('heading', { level: 1, name: 'A tree of a file' }).waitFor();
    });

    it('gives a card no other scale or words, and other models those that are chosen', async () => {
      const { page, context } = await stage.app().visit('/scorecards', { role: 'risk_officer', language: 'zh', scheme: 'dark' });
      const words = IMPORT_WORDS.zh;
      const dialog = await openForm(page, words);
      const [file, reasons] = [dialog.locator('input[type="file"]').first(), dialog.locator('input[type="file"]').last()];
      const scale = dialog.getByRole('combobox', { name: '分数尺度' });
      const card = await (await context.request.get(`/v1/scorecards/${stage.facts().scorecardHash}/document`)).text();
      await file.setInputFiles(fileOf('card.json', card));
      await dialog.getByText('评分卡“German consumer credit”').waitFor();
      const chooseReasons = dialog.getByRole('button', { name: '各字段的客户用语（可选）' });
      expect([await scale.isDisabled(), await chooseReasons.isDisabled()]).toEqual([true, true]);
      await file.setInputFiles(fileOf('tree.json', treeFile('A tree with words')));
      await dialog.getByText('模型文件“A tree with words”').waitFor();
      await scale.click();
      await page.getByRole('option', { name: '（同 toad）' }).click();
      await dialog.getByRole('combobox', { name: '用于测量的客户来源' }).click();
      await page.getByRole('option', { name: /^german-credit · / }).click();
      await reasons.setInputFiles(fileOf('words.json', '{"shoe_size":"AS01"}'));
      await dialog.getByRole('button', { name: words.start, exact: true }).click();
      await dialog.getByRole('alert').getByText('/reasons/shoe_size').waitFor();
      await reasons.setInputFiles(fileOf('words.json', '{"checking":"AS01"}'));
      await dialog.getByRole('button', { name: words.start, exact: true }).click();
      await dialog.locator('[data-job="done"]').waitFor();
      expect(await faultsOf(page)).toEqual([]);
      await dialog.getByRole('link', { name: '打开该模型' }).click();
      await page.getByRole('heading', { level: 1, name: 'A tree with words' }).waitFor();
      const hash = /0x[0-9a-f]{64}/.exec(page.url())?.[0] ?? '';
      const view = await (await context.request.get(`/v1/scorecards/${hash}`)).json();
      expect(view).toMatchObject({ scaling: { baseScore: 750, baseOdds: 35, pdo: 60 }, state: 'draft' });
    });

    it('is not offered to those who may not train', async () => {
      const { page } = await stage.app().visit('/scorecards', { role: 'lender' });
      await settled(page);
      expect(await page.getByRole('button', { name: IMPORT_WORDS.en.open }).count()).toBe(0);
    });
  });
}
