import { type DataFile, openDataFile } from '../intake/open-data-file.ts';
import type { Warehouse } from '../platform/warehouse/warehouse.ts';
import { missingColumn } from './domain/scorecard/fit-model.ts';
import type { ScorecardDocument } from './domain/scorecard/scorecard-document.ts';

/**
 * Opens a file as a scorecard reads it: levels such as postal codes look like numbers and are none to the card. Any file that was open
 * before is closed.
 * @throws {@link DomainError} `scorecard_column_missing` and what reading a file throws
 */
export async function openCardData(warehouse: Warehouse, path: string, document: ScorecardDocument): Promise<DataFile> {
  const names = document.characteristics.map(({ name }) => name);
  const asText = document.characteristics.filter(({ kind }) => kind === 'categorical').map(({ name }) => name);
  const open = async (texts: readonly string[]) => {
    await warehouse.run('DROP TABLE IF EXISTS data');
    return openDataFile(warehouse, path, texts);
  };
  const head = await open([]);
  const missing = names.find((name) => !head.columns.some((column) => column.name === name));
  if (missing !== undefined) throw missingColumn(missing);
  const isWrong = head.columns.some(({ name, kind }) => kind !== 'text' && asText.includes(name));
  return isWrong ? open(asText) : head;
}
