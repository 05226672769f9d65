import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { checkDeal, compileDeal } from './compile-deal.ts';
import { decodeImage } from './domain/decode-image.ts';
import type { DealFile, DealStep } from './domain/deal/deal-file.ts';
import { describeImage } from './domain/deal/describe-image.ts';
import { DEAL_TEMPLATES } from './templates.ts';

const schema = JSON.parse(readFileSync(new URL('./deal.schema.json', import.meta.url), 'utf8')) as Record<string, unknown>;
const fits = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true }).compile(schema);

const template = (name: string) => structuredClone(DEAL_TEMPLATES[name]) as DealFile;
const found = (value: unknown) => checkDeal(value).faults.map(({ pointer, code }) => `${pointer} ${code}`);
const PDL = template('european-pdl');
const REVOLVING = template('revolving-consumer');
const withSteps = (file: DealFile, change: (steps: readonly DealStep[]) => readonly DealStep[]) => ({
  ...file,
  waterfall: change(file.waterfall),
});
const without = (file: DealFile, name: DealStep['do']) => withSteps(file, (steps) => steps.filter((step) => step.do !== name));

describe.each(Object.entries(DEAL_TEMPLATES))('the template %s', (_, file) => {
  it('has no fault and fits the published schema', () => {
    expect(checkDeal(file).faults).toEqual([]);
    expect([fits(file), fits.errors]).toEqual([true, null]);
  });

  it('comes back from its bytes as a file that compiles to them', () => {
    const { bytes, image, hash } = compileDeal(file);
    expect(decodeImage(bytes)).toEqual(image);
    const again = compileDeal(describeImage(image));
    expect(again.hash).toBe(hash);
    expect(fits(again.file)).toBe(true);
  });
});

