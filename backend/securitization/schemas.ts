import { z } from 'zod';
import { DAY_COUNTS } from './domain/day-count.ts';
import { FEE_KINDS, LIMITS, RESERVE_KINDS, TEST_KINDS, TRIGGER_KINDS } from './domain/deal-image.ts';
import { type DealFile, MOVE_AMOUNTS } from './domain/deal/deal-file.ts';

/** Puts the words of both languages where editors show them. */
function about<T extends z.ZodType>(schema: T, title: string, zhTitle: string, en: string, zh: string): T {
  return schema.meta({ title: `${title} · ${zhTitle}`, description: `${en}\n${zh}` });
}

const Id = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,31}$/, 'begins with a letter; then letters, digits, _ and -, 32 at most')
  .meta({ description: 'Name within this file.\n文件内的标识。' });
const Amount = z
  .string()
  .regex(/^\d{1,29}(\.\d{1,18})?$/, 'is an amount such as 1250000.50')
  .meta({ description: 'Major units as decimal text, such as "1250000.50".\n以主单位表示的十进制文本，例如 "1250000.50"。' });
const Rate = z
  .string()
  .regex(/^\d{1,6}(\.\d{1,18})?%?$/, 'is a rate such as 0.055 or 5.5%')
  .meta({ description: 'Decimal or per cent as text: "0.055" or "5.5%".\n十进制或百分比文本："0.055" 或 "5.5%"。' });
const Day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'is a day YYYY-MM-DD')
  .meta({ description: 'YYYY-MM-DD' });
const Period = z.int().min(1).max(LIMITS.periods);
const DayCountName = about(
  z.enum(DAY_COUNTS),
  'Day count',
  '计息基准',
  'How days become a part of a year; 30/360 (US) when left out.',
  '天数如何折算为年；缺省为 30/360（美式）。',
);
const LabelText = about(
  z.strictObject({ en: z.string().min(1).max(120), zh: z.string().min(1).max(120) }),
  'Label',
  '名称',
  'Name for people, in English and Chinese.',
  '供阅读的中英文名称。',
);
const Ids = z.array(Id).max(16);
const Bucket = about(
  z.enum(['interest', 'principal']),
  'Bucket',
  '现金账',
  'Cash collected as interest, or as principal.',
  '利息回收款账或本金回收款账。',
);

const Coupon = about(
  z.strictObject({
    kind: z.enum(['fixed', 'floating']),
    rate: about(Rate, 'Rate', '利率', 'Coupon, or margin over the index.', '票面利率，或基准之上的利差。'),
    index: about(z.string().min(1).max(40), 'Index', '基准', 'Name of the index of a floating coupon.', '浮动利率的基准名称。').optional(),
    floor: about(Rate, 'Floor', '下限', 'Lowest rate.', '最低利率。').optional(),
    cap: about(Rate, 'Cap', '上限', 'Highest rate.', '最高利率。').optional(),
    stepUp: about(
      z.strictObject({ fromPeriod: Period, add: Rate }),
      'Step-up',
      '利率上调',
      'Added to the rate from a period on.',
      '自某期起加到利率上。',
    ).optional(),
  }),
  'Coupon',
  '票面利率',
  'Every class but a residual one has a coupon.',
  '除剩余级外，各级均有票面利率。',
);

const ClassEntry = z.strictObject({
  id: Id,
  label: LabelText.optional(),
  size: about(Amount, 'Size', '规模', 'Original balance.', '初始余额。'),
  coupon: Coupon.optional(),
  dayCount: DayCountName.optional(),
  deferrable: about(z.boolean(), 'Deferrable', '可递延', 'Unpaid interest is no default.', '未付利息不构成违约。').optional(),
  residual: about(
    z.boolean(),
    'Residual',
    '剩余级',
    'Accrues no interest; takes what payResidual pays.',
    '不计息，取得 payResidual 支付的款项。',
  ).optional(),
  unpaidInterest: about(
    z.union([z.literal('none'), z.strictObject({ spread: Rate })]),
    'Unpaid interest',
    '未付利息',
    'Bears none, or the coupon with a spread; the coupon when left out.',
    '不再计息，或按票面利率加利差计息；缺省按票面利率。',
  ).optional(),
});

