import { type Command, InvalidArgumentError } from 'commander';
import { DomainError } from '../../../kernel/errors.ts';
import {
  type ClassFigures,
  classFigures,
  indicativeGrade,
  type DealSimulation,
  simulateDeal,
  usualFactors,
} from '../../../securitization/domain/analytics/deal-study.ts';
import { projectDeal } from '../../../securitization/domain/analytics/project-deal.ts';
import { scenarioGrid, tornado } from '../../../securitization/domain/analytics/scenario-grid.ts';
import type { SizingTarget } from '../../../securitization/domain/analytics/tranche-sizing.ts';
import { decimalText, readDecimal, readRate } from '../../../securitization/domain/deal/decimal-text.ts';
import { renderRecord, renderTable } from '../output.ts';
import type { Register } from '../program.ts';
import { readModel, withModelOptions } from './deal-model-input.ts';

const WAD_PLACES = 18;
const MEASURES = ['yield', 'life', 'loss'] as const;
type Measure = (typeof MEASURES)[number];
const SIZINGS = ['default-probability', 'expected-loss'] as const;

/** `credence deal scenarios`, `sensitivity` and `simulate`: need neither server nor chain. */
export function addDealStudyCommands(deal: Command, register: Register): void {
  addScenarios(deal, register);
  addSensitivity(deal, register);
  addSimulate(deal, register);
}

const list = (what: string, read: (text: string) => bigint | null) => (text: string) =>
  text.split(',').map((part) => {
    const value = read(part.trim());
    if (value === null || value < 0n) throw new InvalidArgumentError(`${part.trim()} is no ${what}.`);
    return value;
  });
const multiples = list('multiple such as 0.5', (text) => readDecimal(text, WAD_PLACES));
const rates = list('rate such as 0.4 or 40%', readRate);

function numberFrom(least: number, most: number, isWhole: boolean) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() === '' || !(value >= least && value <= most) || (isWhole && !Number.isInteger(value)))
      throw new InvalidArgumentError(`Give a ${isWhole ? 'whole ' : ''}number from ${least} to ${most}.`);
    return value;
  };
}

function oneOf<T extends string>(names: readonly T[]) {
  return (text: string): T => {
    const name = names.find((candidate) => candidate === text);
    if (name === undefined) throw new InvalidArgumentError(`Choose ${names.join(', ')}.`);
    return name;
  };
}

const percent = (value: number | null) => (value === null ? null : `${(value * 100).toFixed(3)}%`);
const years = (value: number | null) => (value === null ? null : value.toFixed(2));
const times = (multiple: bigint) => `${decimalText(multiple, WAD_PLACES)}x`;

function addScenarios(deal: Command, register: Register): void {
  const scenarios = withModelOptions(deal.command('scenarios'))
    .description('run a deal exactly for every combination of speeds and recoveries')
    .option('--prepay <multiples>', 'multiples of the prepayment speed', multiples, multiples('0.5,1,1.5'))
    .option('--default <multiples>', 'multiples of the default speed', multiples, multiples('0,1,2,3'))
    .option('--recoveries <rates>', 'recovery rates; that of the base case without it', rates);
  register(scenarios, async (context) => {
    const { compiled, model, assumptions, index } = await readModel(scenarios, context);
    const options = scenarios.opts<{ prepay: bigint[]; default: bigint[]; recoveries?: bigint[] }>();
    const axes = { prepay: options.prepay, default: options.default, recovery: options.recoveries ?? [assumptions.recoveryRate] };
    const ids = compiled.file.classes.map(({ id }) => id);
    const cells = scenarioGrid(model, assumptions, axes, (run) =>
      classFigures(run, index).map((figures, at) => ({ id: ids[at], ...figures })),
    );
    context.output.answer(cells, () =>
      renderTable(
        ['prepay', 'default', 'recovery', ...ids.flatMap((id) => [`${id} yield`, `${id} loss`, `${id} WAL`])],
        cells.map((cell) => [
          times(cell.prepay),
          times(cell.default),
          percent(Number(cell.recovery) / 1e18),
          ...cell.value.flatMap((row) => [percent(row.yield), percent(row.loss), years(row.averageLife)]),
        ]),
      ),
    );
  });
}

function addSensitivity(deal: Command, register: Register): void {
  const sensitivity = withModelOptions(deal.command('sensitivity'))
    .description('move one assumption at a time and tell how far a figure of a class swings, widest first')
    .requiredOption('--class <id>', 'class of the deal file')
    .option('--measure <name>', MEASURES.join(', '), oneOf(MEASURES), 'yield');
  register(sensitivity, async (context) => {
    const { compiled, model, assumptions, index } = await readModel(sensitivity, context);
    const options = sensitivity.opts<{ class: string; measure: Measure }>();
    const at = compiled.file.classes.findIndex(({ id }) => id === options.class);
    if (at < 0) {
      const known = compiled.file.classes.map(({ id }) => id).join(', ');
      throw new DomainError('deal_class_unknown', 'not_found', `The deal has no class ${options.class}; it has ${known}.`);
    }
    const { base, bars } = tornado(
      model,
      assumptions,
      usualFactors(assumptions),
      (run) => measureOf(classFigures(run, index)[at], options.measure) ?? 0,
    );
    const shown = options.measure === 'life' ? years : percent;
    context.output.answer({ class: options.class, measure: options.measure, base, bars }, () =>
      [
        `${options.measure} of ${options.class}: ${shown(base)}`,
        renderTable(
          ['assumption', 'low', 'high', 'swing'],
          bars.map((bar) => [bar.name, shown(bar.low), shown(bar.high), shown(bar.swing)]),
        ),
      ].join('\n\n'),
    );
  });
}