const broken: readonly (readonly [string, unknown, readonly string[]])[] = [
  [
    'an unknown class',
    withSteps(PDL, (steps) => [...steps, { do: 'payInterest', classes: ['Z'], from: 'interest' }]),
    ['/waterfall/15/classes/0 unknown_class'],
  ],
  [
    'an unknown fee',
    withSteps(PDL, (steps) => [{ do: 'payFee', fee: 'nope', from: 'interest' }, ...steps]),
    ['/waterfall/0/fee unknown_fee'],
  ],
  [
    'an unknown trigger',
    withSteps(PDL, (steps) => [{ do: 'writeUp', classes: ['A'], when: { not: { trigger: 'x' } } }, ...steps]),
    ['/waterfall/0/when/not/trigger unknown_trigger', '/waterfall/0 losses_contradict'],
  ],
  ['an unknown test', withSteps(PDL, (steps) => [{ do: 'test', test: 'x' }, ...steps]), ['/waterfall/0/test unknown_test']],
  [
    'a step behind a residual',
    withSteps(PDL, (steps) => [...steps, { do: 'topUpReserve', from: 'interest' }]),
    ['/waterfall/15 step_unreachable'],
  ],
  [
    'a step behind two residuals that cover all cases',
    withSteps(PDL, (steps) => [
      ...steps.slice(0, 13),
      { do: 'payResidual', class: 'E', from: 'interest', when: { call: true } },
      { do: 'payResidual', class: 'E', from: 'interest', when: { not: { call: true } } },
      { do: 'creditPdl', classes: ['A'] },
      ...steps.slice(14),
    ]),
    ['/waterfall/15 step_unreachable'],
  ],
  [
    'a condition that cannot hold',
    withSteps(PDL, (steps) => [
      ...steps.slice(0, 5),
      { do: 'topUpReserve', from: 'interest', when: { revolving: true } },
      ...steps.slice(5),
    ]),
    ['/waterfall/5/when step_unreachable'],
  ],
  [
    'interest without an end',
    withSteps(PDL, (steps) => steps.filter((step) => !(step.do === 'payResidual' && step.from === 'interest'))),
    ['/waterfall interest_bucket_has_no_end'],
  ],
  [
    'principal without an end',
    withSteps(PDL, (steps) =>
      steps.filter((step) => step.do !== 'payPrincipal' && !(step.do === 'payResidual' && step.from === 'principal')),
    ),
    ['/waterfall principal_bucket_has_no_end', '/classes/0 principal_never_paid', '/classes/1 principal_never_paid'],
  ],
  ['a fee that is never paid', without(PDL, 'payFee'), ['/fees/0 fee_never_paid', '/fees/1 fee_never_paid']],
  ['interest that is never paid', without(PDL, 'payInterest'), ['/classes/0 interest_never_paid', '/classes/1 interest_never_paid']],
  ['a ledger that is never credited', without(PDL, 'creditPdl'), ['/losses pdl_never_credited']],
  ['losses that are never allocated', without(PDL, 'allocateLoss'), ['/losses losses_never_allocated']],
  ['purchases that are never paid', without(REVOLVING, 'buyLoans'), ['/revolving purchases_never_paid']],
  [
    'a test that waits for itself',
    withSteps(REVOLVING, (steps) =>
      steps.map((step) => (step.do === 'test' && step.test === 'ocB' ? { ...step, when: { trigger: 'ocFailed' } } : step)),
    ),
    ['/tests/2 test_circular'],
  ],
  [
    'two tests that wait for each other',
    withSteps(REVOLVING, (steps) =>
      steps.map((step) => {
        if (step.do !== 'test') return step;
        if (step.test === 'ocA') return { ...step, when: { test: 'ocC' } };
        return step.test === 'ocC' ? { ...step, when: { not: { test: 'ocA' } } } : step;
      }),
    ),
    ['/tests/1 test_circular', '/tests/3 test_circular'],
  ],
  [
    'a cure before its test',
    withSteps(REVOLVING, (steps) => [{ do: 'cure', test: 'ocC', from: 'interest' }, ...steps]),
    ['/waterfall/0 cure_before_test'],
  ],
  [
    'a test that is never run',
    { ...REVOLVING, tests: [...(REVOLVING.tests ?? []), { id: 'more', kind: 'oc', classes: ['A'], threshold: '120%' }] },
    ['/tests/4 test_never_run'],
  ],
  ['sizes that do not match', { ...PDL, pool: { balance: '300000001' } }, ['/pool sizes_do_not_match_pool']],
  [
    'dates that do not ascend',
    {
      ...PDL,
      classes: PDL.classes.map(({ coupon, ...one }) => (coupon === undefined ? one : { ...one, coupon: { ...coupon, stepUp: undefined } })),
      dates: { list: ['2026-01-01', '2026-02-01', '2026-02-01', '2025-01-01'] },
    },
    ['/dates/list/2 dates_not_ascending', '/dates/list/3 dates_not_ascending'],
  ],
  ['a day that is none', { ...REVOLVING, dates: { ...REVOLVING.dates, closing: '2026-02-30' } }, ['/dates/closing date_malformed']],
  ['an id that is given twice', { ...PDL, payees: [...PDL.payees, { id: 'trustee' }] }, ['/payees/2/id duplicate_id']],
  [
    'a class named twice',
    withSteps(PDL, (steps) => [{ do: 'allocateLoss', classes: ['A', 'A'] }, ...steps.slice(1)]),
    ['/waterfall/0/classes/1 named_twice'],
  ],
  ['a threshold out of range', { ...REVOLVING, cleanUpCall: { poolFactor: '120%' } }, ['/cleanUpCall/poolFactor threshold_out_of_range']],
  ['a period beyond the last', { ...REVOLVING, revolving: { lastPeriod: 61 } }, ['/revolving/lastPeriod period_beyond_last']],
  [
    'too many steps',
    withSteps(PDL, (steps) => [...Array.from({ length: 60 }, () => ({ do: 'creditPdl', classes: ['A'] }) as DealStep), ...steps]),
    ['/waterfall limit_exceeded'],
  ],
  [
    'an amount that is too fine',
    { ...PDL, pool: { balance: '300000000.0000001' } },
    ['/pool/balance amount_malformed', '/pool/balance pool_empty', '/pool sizes_do_not_match_pool'],
  ],
  ['a number for an amount', { ...PDL, pool: { balance: 300 } }, ['/pool/balance shape_wrong']],
  [
    'a member that nobody knows',
    { ...PDL, colour: 'blue', tests: [{ id: 'x', kind: 'oc', classes: [], threshold: '1', extra: 1 }] },
    ['/tests/0/extra member_unknown', '/colour member_unknown'],
  ],
  ['a step that nobody knows', { ...PDL, waterfall: [{ do: 'vanish' }] }, ['/waterfall/0/do shape_wrong']],
  ['no object at all', 'deal', [' shape_wrong']],
];

describe('a deal file with', () => {
  it.each(broken)('%s', (_, file, faults) => {
    expect(found(file)).toEqual(expect.arrayContaining([...faults]));
    expect(found(file).length).toBe(faults.length);
    for (const { detail, zh } of checkDeal(file).faults) expect([detail, zh]).not.toContain('');
    expect(() => compileDeal(file)).toThrow(expect.objectContaining({ code: 'deal_file_invalid' }));
  });
});
