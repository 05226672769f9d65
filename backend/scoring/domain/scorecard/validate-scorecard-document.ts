import { DomainError } from '../../../kernel/errors.ts';
import { TRENDS } from '../binning/bins.ts';
import { SHAPES } from '../binning/optimal-merge.ts';
import { Inspection, type Members, numberOf, textOf } from './inspection.ts';
import { isSealed, SCORECARD_TYPE, SCORECARD_VERSION, type ScorecardDocument } from './scorecard-document.ts';

const MAX_CHARACTERISTICS = 1000;
const MAX_BINS = 1000;
const MAX_EDITS = 1000;

const BIN_MEMBERS = ['kind', 'goods', 'bads', 'woe', 'points'];
const RANGE_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  interval: ['lower', 'upper'],
  levels: ['levels'],
  special: ['values'],
  missing: [],
  other: [],
};

function kindOf(value: unknown): string {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
  return typeof kind === 'string' && Object.hasOwn(RANGE_MEMBERS, kind) ? kind : '';
}

function inspectBin(inspection: Inspection, value: unknown, pointer: string): Members | null {
  const kind = kindOf(value);
  const bin = inspection.object(value, pointer, [...BIN_MEMBERS, ...(RANGE_MEMBERS[kind] ?? [])]);
  if (bin === null) return null;
  inspection.oneOf(bin['kind'], `${pointer}/kind`, Object.keys(RANGE_MEMBERS));
  inspection.whole(bin['goods'], `${pointer}/goods`, 0);
  inspection.whole(bin['bads'], `${pointer}/bads`, 0);
  inspection.number(bin['woe'], `${pointer}/woe`);
  inspection.whole(bin['points'], `${pointer}/points`);
  if (kind === 'interval') for (const end of ['lower', 'upper']) if (bin[end] !== null) inspection.number(bin[end], `${pointer}/${end}`);
  if (kind === 'levels')
    for (const [place, level] of inspection.list(bin['levels'], `${pointer}/levels`, { least: 1, most: MAX_BINS }).entries())
      inspection.text(level, `${pointer}/levels/${place}`);
  if (kind === 'special')
    for (const [place, code] of inspection.list(bin['values'], `${pointer}/values`, { least: 1, most: MAX_BINS }).entries())
      inspection.number(code, `${pointer}/values/${place}`);
  return bin;
}

/** Every value falls into exactly one bin: intervals meet end to end, levels occur once, the rest is caught. */
function inspectCover(inspection: Inspection, kind: unknown, bins: readonly Members[], pointer: string): void {
  const own = kind === 'numeric' ? ['interval', 'special', 'missing'] : ['levels', 'missing', 'other'];
  bins.forEach((bin, place) => {
    if (!own.includes(textOf(bin['kind'])))
      inspection.fault(`${pointer}/${place}/kind`, 'choice', `A ${textOf(kind)} characteristic has no such bin.`);
  });
  for (const catching of kind === 'numeric' ? ['missing'] : ['missing', 'other']) {
    if (bins.filter((bin) => bin['kind'] === catching).length !== 1)
      inspection.fault(pointer, 'cover', `Expected one bin of kind ${catching}.`);
  }
  if (kind === 'numeric') {
    const intervals = bins.filter((bin) => bin['kind'] === 'interval');
    const meets = intervals.every(
      (bin, place) => bin['lower'] === (intervals[place - 1]?.['upper'] ?? null) && (place === 0) === (bin['lower'] === null),
    );
    const rises = intervals.every(
      (bin) => bin['lower'] === null || bin['upper'] === null || numberOf(bin['lower']) < numberOf(bin['upper']),
    );
    if (intervals.length === 0 || !meets || !rises || intervals.at(-1)?.['upper'] !== null)
      inspection.fault(pointer, 'cover', 'Intervals do not meet end to end from minus to plus infinity.');
  }
  const members = bins.flatMap((bin, place) =>
    Array.isArray(bin['levels'] ?? bin['values'])
      ? ((bin['levels'] ?? bin['values']) as unknown[]).map((member) => ({ member, pointer: `${pointer}/${place}` }))
      : [],
  );
  inspection.distinct(
    members.map(({ member }) => member),
    members.map((entry) => entry.pointer),
  );
  if (!bins.some((bin) => numberOf(bin['goods']) + numberOf(bin['bads']) > 0))
    inspection.fault(pointer, 'cover', 'No bin holds training rows.');
}

