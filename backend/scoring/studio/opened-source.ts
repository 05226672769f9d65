import type { Column, Dataset } from '../../intake/domain/columns.ts';
import { canonicalJson, type Json } from '../../kernel/canonical-json.ts';
import { DomainError } from '../../kernel/errors.ts';
import type { Binning } from '../domain/binning/bins.ts';
import { changeBins, type EditedBinning } from '../domain/binning/edit-bins.ts';
import { type Ground, groundOf } from '../domain/binning/ground.ts';
import { measureBins } from '../domain/binning/measure-bins.ts';
import { reportBins } from '../domain/scorecard/characteristic-report.ts';
import { type Characteristic, fitModel, type Model, type ModelOptions, optionsFor } from '../domain/scorecard/fit-model.ts';
import { cutGrid } from '../domain/studio/cut-grid.ts';
import { areaOf, areaWith, type HeldCard, holdCard, restOf } from '../domain/studio/held-card.ts';
import { Recent } from './recent.ts';
import type { StudioAttribute, StudioBins, StudioBinsRequest, StudioChange, StudioOverview, StudioRequest } from './schemas.ts';
import { modelOptions } from '../training-options.ts';

const GRID_PLACES = 120;
const MOST_LEVELS = 200;
/** Counts by value of so many attributes are kept; each takes up to 40 bytes a row. */
const MOST_GROUNDS = 12;
const MOST_SETTINGS = 3;

/** The model by settings alone, without changes by hand. */
interface Base {
  readonly options: ModelOptions;
  readonly model: Model;
  readonly held: HeldCard;
  readonly area: number;
}

/** @throws {@link DomainError} `training_attribute_unknown` */
function attributeOf(columns: readonly Column[], name: string): Column {
  const column = columns.find((candidate) => candidate.name === name);
  if (column !== undefined) return column;
  throw new DomainError('training_attribute_unknown', 'unprocessable', `The source has no attribute ${name} that a model may use.`, {
    faults: [{ pointer: '/attribute', code: 'unknown', detail: 'The source has no such attribute; protected ones are always left out.' }],
  });
}

/** A change that cannot be made is named by its place in the request. */
function inRequest<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'bin_edit_invalid') throw error;
    const faults = error.faults.map((fault) => ({ ...fault, pointer: `/edits/${name}${fault.pointer}` }));
    throw new DomainError('bin_edit_invalid', 'unprocessable', error.message, { faults });
  }
}

function viewAttribute({ binning, term, drop }: Characteristic, isEdited: boolean): StudioAttribute {
  const { pValues: _, ...figures } = measureBins(binning);
  const { coefficient = null, pValue = null } = term ?? {};
  const { reason: dropReason = null, value: dropValue = null, other: dropOther = null } = drop ?? {};
  const fitted = { coefficient, pValue, selected: term !== null, dropReason, dropValue, dropOther };
  return { name: binning.name, kind: binning.kind, ...figures, ...fitted, bins: binning.bins.length, isEdited };
}

/** The rows of one source with what has been counted from them so far: only counting again costs time, nothing is written. */
export class OpenedSource {
  readonly dataset: Dataset;
  readonly #bases = new Recent<Base>(MOST_SETTINGS);
  readonly #grounds = new Recent<Ground>(MOST_GROUNDS);
  /** A drag asks for the same sum of the other attributes again and again. */
  readonly #rests = new Recent<Float64Array>(1);

  constructor(dataset: Dataset) {
    this.dataset = dataset;
  }

