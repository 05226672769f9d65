import type { Page } from 'playwright-core';

/** Waits until nothing is on its way any more: no skeletons, all charts drawn, fonts there. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page.waitForFunction(
    () => document.querySelector('.mantine-Skeleton-root, [data-chart="waiting"], [role="status"][aria-busy="true"]') === null,
  );
  await page.evaluate(async () => {
    await document.fonts.ready;
  });
}
