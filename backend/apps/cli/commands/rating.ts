import type { Command } from 'commander';
import { DomainError } from '../../../kernel/errors.ts';
import { JobAccepted } from '../../../platform/http/schemas.ts';
import {
  CalibrationView,
  DefaultRatesAccepted,
  MigrationView,
  PublishAccepted,
  RateAccepted,
  RatingPage,
  ScaleList,
  SlotView,
  SubjectView,
} from '../../../rating/schemas.ts';
import { renderRecord, renderTable } from '../output.ts';
import { readInput } from '../read-input.ts';
import type { Register } from '../program.ts';
import { waitForJob } from '../wait-for-job.ts';

const ORDER_BYTES_MAX = 65_536;

export function addRatingCommands(program: Command, register: Register): void {
  const rating = program.command('rating').description('public ratings of enterprises, deals and tranches');
  addReads(rating, register);
  addStatistics(rating, register);
  addPublications(rating, register);
  const board = rating
    .command('board')
    .description("write the masked board of customers' grades after a scoring run")
    .argument('[run]', 'id of the scoring run; without it the newest');
  register(board, async ({ api, output }) => {
    const client = await api();
    const [runId] = board.args;
    const { jobId } = await client.post(JobAccepted, '/v1/rating-board', runId === undefined ? {} : { runId });
    const job = await waitForJob(client, output, jobId);
    output.answer(job, () => renderRecord({ job: jobId, result: JSON.stringify(job.result) }));
  });
  addSlots(rating, register);
}

function addSlots(rating: Command, register: Register): void {
  const slot = rating.command('slot').description('newest ratings of single customers, masked, in a slot each on chain');
  const write = slot
    .command('write')
    .description("write what a customer's newest credential says")
    .argument('<customer>', 'id of the customer')
    .option('--withdraw', 'say that the customer has no rating any more');
  register(write, async ({ api, output }) => {
    const status = write.opts<{ withdraw?: boolean }>().withdraw === true ? 'withdrawn' : 'in-force';
    const answer = await (await api()).post(RateAccepted, '/v1/rating-slots', { customerId: write.args[0] ?? '', status });
    output.answer(answer, () => renderRecord({ ...answer }));
  });
  const show = slot
    .command('show')
    .description('the slot of a customer as the contract has it')
    .argument('<issuer>', 'number of the issuer')
    .argument('<tag>', 'pseudonym of the customer');
  register(show, async ({ api, output }) => {
    const [issuer = '', tag = ''] = show.args.map(encodeURIComponent);
    const view = await (await api()).get(SlotView, `/v1/rating-slots/${issuer}/${tag}`);
    output.answer(view, () => renderRecord({ ...view, isInForce: view.isInForce ? 'yes' : 'no' }));
  });
}

function addReads(rating: Command, register: Register): void {
  const list = rating
    .command('list')
    .description('ratings as they stand, newest first')
    .option('--kind <kind>', 'enterprise, deal or tranche')
    .option('--agency <number>', 'number of an agency')
    .option('--grade <grade>', 'grade')
    .option('--state <state>', 'current, expired, withdrawn or agency-suspended')
    .option('--q <text>', 'part of the name')
    .option('--limit <n>', '1 to 100', '20')
    .option('--cursor <cursor>', 'nextCursor of the page before');
  register(list, async ({ api, output }) => {
    const page = await (await api()).get(RatingPage, '/v1/ratings', { ...list.opts<Record<string, string>>() });
    const rows = page.data.map((row) => [
      row.subject.name,
      row.subject.kind,
      row.grade,
      row.outlook,
      row.watch,
      row.state,
      row.agency.name,
      row.subject.id,
    ]);
    output.answer(page, () => renderTable(['subject', 'kind', 'grade', 'outlook', 'watch', 'state', 'agency', 'id'], rows));
  });
  const show = rating.command('show').description('a subject with every rating it ever had').argument('<id>', 'id of the subject');
  register(show, async ({ api, output }) => {
    const view = await (await api()).get(SubjectView, `/v1/ratings/subjects/${encodeURIComponent(show.args[0] ?? '')}`);
    const rows = view.ratings.flatMap(({ agency, history }) =>
      history.map((entry) => {
        const isGood = entry.checks.every(({ status }) => status === 'pass');
        const words = [entry.action, entry.grade, entry.outlook, entry.watch, isGood ? 'as on chain' : 'NOT as on chain'];
        return [agency.name, entry.sequence, entry.publishedAt, ...words];
      }),
    );
    const columns = ['agency', 'no.', 'published', 'action', 'grade', 'outlook', 'watch', 'checked'];
    output.answer(view, () => `${renderRecord({ ...view.subject })}\n\n${renderTable(columns, rows)}`);
  });
  const scales = rating.command('scales').description('scales of grades');
  register(scales, async ({ api, output }) => {
    const view = await (await api()).get(ScaleList, '/v1/ratings/scales');
    const rows = view.data.map(({ id, name, grades }) => [id, name, grades.join(' ')]);
    output.answer(view, () => renderTable(['number', 'name', 'grades, best first'], rows));
  });
}