function measureOf(figures: ClassFigures | undefined, measure: Measure): number | null {
  if (figures === undefined) return null;
  return measure === 'life' ? figures.averageLife : figures[measure];
}

interface SimulateOptions {
  readonly paths: number;
  readonly correlation: number;
  readonly seed: number;
  readonly size?: bigint[];
  readonly by: SizingTarget['kind'];
}

function addSimulate(deal: Command, register: Register): void {
  const simulate = withModelOptions(deal.command('simulate'))
    .description(
      'losses of each class over paths of one common factor around the base case; each row of the pool is one obligor, or `count`',
    )
    .option('--paths <number>', 'paths', numberFrom(2, 1_000_000, true), 10_000)
    .option('--correlation <rho>', 'asset correlation', numberFrom(0, 0.999, false), 0.15)
    .option('--seed <number>', 'the same seed gives the same paths', numberFrom(0, 2 ** 31 - 1, true), 1)
    .option('--size <rates>', 'also size layers of the pool so that each meets its target, senior first, such as 0.1%,1%,5%', rates)
    .option('--by <kind>', SIZINGS.join(' or '), oneOf(SIZINGS), 'default-probability');
  register(simulate, async (context) => {
    const { compiled, model, assumptions, obligors, index } = await readModel(simulate, context);
    const { paths, correlation, seed, size = [], by } = simulate.opts<SimulateOptions>();
    const targets = size.map((most) => ({ kind: by, most: Number(most) / 1e18 }));
    const simulation = simulateDeal(model, assumptions, obligors(), { paths, correlation, seed, targets });
    const figures = classFigures(projectDeal(model, assumptions), index);
    const classes = compiled.file.classes.map(({ id }, at) => {
      const { losses: _, ...risk } = simulation.distribution.classes[at] as DealSimulation['distribution']['classes'][number];
      const isResidual = compiled.image.classes[at]?.isResidual === true;
      const grade = isResidual ? null : indicativeGrade(risk.lossProbability.value, figures[at]?.averageLife ?? null);
      return { id, grade, ...risk };
    });
    const { losses: _, ...pool } = simulation.pool;
    const { method, runs, checkedError } = simulation.distribution;
    const answer = {
      model: 'one-factor-gaussian',
      paths,
      correlation,
      seed,
      pool,
      method,
      runs,
      checkedError,
      classes,
      sized: simulation.sized,
    };
    context.output.answer(answer, () => simulationText(answer));
  });
}

type SimulationAnswer = Omit<DealSimulation['distribution'], 'classes'> & {
  readonly paths: number;
  readonly seed: number;
  readonly correlation: number;
  readonly pool: Omit<DealSimulation['pool'], 'losses'>;
  readonly classes: readonly ({ readonly id: string; readonly grade: string | null } & Omit<
    DealSimulation['distribution']['classes'][number],
    'losses'
  >)[];
  readonly sized: DealSimulation['sized'];
};

function simulationText({ pool, classes, sized, runs, checkedError, ...terms }: SimulationAnswer): string {
  const estimate = ({ value, standardError }: { value: number; standardError: number }) => `${percent(value)} ± ${percent(standardError)}`;
  const tables = [
    renderRecord({
      paths: `${terms.paths}, seed ${terms.seed}, correlation ${terms.correlation}`,
      'mean loss of the pool': estimate(pool.meanLoss),
      '95 % / 99 % of the paths lose at most': `${percent(pool.quantile95)} / ${percent(pool.quantile99)}`,
      'exact runs of the deal': `${runs}, greatest error checked ${percent(checkedError)}`,
    }),
    renderTable(
      ['class', 'indicative grade', 'loses on', 'expected loss', '99 %'],
      classes.map((row) => [row.id, row.grade ?? '', estimate(row.lossProbability), estimate(row.expectedLoss), percent(row.quantile99)]),
    ),
  ];
  if (sized.length > 0) {
    tables.push(
      renderTable(
        ['layer', 'attachment', 'detachment', 'size', 'loses on', 'expected loss'],
        sized.map((layer, at) => [
          at + 1,
          percent(layer.attachment),
          percent(layer.detachment),
          percent(layer.size),
          percent(layer.defaultProbability),
          percent(layer.expectedLoss),
        ]),
      ),
    );
  }
  return tables.join('\n\n');
}
