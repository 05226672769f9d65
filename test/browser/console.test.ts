import { afterAll, afterEach, beforeAll } from 'vitest';
import { accessSuite } from './suites/access.ts';
import { boardSuite } from './suites/board.ts';
import { customerSuite } from './suites/customers.ts';
import { dealLifeSuite } from './suites/deal-life.ts';
import { dealsSuite } from './suites/deals.ts';
import { frameSuite } from './suites/frame.ts';
import { importSuite } from './suites/imports.ts';
import { issuerSuite } from './suites/issuer.ts';
import { ledgerSuite } from './suites/ledger.ts';
import { modelSuite } from './suites/models.ts';
import { monitoringSuite } from './suites/monitoring.ts';
import { outlookSuite } from './suites/outlook.ts';
import { peopleSuite } from './suites/people.ts';
import { presentSuite } from './suites/present.ts';
import { relianceSuite } from './suites/reliance.ts';
import { scorecardSuite } from './suites/scorecard.ts';
import { signInSuite } from './suites/sign-in.ts';
import type { Stage } from './suites/stage.ts';
import { studioSuite } from './suites/studio.ts';
import { verifySuite } from './suites/verify.ts';
import { Console } from './support/console.ts';
import { type Facts, readFacts } from './support/facts.ts';

let app: Console;
let facts: Facts;
/** The suites share one installation and one browser, which exist only once the tests run. */
const stage: Stage = { app: () => app, facts: () => facts };

beforeAll(async () => {
  app = await Console.open();
  facts = await readFacts(app);
  await app.settle();
});
afterEach(() => app.settle());
afterAll(() => app?.close());

signInSuite(stage);
verifySuite(stage);
customerSuite(stage);
scorecardSuite(stage);
studioSuite(stage);
ledgerSuite(stage);
issuerSuite(stage);
boardSuite(stage);
dealsSuite(stage);
outlookSuite(stage);
dealLifeSuite(stage);
peopleSuite(stage);
presentSuite(stage);
relianceSuite(stage);
monitoringSuite(stage);
frameSuite(stage);
accessSuite(stage);
modelSuite(stage);
importSuite(stage);