const EDIT_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  merge: ['at'],
  split: ['at'],
  move: ['from', 'to'],
  trend: ['shape'],
  join: ['levels'],
  part: ['levels'],
};

function inspectEdit(inspection: Inspection, value: unknown, pointer: string): void {
  const named = typeof value === 'object' && value !== null && 'kind' in value ? textOf(value.kind) : '';
  const kind = Object.hasOwn(EDIT_MEMBERS, named) ? named : '';
  const edit = inspection.object(value, pointer, ['kind', 'reason', ...(EDIT_MEMBERS[kind] ?? [])]);
  if (edit === null) return;
  inspection.oneOf(edit['kind'], `${pointer}/kind`, Object.keys(EDIT_MEMBERS));
  inspection.text(edit['reason'], `${pointer}/reason`);
  for (const name of ['at', 'from', 'to']) if (name in edit) inspection.number(edit[name], `${pointer}/${name}`);
  if ('shape' in edit) inspection.oneOf(edit['shape'], `${pointer}/shape`, SHAPES);
  if ('levels' in edit)
    for (const [place, level] of inspection.list(edit['levels'], `${pointer}/levels`, { least: 1, most: MAX_BINS }).entries())
      inspection.text(level, `${pointer}/levels/${place}`);
}

export function inspectWording(inspection: Inspection, value: unknown, pointer: string): void {
  const wording = inspection.object(value, pointer, ['code', 'en', 'zh']);
  if (wording === null) return;
  if (wording['code'] !== null) inspection.text(wording['code'], `${pointer}/code`);
  for (const language of ['en', 'zh']) inspection.text(wording[language], `${pointer}/${language}`);
}

const CHARACTERISTIC_MEMBERS = ['name', 'kind', 'trend', 'iv', 'coefficient', 'standardError', 'pValue', 'reason', 'bins'];

function inspectCharacteristic(inspection: Inspection, value: unknown, pointer: string): Members | null {
  const found = inspection.object(value, pointer, CHARACTERISTIC_MEMBERS, ['wording', 'edits']);
  if (found === null) return null;
  if ('wording' in found) inspectWording(inspection, found['wording'], `${pointer}/wording`);
  if ('edits' in found)
    for (const [place, edit] of inspection.list(found['edits'], `${pointer}/edits`, { least: 1, most: MAX_EDITS }).entries())
      inspectEdit(inspection, edit, `${pointer}/edits/${place}`);
  inspection.text(found['name'], `${pointer}/name`);
  inspection.oneOf(found['kind'], `${pointer}/kind`, ['numeric', 'categorical']);
  inspection.oneOf(found['trend'], `${pointer}/trend`, TRENDS);
  for (const name of ['iv', 'standardError', 'pValue']) inspection.number(found[name], `${pointer}/${name}`, 0);
  inspection.number(found['coefficient'], `${pointer}/coefficient`);
  inspection.text(found['reason'], `${pointer}/reason`);
  inspectBins(inspection, found, pointer);
  return found;
}

/** Bins of an attribute of a `kind`: every value falls into exactly one. */
export function inspectBins(inspection: Inspection, found: Members, pointer: string): void {
  const bins = inspection
    .list(found['bins'], `${pointer}/bins`, { least: 1, most: MAX_BINS })
    .map((bin, place) => inspectBin(inspection, bin, `${pointer}/bins/${place}`));
  if (bins.length > 0 && bins.every((bin) => bin !== null)) inspectCover(inspection, found['kind'], bins, `${pointer}/bins`);
}

const SCALING_MEMBERS = ['pdo', 'baseScore', 'baseOdds', 'factor', 'offset'];

/** A scale; with base points where the card of one population has it. */
export function inspectScaling(inspection: Inspection, value: unknown, pointer: string, own: readonly string[]): void {
  const scaling = inspection.object(value, pointer, [...SCALING_MEMBERS, ...own]);
  if (scaling === null) return;
  for (const name of ['pdo', 'baseOdds', 'factor']) inspection.number(scaling[name], `${pointer}/${name}`, Number.MIN_VALUE);
  for (const name of ['baseScore', 'offset']) inspection.number(scaling[name], `${pointer}/${name}`);
  for (const name of own) inspection.whole(scaling[name], `${pointer}/${name}`);
}