function addStatistics(rating: Command, register: Register): void {
  const migration = rating
    .command('migration')
    .description('which grades moved where between two days')
    .requiredOption('--from <day>', 'YYYY-MM-DD')
    .requiredOption('--to <day>', 'YYYY-MM-DD')
    .option('--scale <number>', 'number of the scale', '1')
    .option('--agency <number>', 'number of an agency');
  register(migration, async ({ api, output }) => {
    const view = await (await api()).get(MigrationView, '/v1/ratings/migration', { ...migration.opts<Record<string, string>>() });
    const rows = view.rows.map(({ grade, subjects, counts }) => [grade, subjects, ...counts]);
    output.answer(view, () => renderTable(['from', 'subjects', ...view.columns], rows));
  });
  const calibration = rating
    .command('calibration')
    .description('published probabilities of default against the default rates that came true')
    .option('--agency <number>', 'number of the agency', '1')
    .option('--scale <number>', 'number of the scale', '1')
    .option('--year <year>', 'one year only');
  register(calibration, async ({ api, output }) => {
    const view = await (await api()).get(CalibrationView, '/v1/ratings/calibration', { ...calibration.opts<Record<string, string>>() });
    const rows = view.years.flatMap(({ year, grades }) =>
      grades.map((row) => [
        year,
        row.grade,
        row.rated,
        row.defaulted,
        row.realised ?? '',
        row.expected ?? '',
        row.pValue ?? '',
        row.verdict,
      ]),
    );
    const tests = view.years.map(({ year, test }) => [
      year,
      test === null ? 'too little data' : `chi-square ${test.statistic} (${test.degrees}), p ${test.pValue}: ${test.verdict}`,
    ]);
    const columns = ['year', 'grade', 'rated', 'defaulted', 'realised', 'published', 'p', 'verdict'];
    output.answer(view, () => `${renderTable(columns, rows)}\n\n${renderTable(['year', 'all grades'], tests)}`);
  });
}

interface PublishOptions {
  readonly kind: string;
  readonly name: string;
  readonly grade: string;
  readonly scale: string;
  readonly outlook: string;
  readonly watch: string;
  readonly action?: string;
  readonly pd: string;
  readonly model: string;
  readonly report: string;
  readonly days: string;
}

function addPublications(rating: Command, register: Register): void {
  const publish = rating
    .command('publish')
    .description("publish a rating of the house's agency")
    .requiredOption('--kind <kind>', 'enterprise, deal or tranche')
    .requiredOption('--name <name>', 'public name, with its identifier where there is one')
    .requiredOption('--grade <grade>', 'grade on the scale')
    .requiredOption('--pd <wad>', 'probability of default within a year, 10^18 is one')
    .requiredOption('--model <hash>', 'hash of the model or the method')
    .requiredOption('--report <hash>', 'hash of the report')
    .option('--scale <number>', 'number of the scale', '1')
    .option('--outlook <outlook>', 'stable, positive, negative or developing', 'stable')
    .option('--watch <watch>', 'none, positive or negative', 'none')
    .option('--action <action>', 'affirmed or withdrawn; otherwise it follows from the change')
    .option('--days <n>', 'days that it is valid', '365');
  register(publish, async ({ api, output }) => {
    const { pd, model, report, days, scale, ...rest } = publish.opts<PublishOptions>();
    const body = { ...rest, scale: Number(scale), pdWad: pd, modelHash: model, reportHash: report, validDays: Number(days) };
    const answer = await (await api()).post(PublishAccepted, '/v1/ratings', body);
    output.answer(answer, () => renderRecord({ ...answer }));
  });
  const relay = rating
    .command('relay')
    .description('bring a publication that another agency signed to the book')
    .argument('<file>', 'JSON with order, key and signature; - reads from standard input');
  register(relay, async ({ api, output, stdin }) => {
    const path = relay.args[0] ?? '-';
    const bytes = await readInput(path, stdin, ORDER_BYTES_MAX);
    const answer = await (await api()).post(PublishAccepted, '/v1/ratings/signed', readOrder(path, bytes));
    output.answer(answer, () => renderRecord({ ...answer }));
  });
  const rates = rating
    .command('default-rates')
    .description('publish or restate the default rates of a year')
    .requiredOption('--year <year>', 'a year that is over')
    .requiredOption('--grades <pairs>', 'defaulted/rated for each grade, best first: 0/120,1/340,...')
    .option('--scale <number>', 'number of the scale', '1');
  register(rates, async ({ api, output }) => {
    const { year, grades, scale } = rates.opts<{ year: string; grades: string; scale: string }>();
    const body = { scale: Number(scale), year: Number(year), grades: readPairs(grades) };
    const answer = await (await api()).post(DefaultRatesAccepted, '/v1/ratings/default-rates', body);
    output.answer(answer, () => renderRecord({ ...answer }));
  });
}

function readPairs(text: string): { rated: string; defaulted: string }[] {
  return text.split(',').map((pair) => {
    const match = /^(\d+)\/(\d+)$/.exec(pair.trim());
    if (match?.[1] === undefined || match[2] === undefined)
      throw new DomainError('default_rates_incomplete', 'invalid', `"${pair}" is not defaulted/rated, for example 1/340.`);
    return { rated: match[2], defaulted: match[1] };
  });
}

function readOrder(path: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new DomainError('file_unreadable', 'invalid', `${path} is not JSON.`, { cause });
  }
}
