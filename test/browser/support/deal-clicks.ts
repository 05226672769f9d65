import type { APIRequestContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { DealView } from '../../../backend/securitization/deals/schemas.ts';

const SOON = { timeout: 120_000, interval: 250 };

/** Opens the list of a select by keyboard, which the kind for several values needs, and takes one of its options. */
export async function choose(page: Page, label: string, option: string | RegExp): Promise<void> {
  await page.getByLabel(label, { exact: true }).first().press('ArrowDown');
  await page.getByRole('option', { name: option }).click();
}

/** Orders what a deal needs and what cannot be taken back, by its name and the word that has to be typed. */
export async function confirmAct(page: Page, name: string, word: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
  const dialog = page.getByRole('dialog', { name });
  await dialog.getByRole('textbox', { name: `Type ${word} to confirm` }).fill(word);
  await dialog.getByRole('button', { name, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** Signs a plan, the first on the page or that at `place`, and waits until the last of its calls is in a block. */
export async function signPlan(page: Page, place = 0): Promise<void> {
  const plan = page.getByTestId('wallet-plan').nth(place);
  const sign = plan.getByRole('button', { name: /^Sign and send/ });
  const calls = /\((\d+)\)/.exec((await sign.textContent()) ?? '')?.[1];
  await sign.click();
  await plan
    .getByRole('status')
    .filter({ hasText: `Included (${calls} of ${calls})` })
    .waitFor();
}

export async function dealAt(request: APIRequestContext, address: string): Promise<DealView> {
  return (await (await request.get(`/v1/deals/${address}`)).json()) as DealView;
}

/** Waits until the index has followed the chain to where a deal is `wanted`. */
export async function awaitDeal(request: APIRequestContext, address: string, wanted: (deal: DealView) => boolean): Promise<DealView> {
  await expect.poll(async () => wanted(await dealAt(request, address)), SOON).toBe(true);
  return dealAt(request, address);
}

/** Waits for a row of a list of the API, and answers with it. */
export async function awaitRow<T>(request: APIRequestContext, path: string, wanted: (row: T) => boolean): Promise<T> {
  const find = async () => ((await (await request.get(path)).json()) as { data: T[] }).data.find(wanted);
  await expect.poll(async () => (await find()) !== undefined, SOON).toBe(true);
  return (await find()) as T;
}