const FeeEntry = z.strictObject({
  id: Id,
  label: LabelText.optional(),
  payee: Id,
  kind: about(
    z.enum(FEE_KINDS),
    'Kind',
    '类型',
    'Yearly rate of the pool, fixed amount a period, or yearly rate of the classes.',
    '按资产池年费率、每期固定金额或按各级余额年费率。',
  ),
  rate: Rate.optional(),
  amount: Amount.optional(),
  dayCount: DayCountName.optional(),
  seniorCap: about(
    Amount,
    'Senior cap',
    '优先支付上限',
    'Most that a senior step pays a period.',
    '优先步骤每期最多支付的金额。',
  ).optional(),
});

const Reserve = z.strictObject({
  kind: about(
    z.enum(RESERVE_KINDS),
    'Target',
    '目标',
    'None, a fixed amount, a rate of the current pool, or of the original one.',
    '无、固定金额、按当前资产池比例或按初始资产池比例。',
  ),
  amount: Amount.optional(),
  rate: Rate.optional(),
  floor: about(Amount, 'Floor', '下限', 'The target is never less.', '目标不低于此金额。').optional(),
  initial: about(Amount, 'Initial', '初始金额', 'Paid in at closing.', '设立日存入。').optional(),
});

const TestEntry = z.strictObject({
  id: Id,
  label: LabelText.optional(),
  kind: about(z.enum(TEST_KINDS), 'Kind', '类型', 'Overcollateralisation or interest coverage.', '超额抵押测试或利息覆盖测试。'),
  classes: about(Ids, 'Classes', '分级', 'The tested class and all senior to it.', '被测试的分级及其以上各级。'),
  threshold: about(Rate, 'Threshold', '阈值', 'Lowest ratio that passes, such as "110%".', '合格的最低比率，例如 "110%"。'),
});

const TriggerEntry = z.strictObject({
  id: Id,
  label: LabelText.optional(),
  kind: about(z.enum(TRIGGER_KINDS), 'Kind', '类型', 'What breaches the trigger.', '触发条件的类型。'),
  schedule: about(
    z
      .array(z.strictObject({ from: Period, threshold: Rate }))
      .min(1)
      .max(LIMITS.schedules),
    'Schedule',
    '阈值表',
    'Thresholds of cumulative net loss by period.',
    '各期的累计净损失阈值。',
  ).optional(),
  threshold: Rate.optional(),
  test: Id.optional(),
  classes: Ids.optional(),
  curable: about(
    z.boolean(),
    'Curable',
    '可恢复',
    'Ends when it is no longer breached; else latched.',
    '不再违反时解除；否则一经触发不再解除。',
  ).optional(),
  notice: about(z.int().min(0).max(255), 'Notice', '宽限', 'Breaches in a row until it is active.', '连续违反多少期后生效。').optional(),
  accelerates: about(z.boolean(), 'Accelerates', '加速清偿', 'Accelerates the deal for ever.', '使交易永久进入加速清偿。').optional(),
});

const Yes = z.literal(true);
const Simple = z.union([
  z.strictObject({ trigger: Id }),
  z.strictObject({ anyTrigger: Ids.min(1) }),
  z.strictObject({ test: Id }),
  z.strictObject({ outstanding: Ids.min(1) }),
  z.strictObject({ accelerated: Yes }),
  z.strictObject({ revolving: Yes }),
  z.strictObject({ call: Yes }),
  z.strictObject({ lastPeriod: Yes }),
]);
const When = about(
  z.union([Simple, z.strictObject({ not: Simple })]),
  'Condition',
  '条件',
  'The step runs only when this holds: a trigger is active, a test has failed, classes are outstanding ...',
  '仅在条件成立时执行：触发器生效、测试未通过、分级未清偿等。',
);

