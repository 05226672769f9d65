import { DomainError, type FieldFault } from '../../../kernel/errors.ts';
import { Inspection, type Members, numberOf } from '../scorecard/inspection.ts';
import { readScoringDocument } from '../segments/scoring-document.ts';
import { validateTreeModel } from '../trees/validate-tree-document.ts';
import { inspectCalibrator, inspectSvm } from './inspect-svm.ts';
import { everyInput } from './model-form.ts';
import { hashSealedModel, SEALED_MODEL_TYPE, SEALED_MODEL_VERSION, type SealedModel, sealedModelText } from './sealed-model.ts';

const MOST_MEMBERS = 20;
/** A calibrated blend of calibrated members is as deep as models are made. */
const MOST_DEPTH = 4;
const MOST_OPTIONS = 1000;

function refuse(faults: readonly FieldFault[]): never {
  throw new DomainError('model_invalid', 'unprocessable', 'The document is not a model that can be used.', { faults });
}

/** Takes over the faults of a document inside this one. */
function inspectInner(inspection: Inspection, pointer: string, read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    for (const { pointer: inner, code, detail } of error.faults) inspection.fault(`${pointer}${inner}`, code, detail);
  }
}

const FORM_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  scorecard: ['document'],
  trees: ['document'],
  svm: ['model'],
  ensemble: ['members', 'blend'],
  calibrated: ['base', 'calibrator'],
};

function formKind(value: unknown): string {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
  return typeof kind === 'string' && Object.hasOwn(FORM_MEMBERS, kind) ? kind : '';
}

function inspectBlend(inspection: Inspection, value: unknown, pointer: string, members: number): void {
  const blend = inspection.object(value, pointer, ['intercept', 'weights']);
  inspection.number(blend?.['intercept'], `${pointer}/intercept`);
  const weights = inspection.list(blend?.['weights'], `${pointer}/weights`, { least: members, most: members });
  for (const [place, weight] of weights.entries()) inspection.number(weight, `${pointer}/weights/${place}`, 0);
}

function inspectForm(inspection: Inspection, value: unknown, pointer: string, depth: number): void {
  if (depth > MOST_DEPTH) return inspection.fault(pointer, 'depth', `Expected at most ${MOST_DEPTH} models inside each other.`);
  const kind = formKind(value);
  const form = inspection.object(value, pointer, ['kind', ...(FORM_MEMBERS[kind] ?? [])]);
  if (form === null) return;
  inspection.oneOf(form['kind'], `${pointer}/kind`, Object.keys(FORM_MEMBERS));
  if (kind === 'scorecard') inspectInner(inspection, `${pointer}/document`, () => readScoringDocument(form['document']));
  if (kind === 'trees') inspectInner(inspection, `${pointer}/document`, () => validateTreeModel(form['document']));
  if (kind === 'svm') inspectSvm(inspection, form['model'], `${pointer}/model`);
  if (kind === 'calibrated') {
    inspectForm(inspection, form['base'], `${pointer}/base`, depth + 1);
    inspectCalibrator(inspection, form['calibrator'], `${pointer}/calibrator`);
  }
  if (kind !== 'ensemble') return;
  const members = inspection.list(form['members'], `${pointer}/members`, { least: 1, most: MOST_MEMBERS });
  for (const [place, member] of members.entries()) inspectForm(inspection, member, `${pointer}/members/${place}`, depth + 1);
  inspectBlend(inspection, form['blend'], `${pointer}/blend`, members.length);
}

function inspectHead(inspection: Inspection, document: Members): void {
  inspection.object(document, '', ['type', 'version', 'name', 'training', 'options', 'form', 'contentHash']);
  inspection.text(document['name'], '/name');
  const training = inspection.object(document['training'], '/training', ['datasetHash', 'rows', 'goods', 'bads']);
  inspection.text(training?.['datasetHash'], '/training/datasetHash');
  for (const name of ['rows', 'goods', 'bads']) inspection.whole(training?.[name], `/training/${name}`, 0);
  if (numberOf(training?.['goods']) + numberOf(training?.['bads']) !== numberOf(training?.['rows']))
    inspection.fault('/training/rows', 'sum', 'Goods and bads do not add up to the rows.');
  const options = typeof document['options'] === 'object' && document['options'] !== null ? document['options'] : null;
  if (options === null || Array.isArray(options)) inspection.fault('/options', 'type', 'Expected an object.');
  const entries = Object.entries(options ?? {});
  if (entries.length > MOST_OPTIONS) inspection.fault('/options', 'length', `Expected at most ${MOST_OPTIONS} options.`);
  for (const [name, value] of entries)
    if (typeof value === 'string') inspection.text(value, `/options/${name}`);
    else inspection.number(value, `/options/${name}`);
}

/** Members of a blend that read one column must read it alike. */
function refuseUnlike(model: SealedModel): void {
  const kinds = new Map<string, string>();
  for (const { name, kind } of everyInput(model.form)) {
    if ((kinds.get(name) ?? kind) !== kind)
      refuse([{ pointer: '/form', code: 'kind', detail: `Column ${name} is read as numbers by one member and as levels by another.` }]);
    kinds.set(name, kind);
  }
}

/**
 * Reads a document that came from outside; what it accepts predicts every row.
 * @throws {@link DomainError} `model_invalid` with up to 100 faults by JSON pointer: another type or version first and alone, then the
 * shape, then a content that does not have the hash it names
 */
export function validateSealedModel(value: unknown): SealedModel {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    refuse([{ pointer: '', code: 'type', detail: 'Expected an object.' }]);
  const document = value as Members;
  if (document['type'] !== SEALED_MODEL_TYPE) refuse([{ pointer: '/type', code: 'choice', detail: `Expected ${SEALED_MODEL_TYPE}.` }]);
  if (document['version'] !== SEALED_MODEL_VERSION)
    refuse([{ pointer: '/version', code: 'choice', detail: `Expected version ${SEALED_MODEL_VERSION}.` }]);
  const inspection = new Inspection();
  inspectHead(inspection, document);
  inspectForm(inspection, document['form'], '/form', 1);
  if (inspection.faults.length > 0) refuse(inspection.faults);
  const model = value as SealedModel;
  if (hashSealedModel(model) !== model.contentHash)
    refuse([{ pointer: '/contentHash', code: 'hash', detail: 'The content was changed: it does not have this hash.' }]);
  refuseUnlike(model);
  return model;
}

/** As {@link validateSealedModel}; only the very bytes that were written are accepted. @throws {@link DomainError} `model_invalid` */
export function readSealedModel(value: unknown, text: string): SealedModel {
  const model = validateSealedModel(value);
  if (sealedModelText(model) !== text)
    refuse([{ pointer: '', code: 'canonical', detail: 'Expected JSON in its canonical form, as it was written.' }]);
  return model;
}
