import type { Dataset } from '../intake/domain/columns.ts';
import { DomainError, type FieldFault } from '../kernel/errors.ts';
import { type BinningOptions, DEFAULT_BINNING } from './domain/binning/binning-options.ts';
import { faultOfWording, findReasonCode, type Wording } from './domain/explain/reason-wording.ts';
import type { TrainingOptions } from './domain/scorecard/build-scorecard.ts';
import type { ModelOptions } from './domain/scorecard/fit-model.ts';
import { scenarioSettings } from './domain/scorecard/presets.ts';
import { DEFAULT_REGRESSION } from './domain/regression/logistic-regression.ts';
import type { SegmentOrder } from './domain/segments/train-document.ts';
import { DEFAULT_SELECTION } from './domain/selection/selection-options.ts';
import type { TrainRequest } from './schemas.ts';

type Settings = TrainRequest['binning'];

type Given<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

/** The settings that are given; a member that is absent must not replace a default by nothing. */
function given<T extends object>(settings: T): Given<T> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as Given<T>;
}

/** Settings over the defaults. */
export function binningOptions(settings: Settings): BinningOptions {
  return { ...DEFAULT_BINNING, ...given(settings) };
}

type ReasonRequest = TrainRequest['reasons'][string];

function faultsOfReason(name: string, reason: ReasonRequest): FieldFault[] {
  const pointer = `/reasons/${name}`;
  if (typeof reason === 'string')
    return findReasonCode(reason) === null ? [{ pointer, code: 'unknown', detail: `The library of reasons has no code ${reason}.` }] : [];
  return (['en', 'zh'] as const).flatMap((language) => {
    const fault = faultOfWording(reason[language], language);
    return fault === null
      ? []
      : [{ pointer: `${pointer}/${language}`, code: 'vague', detail: `The words for a customer are refused: ${fault}.` }];
  });
}

/** Words of a request by name of the attribute. @throws {DomainError} `reason_wording_invalid` */
export function wordingsOf(reasons: TrainRequest['reasons']): Record<string, Wording> {
  const faults = Object.entries(reasons).flatMap(([name, reason]) => faultsOfReason(name, reason));
  if (faults.length > 0)
    throw new DomainError('reason_wording_invalid', 'unprocessable', 'Words for customers must name a fact.', { faults });
  const entries = Object.entries(reasons).map(([name, reason]): [string, Wording] => {
    if (typeof reason !== 'string') return [name, { code: null, ...reason }];
    const { code, en, zh } = findReasonCode(reason) ?? { code: reason, en: '', zh: '' };
    return [name, { code, en, zh }];
  });
  return Object.fromEntries(entries);
}

/** What of a request says how the model is made. */
export type ModelRequest = Pick<TrainRequest, 'exclude' | 'scenario' | 'binning' | 'binningOf' | 'selection' | 'regression'> & {
  readonly edits: Readonly<Record<string, unknown>>;
  readonly reasons?: TrainRequest['reasons'];
};

const MEMBERS = ['binningOf', 'edits', 'reasons'] as const;

/** A misspelt name would train on the very attribute that was to be left out, or leave its bins as they were. */
function refuseUnknown({ columns }: Pick<Dataset, 'columns'>, request: ModelRequest): void {
  const known = new Set(columns.map(({ name }) => name));
  const named = [
    ...request.exclude.map((name, place) => [name, `/exclude/${place}`] as const),
    ...MEMBERS.flatMap((member) => Object.keys(request[member] ?? {}).map((name) => [name, `/${member}/${name}`] as const)),
    ...(request.selection.stability === null ? [] : [[request.selection.stability.by, '/selection/stability/by'] as const]),
  ];
  const faults = named.flatMap(([name, pointer]) =>
    known.has(name)
      ? []
      : [
          {
            pointer,
            code: 'unknown',
            detail: `The source has no attribute ${name} that a model may use; protected ones are always left out.`,
          },
        ],
  );
  if (faults.length > 0)
    throw new DomainError(
      'training_attribute_unknown',
      'unprocessable',
      'An attribute that the training names does not exist in this source.',
      {
        faults,
      },
    );
}

/**
 * How the model is made, over the defaults; bins that are changed by hand are not in it yet.
 * @throws {@link DomainError} `training_attribute_unknown`
 */
export function modelOptions(dataset: Pick<Dataset, 'columns'>, request: ModelRequest): ModelOptions {
  refuseUnknown(dataset, request);
  const binningOf = Object.fromEntries(Object.entries(request.binningOf).map(([column, settings]) => [column, given(settings)]));
  const { maxIv, maxVif, ...rest } = request.selection;
  const scenario = scenarioSettings(request.scenario);
  const unlimited = Number.POSITIVE_INFINITY;
  return {
    binning: binningOptions({ ...scenario.binning, ...given(request.binning) }),
    binningOf,
    given: {},
    regression: { ...DEFAULT_REGRESSION, ...request.regression },
    selection: {
      ...DEFAULT_SELECTION,
      ...scenario.selection,
      ...given(rest),
      maxIv: maxIv ?? unlimited,
      maxVif: maxVif ?? unlimited,
    },
    exclude: request.exclude,
  };
}

/**
 * What the request asks for, over the defaults.
 * @throws {@link DomainError} `training_attribute_unknown`, `reason_wording_invalid`
 */
export function trainingOptions(dataset: Pick<Dataset, 'columns'>, request: TrainRequest): TrainingOptions {
  const model = modelOptions(dataset, request);
  const { name, pdo, baseScore, baseOdds, rounding, edits } = request;
  return { name, scaling: { pdo, baseScore, baseOdds }, rounding, edits, wordings: wordingsOf(request.reasons), model };
}

/** The segments that the request asks for; null when it asks for none. */
export function segmentOrder({ segments, minSegmentRows, minSegmentBads }: TrainRequest): SegmentOrder | null {
  return segments === null ? null : { splits: segments, minRows: minSegmentRows, minBads: minSegmentBads };
}