const STEP = { label: LabelText.optional(), when: When.optional() };
const PAYING = {
  from: Bucket,
  reserve: about(
    z.boolean(),
    'Reserve helps',
    '动用储备',
    'The reserve pays what the bucket does not.',
    '现金不足的部分由储备支付。',
  ).optional(),
};
const Split = about(z.enum(['sequential', 'proRata']), 'Split', '分配方式', 'In class order, or pro rata.', '按级别顺序或按比例。');
const SPLIT = { split: Split.optional() };
const step = <N extends string, S extends z.ZodRawShape>(name: N, shape: S, en: string, zh: string) =>
  z.strictObject({ do: z.literal(name), ...STEP, ...shape }).meta({ title: name, description: `${en}\n${zh}` });

const StepEntry = z.discriminatedUnion('do', [
  step(
    'payFee',
    { ...PAYING, fee: Id, rank: z.enum(['senior', 'junior']).optional() },
    'Pays a fee; a senior step up to its cap.',
    '支付费用；优先步骤以上限为限。',
  ),
  step('payInterest', { ...PAYING, ...SPLIT, classes: Ids }, 'Pays interest that is due and unpaid.', '支付到期及未付利息。'),
  step('payPrincipal', { ...PAYING, ...SPLIT, classes: Ids }, 'Pays principal.', '偿还本金。'),
  step(
    'moveToPrincipal',
    { amount: z.enum(MOVE_AMOUNTS), classes: Ids.optional() },
    'Moves cash from interest to principal.',
    '将利息账现金转入本金账。',
  ),
  step('test', { test: Id }, 'Runs a test.', '执行测试。'),
  step('cure', { test: Id, from: Bucket }, 'Pays principal until the test passes.', '偿还本金直至测试通过。'),
  step('topUpReserve', { from: Bucket }, 'Fills the reserve up to its target.', '将储备补足至目标。'),
  step('releaseReserve', { to: Bucket }, 'Releases what the reserve has above its target.', '释放超过目标的储备。'),
  step('drawReserve', { to: Bucket, amount: z.enum(['shortfall', 'all']), classes: Ids.optional() }, 'Draws on the reserve.', '动用储备。'),
  step('allocateLoss', { classes: Ids }, 'Allocates losses, junior first.', '按由低到高的顺序分配损失。'),
  step('writeUp', { classes: Ids }, 'Writes up with recoveries, senior first.', '以回收款恢复减记，由高到低。'),
  step('creditPdl', { classes: Ids }, 'Credits the PDL from interest.', '以利息补足本金短缺账。'),
  step('buyLoans', { from: Bucket }, 'Pays for loans while the deal revolves.', '循环期内购买资产。'),
  step('payResidual', { class: Id, from: Bucket }, 'Pays all that is left.', '支付全部余额。'),
]);

const Dates = z.union([
  about(
    z.strictObject({ list: z.array(Day).min(2) }),
    'Explicit dates',
    '逐期日期',
    'The closing date and each payment date.',
    '设立日及各支付日。',
  ),
  about(
    z.strictObject({
      closing: about(Day, 'Closing', '设立日', 'Interest accrues from here.', '自此日起计息。'),
      first: about(Day, 'First payment', '首个支付日', 'Before it is adjusted.', '调整之前的日期。'),
      everyMonths: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(6), z.literal(12)]),
      dayOfMonth: z.int().min(1).max(31),
      periods: about(
        z.int().min(1),
        'Periods',
        '期数',
        'Number of payment dates; the last is the legal final.',
        '支付日个数；最后一期为法定到期日。',
      ),
      adjustment: about(
        z.enum(['none', 'following', 'modifiedFollowing']),
        'Adjustment',
        '工作日调整',
        'What happens on weekends and holidays.',
        '遇周末与假日如何调整。',
      ),
      holidays: z.array(Day).optional(),
    }),
    'Calendar',
    '日历',
    'Regular payment dates.',
    '规则的支付日。',
  ),
]);

const EligibilityEntry = z.strictObject({
  field: Id,
  min: z.string().optional(),
  max: z.string().optional(),
  in: z.array(z.string()).optional(),
  notIn: z.array(z.string()).optional(),
});
const Revolving = z.strictObject({
  lastPeriod: Period,
  eligibility: about(z.array(EligibilityEntry), 'Eligibility', '合格标准', 'Rules that a loan must meet.', '贷款须满足的规则。').optional(),
  concentrations: about(
    z.array(z.strictObject({ field: Id, value: z.string().optional(), top: z.int().min(1).optional(), max: Rate })),
    'Concentration limits',
    '集中度限制',
    'Largest shares of the pool.',
    '占资产池的最大比例。',
  ).optional(),
});

