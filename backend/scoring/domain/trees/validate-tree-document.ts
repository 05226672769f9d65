import { canonicalJson, jsonOf } from '../../../kernel/canonical-json.ts';
import { DomainError, type FieldFault } from '../../../kernel/errors.ts';
import { hashTreeModel, TREE_MODEL_TYPE, TREE_MODEL_VERSION, type TreeModelDocument } from './tree-document.ts';

const MAX_FAULTS = 100;
const MAX_TEXT = 1000;
const MAX_INPUTS = 100_000;
const MAX_LEVELS = 255;
const MAX_TREES = 10_000;
const MAX_NODES = 131_071;
const MAX_DEPTH = 64;
// Within these, sums stay finite and shares of covers above zero.
const MOST_LOG_ODDS = 1000;
const LEAST_COVER = 1e-150;
const MOST_COVER = 1e150;
const MEMBERS = ['type', 'version', 'kind', 'name', 'training', 'options', 'inputs', 'base', 'trees', 'contentHash'];

type Members = Readonly<Record<string, unknown>>;

function membersOf(value: unknown): Members | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : null;
}

function refuse(faults: readonly FieldFault[]): never {
  throw new DomainError('tree_model_invalid', 'unprocessable', 'The document is not a model of trees that can be used.', { faults });
}

/** Collects faults by JSON pointer; a check that fails lets the others go on. */
class TreeInspection {
  readonly faults: FieldFault[] = [];
  /** Number of levels of each input, -1 for a numeric one. */
  readonly #levels: number[] = [];
  #kind: unknown;

  #fault(pointer: string, code: string, detail: string): void {
    if (this.faults.length < MAX_FAULTS) this.faults.push({ pointer, code, detail });
  }

  #object(value: unknown, pointer: string, names: readonly string[]): Members {
    const found = membersOf(value);
    if (found === null) this.#fault(pointer, 'type', 'Expected an object.');
    else {
      for (const name of names) if (!Object.hasOwn(found, name)) this.#fault(`${pointer}/${name}`, 'required', 'Member is missing.');
      for (const name of Object.keys(found))
        if (!names.includes(name)) this.#fault(`${pointer}/${name.slice(0, MAX_TEXT)}`, 'unknown', 'Member is not known.');
    }
    return found ?? {};
  }

  #list(value: unknown, pointer: string, most: number): readonly unknown[] {
    if (!Array.isArray(value)) this.#fault(pointer, 'type', 'Expected a list.');
    else if (value.length > most) this.#fault(pointer, 'length', `Expected at most ${most} items.`);
    else return value;
    return [];
  }

  #text(value: unknown, pointer: string): void {
    if (typeof value !== 'string' || !value.isWellFormed()) this.#fault(pointer, 'type', 'Expected text.');
  }

  #number(value: unknown, pointer: string, least: number, most: number): void {
    if (typeof value !== 'number' || !Number.isFinite(value)) this.#fault(pointer, 'type', 'Expected a finite number.');
    else if (value < least || value > most) this.#fault(pointer, 'range', `Expected ${least} to ${most}.`);
  }

  #place(value: unknown, pointer: string, count: number): void {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value >= count)
      this.#fault(pointer, 'range', `Expected a whole number from 0 to ${count - 1}.`);
  }

  #oneOf(value: unknown, pointer: string, choices: readonly unknown[]): void {
    if (!choices.includes(value)) this.#fault(pointer, 'choice', `Expected one of ${choices.join(', ')}.`);
  }

  inspect(document: Members): void {
    this.#object(document, '', MEMBERS);
    this.#kind = document['kind'];
    this.#oneOf(this.#kind, '/kind', ['boosting', 'cart', 'forest']);
    this.#text(document['name'], '/name');
    const training = this.#object(document['training'], '/training', ['datasetHash', 'rows', 'goods', 'bads']);
    this.#text(training['datasetHash'], '/training/datasetHash');
    for (const name of ['rows', 'goods', 'bads']) this.#place(training[name], `/training/${name}`, Number.MAX_SAFE_INTEGER);
    const options = membersOf(document['options']);
    if (options === null) this.#fault('/options', 'type', 'Expected an object.');
    for (const [name, value] of Object.entries(options ?? {}))
      if (typeof value === 'string') this.#text(value, `/options/${name}`);
      else this.#number(value, `/options/${name}`, -Number.MAX_VALUE, Number.MAX_VALUE);
    this.#inputs(this.#list(document['inputs'], '/inputs', MAX_INPUTS));
    this.#number(document['base'], '/base', -MOST_LOG_ODDS, MOST_LOG_ODDS);
    if (this.#holdsRates() && document['base'] !== 0) this.#fault('/base', 'range', 'Expected 0 for this kind of model.');
    const trees = this.#list(document['trees'], '/trees', MAX_TREES);
    const counts = this.#kind !== 'cart' || trees.length === 1;
    if (!counts || (this.#kind === 'forest' && trees.length === 0)) this.#fault('/trees', 'length', 'Too few or too many trees.');
    for (const [place, tree] of trees.entries()) this.#tree(this.#list(tree, `/trees/${place}`, MAX_NODES), `/trees/${place}`);
  }

  #holdsRates(): boolean {
    return this.#kind === 'cart' || this.#kind === 'forest';
  }

  #inputs(inputs: readonly unknown[]): void {
    const names = new Set<unknown>();
    for (const [place, item] of inputs.entries()) {
      const pointer = `/inputs/${place}`;
      const categorical = membersOf(item)?.['kind'] === 'categorical';
      const input = this.#object(item, pointer, categorical ? ['name', 'kind', 'levels'] : ['name', 'kind']);
      this.#text(input['name'], `${pointer}/name`);
      if (names.has(input['name'])) this.#fault(`${pointer}/name`, 'duplicate', 'Value occurs before.');
      names.add(input['name']);
      this.#oneOf(input['kind'], `${pointer}/kind`, ['numeric', 'categorical']);
      const levels = categorical ? this.#list(input['levels'], `${pointer}/levels`, MAX_LEVELS) : [];
      for (const [at, level] of levels.entries()) this.#text(level, `${pointer}/levels/${at}`);
      if (new Set(levels).size < levels.length) this.#fault(`${pointer}/levels`, 'duplicate', 'A level occurs twice.');
      this.#levels.push(categorical ? levels.length : -1);
    }
  }

  /** Preorder is whole when each split has two subtrees and nothing follows the last. */
  #tree(nodes: readonly unknown[], pointer: string): void {
    const waiting: number[] = [];
    let depth = 0;
    let whole = false;
    for (const [place, node] of nodes.entries()) {
      if (whole) {
        this.#fault(`${pointer}/${place}`, 'shape', 'A node follows the end of the tree.');
        return;
      }
      if (depth > MAX_DEPTH) {
        this.#fault(`${pointer}/${place}`, 'depth', `Expected at most ${MAX_DEPTH} splits above a node.`);
        return;
      }
      if (this.#node(membersOf(node) ?? {}, `${pointer}/${place}`)) waiting.push(++depth);
      else {
        const next = waiting.pop();
        whole = next === undefined;
        depth = next ?? 0;
      }
    }
    if (!whole) this.#fault(pointer, 'shape', 'The tree ends before all its splits have both sides.');
  }

  /** @returns whether it is a split */
  #node(node: Members, pointer: string): boolean {
    if (!Object.hasOwn(node, 'input')) {
      this.#object(node, pointer, ['value', 'cover']);
      this.#number(node['cover'], `${pointer}/cover`, LEAST_COVER, MOST_COVER);
      const [least, most] = this.#holdsRates() ? [0, 1] : [-MOST_LOG_ODDS, MOST_LOG_ODDS];
      this.#number(node['value'], `${pointer}/value`, least, most);
      return false;
    }
    const input = node['input'];
    this.#place(input, `${pointer}/input`, this.#levels.length);
    const levels = typeof input === 'number' ? (this.#levels[input] ?? -1) : -1;
    this.#object(node, pointer, ['input', levels < 0 ? 'below' : 'levels', 'missing']);
    this.#oneOf(node['missing'], `${pointer}/missing`, ['left', 'right']);
    if (levels < 0) {
      if (node['below'] !== null) this.#number(node['below'], `${pointer}/below`, -Number.MAX_VALUE, Number.MAX_VALUE);
    } else {
      const chosen = this.#list(node['levels'], `${pointer}/levels`, levels);
      for (const [at, level] of chosen.entries()) this.#place(level, `${pointer}/levels/${at}`, levels);
    }
    return true;
  }
}

