import { type Inspection, numberOf } from '../scorecard/inspection.ts';

const MOST_COLUMNS = 10_000;
const MOST_LEVELS = 10_000;
const MOST_WIDTH = 1_000_000;
const MOST_VECTORS = 50_000;
const MOST_NUMBERS = 20_000_000;

function inspectNumbers(inspection: Inspection, value: unknown, pointer: string, limits: { least: number; most: number }): number[] {
  const numbers = inspection.list(value, pointer, limits);
  for (const [place, number] of numbers.entries()) inspection.number(number, `${pointer}/${place}`);
  return numbers.map(numberOf);
}

function risesStrictly(numbers: readonly number[]): boolean {
  return numbers.slice(1).every((number, place) => number > (numbers[place] ?? number));
}

function inspectIsotonic(inspection: Inspection, found: Readonly<Record<string, unknown>>, pointer: string): void {
  const scores = inspectNumbers(inspection, found['scores'], `${pointer}/scores`, { least: 1, most: MOST_NUMBERS });
  if (!risesStrictly(scores)) inspection.fault(`${pointer}/scores`, 'order', 'Scores do not rise.');
  const same = { least: scores.length, most: scores.length };
  const probabilities = inspectNumbers(inspection, found['probabilities'], `${pointer}/probabilities`, same);
  if (probabilities.some((value, place) => value < (probabilities[place - 1] ?? 0) || value > 1))
    inspection.fault(`${pointer}/probabilities`, 'order', 'Probabilities fall, or lie outside 0 to 1.');
}

const CALIBRATORS: Readonly<Record<string, readonly string[]>> = {
  platt: ['slope', 'intercept'],
  isotonic: ['scores', 'probabilities'],
  prior_shift: ['offset'],
};

/** A calibrator of any kind: its probabilities are numbers from 0 to 1. */
export function inspectCalibrator(inspection: Inspection, value: unknown, pointer: string): void {
  const given = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
  const kind = typeof given === 'string' && Object.hasOwn(CALIBRATORS, given) ? given : '';
  const found = inspection.object(value, pointer, ['kind', ...(CALIBRATORS[kind] ?? [])]);
  if (found === null) return;
  inspection.oneOf(found['kind'], `${pointer}/kind`, Object.keys(CALIBRATORS));
  if (kind === 'isotonic') inspectIsotonic(inspection, found, pointer);
  else for (const name of CALIBRATORS[kind] ?? []) inspection.number(found[name], `${pointer}/${name}`);
}

/** @returns how many places of the vector the column takes */
function inspectColumn(inspection: Inspection, value: unknown, pointer: string): { readonly name: unknown; readonly width: number } {
  const isLevels = typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'one_hot';
  const members = isLevels ? ['kind', 'name', 'levels', 'hasMissing'] : ['kind', 'name', 'unit', 'mean', 'sd', 'hasMissing'];
  const column = inspection.object(value, pointer, members);
  inspection.oneOf(column?.['kind'], `${pointer}/kind`, ['standard', 'one_hot']);
  inspection.text(column?.['name'], `${pointer}/name`);
  inspection.oneOf(column?.['hasMissing'], `${pointer}/hasMissing`, [true, false]);
  const own = column?.['hasMissing'] === true ? 1 : 0;
  if (!isLevels) {
    inspection.number(column?.['mean'], `${pointer}/mean`);
    for (const name of ['unit', 'sd']) inspection.number(column?.[name], `${pointer}/${name}`, Number.MIN_VALUE);
    return { name: column?.['name'], width: 1 + own };
  }
  const levels = inspection.list(column?.['levels'], `${pointer}/levels`, { least: 0, most: MOST_LEVELS });
  for (const [place, level] of levels.entries()) inspection.text(level, `${pointer}/levels/${place}`);
  inspection.distinct(
    levels,
    levels.map((_, place) => `${pointer}/levels/${place}`),
  );
  return { name: column?.['name'], width: levels.length + own };
}

/** @returns the width of the vectors */
function inspectEncoding(inspection: Inspection, value: unknown, pointer: string): number {
  const encoding = inspection.object(value, pointer, ['columns', 'width', 'constant']);
  const columns = inspection
    .list(encoding?.['columns'], `${pointer}/columns`, { least: 1, most: MOST_COLUMNS })
    .map((column, place) => inspectColumn(inspection, column, `${pointer}/columns/${place}`));
  inspection.distinct(
    columns.map(({ name }) => name),
    columns.map((_, place) => `${pointer}/columns/${place}/name`),
  );
  const width = columns.reduce((total, column) => total + column.width, 0);
  if (encoding?.['width'] !== width || width > MOST_WIDTH)
    inspection.fault(`${pointer}/width`, 'sum', `The columns take ${width} places, of at most ${MOST_WIDTH}.`);
  for (const [place, name] of inspection.list(encoding?.['constant'], `${pointer}/constant`, { least: 0, most: MOST_COLUMNS }).entries())
    inspection.text(name, `${pointer}/constant/${place}`);
  return width;
}

/** What `svmClassifier` takes; columns encoded by weight of evidence are of cards and stay out of model files. */
export function inspectSvm(inspection: Inspection, value: unknown, pointer: string): void {
  const members = ['kernel', 'encoding', 'margin', 'calibrator', 'rowsGiven', 'rowsLearnt', 'iterations', 'hasConverged'];
  const model = inspection.object(value, pointer, members);
  if (model === null) return;
  inspection.oneOf(model['kernel'], `${pointer}/kernel`, ['linear', 'rbf']);
  for (const name of ['rowsGiven', 'rowsLearnt', 'iterations']) inspection.whole(model[name], `${pointer}/${name}`, 0);
  inspection.oneOf(model['hasConverged'], `${pointer}/hasConverged`, [true, false]);
  inspectCalibrator(inspection, model['calibrator'], `${pointer}/calibrator`);
  const width = inspectEncoding(inspection, model['encoding'], `${pointer}/encoding`);
  const at = `${pointer}/margin`;
  if (model['kernel'] === 'linear') {
    const margin = inspection.object(model['margin'], at, ['kind', 'weights', 'intercept']);
    inspection.oneOf(margin?.['kind'], `${at}/kind`, ['linear']);
    inspection.number(margin?.['intercept'], `${at}/intercept`);
    inspectNumbers(inspection, margin?.['weights'], `${at}/weights`, { least: width, most: width });
    return;
  }
  const margin = inspection.object(model['margin'], at, ['kind', 'gamma', 'rho', 'coefficients', 'vectors']);
  inspection.oneOf(margin?.['kind'], `${at}/kind`, ['rbf']);
  inspection.number(margin?.['gamma'], `${at}/gamma`, Number.MIN_VALUE);
  inspection.number(margin?.['rho'], `${at}/rho`);
  const vectors = inspectNumbers(inspection, margin?.['coefficients'], `${at}/coefficients`, { least: 1, most: MOST_VECTORS }).length;
  inspectNumbers(inspection, margin?.['vectors'], `${at}/vectors`, { least: vectors * width, most: vectors * width });
}