/** Shape of a deal file; what its members mean together is judged by `compileDeal`. */
export const DealFileShape = about(
  z.strictObject({
    $schema: z.string().optional(),
    type: z.literal('CredenceDeal'),
    version: z.literal(1),
    name: z.string().min(1).max(120),
    label: LabelText.optional(),
    description: z.strictObject({ en: z.string().max(2000), zh: z.string().max(2000) }).optional(),
    token: about(
      z.strictObject({ symbol: z.string().min(1).max(20), decimals: z.int().min(0).max(18) }),
      'Settlement token',
      '结算代币',
      'Amounts have at most this many decimal places.',
      '金额的小数位数以此为限。',
    ),
    pool: about(
      z.strictObject({
        balance: Amount,
        overcollateral: about(
          z.string().regex(/^-?\d{1,29}(\.\d{1,18})?$/, 'is an amount'),
          'Overcollateral',
          '超额抵押',
          'Pool less the sizes of all classes; 0 when left out.',
          '资产池减各级规模之和；缺省为 0。',
        ).optional(),
      }),
      'Pool',
      '资产池',
      'Balance of the loans at closing.',
      '设立日的贷款余额。',
    ),
    dates: Dates,
    lateAfterDays: z.int().min(0).max(255).optional(),
    collections: about(
      z.strictObject({ principalTo: Bucket, recoveriesTo: Bucket }),
      'Collections',
      '回收款',
      'Where principal and recoveries go; principal to principal, recoveries to interest when left out.',
      '本金与回收款记入的现金账；缺省分别为本金账与利息账。',
    ).optional(),
    classes: about(z.array(ClassEntry), 'Classes', '分级', 'In order of seniority.', '按优先顺序排列。'),
    payees: about(
      z.array(z.strictObject({ id: Id, label: LabelText.optional() })),
      'Payees',
      '收款方',
      'Who is paid fees.',
      '收取费用的各方。',
    ),
    fees: about(z.array(FeeEntry), 'Fees', '费用', 'What the deal costs.', '交易费用。'),
    reserve: about(Reserve, 'Reserve', '储备', 'Cash kept for bad periods.', '为不利时期留存的现金。').optional(),
    losses: about(
      z.strictObject({ treatment: z.enum(['none', 'writeDown', 'pdl']), amount: z.enum(['defaults', 'netDefaults']).optional() }),
      'Losses',
      '损失处理',
      'Written down from balances, or booked to a principal deficiency ledger.',
      '减记余额，或记入本金短缺账。',
    ).optional(),
    tests: about(z.array(TestEntry), 'Tests', '测试', 'OC and IC tests.', '超额抵押与利息覆盖测试。').optional(),
    triggers: about(z.array(TriggerEntry), 'Triggers', '触发器', 'Events that change the waterfall.', '改变瀑布的事件。').optional(),
    targetOc: about(
      z.strictObject({ current: Rate.optional(), original: Rate.optional(), floor: Amount.optional() }),
      'Target overcollateralisation',
      '目标超额抵押',
      'The largest of a rate of the current pool, of the original pool, and a floor.',
      '当前资产池比例、初始资产池比例与下限三者中的最大值。',
    ).optional(),
    revolving: about(Revolving, 'Revolving period', '循环期', 'Principal buys new loans.', '以本金购买新贷款。').optional(),
    cleanUpCall: about(
      z.strictObject({ poolFactor: Rate }),
      'Clean-up call',
      '清仓回购',
      'Allowed when the pool is at most this part of the original.',
      '资产池不超过初始余额的此比例时可行使。',
    ).optional(),
    waterfall: about(z.array(StepEntry), 'Waterfall', '瀑布', 'Steps in their order.', '按顺序执行的步骤。'),
  }),
  'Credence deal',
  '交易文件',
  'A securitization as data: terms and waterfall. Amounts and rates are decimal text.',
  '以数据描述的证券化交易：条款与瀑布。金额与利率为十进制文本。',
) satisfies z.ZodType<DealFile>;