/**
 * Reads a document that came from outside; what it accepts predicts every row.
 * @throws {@link DomainError} `tree_model_invalid` with up to 100 faults by JSON pointer: another type or version first and alone,
 * then the shape, then a content that does not have the hash it names
 */
export function validateTreeModel(value: unknown): TreeModelDocument {
  const document = membersOf(value);
  if (document === null) refuse([{ pointer: '', code: 'type', detail: 'Expected an object.' }]);
  if (document['type'] !== TREE_MODEL_TYPE) refuse([{ pointer: '/type', code: 'choice', detail: `Expected ${TREE_MODEL_TYPE}.` }]);
  if (document['version'] !== TREE_MODEL_VERSION)
    refuse([{ pointer: '/version', code: 'choice', detail: `Expected version ${TREE_MODEL_VERSION}.` }]);
  const inspection = new TreeInspection();
  inspection.inspect(document);
  if (inspection.faults.length > 0) refuse(inspection.faults);
  const model = value as TreeModelDocument;
  if (hashTreeModel(model) !== model.contentHash)
    refuse([{ pointer: '/contentHash', code: 'hash', detail: 'The content was changed: it does not have this hash.' }]);
  return model;
}

/**
 * Reads a model file. Only the very bytes that were written are accepted.
 * @throws {@link DomainError} `tree_model_invalid` as {@link validateTreeModel}, or at the pointer of the whole for text that is no canonical JSON
 */
export function readTreeModel(text: string): TreeModelDocument {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new DomainError('tree_model_invalid', 'unprocessable', 'The file is not JSON.', {
      faults: [{ pointer: '', code: 'json', detail: 'Expected JSON text.' }],
      cause,
    });
  }
  const document = validateTreeModel(value);
  if (canonicalJson(jsonOf(document)) !== text)
    refuse([{ pointer: '', code: 'canonical', detail: 'Expected JSON in its canonical form, as it was written.' }]);
  return document;
}