export function inspectGrades(inspection: Inspection, value: unknown, pointer: string): void {
  const grades = inspection.list(value, pointer, { least: 1, most: 100 }).map((item, place) => {
    const grade = inspection.object(item, `${pointer}/${place}`, ['grade', 'minScore']);
    inspection.text(grade?.['grade'], `${pointer}/${place}/grade`);
    inspection.whole(grade?.['minScore'], `${pointer}/${place}/minScore`);
    return grade;
  });
  grades.slice(1).forEach((grade, index) => {
    if (numberOf(grade?.['minScore']) > numberOf(grades[index]?.['minScore']))
      inspection.fault(`${pointer}/${index + 1}/minScore`, 'order', 'Grades are not in descending order of score.');
  });
}

export function inspectTraining(inspection: Inspection, value: unknown, pointer: string): void {
  const training = inspection.object(value, pointer, ['datasetHash', 'rows', 'goods', 'bads', 'excluded']);
  if (training === null) return;
  inspection.text(training['datasetHash'], `${pointer}/datasetHash`);
  for (const name of ['rows', 'goods', 'bads']) inspection.whole(training[name], `${pointer}/${name}`, 0);
  for (const [place, name] of inspection
    .list(training['excluded'], `${pointer}/excluded`, { least: 0, most: MAX_CHARACTERISTICS })
    .entries())
    inspection.text(name, `${pointer}/excluded/${place}`);
}

const DOCUMENT_MEMBERS = ['type', 'version', 'name', 'training', 'regression', 'scaling', 'characteristics', 'grades'];

/** Looks at a card that stands at `pointer`; without a fault it can be compiled and scores every row. */
export function inspectScorecard(inspection: Inspection, value: unknown, pointer: string): void {
  const document = inspection.object(value, pointer, DOCUMENT_MEMBERS, ['seal']);
  if (document === null) return;
  inspection.oneOf(document['type'], `${pointer}/type`, [SCORECARD_TYPE]);
  inspection.oneOf(document['version'], `${pointer}/version`, [SCORECARD_VERSION]);
  inspection.text(document['name'], `${pointer}/name`);
  inspectTraining(inspection, document['training'], `${pointer}/training`);
  const at = `${pointer}/regression`;
  const regression = inspection.object(document['regression'], at, ['intercept', 'ridge', 'nonNegative'], ['lasso']);
  if (regression !== null && 'lasso' in regression) inspection.number(regression['lasso'], `${at}/lasso`, 0);
  inspection.number(regression?.['intercept'], `${at}/intercept`);
  inspection.number(regression?.['ridge'], `${at}/ridge`, 0);
  inspection.oneOf(regression?.['nonNegative'], `${at}/nonNegative`, [true, false]);
  inspectScaling(inspection, document['scaling'], `${pointer}/scaling`, ['basePoints']);
  const characteristics = inspection
    .list(document['characteristics'], `${pointer}/characteristics`, { least: 1, most: MAX_CHARACTERISTICS })
    .map((item, place) => inspectCharacteristic(inspection, item, `${pointer}/characteristics/${place}`));
  for (const name of ['name', 'reason'])
    inspection.distinct(
      characteristics.map((item) => item?.[name]),
      [...characteristics.keys()].map((place) => `${pointer}/characteristics/${place}/${name}`),
    );
  inspectGrades(inspection, document['grades'], `${pointer}/grades`);
  if (inspection.faults.length === 0 && 'seal' in document && !isSealed(document))
    inspection.fault(`${pointer}/seal`, 'seal', 'The document was changed after it was sealed.');
}

/** @throws {@link DomainError} `scorecard_invalid` when the inspection found faults */
export function refuseFaults({ faults }: Inspection): void {
  if (faults.length > 0)
    throw new DomainError('scorecard_invalid', 'unprocessable', 'The document is not a scorecard that can be used.', { faults });
}

/**
 * Reads a scorecard document that came from outside; what it accepts can be compiled and scores every row.
 * @throws {@link DomainError} `scorecard_invalid` with up to 100 faults by JSON pointer
 */
export function validateScorecardDocument(value: unknown): ScorecardDocument {
  const inspection = new Inspection();
  inspectScorecard(inspection, value, '');
  refuseFaults(inspection);
  return value as ScorecardDocument;
}
