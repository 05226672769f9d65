import { parentPort, workerData } from 'node:worker_threads';
import { watchDataChanges } from '../../intake/data-changes.ts';
import { loadDataset } from '../../intake/load-dataset.ts';
import { type DatabaseSettings, openDatabase } from '../../platform/database/database.ts';
import { openStudio } from '../../scoring/studio/studio.ts';
import { serveStudio } from '../../scoring/studio/studio-thread.ts';

export interface StudioThreadData {
  readonly settings: DatabaseSettings;
  readonly masterKey: Uint8Array;
}

/** The thread of the model studio: it opens the data base itself, since reading and decrypting many customers takes seconds. */
const { settings, masterKey }: StudioThreadData = workerData;
const database = await openDatabase(settings);
const studio = openStudio({
  loadDataset: (source) => loadDataset(database, { masterKey }, { source }),
  hasChanged: watchDataChanges(database.client),
});
if (parentPort !== null)
  serveStudio(parentPort, {
    ...studio,
    close: async () => {
      await studio.close();
      await database.close();
    },
  });
