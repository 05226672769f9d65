import { DomainError } from '../../../kernel/errors.ts';
import { faultOfWording } from '../explain/reason-wording.ts';
import { inputsOf } from '../model-file/model-form.ts';
import { SEALED_MODEL_TYPE } from '../model-file/sealed-model.ts';
import { validateSealedModel } from '../model-file/validate-sealed-model.ts';
import { Inspection, type Members } from '../scorecard/inspection.ts';
import { inspectBins, inspectGrades, inspectScaling, inspectTraining, inspectWording } from '../scorecard/validate-scorecard-document.ts';
import { TREE_MODEL_TYPE } from '../trees/tree-document.ts';
import { validateTreeModel } from '../trees/validate-tree-document.ts';
import {
  formOfFile,
  type ModelFileDocument,
  SCORED_MODEL_TYPE,
  SCORED_MODEL_VERSION,
  type ScoredModelDocument,
} from './scored-model-document.ts';

const MOST_INPUTS = 100_000;
const MOST_CELLS = 10_011;
const MEMBERS = ['type', 'version', 'name', 'training', 'scaling', 'grades', 'inputs', 'measured', 'background', 'model'];

function typeOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
}

/** Whether a document says that it is a model file of any kind but a card. */
export function isModelFile(value: unknown): boolean {
  return typeOf(value) === TREE_MODEL_TYPE || typeOf(value) === SEALED_MODEL_TYPE;
}

/** Whether a document says that it is a model made fit to score customers. */
export function isScoredModel(value: unknown): boolean {
  return typeOf(value) === SCORED_MODEL_TYPE;
}

/** @throws {@link DomainError} `tree_model_invalid`, `model_invalid` */
export function validateModelFile(value: unknown): ModelFileDocument {
  return typeOf(value) === TREE_MODEL_TYPE ? validateTreeModel(value) : validateSealedModel(value);
}

function inspectInputs(inspection: Inspection, value: unknown): (Members | null)[] {
  const inputs = inspection.list(value, '/inputs', { least: 0, most: MOST_INPUTS }).map((item, place) => {
    const pointer = `/inputs/${place}`;
    const input = inspection.object(item, pointer, ['name', 'kind', 'reason', 'bins'], ['wording']);
    if (input === null) return null;
    inspection.text(input['name'], `${pointer}/name`);
    inspection.oneOf(input['kind'], `${pointer}/kind`, ['numeric', 'categorical']);
    inspection.text(input['reason'], `${pointer}/reason`);
    if ('wording' in input) {
      inspectWording(inspection, input['wording'], `${pointer}/wording`);
      refuseVague(inspection, input['wording'], `${pointer}/wording`);
    }
    inspectBins(inspection, input, pointer);
    return input;
  });
  for (const name of ['name', 'reason'])
    inspection.distinct(
      inputs.map((input) => input?.[name]),
      inputs.map((_, place) => `/inputs/${place}/${name}`),
    );
  return inputs;
}

function refuseVague(inspection: Inspection, value: unknown, pointer: string): void {
  for (const language of ['en', 'zh'] as const) {
    const words = typeof value === 'object' && value !== null ? (value as Members)[language] : undefined;
    const fault = typeof words === 'string' ? faultOfWording(words, language) : null;
    if (fault !== null) inspection.fault(`${pointer}/${language}`, 'vague', `The words for a customer are refused: ${fault}.`);
  }
}

function inspectBackground(inspection: Inspection, value: unknown): void {
  if (value === null) return;
  for (const [place, item] of inspection.list(value, '/background', { least: 0, most: MOST_INPUTS }).entries()) {
    const pointer = `/background/${place}`;
    const own = inspection.object(item, pointer, ['name', 'cells']);
    inspection.text(own?.['name'], `${pointer}/name`);
    for (const [at, found] of inspection.list(own?.['cells'], `${pointer}/cells`, { least: 1, most: MOST_CELLS }).entries()) {
      const cell = inspection.object(found, `${pointer}/cells/${at}`, ['value', 'rows']);
      const of = cell?.['value'];
      if (typeof of === 'string') inspection.text(of, `${pointer}/cells/${at}/value`);
      else if (of !== null) inspection.number(of, `${pointer}/cells/${at}/value`);
      inspection.whole(cell?.['rows'], `${pointer}/cells/${at}/rows`, 1);
    }
  }
}

function refuse({ faults }: Inspection): void {
  if (faults.length > 0)
    throw new DomainError('model_invalid', 'unprocessable', 'The document is not a model that can be used.', { faults });
}

/** What stands around the model must tell the columns that it reads, and the data that it was trained on. */
function inspectFit(inspection: Inspection, { inputs, training, background, name, model }: ScoredModelDocument): void {
  const wanted = inputsOf(formOfFile(model));
  const tell = (columns: readonly { readonly name: string; readonly kind: string }[]) =>
    columns.map((input) => `${input.kind} ${input.name}`).join('\n');
  if (tell(wanted) !== tell(inputs)) inspection.fault('/inputs', 'inputs', 'These are not the columns that the model reads.');
  if (name !== model.name) inspection.fault('/name', 'name', 'The model has another name.');
  const { datasetHash, rows, goods, bads } = model.training;
  const same = training.datasetHash === datasetHash && training.rows === rows && training.goods === goods && training.bads === bads;
  if (!same) inspection.fault('/training', 'training', 'The model tells of other training rows.');
  const known = new Map(inputs.map((input) => [input.name, input.kind]));
  for (const [place, { name: column, cells }] of (background ?? []).entries()) {
    const kind = known.get(column);
    const fits = cells.every(({ value }) => value === null || typeof value === (kind === 'numeric' ? 'number' : 'string'));
    if (kind === undefined || !fits)
      inspection.fault(`/background/${place}`, 'inputs', 'The model reads no such column, or of another kind.');
  }
}

/**
 * Reads a document that came from outside; what it accepts scores every row.
 * @throws {@link DomainError} `model_invalid` with up to 100 faults by JSON pointer, and for the model file inside `tree_model_invalid`
 */
export function validateScoredModel(value: unknown): ScoredModelDocument {
  const inspection = new Inspection();
  const document = inspection.object(value, '', MEMBERS);
  if (document !== null) {
    inspection.oneOf(document['type'], '/type', [SCORED_MODEL_TYPE]);
    inspection.oneOf(document['version'], '/version', [SCORED_MODEL_VERSION]);
    inspection.text(document['name'], '/name');
    inspectTraining(inspection, document['training'], '/training');
    inspectScaling(inspection, document['scaling'], '/scaling', []);
    inspectGrades(inspection, document['grades'], '/grades');
    inspectInputs(inspection, document['inputs']);
    const measured = inspection.object(document['measured'], '/measured', ['datasetHash', 'rows', 'goods', 'bads']);
    inspection.text(measured?.['datasetHash'], '/measured/datasetHash');
    for (const name of ['rows', 'goods', 'bads']) inspection.whole(measured?.[name], `/measured/${name}`, 0);
    inspectBackground(inspection, document['background']);
  }
  refuse(inspection);
  validateModelFile(document?.['model']);
  const model = value as ScoredModelDocument;
  inspectFit(inspection, model);
  refuse(inspection);
  return model;
}