  /**
   * All attributes, binned, selected and fitted with the changes by hand.
   * @throws {@link DomainError} `training_attribute_unknown`, `bin_edit_invalid`, `model_empty`, `target_one_class`, `binning_options_invalid`
   */
  overview(request: StudioRequest): StudioOverview {
    const { columns, target, datasetHash } = this.dataset;
    const base = this.#baseOf(request);
    const given = Object.fromEntries(changedOf(request).map(([name, changes]) => [name, this.#change(base, name, changes).given]));
    const isChanged = Object.keys(given).length > 0;
    const model = isChanged ? fitModel(columns, target, { ...base.options, given }) : base.model;
    const auc = isChanged ? areaOfModel(model, this.dataset) : base.area;
    return {
      source: request.source,
      datasetHash,
      rows: target.length,
      bads: target.reduce((sum, outcome) => sum + outcome, 0),
      card: { auc, automatic: base.area },
      attributes: model.characteristics
        .map((characteristic) => viewAttribute(characteristic, Object.hasOwn(given, characteristic.binning.name)))
        .sort((left, right) => right.iv - left.iv),
      warnings: [...model.warnings],
    };
  }

  /**
   * The bins of one attribute with its changes by hand. Coefficients of the card are those without any changes.
   * @throws {@link DomainError} as {@link overview}
   */
  bins(request: StudioBinsRequest): StudioBins {
    const { columns, target, datasetHash } = this.dataset;
    const { attribute: name } = request;
    attributeOf(columns, name);
    const base = this.#baseOf(request);
    const ground = this.#groundOf(name, base);
    const automatic = this.#automaticOf(base, name);
    const changes = new Map(changedOf(request));
    const { binning } = this.#change(base, name, changes.get(name) ?? []);
    changes.delete(name);
    const others = new Map([...changes].map(([other, script]) => [other, this.#change(base, other, script).binning]));
    const key = canonicalJson([settingsKey(request), name, [...changes] as Json]);
    const rest = this.#rests.get(key, () => restOf(base.held, others, name));
    const coefficient = base.held.terms.find(({ column }) => column.name === name)?.coefficient ?? null;
    return {
      datasetHash,
      attribute: name,
      kind: binning.kind,
      figures: viewFigures(binning),
      automatic: viewFigures(automatic),
      bins: reportBins(binning, target.length).map(({ points: _, ...bin }) => ({ ...bin, levels: [...bin.levels] })),
      card: { auc: areaWith(base.held, rest, binning), automatic: base.area, coefficient },
      grid: ground.kind === 'numeric' ? cutGrid(ground, cutsOf(automatic), GRID_PLACES) : [],
      levels: ground.kind === 'categorical' ? levelsOf(ground) : [],
    };
  }

  #baseOf(request: StudioRequest): Base {
    const options = modelOptions(this.dataset, request);
    return this.#bases.get(settingsKey(request), () => {
      const { columns, target } = this.dataset;
      const model = fitModel(columns, target, options);
      const held = holdCard(model, columns, target);
      return { options, model, held, area: areaOf(held, restOf(held, new Map(), null)) };
    });
  }

  #groundOf(name: string, { options }: Base): Ground {
    const { specials } = optionsFor(name, options);
    return this.#grounds.get(canonicalJson([name, [...specials]]), () =>
      groundOf(attributeOf(this.dataset.columns, name), this.dataset.target, specials),
    );
  }

  #automaticOf(base: Base, name: string): Binning {
    const known = base.model.characteristics.find(({ binning }) => binning.name === name)?.binning;
    return known ?? changeBins(this.#groundOf(name, base), [], optionsFor(name, base.options)).binning;
  }

  #change(base: Base, name: string, changes: readonly StudioChange[]): EditedBinning {
    const ground = this.#groundOf(name, base);
    return inRequest(name, () => changeBins(ground, changes, optionsFor(name, base.options), this.#automaticOf(base, name)));
  }
}

/** Area under the curve of a model on its own rows, counted from scratch. */
function areaOfModel(model: Model, { columns, target }: Pick<Dataset, 'columns' | 'target'>): number {
  const held = holdCard(model, columns, target);
  return areaOf(held, restOf(held, new Map(), null));
}

function changedOf({ edits }: StudioRequest): [string, StudioChange[]][] {
  return Object.entries(edits).filter(([, changes]) => changes.length > 0);
}

/** What decides the model without changes by hand, as one text. */
function settingsKey({ exclude, scenario, binning, binningOf, selection, regression }: StudioRequest): string {
  return canonicalJson({ exclude, scenario, binning, binningOf, selection, regression } as Json);
}

function viewFigures(binning: Binning): StudioBins['figures'] {
  const { pValues, ...figures } = measureBins(binning);
  return { ...figures, pValues: [...pValues] };
}

function cutsOf({ bins }: Binning): number[] {
  return bins.flatMap((bin) => (bin.kind === 'interval' && bin.upper !== null ? [bin.upper] : []));
}

function levelsOf({ levels, tally }: Extract<Ground, { kind: 'categorical' }>): StudioBins['levels'] {
  return levels
    .map((level, code) => ({ level, goods: tally.goods[code] ?? 0, bads: tally.bads[code] ?? 0 }))
    .sort((left, right) => right.goods + right.bads - left.goods - left.bads)
    .slice(0, MOST_LEVELS);
}
